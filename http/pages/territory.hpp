// The city's themes and districts: the page of all, and that of one. Plain data.
#pragma once

#include "http/pages/following.hpp"
#include "http/pages/home.hpp"

namespace imaginons::http::pages {

struct LabelLine {
    LabelName label;
    std::uint64_t proposals = 0;  // that are open
};

struct LabelsPage {
    std::vector<LabelLine> themes;
    std::vector<LabelLine> districts;
};

struct LabelPage {
    bool district = false;  // not a theme
    LabelName label;
    bool retired = false;  // nothing new can bear it
    FollowButton follow;
    std::vector<ProjectCard> projects;  // the newest
    std::vector<ProposalRow> items;     // the newest that are open
    std::uint64_t total = 0;            // that are open
    std::vector<FeedItem> feed;         // the latest lines
};

// What one says of oneself: for oneself alone.
struct InterestsPage {
    AboutOneself about;
    bool saved = false;     // it was just kept
    bool too_many = false;  // not all of it could be followed
};

}  // namespace imaginons::http::pages
