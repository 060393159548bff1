#include "territory_of_offers.hpp"

#include <algorithm>

namespace imaginons::test {

using namespace projections;

namespace {

// Quarters of an hour at which slots begin, and how many they may be long.
constexpr std::uint64_t day_quarters = 96;
constexpr std::uint64_t slot_quarters = 24;
constexpr std::int32_t days_around = 30;

template <class Slot>
bool fits(const std::vector<Slot>& slots, const Slot& one) {
    events::Times times;
    if constexpr (std::is_same_v<Slot, events::DatedSlot>) {
        times.dated = slots;
        times.dated.push_back(one);
    } else {
        times.weekly = slots;
        times.weekly.push_back(one);
    }
    return !events::defect_of(times, events::SlotUse::availability);
}

}  // namespace

events::PersonId person_of(std::uint64_t number) {
    // Scattered, so that the order of handles is not that of numbers.
    return {number * 0x9E37'79B9'7F4A'7C15ULL + 1, number + 1};
}

MissionId mission_of(std::uint64_t number) {
    return {number * 0xD6E8'FEB8'6659'FD93ULL + 1, number + 1};
}

Codes RandomTerritory::codes(std::uint64_t vocabulary, std::uint64_t count) {
    Codes codes;
    for (std::uint64_t i = 0; i < count; ++i)
        codes.push_back(static_cast<std::uint16_t>(below(below(vocabulary) + 1)));
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return codes;
}

events::Point RandomTerritory::point() {
    const auto around = [&](std::int32_t middle) {
        const auto width = static_cast<std::uint64_t>(2 * scale_.spread + 1);
        return middle - scale_.spread + static_cast<std::int32_t>(below(width));
    };
    return events::rounded({around(4'619'300), around(623'600)});
}

events::DatedSlot RandomTerritory::dated_slot() {
    const auto begin = static_cast<std::uint16_t>(below(day_quarters) * 15);
    const auto minutes = static_cast<std::uint16_t>((1 + below(slot_quarters)) * 15);
    const auto day = static_cast<std::int32_t>(below(2 * days_around)) - days_around / 3;
    return {matching_today + day, begin, static_cast<std::uint16_t>(begin + minutes)};
}

events::WeeklySlot RandomTerritory::weekly_slot() {
    const auto begin = static_cast<std::uint16_t>(below(day_quarters) * 15);
    const auto minutes = static_cast<std::uint16_t>((1 + below(slot_quarters)) * 15);
    return {static_cast<std::uint8_t>(below(7)), begin,
            static_cast<std::uint16_t>(begin + minutes)};
}

events::Times RandomTerritory::times(std::uint64_t dated_in_100) {
    events::Times times;
    if (chance(dated_in_100)) {
        for (std::uint64_t i = 1 + below(4); i != 0; --i)
            if (const auto slot = dated_slot(); fits(times.dated, slot))
                times.dated.push_back(slot);
        return times;
    }
    for (std::uint64_t i = below(5); i != 0; --i)
        if (const auto slot = weekly_slot(); fits(times.weekly, slot)) times.weekly.push_back(slot);
    if (chance(50)) {
        times.period.first_day =
            matching_today - days_around + static_cast<std::int32_t>(below(60));
        times.period.last_day = times.period.first_day + static_cast<std::int32_t>(below(90));
    }
    return times;
}

Offer RandomTerritory::offer(std::uint64_t number) {
    Offer offer;
    offer.person = person_of(number);
    offer.age_at_least = chance(85)   ? std::uint8_t{18}
                         : chance(50) ? std::uint8_t{16}
                                      : std::uint8_t{0};
    offer.skills = codes(scale_.skills, below(scale_.most_skills + 1));
    offer.causes = codes(scale_.themes, chance(20) ? 0 : 1 + below(4));
    offer.languages = codes(scale_.languages, 1 + below(2));
    if (chance(80)) offer.district = static_cast<std::uint8_t>(below(scale_.districts));
    if (chance(85)) offer.point = point();
    if (chance(80)) offer.reach_m = static_cast<std::uint32_t>((1 + below(20)) * 500);
    offer.on_site = chance(90);
    offer.remote = !offer.on_site || chance(25);
    offer.times = times(unusual() ? 100 : 0);
    if (chance(60)) offer.hours_a_week = static_cast<std::uint16_t>(1 + below(8));
    offer.commitment = static_cast<Commitment>(below(3));
    offer.visibility = static_cast<Visibility>(unusual() ? below(3) : 1 + below(2));
    offer.paused = unusual() && chance(50);
    offer.calls = chance(60) ? 0 : static_cast<std::uint32_t>(below(6));
    for (std::uint64_t i = below(3); i != 0; --i) offer.applied.push_back(mission_of(below(20)));
    return offer;
}

Mission RandomTerritory::mission(std::uint64_t number) {
    Mission mission;
    mission.id = mission_of(number);
    mission.state = unusual() ? static_cast<MissionState>(below(5)) : MissionState::open;
    mission.minimum_age = chance(60)   ? std::uint8_t{0}
                          : chance(50) ? std::uint8_t{16}
                                       : std::uint8_t{18};
    mission.skills = codes(scale_.skills, below(4));
    mission.themes = codes(scale_.themes, below(4));
    if (chance(15)) mission.languages = codes(scale_.languages, 1 + below(2));
    if (chance(80)) mission.district = static_cast<std::uint8_t>(below(scale_.districts));
    if (chance(90)) mission.point = point();
    mission.on_site = chance(85);
    mission.remote = !mission.on_site || chance(10);
    mission.times = times(50);
    mission.seats.resize(std::max<std::size_t>(mission.times.slots(), 1));
    for (Seats& seats : mission.seats) {
        seats.places = static_cast<std::uint16_t>(1 + below(10));
        seats.taken = static_cast<std::uint16_t>(below(seats.places + 1U));
    }
    if (chance(40)) mission.hours_a_week = static_cast<std::uint16_t>(1 + below(6));
    mission.commitment = static_cast<Commitment>(below(3));
    return mission;
}

}  // namespace imaginons::test
