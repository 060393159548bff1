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

void let_go_of_name(People& people, const events::PersonId& id, Person& person) {
    if (person.pseudonym.empty()) return;
    const auto former = people.by_name.find(pseudonym_key(person.pseudonym));
    if (former != people.by_name.end() && former->second == id) people.by_name.erase(former);
    person.pseudonym.clear();
}

bool is_erased(const Person& person) {
    return person.erased != events::ErasedWords::unset;
}

}  // namespace

std::optional<Refusal> not_the_city(const Actor& actor) {
    if (actor.kind == Actor::Kind::city) return std::nullopt;
    return Refusal{RefusalCode::not_the_city};
}

std::optional<Refusal> not_a_person(const State& state, const Actor& actor) {
    const auto found = actor.kind == Actor::Kind::person ? state.people.by_id.find(actor.person)
                                                         : state.people.by_id.end();
    if (found == state.people.by_id.end()) return Refusal{RefusalCode::unknown_person};
    if (is_erased(found->second)) return Refusal{RefusalCode::person_erased};
    return std::nullopt;
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

bool words_are_removed(const State& state, const events::PersonId& author) {
    const auto found = state.people.by_id.find(author);
    return found != state.people.by_id.end() &&
           found->second.erased == events::ErasedWords::removed;
}

Decision decide(const State& state, const JoinPerson& command, const Context& context) {
    const events::PersonId person = context.actor.person;
    if (context.actor.kind != Actor::Kind::person || events::is_nil(person))
        return Refusal{RefusalCode::unknown_person};
    if (const auto known = state.people.by_id.find(person); known != state.people.by_id.end()) {
        return Refusal{is_erased(known->second) ? RefusalCode::person_erased
                                                : RefusalCode::already_joined};
    }
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

Decision decide(const State& state, const ErasePerson& command, const Context& context) {
    const bool by_city = context.actor.kind == Actor::Kind::city;
    const events::PersonId person = by_city ? command.person : context.actor.person;
    if (auto refusal = not_a_person(state, {Actor::Kind::person, person})) return *refusal;
    if (!is_known(command.words)) return Refusal{RefusalCode::unknown_value, "words"};
    events::PersonErased erased;
    erased.person = person;
    erased.words = command.words;
    erased.by = !by_city                ? events::ErasedBy::person
                : command.after_restore ? events::ErasedBy::restore
                                        : events::ErasedBy::city;
    Facts facts{events::Fact(erased)};
    for (const HeldSeat& seat : command.seats) {
        if (!has_seat(state.meetings, seat.meeting, seat.token)) continue;
        events::RegistrationWithdrawn withdrawn;
        withdrawn.meeting = seat.meeting;
        withdrawn.token = seat.token;
        facts.emplace_back(withdrawn);
    }
    return facts;
}

void go_by(People& people, const events::PersonId& person, std::string_view pseudonym) {
    Person& known = people.by_id[person];
    if (is_erased(known)) return;
    let_go_of_name(people, person, known);
    known.pseudonym = pseudonym;
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

void evolve(People& people, const events::Meta&, const events::PersonErased& event) {
    Person& person = people.by_id[event.person];
    let_go_of_name(people, event.person, person);
    person.erased = event.words;
    person.email_confirmed = false;
}

}  // namespace imaginons::commands
