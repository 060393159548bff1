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

// Folding a log waits for memory, not for arithmetic: stances that come one after the other are
// gathered and looked up together, each step asking for the memory that the next one reads. Nothing
// is in the slice before flush(); other slices do not see the difference.
class StanceRun {
  public:
    explicit StanceRun(Stances& stances);
    void add(const events::StanceTaken& event);
    void add(const events::StanceWithdrawn& event);
    void flush();

  private:
    struct One {
        events::Id object;
        events::Token token;
        events::Stance stance;  // unset = withdrawn
        std::uint32_t number = 0;
        events::StanceTable* table = nullptr;
    };
    void add(One one);

    Stances& stances_;
    std::vector<One> gathered_;
};

// Unset if there is none.
events::Stance current_stance(const Stances& stances, const events::Id& object,
                              const events::Token& token);

}  // namespace imaginons::commands
