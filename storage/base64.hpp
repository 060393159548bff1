// Bytes as text: standard base64 with padding (RFC 4648, 4), as signed notes and checkpoints use
// it, and hex.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.hpp"

namespace imaginons::storage {

std::string base64(events::Bytes bytes);
// Strict: nothing for missing or wrong padding, other characters, bits left over.
std::optional<std::vector<std::uint8_t>> parse_base64(std::string_view text);

// Lower case, two digits a byte.
std::string hex(events::Bytes bytes);

}  // namespace imaginons::storage
