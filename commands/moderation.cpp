#include "commands/moderation.hpp"

#include "commands/state.hpp"

namespace imaginons::commands {

namespace {

std::optional<Refusal> not_there(const State& state, events::ObjectKind kind,
                                 const events::Id& object) {
    switch (kind) {
        case events::ObjectKind::unset: break;
        case events::ObjectKind::proposal:
            if (find(state.proposals, events::id_as<events::ProposalId>(object)) != nullptr) break;
            return Refusal{RefusalCode::unknown_proposal, "object"};
        case events::ObjectKind::argument:
            if (find(state.arguments, events::id_as<events::ArgumentId>(object)) != nullptr) break;
            return Refusal{RefusalCode::unknown_argument, "object"};
        case events::ObjectKind::question:
            if (find(state.questions, events::id_as<events::QuestionId>(object)) != nullptr) break;
            return Refusal{RefusalCode::unknown_question, "object"};
    }
    return std::nullopt;
}

}  // namespace

bool is_hidden(const State& state, const events::Id& object) {
    return state.moderation.hidden.contains(object);
}

Decision decide(const State& state, const HideContribution& command, const Context& context) {
    if (auto refusal = not_the_city(context.actor)) return *refusal;
    if (!is_known(command.object_kind)) return Refusal{RefusalCode::unknown_value, "object_kind"};
    if (!is_known(command.ground)) return Refusal{RefusalCode::unknown_value, "ground"};
    if (auto refusal = not_there(state, command.object_kind, command.object)) return *refusal;
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
