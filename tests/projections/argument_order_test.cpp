// The order in which arguments are read: what is found useful leads, and nobody is buried.
#include "projections/argument_order.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace imaginons::projections;

namespace {

using Order = std::vector<std::size_t>;

Order read(std::vector<std::uint64_t> useful, ArgumentOrder order) {
    return reading_order(useful, order);
}

}  // namespace

TEST_CASE("the most useful come first, of equals the newer; the recent backwards in time") {
    CHECK(read({5, 9, 5, 0}, ArgumentOrder::most_useful) == Order{1, 2, 0, 3});
    CHECK(read({5, 9, 5, 0}, ArgumentOrder::recent) == Order{3, 2, 1, 0});
    for (const auto order :
         {ArgumentOrder::fair_mix, ArgumentOrder::most_useful, ArgumentOrder::recent}) {
        CHECK(read({}, order).empty());
        CHECK(read({7}, order) == Order{0});
    }
}

TEST_CASE("a fair mix keeps each third place for the newest that has not come yet") {
    CHECK(read({50, 40, 30, 20, 10, 0, 0}, ArgumentOrder::fair_mix) == Order{0, 1, 6, 2, 3, 5, 4});
    // The newest is also the most useful: the place goes to the next.
    CHECK(read({10, 20, 0, 30}, ArgumentOrder::fair_mix) == Order{3, 1, 2, 0});
    CHECK(read({0, 0, 0, 0}, ArgumentOrder::fair_mix) == Order{3, 2, 1, 0});
}

TEST_CASE("whatever was found useful, everybody is read once and newcomers early") {
    std::mt19937_64 random(20261126);
    for (int round = 0; round < 300; ++round) {
        std::vector<std::uint64_t> useful(random() % 40);
        for (auto& one : useful) one = random() % 20;
        const auto order = reading_order(useful, ArgumentOrder::fair_mix);
        auto sorted = order;
        std::sort(sorted.begin(), sorted.end());
        Order all(useful.size());
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
        REQUIRE(sorted == all);
        // The n-th newest stands within the first 3 n places, however little heard.
        for (std::size_t n = 1; n <= useful.size(); ++n) {
            const auto at = std::find(order.begin(), order.end(), useful.size() - n);
            REQUIRE(static_cast<std::size_t>(at - order.begin()) < 3 * n);
        }
        // The n-th most useful within the first 3 (n + 1) / 2.
        const auto by_use = reading_order(useful, ArgumentOrder::most_useful);
        for (std::size_t n = 1; n <= by_use.size(); ++n) {
            const auto at = std::find(order.begin(), order.end(), by_use[n - 1]);
            REQUIRE(static_cast<std::size_t>(at - order.begin()) <= 3 * n / 2);
        }
    }
}
