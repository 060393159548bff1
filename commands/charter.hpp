// The participation charter on the write side: which version is in force and who has accepted
// which. Pure deciders; where the first version's words come from is charter_fr.md's.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

struct Charter {
    std::uint32_t version = 0;  // in force; 0 = none was published yet
    std::string title;
    std::string body;
    // The latest version that a person has accepted.
    std::unordered_map<events::PersonId, std::uint32_t, events::IdHash> accepted;
};

Decision decide(const State& state, const PublishCharter& command, const Context& context);
Decision decide(const State& state, const AcceptCharter& command, const Context& context);

void evolve(Charter& charter, const events::Meta& meta, const events::CharterPublished& event);
void evolve(Charter& charter, const events::Meta& meta, const events::CharterAccepted& event);

// Refused unless a version is in force and it is this one.
std::optional<Refusal> not_in_force(const Charter& charter, std::uint32_t version);

}  // namespace imaginons::commands
