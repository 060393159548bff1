// What the forms that a proposal is written in have in common: an idea, its drafts, its edits.
#pragma once

#include "http/app.hpp"
#include "http/forms.hpp"
#include "http/pages/proposals.hpp"

namespace imaginons::http::site {

// The chosen project's title, or which there are to choose from; and the themes and districts.
void name_choices(const Visit& visit, pages::ProposeForm& form);
// Title, body, project, themes and district, with what is wrong with words and themes.
pages::ProposeForm propose_form_of(const PostedForm& posted);

}  // namespace imaginons::http::site
