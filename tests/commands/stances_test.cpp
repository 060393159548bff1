// Stances: one current one for each token and object, bound to a version, in one scope.
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;
using events::Stance;

namespace {

const events::Id in_project = any(project(1));

TakeStance on_argument(std::uint64_t about, Stance stance = Stance::for_) {
    TakeStance command = think(stance, 0, in_project, 1);
    command.object_kind = events::ObjectKind::argument;
    command.object = any(argument(about));
    return command;
}

WithdrawStance withdraw(std::uint64_t about, const events::Id& scope, std::uint64_t who) {
    return {events::ObjectKind::proposal, any(proposal(about)), scope, token(who)};
}

}  // namespace

TEST_CASE("a stance says what, where, and by which token, never by whom") {
    World world = small_town();
    const Facts facts = world.happen(think(Stance::neutral, 10, in_project, 1), ada);
    const auto& taken = only<events::StanceTaken>(facts);
    CHECK(taken.object == any(proposal(10)));
    CHECK(taken.scope == in_project);
    CHECK(taken.token == token(1));
    CHECK(taken.stance == Stance::neutral);
    CHECK(taken.object_kind == events::ObjectKind::proposal);
    CHECK(taken.version == 1);
    CHECK_FALSE(facts[0].sealed);
    CHECK(events::is_nil(facts[0].subject));
}

TEST_CASE("a stance can be changed as often as one likes; the last one is current") {
    World world = small_town();
    for (const Stance stance : {Stance::for_, Stance::against, Stance::against, Stance::neutral}) {
        world.happen(think(stance, 10, in_project, 1), ada);
        CHECK(current_stance(world.state.stances, any(proposal(10)), token(1)) == stance);
    }
    CHECK(current_stance(world.state.stances, any(proposal(10)), token(2)) == Stance::unset);
    CHECK(current_stance(world.state.stances, any(proposal(11)), token(1)) == Stance::unset);
}

TEST_CASE("a stance binds to the version that was seen") {
    World world = small_town();
    world.happen(edit(10), ada);
    TakeStance command = think(Stance::for_, 10, in_project, 1);
    CHECK(only<events::StanceTaken>(world.happen(command, ben)).version == 2);
    command.seen_version = 1;
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::text_has_changed, "seen_version"});
    command.seen_version = 2;
    CHECK(only<events::StanceTaken>(world.happen(command, ben)).version == 2);
}

TEST_CASE(
    "a stance counts where its object is: in the project, or on a free-standing proposal itself") {
    World world = small_town();
    world.happen(argue(20, 11), ben);
    CHECK(world.accepts(think(Stance::for_, 11, any(proposal(11)), 1), ada));
    CHECK(world.accepts(think(Stance::for_, 12, in_project, 1), ada));
    CHECK(world.refusal(think(Stance::for_, 11, in_project, 1), ada) ==
          Refusal{RefusalCode::wrong_scope, "scope"});
    CHECK(world.refusal(think(Stance::for_, 10, any(project(2)), 1), ada) ==
          Refusal{RefusalCode::wrong_scope, "scope"});
    TakeStance of_argument = on_argument(20);
    CHECK(world.refusal(of_argument, ada) == Refusal{RefusalCode::wrong_scope, "scope"});
    of_argument.scope = any(proposal(11));
    CHECK(world.accepts(of_argument, ada));
}

TEST_CASE("an argument has one version") {
    World world = small_town();
    world.happen(argue(20, 10), ben);
    TakeStance command = on_argument(20, Stance::against);
    CHECK(only<events::StanceTaken>(world.happen(command, ada)).version == 1);
    command.seen_version = 2;
    CHECK(world.code(command, ada) == RefusalCode::text_has_changed);
}

TEST_CASE("where only support is asked for, nobody can be neutral or against") {
    World world = small_town();
    world.happen(submit(30, project(3)), ben);
    world.happen(argue(20, 30), ben);
    const events::Id scope = any(project(3));
    CHECK(world.accepts(think(Stance::for_, 30, scope, 1), ada));
    CHECK(world.refusal(think(Stance::neutral, 30, scope, 1), ada) ==
          Refusal{RefusalCode::only_support_here, "stance"});
    CHECK(world.refusal(think(Stance::against, 30, scope, 1), ada) ==
          Refusal{RefusalCode::only_support_here, "stance"});
    TakeStance of_argument = on_argument(20, Stance::against);
    of_argument.scope = scope;
    CHECK(world.code(of_argument, ada) == RefusalCode::only_support_here);
}

TEST_CASE("a citizen cannot take a stance on what is withdrawn, hidden or unknown") {
    World world = small_town();
    world.happen(argue(20, 10), ben);
    world.happen(argue(21, 10), ben);
    world.happen(HideContribution{events::ObjectKind::argument, any(argument(21)),
                                  events::HiddenGround::hidden_at_origin},
                 city);
    CHECK(world.code(on_argument(21), ada) == RefusalCode::contribution_hidden);
    CHECK(world.accepts(on_argument(20), ada));
    world.happen(WithdrawProposal{proposal(10), ""}, ada);
    CHECK(world.code(think(Stance::for_, 10, in_project, 1), ada) ==
          RefusalCode::proposal_withdrawn);
    CHECK(world.code(on_argument(20), ada) == RefusalCode::proposal_withdrawn);
    world.happen(HideContribution{events::ObjectKind::proposal, any(proposal(11)),
                                  events::HiddenGround::hidden_at_origin},
                 city);
    CHECK(world.code(think(Stance::for_, 11, any(proposal(11)), 1), ada) ==
          RefusalCode::contribution_hidden);
    CHECK(world.code(think(Stance::for_, 77, in_project, 1), ada) == RefusalCode::unknown_proposal);
    CHECK(world.code(on_argument(77), ada) == RefusalCode::unknown_argument);
}

TEST_CASE("a stance is one of three, on a proposal or an argument, by a token") {
    const World world = small_town();
    CHECK(world.refusal(think(Stance::unset, 10, in_project, 1), ada) ==
          Refusal{RefusalCode::unknown_value, "stance"});
    CHECK(world.code(think(static_cast<Stance>(4), 10, in_project, 1), ada) ==
          RefusalCode::unknown_value);
    TakeStance command = think(Stance::for_, 10, in_project, 1);
    command.object_kind = static_cast<events::ObjectKind>(7);
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::unknown_value, "object_kind"});
    command = think(Stance::for_, 10, in_project, 1);
    command.token = {};
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::unknown_value, "token"});
}

TEST_CASE("a stance is withdrawn once, and can be taken again") {
    World world = small_town();
    CHECK(world.code(withdraw(10, in_project, 1), ada) == RefusalCode::no_stance);
    world.happen(think(Stance::for_, 10, in_project, 1), ada);
    CHECK(world.code(withdraw(10, in_project, 2), ben) == RefusalCode::no_stance);
    CHECK(world.code(withdraw(10, any(project(2)), 1), ada) == RefusalCode::wrong_scope);
    CHECK(world.code(withdraw(77, in_project, 1), ada) == RefusalCode::unknown_proposal);
    const Facts facts = world.happen(withdraw(10, in_project, 1), ada);
    CHECK(only<events::StanceWithdrawn>(facts).token == token(1));
    CHECK(only<events::StanceWithdrawn>(facts).scope == in_project);
    CHECK(world.code(withdraw(10, in_project, 1), ada) == RefusalCode::no_stance);
    world.happen(think(Stance::against, 10, in_project, 1), ada);
    CHECK(world.accepts(withdraw(10, in_project, 1), ada));
}

TEST_CASE("one's stance can be taken back from what was withdrawn or hidden") {
    World world = small_town();
    world.happen(argue(20, 10), ben);
    world.happen(on_argument(20), ada);
    world.happen(think(Stance::for_, 10, in_project, 1), ben);
    world.happen(WithdrawProposal{proposal(10), ""}, ada);
    CHECK(world.accepts(withdraw(10, in_project, 1), ben));
    WithdrawStance of_argument{events::ObjectKind::argument, any(argument(20)), in_project,
                               token(1)};
    CHECK(world.accepts(of_argument, ada));
    of_argument.object = any(argument(77));
    CHECK(world.code(of_argument, ada) == RefusalCode::unknown_argument);
    of_argument.object_kind = events::ObjectKind::unset;
    CHECK(world.code(of_argument, ada) == RefusalCode::unknown_value);
}
