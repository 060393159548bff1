// All that deciders know, in slices, one for each subject, and the two functions of the write side:
// decide and evolve. Pure: no clock, no randomness, no I/O, nothing thrown. Of one thread.
#pragma once

#include "commands/amendments.hpp"
#include "commands/answers.hpp"
#include "commands/arguments.hpp"
#include "commands/charter.hpp"
#include "commands/co_authors.hpp"
#include "commands/conclusions.hpp"
#include "commands/continuation.hpp"
#include "commands/meetings.hpp"
#include "commands/moderation.hpp"
#include "commands/people.hpp"
#include "commands/projects.hpp"
#include "commands/proposals.hpp"
#include "commands/questions.hpp"
#include "commands/roles.hpp"
#include "commands/stances.hpp"
#include "commands/territory.hpp"

namespace imaginons::commands {

struct State {
    Charter charter;
    People people;
    Projects projects;
    Proposals proposals;
    Arguments arguments;
    Stances stances;
    Moderation moderation;
    Roles roles;
    Answers answers;
    Meetings meetings;
    Territory territory;
    Questions questions;
    Conclusions conclusions;
};

// What follows from the command, or why it is refused. A kind of command without its decider does
// not compile.
Decision decide(const State& state, const Command& command, std::int64_t now_ms);

// The state after one more event. meta.sealed may be null: then names stay unknown (people.hpp). A
// kind of event that no slice takes does not compile.
void evolve(State& state, const events::Meta& meta, const events::AnyPayload& event);
// The same from an event's stored bytes.
void evolve(State& state, const events::Meta& meta, events::Bytes event);

// Refused if the id is nil, or some project, proposal, statement, argument, meeting or question has
// it: all of them can be named by an untyped id.
std::optional<Refusal> cannot_be_new(const State& state, const events::Id& id,
                                     std::string_view field);

// True for the numbers that the schema names, but not for `unset`.
template <class Enum>
bool is_known(Enum value) {
    return value > Enum::unset && value <= Enum::MAX;
}

}  // namespace imaginons::commands
