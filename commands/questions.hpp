// Questions to the city on the write side: a person asks about a proposal or about a project, an
// agent answers, signed by a named official. No stances are taken on them.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

struct Question {
    events::ProposalId proposal;  // of the two one is nil
    events::ProjectId project;
    events::PersonId author;
    std::uint32_t answers = 0;  // how often it was answered: the version of the answer
};

struct Questions {
    std::unordered_map<events::QuestionId, Question, events::IdHash> by_id;
    // By the proposal or the project, in the order in which they were asked.
    std::unordered_map<events::Id, std::vector<events::QuestionId>, events::IdHash> about;
};

// By anybody who may write; not about statements, nor about amendments, which are for the authors
// of what they amend.
Decision decide(const State& state, const AskQuestion& command, const Context& context);
// By an agent there; again, if there is something to correct.
Decision decide(const State& state, const AnswerQuestion& command, const Context& context);

void evolve(Questions& questions, const events::Meta& meta, const events::QuestionAsked& event);
void evolve(Questions& questions, const events::Meta& meta, const events::QuestionAnswered& event);

const Question* find(const Questions& questions, const events::QuestionId& id);
// Nothing if what is debated, a proposal or (if that is nil) a project, is there and open: neither
// a statement nor an amendment, nor withdrawn, hidden or erased.
std::optional<Refusal> not_debated(const State& state, const events::ProposalId& proposal,
                                   const events::ProjectId& project);

}  // namespace imaginons::commands
