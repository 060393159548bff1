// Roles on the write side: who may act in the city's name, in the whole city or in one project.
// What each role lets its holder do is decided where it is done; that it is asked for in deciders,
// not in pages, is what keeps a forged form out.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

struct HeldRole {
    events::Role role = events::Role::unset;
    events::ProjectId scope;  // nil: the whole city
    bool operator==(const HeldRole&) const = default;
};

struct Roles {
    std::unordered_map<events::PersonId, std::vector<HeldRole>, events::IdHash> by_person;
};

// By an administrator, or by the city: whoever runs the machine gives the first. An administrator
// administers the whole city, never one project only.
Decision decide(const State& state, const GiveRole& command, const Context& context);
// The last administrator's role cannot be taken, only given to another first.
Decision decide(const State& state, const TakeRole& command, const Context& context);

void evolve(Roles& roles, const events::Meta& meta, const events::RoleGiven& event);
void evolve(Roles& roles, const events::Meta& meta, const events::RoleTaken& event);
// Whoever is forgotten acts for nobody.
void evolve(Roles& roles, const events::Meta& meta, const events::PersonErased& event);

// Whether the person has the role for the whole city or, if `project` is not nil, for it.
bool holds(const Roles& roles, const events::PersonId& person, events::Role role,
           const events::ProjectId& project);
// Nothing if the actor is the city or an administrator who may write; else the refusal.
std::optional<Refusal> may_not_administer(const State& state, const Actor& actor);
// Nothing if the actor is a person who may write and is an agent there; else the refusal.
std::optional<Refusal> not_an_agent(const State& state, const Actor& actor,
                                    const events::ProjectId& project);

}  // namespace imaginons::commands
