// What is hidden, on the write side: nothing may be added to it. Notices, decisions with reasons
// and appeals come with their own kinds of event.
#pragma once

#include <unordered_set>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

struct Moderation {
    std::unordered_set<events::Id, events::IdHash> hidden;
};

Decision decide(const State& state, const HideContribution& command, const Context& context);

void evolve(Moderation& moderation, const events::Meta& meta,
            const events::ContributionHidden& event);

bool is_hidden(const State& state, const events::Id& object);

}  // namespace imaginons::commands
