#include "events/distance.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "events/point.hpp"

namespace imaginons::events {

namespace {

// A unit is a hundred-thousandth of a degree, as points have them.
constexpr std::int64_t degree = points_per_degree;
constexpr std::int64_t unit_um = 1'111'951;  // micrometres along a meridian
constexpr std::int64_t square = 450;         // units: 500 m along a meridian
constexpr std::int64_t one_q30 = 1LL << 30;
constexpr std::int64_t degree_q30 = 18'740'330;  // pi / 180

// Taylor's series to the tenth power, in Horner's form: off by less than 10^-6 at the pole, where
// it is worst.
std::int64_t cosine_q30(std::int32_t latitude) {
    const std::int64_t x = latitude * degree_q30 / degree;
    const std::int64_t x_squared = (x * x) >> 30;
    std::int64_t sum = one_q30;
    for (const std::int64_t divisor : {132, 90, 56, 30, 12, 2})
        sum = one_q30 - ((x_squared * sum) >> 30) / divisor;
    return std::max<std::int64_t>(sum, 0);
}

std::int64_t floored(std::int64_t value, std::int64_t step) {
    return value >= 0 ? value / step : -((-value + step - 1) / step);
}

std::int32_t middle(std::int32_t value, std::int64_t step) {
    return static_cast<std::int32_t>(floored(value, step) * step + step / 2);
}

}  // namespace

Point rounded(const Point& point) {
    constexpr auto most_north = static_cast<std::int32_t>(most_latitude * degree);
    constexpr auto most_east = static_cast<std::int32_t>(most_longitude * degree);
    const std::int32_t north =
        std::clamp(middle(point.latitude(), square), -most_north, most_north);
    // At the pole one square goes all the way round.
    const std::int64_t cosine = std::max<std::int64_t>(cosine_q30(north) >> 10, 1);
    const std::int64_t step = std::min((square << 20) / cosine, 360 * degree);
    return {north, std::clamp(middle(point.longitude(), step), -most_east, most_east)};
}

Located located(const Point& point) {
    return {point, static_cast<std::int32_t>(cosine_q30(point.latitude()) >> 10)};
}

std::uint32_t distance_m(const Located& a, const Located& b) {
    const std::int64_t north = std::abs(std::int64_t{a.point.latitude()} - b.point.latitude());
    std::int64_t east = std::abs(std::int64_t{a.point.longitude()} - b.point.longitude());
    east = std::min(east, 360 * degree - east);
    const std::int64_t cosine_q21 = std::int64_t{a.cosine_q20} + b.cosine_q20;
    const std::int64_t north_m = (north * unit_um + 500'000) / 1'000'000;
    const std::int64_t east_mm = ((east * unit_um / 1'000) * cosine_q21) >> 21;
    const std::int64_t east_m = (east_mm + 500) / 1'000;
    // Below 2^53, and IEEE 754 says which number a square root is.
    const auto squares = static_cast<double>(north_m * north_m + east_m * east_m);
    return static_cast<std::uint32_t>(std::sqrt(squares));
}

std::uint32_t distance_m(const Point& a, const Point& b) {
    return distance_m(located(a), located(b));
}

}  // namespace imaginons::events
