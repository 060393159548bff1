// What a proposal is about and where, on the write side: themes and a district of the city's lists,
// and a point of the map. The lists themselves are territory.hpp's.
#pragma once

#include <optional>

#include "commands/territory.hpp"

namespace imaginons::commands {

struct Proposals;

struct Placement {
    BorneLabels labels;
    std::optional<events::Point> point;  // none is said
    bool is_empty() const {
        return labels.themes.empty() && labels.district.empty() && !point.has_value();
    }
    bool operator==(const Placement&) const = default;
};

// What is said anew; nothing = as before. A district that is empty and a point that is none are
// none from now on.
struct NewPlacement {
    const std::optional<std::vector<std::string>>& themes;
    const std::optional<std::string>& district;
    const std::optional<std::optional<events::Point>>& point;
};
Placement placement_after(const Placement& before, const NewPlacement& said);

// Nothing if what is at `before` may be at `after` (territory.hpp); an amendment is where what it
// amends is, and says nothing of its own.
std::optional<Refusal> defect_of(const Territory& territory, const Placement& before,
                                 const Placement& after, bool amendment);

// An idea's, without another wording: stances stay given to the words that they were given to.
Decision decide(const State& state, const PlaceProposal& command, const Context& context);
void evolve(Proposals& proposals, const events::Meta& meta, const events::ProposalPlaced& event);

}  // namespace imaginons::commands
