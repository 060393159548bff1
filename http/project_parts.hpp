// What pages and API tell of projects, and who speaks for one.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "commands/phase_rules.hpp"
#include "http/app.hpp"
#include "http/pages/projects.hpp"
#include "projections/queries.hpp"

namespace imaginons::http {

// "consult", "realise": the words of forms and of the API; nothing for any other.
std::string_view name_of(events::ParticipationLevel level);
std::string_view name_of(events::PhaseKind kind);
std::optional<events::ParticipationLevel> level_named(std::string_view name);
std::optional<events::PhaseKind> phase_kind_named(std::string_view name);

std::vector<pages::Phase> phases_of(const projections::Project& project);
// Whether the phase in which the project is allows it; so does a project without phases.
bool allows(const projections::Project& project, commands::Contribution contribution);
// Where people may propose: not in what only informs, nor in what is erased.
bool takes_ideas(const projections::Project& project);
pages::Milestone milestone_of(const projections::Milestone& milestone);

// Nothing if the visitor is nobody who has joined.
const projections::Person* joined(const projections::Views& views, const Visit& visit);
// Whether the visitor speaks for the project: keeps it up to date, holds its meetings.
bool may_speak_for(const projections::Views& views, const Visit& visit,
                   const projections::Project& project);

}  // namespace imaginons::http
