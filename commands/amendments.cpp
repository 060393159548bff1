#include "commands/amendments.hpp"

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"
#include "events/point.hpp"

namespace imaginons::commands {

namespace {

// Nothing if the actor may decide on it, as they saw it.
std::optional<Refusal> may_not_decide(const State& state, const events::ProposalId& id,
                                      std::uint32_t seen_version, const Actor& actor) {
    const Proposal* amendment = find(state.proposals, id);
    if (amendment == nullptr || !amendment->amendment)
        return Refusal{RefusalCode::unknown_proposal, "amendment"};
    if (auto refusal = not_an_author(state, amendment->amends, actor)) return refusal;
    if (auto refusal = not_open(state, amendment->amends, "proposal")) return refusal;
    if (auto refusal = not_open(state, id, "amendment")) return refusal;
    if (seen_version != version_of(state, *amendment))
        return Refusal{RefusalCode::text_has_changed, "seen_version"};
    return std::nullopt;
}

}  // namespace

Decision decide(const State& state, const AcceptAmendment& command, const Context& context) {
    if (auto refusal =
            may_not_decide(state, command.amendment, command.seen_version, context.actor))
        return *refusal;
    const Proposal& amendment = *find(state.proposals, command.amendment);
    const Proposal& amended = *find(state.proposals, amendment.amends);
    if (amendment.amends_version != version_of(state, amended))
        return Refusal{RefusalCode::amended_text_has_changed, "amendment"};
    if (auto refusal = may_not_reword(state, amendment.amends, amended)) return *refusal;
    if (auto refusal = defect_of_words(command.title, command.body)) return *refusal;
    events::AmendmentAccepted accepted;
    accepted.proposal = amendment.amends;
    accepted.amendment = command.amendment;
    accepted.amendment_version = command.seen_version;
    accepted.version = amended.version + 1;
    accepted.by = context.actor.person;
    events::ProposalEdited edited;
    edited.proposal = amendment.amends;
    edited.author = context.actor.person;
    edited.version = accepted.version;
    edited.themes = amended.placement.labels.themes;
    edited.district = amended.placement.labels.district;
    edited.point = events::point_field(amended.placement.point);
    events::Text words;
    words.title = command.title;
    words.body = command.body;
    return Facts{events::Fact(accepted),
                 events::Fact(edited, std::move(words), context.actor.person)};
}

Decision decide(const State& state, const RefuseAmendment& command, const Context& context) {
    if (auto refusal =
            may_not_decide(state, command.amendment, command.seen_version, context.actor))
        return *refusal;
    const TextRule rule{.field = "reason", .most_chars = limits::reason_chars, .many_lines = true};
    if (auto refusal = defect_of(command.reason, rule)) return *refusal;
    events::AmendmentRefused refused;
    refused.proposal = find(state.proposals, command.amendment)->amends;
    refused.amendment = command.amendment;
    refused.amendment_version = command.seen_version;
    refused.by = context.actor.person;
    events::Text words;
    words.body = command.reason;
    return Facts{events::Fact(refused, std::move(words), context.actor.person)};
}

void evolve(Proposals& proposals, const events::Meta&, const events::AmendmentAccepted& event) {
    proposals.by_id[event.amendment].decided = true;
}

void evolve(Proposals& proposals, const events::Meta&, const events::AmendmentRefused& event) {
    proposals.by_id[event.amendment].decided = true;
}

}  // namespace imaginons::commands
