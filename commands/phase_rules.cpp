#include "commands/phase_rules.hpp"

#include "commands/state.hpp"

namespace imaginons::commands {

bool allows(events::PhaseKind kind, Contribution contribution) {
    switch (kind) {
        // An old log may hold it.
        case events::PhaseKind::unset: return true;
        // What went well and what must change is said as freely as what should be done.
        case events::PhaseKind::propose:
        case events::PhaseKind::review: return true;
        case events::PhaseKind::debate: return contribution != Contribution::idea;
        // The choice is between texts that no longer move.
        case events::PhaseKind::decide:
            return contribution == Contribution::argument || contribution == Contribution::stance;
        case events::PhaseKind::inform:
        case events::PhaseKind::realise: return false;
    }
    return true;
}

std::optional<Refusal> not_in_this_phase(const State& state, const events::ProjectId& project,
                                         Contribution contribution, std::string_view field) {
    const auto found = state.projects.by_id.find(project);
    if (found == state.projects.by_id.end() || found->second.phases.empty()) return std::nullopt;
    const std::vector<events::PhaseKind>& phases = found->second.phases;
    // A change may have taken phases away since; deciders see to it that the current one stays.
    const std::size_t current = found->second.current_phase;
    if (current >= phases.size() || allows(phases[current], contribution)) return std::nullopt;
    return Refusal{RefusalCode::not_in_this_phase, field};
}

}  // namespace imaginons::commands
