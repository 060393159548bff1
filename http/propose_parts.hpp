// What the forms that a proposal is written in have in common: an idea, its drafts, its edits.
#pragma once

#include "http/app.hpp"
#include "http/forms.hpp"
#include "http/pages/proposals.hpp"

namespace imaginons::http::site {

// The chosen project's title, or which there are to choose from.
void name_project(const Visit& visit, pages::ProposeForm& form);
// Title, body and project, with what is wrong with the first two.
pages::ProposeForm propose_form_of(const PostedForm& posted);

}  // namespace imaginons::http::site
