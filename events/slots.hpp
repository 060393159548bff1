// When volunteers are wanted, and when somebody is free: dates, or hours of the week, as the city's
// clocks show them. A weekly slot keeps its hour over daylight saving; when that is in the world's
// time, the time-zone database says (Europe/Paris). Both sides need it; no clock is read here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace imaginons::events {

constexpr int day_minutes = 24 * 60;
constexpr int week_minutes = 7 * day_minutes;
// Slots begin and end on the quarter of an hour, and are at most a day long.
constexpr int slot_step_minutes = 15;
constexpr std::size_t most_dated_slots = 60;
constexpr std::size_t most_weekly_slots = 21;
// Appointments that repeat each week end some day, and so does the calendar: on 9999-12-31.
constexpr std::int32_t most_period_days = 2 * 366;
constexpr std::int32_t last_day_of_all = 2'932'896;

// Minutes since midnight; the end may lie on the day after.
struct DatedSlot {
    std::int32_t day = 0;  // since 1970-01-01
    std::uint16_t begin_minute = 0;
    std::uint16_t end_minute = 0;
    bool operator==(const DatedSlot&) const = default;
};
struct WeeklySlot {
    std::uint8_t weekday = 0;  // 0 is Monday
    std::uint16_t begin_minute = 0;
    std::uint16_t end_minute = 0;
    bool operator==(const WeeklySlot&) const = default;
};

// Days, both of them included.
struct Period {
    std::int32_t first_day = std::numeric_limits<std::int32_t>::min();
    std::int32_t last_day = std::numeric_limits<std::int32_t>::max();
    bool has(std::int32_t day) const { return first_day <= day && day <= last_day; }
    bool operator==(const Period&) const = default;
};

// Dates or hours of the week, not both; neither if hours are still to be agreed. Dates lie in the
// period, hours of the week repeat in it.
struct Times {
    std::vector<DatedSlot> dated;
    std::vector<WeeklySlot> weekly;
    Period period;
    std::size_t slots() const { return dated.empty() ? weekly.size() : dated.size(); }
    bool operator==(const Times&) const = default;
};

int weekday_of(std::int32_t day);
// Minutes since Monday's midnight at which a slot begins.
int week_minute_of(const DatedSlot& slot);
int week_minute_of(const WeeklySlot& slot);

enum class SlotFault : std::uint8_t {
    dates_and_weeks,    // both at once
    too_many_slots,     //
    period_backwards,   // ends before it begins
    period_too_long,    // for appointments: no end, or one too far away
    outside_day,        // begins on no minute of a day, or on no day (of the week, or since 1970)
    off_the_quarter,    //
    ends_before_begin,  // or at once
    longer_than_a_day,  //
    outside_period,     //
    overlapping,        // with another of the same list
    skipped_hour        // begins or ends in the hour that the clocks skip in spring
};
struct SlotDefect {
    SlotFault what;
    std::size_t slot = 0;  // which of the list
    std::int32_t day = 0;  // skipped_hour: when
    bool operator==(const SlotDefect&) const = default;
};

// Appointments are kept at an instant; when somebody is usually free is only ever compared, and may
// have no end.
enum class SlotUse : std::uint8_t { appointment, availability };
// The first defect, of `times` as a whole and then slot by slot.
std::optional<SlotDefect> defect_of(const Times& times, SlotUse use);

// When the city's clocks show that minute of that day (it may be past its end), ms since 1970.
// Nothing for the hour of a spring night that they skip; of the one that they show twice in autumn,
// the first.
std::optional<std::int64_t> instant_of(std::int32_t day, int minute);
// What day it is in the city then.
std::int32_t city_day(std::int64_t unix_ms);

// One time that a slot comes round.
struct Occurrence {
    std::size_t slot = 0;
    std::int32_t day = 0;  // on which it begins
    std::int64_t begin_ms = 0;
    std::int64_t end_ms = 0;
    bool operator==(const Occurrence&) const = default;
};
// Those that begin on days of `within`, by time. `times` has no defect as appointments.
std::vector<Occurrence> occurrences(const Times& times, const Period& within);

}  // namespace imaginons::events
