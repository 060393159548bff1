// Feeds in JSON Feed 1.1 (jsonfeed.org/version/1.1): the same entries as in Atom.
#pragma once

#include <string>

#include "http/pages/atom.hpp"

namespace imaginons::http {

inline constexpr const char* json_feed_content_type = "application/feed+json; charset=utf-8";

// Addresses that are not http or https are left out.
std::string render_json_feed(const pages::AtomFeed& feed);

}  // namespace imaginons::http
