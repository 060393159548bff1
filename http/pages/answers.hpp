// The city's answers: as everybody reads them, as agents prepare them, and what waits for one.
// Plain data.
#pragma once

#include "http/markdown.hpp"
#include "http/pages/common.hpp"
#include "http/pages/questions.hpp"

namespace imaginons::http::pages {

enum class Outcome : std::uint8_t { none, accepted, refused, redirected, info_requested };
// open: not examined while information is asked for.
enum class Finding : std::uint8_t { open, met, partly, not_met };

struct CriterionView {
    Finding finding = Finding::open;
    std::string reason;
};

struct AnswerView {
    Outcome outcome = Outcome::none;
    std::string title;
    Html body;
    CriterionView competence;
    CriterionView legality;
    CriterionView general_interest;
    CriterionView feasibility;
    std::string cost;           // may be empty
    std::string calendar;       // likewise
    std::string redirected_to;  // likewise
    std::string official;
    std::string function;
    std::int64_t at = 0;              // ms; 0: a draft
    std::uint32_t version = 1;        // of the proposal that it answers
    bool text_changed_since = false;  // the proposal has a later version
};

struct CourseStep {
    Stage stage = Stage::submitted;
    std::int64_t at = 0;  // ms
    Html word;            // the city's; may be empty
};

struct LinkedProject {
    std::string id;
    std::string title;
};

// What a proposal's page tells of the city.
struct Course {
    Stage stage = Stage::none;
    Due due;
    std::int64_t submitted_at = 0;
    std::int64_t answered_at = 0;   // 0: not yet
    std::int64_t done_at = 0;       // 0: not yet
    std::vector<CourseStep> steps;  // after the submission, oldest first
    bool has_answer = false;
    AnswerView answer;  // the latest
    std::vector<LinkedProject> projects;
};

enum class DraftState : std::uint8_t { none, to_review, sent_back, approved };

// One proposal before an agent: what there is of an answer, and what can be done.
struct AnswerDesk {
    std::string proposal_id;
    std::string title;
    Due due;
    Stage stage = Stage::submitted;
    DraftState draft = DraftState::none;
    std::uint32_t number = 0;
    bool own = false;  // the draft is of who looks at it
    PersonName by;
    PersonName reviewed_by;
    Html review_word;
    bool text_changed_since = false;
    AnswerView answer;
    Field word;              // of a review
    Field step;              // of a move
    bool can_begin = false;  // stages that it may come to
    bool can_start = false;
    bool can_finish = false;
    bool can_link = false;
    Field project;
    std::vector<LinkedProject> projects;  // to choose from
    std::vector<LinkedProject> linked;
};

struct CriterionFields {
    Field finding;  // "met", "partly", "not_met", or empty
    Field reason;
};

struct AnswerForm {
    std::string proposal_id;
    std::string proposal_title;
    Html proposal_body;
    std::uint32_t version = 1;     // of the proposal
    std::uint32_t seen_draft = 0;  // that this one replaces
    Field outcome;                 // "accepted", ...
    Field title;
    Field body;
    CriterionFields competence;
    CriterionFields legality;
    CriterionFields general_interest;
    CriterionFields feasibility;
    Field cost;
    Field calendar;
    Field redirected_to;
    Field official;
    Field function;
    // Another agent's draft that came in between; empty outcome: none did.
    AnswerView other;
    PersonName other_by;
    bool text_changed = false;  // the proposal did, while this was being written
};

struct QueueRow {
    ProposalRow proposal;
    DraftState draft = DraftState::none;
    bool own_draft = false;
    bool asked = false;  // the author, for information: the clock stands still
};

struct QueuePage {
    std::vector<QueueRow> rows;  // the most urgent first
    std::uint64_t waiting = 0;
    std::uint64_t overdue = 0;
    std::uint64_t to_review = 0;  // by who looks at it
    std::uint64_t asked = 0;
    std::uint64_t answered_this_month = 0;
    std::vector<WaitingQuestion> questions;  // the longest waiting first
    std::uint64_t question_count = 0;        // in all
};

}  // namespace imaginons::http::pages
