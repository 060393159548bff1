// Which order of a proposal's arguments a page was asked for, and putting them in it.
#pragma once

#include <vector>

#include "http/app.hpp"
#include "http/pages/proposals.hpp"

namespace imaginons::http::site {

// By "?sort=". Anything else than a known word is the order that nobody asked for.
pages::ArgumentSort asked_sort(const Visit& visit);

// Each side by itself: it is read by itself. `arguments` come in the order they were made.
void sort_arguments(std::vector<pages::Argument>& arguments, pages::ArgumentSort sort);

}  // namespace imaginons::http::site
