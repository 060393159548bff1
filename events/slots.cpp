#include "events/slots.hpp"

#include <unicode/basictz.h>
#include <unicode/tztrans.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace imaginons::events {

namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t day_ms = day_minutes * minute_ms;
constexpr std::int32_t first_weekday = 3;  // 1970-01-01 was a Thursday
constexpr Period calendar{0, last_day_of_all};

// ICU's zones may be asked by many threads at once.
const icu::BasicTimeZone& city_zone() {
    static const std::unique_ptr<icu::TimeZone> zone{icu::TimeZone::createTimeZone("Europe/Paris")};
    const auto* basic = dynamic_cast<const icu::BasicTimeZone*>(zone.get());
    if (basic == nullptr || *zone == icu::TimeZone::getUnknown())
        throw std::runtime_error("the time-zone database has no Europe/Paris");
    return *basic;
}

void check(UErrorCode status) {
    if (U_FAILURE(status)) throw std::runtime_error("the time-zone database cannot be read");
}

std::int64_t ahead_ms(std::int64_t unix_ms) {
    std::int32_t standard = 0;
    std::int32_t summer = 0;
    UErrorCode status = U_ZERO_ERROR;
    city_zone().getOffset(static_cast<UDate>(unix_ms), false, standard, summer, status);
    check(status);
    return std::int64_t{standard} + summer;
}

// A slot that ends when the skipped hour begins ends with the last minute that there was.
std::optional<std::int64_t> end_of(std::int32_t day, int minute) {
    if (const auto end = instant_of(day, minute)) return end;
    const auto before = instant_of(day, minute - slot_step_minutes);
    if (!before) return std::nullopt;
    return *before + slot_step_minutes * minute_ms;
}

bool kept(std::int32_t day, int begin_minute, int end_minute) {
    return instant_of(day, begin_minute) && end_of(day, end_minute);
}

// Days of a period, whose ends are known, on which the clocks are changed.
std::vector<std::int32_t> days_of_change(const Period& period) {
    std::vector<std::int32_t> days;
    auto at = static_cast<UDate>(std::int64_t{period.first_day} * day_ms - day_ms);
    icu::TimeZoneTransition change;
    while (city_zone().getNextTransition(at, false, change)) {
        at = change.getTime();
        const std::int32_t day = city_day(static_cast<std::int64_t>(at));
        if (day > period.last_day) break;
        if (day >= period.first_day) days.push_back(day);
    }
    return days;
}

std::optional<SlotFault> fault_of_minutes(int begin, int end) {
    if (begin >= day_minutes) return SlotFault::outside_day;
    if (begin % slot_step_minutes != 0 || end % slot_step_minutes != 0)
        return SlotFault::off_the_quarter;
    if (end <= begin) return SlotFault::ends_before_begin;
    if (end - begin > day_minutes) return SlotFault::longer_than_a_day;
    return std::nullopt;
}

std::optional<SlotFault> fault_of(const DatedSlot& slot, const Period& period, SlotUse use) {
    if (const auto fault = fault_of_minutes(slot.begin_minute, slot.end_minute)) return fault;
    if (!calendar.has(slot.day)) return SlotFault::outside_day;
    if (!period.has(slot.day)) return SlotFault::outside_period;
    if (use == SlotUse::appointment && !kept(slot.day, slot.begin_minute, slot.end_minute))
        return SlotFault::skipped_hour;
    return std::nullopt;
}

std::optional<SlotFault> fault_of(const WeeklySlot& slot) {
    if (slot.weekday >= 7) return SlotFault::outside_day;
    return fault_of_minutes(slot.begin_minute, slot.end_minute);
}

struct Span {
    std::int64_t begin;
    std::int64_t end;
    std::size_t slot;
};

// Which slot begins before another of the same list has ended. Weeks come round again.
std::optional<std::size_t> overlapping(std::vector<Span> spans, bool weekly) {
    if (spans.empty()) return std::nullopt;
    std::sort(spans.begin(), spans.end(),
              [](const Span& a, const Span& b) { return a.begin < b.begin; });
    if (weekly)
        spans.push_back(
            {spans[0].begin + week_minutes, spans[0].end + week_minutes, spans[0].slot});
    for (std::size_t i = 1; i < spans.size(); ++i)
        if (spans[i].begin < spans[i - 1].end) return spans[i].slot;
    return std::nullopt;
}

std::vector<Span> spans_of(const Times& times) {
    std::vector<Span> spans;
    for (const DatedSlot& slot : times.dated) {
        const std::int64_t midnight = std::int64_t{slot.day} * day_minutes;
        spans.push_back({midnight + slot.begin_minute, midnight + slot.end_minute, spans.size()});
    }
    for (const WeeklySlot& slot : times.weekly) {
        const std::int64_t begin = week_minute_of(slot);
        spans.push_back({begin, begin + slot.end_minute - slot.begin_minute, spans.size()});
    }
    return spans;
}

std::optional<SlotDefect> defect_of_whole(const Times& times, SlotUse use) {
    if (!times.dated.empty() && !times.weekly.empty())
        return SlotDefect{SlotFault::dates_and_weeks};
    if (times.dated.size() > most_dated_slots || times.weekly.size() > most_weekly_slots)
        return SlotDefect{SlotFault::too_many_slots};
    const std::int64_t days = std::int64_t{times.period.last_day} - times.period.first_day;
    if (days < 0) return SlotDefect{SlotFault::period_backwards};
    const bool ends = calendar.has(times.period.first_day) && calendar.has(times.period.last_day) &&
                      days <= most_period_days;
    if (use == SlotUse::appointment && !times.weekly.empty() && !ends)
        return SlotDefect{SlotFault::period_too_long};
    return std::nullopt;
}

// A slot of a week meets the change on the day itself, or has begun the evening before.
std::optional<SlotDefect> skipped_in(const Times& times) {
    const Period touched{times.period.first_day, times.period.last_day + 1};
    for (const std::int32_t changed : days_of_change(touched)) {
        for (std::size_t i = 0; i < times.weekly.size(); ++i) {
            const WeeklySlot& slot = times.weekly[i];
            for (const std::int32_t day : {changed - 1, changed}) {
                if (weekday_of(day) == slot.weekday && times.period.has(day) &&
                    !kept(day, slot.begin_minute, slot.end_minute))
                    return SlotDefect{SlotFault::skipped_hour, i, day};
            }
        }
    }
    return std::nullopt;
}

Occurrence occurrence(std::size_t slot, std::int32_t day, int begin_minute, int end_minute) {
    return {slot, day, instant_of(day, begin_minute).value(), end_of(day, end_minute).value()};
}

}  // namespace

int weekday_of(std::int32_t day) {
    const std::int64_t shifted = std::int64_t{day} + first_weekday;
    return static_cast<int>((shifted % 7 + 7) % 7);
}

int week_minute_of(const DatedSlot& slot) {
    return weekday_of(slot.day) * day_minutes + slot.begin_minute;
}

int week_minute_of(const WeeklySlot& slot) {
    return slot.weekday * day_minutes + slot.begin_minute;
}

std::optional<SlotDefect> defect_of(const Times& times, SlotUse use) {
    if (const auto defect = defect_of_whole(times, use)) return defect;
    for (std::size_t i = 0; i < times.dated.size(); ++i)
        if (const auto fault = fault_of(times.dated[i], times.period, use))
            return SlotDefect{*fault, i,
                              *fault == SlotFault::skipped_hour ? times.dated[i].day : 0};
    for (std::size_t i = 0; i < times.weekly.size(); ++i)
        if (const auto fault = fault_of(times.weekly[i])) return SlotDefect{*fault, i};
    if (const auto slot = overlapping(spans_of(times), !times.weekly.empty()))
        return SlotDefect{SlotFault::overlapping, *slot};
    if (use == SlotUse::appointment && !times.weekly.empty()) return skipped_in(times);
    return std::nullopt;
}

std::optional<std::int64_t> instant_of(std::int32_t day, int minute) {
    const std::int64_t shown_ms = std::int64_t{day} * day_ms + minute * minute_ms;
    std::int32_t standard = 0;
    std::int32_t summer = 0;
    UErrorCode status = U_ZERO_ERROR;
    city_zone().getOffsetFromLocal(static_cast<UDate>(shown_ms), UCAL_TZ_LOCAL_FORMER,
                                   UCAL_TZ_LOCAL_FORMER, standard, summer, status);
    check(status);
    const std::int64_t instant = shown_ms - standard - summer;
    if (instant + ahead_ms(instant) != shown_ms) return std::nullopt;
    return instant;
}

std::int32_t city_day(std::int64_t unix_ms) {
    const std::int64_t shown_ms = unix_ms + ahead_ms(unix_ms);
    const std::int64_t day = shown_ms / day_ms - (shown_ms % day_ms < 0 ? 1 : 0);
    return static_cast<std::int32_t>(day);
}

std::vector<Occurrence> occurrences(const Times& times, const Period& within) {
    const Period days{std::max(times.period.first_day, within.first_day),
                      std::min(times.period.last_day, within.last_day)};
    std::vector<Occurrence> all;
    for (std::size_t i = 0; i < times.dated.size(); ++i) {
        const DatedSlot& slot = times.dated[i];
        if (days.has(slot.day))
            all.push_back(occurrence(i, slot.day, slot.begin_minute, slot.end_minute));
    }
    for (std::size_t i = 0; i < times.weekly.size(); ++i) {
        const WeeklySlot& slot = times.weekly[i];
        const int wait = (slot.weekday - weekday_of(days.first_day) + 7) % 7;
        for (std::int64_t day = std::int64_t{days.first_day} + wait; day <= days.last_day; day += 7)
            all.push_back(
                occurrence(i, static_cast<std::int32_t>(day), slot.begin_minute, slot.end_minute));
    }
    std::sort(all.begin(), all.end(), [](const Occurrence& a, const Occurrence& b) {
        return a.begin_ms != b.begin_ms ? a.begin_ms < b.begin_ms : a.slot < b.slot;
    });
    return all;
}

}  // namespace imaginons::events
