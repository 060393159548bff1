// Projects with their phases, news and milestones. Proposals and sums are added by the projections
// that make those rows.
#include <algorithm>

#include "projections/consume.hpp"
#include "projections/queries.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

// Null if there is no such project.
Project* own_event(Views& views, const Meta& meta, const events::ProjectId& id) {
    Project* project = row_of(views.project_by_id, views.projects, id);
    if (project == nullptr) return nullptr;
    project->seqs.push_back(meta.seq);
    project->touched = meta.seq;
    return project;
}

Milestone* milestone_of(Project& project, const events::MilestoneId& id) {
    return const_cast<Milestone*>(find(project, id));
}

}  // namespace

void Projects::apply(Views& views, const Meta& meta, const events::ProjectOpened& e) {
    const auto position = static_cast<std::uint32_t>(views.projects.size());
    if (!views.project_by_id.emplace(events::id_as<events::Id>(e.project), position).second) return;
    Project& project = views.projects.emplace_back();
    project.id = e.project;
    project.origin = meta.origin;
    project.owner_kind = e.owner_kind;
    project.level = e.level;
    project.stance_choice = e.stance_choice;
    project.phases = e.phases;
    project.opened_at_ms = meta.happened_at_ms();
    project.labels = labels_in(views, e.themes, e.district, meta.seq);
    set_words(project.words, meta, e.text.get());
    own_event(views, meta, e.project);
    if (e.owner_kind != events::OwnerKind::person) return;
    project.owner = person_at(views, e.owner);
    views.people[project.owner].projects.push_back(position);
    touch_person(views, project.owner, meta.seq);
}

void Projects::apply(Views& views, const Meta& meta, const events::ProjectChanged& e) {
    Project* project = own_event(views, meta, e.project);
    if (project == nullptr) return;
    project->level = e.level;
    project->phases = e.phases;
    project->labels = labels_in(views, e.themes, e.district, meta.seq);
    set_words(project->words, meta, e.text.get());
    touch_all_of_project(views, position_of(views.project_by_id, e.project), meta.seq);
}

void Projects::apply(Views& views, const Meta& meta, const events::PhaseMoved& e) {
    Project* project = own_event(views, meta, e.project);
    if (project == nullptr) return;
    project->current_phase = e.phase;
    touch_all_of_project(views, position_of(views.project_by_id, e.project), meta.seq);
}

void Projects::apply(Views& views, const Meta& meta, const events::NewsPublished& e) {
    Project* project = own_event(views, meta, e.project);
    if (project == nullptr) return;
    News& news = project->news.emplace_back();
    news.id = e.news;
    news.published_at_ms = meta.happened_at_ms();
    set_words(news.words, meta, e.text.get());
}

void Projects::apply(Views& views, const Meta& meta, const events::MilestoneSet& e) {
    Project* project = own_event(views, meta, e.project);
    if (project == nullptr) return;
    Milestone* milestone = milestone_of(*project, e.milestone);
    if (milestone == nullptr) milestone = &project->milestones.emplace_back();
    milestone->id = e.milestone;
    milestone->due_on = e.due_on;
    milestone->progress_percent = e.progress_percent;
    milestone->updated_at_ms = meta.happened_at_ms();
    set_words(milestone->words, meta, e.text.get());
}

void Projects::apply(Views& views, const Meta& meta, const events::MilestoneReached& e) {
    Project* project = own_event(views, meta, e.project);
    if (project == nullptr) return;
    Milestone* milestone = milestone_of(*project, e.milestone);
    if (milestone == nullptr) return;
    milestone->reached = true;
    milestone->progress_percent = 100;
    milestone->updated_at_ms = meta.happened_at_ms();
}

const Milestone* find(const Project& project, const events::MilestoneId& id) {
    const auto found = std::find_if(project.milestones.begin(), project.milestones.end(),
                                    [&](const Milestone& milestone) { return milestone.id == id; });
    return found == project.milestones.end() ? nullptr : &*found;
}

bool may_speak_for(const Views& views, const Project& project, const Person& person) {
    const bool owned = project.owner_kind == events::OwnerKind::person;
    const bool owner_left =
        owned && views.people[project.owner].erased != events::ErasedWords::unset;
    if (owned && !owner_left) return views.people[project.owner].id == person.id;
    return holds(person, events::Role::agent, project.id) ||
           holds(person, events::Role::editor, project.id);
}

}  // namespace imaginons::projections
