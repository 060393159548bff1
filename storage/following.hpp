// What the vault keeps about how one person follows what happens: what they follow, how often they
// want letters about it, and how far they have read and been told. Private preferences, not
// contributions: nothing of it stands in the log. Plain data and its bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/ids.hpp"

namespace imaginons::storage {

// A theme or a district is named by its code (events::id_of_code).
enum class FollowedKind : std::uint8_t {
    project = 1,
    proposal = 2,
    person = 3,
    meeting = 4,
    theme = 5,
    district = 6
};

// How often letters come, if there is anything to say.
enum class LetterRhythm : std::uint8_t { never = 1, immediately = 2, daily = 3, weekly = 4 };

struct Follow {
    FollowedKind kind = FollowedKind::project;
    // Not followed, though it would be without this: their own proposal, or one they argued about.
    bool stopped = false;
    events::Id object;
    std::uint64_t since = 0;  // position of the log: what came before is no news
    bool operator==(const Follow&) const = default;
};

struct Following {
    LetterRhythm rhythm = LetterRhythm::weekly;
    std::string language = "fr";  // of letters: a catalogue's code, at most 7 bytes
    // Letters have told of the events before this position, or need not.
    std::uint64_t told = 0;
    // Set while a letter about the events from here to `told` is on its way into the outbox.
    std::optional<std::uint64_t> letter_from;
    // Events before this position have been read.
    std::uint64_t read = 0;
    // The latest visit to what is followed: when, and up to where it showed it.
    std::uint64_t visited = 0;
    std::int64_t visited_at_ms = 0;
    // When to look next whether there is something for a letter.
    std::int64_t due_at_ms = 0;
    std::vector<Follow> follows;  // in the order in which they came
    bool operator==(const Following&) const = default;
};

// Without due_at_ms, which stands in clear beside it (FORMAT.md). A multiple of
// limits::following_step_bytes.
std::vector<std::uint8_t> encoded(const Following& following);
// Nothing if these are not the bytes of one.
std::optional<Following> decode_following(events::Bytes bytes);

}  // namespace imaginons::storage
