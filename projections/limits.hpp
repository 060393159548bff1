// What a reader of the read models may ask for at once.
#pragma once

#include <cstddef>
#include <cstdint>

namespace imaginons::projections::limits {

// Rows of one page of a list, and lines of one page of a feed.
constexpr std::size_t page_rows = 100;
// Of a text filter; what is longer is cut. Each word costs one pass over the text of every row.
constexpr std::size_t filter_bytes = 200;
constexpr std::size_t filter_words = 16;
// A cursor as list_proposals writes it is shorter.
constexpr std::size_t cursor_bytes = 128;
// While folding, progress is told this often.
constexpr std::size_t events_per_progress = 16'384;
// Stances that a fold gathers before it applies them: their cache lines must still be there then.
constexpr std::size_t stances_gathered = 64;
// Edits that a comparison of two texts looks at from each end before it takes what it has found so
// far: what a text that has nothing in common with the other costs.
constexpr int diff_distance = 100;
// What the digest of live views copies while it keeps the writer waiting, and how many tokens it
// looks up: about 0.1 ms and 0.5 ms.
constexpr std::size_t digest_hold_bytes = 256 << 10;
constexpr std::size_t digest_hold_tokens = 8'192;
// Events whose openings an export reads in one go: their keys are held meanwhile.
constexpr std::uint64_t openings_at_once = 4'096;
// A file of an export is handed to the system in pieces of at least this.
constexpr std::size_t export_buffer_bytes = 1 << 20;

}  // namespace imaginons::projections::limits
