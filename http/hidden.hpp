// What stands in the place of words that were hidden: that they were, when and on which ground.
#pragma once

#include "http/app.hpp"
#include "projections/views.hpp"

namespace imaginons::http {

// 410, not 404: the address was right, and what stood there was taken away on purpose. Search
// engines and readers of feeds let go of a page that is gone, and keep asking for one that is only
// not found. Should a moderator take it back one day, 410 forbids nothing: it is not kept.
inline constexpr unsigned hidden_status = 410;

// For the proposal itself and for every page about it. `id` is that of a hidden one.
Response hidden_page(const Visit& visit, const events::ProposalId& id);
Response hidden_problem(const Visit& visit, const events::ProposalId& id);
// For an argument that is hidden, or whose proposal is.
Response hidden_problem(const Visit& visit, const events::ArgumentId& id);
// For a question that is hidden, or whose proposal is.
Response hidden_problem(const Visit& visit, const events::QuestionId& id);

// Whether pages may show an argument's words.
bool is_shown(const projections::Views& views, const projections::Argument& argument);

}  // namespace imaginons::http
