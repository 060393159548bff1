// Who writes a proposal together, and the amendments that they decide on. Whose account a version
// goes with: people.cpp.
#include <algorithm>

#include "projections/consume.hpp"
#include "projections/queries.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

// Notes the event; null if there is no such proposal.
Writing* own_event(Views& views, const Meta& meta, const events::ProposalId& id) {
    const std::uint32_t position = own_act(views, meta, id);
    return position == Proposal::none ? nullptr : &writing_at(views, position);
}

// Of both proposals; null if there is no such amendment.
Amending* decided(Views& views, const Meta& meta, const events::ProposalId& amended,
                  const events::ProposalId& amendment, const events::PersonId& by) {
    own_act(views, meta, amended);
    const std::uint32_t position = own_act(views, meta, amendment);
    if (position == Proposal::none) return nullptr;
    Amending& amending = amending_at(views, position);
    amending.by = person_at(views, by);
    amending.at_ms = meta.happened_at_ms();
    return &amending;
}

}  // namespace

void Writings::apply(Views& views, const Meta& meta, const events::CoAuthorInvited& e) {
    const std::uint32_t person = person_at(views, e.person);
    Writing* writing = own_event(views, meta, e.proposal);
    if (writing == nullptr) return;
    writing->invited.push_back(person);
    touch_person(views, person, meta.seq);
}

void Writings::apply(Views& views, const Meta& meta, const events::CoAuthorAccepted& e) {
    const std::uint32_t person = person_at(views, e.person);
    Writing* writing = own_event(views, meta, e.proposal);
    if (writing == nullptr) return;
    std::erase(writing->invited, person);
    writing->co_authors.push_back(person);
    views.people[person].proposals.push_back(position_of(views.proposal_by_id, e.proposal));
    touch_person(views, person, meta.seq);
}

void Writings::apply(Views& views, const Meta& meta, const events::CoAuthorLeft& e) {
    const std::uint32_t person = person_at(views, e.person);
    Writing* writing = own_event(views, meta, e.proposal);
    if (writing == nullptr) return;
    std::erase(writing->invited, person);
    if (std::erase(writing->co_authors, person) != 0)
        std::erase(views.people[person].proposals, position_of(views.proposal_by_id, e.proposal));
    touch_person(views, person, meta.seq);
}

void Writings::apply(Views& views, const Meta& meta, const events::AmendmentAccepted& e) {
    Amending* amending = decided(views, meta, e.proposal, e.amendment, e.by);
    if (amending == nullptr) return;
    amending->state = Amending::State::accepted;
    amending->amendment_version = e.amendment_version;
    amending->became = e.version;
}

void Writings::apply(Views& views, const Meta& meta, const events::AmendmentRefused& e) {
    Amending* amending = decided(views, meta, e.proposal, e.amendment, e.by);
    if (amending == nullptr) return;
    amending->state = Amending::State::refused;
    amending->amendment_version = e.amendment_version;
    set_words(amending->reason, meta, nullptr);
}

const Writing* writing_of(const Views& views, const Proposal& proposal) {
    return proposal.writing == Proposal::none ? nullptr : &views.writings[proposal.writing];
}

const Amending* amending_of(const Views& views, const Proposal& proposal) {
    return proposal.amending == Proposal::none ? nullptr : &views.amendings[proposal.amending];
}

std::vector<std::uint32_t> authors_of(const Views& views, const Proposal& proposal) {
    std::vector<std::uint32_t> authors{proposal.author};
    const Writing* writing = writing_of(views, proposal);
    if (writing == nullptr) return authors;
    for (const std::uint32_t person : writing->co_authors) {
        if (views.people[person].erased == events::ErasedWords::unset) authors.push_back(person);
    }
    return authors;
}

bool is_author(const Views& views, const Proposal& proposal, const events::PersonId& person) {
    if (views.people[proposal.author].id == person) return true;
    const Writing* writing = writing_of(views, proposal);
    return writing != nullptr &&
           std::any_of(writing->co_authors.begin(), writing->co_authors.end(),
                       [&](std::uint32_t at) { return views.people[at].id == person; });
}

bool is_invited(const Views& views, const Proposal& proposal, const events::PersonId& person) {
    const Writing* writing = writing_of(views, proposal);
    return writing != nullptr &&
           std::any_of(writing->invited.begin(), writing->invited.end(),
                       [&](std::uint32_t at) { return views.people[at].id == person; });
}

}  // namespace imaginons::projections
