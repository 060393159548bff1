// What may be contributed in which phase of a project: each kind of phase against each kind of
// contribution, and what is never closed.
#include "world.hpp"

#include "commands/phase_rules.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;
using events::PhaseKind;
using events::Stance;

namespace {

const Actor ann = by(5);  // an agent of the city

// Project 4 came to a phase of that kind after one in which all that is asked about was proposed.
World town_in(PhaseKind kind) {
    World world = small_town();
    world.join(ann, "Ann");
    world.happen(GiveRole{ann.person, events::Role::agent, {}, "Service"}, city);
    OpenProject open = open_project(4);
    open.phases[1].phase = events::Phase(201, 300, kind);
    world.happen(open, city);
    world.happen(submit(40, project(4)), ada);
    world.happen(argue(41, 40), ben);
    world.happen(state_that(42, project(4)), ada);
    world.happen(think(Stance::for_, 40, any(project(4)), 2), ben);
    SubmitProposal amendment = submit(43, project(4));
    amendment.kind = events::ProposalKind::amendment;
    amendment.amends = proposal(40);
    amendment.amends_version = 1;
    amendment.argument = argument(44);
    amendment.reason = "C'est mieux.";
    world.happen(amendment, ben);
    world.happen(MovePhase{project(4), 1}, city);
    return world;
}

SubmitProposal another_amendment() {
    SubmitProposal command = submit(53, project(4));
    command.kind = events::ProposalKind::amendment;
    command.amends = proposal(40);
    command.amends_version = 1;
    command.argument = argument(54);
    command.reason = "C'est mieux.";
    return command;
}
TakeStance find_useful() {
    TakeStance command = think(Stance::for_, 40, any(project(4)), 1);
    command.object_kind = events::ObjectKind::argument;
    command.object = any(argument(41));
    return command;
}

struct Attempt {
    Contribution contribution;
    AnyCommand command;
    Actor actor;
    std::string_view field;
};

std::vector<Attempt> attempts() {
    const events::Id scope = any(project(4));
    return {
        {Contribution::idea, submit(50, project(4)), ada, "project"},
        {Contribution::wording, edit(40), ada, "proposal"},
        {Contribution::wording, edit(43), ben, "proposal"},
        {Contribution::wording,
         PlaceProposal{proposal(40), {}, {}, std::optional(events::Point(1, 2))}, ada, "proposal"},
        {Contribution::wording, another_amendment(), ben, "project"},
        {Contribution::wording, AcceptAmendment{proposal(43), 1, "Deux bancs", "Là"}, ada,
         "proposal"},
        {Contribution::statement, state_that(51, project(4)), ada, "project"},
        {Contribution::argument, argue(52, 40), ada, "proposal"},
        {Contribution::argument, reply(52, 40, 41), ada, "proposal"},
        {Contribution::stance, think(Stance::against, 40, scope, 1), ada, "object"},
        {Contribution::stance, think(Stance::against, 40, scope, 2), ben, "object"},
        {Contribution::stance, think(Stance::for_, 42, scope, 1), ada, "object"},
        {Contribution::stance, find_useful(), ada, "object"},
        {Contribution::stance,
         WithdrawStance{events::ObjectKind::proposal, any(proposal(40)), scope, token(2)}, ben,
         "object"},
    };
}

constexpr PhaseKind kinds[] = {PhaseKind::inform, PhaseKind::propose, PhaseKind::debate,
                               PhaseKind::decide, PhaseKind::realise, PhaseKind::review};

}  // namespace

TEST_CASE("a phase takes what its kind allows, and refuses the rest") {
    for (const PhaseKind kind : kinds) {
        const World world = town_in(kind);
        for (const Attempt& tried : attempts()) {
            CAPTURE(static_cast<int>(kind));
            CAPTURE(static_cast<int>(tried.contribution));
            if (allows(kind, tried.contribution)) {
                CHECK(world.accepts(tried.command, tried.actor));
            } else {
                CHECK(world.refusal(tried.command, tried.actor) ==
                      Refusal{RefusalCode::not_in_this_phase, tried.field});
            }
        }
    }
}

TEST_CASE("what each kind of phase allows") {
    const auto allowed = [](PhaseKind kind) {
        std::string out;
        for (const auto& [contribution, letter] :
             {std::pair{Contribution::idea, 'i'}, std::pair{Contribution::wording, 'w'},
              std::pair{Contribution::statement, 's'}, std::pair{Contribution::argument, 'a'},
              std::pair{Contribution::stance, 'v'}}) {
            if (allows(kind, contribution)) out += letter;
        }
        return out;
    };
    CHECK(allowed(PhaseKind::inform) == "");
    CHECK(allowed(PhaseKind::propose) == "iwsav");
    CHECK(allowed(PhaseKind::debate) == "wsav");
    CHECK(allowed(PhaseKind::decide) == "av");
    CHECK(allowed(PhaseKind::realise) == "");
    CHECK(allowed(PhaseKind::review) == "iwsav");
}

TEST_CASE("a phase that is over does not bind the next") {
    World world = town_in(PhaseKind::realise);
    CHECK(world.code(submit(50, project(4)), ada) == RefusalCode::not_in_this_phase);
    world.happen(MovePhase{project(4), 0}, city);
    CHECK(world.accepts(submit(50, project(4)), ada));
    // The kind of the phase in which the project is may change under it.
    ChangeProject change = change_project(4);
    change.phases[0].phase = events::Phase(100, 200, PhaseKind::decide);
    world.happen(change, city);
    CHECK(world.code(submit(50, project(4)), ada) == RefusalCode::not_in_this_phase);
}

TEST_CASE("without phases, and outside of projects, everything may be contributed") {
    World world = small_town();
    OpenProject open = open_project(4);
    open.phases.clear();
    world.happen(open, city);
    world.happen(submit(40, project(4)), ada);
    CHECK(world.accepts(argue(41, 40), ben));
    CHECK(world.accepts(think(Stance::for_, 40, any(project(4)), 2), ben));
    CHECK(world.accepts(submit(50), ada));
    CHECK(world.accepts(think(Stance::for_, 11, any(proposal(11)), 2), ben));
}

TEST_CASE(
    "in every phase one may ask, withdraw a text, refuse an amendment and give what was asked") {
    for (const PhaseKind kind : kinds) {
        CAPTURE(static_cast<int>(kind));
        World world = town_in(kind);
        CHECK(world.accepts(ask_about(project(4), 60), ben));
        CHECK(world.accepts(WithdrawProposal{proposal(40), {}}, ada));
        CHECK(world.accepts(RefuseAmendment{proposal(43), 1, "Non."}, ada));
        DraftAnswer draft;
        draft.proposal = proposal(40);
        draft.answer.outcome = events::AnswerOutcome::info_requested;
        draft.answer.title = "Où ?";
        draft.answer.body = "Dites-nous la rue.";
        draft.answer.official = "Iris Valdoré";
        draft.answer.function = "adjointe";
        world.happen(draft, ann);
        const Actor bob = by(6);
        world.join(bob, "Bob");
        world.happen(GiveRole{bob.person, events::Role::agent, {}, "Service"}, city);
        world.happen(ReviewAnswer{proposal(40), 1, events::ReviewVerdict::approved, {}}, bob);
        world.happen(PublishAnswer{proposal(40), 1}, ann);
        CHECK(world.accepts(edit(40), ada));
    }
}
