#include "commands/co_authors.hpp"

#include <algorithm>

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

using Persons = std::vector<events::PersonId>;

bool is_in(const Persons& people, const events::PersonId& person) {
    return std::find(people.begin(), people.end(), person) != people.end();
}

// Those who are still there: whoever deleted their account takes nobody's place.
std::size_t count_of(const State& state, const Persons& people) {
    return static_cast<std::size_t>(
        std::count_if(people.begin(), people.end(), [&](const events::PersonId& person) {
            return !not_a_person(state, {Actor::Kind::person, person}).has_value();
        }));
}

std::optional<Refusal> not_to_be_signed(const State& state, const events::ProposalId& id) {
    if (auto refusal = not_open(state, id, "proposal")) return refusal;
    if (find(state.proposals, id)->statement)
        return Refusal{RefusalCode::unknown_proposal, "proposal"};
    return std::nullopt;
}

}  // namespace

Decision decide(const State& state, const InviteCoAuthor& command, const Context& context) {
    if (auto refusal = not_an_author(state, command.proposal, context.actor)) return *refusal;
    if (auto refusal = not_to_be_signed(state, command.proposal)) return *refusal;
    const TextRule rule{.field = "pseudonym", .most_chars = limits::pseudonym_chars};
    if (auto refusal = defect_of(command.pseudonym, rule)) return *refusal;
    const auto named = state.people.by_name.find(pseudonym_key(command.pseudonym));
    if (named == state.people.by_name.end())
        return Refusal{RefusalCode::unknown_person, "pseudonym"};
    const Proposal& proposal = *find(state.proposals, command.proposal);
    const events::PersonId invited = named->second;
    if (is_author(proposal, invited)) return Refusal{RefusalCode::already_an_author, "pseudonym"};
    if (is_in(proposal.invited, invited)) return Refusal{RefusalCode::already_invited, "pseudonym"};
    const std::size_t count =
        count_of(state, proposal.co_authors) + count_of(state, proposal.invited);
    if (count >= limits::co_authors)
        return Refusal{RefusalCode::too_many_co_authors, "pseudonym", limits::co_authors, count};
    events::CoAuthorInvited event;
    event.proposal = command.proposal;
    event.person = invited;
    event.by = context.actor.person;
    return Facts{events::Fact(event)};
}

Decision decide(const State& state, const AcceptInvitation& command, const Context& context) {
    if (auto refusal = may_not_write(state, context.actor)) return *refusal;
    const Proposal* proposal = find(state.proposals, command.proposal);
    if (proposal == nullptr) return Refusal{RefusalCode::unknown_proposal, "proposal"};
    if (!is_in(proposal->invited, context.actor.person)) return Refusal{RefusalCode::not_invited};
    if (auto refusal = not_to_be_signed(state, command.proposal)) return *refusal;
    events::CoAuthorAccepted event;
    event.proposal = command.proposal;
    event.person = context.actor.person;
    return Facts{events::Fact(event)};
}

// To leave has no conditions, as to delete one's account has none.
Decision decide(const State& state, const EndCoAuthorship& command, const Context& context) {
    if (auto refusal = not_a_person(state, context.actor)) return *refusal;
    const Proposal* proposal = find(state.proposals, command.proposal);
    if (proposal == nullptr) return Refusal{RefusalCode::unknown_proposal, "proposal"};
    const events::PersonId actor = context.actor.person;
    const events::PersonId person = events::is_nil(command.person) ? actor : command.person;
    const bool invited = is_in(proposal->invited, person);
    const bool co_author = is_in(proposal->co_authors, person);
    if (person != actor && !is_author(*proposal, actor))
        return Refusal{RefusalCode::not_the_author};
    if (person == actor ? !invited && !co_author : !invited)
        return Refusal{RefusalCode::not_invited, "person"};
    events::CoAuthorLeft event;
    event.proposal = command.proposal;
    event.person = person;
    event.by = actor;
    return Facts{events::Fact(event)};
}

void evolve(Proposals& proposals, const events::Meta&, const events::CoAuthorInvited& event) {
    proposals.by_id[event.proposal].invited.push_back(event.person);
}

void evolve(Proposals& proposals, const events::Meta&, const events::CoAuthorAccepted& event) {
    Proposal& proposal = proposals.by_id[event.proposal];
    std::erase(proposal.invited, event.person);
    proposal.co_authors.push_back(event.person);
}

void evolve(Proposals& proposals, const events::Meta&, const events::CoAuthorLeft& event) {
    Proposal& proposal = proposals.by_id[event.proposal];
    std::erase(proposal.invited, event.person);
    std::erase(proposal.co_authors, event.person);
}

}  // namespace imaginons::commands
