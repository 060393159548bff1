// The city's answers on the write side: one agent drafts, another reviews, then what was reviewed
// is published, word for word; and how far a proposal has come. The words of the draft in force are
// kept here, so that nothing but what was approved can be published.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

struct Draft {
    std::uint64_t seq = 0;  // of its event
    std::uint32_t version = 0;
    events::PersonId by;
    std::shared_ptr<const events::Answer>
        words;  // null until opened; shared: a state may be copied
    events::ReviewVerdict verdict = events::ReviewVerdict::unset;
    events::PersonId reviewed_by;
};

struct Answering {
    events::ProposalStage stage = events::ProposalStage::submitted;
    std::uint32_t drafts = 0;    // how many there were: the number of the latest
    std::optional<Draft> draft;  // the latest, unless it was published
    std::vector<events::ProjectId> projects;
};

struct Answers {
    // Proposals that anything of this has happened to.
    std::unordered_map<events::ProposalId, Answering, events::IdHash> by_proposal;
};

// Whole: outcome, criteria, words and who signs. Refused with draft_has_changed if another draft
// has come since the one that was seen.
Decision decide(const State& state, const DraftAnswer& command, const Context& context);
// Never by whoever drafted it.
Decision decide(const State& state, const ReviewAnswer& command, const Context& context);
// Only what was approved.
Decision decide(const State& state, const PublishAnswer& command, const Context& context);
// Under review, in progress or done; the other stages are what answers bring.
Decision decide(const State& state, const MoveProposal& command, const Context& context);
// Only what was accepted. The project exists, and is not linked yet.
Decision decide(const State& state, const TakeUpProposal& command, const Context& context);

void evolve(Answers& answers, const events::Meta& meta, const events::AnswerDrafted& event);
void evolve(Answers& answers, const events::Meta& meta, const events::AnswerReviewed& event);
void evolve(Answers& answers, const events::Meta& meta, const events::AnswerPublished& event);
void evolve(Answers& answers, const events::Meta& meta, const events::ProposalMoved& event);
void evolve(Answers& answers, const events::Meta& meta, const events::ProposalTakenUp& event);
// An author who was asked for information gives it by editing: the city goes on.
void evolve(Answers& answers, const events::Meta& meta, const events::ProposalEdited& event);
// With their words go the drafts that they had not seen published.
void evolve(Answers& answers, const events::Meta& meta, const events::PersonErased& event);

// The fold's: drafts whose words were not at hand, and their words once opened.
std::vector<std::pair<events::ProposalId, std::uint64_t>> unopened_drafts(const Answers& answers);
void put_draft(Answers& answers, const events::ProposalId& proposal, const events::Answer& words);

// Nothing if the agent may open or name a project for it; else the refusal.
std::optional<Refusal> not_to_be_taken_up(const State& state, const events::ProposalId& proposal,
                                          const Actor& actor);
// The stage, submitted if nothing has happened yet.
events::ProposalStage stage_of(const Answers& answers, const events::ProposalId& proposal);

}  // namespace imaginons::commands
