// Times and dates as numbers, and their ISO 8601 text. No clock is read here and no time zone but
// the offset in the text is known; what people read is formatted by http/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace imaginons::events {

// "2015-09-26T12:05:04Z", with ".123" only if there are milliseconds.
std::string iso_time(std::int64_t time_ms);
// Accepts "2015-09-26T14:05:04+0200", "+02:00", "Z", optional fraction; nothing else.
std::optional<std::int64_t> parse_iso_time(std::string_view text);

// Days since 1970-01-01 as "2026-04-20".
std::string iso_date(std::int32_t day);
std::optional<std::int32_t> parse_iso_date(std::string_view text);

}  // namespace imaginons::events
