// Content lines end in CRLF and are folded at 75 bytes, never within a character (RFC 5545, 3.1).
#include "http/pages/calendar.hpp"

#include "http/catalogue.hpp"
#include "http/markdown.hpp"

namespace imaginons::http::pages {
namespace {

constexpr std::size_t line_bytes = 75;

bool continues_a_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

void append_line(std::string& out, std::string_view line) {
    std::size_t room = line_bytes;
    while (line.size() > room) {
        std::size_t end = room;
        while (end > 1 && continues_a_character(line[end])) --end;
        out.append(line.substr(0, end));
        out += "\r\n ";
        line.remove_prefix(end);
        room = line_bytes - 1;  // the space counts
    }
    out.append(line);
    out += "\r\n";
}

// TEXT (RFC 5545, 3.3.11). Control characters are replaced as on pages, by U+FFFD.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : clean_utf8(text)) {
        switch (c) {
            case '\\': out += "\\\\"; break;
            case ';': out += "\\;"; break;
            case ',': out += "\\,"; break;
            case '\n': out += "\\n"; break;
            case '\t': out += ' '; break;
            default:
                if (c != '\r') out += c;
        }
    }
    return out;
}

// "20261205T080000Z"
std::string utc(std::int64_t at_ms) {
    std::string out;
    for (const char c : iso_instant(at_ms)) {
        if (c != '-' && c != ':') out += c;
    }
    return out;
}

void append_text(std::string& out, std::string_view name, std::string_view text) {
    if (!text.empty()) append_line(out, std::string(name) + ":" + escaped(text));
}

void append_event(std::string& out, const CalendarEvent& event) {
    append_line(out, "BEGIN:VEVENT");
    append_line(out, "UID:" + event.uid);
    append_line(out, "DTSTAMP:" + utc(event.changed_at));
    append_line(out, "DTSTART:" + utc(event.starts_at));
    append_line(out, "DTEND:" + utc(event.ends_at));
    append_line(out, "SEQUENCE:" + std::to_string(event.sequence));
    append_line(out, event.cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
    append_text(out, "SUMMARY", event.summary);
    append_text(out, "DESCRIPTION", event.description);
    append_text(out, "LOCATION", event.location);
    if (!event.url.empty()) append_line(out, "URL:" + event.url);
    append_line(out, "END:VEVENT");
}

}  // namespace

std::string render_calendar(const Calendar& calendar) {
    std::string out;
    append_line(out, "BEGIN:VCALENDAR");
    append_line(out, "VERSION:2.0");
    append_line(out, "PRODID:-//Imaginons//Meetings//EN");
    append_line(out, "CALSCALE:GREGORIAN");
    append_line(out, "METHOD:PUBLISH");
    append_text(out, "NAME", calendar.name);
    append_text(out, "X-WR-CALNAME", calendar.name);
    for (const CalendarEvent& event : calendar.events) append_event(out, event);
    append_line(out, "END:VCALENDAR");
    return out;
}

}  // namespace imaginons::http::pages
