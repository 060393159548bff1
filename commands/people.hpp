// Persons on the write side: who joined, under which pseudonym, and what each must have done before
// they may write. Who they are in the world (e-mail, sessions) is the vault's, never the log's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

struct Person {
    // Empty until its sealed part was opened, and for ever if it was erased.
    std::string pseudonym;
    bool email_confirmed = false;
    events::ErasedWords erased = events::ErasedWords::unset;  // unset: they are not
};

struct People {
    std::unordered_map<events::PersonId, Person, events::IdHash> by_id;
    // By pseudonym_key(). A name that its person gave up is free again.
    std::unordered_map<std::string, events::PersonId> by_name;
};

// PersonJoined, CharterAccepted and, if they came by a magic link, EmailConfirmed.
Decision decide(const State& state, const JoinPerson& command, const Context& context);
// Refused with nothing_changed if it was confirmed already.
Decision decide(const State& state, const ConfirmEmail& command, const Context& context);
Decision decide(const State& state, const RenamePerson& command, const Context& context);
// The person themselves need not have accepted the charter in force: leaving has no conditions.
Decision decide(const State& state, const ErasePerson& command, const Context& context);

// Takes the pseudonym from meta.sealed; without it the person has none until go_by().
void evolve(People& people, const events::Meta& meta, const events::PersonJoined& event);
void evolve(People& people, const events::Meta& meta, const events::EmailConfirmed& event);
void evolve(People& people, const events::Meta& meta, const events::PersonRenamed& event);
// Their name is free again: to keep it from others would be to remember it, and whoever takes it
// gets no word of theirs.
void evolve(People& people, const events::Meta& meta, const events::PersonErased& event);

// The person is called so from now on. If the log holds two of a name, it stays with who had it
// first. Nothing if they were erased: what a log still holds of their names is not looked at.
void go_by(People& people, const events::PersonId& person, std::string_view pseudonym);

// Each is nothing if the actor may go on, else the refusal.
std::optional<Refusal> not_the_city(const Actor& actor);
// Joined, and not erased.
std::optional<Refusal> not_a_person(const State& state, const Actor& actor);
std::optional<Refusal> charter_not_accepted(const State& state, const events::PersonId& person);
// What every contribution needs: a person, who joined and accepted the charter in force.
std::optional<Refusal> may_not_write(const State& state, const Actor& actor);

// Whether the person was erased and their words with them: nothing may be added to these.
bool words_are_removed(const State& state, const events::PersonId& author);

}  // namespace imaginons::commands
