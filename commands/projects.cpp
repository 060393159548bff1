#include "commands/projects.hpp"

#include <algorithm>

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

// Days that a date may name: the years 0 to 9999, as the log's format has it.
constexpr std::int32_t first_day = -719'528;
constexpr std::int32_t day_after_last = 2'932'897;

bool is_day(std::int32_t day) {
    return day >= first_day && day < day_after_last;
}

std::optional<Refusal> defect_of_phases(const std::vector<PhaseWords>& phases) {
    if (phases.size() > limits::phases) {
        return Refusal{RefusalCode::too_many_phases, "phases", limits::phases, phases.size()};
    }
    std::int32_t latest_start = first_day;
    for (const PhaseWords& words : phases) {
        const events::Phase& phase = words.phase;
        if (!is_known(phase.kind())) return Refusal{RefusalCode::unknown_value, "phases"};
        if (!is_day(phase.starts_on()) || !is_day(phase.ends_on()))
            return Refusal{RefusalCode::unknown_value, "phases"};
        if (auto refusal = defect_of(words.title, {"phases", limits::phase_title_chars}))
            return refusal;
        // 0 = not said.
        if (phase.starts_on() != 0 && phase.ends_on() != 0 && phase.ends_on() < phase.starts_on()) {
            return Refusal{RefusalCode::phases_out_of_order, "phases"};
        }
        if (phase.starts_on() == 0) continue;
        if (phase.starts_on() < latest_start)
            return Refusal{RefusalCode::phases_out_of_order, "phases"};
        latest_start = phase.starts_on();
    }
    return std::nullopt;
}

std::size_t bytes_of(const events::Text& text) {
    std::size_t bytes = text.title.size() + text.body.size();
    for (const std::string& phase : text.phases) bytes += phase.size();
    return bytes;
}

std::optional<Refusal> defect_of_words(const std::string& title, const std::string& body,
                                       bool body_may_be_empty) {
    if (auto refusal = defect_of(title, {"title", limits::title_chars})) return refusal;
    return defect_of(body, {.field = "body",
                            .most_chars = limits::project_body_chars,
                            .many_lines = true,
                            .may_be_empty = body_may_be_empty});
}

events::Text words(const std::string& title, const std::string& body,
                   const std::vector<PhaseWords>& phases) {
    events::Text text;
    text.title = title;
    text.body = body;
    for (const PhaseWords& phase : phases) text.phases.push_back(phase.title);
    return text;
}

std::vector<events::Phase> dates_of(const std::vector<PhaseWords>& phases) {
    std::vector<events::Phase> dates;
    for (const PhaseWords& words : phases) dates.push_back(words.phase);
    return dates;
}

std::vector<events::PhaseKind> kinds_of(const std::vector<events::Phase>& phases) {
    std::vector<events::PhaseKind> kinds;
    for (const events::Phase& phase : phases) kinds.push_back(phase.kind());
    return kinds;
}

bool has_left(const State& state, const events::PersonId& person) {
    const auto found = state.people.by_id.find(person);
    return found == state.people.by_id.end() || found->second.erased != events::ErasedWords::unset;
}

// The city's words are public, a resident's sealed.
template <class Event>
Decision told(Event event, events::Text text, const Actor& actor, bool for_city) {
    if (!for_city) return Facts{events::Fact(std::move(event), std::move(text), actor.person)};
    const std::size_t bytes = bytes_of(text);
    if (bytes > limits::official_text_bytes)
        return Refusal{RefusalCode::too_long, "body", limits::official_text_bytes, bytes};
    event.by = actor.person;
    event.text = std::make_unique<events::Text>(std::move(text));
    return Facts{events::Fact(std::move(event))};
}

// About a project that is there.
template <class Event>
Decision told(const State& state, Event event, events::Text text, const Actor& actor) {
    const bool for_city = city_speaks_for(state, state.projects.by_id.at(event.project));
    return told(std::move(event), std::move(text), actor, for_city);
}

// Without words.
template <class Event>
Decision done(const State& state, Event event, const Actor& actor) {
    if (city_speaks_for(state, state.projects.by_id.at(event.project))) event.by = actor.person;
    return Facts{events::Fact(std::move(event))};
}

std::optional<Refusal> may_not_open(const State& state, const OpenProject& command,
                                    const Actor& actor) {
    if (!events::is_nil(command.takes_up))
        return not_to_be_taken_up(state, command.takes_up, actor);
    if (actor.kind == Actor::Kind::city) return std::nullopt;
    return command.for_city ? not_an_agent(state, actor, {}) : may_not_write(state, actor);
}

const Project::Milestone* find(const Project& project, const events::MilestoneId& id) {
    const auto found =
        std::find_if(project.milestones.begin(), project.milestones.end(),
                     [&](const Project::Milestone& milestone) { return milestone.id == id; });
    return found == project.milestones.end() ? nullptr : &*found;
}

Project::Milestone* find(Project& project, const events::MilestoneId& id) {
    return const_cast<Project::Milestone*>(find(static_cast<const Project&>(project), id));
}

}  // namespace

bool city_speaks_for(const State& state, const Project& project) {
    return project.owner_kind == events::OwnerKind::city || has_left(state, project.owner);
}

std::optional<Refusal> may_not_speak_for(const State& state, const events::ProjectId& id,
                                         const Actor& actor) {
    const auto found = state.projects.by_id.find(id);
    if (found == state.projects.by_id.end())
        return Refusal{RefusalCode::unknown_project, "project"};
    const Project& project = found->second;
    if (city_speaks_for(state, project)) {
        if (actor.kind == Actor::Kind::city) return std::nullopt;
        const bool edits = actor.kind == Actor::Kind::person &&
                           holds(state.roles, actor.person, events::Role::editor, id);
        return edits ? may_not_write(state, actor) : not_an_agent(state, actor, id);
    }
    if (actor.kind == Actor::Kind::city) return Refusal{RefusalCode::not_the_owner};
    if (auto refusal = may_not_write(state, actor)) return refusal;
    return project.owner == actor.person ? std::nullopt
                                         : std::optional(Refusal{RefusalCode::not_the_owner});
}

Decision decide(const State& state, const OpenProject& command, const Context& context) {
    if (auto refusal = may_not_open(state, command, context.actor)) return *refusal;
    if (auto refusal = cannot_be_new(state, events::id_as<events::Id>(command.project), "project"))
        return *refusal;
    if (!is_known(command.level)) return Refusal{RefusalCode::unknown_value, "level"};
    if (!is_known(command.stance_choice))
        return Refusal{RefusalCode::unknown_value, "stance_choice"};
    if (auto refusal = defect_of_words(command.title, command.body, true)) return *refusal;
    if (auto refusal = defect_of_phases(command.phases)) return *refusal;
    if (auto refusal = defect_of_labels(state.territory, {}, {command.themes, command.district}))
        return *refusal;
    const bool takes_up = !events::is_nil(command.takes_up);
    // An agent who takes up a proposal opens the city's project, not one of their own.
    const bool by_city = takes_up || command.for_city || context.actor.kind == Actor::Kind::city;
    events::ProjectOpened opened;
    opened.project = command.project;
    opened.owner_kind = by_city ? events::OwnerKind::city : events::OwnerKind::person;
    opened.owner = by_city ? events::PersonId() : context.actor.person;
    opened.level = command.level;
    opened.stance_choice = command.stance_choice;
    opened.phases = dates_of(command.phases);
    opened.themes = command.themes;
    opened.district = command.district;
    Decision decision = told(std::move(opened), words(command.title, command.body, command.phases),
                             context.actor, by_city);
    if (!takes_up || !decision) return decision;
    events::ProposalTakenUp taken_up;
    taken_up.proposal = command.takes_up;
    taken_up.project = command.project;
    taken_up.by = context.actor.person;
    decision.facts().emplace_back(taken_up);
    return decision;
}

Decision decide(const State& state, const ChangeProject& command, const Context& context) {
    if (auto refusal = may_not_speak_for(state, command.project, context.actor)) return *refusal;
    if (!is_known(command.level)) return Refusal{RefusalCode::unknown_value, "level"};
    if (auto refusal = defect_of_words(command.title, command.body, true)) return *refusal;
    if (auto refusal = defect_of_phases(command.phases)) return *refusal;
    const Project& project = state.projects.by_id.at(command.project);
    BorneLabels labels{command.themes.value_or(project.themes),
                       command.district.value_or(project.district)};
    if (auto refusal =
            defect_of_labels(state.territory, {project.themes, project.district}, labels))
        return *refusal;
    if (!project.phases.empty() && project.current_phase >= command.phases.size())
        return Refusal{RefusalCode::unknown_phase, "phases"};
    if (command.seen_seq != 0 && command.seen_seq != project.words_seq)
        return Refusal{RefusalCode::text_has_changed, "seen_seq"};
    events::ProjectChanged changed;
    changed.project = command.project;
    changed.level = command.level;
    changed.phases = dates_of(command.phases);
    changed.themes = std::move(labels.themes);
    changed.district = std::move(labels.district);
    return told(state, std::move(changed), words(command.title, command.body, command.phases),
                context.actor);
}

Decision decide(const State& state, const MovePhase& command, const Context& context) {
    if (auto refusal = may_not_speak_for(state, command.project, context.actor)) return *refusal;
    const Project& project = state.projects.by_id.at(command.project);
    if (command.phase >= project.phases.size()) return Refusal{RefusalCode::unknown_phase, "phase"};
    if (command.phase == project.current_phase)
        return Refusal{RefusalCode::phase_already_current, "phase"};
    events::PhaseMoved moved;
    moved.project = command.project;
    moved.phase = command.phase;
    return done(state, moved, context.actor);
}

Decision decide(const State& state, const PublishNews& command, const Context& context) {
    if (auto refusal = may_not_speak_for(state, command.project, context.actor)) return *refusal;
    if (events::is_nil(command.news)) return Refusal{RefusalCode::unknown_value, "news"};
    if (state.projects.news.contains(command.news))
        return Refusal{RefusalCode::already_exists, "news"};
    if (auto refusal = defect_of_words(command.title, command.body, false)) return *refusal;
    events::NewsPublished published;
    published.project = command.project;
    published.news = command.news;
    return told(state, std::move(published), words(command.title, command.body, {}), context.actor);
}

Decision decide(const State& state, const SetMilestone& command, const Context& context) {
    if (auto refusal = may_not_speak_for(state, command.project, context.actor)) return *refusal;
    if (events::is_nil(command.milestone)) return Refusal{RefusalCode::unknown_value, "milestone"};
    const Project& project = state.projects.by_id.at(command.project);
    const Project::Milestone* known = find(project, command.milestone);
    if (known != nullptr && known->reached)
        return Refusal{RefusalCode::milestone_already_reached, "milestone"};
    if (known == nullptr && project.milestones.size() == limits::milestones) {
        return Refusal{RefusalCode::too_many_milestones, "milestone", limits::milestones,
                       limits::milestones + 1};
    }
    if (auto refusal = defect_of(command.title, {"title", limits::title_chars})) return *refusal;
    if (!is_day(command.due_on)) return Refusal{RefusalCode::unknown_value, "due_on"};
    if (command.progress_percent > 100)
        return Refusal{RefusalCode::progress_over_100, "progress_percent"};
    events::MilestoneSet set;
    set.project = command.project;
    set.milestone = command.milestone;
    set.due_on = command.due_on;
    set.progress_percent = command.progress_percent;
    return told(state, std::move(set), words(command.title, {}, {}), context.actor);
}

Decision decide(const State& state, const ReachMilestone& command, const Context& context) {
    if (auto refusal = may_not_speak_for(state, command.project, context.actor)) return *refusal;
    const Project::Milestone* milestone =
        find(state.projects.by_id.at(command.project), command.milestone);
    if (milestone == nullptr) return Refusal{RefusalCode::unknown_milestone, "milestone"};
    if (milestone->reached) return Refusal{RefusalCode::milestone_already_reached, "milestone"};
    events::MilestoneReached reached;
    reached.project = command.project;
    reached.milestone = command.milestone;
    return done(state, reached, context.actor);
}

void evolve(Projects& projects, const events::Meta& meta, const events::ProjectOpened& event) {
    Project& project = projects.by_id[event.project];
    project.words_seq = meta.seq;
    project.owner_kind = event.owner_kind;
    project.owner = event.owner;
    project.stance_choice = event.stance_choice;
    project.phases = kinds_of(event.phases);
    project.themes = event.themes;
    project.district = event.district;
}

void evolve(Projects& projects, const events::Meta& meta, const events::ProjectChanged& event) {
    Project& project = projects.by_id[event.project];
    project.phases = kinds_of(event.phases);
    project.words_seq = meta.seq;
    project.themes = event.themes;
    project.district = event.district;
}

void evolve(Projects& projects, const events::Meta&, const events::PhaseMoved& event) {
    projects.by_id[event.project].current_phase = event.phase;
}

void evolve(Projects& projects, const events::Meta&, const events::NewsPublished& event) {
    projects.news.insert(event.news);
}

void evolve(Projects& projects, const events::Meta&, const events::MilestoneSet& event) {
    Project& project = projects.by_id[event.project];
    if (find(project, event.milestone) == nullptr) project.milestones.push_back({event.milestone});
}

void evolve(Projects& projects, const events::Meta&, const events::MilestoneReached& event) {
    Project::Milestone* milestone = find(projects.by_id[event.project], event.milestone);
    if (milestone != nullptr) milestone->reached = true;
}

}  // namespace imaginons::commands
