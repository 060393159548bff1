// A territory of offers and missions that is drawn, the same for the same seed on every machine:
// for tests, where codes, places and hours are few so that much coincides, and for the benchmark,
// where they are as many as a city has.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "projections/matching.hpp"

namespace imaginons::test {

// 27 November 2026, a Friday.
constexpr std::int32_t matching_today = 20'784;

struct TerritoryScale {
    std::uint64_t skills = 6;
    std::uint64_t themes = 4;
    std::uint64_t languages = 3;
    std::uint64_t districts = 3;
    std::int32_t spread = 6'000;        // hundred-thousandths of a degree from the middle, each way
    std::uint64_t most_skills = 4;      // of one offer
    std::uint64_t unusual_in_100 = 25;  // offers by dates, hidden, paused, with nothing said
};
constexpr TerritoryScale city_scale{644, 12, 20, 12, 9'000, 8, 8};

events::PersonId person_of(std::uint64_t number);
projections::MissionId mission_of(std::uint64_t number);

class RandomTerritory {
  public:
    explicit RandomTerritory(std::uint64_t seed, const TerritoryScale& scale = {})
        : random_(seed), scale_(scale) {}
    projections::Offer offer(std::uint64_t number);
    projections::Mission mission(std::uint64_t number);
    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
    bool chance(std::uint64_t in_100) { return below(100) < in_100; }

  private:
    bool unusual() { return chance(scale_.unusual_in_100); }
    // Low codes are much more frequent, as some skills are.
    projections::Codes codes(std::uint64_t vocabulary, std::uint64_t count);
    events::Point point();
    events::DatedSlot dated_slot();
    events::WeeklySlot weekly_slot();
    events::Times times(std::uint64_t dated_in_100);

    std::mt19937_64 random_;
    TerritoryScale scale_;
};

}  // namespace imaginons::test
