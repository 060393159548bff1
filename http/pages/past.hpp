// The past on pages: the banner over an object as it was, its history, and what changed between two
// moments. Plain data.
#pragma once

#include "http/pages/common.hpp"

namespace imaginons::http::pages {

// A moment that a page shows; position 0: the page shows the present.
struct PastMoment {
    std::uint64_t position = 0;  // how many events the log then held
    std::int64_t at = 0;         // ms
    std::int32_t day = 0;        // its end was asked for, in days since 1970-01-01; 0: an instant
};

enum class HistoryKind : std::uint8_t {
    project_opened,
    project_changed,
    phase_moved,
    news_published,
    milestone_set,
    milestone_reached,
    meeting_announced,
    meeting_changed,
    meeting_cancelled,
    minutes_published,
    proposal_submitted,
    statement_added,
    proposal_edited,
    proposal_withdrawn,
    proposal_hidden,
    argument_added,
    argument_hidden,
    answer_drafted,
    answer_approved,
    answer_sent_back,
    proposal_under_review,
    info_requested,
    proposal_accepted,
    proposal_redirected,
    proposal_refused,
    proposal_in_progress,
    proposal_done,
    proposal_taken_up,
    co_author_invited,
    co_author_accepted,
    co_author_left,
    amendment_accepted,
    amendment_refused,
    question_asked,
    question_answered,
    question_hidden,
    conclusion_published,
    proposal_placed,
};

struct HistoryLine {
    HistoryKind kind = HistoryKind::proposal_submitted;
    PersonName who;            // empty: the city
    std::string title;         // of an idea, a news item, a milestone, a phase; may be empty
    std::string path;          // to what it is about; may be empty
    std::string excerpt;       // of an argument, plain text
    Side side = Side::beside;  // of an argument
    bool reply = false;
    bool hidden_now = false;       // what was added has been hidden since
    std::uint32_t version = 0;     // of an edit
    std::uint32_t percent = 0;     // of a milestone
    std::int64_t at = 0;           // ms: when the log recorded it
    std::int64_t occurred_at = 0;  // ms: when an import says that it happened; 0: it does not
    std::uint64_t seq = 0;
    bool comparable = false;  // there was something before it
};

// One day of a history, newest line first. Stances are counted by the day, never told one by one.
struct HistoryDay {
    std::int32_t day = 0;  // since 1970-01-01
    std::vector<HistoryLine> lines;
    std::uint64_t stances = 0;           // given, changed or withdrawn that day
    std::uint64_t argument_stances = 0;  // likewise on arguments
    std::uint64_t from = 0;              // positions where the day begins and ends
    std::uint64_t to = 0;
    bool comparable = false;
};

struct HistoryPage {
    bool project = false;  // of a project; otherwise of a proposal or a statement
    std::string id;
    std::string title;
    bool hidden = false;
    bool imported = false;  // it came from elsewhere
    std::vector<HistoryDay> days;
    std::string older;           // cursor; empty: this is the beginning
    bool newest = true;          // nothing came after what is shown
    std::int32_t first_day = 0;  // a day that may be asked for, the first and the last; 0: none
    std::int32_t last_day = 0;
};

// A text with its changes; empty if there is nothing to show.
struct DiffStretch {
    bool removed = false;
    bool added = false;
    std::string text;
};
struct TextDiff {
    std::vector<DiffStretch> stretches;
    bool changed = false;
};

struct AddedArgument {
    std::string id;
    PersonName author;
    Side side = Side::beside;
    bool reply = false;
    bool hidden = false;
    std::string excerpt;
};

struct ChangesPage {
    bool project = false;
    std::string id;
    std::string title;  // as it is now
    PastMoment from;
    PastMoment to;
    bool to_now = false;
    bool hidden = false;    // its words may not be shown
    bool wordless = false;  // they were erased
    TextDiff heading;
    TextDiff body;
    TextDiff labels;  // its district, point and themes, one line each
    // Of a proposal.
    std::uint32_t version_before = 1;
    std::uint32_t version_after = 1;
    bool support_only = false;
    Tally tally_before;
    Tally tally_after;
    ContributionState state_before = ContributionState::open;
    ContributionState state_after = ContributionState::open;
    std::vector<AddedArgument> arguments;
    std::uint64_t more_arguments = 0;  // added too, not listed
    // Of a project.
    Level level_before = Level::inform;
    Level level_after = Level::inform;
    std::string phase_before;  // title of the phase; empty: none
    std::string phase_after;
    TextDiff phases;      // one line each
    TextDiff milestones;  // likewise
    TextDiff news;        // titles, likewise
    std::uint64_t proposals_before = 0;
    std::uint64_t proposals_after = 0;
    std::uint64_t statements_before = 0;
    std::uint64_t statements_after = 0;
};

}  // namespace imaginons::http::pages
