// People as their public pages show them: name, since when, what they accepted. Their contributions
// are listed by the projections that make those rows.
#include "projections/consume.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

Person& own_event(Views& views, const Meta& meta, std::uint32_t position) {
    Person& person = views.people[position];
    person.seqs.push_back(meta.seq);
    person.touched = meta.seq;
    return person;
}

void set_name(Views& views, const Meta& meta, std::uint32_t position) {
    views.people[position].name_seq = meta.seq;
    put_name(views, position, meta.sealed != nullptr ? meta.sealed->name : std::string());
}

}  // namespace

void People::apply(Views& views, const Meta& meta, const events::PersonJoined& e) {
    const std::uint32_t position = person_at(views, e.person);
    own_event(views, meta, position).joined_at_ms = meta.happened_at_ms();
    set_name(views, meta, position);
}

void People::apply(Views& views, const Meta& meta, const events::CharterAccepted& e) {
    own_event(views, meta, person_at(views, e.person)).charter_version = e.version;
}

void People::apply(Views& views, const Meta& meta, const events::EmailConfirmed& e) {
    own_event(views, meta, person_at(views, e.person)).email_confirmed = true;
}

void People::apply(Views& views, const Meta& meta, const events::PersonRenamed& e) {
    const std::uint32_t position = person_at(views, e.person);
    const Person& person = own_event(views, meta, position);
    set_name(views, meta, position);
    for (const std::uint32_t project : person.projects) views.projects[project].touched = meta.seq;
    for (const std::uint32_t proposal : person.proposals) touch_proposal(views, proposal, meta.seq);
    for (const std::uint32_t argument : person.arguments) {
        touch_proposal(views, views.arguments[argument].proposal, meta.seq);
    }
}

}  // namespace imaginons::projections
