// A world to decide in: a state that commands have been applied to, with people and objects under
// short names. For given / when / then: nothing here knows a rule.
#pragma once

#include <doctest/doctest.h>

#include <ostream>
#include <string>

#include "commands/limits.hpp"
#include "commands/state.hpp"

namespace imaginons::commands {

inline std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
    return out << name(refusal.code) << '(' << refusal.field << ' ' << refusal.limit << ' '
               << refusal.actual << ')';
}

namespace test {

inline events::Id id(std::uint64_t number) {
    return {number, 0xABCD};
}
template <class To>
To id_of(std::uint64_t number) {
    return {number, 0xABCD};
}
inline events::PersonId person(std::uint64_t number) {
    return {number, 0x1111};
}
inline events::ProjectId project(std::uint64_t number) {
    return {number, 0x2222};
}
inline events::ProposalId proposal(std::uint64_t number) {
    return {number, 0x3333};
}
inline events::ArgumentId argument(std::uint64_t number) {
    return {number, 0x4444};
}
inline events::NewsId news(std::uint64_t number) {
    return {number, 0x5555};
}
inline events::MilestoneId milestone(std::uint64_t number) {
    return {number, 0x6666};
}
inline events::MeetingId meeting(std::uint64_t number) {
    return {number, 0x9999};
}
inline events::QuestionId question(std::uint64_t number) {
    return {number, 0x8888};
}
inline events::Token token(std::uint64_t number) {
    return {number, 0x7777};
}
template <class T>
events::Id any(const T& typed) {
    return events::id_as<events::Id>(typed);
}

inline const Actor city{Actor::Kind::city, {}};
inline Actor by(std::uint64_t number) {
    return {Actor::Kind::person, person(number)};
}
inline const Actor ada = by(1);
inline const Actor ben = by(2);
inline const Actor stranger = by(99);

inline std::string repeated(std::string_view piece, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
}

inline PhaseWords phase(std::int32_t starts_on, std::int32_t ends_on, std::string title = "Phase") {
    return {events::Phase(starts_on, ends_on, events::PhaseKind::propose), std::move(title)};
}

// Commands that would be accepted; tests change what they are about.
inline OpenProject open_project(std::uint64_t number) {
    OpenProject command;
    command.project = project(number);
    command.title = "Le parc";
    command.body = "Un parc pour tous";
    command.phases = {phase(100, 200), phase(201, 300)};
    return command;
}
inline ChangeProject change_project(std::uint64_t number) {
    ChangeProject command;
    command.project = project(number);
    command.title = "Le grand parc";
    command.phases = {phase(100, 200), phase(201, 300), phase(301, 400)};
    return command;
}
inline SubmitProposal submit(std::uint64_t number, events::ProjectId in = {}) {
    SubmitProposal command;
    command.proposal = proposal(number);
    command.project = in;
    command.title = "Un banc";
    command.body = "Devant la gare";
    return command;
}
inline EditProposal edit(std::uint64_t number) {
    return {proposal(number), "Deux bancs", "Devant la gare", 0};
}
inline AddStatement state_that(std::uint64_t number, events::ProjectId in) {
    return {proposal(number), in, "Il faut plus de bancs."};
}
inline AddArgument argue(std::uint64_t number, std::uint64_t about) {
    AddArgument command;
    command.argument = argument(number);
    command.proposal = proposal(about);
    command.side = events::Side::for_;
    command.body = "On peut s'y reposer";
    return command;
}
inline AddArgument reply(std::uint64_t number, std::uint64_t about, std::uint64_t to) {
    AddArgument command = argue(number, about);
    command.parent = argument(to);
    command.side = events::Side::beside;
    return command;
}
// About proposals, or about projects.
inline AskQuestion ask_about(events::ProposalId about, std::uint64_t number) {
    return {question(number), about, {}, "Qui paie ?"};
}
inline AskQuestion ask_about(events::ProjectId about, std::uint64_t number) {
    return {question(number), {}, about, "Qui paie ?"};
}
inline AnswerQuestion answer_question(std::uint64_t number, std::uint32_t seen_version = 0) {
    return {question(number), seen_version, "La ville.", "Iris Valdoré", "adjointe aux écoles"};
}
inline PublishConclusion conclude(events::ProposalId about, std::uint32_t seen_version = 0) {
    PublishConclusion command;
    command.proposal = about;
    command.seen_version = seen_version;
    command.words.said_for = "On s’y repose.";
    command.words.said_against = "Il coûte.";
    return command;
}
inline PublishConclusion conclude(events::ProjectId about, std::uint16_t phase,
                                  std::uint32_t seen_version = 0) {
    PublishConclusion command = conclude(events::ProposalId(), seen_version);
    command.project = about;
    command.phase = phase;
    return command;
}
inline TakeStance think(events::Stance stance, std::uint64_t about, events::Id scope,
                        std::uint64_t who) {
    TakeStance command;
    command.object = any(proposal(about));
    command.scope = scope;
    command.token = token(who);
    command.stance = stance;
    return command;
}

class World {
  public:
    State state;
    std::int64_t now_ms = 1'000;

    Decision ask(const AnyCommand& body, const Actor& actor) const {
        Command command;
        command.body = body;
        command.actor = actor;
        return decide(state, command, now_ms);
    }
    // Given: it must be accepted. When: the facts that follow.
    Facts happen(const AnyCommand& body, const Actor& actor) {
        Decision decision = ask(body, actor);
        if (!decision)
            FAIL("refused: " << name(decision.refusal().code) << ' ' << decision.refusal().field);
        for (const events::Fact& fact : decision.facts()) {
            events::Meta meta;
            meta.seq = seq_++;
            meta.sealed = fact.sealed ? &*fact.sealed : nullptr;
            evolve(state, meta, fact.payload);
        }
        return decision.facts();
    }
    // Then: why it is refused.
    Refusal refusal(const AnyCommand& body, const Actor& actor) const {
        const Decision decision = ask(body, actor);
        if (decision) FAIL("it was accepted");
        return decision.refusal();
    }
    RefusalCode code(const AnyCommand& body, const Actor& actor) const {
        return refusal(body, actor).code;
    }
    bool accepts(const AnyCommand& body, const Actor& actor) const {
        return static_cast<bool>(ask(body, actor));
    }

    void join(const Actor& who, const std::string& pseudonym) {
        happen(JoinPerson{pseudonym, state.charter.version, false}, who);
    }

  private:
    std::uint64_t seq_ = 0;
};

// The charter is published; Ada and Ben have joined; project 1 is the city's, project 2 is Ada's,
// project 3 takes only support. Proposal 10 is Ada's in project 1, 11 Ada's and free-standing, 12 a
// statement of Ada's in project 1.
inline World small_town() {
    World world;
    world.happen(PublishCharter{"Charte", "Soyons polis."}, city);
    world.join(ada, "Ada");
    world.join(ben, "Ben");
    world.happen(open_project(1), city);
    world.happen(open_project(2), ada);
    OpenProject support_only = open_project(3);
    support_only.stance_choice = events::StanceChoice::support_only;
    world.happen(support_only, city);
    world.happen(submit(10, project(1)), ada);
    world.happen(submit(11), ada);
    world.happen(state_that(12, project(1)), ada);
    return world;
}

// The one fact of an event that a command gave.
template <class Event>
const Event& only(const Facts& facts) {
    REQUIRE(facts.size() == 1);
    REQUIRE(std::holds_alternative<Event>(facts[0].payload));
    return std::get<Event>(facts[0].payload);
}

}  // namespace test
}  // namespace imaginons::commands
