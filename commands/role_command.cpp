// Gives and takes through the engine, as the city: whoever may write to the data directory could
// write anything else into it too.
#include "commands/role_command.hpp"

#include <algorithm>
#include <optional>
#include <ostream>
#include <vector>

#include "commands/erasure.hpp"
#include "commands/import_plan.hpp"
#include "commands/state.hpp"
#include "storage/store.hpp"

namespace imaginons::commands {

namespace {

std::optional<events::Role> role_named(const std::string& name) {
    for (const events::Role role : schema::EnumValuesRole()) {
        if (role != events::Role::unset && name == schema::EnumNameRole(role)) return role;
    }
    return std::nullopt;
}

// In the order of handles: a state's own order is nobody's.
void list(const State& state, const std::optional<events::PersonId>& only, std::ostream& out) {
    std::vector<events::PersonId> people;
    for (const auto& [person, roles] : state.roles.by_person) {
        if (!only || *only == person) people.push_back(person);
    }
    std::sort(people.begin(), people.end(), events::ByBytes{});
    for (const events::PersonId& person : people) {
        for (const HeldRole& held : state.roles.by_person.at(person)) {
            out << schema::EnumNameRole(held.role) << '\t'
                << (events::is_nil(held.scope) ? "whole city" : events::to_text(held.scope)) << '\t'
                << events::to_text(person) << '\t' << state.people.by_id.at(person).pseudonym
                << '\n';
        }
    }
}

struct Wanted {
    events::Role role = events::Role::unset;
    events::ProjectId scope;
};

// What is wrong with the words of the command line; empty: nothing.
std::string defect_of(const RoleOptions& options, Wanted& wanted) {
    if (!options.give.empty() && !options.take.empty()) return "either give a role or take one";
    const auto role = role_named(options.give.empty() ? options.take : options.give);
    if (!role) return "roles are administrator, agent, moderator, editor, observer";
    wanted.role = *role;
    if (options.project.empty()) return {};
    const auto project = events::parse_id<events::ProjectId>(options.project);
    if (!project) return "the project's id is not one";
    wanted.scope = *project;
    return {};
}

std::optional<events::PersonId> person_named(const Engine& engine, const RoleOptions& options) {
    if (!options.person.empty()) return events::parse_id<events::PersonId>(options.person);
    return engine.person_called(options.pseudonym);
}

}  // namespace

int role_command(const std::filesystem::path& data, const RoleOptions& options, std::ostream& out,
                 std::ostream& errors) {
    storage::Store store(data);
    Engine engine(store.log, store.vault, {});
    finish_erasures(store, engine);
    const bool of_somebody = !options.person.empty() || !options.pseudonym.empty();
    const auto person = person_named(engine, options);
    if (of_somebody && !person) {
        errors << "role: there is nobody of that " << (options.person.empty() ? "name" : "handle")
               << "\n";
        return 1;
    }
    if (options.give.empty() && options.take.empty()) {
        list(engine.state(), of_somebody ? person : std::nullopt, out);
        return 0;
    }
    Wanted wanted;
    const std::string defect = of_somebody ? defect_of(options, wanted) : "whose role is not said";
    if (!defect.empty()) {
        errors << "role: " << defect << "\n";
        return 1;
    }
    engine.start();
    const Answer answer =
        options.take.empty()
            ? execute_for_city(engine, GiveRole{*person, wanted.role, wanted.scope, options.reason})
            : execute_for_city(engine,
                               TakeRole{*person, wanted.role, wanted.scope, options.reason});
    engine.stop();
    store.checkpoints.sign_if_grown();
    if (const auto* refusal = std::get_if<Refusal>(&answer)) {
        errors << "role: refused: " << plan::in_words(*refusal) << "\n";
        return 1;
    }
    list(engine.state(), person, out);
    return 0;
}

}  // namespace imaginons::commands
