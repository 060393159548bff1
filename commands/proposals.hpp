// Proposals and statements on the write side: whose they are, in which project, at which version.
// Their words are sealed under their author's key and not known here: whether an edit changes
// nothing is for who asks to see.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "commands/command.hpp"
#include "commands/places.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

// The latest version that one of several people wrote.
struct WrittenVersion {
    events::PersonId by;
    std::uint32_t version = 0;
};

struct Proposal {
    events::ProjectId project;  // nil if free-standing
    events::PersonId author;
    std::uint32_t version = 1;  // how many there were
    bool statement = false;
    bool amendment = false;
    bool withdrawn = false;
    bool decided = false;              // an amendment, accepted or refused
    std::uint32_t amends_version = 0;  // 0: not said
    events::ProposalId amends{};       // nil unless an amendment
    std::vector<events::ProposalId> amendments;
    std::vector<events::PersonId> co_authors;
    std::vector<events::PersonId> invited;
    std::vector<WrittenVersion> written;  // empty while only the author has written
    Placement placement;
};

struct Proposals {
    std::unordered_map<events::ProposalId, Proposal, events::IdHash> by_id;
};

Decision decide(const State& state, const SubmitProposal& command, const Context& context);
// Only proposals: stances on a statement are stances on its very words.
Decision decide(const State& state, const EditProposal& command, const Context& context);
// Proposals and statements.
Decision decide(const State& state, const WithdrawProposal& command, const Context& context);
Decision decide(const State& state, const AddStatement& command, const Context& context);

void evolve(Proposals& proposals, const events::Meta& meta, const events::ProposalSubmitted& event);
void evolve(Proposals& proposals, const events::Meta& meta, const events::ProposalEdited& event);
void evolve(Proposals& proposals, const events::Meta& meta, const events::ProposalWithdrawn& event);
void evolve(Proposals& proposals, const events::Meta& meta, const events::StatementAdded& event);

// Nothing if the actor may write, and is the author or a co-author of it; else the refusal.
std::optional<Refusal> not_an_author(const State& state, const events::ProposalId& id,
                                     const Actor& actor);
// Nothing if its text may get another wording now.
std::optional<Refusal> may_not_reword(const State& state, const events::ProposalId& id,
                                      const Proposal& proposal);
bool is_author(const Proposal& proposal, const events::PersonId& person);
// The version in force: the latest whose words are not gone with the account of who wrote it; 0 if
// all are.
std::uint32_t version_of(const State& state, const Proposal& proposal);
std::optional<Refusal> defect_of_words(const std::string& title, const std::string& body);

const Proposal* find(const Proposals& proposals, const events::ProposalId& id);
// Nothing if words and stances may be added to it; else unknown_proposal, contribution_hidden,
// proposal_withdrawn or words_removed.
std::optional<Refusal> not_open(const State& state, const events::ProposalId& id,
                                std::string_view field);
// Where a token counts as one person: its project, or the proposal itself if it is free-standing.
events::Id scope_of(const events::ProposalId& id, const Proposal& proposal);

}  // namespace imaginons::commands
