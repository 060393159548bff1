// What the feeds of all lists have in common: their addresses, and the two formats they come in.
#pragma once

#include <string_view>

#include "http/app.hpp"
#include "http/pages/atom.hpp"

namespace imaginons::http {

enum class FeedForm : std::uint8_t { atom, json };

// "/projects.atom" for the list "/projects"; the form is the end of what was asked for.
FeedForm feed_form(const Visit& visit);

// A feed of the list at `path` ("/proposals"), whose own address is `path` with its form's ending,
// both followed by the query without a cursor; nothing in it yet.
pages::AtomFeed feed_of_list(const Visit& visit, std::string_view feed_path,
                             std::string_view list_path, std::string_view query);

Response feed_answer(const Visit& visit, const pages::AtomFeed& feed);

}  // namespace imaginons::http
