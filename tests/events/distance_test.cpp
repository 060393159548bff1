// Distances against the great circle's, worked out elsewhere, and rounding against its promise.
#include "events/distance.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "events/point.hpp"

using namespace imaginons::events;

namespace {

const Point annemasse{4'619'300, 623'600};

// Within `permille` of what the haversine formula gives with the same radius.
void check_distance(const Point& a, const Point& b, double metres, double permille) {
    const auto found = static_cast<double>(distance_m(a, b));
    CHECK(std::abs(found - metres) <= metres * permille / 1'000 + 1);
}

}  // namespace

TEST_CASE("distances are those of the great circle, well enough for people") {
    check_distance(annemasse, {4'620'440, 614'320}, 7'253.9, 1);
    check_distance(annemasse, {4'589'920, 612'940}, 33'689.1, 1);
    check_distance(annemasse, {4'592'370, 686'940}, 57'317.7, 1);
    check_distance({4'885'660, 235'220}, {4'576'400, 483'570}, 391'499.5, 3);
    CHECK(distance_m(annemasse, annemasse) == 0);
    // A thousandth of a degree along a meridian.
    CHECK(distance_m(annemasse, {4'619'400, 623'600}) == 111);
    CHECK(distance_m(Point{0, 17'999'900}, Point{0, -17'999'900}) == 222);
}

TEST_CASE("a distance is the same both ways") {
    std::mt19937_64 random(20'261'127);
    for (int i = 0; i < 10'000; ++i) {
        const auto any = [&](std::int64_t most) {
            return static_cast<std::int32_t>(
                static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * most)) - most);
        };
        const Point a{any(9'000'000), any(18'000'000)};
        const Point b{any(9'000'000), any(18'000'000)};
        REQUIRE(is_on_earth(a));
        REQUIRE(distance_m(a, b) == distance_m(b, a));
        REQUIRE(distance_m(a, b) < 30'000'000);
    }
}

TEST_CASE("a rounded point is at most 360 m away, and does not say where in its square one was") {
    std::mt19937_64 random(20'261'128);
    for (int i = 0; i < 10'000; ++i) {
        const Point home{4'600'000 + static_cast<std::int32_t>(random() % 40'000),
                         600'000 + static_cast<std::int32_t>(random() % 40'000)};
        const Point shown = rounded(home);
        REQUIRE(distance_m(home, shown) <= 360);
        REQUIRE(rounded(shown) == shown);
    }
    // Everything up to a quarter of a kilometre from a middle rounds to it.
    const Point middle = rounded(annemasse);
    for (const std::int32_t north : {-224, 0, 224})
        for (const std::int32_t east : {-320, 0, 320})
            CHECK(rounded({middle.latitude() + north, middle.longitude() + east}) == middle);
}

TEST_CASE("the ends of the globe have points, and what is beyond has none") {
    for (const Point& end : {Point{9'000'000, 0}, Point{-9'000'000, 18'000'000},
                             Point{0, -18'000'000}, Point{8'999'999, 17'999'999}}) {
        CHECK(is_on_earth(end));
        CHECK(is_on_earth(rounded(end)));
        CHECK(rounded(rounded(end)) == rounded(end));
    }
    CHECK_FALSE(is_on_earth({9'000'001, 0}));
    CHECK_FALSE(is_on_earth({0, -18'000'001}));
}
