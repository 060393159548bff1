// The page of one's account, which several forms come back to.
#pragma once

#include <optional>
#include <string>

#include "http/app.hpp"
#include "http/pages/people.hpp"
#include "storage/passkey.hpp"

namespace imaginons::http::site {

// Nothing if nobody is signed in any more, or has joined.
std::optional<pages::AccountPage> account_page_of(const Visit& visit);
// With the challenge for a new passkey.
Response show_account(const Visit& visit, pages::AccountPage page, unsigned status);
// What names a passkey in forms.
std::string form_id(const storage::Passkey& passkey);

}  // namespace imaginons::http::site
