// What a search found, and the form that asks. Plain data.
#pragma once

#include <string>
#include <vector>

#include "http/pages/proposals.hpp"

namespace imaginons::http::pages {

enum class FoundKind : std::uint8_t { proposal, statement, argument, project, news, person };

// Words in a row; those that were asked for are marked.
struct Passage {
    std::string words;
    bool asked_for = false;
};

struct Found {
    FoundKind kind = FoundKind::proposal;
    std::string path;  // "/proposals/ID#a-ID"
    std::vector<Passage> title;
    std::vector<Passage> extract;  // may be empty
    PersonName who;                // empty: the city
    std::string about;             // what it is part of: a proposal's or a project's title
    ContributionState state = ContributionState::open;
    std::int64_t at = 0;  // ms
};

enum class FoundSince : std::uint8_t { ever, week, month, year };

struct SearchPage {
    std::string query;
    std::string kind;   // a name of name_of(FoundKind); empty: all
    std::string state;  // "open", "withdrawn"; empty: all
    FoundSince since = FoundSince::ever;
    bool recent_first = false;  // otherwise what fits best
    std::string project_id;     // empty: all
    std::vector<ProjectChoice> projects;
    std::string theme;     // a code; empty: all
    std::string district;  // likewise
    std::vector<LabelName> themes;
    std::vector<LabelName> districts;
    std::vector<Found> found;
    std::uint64_t total = 0;
    bool more_than_total = false;  // nobody counted further
    bool some_words = false;       // nothing has all words
    std::uint64_t first = 0;       // position of the first shown, from 1; 0: none
    std::string suggestion;        // a better spelling, may be empty
    bool behind = false;           // the index does not have the latest texts yet
    bool out_of_order = false;     // the index cannot be read now
    Cursors cursors;
};

// As in addresses: "proposal", "statement", "argument", "project", "news", "person".
std::string_view name_of(FoundKind kind);

}  // namespace imaginons::http::pages
