// What a reader of the read models may ask for at once.
#pragma once

#include <chrono>
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
// Of a search: what is longer is cut. A word of a text is found by its first bytes.
constexpr std::size_t search_bytes = 500;
constexpr std::size_t search_words = 16;
constexpr std::size_t search_word_bytes = 60;
// Words that a search may mean by one that is not typed to its end.
constexpr std::uint32_t search_endings = 60;
// Rows that a search pages through, and up to which it counts exactly.
constexpr std::size_t search_rows = 1'000;
// Of what a new proposal is compared with others by: words of its title and of its text.
constexpr std::size_t similar_words = 200;
// Rows that are copied while the writer waits, when the index is made anew.
constexpr std::size_t search_rows_at_once = 64;
// Documents between two commits of the index while it is made anew, about a second each.
constexpr std::size_t search_documents_per_commit = 5'000;
// Words whose stems are remembered: some megabytes.
constexpr std::size_t search_stems_remembered = 50'000;
// Of the thread that keeps the index (setpriority); and how long it waits after it failed.
constexpr int search_niceness = 10;
constexpr std::chrono::seconds search_retry{30};
// What a question waits for an index that is behind.
constexpr std::chrono::milliseconds search_patience{200};
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
// Of an offer and of a mission; a code is a place in a vocabulary.
constexpr std::size_t vocabulary_codes = 1'024;
constexpr std::size_t skills_offered = 32;
constexpr std::size_t skills_asked = 8;
constexpr std::size_t causes_offered = 16;
constexpr std::size_t languages_spoken = 16;
constexpr std::size_t languages_asked = 4;
// Years from which on somebody who offers their time may be shown to others.
constexpr std::uint8_t age_to_be_shown = 18;
// From so far on nearness gives nothing any more.
constexpr std::uint32_t near_m = 10'000;
// Matches that one question is answered with.
constexpr std::size_t matches = 1'000;
// What an organiser may fill at once.
constexpr std::size_t assigned_vacancies = 60;
constexpr std::size_t assigned_places = 500;

}  // namespace imaginons::projections::limits
