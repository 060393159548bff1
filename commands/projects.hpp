// Participatory projects on the write side: whose they are, their phases, milestones and news. The
// city's words stand in the public event; a resident's are sealed under the resident's key.
#pragma once

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

struct Project {
    events::OwnerKind owner_kind = events::OwnerKind::city;
    events::PersonId owner;
    events::StanceChoice stance_choice = events::StanceChoice::for_neutral_against;
    std::vector<events::PhaseKind> phases;
    std::uint16_t current_phase = 0;
    std::uint64_t words_seq = 0;  // of the event that holds its words
    struct Milestone {
        events::MilestoneId id;
        bool reached = false;
    };
    std::vector<Milestone> milestones;
    std::vector<std::string> themes;  // codes
    std::string district;             // empty: none
};

struct Projects {
    std::unordered_map<events::ProjectId, Project, events::IdHash> by_id;
    std::unordered_set<events::NewsId, events::IdHash> news;
};

// Whether it is the city's to speak for the project: its own, or one whose owner has left.
bool city_speaks_for(const State& state, const Project& project);
// Nothing if the project is there and the actor speaks for it: its owner, or for the city an agent
// or an editor.
std::optional<Refusal> may_not_speak_for(const State& state, const events::ProjectId& id,
                                         const Actor& actor);

Decision decide(const State& state, const OpenProject& command, const Context& context);
// Whole: level, phases and words. The phase in which it is must still be there. That nothing
// changed is for who asks to see: the words before are not known here.
Decision decide(const State& state, const ChangeProject& command, const Context& context);
Decision decide(const State& state, const MovePhase& command, const Context& context);
Decision decide(const State& state, const PublishNews& command, const Context& context);
// A new milestone, or one that is not reached yet set anew.
Decision decide(const State& state, const SetMilestone& command, const Context& context);
Decision decide(const State& state, const ReachMilestone& command, const Context& context);

void evolve(Projects& projects, const events::Meta& meta, const events::ProjectOpened& event);
void evolve(Projects& projects, const events::Meta& meta, const events::ProjectChanged& event);
void evolve(Projects& projects, const events::Meta& meta, const events::PhaseMoved& event);
void evolve(Projects& projects, const events::Meta& meta, const events::NewsPublished& event);
void evolve(Projects& projects, const events::Meta& meta, const events::MilestoneSet& event);
void evolve(Projects& projects, const events::Meta& meta, const events::MilestoneReached& event);

}  // namespace imaginons::commands
