// Where a project is kept up to date by who speaks for it: its phase, milestones, news. Plain data.
#pragma once

#include "http/pages/projects.hpp"

namespace imaginons::http::pages {

struct DeskMilestone {
    std::string id;
    Milestone milestone;
};

struct ProjectDesk {
    std::string id;
    std::string title;
    std::vector<Phase> phases;
    std::size_t current_phase = 0;  // position in phases
    std::vector<DeskMilestone> milestones;
    bool room_for_milestones = true;
    std::int32_t today = 0;  // days since 1970-01-01: what is late is shown as late
};

struct NewsForm {
    std::string project_id;
    std::string project_title;
    Field title;
    Field body;
};

// Sets a milestone, or sets one anew.
struct MilestoneForm {
    std::string project_id;
    std::string project_title;
    std::string milestone_id;  // empty: a new one
    Field title;
    Field due_on;    // "2027-05-01"; may be empty
    Field progress;  // "0" to "100"
};

}  // namespace imaginons::http::pages
