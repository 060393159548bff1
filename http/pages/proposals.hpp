// The list of proposals, one proposal or statement with its debate, and the forms around it. Plain
// data.
#pragma once

#include "http/markdown.hpp"
#include "http/pages/answers.hpp"
#include "http/pages/conclusions.hpp"
#include "http/pages/drafts.hpp"
#include "http/pages/following.hpp"
#include "http/pages/past.hpp"
#include "http/pages/questions.hpp"
#include "http/pages/writing.hpp"

namespace imaginons::http::pages {

enum class Sort : std::uint8_t { recent, supported, debated };
enum class StateFilter : std::uint8_t {
    open,
    overdue,
    under_review,
    info_requested,
    accepted,
    redirected,
    refused,
    in_progress,
    done,
    withdrawn,
    hidden,
    all
};

struct ProjectChoice {
    std::string id;
    std::string title;
};

struct ProposalsPage {
    std::string query;
    Sort sort = Sort::recent;
    StateFilter state = StateFilter::open;
    bool statements = false;              // lists statements instead of proposals
    std::string project_id;               // empty: all
    std::vector<ProjectChoice> projects;  // to choose from
    std::string theme;                    // a code; empty: all
    std::string district;                 // likewise
    std::vector<LabelName> themes;        // to choose from
    std::vector<LabelName> districts;
    std::vector<ProposalRow> items;
    std::uint64_t total = 0;        // that fit the filters
    std::uint64_t overdue = 0;      // answers, in the whole site
    std::uint64_t answer_days = 0;  // that the city may take
    std::uint64_t first = 0;        // position of the first shown, from 1; 0: not known
    Cursors cursors;
};

struct Reply {
    std::string id;
    PersonName author;
    bool by_city = false;
    Html body;
    std::string source_url;  // may be empty
    std::string source_title;
    std::int64_t at = 0;
    ContributionState state = ContributionState::open;
    std::uint64_t useful = 0;
    bool found_useful = false;   // by who looks at the page
    std::vector<Reply> replies;  // one level more, then none
};

struct Argument {
    std::string id;
    PersonName author;
    bool by_city = false;
    Side side = Side::beside;
    Html body;               // headings turned into bold paragraphs
    std::string source_url;  // may be empty
    std::string source_title;
    std::int64_t at = 0;
    ContributionState state = ContributionState::open;
    std::uint64_t useful = 0;
    bool found_useful = false;
    std::vector<Reply> replies;
};

struct ArgumentForm {
    std::string proposal_id;
    std::string proposal_title;
    bool reply = false;  // to an argument, quoted below
    std::string parent_id;
    std::string parent_author;
    std::string parent_excerpt;
    Field side;  // "for", "against", "beside"
    Field body;
    Field source_url;
    Field source_title;
};

// In which order the arguments of a side stand (projections/argument_order.hpp).
enum class ArgumentSort : std::uint8_t { fair, useful, recent };

// Where the project of a proposal is, and what can be done about the proposal there.
struct PhaseNow {
    std::string title;  // empty: it has no phases, or there is no project
    bool allows_wording = true;
    bool allows_arguments = true;
    bool allows_stances = true;
};

struct ProposalPage {
    PastMoment past;  // which the page shows
    std::string id;
    bool statement = false;
    std::string title;
    std::string excerpt;  // plain text: description
    Html body;            // headings from level 2
    ContributionState state = ContributionState::open;
    Course course;            // what the city does about it
    bool may_answer = false;  // who looks at the page is its agent
    Html withdrawal_reason;   // if withdrawn with one
    PersonName author;
    std::vector<PersonName> co_authors;
    bool is_author = false;  // looks at the page, or is a co-author: may edit and withdraw
    bool invited = false;    // looks at the page, to sign it too
    bool amendable = false;  // a proposal, not an amendment or a statement
    std::vector<AmendmentRow> amendments;  // newest first, the latest few
    std::uint64_t amendment_count = 0;
    AmendmentPanel amendment;  // if it is one
    bool decided = false;      // an amendment that is accepted or refused
    Questions questions;       // not of amendments and statements
    Conclusions conclusions;   // likewise; one at most
    FollowButton follow;
    std::string project_id;  // empty: free-standing
    std::string project_title;
    PhaseNow phase;
    std::vector<LabelName> themes;
    LabelName district;
    MapPoint point;      // that it is about
    std::string origin;  // of imported ones; may be empty
    std::int64_t created_at = 0;
    std::int64_t edited_at = 0;
    std::uint32_t version = 1;
    Tally tally;
    std::uint64_t superseded = 0;       // stances replaced or withdrawn since
    std::uint64_t on_this_version = 0;  // current stances given to the present version
    Stance own = Stance::none;          // of who looks at the page
    std::uint32_t own_version = 0;      // the version it was given to
    ReceiptStub receipt;                // of the stance below, if it has just been accepted
    Stance receipt_stance = Stance::none;
    std::vector<Argument> arguments;  // all sides, in that order; the page groups them
    ArgumentSort argument_sort = ArgumentSort::fair;
    std::uint64_t argument_count = 0;  // replies included
    ArgumentForm form;                 // the one that unfolds below the arguments
    std::vector<ProposalRow> others;   // of the same project
};

struct ProposeForm {
    bool edit = false;  // of proposal_id, at version
    std::string proposal_id;
    std::uint32_t version = 1;
    std::string project_id;  // chosen, may be empty
    std::string project_title;
    std::vector<ProjectChoice> projects;  // to choose from when none is given
    Fault project_fault = Fault::none;
    std::vector<std::string> themes;  // codes that are chosen
    std::string district;             // likewise; empty: none
    std::vector<LabelName> theme_choices;
    std::vector<LabelName> district_choices;
    Fault themes_fault = Fault::none;
    Fault district_fault = Fault::none;
    Field place;     // as it was typed; may be empty
    MapPoint point;  // of the preview: what was understood
    KeptDraft draft;
    Field title;
    Field body;
    bool preview = false;  // shows it as it will stand, with the form below
    Html preview_body;
    std::vector<ProposalRow> similar;  // those that a new one is like
    // What is published now (of a draft: what is kept now), if it changed while this was being
    // written; empty: it did not.
    std::string published_title;
    Html published_body;
};

struct WithdrawForm {
    std::string proposal_id;
    std::string title;
    Field reason;  // may be empty
};

}  // namespace imaginons::http::pages
