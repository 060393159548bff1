#include "commands/stances.hpp"

#include "commands/limits.hpp"
#include "commands/phase_rules.hpp"
#include "commands/state.hpp"

namespace imaginons::commands {

namespace {

// What a stance may be about, looked up: the proposal or statement that it belongs to, and the
// version of its words.
struct Subject {
    events::ProposalId proposal;
    std::uint32_t version = 1;
};

const Refusal unknown_kind{RefusalCode::unknown_value, "object_kind"};

bool takes_stances(events::ObjectKind kind) {
    return kind == events::ObjectKind::proposal || kind == events::ObjectKind::argument;
}

// Nothing if there is no such object.
std::optional<Subject> subject_of(const State& state, events::ObjectKind kind,
                                  const events::Id& object) {
    if (kind == events::ObjectKind::argument) {
        const Argument* argument = find(state.arguments, events::id_as<events::ArgumentId>(object));
        if (argument == nullptr) return std::nullopt;
        return Subject{argument->proposal};
    }
    const auto id = events::id_as<events::ProposalId>(object);
    const Proposal* proposal = find(state.proposals, id);
    if (proposal == nullptr) return std::nullopt;
    return Subject{id, version_of(state, *proposal)};
}

std::optional<Refusal> closed(const State& state, events::ObjectKind kind,
                              const events::Id& object) {
    if (kind == events::ObjectKind::argument) {
        return not_open(state, events::id_as<events::ArgumentId>(object), "object");
    }
    return not_open(state, events::id_as<events::ProposalId>(object), "object");
}

Refusal unknown_object(events::ObjectKind kind) {
    const bool argument = kind == events::ObjectKind::argument;
    return {argument ? RefusalCode::unknown_argument : RefusalCode::unknown_proposal, "object"};
}

bool only_support(const State& state, const Proposal& proposal) {
    const auto project = state.projects.by_id.find(proposal.project);
    return project != state.projects.by_id.end() &&
           project->second.stance_choice == events::StanceChoice::support_only;
}

}  // namespace

events::Stance current_stance(const Stances& stances, const events::Id& object,
                              const events::Token& token) {
    const auto table = stances.by_object.find(object);
    const std::uint32_t number = stances.tokens.find(token);
    if (table == stances.by_object.end() || number == events::TokenTable::none)
        return events::Stance::unset;
    return table->second.find(number);
}

Decision decide(const State& state, const TakeStance& command, const Context& context) {
    if (auto refusal = may_not_write(state, context.actor)) return *refusal;
    if (!takes_stances(command.object_kind)) return unknown_kind;
    if (auto refusal = closed(state, command.object_kind, command.object)) return *refusal;
    const Subject subject = *subject_of(state, command.object_kind, command.object);
    const Proposal& proposal = *find(state.proposals, subject.proposal);
    if (command.scope != scope_of(subject.proposal, proposal))
        return Refusal{RefusalCode::wrong_scope, "scope"};
    if (auto refusal = not_in_this_phase(state, proposal.project, Contribution::stance, "object"))
        return *refusal;
    if (events::is_nil(command.token)) return Refusal{RefusalCode::unknown_value, "token"};
    if (!is_known(command.stance)) return Refusal{RefusalCode::unknown_value, "stance"};
    if (command.stance != events::Stance::for_ && only_support(state, proposal)) {
        return Refusal{RefusalCode::only_support_here, "stance"};
    }
    if (command.seen_version != 0 && command.seen_version != subject.version) {
        return Refusal{RefusalCode::text_has_changed, "seen_version"};
    }
    events::StanceTaken taken;
    taken.object = command.object;
    taken.scope = command.scope;
    taken.token = command.token;
    taken.version = subject.version;
    taken.object_kind = command.object_kind;
    taken.stance = command.stance;
    return Facts{events::Fact(taken)};
}

Decision decide(const State& state, const WithdrawStance& command, const Context& context) {
    if (auto refusal = may_not_write(state, context.actor)) return *refusal;
    if (!takes_stances(command.object_kind)) return unknown_kind;
    const auto subject = subject_of(state, command.object_kind, command.object);
    if (!subject) return unknown_object(command.object_kind);
    const Proposal& proposal = *find(state.proposals, subject->proposal);
    if (command.scope != scope_of(subject->proposal, proposal))
        return Refusal{RefusalCode::wrong_scope, "scope"};
    // What was decided or is being carried out rests on the stances as they stand.
    if (auto refusal = not_in_this_phase(state, proposal.project, Contribution::stance, "object"))
        return *refusal;
    if (current_stance(state.stances, command.object, command.token) == events::Stance::unset) {
        return Refusal{RefusalCode::no_stance};
    }
    events::StanceWithdrawn withdrawn;
    withdrawn.object = command.object;
    withdrawn.scope = command.scope;
    withdrawn.token = command.token;
    withdrawn.object_kind = command.object_kind;
    return Facts{events::Fact(withdrawn)};
}

void evolve(Stances& stances, const events::Meta&, const events::StanceTaken& event) {
    // The position in the object's stream is the read side's to know.
    stances.by_object[event.object].set(stances.tokens.intern(event.token), event.stance, 0);
}

void evolve(Stances& stances, const events::Meta&, const events::StanceWithdrawn& event) {
    const auto table = stances.by_object.find(event.object);
    const std::uint32_t number = stances.tokens.find(event.token);
    if (table != stances.by_object.end() && number != events::TokenTable::none)
        table->second.remove(number);
}

StanceRun::StanceRun(Stances& stances) : stances_(stances) {
    gathered_.reserve(limits::stances_gathered);
}

void StanceRun::add(const events::StanceTaken& event) {
    add(One{event.object, event.token, event.stance});
}

void StanceRun::add(const events::StanceWithdrawn& event) {
    add(One{event.object, event.token, events::Stance::unset});
}

void StanceRun::add(One one) {
    stances_.tokens.prefetch_slot(one.token);
    gathered_.push_back(one);
    if (gathered_.size() == limits::stances_gathered) flush();
}

void StanceRun::flush() {
    for (One& one : gathered_) {
        stances_.tokens.prefetch_token(one.token);
        one.table = &stances_.by_object[one.object];
    }
    for (One& one : gathered_) {
        one.number = stances_.tokens.intern(one.token);
        one.table->prefetch(one.number);
    }
    for (const One& one : gathered_) {
        if (one.stance == events::Stance::unset) {
            one.table->remove(one.number);
        } else {
            one.table->set(one.number, one.stance, 0);
        }
    }
    gathered_.clear();
}

}  // namespace imaginons::commands
