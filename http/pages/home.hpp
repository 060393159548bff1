// The front page and the feed: what goes on now, in figures that are true. Plain data.
#pragma once

#include "http/pages/common.hpp"

namespace imaginons::http::pages {

struct ProjectCard {
    std::string id;
    std::string title;
    std::string excerpt;  // plain text
    bool by_city = true;
    Level level = Level::inform;
    std::string phase;               // title of the present phase; empty: none
    std::int32_t phase_ends_on = 0;  // days since 1970-01-01; 0: not said
    std::uint64_t proposals = 0;
    std::vector<LabelName> themes;
    LabelName district;
    std::uint32_t picture =
        0;  // any number that stays the same for the project: chooses one of the drawings
};

enum class FeedKind : std::uint8_t {
    project_opened,
    project_changed,
    phase_moved,
    news_published,
    milestone_set,
    milestone_reached,
    proposal_submitted,
    proposal_edited,
    proposal_withdrawn,
    statement_added,
    argument_added,
    person_joined,
    charter_published,
    log_continued,
    proposal_under_review,
    info_requested,
    proposal_accepted,
    proposal_redirected,
    proposal_refused,
    proposal_in_progress,
    proposal_done,
    proposal_taken_up,
    meeting_announced,
    meeting_changed,
    meeting_cancelled,
    minutes_published,
    amendment_submitted,
    co_author_invited,
    co_author_accepted,
    amendment_accepted,
    amendment_refused,
    question_asked,
    question_answered,
    conclusion_published,
};

struct FeedItem {
    FeedKind kind = FeedKind::project_opened;
    std::string path;          // "/proposals/ID": what it is about
    std::string title;         // of what it is about
    std::string excerpt;       // plain text, may be empty
    PersonName who;            // empty pseudonym: the city
    Side side = Side::beside;  // of an argument
    std::int64_t at = 0;       // ms
    std::uint64_t seq = 0;
    bool fresh = false;  // new to who looks at their own feed
};

struct RegisterFacts {
    bool known = false;
    std::uint64_t size = 0;
    std::string public_digest;  // hex
};

struct HomePage {
    std::vector<ProjectCard> projects;  // a handful
    std::uint64_t project_count = 0;
    bool has_debate = false;  // an open proposal to take a stance on
    ProposalRow debate;
    std::vector<FeedItem> latest;
    std::uint64_t proposals = 0;
    std::uint64_t stances = 0;
    std::uint64_t arguments = 0;
    std::uint64_t people = 0;
    RegisterFacts facts;
};

struct FeedPage {
    std::string project_id;  // empty: the whole site
    std::string project_title;
    std::vector<FeedItem> items;  // newest first
    Cursors cursors;
    std::int64_t now = 0;  // ms: "today" and "yesterday" are relative to it
};

}  // namespace imaginons::http::pages
