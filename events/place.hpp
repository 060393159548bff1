// Points on the map and how far apart they are, in whole numbers only, so that every machine finds
// the same. A person's point is rounded before anybody else sees it: home addresses are not kept.
#pragma once

#include <cstdint>

namespace imaginons::events {

// Millionths of a degree, WGS 84.
struct Place {
    std::int32_t lat_e6 = 0;
    std::int32_t lon_e6 = 0;
    bool operator==(const Place&) const = default;
};

// On the globe: latitudes to 90 degrees, longitudes to 180.
bool well_placed(const Place& place);

// The middle of the square of about 500 m that a point lies in: at most 360 m from it, and the same
// for every point of that square.
Place rounded(const Place& place);

// A place with what comparing it needs, worked out once: the cosine of its latitude.
struct Located {
    Place place;
    std::int32_t cosine_q20 = 0;  // in units of 2^-20
};
Located located(const Place& place);

// Metres as the crow flies, rounded down: on a sphere of the Earth's mean radius (6,371,009 m),
// with parallels as long as they are half way between the two. Within 0.3 % up to 100 km; the same
// both ways. Both are well placed.
std::uint32_t distance_m(const Located& a, const Located& b);
std::uint32_t distance_m(const Place& a, const Place& b);

}  // namespace imaginons::events
