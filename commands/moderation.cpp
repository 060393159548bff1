#include "commands/moderation.hpp"

#include "commands/state.hpp"

namespace imaginons::commands {

bool is_hidden(const State& state, const events::Id& object) {
    return state.moderation.hidden.contains(object);
}

Decision decide(const State& state, const HideContribution& command, const Context& context) {
    if (auto refusal = not_the_city(context.actor)) return *refusal;
    if (!is_known(command.object_kind)) return Refusal{RefusalCode::unknown_value, "object_kind"};
    if (!is_known(command.ground)) return Refusal{RefusalCode::unknown_value, "ground"};
    const bool argument = command.object_kind == events::ObjectKind::argument;
    if (argument &&
        find(state.arguments, events::id_as<events::ArgumentId>(command.object)) == nullptr) {
        return Refusal{RefusalCode::unknown_argument, "object"};
    }
    if (!argument &&
        find(state.proposals, events::id_as<events::ProposalId>(command.object)) == nullptr) {
        return Refusal{RefusalCode::unknown_proposal, "object"};
    }
    if (is_hidden(state, command.object)) return Refusal{RefusalCode::already_hidden, "object"};
    events::ContributionHidden hidden;
    hidden.object = command.object;
    hidden.object_kind = command.object_kind;
    hidden.ground = command.ground;
    return Facts{events::Fact(hidden)};
}

void evolve(Moderation& moderation, const events::Meta&, const events::ContributionHidden& event) {
    moderation.hidden.insert(event.object);
}

}  // namespace imaginons::commands
