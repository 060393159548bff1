#include "events/place.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace imaginons::events {

namespace {

constexpr std::int64_t degree_e6 = 1'000'000;
constexpr std::int64_t um_per_e6 = 111'195;  // micrometres along a meridian
constexpr std::int64_t square_e6 = 4'497;    // 500 m along a meridian
constexpr std::int64_t one_q30 = 1LL << 30;
constexpr std::int64_t degree_q30 = 18'740'330;  // pi / 180

// Taylor's series to the tenth power, in Horner's form: off by less than 10^-6 at the pole, where
// it is worst.
std::int64_t cosine_q30(std::int32_t lat_e6) {
    const std::int64_t x = lat_e6 * degree_q30 / degree_e6;
    const std::int64_t square = (x * x) >> 30;
    std::int64_t sum = one_q30;
    for (const std::int64_t divisor : {132, 90, 56, 30, 12, 2})
        sum = one_q30 - ((square * sum) >> 30) / divisor;
    return std::max<std::int64_t>(sum, 0);
}

std::int64_t floored(std::int64_t value, std::int64_t step) {
    return value >= 0 ? value / step : -((-value + step - 1) / step);
}

std::int32_t middle(std::int32_t value, std::int64_t step) {
    return static_cast<std::int32_t>(floored(value, step) * step + step / 2);
}

}  // namespace

bool well_placed(const Place& place) {
    return std::abs(std::int64_t{place.lat_e6}) <= 90 * degree_e6 &&
           std::abs(std::int64_t{place.lon_e6}) <= 180 * degree_e6;
}

Place rounded(const Place& place) {
    constexpr auto most_lat = static_cast<std::int32_t>(90 * degree_e6);
    constexpr auto most_lon = static_cast<std::int32_t>(180 * degree_e6);
    const std::int32_t lat = std::clamp(middle(place.lat_e6, square_e6), -most_lat, most_lat);
    // At the pole one square goes all the way round.
    const std::int64_t cosine = std::max<std::int64_t>(cosine_q30(lat) >> 10, 1);
    const std::int64_t step = std::min((square_e6 << 20) / cosine, 360 * degree_e6);
    return {lat, std::clamp(middle(place.lon_e6, step), -most_lon, most_lon)};
}

Located located(const Place& place) {
    return {place, static_cast<std::int32_t>(cosine_q30(place.lat_e6) >> 10)};
}

std::uint32_t distance_m(const Located& a, const Located& b) {
    const std::int64_t lat_e6 = std::abs(std::int64_t{a.place.lat_e6} - b.place.lat_e6);
    std::int64_t lon_e6 = std::abs(std::int64_t{a.place.lon_e6} - b.place.lon_e6);
    lon_e6 = std::min(lon_e6, 360 * degree_e6 - lon_e6);
    const std::int64_t cosine_q21 = std::int64_t{a.cosine_q20} + b.cosine_q20;
    const std::int64_t north_m = (lat_e6 * um_per_e6 + 500'000) / 1'000'000;
    const std::int64_t east_mm = ((lon_e6 * um_per_e6 / 1'000) * cosine_q21) >> 21;
    const std::int64_t east_m = (east_mm + 500) / 1'000;
    // Below 2^53, and IEEE 754 says which number a square root is.
    const auto square = static_cast<double>(north_m * north_m + east_m * east_m);
    return static_cast<std::uint32_t>(std::sqrt(square));
}

std::uint32_t distance_m(const Place& a, const Place& b) {
    return distance_m(located(a), located(b));
}

}  // namespace imaginons::events
