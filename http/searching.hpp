// What the handlers that search share: the thread on which searches run, and rows of the read
// models as what was found, with the words that were asked for marked.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/app.hpp"
#include "http/pages/search.hpp"
#include "projections/search.hpp"
#include "projections/search_words.hpp"

namespace imaginons::http {

// Runs `tell` on the thread of searches, with the index as far as the read models are if it gets
// there in a moment. If too many searches wait, answers with `otherwise`, or that the site is busy.
using Tell = std::function<Response(Visit&)>;
Reply in_search_thread(Visit& visit, Tell tell, Tell otherwise = {});

// What was found, as a page shows it; nothing if it is not to be seen any more. Marks words with
// `asked`. Within a read of the views.
std::optional<pages::Found> found_row(const projections::Views& views,
                                      const projections::SearchKey& key,
                                      projections::AskedFor& asked);

// The text cut around the words that were asked for, or its beginning; without Markdown's marks.
std::vector<pages::Passage> extract_of(std::string_view markdown, projections::AskedFor& asked);
// All of a text that has no marks.
std::vector<pages::Passage> marked(std::string_view text, projections::AskedFor& asked);

}  // namespace imaginons::http
