#include "commands/people.hpp"

#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

events::Text named(const std::string& pseudonym) {
    events::Text text;
    text.name = pseudonym;
    return text;
}

}  // namespace

std::optional<Refusal> not_the_city(const Actor& actor) {
    if (actor.kind == Actor::Kind::city) return std::nullopt;
    return Refusal{RefusalCode::not_the_city};
}

std::optional<Refusal> not_a_person(const State& state, const Actor& actor) {
    if (actor.kind == Actor::Kind::person && state.people.by_id.contains(actor.person))
        return std::nullopt;
    return Refusal{RefusalCode::unknown_person};
}

std::optional<Refusal> charter_not_accepted(const State& state, const events::PersonId& person) {
    const auto found = state.charter.accepted.find(person);
    if (found != state.charter.accepted.end() && found->second == state.charter.version)
        return std::nullopt;
    return Refusal{RefusalCode::charter_not_accepted};
}

std::optional<Refusal> may_not_write(const State& state, const Actor& actor) {
    if (auto refusal = not_a_person(state, actor)) return refusal;
    return charter_not_accepted(state, actor.person);
}

Decision decide(const State& state, const JoinPerson& command, const Context& context) {
    const events::PersonId person = context.actor.person;
    if (context.actor.kind != Actor::Kind::person || events::is_nil(person))
        return Refusal{RefusalCode::unknown_person};
    if (state.people.by_id.contains(person)) return Refusal{RefusalCode::already_joined};
    if (auto refusal = defect_of_pseudonym(command.pseudonym)) return *refusal;
    if (state.people.by_name.contains(pseudonym_key(command.pseudonym))) {
        return Refusal{RefusalCode::pseudonym_taken, "pseudonym"};
    }
    if (auto refusal = not_in_force(state.charter, command.charter_version)) return *refusal;

    Facts facts;
    events::PersonJoined joined;
    joined.person = person;
    facts.emplace_back(joined, named(command.pseudonym), person);
    events::CharterAccepted accepted;
    accepted.person = person;
    accepted.version = command.charter_version;
    facts.emplace_back(accepted);
    if (command.email_confirmed) {
        events::EmailConfirmed confirmed;
        confirmed.person = person;
        facts.emplace_back(confirmed);
    }
    return facts;
}

Decision decide(const State& state, const ConfirmEmail&, const Context& context) {
    if (auto refusal = not_a_person(state, context.actor)) return *refusal;
    if (state.people.by_id.at(context.actor.person).email_confirmed)
        return Refusal{RefusalCode::nothing_changed};
    events::EmailConfirmed confirmed;
    confirmed.person = context.actor.person;
    return Facts{events::Fact(confirmed)};
}

Decision decide(const State& state, const RenamePerson& command, const Context& context) {
    if (auto refusal = may_not_write(state, context.actor)) return *refusal;
    if (auto refusal = defect_of_pseudonym(command.pseudonym)) return *refusal;
    const events::PersonId person = context.actor.person;
    if (state.people.by_id.at(person).pseudonym == command.pseudonym) {
        return Refusal{RefusalCode::same_pseudonym, "pseudonym"};
    }
    const auto holder = state.people.by_name.find(pseudonym_key(command.pseudonym));
    if (holder != state.people.by_name.end() && holder->second != person) {
        return Refusal{RefusalCode::pseudonym_taken, "pseudonym"};
    }
    events::PersonRenamed renamed;
    renamed.person = person;
    return Facts{events::Fact(renamed, named(command.pseudonym), person)};
}

void go_by(People& people, const events::PersonId& person, std::string_view pseudonym) {
    std::string& current = people.by_id[person].pseudonym;
    if (!current.empty()) {
        const auto former = people.by_name.find(pseudonym_key(current));
        if (former != people.by_name.end() && former->second == person)
            people.by_name.erase(former);
    }
    current = pseudonym;
    if (!pseudonym.empty()) people.by_name.emplace(pseudonym_key(pseudonym), person);
}

void evolve(People& people, const events::Meta& meta, const events::PersonJoined& event) {
    people.by_id.try_emplace(event.person);
    if (meta.sealed != nullptr) go_by(people, event.person, meta.sealed->name);
}

void evolve(People& people, const events::Meta&, const events::EmailConfirmed& event) {
    people.by_id[event.person].email_confirmed = true;
}

void evolve(People& people, const events::Meta& meta, const events::PersonRenamed& event) {
    if (meta.sealed != nullptr) go_by(people, event.person, meta.sealed->name);
}

}  // namespace imaginons::commands
