// A place as people type or paste it into one field: a pair of decimal degrees, a geo: address (RFC
// 5870), or the address of a map of OpenStreetMap. Nothing is asked of anybody: the text says it
// all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/point.hpp"
#include "http/pages/common.hpp"

namespace imaginons::http {

// "46.19412, 6.23651": latitude, longitude.
std::string point_words(const events::Point& point);
// The same for a page; empty if there is none.
pages::MapPoint map_point(const std::optional<events::Point>& point);

// Nothing if the text says no point on earth, or only half of one. A pair is written with a point
// in the numbers ("46.19412, 6.23651", also without the comma or the space) or with a comma, and
// then a space or a semicolon between them ("46,19412 6,23651"). More than five places are rounded.
// Of a map's address its marker counts, else its middle.
std::optional<events::Point> parse_point(std::string_view text);

}  // namespace imaginons::http
