// Slots and what is wrong with them; weekly hours over the nights in which clocks are changed.
#include "events/slots.hpp"

#include <doctest/doctest.h>

using namespace imaginons::events;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int32_t december_5 = 20'792;  // 2026, a Saturday
constexpr std::int32_t autumn = 20'751;      // 25 October 2026, a Sunday: from 3 back to 2
constexpr std::int32_t spring = 20'905;      // 28 March 2027, a Sunday: from 2 to 3
constexpr std::uint8_t saturday = 5;
constexpr std::uint8_t sunday = 6;

constexpr std::uint16_t at(int hour, int minute = 0) {
    return static_cast<std::uint16_t>(hour * 60 + minute);
}

Times on_dates(std::vector<DatedSlot> slots) {
    Times times;
    times.dated = std::move(slots);
    return times;
}

Times each_week(std::vector<WeeklySlot> slots, Period period = {autumn - 60, spring + 60}) {
    Times times;
    times.weekly = std::move(slots);
    times.period = period;
    return times;
}

std::optional<SlotFault> fault(const Times& times, SlotUse use = SlotUse::appointment) {
    const auto defect = defect_of(times, use);
    return defect ? std::optional(defect->what) : std::nullopt;
}

}  // namespace

TEST_CASE("days have the weekday of the calendar, before 1970 too") {
    CHECK(weekday_of(0) == 3);
    CHECK(weekday_of(-1) == 2);
    CHECK(weekday_of(-4) == sunday);
    CHECK(weekday_of(december_5) == saturday);
    CHECK(week_minute_of(DatedSlot{december_5, at(9), at(12)}) == 5 * 1'440 + 540);
}

TEST_CASE("dates and hours of the week are taken up to their limits") {
    CHECK_FALSE(fault(Times{}));
    CHECK_FALSE(fault(on_dates({{december_5, at(9), at(12)}, {december_5, at(12), at(12, 15)}})));
    CHECK_FALSE(fault(on_dates({{december_5, at(23, 45), at(23, 45) + day_minutes}})));
    CHECK_FALSE(fault(each_week({{saturday, at(21), at(25)}, {sunday, at(1), at(1, 15)}})));
    Times full;
    for (std::size_t i = 0; i < most_dated_slots; ++i)
        full.dated.push_back({december_5 + static_cast<std::int32_t>(i), at(9), at(10)});
    CHECK_FALSE(fault(full));
    full.dated.push_back({december_5 - 1, at(9), at(10)});
    CHECK(fault(full) == SlotFault::too_many_slots);
    CHECK_FALSE(fault(each_week({{0, at(9), at(10)}}, {0, most_period_days})));
}

TEST_CASE("what is wrong with a slot is named, and which it is") {
    CHECK(defect_of(on_dates({{december_5, at(9), at(10)}, {december_5, at(11), at(11)}}),
                    SlotUse::appointment) == SlotDefect{SlotFault::ends_before_begin, 1});
    CHECK(fault(on_dates({{december_5, at(12), at(9)}})) == SlotFault::ends_before_begin);
    CHECK(fault(on_dates({{december_5, at(9, 5), at(12)}})) == SlotFault::off_the_quarter);
    CHECK(fault(on_dates({{december_5, at(9), at(12, 10)}})) == SlotFault::off_the_quarter);
    CHECK(fault(on_dates({{december_5, at(24), at(25)}})) == SlotFault::outside_day);
    CHECK(fault(each_week({{7, at(9), at(10)}})) == SlotFault::outside_day);
    CHECK(fault(on_dates({{december_5, at(9), at(33, 15)}})) == SlotFault::longer_than_a_day);
    CHECK(fault(on_dates({{-1, at(9), at(10)}})) == SlotFault::outside_day);
    CHECK(fault(on_dates({{last_day_of_all + 1, at(9), at(10)}})) == SlotFault::outside_day);
    CHECK_FALSE(fault(on_dates({{last_day_of_all, at(9), at(10)}})));
    Times both = on_dates({{december_5, at(9), at(10)}});
    both.weekly.push_back({0, at(9), at(10)});
    CHECK(fault(both) == SlotFault::dates_and_weeks);
    Times late = on_dates({{december_5, at(9), at(10)}});
    late.period = {december_5 + 1, december_5 + 9};
    CHECK(fault(late) == SlotFault::outside_period);
    late.period = {december_5 + 1, december_5};
    CHECK(fault(late) == SlotFault::period_backwards);
}

TEST_CASE("slots of one list do not overlap, not over midnight nor over the end of the week") {
    const auto overlaps = [](const Times& times) { return fault(times) == SlotFault::overlapping; };
    CHECK(overlaps(on_dates({{december_5, at(9), at(12)}, {december_5, at(11, 45), at(13)}})));
    CHECK(overlaps(on_dates({{december_5 + 1, at(0), at(1)}, {december_5, at(22), at(24, 15)}})));
    CHECK_FALSE(
        overlaps(on_dates({{december_5 + 1, at(0, 15), at(1)}, {december_5, at(22), at(24, 15)}})));
    CHECK(overlaps(each_week({{0, at(0), at(1)}, {sunday, at(23), at(24, 15)}})));
    CHECK_FALSE(overlaps(each_week({{0, at(0), at(1)}, {sunday, at(23), at(24)}})));
    CHECK(overlaps(each_week({{2, at(9), at(10)}, {2, at(9), at(10)}})));
}

TEST_CASE("no appointment begins or ends in the hour that the clocks skip") {
    CHECK(defect_of(on_dates({{spring, at(2), at(5)}}), SlotUse::appointment) ==
          SlotDefect{SlotFault::skipped_hour, 0, spring});
    CHECK(fault(on_dates({{spring, at(2, 45), at(5)}})) == SlotFault::skipped_hour);
    CHECK(fault(on_dates({{spring - 1, at(22), at(26, 30)}})) == SlotFault::skipped_hour);
    CHECK_FALSE(fault(on_dates({{spring, at(1), at(2)}})));
    CHECK_FALSE(fault(on_dates({{spring, at(1), at(3)}})));
    CHECK_FALSE(fault(on_dates({{spring, at(3), at(4)}})));
    CHECK_FALSE(fault(on_dates({{autumn, at(2), at(3)}})));
    // The same hours on any other Sunday, and as when somebody is usually free.
    CHECK_FALSE(fault(on_dates({{spring + 7, at(2), at(5)}})));
    CHECK_FALSE(fault(on_dates({{spring, at(2), at(5)}}), SlotUse::availability));
}

TEST_CASE("weekly slots are refused for the one night in which they could not take place") {
    CHECK(defect_of(each_week({{0, at(9), at(10)}, {sunday, at(2, 30), at(5)}}),
                    SlotUse::appointment) == SlotDefect{SlotFault::skipped_hour, 1, spring});
    CHECK(defect_of(each_week({{saturday, at(22), at(26, 15)}}), SlotUse::appointment) ==
          SlotDefect{SlotFault::skipped_hour, 0, spring - 1});
    // Seasons that end before that night, also by a day, or begin after it.
    CHECK_FALSE(fault(each_week({{sunday, at(2, 30), at(5)}}, {autumn, spring - 1})));
    CHECK_FALSE(fault(each_week({{sunday, at(2, 30), at(5)}}, {spring + 1, spring + 90})));
    CHECK(fault(each_week({{sunday, at(2, 30), at(5)}}, {spring, spring})) ==
          SlotFault::skipped_hour);
    CHECK(fault(each_week({{saturday, at(22), at(26, 15)}}, {autumn, spring - 1})) ==
          SlotFault::skipped_hour);
    CHECK_FALSE(fault(each_week({{saturday, at(22), at(26)}})));
    // Appointments that repeat have an end; when somebody is free needs none.
    CHECK(fault(each_week({{0, at(9), at(10)}}, Period{})) == SlotFault::period_too_long);
    CHECK(fault(each_week({{0, at(9), at(10)}}, {0, most_period_days + 1})) ==
          SlotFault::period_too_long);
    CHECK(fault(each_week({{0, at(9), at(10)}}, {last_day_of_all, last_day_of_all + 1})) ==
          SlotFault::period_too_long);
    CHECK_FALSE(fault(each_week({{0, at(9), at(10)}}, Period{}), SlotUse::availability));
}

TEST_CASE("a weekly slot keeps its hour on the clock when summer time begins and ends") {
    const Times times = each_week({{sunday, at(18), at(19, 30)}});
    const auto all = occurrences(times, {autumn - 7, autumn + 7});
    REQUIRE(all.size() == 3);
    CHECK(all[0].begin_ms == *instant_of(autumn - 7, at(18)));
    CHECK(all[1].begin_ms - all[0].begin_ms == (7 * 24 + 1) * hour_ms);
    CHECK(all[2].begin_ms - all[1].begin_ms == 7 * 24 * hour_ms);
    const auto again = occurrences(times, {spring - 7, spring + 7});
    REQUIRE(again.size() == 3);
    CHECK(again[1].begin_ms - again[0].begin_ms == (7 * 24 - 1) * hour_ms);
    for (const Occurrence& one : again) CHECK(one.end_ms - one.begin_ms == hour_ms * 3 / 2);
}

TEST_CASE("a slot over such a night lasts as long as it lasts") {
    const auto hours = [](const Times& times) {
        const auto all = occurrences(times, Period{});
        REQUIRE(all.size() == 1);
        return static_cast<double>(all[0].end_ms - all[0].begin_ms) / hour_ms;
    };
    CHECK(hours(on_dates({{spring, at(1), at(4)}})) == 2);
    CHECK(hours(on_dates({{autumn, at(1), at(4)}})) == 4);
    CHECK(hours(on_dates({{spring - 1, at(22), at(26)}})) == 4);
    CHECK(hours(on_dates({{spring, at(1), at(2)}})) == 1);
    CHECK(hours(on_dates({{spring, at(0), at(24)}})) == 23);
    CHECK(hours(on_dates({{autumn, at(0), at(24)}})) == 25);
}

TEST_CASE("occurrences come by time, from the days asked for and the season only") {
    const Times week =
        each_week({{2, at(18), at(20)}, {0, at(9), at(10)}}, {december_5 - 5, december_5 + 4});
    const auto all = occurrences(week, Period{});
    REQUIRE(all.size() == 4);  // Monday 30, Wednesday 2, Monday 7, Wednesday 9
    CHECK(all[0].slot == 1);
    CHECK(all[0].day == december_5 - 5);
    CHECK(all[1].day == december_5 - 3);
    CHECK(all[3].day == december_5 + 4);
    CHECK(occurrences(week, {december_5, december_5 + 1}).empty());
    CHECK(occurrences(on_dates({{5, at(9), at(10)}, {3, at(9), at(10)}}), {3, 4}).size() == 1);
}

TEST_CASE("the day in the city changes at its midnight") {
    const auto midnight = instant_of(december_5, 0);
    REQUIRE(midnight);
    CHECK(*midnight == 1'796'425'200'000);  // 23:00 the evening before, in UTC
    CHECK(city_day(*midnight) == december_5);
    CHECK(city_day(*midnight - 1) == december_5 - 1);
    CHECK(city_day(*instant_of(spring, 0) - 1) == spring - 1);
    CHECK(city_day(-1) == 0);  // one o'clock in the night of 1970-01-01
    CHECK(city_day(-hour_ms - 1) == -1);
}
