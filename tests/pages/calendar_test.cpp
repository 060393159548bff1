// Calendars as RFC 5545 wants them, and hours of the city as instants.
#include "http/pages/calendar.hpp"

#include <doctest/doctest.h>

#include "events/slots.hpp"
#include "http/catalogue.hpp"
#include "http/markdown.hpp"

using namespace imaginons::http;
using pages::Calendar;
using pages::CalendarEvent;
using pages::render_calendar;

namespace {

constexpr std::int64_t hour = 3'600'000;

CalendarEvent workshop() {
    CalendarEvent event;
    event.uid = "urn:uuid:0198a3c2-7f10-7cc1-8d4e-3b0a5f7e9c21";
    event.sequence = 2;
    event.starts_at = 1'796'457'600'000;
    event.ends_at = event.starts_at + 3 * hour;
    event.changed_at = 1'796'000'000'000;
    event.summary = "Atelier";
    event.location = "École de Romagny";
    event.url = "https://participation.example/meetings/1";
    return event;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find("\r\n", at);
        REQUIRE(end != std::string::npos);
        lines.push_back(text.substr(at, end - at));
        at = end + 2;
    }
    return lines;
}

std::string unfolded(const std::string& text) {
    std::string out;
    for (const std::string& line : lines_of(text)) {
        if (!line.empty() && line.front() == ' ') {
            out += line.substr(1);
        } else {
            out += '\n' + line;
        }
    }
    return out;
}

}  // namespace

TEST_CASE("a meeting in a calendar says when it is, which version it is and that it stands") {
    const std::string text = render_calendar({"Imaginons", {workshop()}});
    for (const char* line : {"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:", "\r\nMETHOD:PUBLISH\r\n",
                             "\r\nUID:urn:uuid:0198a3c2-7f10-7cc1-8d4e-3b0a5f7e9c21\r\n",
                             "\r\nDTSTAMP:20261130T005320Z\r\n", "\r\nDTSTART:20261205T080000Z\r\n",
                             "\r\nDTEND:20261205T110000Z\r\n", "\r\nSEQUENCE:2\r\n",
                             "\r\nSTATUS:CONFIRMED\r\n", "\r\nLOCATION:École de Romagny\r\n",
                             "\r\nURL:https://participation.example/meetings/1\r\n",
                             "END:VEVENT\r\nEND:VCALENDAR\r\n"}) {
        CAPTURE(line);
        CHECK(text.find(line) != std::string::npos);
    }
    CHECK(text.find("DESCRIPTION") == std::string::npos);
    CalendarEvent cancelled = workshop();
    cancelled.cancelled = true;
    CHECK(render_calendar({"", {cancelled}}).find("\r\nSTATUS:CANCELLED\r\n") != std::string::npos);
}

TEST_CASE("texts are escaped, and what is no text is seen to be none, as on pages") {
    CalendarEvent event = workshop();
    event.summary = "a;b,c\\d\ne\r\x01\x7f\tf:\"g\"";
    CHECK(unfolded(render_calendar({"", {event}}))
              .find("\nSUMMARY:a\\;b\\,c\\\\d\\ne\uFFFD\uFFFD f:\"g\"\n") != std::string::npos);
    event.summary = "END:VEVENT\r\nBEGIN:VALARM";
    const std::string text = render_calendar({"", {event}});
    CHECK(text.find("\r\nBEGIN:VALARM") == std::string::npos);
}

TEST_CASE("no line is longer than 75 bytes, and no character is cut in two") {
    for (std::size_t shift = 0; shift < 4; ++shift) {
        for (const char* piece : {"e", "é", "€", "🌳"}) {
            CalendarEvent event = workshop();
            event.description = std::string(shift, 'x');
            for (int i = 0; i < 100; ++i) event.description += piece;
            const std::string text = render_calendar({"", {event}});
            for (const std::string& line : lines_of(text)) {
                CHECK(line.size() <= 75);
                CHECK(clean_utf8(line) == line);
            }
            CHECK(unfolded(text).find("\nDESCRIPTION:" + event.description + "\n") !=
                  std::string::npos);
        }
    }
}

TEST_CASE("what the city's clocks show is an instant, but for the hour that they skip") {
    const auto at = [](std::int32_t day, int hours, int minutes) {
        return city_instant({day, hours, minutes});
    };
    constexpr std::int32_t december_5 = 20'792;  // 2026
    CHECK(at(december_5, 9, 0) == 1'796'457'600'000);
    constexpr std::int32_t july_1 = 20'635;
    CHECK(at(july_1, 0, 0) == city_midnight(july_1));
    CHECK(at(july_1, 18, 30) == city_midnight(july_1) + 18 * hour + hour / 2);
    constexpr std::int32_t spring = 20'905;  // 28 March 2027: from 2 to 3
    CHECK(at(spring, 1, 59));
    CHECK_FALSE(at(spring, 2, 0));
    CHECK_FALSE(at(spring, 2, 59));
    CHECK(*at(spring, 3, 0) - *at(spring, 1, 59) == 60'000);
    constexpr std::int32_t autumn = 20'751;  // 25 October 2026: from 3 back to 2
    CHECK(*at(autumn, 2, 0) - *at(autumn, 1, 0) == hour);
    CHECK(*at(autumn, 3, 0) - *at(autumn, 2, 0) == 2 * hour);
}

TEST_CASE("every instant is one of those that its own hour could be") {
    for (std::int64_t ms = 1'772'000'000'000; ms < 1'806'000'000'000; ms += 7 * 60'000 * 13) {
        const CivilTime shown = city_time(ms - ms % 60'000);
        const auto back = city_instant(shown);
        REQUIRE(back);
        const std::int64_t later = (ms - ms % 60'000) - *back;
        CHECK((later == 0 || later == hour));
    }
}

TEST_CASE("the city's clocks go as the time-zone database says") {
    constexpr std::int32_t first_day = 18'262;  // from 2020 on, sixteen years
    for (std::int32_t day = first_day; day < first_day + 16 * 366; ++day) {
        for (const int minute : {0, 60, 105, 120, 150, 180, 720, 1'439}) {
            const auto instant = imaginons::events::instant_of(day, minute);
            REQUIRE(instant == city_instant({day, minute / 60, minute % 60}));
            if (instant) REQUIRE(imaginons::events::city_day(*instant) == city_time(*instant).days);
        }
    }
}
