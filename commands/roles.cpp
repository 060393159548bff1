#include "commands/roles.hpp"

#include <algorithm>

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

std::optional<Refusal> defect_of_role(const State& state, events::Role role,
                                      const events::ProjectId& scope) {
    if (!is_known(role)) return Refusal{RefusalCode::unknown_value, "role"};
    if (events::is_nil(scope)) return std::nullopt;
    if (role == events::Role::administrator) return Refusal{RefusalCode::unknown_value, "scope"};
    if (state.projects.by_id.contains(scope)) return std::nullopt;
    return Refusal{RefusalCode::unknown_project, "scope"};
}

std::optional<Refusal> defect_of_reason(const std::string& reason) {
    return defect_of(reason,
                     {.field = "reason", .most_chars = limits::reason_chars, .many_lines = true});
}

bool holds_exactly(const Roles& roles, const events::PersonId& person, const HeldRole& role) {
    const auto found = roles.by_person.find(person);
    return found != roles.by_person.end() &&
           std::find(found->second.begin(), found->second.end(), role) != found->second.end();
}

std::size_t administrators(const Roles& roles) {
    return static_cast<std::size_t>(
        std::count_if(roles.by_person.begin(), roles.by_person.end(), [&](const auto& each) {
            return holds(roles, each.first, events::Role::administrator, {});
        }));
}

// Both kinds have the same fields; whose key seals is the person's whom the reason is about.
template <class Event, class Asked>
Facts facts_of(const Asked& command, const Actor& actor) {
    Event event;
    event.person = command.person;
    event.role = command.role;
    event.scope = command.scope;
    if (actor.kind == Actor::Kind::person) event.by = actor.person;
    events::Text words;
    words.body = command.reason;
    Facts facts;
    facts.emplace_back(event, std::move(words), command.person);
    return facts;
}

void drop(Roles& roles, const events::PersonId& person, const HeldRole& role) {
    const auto found = roles.by_person.find(person);
    if (found == roles.by_person.end()) return;
    std::erase(found->second, role);
    if (found->second.empty()) roles.by_person.erase(found);
}

}  // namespace

bool holds(const Roles& roles, const events::PersonId& person, events::Role role,
           const events::ProjectId& project) {
    if (holds_exactly(roles, person, {role, {}})) return true;
    return !events::is_nil(project) && holds_exactly(roles, person, {role, project});
}

std::optional<Refusal> may_not_administer(const State& state, const Actor& actor) {
    if (actor.kind == Actor::Kind::city) return std::nullopt;
    if (auto refusal = may_not_write(state, actor)) return refusal;
    if (holds(state.roles, actor.person, events::Role::administrator, {})) return std::nullopt;
    return Refusal{RefusalCode::not_an_administrator};
}

std::optional<Refusal> not_an_agent(const State& state, const Actor& actor,
                                    const events::ProjectId& project) {
    if (auto refusal = may_not_write(state, actor)) return refusal;
    if (holds(state.roles, actor.person, events::Role::agent, project)) return std::nullopt;
    return Refusal{RefusalCode::not_an_agent};
}

Decision decide(const State& state, const GiveRole& command, const Context& context) {
    if (auto refusal = may_not_administer(state, context.actor)) return *refusal;
    if (auto refusal = not_a_person(state, {Actor::Kind::person, command.person})) return *refusal;
    if (auto refusal = defect_of_role(state, command.role, command.scope)) return *refusal;
    if (holds_exactly(state.roles, command.person, {command.role, command.scope}))
        return Refusal{RefusalCode::role_already_held, "role"};
    if (auto refusal = defect_of_reason(command.reason)) return *refusal;
    return facts_of<events::RoleGiven>(command, context.actor);
}

Decision decide(const State& state, const TakeRole& command, const Context& context) {
    if (auto refusal = may_not_administer(state, context.actor)) return *refusal;
    if (!holds_exactly(state.roles, command.person, {command.role, command.scope}))
        return Refusal{RefusalCode::role_not_held, "role"};
    if (command.role == events::Role::administrator && administrators(state.roles) == 1)
        return Refusal{RefusalCode::last_administrator, "role"};
    if (auto refusal = defect_of_reason(command.reason)) return *refusal;
    return facts_of<events::RoleTaken>(command, context.actor);
}

void evolve(Roles& roles, const events::Meta&, const events::RoleGiven& event) {
    drop(roles, event.person, {event.role, event.scope});
    roles.by_person[event.person].push_back({event.role, event.scope});
}

void evolve(Roles& roles, const events::Meta&, const events::RoleTaken& event) {
    drop(roles, event.person, {event.role, event.scope});
}

void evolve(Roles& roles, const events::Meta&, const events::PersonErased& event) {
    roles.by_person.erase(event.person);
}

}  // namespace imaginons::commands
