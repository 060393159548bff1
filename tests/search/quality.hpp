// How well the search finds what people mean: searches with the pages that are meant, from a file,
// and where among the results those pages come.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "projections/live.hpp"
#include "projections/search.hpp"

namespace imaginons::tests {

struct Sought {
    std::string query;
    std::vector<std::string> pages;  // keys after the origin's prefix
    bool by_other_words = false;     // what is meant is written with other words: measured only
};

// One search a line: words, a tab, keys with spaces between. Lines with # say something; a search
// that begins with ~ is written otherwise in the texts. Throws if a line is none of those.
std::vector<Sought> read_searches(const std::filesystem::path& file);

struct Ranking {
    std::size_t rank = 0;  // of the first page that is meant, from 1; 0: not among the first ten
    double recall = 0;     // of the pages that are meant, which part is among the first ten
    bool by_suggestion = false;  // found by following what was suggested
};

// A result leads to a page: an argument to its proposal, news to its project. `prefix` is what
// stands before the keys in the origins of the rows, "demo/".
Ranking rank_of(const projections::Search& search, const projections::LiveViews& views,
                const Sought& sought, std::string_view prefix);

}  // namespace imaginons::tests
