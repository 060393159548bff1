#include "http/argument_sort.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "http/moment.hpp"
#include "projections/argument_order.hpp"

namespace imaginons::http::site {

namespace {

projections::ArgumentOrder order_of(pages::ArgumentSort sort) {
    switch (sort) {
        case pages::ArgumentSort::useful: return projections::ArgumentOrder::most_useful;
        case pages::ArgumentSort::recent: return projections::ArgumentOrder::recent;
        case pages::ArgumentSort::fair: break;
    }
    return projections::ArgumentOrder::fair_mix;
}

}  // namespace

pages::ArgumentSort asked_sort(const Visit& visit) {
    const auto word = query_parameter(visit, "sort");
    if (word == "useful") return pages::ArgumentSort::useful;
    if (word == "recent") return pages::ArgumentSort::recent;
    return pages::ArgumentSort::fair;
}

void sort_arguments(std::vector<pages::Argument>& arguments, pages::ArgumentSort sort) {
    std::vector<pages::Argument> sorted;
    sorted.reserve(arguments.size());
    for (const auto side : {pages::Side::in_favour, pages::Side::against, pages::Side::beside}) {
        std::vector<std::size_t> of_side;
        std::vector<std::uint64_t> useful;
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            if (arguments[i].side != side) continue;
            of_side.push_back(i);
            useful.push_back(arguments[i].useful);
        }
        for (const std::size_t place : projections::reading_order(useful, order_of(sort)))
            sorted.push_back(std::move(arguments[of_side[place]]));
    }
    arguments = std::move(sorted);
}

}  // namespace imaginons::http::site
