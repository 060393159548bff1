// What a match is computed from, piece by piece: the points of each part, and what two calendars
// share. matching.cpp puts them together for one pair; the index uses them for many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "projections/matching.hpp"

namespace imaginons::projections {

// most_points of the part times share / whole, rounded down.
constexpr std::uint32_t points_share(Part part, std::uint32_t share, std::uint32_t whole) {
    return most_points[static_cast<std::size_t>(part)] * share / whole;
}
constexpr std::uint32_t half_points(Part part) {
    return points_share(part, 1, 2);
}
// Of skills or languages.
std::uint32_t points_of_asked(Part part, std::uint32_t shared, std::size_t asked);
std::uint32_t points_of_causes(std::uint32_t shared, std::size_t themes, std::size_t causes);
std::uint32_t points_of_hours(std::uint32_t shared, std::uint32_t asked);
struct Nearness {
    std::optional<std::uint32_t> distance_m;  // nothing if a point is not known
    bool same_district = false;
    bool on_site = false;  // both would
    bool remote = false;   // both would
};
std::uint32_t points_of_nearness(const Nearness& near);
std::uint32_t points_of_commitment(Commitment a, Commitment b);
std::uint32_t points_of_need(std::uint32_t free, std::uint32_t places);
std::uint32_t points_of_calls(std::uint32_t calls);

// A slot that begins today is still to come.
bool slot_to_come(const Mission& mission, std::size_t slot, std::int32_t today);
// To come, and with a place.
bool slot_open(const Mission& mission, std::size_t slot, std::int32_t today);
struct SeatsToCome {
    std::uint32_t free = 0;
    std::uint32_t places = 0;
    bool any_day = false;
};
SeatsToCome seats_to_come(const Mission& mission, std::int32_t today);

// Whether a season and what has a place in the mission have a day in common, from today on: a day
// of dates, a season of weeks.
bool share_days(const events::Period& offered, const Mission& mission, std::int32_t today);
// The same for what somebody offers: those who name dates must share one of them.
bool share_days(const events::Times& offered, const Mission& mission, std::int32_t today);

// Minutes, of a week or of dates, that one slot of the mission shares with what is offered. They
// are counted as clocks show them: a slot over a night in which they change is an hour off.
std::uint32_t minutes_with(const events::Times& offered, const Mission& mission, std::size_t slot,
                           std::int32_t today);
// Minutes of all open slots.
std::uint32_t minutes_of_open(const Mission& mission, std::int32_t today);

struct OfferedTime {
    bool weekly = false;
    bool dated = false;
    std::uint16_t hours_a_week = 0;
};
struct Hours {
    std::uint32_t shared = 0;
    std::uint32_t asked = 0;  // 0: one of the two says nothing
};
// From the minutes of all open slots, those that are shared and all of them, and from what both say
// of hours a week.
Hours hours_of(const OfferedTime& offered, const Mission& mission, const Hours& slots);

}  // namespace imaginons::projections
