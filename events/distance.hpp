// How far points are apart, in whole numbers only, so that every machine finds the same. A person's
// point is rounded before anybody else sees it: home addresses are not kept.
#pragma once

#include <cstdint>

#include "events/fact.hpp"

namespace imaginons::events {

// The middle of the square of about 500 m that a point lies in: at most 360 m from it, and the same
// for every point of that square.
Point rounded(const Point& point);

// A point with what comparing it needs, worked out once: the cosine of its latitude.
struct Located {
    Point point;
    std::int32_t cosine_q20 = 0;  // in units of 2^-20
};
Located located(const Point& point);

// Metres as the crow flies, rounded down: on a sphere of the Earth's mean radius (6,371,009 m),
// with parallels as long as they are half way between the two. Within 0.3 % up to 100 km; the same
// both ways. Both are on earth (point.hpp).
std::uint32_t distance_m(const Located& a, const Located& b);
std::uint32_t distance_m(const Point& a, const Point& b);

}  // namespace imaginons::events
