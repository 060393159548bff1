// What somebody says of themselves for themselves alone, between the forms of joining and of the
// account and the vault's row.
#pragma once

#include "http/app.hpp"
#include "http/forms.hpp"
#include "http/pages/common.hpp"
#include "storage/interests.hpp"

namespace imaginons::http {

// As it was sent, with what is wrong with the name; as it is kept.
pages::AboutOneself about_in(const PostedForm& posted);
pages::AboutOneself about_of(const storage::Interests& interests);
// Which districts and themes there are to choose from.
void offer_choices(const Visit& visit, pages::AboutOneself& about);

// To be kept. Districts and themes that the city has no name for are left out: nobody could have
// chosen them.
storage::Interests interests_in(const Visit& visit, const pages::AboutOneself& about);

}  // namespace imaginons::http
