// Points of the map, as proposals bear them: whole hundred-thousandths of a degree (WGS 84), about
// a metre. Which of them are on earth, and how they are written. How people type or paste them is
// http/point_text.hpp's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "events/fact.hpp"

namespace imaginons::events {

constexpr std::int32_t points_per_degree = 100'000;
constexpr std::int32_t most_latitude = 90;
constexpr std::int32_t most_longitude = 180;

// Within -90..90 and -180..180 degrees, both ends included.
bool is_on_earth(const Point& point);

// An event's field as a value, and back: a field that is not there is no point.
std::optional<Point> point_in(const std::unique_ptr<Point>& field);
std::unique_ptr<Point> point_field(const std::optional<Point>& point);

// "46.19412", "-0.50000": decimal degrees, always with five places.
std::string degrees(std::int32_t hundred_thousandths);

}  // namespace imaginons::events
