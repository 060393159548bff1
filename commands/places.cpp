#include "commands/places.hpp"

#include "commands/state.hpp"
#include "events/point.hpp"

namespace imaginons::commands {

Placement placement_after(const Placement& before, const NewPlacement& said) {
    return {{said.themes.value_or(before.labels.themes),
             said.district.value_or(before.labels.district)},
            said.point.value_or(before.point)};
}

std::optional<Refusal> defect_of(const Territory& territory, const Placement& before,
                                 const Placement& after, bool amendment) {
    if (amendment && !after.is_empty())
        return Refusal{RefusalCode::unknown_value, after.point ? "point" : "themes"};
    if (auto refusal = defect_of_labels(territory, before.labels, after.labels)) return refusal;
    if (after.point && !events::is_on_earth(*after.point))
        return Refusal{RefusalCode::not_on_earth, "point"};
    return std::nullopt;
}

Decision decide(const State& state, const PlaceProposal& command, const Context& context) {
    if (auto refusal = not_an_author(state, command.proposal, context.actor)) return *refusal;
    const Proposal& proposal = *find(state.proposals, command.proposal);
    if (proposal.statement || proposal.amendment)
        return Refusal{RefusalCode::unknown_proposal, "proposal"};
    if (auto refusal = not_open(state, command.proposal, "proposal")) return *refusal;
    // Where it is belongs to what is decided on as much as its words do.
    if (auto refusal = may_not_reword(state, command.proposal, proposal)) return *refusal;
    if (command.seen_version != 0 && command.seen_version != version_of(state, proposal))
        return Refusal{RefusalCode::text_has_changed, "seen_version"};
    Placement after =
        placement_after(proposal.placement, {command.themes, command.district, command.point});
    if (auto refusal = defect_of(state.territory, proposal.placement, after, false))
        return *refusal;
    if (after == proposal.placement) return Refusal{RefusalCode::nothing_changed};
    events::ProposalPlaced placed;
    placed.proposal = command.proposal;
    placed.by = context.actor.person;
    placed.themes = std::move(after.labels.themes);
    placed.district = std::move(after.labels.district);
    placed.point = events::point_field(after.point);
    return Facts{events::Fact(std::move(placed))};
}

void evolve(Proposals& proposals, const events::Meta&, const events::ProposalPlaced& event) {
    proposals.by_id[event.proposal].placement = {{event.themes, event.district},
                                                 events::point_in(event.point)};
}

}  // namespace imaginons::commands
