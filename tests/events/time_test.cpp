// ISO 8601 texts of times and dates.
#include "events/time.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace imaginons::events;

TEST_CASE("a time is written in UTC, with milliseconds only if there are any") {
    CHECK(iso_time(0) == "1970-01-01T00:00:00Z");
    CHECK(iso_time(1'443'269'104'000) == "2015-09-26T12:05:04Z");
    CHECK(iso_time(1'443'269'104'007) == "2015-09-26T12:05:04.007Z");
    CHECK(iso_time(-1) == "1969-12-31T23:59:59.999Z");
    CHECK(iso_time(951'782'400'000) == "2000-02-29T00:00:00Z");
    CHECK(iso_time(253'402'300'799'999) == "9999-12-31T23:59:59.999Z");
    CHECK(iso_time(-62'167'219'200'000) == "0000-01-01T00:00:00Z");
}

TEST_CASE("offsets and fractions of every usual form are read") {
    for (const char* text :
         {"2015-09-26T14:05:04+0200", "2015-09-26T14:05:04+02:00", "2015-09-26T12:05:04Z",
          "2015-09-26T12:05:04.000Z", "2015-09-26T08:35:04-03:30", "2015-09-27T00:05:04+12:00"}) {
        CAPTURE(text);
        CHECK(parse_iso_time(text) == 1'443'269'104'000);
    }
    CHECK(parse_iso_time("2015-09-26T12:05:04.1Z") == 1'443'269'104'100);
    CHECK(parse_iso_time("2015-09-26T12:05:04.1239Z") == 1'443'269'104'123);
}

TEST_CASE("what is not a time is refused") {
    for (const char* text : {"",
                             "2015-09-26",
                             "2015-09-26T12:05:04",
                             "2015-09-26 12:05:04Z",
                             "2015-9-26T12:05:04Z",
                             "2015-02-29T12:05:04Z",
                             "2015-13-01T12:05:04Z",
                             "2015-00-01T12:05:04Z",
                             "2015-09-31T12:05:04Z",
                             "2015-09-26T24:00:00Z",
                             "2015-09-26T12:60:04Z",
                             "2015-09-26T12:05:60Z",
                             "2015-09-26T12:05:04.Z",
                             "2015-09-26T12:05:04+2400",
                             "2015-09-26T12:05:04+02:60",
                             "2015-09-26T12:05:04+02",
                             "2015-09-26T12:05:04ZZ",
                             "+2015-09-26T12:05:04Z",
                             "2015-09-26T12:05:04z ",
                             "-015-09-26T12:05:04Z"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_iso_time(text));
    }
}

TEST_CASE("every time of a long walk comes back from its text") {
    // Steps that meet every hour, every day of a month and leap years.
    for (std::int64_t time = -5'000'000'000'000; time < 5'000'000'000'000; time += 86'399'998'877) {
        REQUIRE(parse_iso_time(iso_time(time)) == time);
    }
}

TEST_CASE("dates come back from their texts") {
    CHECK(iso_date(0) == "1970-01-01");
    CHECK(iso_date(20'564) == "2026-04-21");
    CHECK(iso_date(-1) == "1969-12-31");
    CHECK(parse_iso_date("2026-04-21") == 20'564);
    for (std::int32_t day = -800'000; day < 2'900'000; day += 331) {
        if (day < -719'528) continue;
        REQUIRE(parse_iso_date(iso_date(day)) == day);
    }
}

TEST_CASE("what is not a date is refused") {
    for (const char* text : {"", "2026-04-31", "2026-4-1", "20260421", "2026-04-21T00:00:00Z",
                             "2026-04-21 ", "26-04-21"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_iso_date(text));
    }
}
