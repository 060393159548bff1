// What is still being written: one's list of it, and what its form says. Plain data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace imaginons::http::pages {

// Of the form of a new proposal.
struct KeptDraft {
    std::string id;             // empty: the form keeps no draft
    std::uint32_t version = 0;  // that the form knows; 0: it was never kept
    std::int64_t saved_at = 0;
    bool just_saved = false;
    bool changed = false;      // in another tab: not kept, the other text is shown beside
    bool too_many = false;     // not kept: there is no room for one more
    std::string published_id;  // not kept: it has become this proposal
    std::uint64_t others = 0;  // drafts that one could go on with instead
};

struct DraftRow {
    std::string id;
    std::string title;  // may be empty
    std::string excerpt;
    std::string project_title;  // empty: free-standing
    std::int64_t saved_at = 0;
};

struct DraftsPage {
    std::vector<DraftRow> drafts;  // the latest first
    bool removed = false;          // one was just thrown away
};

}  // namespace imaginons::http::pages
