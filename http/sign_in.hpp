// What the ways of signing in share: how an e-mail address is written so that it is one person's,
// and what opens a browser's session.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/app.hpp"
#include "http/pages/people.hpp"

namespace imaginons::http {

class Catalogue;

namespace site {

// Of the visitor's language.
const Catalogue& words_of(const Visit& visit);
// With a form for somebody who is not signed in.
Response sign_in_page(const Visit& visit, pages::SigninPage page, unsigned status);
// Milliseconds to wait before another try from that network; 0: it may be tried, and is counted.
std::int64_t wait_of_address(const Visit& visit);
// Neither before joining nor after leaving.
bool has_joined(const App& app, const events::PersonId& person);
storage::Session browser_session(const events::PersonId& person, std::int64_t now_ms);
// On to `next`, or to the first page, with the session's cookie.
Response go_on_signed_in(const Visit& visit, std::string_view session, std::string next,
                         std::string_view done);

}  // namespace site

// In lower case, without surrounding blanks; nothing unless it is a plain address (RFC 5321's
// Dot-string at a domain with a dot, ASCII): quoted local parts and address literals are nobody's.
std::optional<std::string> normalized_email(std::string_view text);

}  // namespace imaginons::http
