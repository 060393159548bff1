#include "commands/proposals.hpp"

#include <algorithm>

#include "commands/limits.hpp"
#include "commands/phase_rules.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"
#include "events/point.hpp"

namespace imaginons::commands {

namespace {

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

// Those of imports say no version: they are read, not decided on.
std::optional<Refusal> defect_of_base(const State& state, const SubmitProposal& command,
                                      const Proposal& amended, const events::PersonId& actor) {
    if (command.amends_version == 0) return std::nullopt;
    if (command.amends_version != version_of(state, amended))
        return Refusal{RefusalCode::amended_text_has_changed, "amends_version"};
    const auto open = static_cast<std::size_t>(std::count_if(
        amended.amendments.begin(), amended.amendments.end(), [&](const events::ProposalId& id) {
            return find(state.proposals, id)->author == actor && !not_open(state, id, "amends");
        }));
    if (open < limits::open_amendments) return std::nullopt;
    return Refusal{RefusalCode::too_many_amendments, "amends", limits::open_amendments, open};
}

std::optional<Refusal> defect_of_kind(const State& state, const SubmitProposal& command,
                                      const events::PersonId& actor) {
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
    return defect_of_base(state, command, amended, actor);
}

// Why an amendment is proposed: the first argument for it.
std::optional<Refusal> defect_of_reason(const State& state, const SubmitProposal& command) {
    if (events::is_nil(command.argument)) {
        if (command.reason.empty() && command.amends_version == 0) return std::nullopt;
        return Refusal{RefusalCode::unknown_value, "argument"};
    }
    const auto argument = events::id_as<events::Id>(command.argument);
    if (command.kind != events::ProposalKind::amendment ||
        argument == events::id_as<events::Id>(command.proposal))
        return Refusal{RefusalCode::unknown_value, "argument"};
    if (auto refusal = cannot_be_new(state, argument, "argument")) return refusal;
    return defect_of(command.reason,
                     {.field = "reason", .most_chars = limits::reason_chars, .many_lines = true});
}

// What an edit says that it amends must be what stands there now.
std::optional<Refusal> defect_of_new_base(const State& state, const EditProposal& command,
                                          const Proposal& proposal) {
    if (command.amends_version == 0) return std::nullopt;
    if (!proposal.amendment) return Refusal{RefusalCode::unknown_value, "amends_version"};
    if (auto refusal = not_open(state, proposal.amends, "amends")) return refusal;
    if (command.amends_version != version_of(state, *find(state.proposals, proposal.amends)))
        return Refusal{RefusalCode::amended_text_has_changed, "amends_version"};
    return std::nullopt;
}

void note_writer(Proposal& proposal, const events::PersonId& by) {
    if (proposal.written.empty()) {
        if (by == proposal.author) return;
        proposal.written.push_back({proposal.author, proposal.version - 1});
    }
    std::erase_if(proposal.written, [&](const WrittenVersion& one) { return one.by == by; });
    proposal.written.push_back({by, proposal.version});
}

}  // namespace

std::optional<Refusal> defect_of_words(const std::string& title, const std::string& body) {
    if (auto refusal = defect_of(title, {"title", limits::title_chars})) return refusal;
    return defect_of(
        body, {.field = "body", .most_chars = limits::proposal_body_chars, .many_lines = true});
}

std::optional<Refusal> not_an_author(const State& state, const events::ProposalId& id,
                                     const Actor& actor) {
    if (auto refusal = may_not_write(state, actor)) return refusal;
    const Proposal* proposal = find(state.proposals, id);
    if (proposal == nullptr) return Refusal{RefusalCode::unknown_proposal, "proposal"};
    if (!is_author(*proposal, actor.person)) return Refusal{RefusalCode::not_the_author};
    return std::nullopt;
}

std::optional<Refusal> may_not_reword(const State& state, const events::ProposalId& id,
                                      const Proposal& proposal) {
    // Whoever was asked for more may give it in any phase.
    if (stage_of(state.answers, id) == events::ProposalStage::info_requested) return std::nullopt;
    return not_in_this_phase(state, proposal.project, Contribution::wording, "proposal");
}

bool is_author(const Proposal& proposal, const events::PersonId& person) {
    const auto& others = proposal.co_authors;
    return proposal.author == person ||
           std::find(others.begin(), others.end(), person) != others.end();
}

std::uint32_t version_of(const State& state, const Proposal& proposal) {
    if (proposal.written.empty())
        return words_are_removed(state, proposal.author) ? 0 : proposal.version;
    std::uint32_t latest = 0;
    for (const WrittenVersion& one : proposal.written) {
        if (!words_are_removed(state, one.by)) latest = std::max(latest, one.version);
    }
    return latest;
}

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
    if (version_of(state, *proposal) == 0) return Refusal{RefusalCode::words_removed, field};
    if (proposal->decided) return Refusal{RefusalCode::amendment_decided, field};
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
    const bool amends = command.kind == events::ProposalKind::amendment;
    if (auto refusal = not_in_this_phase(
            state, command.project, amends ? Contribution::wording : Contribution::idea, "project"))
        return *refusal;
    if (auto refusal = defect_of_kind(state, command, context.actor.person)) return *refusal;
    if (auto refusal = defect_of_words(command.title, command.body)) return *refusal;
    if (auto refusal = defect_of_reason(state, command)) return *refusal;
    const Placement placement{{command.themes, command.district}, command.point};
    if (auto refusal = defect_of(state.territory, {}, placement, amends)) return *refusal;
    events::ProposalSubmitted submitted;
    submitted.proposal = command.proposal;
    submitted.project = command.project;
    submitted.author = context.actor.person;
    submitted.kind = command.kind;
    submitted.amends = command.amends;
    submitted.amends_version = command.amends_version;
    submitted.themes = command.themes;
    submitted.district = command.district;
    submitted.point = events::point_field(command.point);
    Facts facts;
    facts.emplace_back(submitted, words(command.title, command.body), context.actor.person);
    if (events::is_nil(command.argument)) return facts;
    events::ArgumentAdded why;
    why.argument = command.argument;
    why.proposal = command.proposal;
    why.author = context.actor.person;
    why.side = events::Side::for_;
    facts.emplace_back(why, words({}, command.reason), context.actor.person);
    return facts;
}

Decision decide(const State& state, const EditProposal& command, const Context& context) {
    if (auto refusal = not_an_author(state, command.proposal, context.actor)) return *refusal;
    const Proposal& proposal = *find(state.proposals, command.proposal);
    if (proposal.statement) return Refusal{RefusalCode::unknown_proposal, "proposal"};
    if (auto refusal = not_open(state, command.proposal, "proposal")) return *refusal;
    if (auto refusal = may_not_reword(state, command.proposal, proposal)) return *refusal;
    if (command.seen_version != 0 && command.seen_version != version_of(state, proposal)) {
        return Refusal{RefusalCode::text_has_changed, "seen_version"};
    }
    if (auto refusal = defect_of_words(command.title, command.body)) return *refusal;
    if (auto refusal = defect_of_new_base(state, command, proposal)) return *refusal;
    Placement after =
        placement_after(proposal.placement, {command.themes, command.district, command.point});
    if (auto refusal = defect_of(state.territory, proposal.placement, after, proposal.amendment))
        return *refusal;
    events::ProposalEdited edited;
    edited.proposal = command.proposal;
    edited.author = context.actor.person;
    edited.version = proposal.version + 1;
    edited.amends_version = command.amends_version;
    edited.themes = std::move(after.labels.themes);
    edited.district = std::move(after.labels.district);
    edited.point = events::point_field(after.point);
    return Facts{events::Fact(edited, words(command.title, command.body), context.actor.person)};
}

Decision decide(const State& state, const WithdrawProposal& command, const Context& context) {
    if (auto refusal = not_an_author(state, command.proposal, context.actor)) return *refusal;
    const Proposal& proposal = *find(state.proposals, command.proposal);
    if (proposal.withdrawn) return Refusal{RefusalCode::proposal_withdrawn, "proposal"};
    if (proposal.decided) return Refusal{RefusalCode::amendment_decided, "proposal"};
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
    if (auto refusal =
            not_in_this_phase(state, command.project, Contribution::statement, "project"))
        return *refusal;
    const TextRule rule{.field = "body", .most_chars = limits::statement_chars, .many_lines = true};
    if (auto refusal = defect_of(command.body, rule)) return *refusal;
    events::StatementAdded added;
    added.statement = command.statement;
    added.project = command.project;
    added.author = context.actor.person;
    return Facts{events::Fact(added, words({}, command.body), context.actor.person)};
}

void evolve(Proposals& proposals, const events::Meta&, const events::ProposalSubmitted& event) {
    Proposal& proposal = proposals.by_id[event.proposal];
    proposal.project = event.project;
    proposal.author = event.author;
    proposal.amendment = event.kind == events::ProposalKind::amendment;
    proposal.amends_version = event.amends_version;
    proposal.amends = event.amends;
    proposal.placement = {{event.themes, event.district}, events::point_in(event.point)};
    if (!events::is_nil(event.amends))
        proposals.by_id[event.amends].amendments.push_back(event.proposal);
}

void evolve(Proposals& proposals, const events::Meta&, const events::ProposalEdited& event) {
    Proposal& proposal = proposals.by_id[event.proposal];
    proposal.version = event.version;
    if (event.amends_version != 0) proposal.amends_version = event.amends_version;
    proposal.placement = {{event.themes, event.district}, events::point_in(event.point)};
    note_writer(proposal, event.author);
}

void evolve(Proposals& proposals, const events::Meta&, const events::ProposalWithdrawn& event) {
    proposals.by_id[event.proposal].withdrawn = true;
}

void evolve(Proposals& proposals, const events::Meta&, const events::StatementAdded& event) {
    Proposal& statement = proposals.by_id[event.statement];
    statement.project = event.project;
    statement.author = event.author;
    statement.statement = true;
}

}  // namespace imaginons::commands
