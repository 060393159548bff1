// Questions to the city: who asks, about what, how many at a time; who answers, and for whom it is
// signed.
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

AnswerQuestion signed_by(std::string official, std::string function) {
    AnswerQuestion command = answer_question(1);
    command.official = std::move(official);
    command.function = std::move(function);
    return command;
}

}  // namespace

TEST_CASE("a person asks about a proposal or a project, in words that are sealed under their key") {
    World world = town_with_agents();
    const Facts facts = world.happen(ask_about(proposal(10), 1), ben);
    const auto& asked = only<events::QuestionAsked>(facts);
    CHECK(asked.proposal == proposal(10));
    CHECK(events::is_nil(asked.project));
    CHECK(asked.author == ben.person);
    REQUIRE(facts[0].sealed);
    CHECK(facts[0].sealed->body == "Qui paie ?");
    CHECK(facts[0].subject == ben.person);
    const auto about = only<events::QuestionAsked>(world.happen(ask_about(project(2), 2), ben));
    CHECK(about.project == project(2));
    CHECK(events::is_nil(about.proposal));
}

TEST_CASE("an agent answers in the city's name, in public words signed by a named official") {
    World world = town_with_agents();
    world.happen(ask_about(proposal(10), 1), ben);
    const Facts facts = world.happen(answer_question(1), ann);
    const auto& answered = only<events::QuestionAnswered>(facts);
    CHECK(answered.version == 1);
    CHECK(answered.by == ann.person);
    CHECK(answered.official == "Iris Valdoré");
    CHECK(answered.function == "adjointe aux écoles");
    REQUIRE(answered.text);
    CHECK(answered.text->body == "La ville.");
    CHECK_FALSE(facts[0].sealed);
}

TEST_CASE("only an agent of where it was asked answers") {
    World world = town_with_agents();
    world.happen(ask_about(proposal(10), 1), ben);  // in project 1
    world.happen(ask_about(proposal(11), 2), ben);  // free-standing
    world.happen(ask_about(project(2), 3), ben);
    CHECK(world.code(answer_question(1), ada) == RefusalCode::not_an_agent);
    CHECK(world.code(answer_question(1), city) == RefusalCode::unknown_person);
    CHECK(world.accepts(answer_question(1), zoe));
    CHECK(world.code(answer_question(2), zoe) == RefusalCode::not_an_agent);
    CHECK(world.code(answer_question(3), zoe) == RefusalCode::not_an_agent);
    CHECK(world.accepts(answer_question(3), ann));
    CHECK(world.code(answer_question(77), ben) == RefusalCode::not_an_agent);
    CHECK(world.refusal(answer_question(77), ann) ==
          Refusal{RefusalCode::unknown_question, "question"});
}

TEST_CASE("an answer is corrected by who has seen it, and by nobody else") {
    World world = town_with_agents();
    world.happen(ask_about(proposal(10), 1), ben);
    CHECK(world.refusal(answer_question(1, 1), ann) ==
          Refusal{RefusalCode::text_has_changed, "seen_version"});
    world.happen(answer_question(1), ann);
    CHECK(world.code(answer_question(1), zoe) == RefusalCode::text_has_changed);
    const Facts facts = world.happen(answer_question(1, 1), zoe);
    CHECK(only<events::QuestionAnswered>(facts).version == 2);
}

TEST_CASE("what one asks about is there and open, and is one thing") {
    World world = town_with_agents();
    CHECK(world.code(ask_about(proposal(77), 1), ben) == RefusalCode::unknown_proposal);
    CHECK(world.code(ask_about(proposal(12), 1), ben) == RefusalCode::unknown_proposal);
    CHECK(world.code(ask_about(project(77), 1), ben) == RefusalCode::unknown_project);
    AskQuestion both = ask_about(proposal(10), 1);
    both.project = project(1);
    CHECK(world.refusal(both, ben) == Refusal{RefusalCode::unknown_value, "project"});
    AskQuestion neither = both;
    neither.proposal = {};
    neither.project = {};
    CHECK(world.code(neither, ben) == RefusalCode::unknown_project);
    CHECK(world.code(ask_about(proposal(10), 1), stranger) == RefusalCode::unknown_person);
    CHECK(world.code(ask_about(proposal(10), 1), city) == RefusalCode::unknown_person);
    world.happen(ask_about(proposal(10), 1), ben);
    CHECK(world.code(ask_about(proposal(10), 1), ada) == RefusalCode::already_exists);
    SubmitProposal with_its_id = submit(30);
    with_its_id.proposal = events::id_as<events::ProposalId>(question(1));
    CHECK(world.code(with_its_id, ada) == RefusalCode::already_exists);
}

TEST_CASE("nothing is asked or answered about what is withdrawn, hidden or erased") {
    World world = town_with_agents();
    world.happen(ask_about(proposal(10), 1), ben);
    world.happen(ask_about(project(2), 2), ben);
    World withdrawn = world;
    withdrawn.happen(WithdrawProposal{proposal(10), ""}, ada);
    CHECK(withdrawn.code(ask_about(proposal(10), 3), ben) == RefusalCode::proposal_withdrawn);
    CHECK(withdrawn.code(answer_question(1), ann) == RefusalCode::proposal_withdrawn);
    World erased = world;
    erased.happen(ErasePerson{{}, events::ErasedWords::removed}, ada);
    CHECK(erased.code(ask_about(project(2), 3), ben) == RefusalCode::words_removed);
    CHECK(erased.code(answer_question(2), ann) == RefusalCode::words_removed);
    // The question itself.
    World without_bens = world;
    without_bens.happen(ErasePerson{{}, events::ErasedWords::removed}, ben);
    CHECK(without_bens.refusal(answer_question(1), ann) ==
          Refusal{RefusalCode::words_removed, "question"});
    const HideContribution hide{events::ObjectKind::question, any(question(1)),
                                events::HiddenGround::hidden_at_origin};
    world.happen(hide, city);
    CHECK(world.refusal(answer_question(1), ann) ==
          Refusal{RefusalCode::contribution_hidden, "question"});
    CHECK(world.code(hide, city) == RefusalCode::already_hidden);
    HideContribution unknown = hide;
    unknown.object = any(question(77));
    CHECK(world.code(unknown, city) == RefusalCode::unknown_question);
}

TEST_CASE("a question has words, an answer too, and somebody who signs it") {
    World world = town_with_agents();
    AskQuestion longest = ask_about(proposal(10), 1);
    longest.body = repeated("é", limits::question_chars);
    CHECK(world.accepts(longest, ben));
    longest.body += "é";
    CHECK(world.refusal(longest, ben) == Refusal{RefusalCode::too_long, "body",
                                                 limits::question_chars,
                                                 limits::question_chars + 1});
    longest.body = " \n";
    CHECK(world.refusal(longest, ben) == Refusal{RefusalCode::empty, "body"});
    longest.body = "\xFF";
    CHECK(world.code(longest, ben) == RefusalCode::not_utf8);
    world.happen(ask_about(proposal(10), 1), ben);
    CHECK(world.refusal(signed_by("", "adjointe"), ann) == Refusal{RefusalCode::empty, "official"});
    CHECK(world.refusal(signed_by("Iris", ""), ann) == Refusal{RefusalCode::empty, "function"});
    CHECK(world.code(signed_by("Iris\n", "adjointe"), ann) == RefusalCode::control_character);
    AnswerQuestion answer = answer_question(1);
    answer.body = repeated("a", limits::answer_body_chars);
    CHECK(world.accepts(answer, ann));
    answer.body += "a";
    CHECK(world.code(answer, ann) == RefusalCode::too_long);
    // Public words are capped in bytes: the event holds them.
    answer.body = repeated("𝒶", limits::answer_body_chars);
    CHECK(world.refusal(answer, ann).limit == limits::official_text_bytes);
}

TEST_CASE("somebody whose questions wait asks no more there, until they are answered or hidden") {
    World world = town_with_agents();
    for (std::uint64_t n = 1; n <= limits::open_questions; ++n)
        world.happen(ask_about(proposal(10), n), ben);
    CHECK(world.refusal(ask_about(proposal(10), 9), ben) == Refusal{RefusalCode::questions_waiting,
                                                                    {},
                                                                    limits::open_questions,
                                                                    limits::open_questions + 1});
    CHECK(world.accepts(ask_about(proposal(10), 9), ada));
    CHECK(world.accepts(ask_about(proposal(11), 9), ben));
    CHECK(world.accepts(ask_about(project(1), 9), ben));
    World answered = world;
    answered.happen(answer_question(1), ann);
    CHECK(answered.accepts(ask_about(proposal(10), 9), ben));
    world.happen(HideContribution{events::ObjectKind::question, any(question(2)),
                                  events::HiddenGround::hidden_at_origin},
                 city);
    CHECK(world.accepts(ask_about(proposal(10), 9), ben));
}

TEST_CASE("no stance is taken on a question") {
    World world = town_with_agents();
    world.happen(ask_about(proposal(10), 1), ben);
    TakeStance take = think(events::Stance::for_, 10, any(project(1)), 1);
    take.object_kind = events::ObjectKind::question;
    take.object = any(question(1));
    CHECK(world.refusal(take, ben) == Refusal{RefusalCode::unknown_value, "object_kind"});
}
