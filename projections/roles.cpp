// Who may act in the city's name, as people's pages show it and as handlers ask before they offer
// anything. What is refused is decided by the write side.
#include <algorithm>

#include "projections/consume.hpp"
#include "projections/queries.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

Person& own_event(Views& views, const Meta& meta, const events::PersonId& id) {
    Person& person = views.people[person_at(views, id)];
    person.seqs.push_back(meta.seq);
    person.touched = meta.seq;
    return person;
}

void drop(Person& person, events::Role role, const events::ProjectId& scope) {
    std::erase_if(person.roles,
                  [&](const HeldRole& held) { return held.role == role && held.scope == scope; });
}

}  // namespace

void Roles::apply(Views& views, const Meta& meta, const events::RoleGiven& e) {
    Person& person = own_event(views, meta, e.person);
    drop(person, e.role, e.scope);
    if (person.erased != events::ErasedWords::unset) return;
    HeldRole& held = person.roles.emplace_back();
    held.role = e.role;
    held.scope = e.scope;
    held.since_ms = meta.happened_at_ms();
    set_words(held.reason, meta, nullptr);
}

void Roles::apply(Views& views, const Meta& meta, const events::RoleTaken& e) {
    drop(own_event(views, meta, e.person), e.role, e.scope);
}

bool holds(const Person& person, events::Role role, const events::ProjectId& project) {
    return std::any_of(person.roles.begin(), person.roles.end(), [&](const HeldRole& held) {
        return held.role == role &&
               (events::is_nil(held.scope) || (!events::is_nil(project) && held.scope == project));
    });
}

}  // namespace imaginons::projections
