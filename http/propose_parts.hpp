// What the forms that a proposal is written in have in common: an idea, its drafts, its edits.
#pragma once

#include "http/app.hpp"
#include "http/forms.hpp"
#include "http/pages/proposals.hpp"

namespace imaginons::http::site {

// The chosen project's title, or which there are to choose from; and the themes and districts.
void name_choices(const Visit& visit, pages::ProposeForm& form);
// Title, body, project, themes, district and place, with what is wrong with words, themes and
// place.
pages::ProposeForm propose_form_of(const PostedForm& posted);
// The field of a place, as it was typed or as it stands.
pages::Field place_field(std::string typed);

}  // namespace imaginons::http::site
