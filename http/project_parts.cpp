#include "http/project_parts.hpp"

#include <algorithm>
#include <utility>

namespace imaginons::http {

namespace {

using projections::Views;

using Level = events::ParticipationLevel;
constexpr std::pair<std::string_view, Level> levels[] = {{"inform", Level::inform},
                                                         {"consult", Level::consult},
                                                         {"co_build", Level::co_build},
                                                         {"decide", Level::decide}};
using Kind = events::PhaseKind;
constexpr std::pair<std::string_view, Kind> kinds[] = {
    {"inform", Kind::inform}, {"propose", Kind::propose}, {"debate", Kind::debate},
    {"decide", Kind::decide}, {"realise", Kind::realise}, {"review", Kind::review}};

template <class Value, std::size_t n>
std::optional<Value> named(const std::pair<std::string_view, Value> (&all)[n],
                           std::string_view name) {
    const auto found =
        std::find_if(all, all + n, [&](const auto& each) { return each.first == name; });
    return found == all + n ? std::nullopt : std::optional(found->second);
}

// The first one's, if it is none of them.
template <class Value, std::size_t n>
std::string_view name_in(const std::pair<std::string_view, Value> (&all)[n], Value value) {
    const auto found =
        std::find_if(all, all + n, [&](const auto& each) { return each.second == value; });
    return found == all + n ? all[0].first : found->first;
}

pages::PhaseKind kind_of(events::PhaseKind kind) {
    switch (kind) {
        case events::PhaseKind::unset:
        case events::PhaseKind::inform: return pages::PhaseKind::inform;
        case events::PhaseKind::propose: return pages::PhaseKind::propose;
        case events::PhaseKind::debate: return pages::PhaseKind::debate;
        case events::PhaseKind::decide: return pages::PhaseKind::decide;
        case events::PhaseKind::realise: return pages::PhaseKind::realise;
        case events::PhaseKind::review: return pages::PhaseKind::review;
    }
    return pages::PhaseKind::inform;
}

}  // namespace

std::string_view name_of(events::ParticipationLevel level) {
    return name_in(levels, level);
}
std::string_view name_of(events::PhaseKind kind) {
    return name_in(kinds, kind);
}
std::optional<events::ParticipationLevel> level_named(std::string_view name) {
    return named(levels, name);
}
std::optional<events::PhaseKind> phase_kind_named(std::string_view name) {
    return named(kinds, name);
}

std::vector<pages::Phase> phases_of(const projections::Project& project) {
    std::vector<pages::Phase> phases;
    for (std::size_t i = 0; i < project.phases.size(); ++i) {
        const events::Phase& phase = project.phases[i];
        const bool titled = i < project.words.phases.size();
        phases.push_back({titled ? project.words.phases[i] : std::string(), kind_of(phase.kind()),
                          phase.starts_on(), phase.ends_on()});
    }
    return phases;
}

bool allows(const projections::Project& project, commands::Contribution contribution) {
    if (project.current_phase >= project.phases.size()) return true;
    return commands::allows(project.phases[project.current_phase].kind(), contribution);
}

bool takes_ideas(const projections::Project& project) {
    return project.level != events::ParticipationLevel::inform && !project.words.erased &&
           allows(project, commands::Contribution::idea);
}

pages::Milestone milestone_of(const projections::Milestone& milestone) {
    return {milestone.words.title,
            milestone.progress_percent,
            milestone.due_on,
            milestone.reached,
            milestone.reached ? milestone.updated_at_ms : 0,
            milestone.updated_at_ms};
}

const projections::Person* joined(const Views& views, const Visit& visit) {
    return visit.who ? projections::find(views, visit.who->person) : nullptr;
}

bool may_speak_for(const Views& views, const Visit& visit, const projections::Project& project) {
    const projections::Person* person = joined(views, visit);
    return person != nullptr && projections::may_speak_for(views, project, *person);
}

}  // namespace imaginons::http
