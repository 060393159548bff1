#include "events/point.hpp"

#include <cstdlib>

namespace imaginons::events {

bool is_on_earth(const Point& point) {
    const auto within = [](std::int32_t value, std::int32_t most_degrees) {
        return value >= -most_degrees * points_per_degree &&
               value <= most_degrees * points_per_degree;
    };
    return within(point.latitude(), most_latitude) && within(point.longitude(), most_longitude);
}

std::optional<Point> point_in(const std::unique_ptr<Point>& field) {
    return field ? std::optional(*field) : std::nullopt;
}

std::unique_ptr<Point> point_field(const std::optional<Point>& point) {
    return point ? std::make_unique<Point>(*point) : nullptr;
}

std::string degrees(std::int32_t hundred_thousandths) {
    // Wider than the value: the lowest one has no opposite of its own type.
    const std::int64_t all = std::llabs(std::int64_t{hundred_thousandths});
    std::string places = std::to_string(all % points_per_degree);
    places.insert(0, 5 - places.size(), '0');
    return (hundred_thousandths < 0 ? "-" : "") + std::to_string(all / points_per_degree) + '.' +
           places;
}

}  // namespace imaginons::events
