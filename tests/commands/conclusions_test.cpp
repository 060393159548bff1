// What debates come to: who says it, in whose words, of which debate, and that nobody goes over
// what they have not seen.
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;
using events::Role;

namespace {

const Actor ann = by(5);  // an agent of the city
const Actor zoe = by(7);  // an agent of project 1 only

World town_with_agents() {
    World world = small_town();
    world.join(ann, "Ann");
    world.join(zoe, "Zoé");
    world.happen(GiveRole{ann.person, Role::agent, {}, "Service"}, city);
    world.happen(GiveRole{zoe.person, Role::agent, project(1), "Service"}, city);
    return world;
}

}  // namespace

TEST_CASE("an agent concludes in the city's public words, an owner in their own, sealed") {
    World world = town_with_agents();
    const auto by_agent =
        only<events::ConclusionPublished>(world.happen(conclude(proposal(10)), ann));
    CHECK(by_agent.proposal == proposal(10));
    CHECK(by_agent.version == 1);
    CHECK(by_agent.by == ann.person);
    REQUIRE(by_agent.text);
    REQUIRE(by_agent.text->conclusion);
    CHECK(by_agent.text->conclusion->said_for == "On s’y repose.");
    const Facts facts = world.happen(conclude(project(2), 0), ada);
    const auto& by_owner = only<events::ConclusionPublished>(facts);
    CHECK(by_owner.text == nullptr);
    REQUIRE(facts[0].sealed);
    REQUIRE(facts[0].sealed->conclusion);
    CHECK(facts[0].sealed->conclusion->said_against == "Il coûte.");
    CHECK(facts[0].subject == ada.person);
    // An agent, too, may conclude the debates of a resident's project, in the city's words.
    const auto again =
        only<events::ConclusionPublished>(world.happen(conclude(project(2), 0, 1), ann));
    CHECK(again.version == 2);
    CHECK(again.text != nullptr);
}

TEST_CASE("an owner who is an agent speaks as the owner of their project") {
    World world = town_with_agents();
    world.happen(GiveRole{ada.person, Role::agent, {}, "Service"}, city);
    CHECK(world.happen(conclude(project(2), 0), ada)[0].sealed);
    CHECK_FALSE(world.happen(conclude(proposal(10)), ada)[0].sealed);
}

TEST_CASE("only an agent there or the project's owner concludes") {
    World world = town_with_agents();
    world.happen(submit(13, project(2)), ben);
    CHECK(world.code(conclude(proposal(10)), ada) == RefusalCode::not_an_agent);
    CHECK(world.code(conclude(proposal(11)), ada) == RefusalCode::not_an_agent);
    CHECK(world.accepts(conclude(proposal(13)), ada));
    CHECK(world.code(conclude(proposal(13)), ben) == RefusalCode::not_an_agent);
    CHECK(world.accepts(conclude(proposal(10)), zoe));
    CHECK(world.code(conclude(proposal(11)), zoe) == RefusalCode::not_an_agent);
    CHECK(world.code(conclude(project(2), 0), zoe) == RefusalCode::not_an_agent);
    CHECK(world.code(conclude(project(1), 0), city) == RefusalCode::unknown_person);
    CHECK(world.code(conclude(project(1), 0), stranger) == RefusalCode::unknown_person);
}

TEST_CASE("a phase is concluded from when the project has come to it, each by itself") {
    World world = town_with_agents();
    CHECK(world.refusal(conclude(project(1), 1), ann) ==
          Refusal{RefusalCode::phase_not_begun, "phase"});
    CHECK(world.refusal(conclude(project(1), 2), ann) ==
          Refusal{RefusalCode::unknown_phase, "phase"});
    world.happen(MovePhase{project(1), 1}, city);
    world.happen(conclude(project(1), 1), ann);
    CHECK(only<events::ConclusionPublished>(world.happen(conclude(project(1), 0), ann)).version ==
          1);
}

TEST_CASE("a conclusion is said anew by who has seen the one before") {
    World world = town_with_agents();
    CHECK(world.refusal(conclude(proposal(10), 1), ann) ==
          Refusal{RefusalCode::text_has_changed, "seen_version"});
    world.happen(conclude(proposal(10)), ann);
    CHECK(world.code(conclude(proposal(10)), zoe) == RefusalCode::text_has_changed);
    CHECK(only<events::ConclusionPublished>(world.happen(conclude(proposal(10), 1), zoe)).version ==
          2);
}

TEST_CASE("what is concluded is there and open, and one debate") {
    World world = town_with_agents();
    CHECK(world.code(conclude(proposal(77)), ann) == RefusalCode::unknown_proposal);
    CHECK(world.code(conclude(proposal(12)), ann) == RefusalCode::unknown_proposal);
    CHECK(world.code(conclude(project(77), 0), ann) == RefusalCode::unknown_project);
    PublishConclusion both = conclude(proposal(10));
    both.project = project(1);
    CHECK(world.refusal(both, ann) == Refusal{RefusalCode::unknown_value, "project"});
    PublishConclusion with_phase = conclude(proposal(10));
    with_phase.phase = 1;
    CHECK(world.refusal(with_phase, ann) == Refusal{RefusalCode::unknown_value, "phase"});
    World withdrawn = world;
    withdrawn.happen(WithdrawProposal{proposal(10), ""}, ada);
    CHECK(withdrawn.code(conclude(proposal(10)), ann) == RefusalCode::proposal_withdrawn);
    world.happen(ErasePerson{{}, events::ErasedWords::removed}, ada);
    CHECK(world.code(conclude(proposal(10)), ann) == RefusalCode::words_removed);
    CHECK(world.code(conclude(project(2), 0), ann) == RefusalCode::words_removed);
}

TEST_CASE("both sides are told, what stays open may be nothing, and no part is endless") {
    World world = town_with_agents();
    PublishConclusion command = conclude(proposal(10));
    command.words.said_for = " ";
    CHECK(world.refusal(command, ann) == Refusal{RefusalCode::empty, "said_for"});
    command = conclude(proposal(10));
    command.words.said_against.clear();
    CHECK(world.refusal(command, ann) == Refusal{RefusalCode::empty, "said_against"});
    command = conclude(proposal(10));
    command.words.left_open = repeated("a", limits::conclusion_part_chars);
    CHECK(world.accepts(command, ann));
    command.words.left_open += "a";
    CHECK(world.refusal(command, ann) == Refusal{RefusalCode::too_long, "left_open",
                                                 limits::conclusion_part_chars,
                                                 limits::conclusion_part_chars + 1});
    command.words.left_open = "\xFF";
    CHECK(world.code(command, ann) == RefusalCode::not_utf8);
    // Public words are capped in bytes: the event holds them. Sealed ones are not.
    PublishConclusion long_one = conclude(project(2), 0);
    for (std::string* part : {&long_one.words.said_for, &long_one.words.said_against})
        *part = repeated("𝒶", limits::conclusion_part_chars);
    CHECK(world.refusal(long_one, ann).limit == limits::official_text_bytes);
    CHECK(world.accepts(long_one, ada));
}
