// Calendars for people's own agendas: iCalendar (RFC 5545), written by code. Plain data in, text
// out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::http::pages {

struct CalendarEvent {
    std::string uid;             // stays the same whatever changes
    std::uint32_t sequence = 0;  // one more with each change
    bool cancelled = false;
    std::int64_t starts_at = 0;  // ms
    std::int64_t ends_at = 0;
    std::int64_t changed_at = 0;
    std::string summary;
    std::string description;  // plain text, may be empty
    std::string location;     // may be empty
    std::string url;          // absolute
};

struct Calendar {
    std::string name;
    std::vector<CalendarEvent> events;
};

inline constexpr const char* calendar_content_type = "text/calendar; charset=utf-8";

// Times in UTC, so that no time zone has to be described; DTSTAMP is when the event last changed,
// so that equal calendars are equal bytes.
std::string render_calendar(const Calendar& calendar);

}  // namespace imaginons::http::pages
