#include "projections/matching_formula.hpp"

#include <algorithm>
#include <cstdlib>

#include "projections/limits.hpp"

namespace imaginons::projections {

namespace {

// Of what nearness can give, when the district is all that is known.
constexpr std::uint32_t district_share = 3;
constexpr std::uint32_t district_whole = 4;

std::size_t slots_or_one(const Mission& mission) {
    return std::max<std::size_t>(mission.times.slots(), 1);
}

std::int64_t overlap(std::int64_t a, std::int64_t a_end, std::int64_t b, std::int64_t b_end) {
    return std::max<std::int64_t>(std::min(a_end, b_end) - std::max(a, b), 0);
}

// Of two stretches of a week, which comes round; each at most a day long.
std::int64_t overlap_in_week(int a, int a_minutes, int b, int b_minutes) {
    std::int64_t sum = 0;
    for (const int turn : {-events::week_minutes, 0, events::week_minutes})
        sum += overlap(a, a + a_minutes, b + turn, b + turn + b_minutes);
    return sum;
}

int minutes_of(const events::DatedSlot& slot) {
    return slot.end_minute - slot.begin_minute;
}
int minutes_of(const events::WeeklySlot& slot) {
    return slot.end_minute - slot.begin_minute;
}

bool share_a_day(const events::Period& a, const events::Period& b, std::int32_t today) {
    return std::max({a.first_day, b.first_day, today}) <= std::min(a.last_day, b.last_day);
}

std::int64_t shared(const events::Times& offered, const events::DatedSlot& slot) {
    std::int64_t sum = 0;
    if (offered.period.has(slot.day))
        for (const events::WeeklySlot& free : offered.weekly)
            sum += overlap_in_week(week_minute_of(slot), minutes_of(slot), week_minute_of(free),
                                   minutes_of(free));
    for (const events::DatedSlot& free : offered.dated)
        if (free.day == slot.day)
            sum += overlap(slot.begin_minute, slot.end_minute, free.begin_minute, free.end_minute);
    return sum;
}

std::int64_t shared(const events::Times& offered, const events::WeeklySlot& slot,
                    const events::Period& season, std::int32_t today) {
    std::int64_t sum = 0;
    if (share_a_day(offered.period, season, today))
        for (const events::WeeklySlot& free : offered.weekly)
            sum += overlap_in_week(week_minute_of(slot), minutes_of(slot), week_minute_of(free),
                                   minutes_of(free));
    for (const events::DatedSlot& free : offered.dated)
        if (free.day >= today && season.has(free.day))
            sum += overlap_in_week(week_minute_of(slot), minutes_of(slot), week_minute_of(free),
                                   minutes_of(free));
    return sum;
}

// Whether the mission takes place on that day, and has a place then.
bool open_on(const Mission& mission, std::int32_t day, std::int32_t today) {
    if (mission.times.slots() == 0)
        return mission.times.period.has(day) && slot_open(mission, 0, today);
    for (std::size_t i = 0; i < mission.times.dated.size(); ++i)
        if (mission.times.dated[i].day == day && slot_open(mission, i, today)) return true;
    for (std::size_t i = 0; i < mission.times.weekly.size(); ++i)
        if (mission.times.weekly[i].weekday == events::weekday_of(day) &&
            mission.times.period.has(day) && slot_open(mission, i, today))
            return true;
    return false;
}

}  // namespace

std::uint32_t points_of_asked(Part part, std::uint32_t shared, std::size_t asked) {
    if (asked == 0) return half_points(part);
    return points_share(part, shared, static_cast<std::uint32_t>(asked));
}

std::uint32_t points_of_causes(std::uint32_t shared, std::size_t themes, std::size_t causes) {
    if (themes == 0 || causes == 0) return half_points(Part::causes);
    return points_share(Part::causes, shared, static_cast<std::uint32_t>(std::min(themes, causes)));
}

std::uint32_t points_of_hours(std::uint32_t shared, std::uint32_t asked) {
    return asked == 0 ? half_points(Part::hours) : points_share(Part::hours, shared, asked);
}

std::uint32_t points_of_nearness(const Nearness& near) {
    std::uint32_t points = near.remote ? half_points(Part::nearness) : 0;
    if (!near.on_site) return points;
    if (near.distance_m) {
        const std::uint32_t left = limits::near_m - std::min(*near.distance_m, limits::near_m);
        points = std::max(points, points_share(Part::nearness, left, limits::near_m));
    } else if (near.same_district) {
        points = std::max(points, points_share(Part::nearness, district_share, district_whole));
    }
    return points;
}

std::uint32_t points_of_commitment(Commitment a, Commitment b) {
    const int steps = std::abs(static_cast<int>(a) - static_cast<int>(b));
    return points_share(Part::commitment, static_cast<std::uint32_t>(2 - steps), 2);
}

std::uint32_t points_of_need(std::uint32_t free, std::uint32_t places) {
    return places == 0 ? 0 : points_share(Part::need, free, places);
}

std::uint32_t points_of_calls(std::uint32_t calls) {
    const std::uint32_t most = most_points[static_cast<std::size_t>(Part::unasked)];
    return points_share(Part::unasked, 1, 1 + std::min(calls, most));
}

bool slot_to_come(const Mission& mission, std::size_t slot, std::int32_t today) {
    const events::Times& times = mission.times;
    return times.dated.empty() ? times.period.last_day >= today : times.dated[slot].day >= today;
}

bool slot_open(const Mission& mission, std::size_t slot, std::int32_t today) {
    return mission.seats[slot].free() > 0 && slot_to_come(mission, slot, today);
}

SeatsToCome seats_to_come(const Mission& mission, std::int32_t today) {
    SeatsToCome sum;
    for (std::size_t i = 0; i < slots_or_one(mission); ++i) {
        if (!slot_to_come(mission, i, today)) continue;
        sum.any_day = true;
        sum.free += mission.seats[i].free();
        sum.places += mission.seats[i].places;
    }
    return sum;
}

bool share_days(const events::Period& offered, const Mission& mission, std::int32_t today) {
    if (mission.times.dated.empty()) return share_a_day(offered, mission.times.period, today);
    for (std::size_t i = 0; i < mission.times.dated.size(); ++i)
        if (slot_open(mission, i, today) && offered.has(mission.times.dated[i].day)) return true;
    return false;
}

bool share_days(const events::Times& offered, const Mission& mission, std::int32_t today) {
    if (offered.dated.empty()) return share_days(offered.period, mission, today);
    return std::any_of(offered.dated.begin(), offered.dated.end(),
                       [&](const events::DatedSlot& free) {
                           return free.day >= today && open_on(mission, free.day, today);
                       });
}

std::uint32_t minutes_with(const events::Times& offered, const Mission& mission, std::size_t slot,
                           std::int32_t today) {
    const events::Times& times = mission.times;
    return static_cast<std::uint32_t>(times.dated.empty()
                                          ? shared(offered, times.weekly[slot], times.period, today)
                                          : shared(offered, times.dated[slot]));
}

std::uint32_t minutes_of_open(const Mission& mission, std::int32_t today) {
    const events::Times& times = mission.times;
    int sum = 0;
    for (std::size_t i = 0; i < times.slots(); ++i)
        if (slot_open(mission, i, today))
            sum += times.dated.empty() ? minutes_of(times.weekly[i]) : minutes_of(times.dated[i]);
    return static_cast<std::uint32_t>(sum);
}

Hours hours_of(const OfferedTime& offered, const Mission& mission, const Hours& slots) {
    const std::uint32_t asked_a_week = mission.hours_a_week * 60U;
    const std::uint32_t offered_a_week = offered.dated ? 0U : offered.hours_a_week * 60U;
    Hours hours = slots;
    if ((offered.weekly || offered.dated) && mission.times.slots() != 0) {
        if (mission.times.dated.empty()) {
            if (asked_a_week != 0) hours.asked = std::min(hours.asked, asked_a_week);
            if (offered_a_week != 0) hours.shared = std::min(hours.shared, offered_a_week);
        }
        return {std::min(hours.shared, hours.asked), hours.asked};
    }
    // Somebody is to agree on when; how much can be compared already, if both say it.
    if (asked_a_week != 0) hours.asked = asked_a_week;
    if (!mission.times.dated.empty() || offered_a_week == 0) return {};
    return {std::min(offered_a_week, hours.asked), hours.asked};
}

}  // namespace imaginons::projections
