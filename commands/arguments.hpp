// Arguments on the write side: of which proposal, how deep a reply. A source is an argument with a
// link.
#pragma once

#include <optional>
#include <unordered_map>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

struct Argument {
    events::ProposalId proposal;
    events::PersonId author;
    std::uint32_t depth = 0;  // 0 = on the proposal itself
};

struct Arguments {
    std::unordered_map<events::ArgumentId, Argument, events::IdHash> by_id;
};

// On proposals; a statement takes stances and no words. A source may go without a body.
Decision decide(const State& state, const AddArgument& command, const Context& context);

void evolve(Arguments& arguments, const events::Meta& meta, const events::ArgumentAdded& event);

const Argument* find(const Arguments& arguments, const events::ArgumentId& id);
// Nothing if it may be replied to and take stances; else unknown_argument, contribution_hidden,
// proposal_withdrawn, words_removed.
std::optional<Refusal> not_open(const State& state, const events::ArgumentId& id,
                                std::string_view field);

}  // namespace imaginons::commands
