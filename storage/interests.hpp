// What the vault keeps of what a person says of themselves: where they live and what they care
// about, a district and themes by their codes, and their name. For themselves alone: nothing of it
// stands in the log. Plain data and its bytes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/ids.hpp"

namespace imaginons::storage {

struct Interests {
    std::string district;             // empty: not said
    std::vector<std::string> themes;  // at most limits::interests_themes
    std::string name{};               // at most limits::interests_name_bytes; empty: not said
    bool operator==(const Interests&) const = default;
};

// Always as many bytes: how long a row is tells nothing.
std::vector<std::uint8_t> encoded(const Interests& interests);
// Nothing if these are not the bytes of one.
std::optional<Interests> decode_interests(events::Bytes bytes);

}  // namespace imaginons::storage
