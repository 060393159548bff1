// Pages that are mostly words: the charter, what the law asks a site to say, the site's plan, and
// errors. Plain data.
#pragma once

#include "http/markdown.hpp"
#include "http/pages/past.hpp"

namespace imaginons::http::pages {

struct CharterPage {
    bool published = false;
    std::uint32_t version = 0;
    std::int64_t at = 0;
    Html body;                   // headings from level 2
    bool to_accept = false;      // who is signed in has not accepted this version yet
    std::string next;            // path to go on to after accepting; may be empty
    std::uint32_t accepted = 0;  // the version that they have accepted; 0: none
    TextDiff changes;            // since that one, if it is to be accepted
    // What was sent and not taken because of the charter: sent again with the acceptance.
    std::string resend_path;  // empty: nothing was sent
    std::vector<std::pair<std::string, std::string>> kept;
};

enum class StaticText : std::uint8_t {
    accessibility,
    privacy,
    legal,
    sitemap,
    account_deleted,
    account_closed,
    account_data
};

struct StaticPage {
    StaticText text = StaticText::legal;
};

enum class Problem : std::uint8_t {
    bad_request,   // 400
    bad_moment,    // 400: neither a date nor a position of the log
    not_yet,       // 404: a moment that is not over
    before,        // 404: a moment at which it did not exist
    form_expired,  // 403: the CSRF token does not fit
    forbidden,     // 403
    not_found,     // 404
    method,        // 405
    hidden,        // 410: hidden.hpp says why not 404
    conflict,      // 409
    too_large,     // 413
    too_many,      // 429
    internal,      // 500
    busy,          // 503
};

enum class HiddenGround : std::uint8_t { not_said, at_origin };

struct ErrorPage {
    Problem problem = Problem::not_found;
    std::uint32_t retry_after_s = 0;  // for too_many and busy; 0: not said
    // Of a moment that cannot be shown: the page's path today, and since when the log has it. Of
    // what is hidden: its path, and since when it is.
    std::string path;
    std::int64_t since = 0;
    HiddenGround ground = HiddenGround::not_said;  // of what is hidden
    bool own = false;                              // it is by who looks
};

}  // namespace imaginons::http::pages
