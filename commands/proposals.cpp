#include "commands/proposals.hpp"

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

std::optional<Refusal> defect_of_words(const std::string& title, const std::string& body) {
    if (auto refusal = defect_of(title, {"title", limits::title_chars})) return refusal;
    return defect_of(
        body, {.field = "body", .most_chars = limits::proposal_body_chars, .many_lines = true});
}

events::Text words(const std::string& title, const std::string& body) {
    events::Text text;
    text.title = title;
    text.body = body;
    return text;
}

std::optional<Refusal> not_open(const State& state, const events::ProjectId& id) {
    const auto found = state.projects.by_id.find(id);
    if (found == state.projects.by_id.end())
        return Refusal{RefusalCode::unknown_project, "project"};
    if (words_are_removed(state, found->second.owner))
        return Refusal{RefusalCode::words_removed, "project"};
    return std::nullopt;
}

std::optional<Refusal> defect_of_kind(const State& state, const SubmitProposal& command) {
    if (!is_known(command.kind)) return Refusal{RefusalCode::unknown_value, "kind"};
    if (command.kind == events::ProposalKind::idea) {
        if (events::is_nil(command.amends)) return std::nullopt;
        return Refusal{RefusalCode::unknown_value, "amends"};
    }
    if (auto refusal = not_open(state, command.amends, "amends")) return refusal;
    const Proposal& amended = *find(state.proposals, command.amends);
    // An amendment is discussed where what it amends is.
    if (amended.statement || amended.project != command.project)
        return Refusal{RefusalCode::unknown_proposal, "amends"};
    return std::nullopt;
}

std::optional<Refusal> not_the_author(const State& state, const events::ProposalId& id,
                                      const Actor& actor) {
    if (auto refusal = may_not_write(state, actor)) return refusal;
    const Proposal* proposal = find(state.proposals, id);
    if (proposal == nullptr) return Refusal{RefusalCode::unknown_proposal, "proposal"};
    if (proposal->author != actor.person) return Refusal{RefusalCode::not_the_author};
    return std::nullopt;
}

}  // namespace

const Proposal* find(const Proposals& proposals, const events::ProposalId& id) {
    const auto found = proposals.by_id.find(id);
    return found == proposals.by_id.end() ? nullptr : &found->second;
}

std::optional<Refusal> not_open(const State& state, const events::ProposalId& id,
                                std::string_view field) {
    const Proposal* proposal = find(state.proposals, id);
    if (proposal == nullptr) return Refusal{RefusalCode::unknown_proposal, field};
    if (is_hidden(state, events::id_as<events::Id>(id)))
        return Refusal{RefusalCode::contribution_hidden, field};
    if (proposal->withdrawn) return Refusal{RefusalCode::proposal_withdrawn, field};
    if (words_are_removed(state, proposal->author))
        return Refusal{RefusalCode::words_removed, field};
    return std::nullopt;
}

events::Id scope_of(const events::ProposalId& id, const Proposal& proposal) {
    if (events::is_nil(proposal.project)) return events::id_as<events::Id>(id);
    return events::id_as<events::Id>(proposal.project);
}

Decision decide(const State& state, const SubmitProposal& command, const Context& context) {
    if (auto refusal = may_not_write(state, context.actor)) return *refusal;
    if (auto refusal =
            cannot_be_new(state, events::id_as<events::Id>(command.proposal), "proposal"))
        return *refusal;
    if (!events::is_nil(command.project)) {
        if (auto refusal = not_open(state, command.project)) return *refusal;
    }
    if (auto refusal = defect_of_kind(state, command)) return *refusal;
    if (auto refusal = defect_of_words(command.title, command.body)) return *refusal;
    events::ProposalSubmitted submitted;
    submitted.proposal = command.proposal;
    submitted.project = command.project;
    submitted.author = context.actor.person;
    submitted.kind = command.kind;
    submitted.amends = command.amends;
    return Facts{events::Fact(submitted, words(command.title, command.body), context.actor.person)};
}

Decision decide(const State& state, const EditProposal& command, const Context& context) {
    if (auto refusal = not_the_author(state, command.proposal, context.actor)) return *refusal;
    const Proposal& proposal = *find(state.proposals, command.proposal);
    if (proposal.statement) return Refusal{RefusalCode::unknown_proposal, "proposal"};
    if (auto refusal = not_open(state, command.proposal, "proposal")) return *refusal;
    if (command.seen_version != 0 && command.seen_version != proposal.version) {
        return Refusal{RefusalCode::text_has_changed, "seen_version"};
    }
    if (auto refusal = defect_of_words(command.title, command.body)) return *refusal;
    events::ProposalEdited edited;
    edited.proposal = command.proposal;
    edited.author = context.actor.person;
    edited.version = proposal.version + 1;
    return Facts{events::Fact(edited, words(command.title, command.body), context.actor.person)};
}

Decision decide(const State& state, const WithdrawProposal& command, const Context& context) {
    if (auto refusal = not_the_author(state, command.proposal, context.actor)) return *refusal;
    if (find(state.proposals, command.proposal)->withdrawn)
        return Refusal{RefusalCode::proposal_withdrawn, "proposal"};
    const TextRule rule{.field = "reason",
                        .most_chars = limits::reason_chars,
                        .many_lines = true,
                        .may_be_empty = true};
    if (auto refusal = defect_of(command.reason, rule)) return *refusal;
    events::ProposalWithdrawn withdrawn;
    withdrawn.proposal = command.proposal;
    withdrawn.author = context.actor.person;
    if (command.reason.empty()) return Facts{events::Fact(withdrawn)};
    return Facts{events::Fact(withdrawn, words({}, command.reason), context.actor.person)};
}

Decision decide(const State& state, const AddStatement& command, const Context& context) {
    if (auto refusal = may_not_write(state, context.actor)) return *refusal;
    if (auto refusal =
            cannot_be_new(state, events::id_as<events::Id>(command.statement), "statement"))
        return *refusal;
    if (auto refusal = not_open(state, command.project)) return *refusal;
    const TextRule rule{.field = "body", .most_chars = limits::statement_chars, .many_lines = true};
    if (auto refusal = defect_of(command.body, rule)) return *refusal;
    events::StatementAdded added;
    added.statement = command.statement;
    added.project = command.project;
    added.author = context.actor.person;
    return Facts{events::Fact(added, words({}, command.body), context.actor.person)};
}

void evolve(Proposals& proposals, const events::Meta&, const events::ProposalSubmitted& event) {
    proposals.by_id[event.proposal] = {.project = event.project,
                                       .author = event.author,
                                       .amendment = event.kind == events::ProposalKind::amendment};
}

void evolve(Proposals& proposals, const events::Meta&, const events::ProposalEdited& event) {
    proposals.by_id[event.proposal].version = event.version;
}

void evolve(Proposals& proposals, const events::Meta&, const events::ProposalWithdrawn& event) {
    proposals.by_id[event.proposal].withdrawn = true;
}

void evolve(Proposals& proposals, const events::Meta&, const events::StatementAdded& event) {
    proposals.by_id[event.statement] = {
        .project = event.project, .author = event.author, .statement = true};
}

}  // namespace imaginons::commands
