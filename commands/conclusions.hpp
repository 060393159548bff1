// What debates come to, on the write side: who may say it, and that nobody goes over a conclusion
// that they have not seen. A conclusion ends no debate: people may go on, and it be said anew.
#pragma once

#include <map>
#include <unordered_map>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

struct Conclusions {
    // How often each debate was concluded; by the proposal, at phase 0, or by the project.
    std::unordered_map<events::Id, std::map<std::uint16_t, std::uint32_t>, events::IdHash> versions;
};

// By the owner of the resident's project that the debate is in, in words of their own, or else by
// an agent there, in the city's. What was said for and what was said against are both told, if only
// that nobody said anything.
Decision decide(const State& state, const PublishConclusion& command, const Context& context);

void evolve(Conclusions& conclusions, const events::Meta& meta,
            const events::ConclusionPublished& event);

}  // namespace imaginons::commands
