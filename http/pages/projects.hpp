// The list of projects, one project, and the form that opens one. Plain data.
#pragma once

#include "http/markdown.hpp"
#include "http/pages/conclusions.hpp"
#include "http/pages/following.hpp"
#include "http/pages/home.hpp"
#include "http/pages/meetings.hpp"
#include "http/pages/past.hpp"
#include "http/pages/questions.hpp"

namespace imaginons::http::pages {

enum class PhaseKind : std::uint8_t { inform, propose, debate, decide, realise, review };

struct Phase {
    std::string title;  // empty: the kind's own name is shown
    PhaseKind kind = PhaseKind::inform;
    std::int32_t starts_on = 0;  // days since 1970-01-01; 0: not said
    std::int32_t ends_on = 0;
};

struct Milestone {
    std::string title;
    std::uint32_t percent = 0;  // 0..100
    std::int32_t due_on = 0;    // days since 1970-01-01; 0: not said
    bool reached = false;
    std::int64_t reached_at = 0;  // ms
    std::int64_t updated_at = 0;  // ms
};

struct NewsItem {
    std::string id;  // anchor
    std::string title;
    Html body;  // headings from level 4
    std::int64_t at = 0;
};

struct ProjectsPage {
    std::vector<ProjectCard> projects;
    std::uint64_t total = 0;
    Cursors cursors;
    bool can_open = true;  // residents may open projects
};

// A proposal that the project carries out, and what the city answered to it.
struct TakenUp {
    ProposalRow proposal;
    std::string verdict;
    std::int64_t answered_at = 0;
};

struct ProjectPage {
    PastMoment past;  // which the page shows; then there are no feed and no counts of stances
    std::string id;
    std::string title;
    std::string excerpt;  // plain text, first sentence or so: lead and description
    Html body;            // headings from level 3
    FollowButton follow;
    bool erased = false;  // its words are gone with its owner's account
    bool by_city = true;
    PersonName owner;  // if by a person
    bool is_owner = false;
    Level level = Level::inform;
    bool support_only = false;
    std::vector<LabelName> themes;
    LabelName district;
    std::vector<Phase> phases;
    bool has_current_phase = false;
    std::size_t current_phase = 0;  // position in phases
    std::vector<Milestone> milestones;
    std::vector<NewsItem> news;
    std::vector<TakenUp> taken_up;
    std::vector<MeetingRow> meetings;  // the next few, or the latest if none is to come
    bool meetings_to_come = false;
    std::uint64_t meeting_count = 0;  // in all
    bool can_announce = false;        // a meeting, and whatever else keeps it up to date
    Questions questions;
    Conclusions conclusions;             // of its phases, the latest phase first
    std::vector<ProposalRow> proposals;  // the most recent few
    std::uint64_t proposal_count = 0;
    std::vector<ProposalRow> statements;  // the few that most wait for a stance
    std::uint64_t statement_count = 0;
    std::vector<FeedItem> feed;  // the latest few
    std::uint64_t facts = 0;     // events about it in the log
    std::uint64_t stances = 0;
    std::int64_t opened_at = 0;
    std::int32_t today = 0;   // days since 1970-01-01: what is late is shown as late
    bool can_propose = true;  // not in a project that only informs
};

struct PhaseField {
    Field title;
    Field kind;       // propose, debate, decide, realise, review, inform
    Field starts_on;  // "2026-09-01"
    Field ends_on;
};

// Opens a project, or changes one.
struct ProjectForm {
    std::string project_id;  // empty: a new one
    std::string project_title;
    std::uint64_t seen_seq = 0;  // of the event that holds the words which are changed
    bool may_be_citys = false;   // an agent may open one for the city
    Field whose;                 // city, own
    Field title;
    Field body;
    Field level;                     // inform, consult, co_build, decide
    Field choice;                    // for_neutral_against, support_only
    std::vector<PhaseField> phases;  // as many rows as are shown
    std::string takes_up;  // id of the accepted proposal that the city opens it for; may be empty
    std::string takes_up_title;
    std::vector<std::string> themes{};  // codes that are chosen
    std::string district{};             // likewise; empty: none
    std::vector<LabelName> theme_choices{};
    std::vector<LabelName> district_choices{};
    Fault themes_fault = Fault::none;
    Fault district_fault = Fault::none;
};

}  // namespace imaginons::http::pages
