// What the index looks at for most pairs: an offer and a mission in a cache line or two, and which
// are the best so far. It comes to the same points as matching.hpp; a test compares them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "events/distance.hpp"
#include "projections/limits.hpp"
#include "projections/matching_formula.hpp"

namespace imaginons::projections {

struct OfferRow {
    events::Located where;
    std::uint32_t reach_m = 0;
    events::Period period;
    std::uint16_t hours_a_week = 0;
    std::uint8_t age_at_least = 0;
    std::uint8_t district = events::no_label;
    std::uint8_t cause_count = 0;
    std::uint8_t points_of_calls = 0;
    Commitment commitment = Commitment::once;
    bool has_point = false;
    bool on_site = false;
    bool remote = false;
    bool weekly = false;
    bool dated = false;
};
OfferRow row_of(const Offer& offer);

template <std::size_t most>
struct FewCodes {
    std::uint8_t count = 0;
    std::array<std::uint16_t, most> codes{};
};
struct MissionRow {
    std::uint32_t number = 0;
    events::Located where;
    bool has_point = false;
    bool on_site = false;
    bool remote = false;
    std::uint8_t minimum_age = 0;
    std::uint8_t district = events::no_label;
    Commitment commitment = Commitment::once;
    FewCodes<limits::skills_asked> skills;
    FewCodes<events::themes_borne> themes;
    FewCodes<limits::languages_asked> languages;
};
MissionRow row_of(const Mission& mission, std::uint32_t number);

// Codes that a mission asks for and an offer has.
struct SharedCodes {
    std::uint32_t skills = 0;
    std::uint32_t causes = 0;
    std::uint32_t languages = 0;
};
// All parts but hours and need. Nothing if age, mode or distance keep the two apart.
std::optional<std::uint32_t> points_of_rows(const OfferRow& offer, const MissionRow& mission,
                                            const SharedCodes& shared);

// Quarters of an hour of the week from Monday's midnight, a bit each.
using WeekHours = std::array<std::uint64_t, 11>;
WeekHours week_hours(const events::Times& times);
// Minutes of all open slots, and those among them that are in these hours of these days.
Hours shared_hours(const WeekHours& week, const events::Period& period, const Mission& mission,
                   std::int32_t today);

// The best of what it was given: the higher score, of equals the smaller handle.
class BestMatches {
  public:
    struct Found {
        std::uint32_t score = 0;
        events::Id handle;
    };
    explicit BestMatches(std::size_t most) : most_(most) {}
    // Whether something with that score, and some handle, could be among them.
    bool admits(std::uint32_t score) const {
        return found_.size() < most_ || (most_ != 0 && score >= found_.front().score);
    }
    bool admits(const Found& one) const;
    // Which is admitted.
    void add(const Found& one);
    // The best first.
    std::vector<Found> take();

  private:
    std::size_t most_;
    std::vector<Found> found_;  // a heap, the worst on top
};

}  // namespace imaginons::projections
