// Who acts in the city's name: who gives it, who takes it, and what ends it.
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;

namespace {

using events::Role;

GiveRole give(const Actor& to, Role role, events::ProjectId scope = {}) {
    return {to.person, role, scope, "Service Citoyenneté"};
}
TakeRole take(const Actor& from, Role role, events::ProjectId scope = {}) {
    return {from.person, role, scope, "Change de service"};
}

}  // namespace

TEST_CASE("the city gives the first role, with a reason that only the person's key opens") {
    World world = small_town();
    const Facts facts = world.happen(give(ada, Role::administrator), city);
    const auto& given = only<events::RoleGiven>(facts);
    CHECK(given.person == ada.person);
    CHECK(given.role == Role::administrator);
    CHECK(events::is_nil(given.by));
    REQUIRE(facts[0].sealed);
    CHECK(facts[0].sealed->body == "Service Citoyenneté");
    CHECK(facts[0].subject == ada.person);
    CHECK(holds(world.state.roles, ada.person, Role::administrator, {}));
}

TEST_CASE("only an administrator gives and takes roles") {
    World world = small_town();
    CHECK(world.code(give(ben, Role::agent), ada) == RefusalCode::not_an_administrator);
    CHECK(world.code(give(ada, Role::administrator), ada) == RefusalCode::not_an_administrator);
    world.happen(give(ada, Role::agent), city);
    CHECK(world.code(give(ben, Role::agent), ada) == RefusalCode::not_an_administrator);
    world.happen(give(ada, Role::administrator), city);
    const auto facts = world.happen(give(ben, Role::agent), ada);
    CHECK(only<events::RoleGiven>(facts).by == ada.person);
    CHECK(world.code(take(ben, Role::agent), ben) == RefusalCode::not_an_administrator);
    world.happen(take(ben, Role::agent), ada);
    CHECK_FALSE(holds(world.state.roles, ben.person, Role::agent, {}));
    CHECK(world.code(take(ben, Role::agent), ada) == RefusalCode::role_not_held);
}

TEST_CASE("a role is given to somebody who joined, once, with a reason, and where something is") {
    World world = small_town();
    CHECK(world.code(give(stranger, Role::agent), city) == RefusalCode::unknown_person);
    CHECK(world.refusal(give(ada, Role::unset), city) ==
          Refusal{RefusalCode::unknown_value, "role"});
    CHECK(world.refusal(give(ada, Role::agent, project(77)), city) ==
          Refusal{RefusalCode::unknown_project, "scope"});
    CHECK(world.refusal(give(ada, Role::administrator, project(1)), city) ==
          Refusal{RefusalCode::unknown_value, "scope"});
    GiveRole without_reason = give(ada, Role::agent);
    without_reason.reason.clear();
    CHECK(world.refusal(without_reason, city) == Refusal{RefusalCode::empty, "reason"});
    without_reason.reason = repeated("é", limits::reason_chars);
    CHECK(world.accepts(without_reason, city));
    without_reason.reason += "x";
    CHECK(world.refusal(without_reason, city).code == RefusalCode::too_long);
    world.happen(give(ada, Role::agent), city);
    CHECK(world.code(give(ada, Role::agent), city) == RefusalCode::role_already_held);
    CHECK(world.accepts(give(ada, Role::agent, project(1)), city));
}

TEST_CASE("a role for one project holds there and nowhere else") {
    World world = small_town();
    world.happen(give(ada, Role::agent, project(1)), city);
    CHECK(holds(world.state.roles, ada.person, Role::agent, project(1)));
    CHECK_FALSE(holds(world.state.roles, ada.person, Role::agent, project(2)));
    CHECK_FALSE(holds(world.state.roles, ada.person, Role::agent, {}));
    CHECK(world.code(take(ada, Role::agent), city) == RefusalCode::role_not_held);
    CHECK(world.accepts(take(ada, Role::agent, project(1)), city));
}

TEST_CASE("the last administrator stays one") {
    World world = small_town();
    world.happen(give(ada, Role::administrator), city);
    CHECK(world.refusal(take(ada, Role::administrator), ada) ==
          Refusal{RefusalCode::last_administrator, "role"});
    CHECK(world.code(take(ada, Role::administrator), city) == RefusalCode::last_administrator);
    world.happen(give(ben, Role::administrator), ada);
    world.happen(take(ada, Role::administrator), ada);
    CHECK(world.code(take(ben, Role::administrator), city) == RefusalCode::last_administrator);
}

TEST_CASE("whoever is erased has no role any more, and gets none") {
    World world = small_town();
    world.happen(give(ada, Role::administrator), city);
    world.happen(give(ben, Role::agent), ada);
    world.happen(ErasePerson{{}, events::ErasedWords::kept, false}, ben);
    CHECK_FALSE(holds(world.state.roles, ben.person, Role::agent, {}));
    CHECK(world.code(give(ben, Role::agent), ada) == RefusalCode::person_erased);
    CHECK(world.code(take(ben, Role::agent), ada) == RefusalCode::role_not_held);
}

TEST_CASE("an administrator who has not accepted the charter in force gives nothing") {
    World world = small_town();
    world.happen(give(ada, Role::administrator), city);
    world.happen(PublishCharter{"Charte", "Soyons encore plus polis."}, city);
    CHECK(world.code(give(ben, Role::agent), ada) == RefusalCode::charter_not_accepted);
}
