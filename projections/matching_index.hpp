// The best missions for an offer and the best volunteers for a mission, out of all: exactly those
// that scoring every pair (matching.hpp) would find, in the same order. It holds what it is given;
// who feeds it decides what that is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "events/stance_table.hpp"
#include "projections/bit_columns.hpp"
#include "projections/matching.hpp"
#include "projections/matching_rows.hpp"

namespace imaginons::projections {

struct Match {
    events::PersonId person;
    MissionId mission;
    std::uint32_t score = 0;
    bool operator==(const Match&) const = default;
};

// As of a day in the city; `most` up to limits::matches.
struct MissionQuestion {
    std::int32_t today = 0;
    std::size_t most = 20;
};
struct VolunteerQuestion {
    std::int32_t today = 0;
    Asker asker = Asker::anybody;
    std::size_t most = 20;
    std::optional<std::size_t> slot{};  // only those who can_take() it
};

// Not thread-safe; questions may be asked by many threads at once while nothing is put or removed.
class MatchingIndex {
  public:
    // Added, or in the place of what had the same person or id. False, and nothing changes, if it
    // is not well_formed(). Costs about a cache miss for each code.
    [[nodiscard]] bool put(const Offer& offer);
    [[nodiscard]] bool put(const Mission& mission);
    void remove_offer(const events::PersonId& person);
    void remove_mission(const MissionId& id);

    // Null if there is none. Valid until the next change. Whoever shows an offer to somebody else
    // asks visible_to() first.
    const Offer* offer(const events::PersonId& person) const;
    const Mission* mission(const MissionId& id) const;
    std::size_t offers() const { return offers_here_; }
    std::size_t open_missions() const { return open_.size(); }

    // For the one whose offer it is: the higher score first, of equals the smaller handle. Empty if
    // there is no such offer.
    std::vector<Match> missions_for(const events::PersonId& person,
                                    const MissionQuestion& question) const;
    // For others: offers that are visible to the asker. In the same order.
    std::vector<Match> volunteers_for(const MissionId& id, const VolunteerQuestion& question) const;

  private:
    struct MissionSearch;
    struct VolunteerSearch;
    static constexpr std::uint32_t none = 0xFFFFFFFF;

    std::uint32_t number_of(const events::PersonId& person) const;
    std::uint32_t number_of(const MissionId& id) const;
    void list(std::uint32_t number, const Offer& offer, bool value);
    void forget_open(std::uint32_t number);
    // Nothing if there is no day on which both could.
    std::optional<std::uint32_t> points_of_hours_of(std::uint32_t offer, const Mission& mission,
                                                    std::int32_t today) const;

    // Numbers are a person's or a mission's for ever; a nil handle says that nothing is there now.
    events::TokenTable people_;
    std::vector<Offer> offers_;
    std::vector<OfferRow> offer_rows_;
    std::vector<WeekHours> weeks_;
    BitColumns listed_;
    BitColumns skills_;
    BitColumns causes_;
    BitColumns languages_;
    std::size_t offers_here_ = 0;

    events::TokenTable mission_ids_;
    std::vector<Mission> missions_;
    std::vector<std::uint32_t> open_at_;  // by number: place in open_, or none
    std::vector<MissionRow> open_;        // in no order that means anything
};

}  // namespace imaginons::projections
