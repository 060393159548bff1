// One's own feed, what one follows, and the button that follows something. Plain data.
#pragma once

#include "http/pages/home.hpp"

namespace imaginons::http::pages {

// On the page of a project, a proposal, a person, a meeting, a theme or a district.
struct FollowButton {
    bool shown = false;
    std::string kind;  // "project", "proposal", "person", "meeting", "theme", "district"
    std::string id;    // of a theme or a district, its code
    bool follows = false;
};

enum class FollowReason : std::uint8_t { asked, author, took_part, questioned };

struct Followed {
    std::string kind;
    std::string id;
    std::string path;
    std::string title;  // empty: it is gone
    FollowReason reason = FollowReason::asked;
};

enum class Rhythm : std::uint8_t { never, immediately, daily, weekly };

struct FollowingPage {
    bool own_only = false;
    std::vector<FeedItem> items;  // newest first
    Cursors cursors;
    std::uint64_t fresh = 0;        // since the visit before
    bool fresh_more = false;        // than are counted
    std::uint64_t position = 0;     // what came before is on this page or an older one
    std::vector<Followed> follows;  // a handful
    Rhythm rhythm = Rhythm::weekly;
    bool charter_changed = false;  // and they have not accepted it yet
};

struct LetterLanguage {
    std::string code;
    std::string name;
    bool chosen = false;
};

struct FollowsPage {
    std::vector<Followed> asked;
    std::vector<Followed> by_itself;  // the latest few
    Rhythm rhythm = Rhythm::weekly;
    std::vector<LetterLanguage> languages;
    bool has_email = true;  // letters can reach them
    bool saved = false;     // the rhythm was just chosen
    bool too_many = false;  // one more was asked for than there may be
};

// What the link in a letter opens, and what pressing the button there does.
struct UnsubscribePage {
    std::string token;
    bool done = false;
};

}  // namespace imaginons::http::pages
