#include "projections/argument_order.hpp"

#include <algorithm>
#include <numeric>

namespace imaginons::projections {

namespace {

// Of three places in a row, those that go to the most useful.
constexpr std::size_t places = 3;
constexpr std::size_t places_of_useful = 2;

std::vector<std::size_t> newest_first(std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.rbegin(), order.rend(), std::size_t{0});
    return order;
}

std::vector<std::size_t> most_useful_first(std::span<const std::uint64_t> useful) {
    auto order = newest_first(useful.size());
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return useful[a] > useful[b]; });
    return order;
}

std::vector<std::size_t> mix(std::span<const std::uint64_t> useful) {
    const auto by_use = most_useful_first(useful);
    const auto by_age = newest_first(useful.size());
    std::vector<bool> placed(useful.size());
    std::vector<std::size_t> order;
    order.reserve(useful.size());
    auto next_useful = by_use.begin();
    auto next_new = by_age.begin();
    while (order.size() < useful.size()) {
        auto& next = order.size() % places < places_of_useful ? next_useful : next_new;
        while (placed[*next]) ++next;
        placed[*next] = true;
        order.push_back(*next);
    }
    return order;
}

}  // namespace

std::vector<std::size_t> reading_order(std::span<const std::uint64_t> useful, ArgumentOrder order) {
    switch (order) {
        case ArgumentOrder::fair_mix: return mix(useful);
        case ArgumentOrder::most_useful: return most_useful_first(useful);
        case ArgumentOrder::recent: break;
    }
    return newest_first(useful.size());
}

}  // namespace imaginons::projections
