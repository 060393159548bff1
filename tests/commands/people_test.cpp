// Joining, the charter, and the names that people go by.
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;

TEST_CASE("joining says that a person joined and accepted the charter, and seals the pseudonym") {
    World world = small_town();
    const Facts facts = world.happen(JoinPerson{"Chloé", 1, false}, by(3));
    REQUIRE(facts.size() == 2);
    CHECK(std::get<events::PersonJoined>(facts[0].payload).person == person(3));
    REQUIRE(facts[0].sealed);
    CHECK(facts[0].sealed->name == "Chloé");
    CHECK(facts[0].subject == person(3));
    CHECK(std::get<events::CharterAccepted>(facts[1].payload).version == 1);
    CHECK_FALSE(facts[1].sealed);
}

TEST_CASE("joining by a magic link also confirms the e-mail address") {
    World world = small_town();
    const Facts facts = world.happen(JoinPerson{"Chloé", 1, true}, by(3));
    REQUIRE(facts.size() == 3);
    CHECK(std::get<events::EmailConfirmed>(facts[2].payload).person == person(3));
    CHECK(world.code(ConfirmEmail{}, by(3)) == RefusalCode::nothing_changed);
}

TEST_CASE("an e-mail address can be confirmed once, by somebody who joined") {
    World world = small_town();
    CHECK(only<events::EmailConfirmed>(world.happen(ConfirmEmail{}, ada)).person == ada.person);
    CHECK(world.code(ConfirmEmail{}, ada) == RefusalCode::nothing_changed);
    CHECK(world.code(ConfirmEmail{}, stranger) == RefusalCode::unknown_person);
}

TEST_CASE("a pseudonym is stored as it was sent") {
    World world = small_town();
    CHECK(world.happen(JoinPerson{" Zoe\u0301 ", 1}, by(3))[0].sealed->name == " Zoe\u0301 ");
}

TEST_CASE("two people cannot go by the same pseudonym, however it is written") {
    const World world = small_town();
    for (const char* same : {"Ada", "ADA", "ada ", "\uFF21da"}) {
        CHECK(world.refusal(JoinPerson{same, 1}, by(3)) ==
              Refusal{RefusalCode::pseudonym_taken, "pseudonym"});
        CHECK(world.refusal(RenamePerson{same}, ben) ==
              Refusal{RefusalCode::pseudonym_taken, "pseudonym"});
    }
}

TEST_CASE("neither the city nor nobody can join") {
    const World world = small_town();
    CHECK(world.code(JoinPerson{"Mairie", 1}, city) == RefusalCode::unknown_person);
    CHECK(world.code(JoinPerson{"Personne", 1}, Actor{}) == RefusalCode::unknown_person);
}

TEST_CASE("joining means accepting the charter in force") {
    World world;
    CHECK(world.code(JoinPerson{"Ada", 0}, ada) == RefusalCode::charter_version_not_in_force);
    world.happen(PublishCharter{"Charte", "Un."}, city);
    world.happen(PublishCharter{"Charte", "Deux."}, city);
    CHECK(world.code(JoinPerson{"Ada", 1}, ada) == RefusalCode::charter_version_not_in_force);
    CHECK(world.code(JoinPerson{"Ada", 3}, ada) == RefusalCode::charter_version_not_in_force);
    CHECK(world.accepts(JoinPerson{"Ada", 2}, ada));
}

TEST_CASE(
    "a person changes the case of their pseudonym, or takes another and leaves the first to "
    "others") {
    World world = small_town();
    const Facts facts = world.happen(RenamePerson{"ADA"}, ada);
    CHECK(only<events::PersonRenamed>(facts).person == ada.person);
    CHECK(facts[0].sealed->name == "ADA");
    CHECK(world.code(RenamePerson{"ADA"}, ada) == RefusalCode::same_pseudonym);
    world.happen(RenamePerson{"Lovelace"}, ada);
    world.happen(RenamePerson{"Ada"}, ben);
    CHECK(world.code(RenamePerson{"ada"}, ada) == RefusalCode::pseudonym_taken);
    CHECK(world.accepts(JoinPerson{"Ben", 1}, by(3)));
}

TEST_CASE("only the city publishes the charter, one version after the other") {
    World world;
    CHECK(world.code(PublishCharter{"Charte", "La mienne."}, ada) == RefusalCode::not_the_city);
    const Facts facts = world.happen(PublishCharter{"Charte", "Un."}, city);
    const auto& first = only<events::CharterPublished>(facts);
    CHECK(first.version == 1);
    CHECK(first.text->title == "Charte");
    CHECK(first.text->body == "Un.");
    CHECK_FALSE(facts[0].sealed);
    CHECK(world.code(PublishCharter{"Charte", "Un."}, city) == RefusalCode::nothing_changed);
    CHECK(only<events::CharterPublished>(world.happen(PublishCharter{"Charte", "Deux."}, city))
              .version == 2);
}

TEST_CASE("the charter fits into a public event") {
    const World world;
    const std::string most = repeated("é", (limits::official_text_bytes - 6) / 2);
    CHECK(world.accepts(PublishCharter{"Charte", most}, city));
    CHECK(world.refusal(PublishCharter{"Charte!", most}, city) ==
          Refusal{RefusalCode::too_long, "body", 14'000, 14'001});
    CHECK(world.code(PublishCharter{"", most}, city) == RefusalCode::empty);
    CHECK(world.code(PublishCharter{"Charte", ""}, city) == RefusalCode::empty);
}

TEST_CASE("who has not accepted the charter in force cannot contribute until they do") {
    World world = small_town();
    world.happen(PublishCharter{"Charte", "Soyons très polis."}, city);
    const AnyCommand contributions[] = {
        submit(30),
        edit(10),
        WithdrawProposal{proposal(10), ""},
        state_that(30, project(1)),
        argue(30, 10),
        think(events::Stance::for_, 10, any(project(1)), 1),
        WithdrawStance{events::ObjectKind::proposal, any(proposal(10)), any(project(1)), token(1)},
        open_project(30),
        change_project(2),
        RenamePerson{"Lovelace"}};
    for (const AnyCommand& command : contributions) {
        CHECK(world.code(command, ada) == RefusalCode::charter_not_accepted);
        CHECK(world.code(command, stranger) == RefusalCode::unknown_person);
    }
    CHECK(world.code(AcceptCharter{1}, ada) == RefusalCode::charter_version_not_in_force);
    CHECK(world.code(AcceptCharter{2}, stranger) == RefusalCode::unknown_person);
    CHECK(world.code(AcceptCharter{2}, city) == RefusalCode::unknown_person);
    CHECK(only<events::CharterAccepted>(world.happen(AcceptCharter{2}, ada)).version == 2);
    CHECK(world.code(AcceptCharter{2}, ada) == RefusalCode::charter_already_accepted);
    CHECK(world.accepts(submit(30), ada));
}

TEST_CASE("the city signs no contribution of a person's") {
    const World world = small_town();
    CHECK(world.code(submit(30), city) == RefusalCode::unknown_person);
    CHECK(world.code(argue(30, 10), city) == RefusalCode::unknown_person);
    CHECK(world.code(think(events::Stance::for_, 10, any(project(1)), 1), city) ==
          RefusalCode::unknown_person);
    CHECK(world.code(RenamePerson{"Mairie"}, city) == RefusalCode::unknown_person);
}
