// Stances on the write side: who, by token, currently thinks what of which object. Every stance
// taken is recorded, also the same again: history is kept, the current one counts.
#pragma once

#include <unordered_map>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"
#include "events/stance_table.hpp"

namespace imaginons::commands {

struct State;

struct Stances {
    events::TokenTable tokens;
    std::unordered_map<events::Id, events::StanceTable, events::IdHash> by_object;
};

// Binds to the version of the text that is current.
Decision decide(const State& state, const TakeStance& command, const Context& context);
// Also from what was withdrawn or hidden: one's own word can always be taken back.
Decision decide(const State& state, const WithdrawStance& command, const Context& context);

void evolve(Stances& stances, const events::Meta& meta, const events::StanceTaken& event);
void evolve(Stances& stances, const events::Meta& meta, const events::StanceWithdrawn& event);

// Unset if there is none.
events::Stance current_stance(const Stances& stances, const events::Id& object,
                              const events::Token& token);

}  // namespace imaginons::commands
