// What debates come to: the latest that was published about a proposal, and in each phase of a
// project. Former ones are in the history.
#include <algorithm>

#include "projections/consume.hpp"
#include "projections/queries.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

// The project's row for the phase, made if there is none.
std::uint32_t of_phase(Views& views, std::uint32_t project, std::uint16_t phase) {
    std::vector<std::uint32_t>& rows = views.projects[project].conclusions;
    const auto found = std::find_if(rows.begin(), rows.end(), [&](std::uint32_t at) {
        return views.conclusions[at].phase == phase;
    });
    if (found != rows.end()) return *found;
    const auto position = static_cast<std::uint32_t>(views.conclusions.size());
    rows.push_back(position);
    Conclusion& row = views.conclusions.emplace_back();
    row.project = project;
    row.phase = phase;
    return position;
}

std::uint32_t of_proposal(Views& views, std::uint32_t proposal) {
    std::uint32_t& position = views.proposals[proposal].conclusion;
    if (position == Proposal::none) {
        position = static_cast<std::uint32_t>(views.conclusions.size());
        views.conclusions.emplace_back().proposal = proposal;
    }
    return position;
}

// Its position; none if there is nothing that it is about. Notes the event.
std::uint32_t own_event(Views& views, const Meta& meta, const events::ConclusionPublished& e) {
    if (!events::is_nil(e.proposal)) {
        const std::uint32_t proposal = own_act(views, meta, e.proposal);
        return proposal == Proposal::none ? proposal : of_proposal(views, proposal);
    }
    const std::uint32_t project = position_of(views.project_by_id, e.project);
    if (project == Proposal::none) return project;
    views.projects[project].seqs.push_back(meta.seq);
    views.projects[project].touched = meta.seq;
    return of_phase(views, project, e.phase);
}

}  // namespace

void Conclusions::apply(Views& views, const Meta& meta, const events::ConclusionPublished& e) {
    const std::uint32_t position = own_event(views, meta, e);
    if (position == Proposal::none) return;
    const std::uint32_t by = e.text ? Proposal::none : person_at(views, e.by);
    Conclusion& row = views.conclusions[position];
    row.version = e.version;
    row.by = by;
    row.seq = meta.seq;
    row.at_ms = meta.happened_at_ms();
    row.erased = false;
    const events::Text* text = e.text ? e.text.get() : meta.sealed;
    row.opened = text != nullptr && text->conclusion != nullptr;
    row.words = row.opened ? *text->conclusion : events::Conclusion();
}

bool may_conclude(const Views& views, const events::ProjectId& id, const Person& person) {
    if (holds(person, events::Role::agent, id)) return true;
    const Project* project = find(views, id);
    return project != nullptr && project->owner_kind == events::OwnerKind::person &&
           views.people[project->owner].id == person.id;
}

}  // namespace imaginons::projections
