// How much a person may write and how many things may wait. Lengths are in characters (Unicode code
// points); a refusal names the limit that it met.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace imaginons::commands::limits {

constexpr std::size_t pseudonym_min_chars = 2;
constexpr std::size_t pseudonym_chars = 40;
constexpr std::size_t title_chars = 250;
constexpr std::size_t proposal_body_chars = 25'000;
constexpr std::size_t statement_chars = 1'000;
constexpr std::size_t argument_chars = 8'000;
constexpr std::size_t url_bytes = 2'000;
constexpr std::size_t reason_chars = 2'000;
// Of a proposal, beside its author, the invited counted.
constexpr std::size_t co_authors = 10;
// That one person has open on one proposal: one more is rather an edit of the last.
constexpr std::size_t open_amendments = 5;
// An answer's, and of each of its lines: who signs, cost, calendar, to whom.
constexpr std::size_t answer_body_chars = 6'000;
constexpr std::size_t answer_line_chars = 300;
constexpr std::size_t criterion_chars = 1'000;
// Themes, or districts: in one list (events/limits.hpp caps its event's), and of all times (a byte
// tells one from the others).
constexpr std::size_t labels = 32;
constexpr std::size_t labels_ever = 200;
constexpr std::size_t label_name_chars = 40;
constexpr std::size_t question_chars = 2'000;
// About one proposal or project; and of them that one person has without an answer.
constexpr std::size_t questions = 200;
constexpr std::size_t open_questions = 3;
constexpr std::size_t conclusion_part_chars = 4'000;  // of each of the three
constexpr std::size_t project_body_chars = 20'000;
// The city's words stand in the public event, which is capped in bytes (events/limits.hpp).
constexpr std::size_t official_text_bytes = 14'000;
constexpr std::size_t phases = 12;
constexpr std::size_t phase_title_chars = 80;
constexpr std::size_t milestones = 50;
constexpr std::size_t meetings = 200;  // of a project
constexpr std::size_t agenda_chars = 8'000;
constexpr std::size_t minutes_chars = 12'000;
constexpr std::size_t place_chars = 300;
constexpr std::uint32_t seats = 100'000;
constexpr std::size_t meeting_days = 14;           // from its beginning to its end
constexpr std::size_t meeting_days_ahead = 1'096;  // three years
constexpr std::size_t reply_depth = 2;
constexpr std::size_t origin_bytes = 200;
// Of the checkpoint that a continued log quotes; the event holds it whole (events/limits.hpp).
constexpr std::size_t former_note_bytes = 8'000;

// Commands that wait for the writer; one more is answered 503.
constexpr std::size_t queue_commands = 8'192;
// What one durable transaction takes at most, so that a page never waits for an endless batch.
constexpr std::size_t batch_commands = 2'048;
// Request ids remembered, in events from the head; an older resend is a new command.
constexpr std::size_t remembered_requests = 262'144;

// A clock set back by no more than this stands still in the log until it has caught up.
constexpr std::int64_t clock_set_back_ms = std::int64_t{60} * 60 * 1000;

// An erasure that failed half-way (a full disk) is tried again as often.
constexpr std::chrono::seconds erasure_retry{60};

// Stances that a fold looks up together: enough to wait for many memory reads at once, few enough
// to stay in the first cache.
constexpr std::size_t stances_gathered = 64;

}  // namespace imaginons::commands::limits
