// Points of the map: the ends of the earth, and how degrees are written.
#include <doctest/doctest.h>

#include <limits>

#include "events/point.hpp"

using namespace imaginons::events;

TEST_CASE("the poles and the other side of the earth are on it, a step further is not") {
    CHECK(is_on_earth(Point(0, 0)));
    CHECK(is_on_earth(Point(4'619'412, 623'651)));
    CHECK(is_on_earth(Point(9'000'000, 18'000'000)));
    CHECK(is_on_earth(Point(-9'000'000, -18'000'000)));
    CHECK_FALSE(is_on_earth(Point(9'000'001, 0)));
    CHECK_FALSE(is_on_earth(Point(-9'000'001, 0)));
    CHECK_FALSE(is_on_earth(Point(0, 18'000'001)));
    CHECK_FALSE(is_on_earth(Point(0, -18'000'001)));
    constexpr auto lowest = std::numeric_limits<std::int32_t>::min();
    CHECK_FALSE(is_on_earth(Point(lowest, lowest)));
}

TEST_CASE("degrees are written with five places, also below one and below zero") {
    CHECK(degrees(4'619'412) == "46.19412");
    CHECK(degrees(4'619'400) == "46.19400");
    CHECK(degrees(0) == "0.00000");
    CHECK(degrees(7) == "0.00007");
    CHECK(degrees(-7) == "-0.00007");
    CHECK(degrees(-50'000) == "-0.50000");
    CHECK(degrees(-18'000'000) == "-180.00000");
    CHECK(degrees(std::numeric_limits<std::int32_t>::min()) == "-21474.83648");
}

TEST_CASE("a field that is not there is no point, and a point comes back from its field") {
    CHECK_FALSE(point_in(nullptr));
    CHECK(point_field(std::nullopt) == nullptr);
    const Point point(4'619'412, 623'651);
    CHECK(point_in(point_field(point)) == point);
}
