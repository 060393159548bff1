// Distances against the great circle's, worked out elsewhere, and rounding against its promise.
#include "events/place.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

using namespace imaginons::events;

namespace {

constexpr Place annemasse{46'193'000, 6'236'000};

// Within `permille` of what the haversine formula gives with the same radius.
void check_distance(const Place& a, const Place& b, double metres, double permille) {
    const auto found = static_cast<double>(distance_m(a, b));
    CHECK(std::abs(found - metres) <= metres * permille / 1'000 + 1);
}

}  // namespace

TEST_CASE("distances are those of the great circle, well enough for people") {
    check_distance(annemasse, {46'204'400, 6'143'200}, 7'253.9, 1);
    check_distance(annemasse, {45'899'200, 6'129'400}, 33'689.1, 1);
    check_distance(annemasse, {45'923'700, 6'869'400}, 57'317.7, 1);
    check_distance({48'856'600, 2'352'200}, {45'764'000, 4'835'700}, 391'499.5, 3);
    CHECK(distance_m(annemasse, annemasse) == 0);
    // A thousandth of a degree along a meridian.
    CHECK(distance_m(annemasse, {46'194'000, 6'236'000}) == 111);
    CHECK(distance_m(Place{0, 179'999'000}, Place{0, -179'999'000}) == 222);
}

TEST_CASE("a distance is the same both ways") {
    std::mt19937_64 random(20'261'127);
    for (int i = 0; i < 10'000; ++i) {
        const auto any = [&](std::int64_t most) {
            return static_cast<std::int32_t>(
                static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * most)) - most);
        };
        const Place a{any(90'000'000), any(180'000'000)};
        const Place b{any(90'000'000), any(180'000'000)};
        REQUIRE(well_placed(a));
        REQUIRE(distance_m(a, b) == distance_m(b, a));
        REQUIRE(distance_m(a, b) < 30'000'000);
    }
}

TEST_CASE("a rounded place is at most 360 m away, and does not say where in its square one was") {
    std::mt19937_64 random(20'261'128);
    for (int i = 0; i < 10'000; ++i) {
        const Place home{46'000'000 + static_cast<std::int32_t>(random() % 400'000),
                         6'000'000 + static_cast<std::int32_t>(random() % 400'000)};
        const Place shown = rounded(home);
        REQUIRE(distance_m(home, shown) <= 360);
        REQUIRE(rounded(shown) == shown);
    }
    // Everything up to a quarter of a kilometre from a middle rounds to it.
    const Place middle = rounded(annemasse);
    for (const std::int32_t north : {-2'240, 0, 2'240})
        for (const std::int32_t east : {-3'200, 0, 3'200})
            CHECK(rounded({middle.lat_e6 + north, middle.lon_e6 + east}) == middle);
}

TEST_CASE("the ends of the globe have places, and what is beyond has none") {
    for (const Place& end : {Place{90'000'000, 0}, Place{-90'000'000, 180'000'000},
                             Place{0, -180'000'000}, Place{89'999'999, 179'999'999}}) {
        CHECK(well_placed(end));
        CHECK(well_placed(rounded(end)));
        CHECK(rounded(rounded(end)) == rounded(end));
    }
    CHECK_FALSE(well_placed({90'000'001, 0}));
    CHECK_FALSE(well_placed({0, -180'000'001}));
}
