// Who goes where, when several missions are to be filled at once: as many places as can be, and
// then the best matches together. The only file that knows LEMON is assignment.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "projections/matching_index.hpp"

namespace imaginons::projections {

// Places that are free on one slot of a mission; slot 0 of one without slots.
struct Vacancy {
    MissionId mission;
    std::size_t slot = 0;
    std::uint32_t places = 0;
    bool operator==(const Vacancy&) const = default;
};
struct Candidate {
    std::size_t vacancy = 0;  // which of the list
    events::PersonId person;
    std::uint32_t score = 0;
};
struct Placement {
    std::size_t vacancy = 0;
    events::PersonId person;
    std::uint32_t score = 0;
    bool operator==(const Placement&) const = default;
};

// Each person at most once, each vacancy at most as often as it has places; no other choice fills
// more places, nor as many with a higher sum of scores. By vacancy, then the higher score, then the
// smaller handle. It does not depend on the order of the candidates; each pair of person and
// vacancy is given once. A minimum-cost flow (network simplex, in whole numbers): tens of
// milliseconds for a thousand candidates, so not on an io thread.
std::vector<Placement> assign(std::span<const Vacancy> vacancies,
                              std::span<const Candidate> candidates);

// The open slots of the missions, in their order.
std::vector<Vacancy> vacancies_of(const MatchingIndex& index, std::span<const MissionId> missions,
                                  std::int32_t today);

// The best for them out of all offers that the asker may see. Nothing if that is more than
// limits::assigned_vacancies or assigned_places.
std::optional<std::vector<Placement>> fill(const MatchingIndex& index,
                                           std::span<const Vacancy> vacancies, Asker asker,
                                           std::int32_t today);

}  // namespace imaginons::projections
