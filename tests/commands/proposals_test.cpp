// Proposals, statements, arguments and what is hidden.
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;

namespace {

HideContribution hide(events::ObjectKind kind, events::Id object) {
    return {kind, object, events::HiddenGround::hidden_at_origin};
}

}  // namespace

TEST_CASE("a proposal's words are sealed under its author's key") {
    World world = small_town();
    const Facts facts = world.happen(submit(30, project(1)), ben);
    const auto& submitted = only<events::ProposalSubmitted>(facts);
    CHECK(submitted.project == project(1));
    CHECK(submitted.author == ben.person);
    CHECK(submitted.kind == events::ProposalKind::idea);
    REQUIRE(facts[0].sealed);
    CHECK(facts[0].sealed->title == "Un banc");
    CHECK(facts[0].sealed->body == "Devant la gare");
    CHECK(facts[0].subject == ben.person);
}

TEST_CASE("the limits of a proposal's texts are met exactly") {
    const World world = small_town();
    SubmitProposal command = submit(30);
    command.title = repeated("🎉", limits::title_chars);
    command.body = repeated("🎉", limits::proposal_body_chars);
    CHECK(world.accepts(command, ada));
    command.title += "x";
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::too_long, "title", 250, 251});
    command.title = "\u200B";
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::empty, "title"});
    command.title = "Un banc";
    command.body += "x";
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::too_long, "body", 25'000, 25'001});
    command.body = "";
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::empty, "body"});
    command.body = "\xC0\x80";
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::not_utf8, "body"});
    command.body = "a\n\tb";
    CHECK(world.accepts(command, ada));
}

TEST_CASE("an amendment changes a proposal of the same place, an idea changes none") {
    World world = small_town();
    SubmitProposal command = submit(30, project(1));
    command.amends = proposal(10);
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::unknown_value, "amends"});
    command.kind = events::ProposalKind::amendment;
    CHECK(world.accepts(command, ben));
    command.project = project(2);
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::unknown_proposal, "amends"});
    command.project = project(1);
    command.amends = proposal(77);
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::unknown_proposal, "amends"});
    command.amends = {};
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::unknown_proposal, "amends"});
    command.amends = proposal(12);
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::unknown_proposal, "amends"});
    command.amends = proposal(10);
    world.happen(WithdrawProposal{proposal(10), ""}, ada);
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::proposal_withdrawn, "amends"});
}

TEST_CASE("only its author edits a proposal, and each edit is a new version") {
    World world = small_town();
    CHECK(world.code(edit(10), ben) == RefusalCode::not_the_author);
    CHECK(world.code(edit(77), ada) == RefusalCode::unknown_proposal);
    const Facts facts = world.happen(edit(10), ada);
    CHECK(only<events::ProposalEdited>(facts).version == 2);
    CHECK(only<events::ProposalEdited>(facts).author == ada.person);
    CHECK(facts[0].sealed->title == "Deux bancs");
    EditProposal stale = edit(10);
    stale.seen_version = 1;
    CHECK(world.refusal(stale, ada) == Refusal{RefusalCode::text_has_changed, "seen_version"});
    stale.seen_version = 2;
    CHECK(only<events::ProposalEdited>(world.happen(stale, ada)).version == 3);
}

TEST_CASE("a statement is not edited: stances are on its very words") {
    const World world = small_town();
    CHECK(world.refusal(edit(12), ada) == Refusal{RefusalCode::unknown_proposal, "proposal"});
}

TEST_CASE("only its author withdraws a proposal or a statement, once, with or without a reason") {
    World world = small_town();
    CHECK(world.code(WithdrawProposal{proposal(10), ""}, ben) == RefusalCode::not_the_author);
    CHECK(world.code(WithdrawProposal{proposal(10), ""}, city) == RefusalCode::unknown_person);
    CHECK(world.code(WithdrawProposal{proposal(10), " "}, ada) == RefusalCode::empty);
    CHECK(world.refusal(WithdrawProposal{proposal(10), repeated("x", limits::reason_chars + 1)},
                        ada) == Refusal{RefusalCode::too_long, "reason", 2'000, 2'001});
    const Facts with = world.happen(WithdrawProposal{proposal(10), "Déjà fait"}, ada);
    CHECK(only<events::ProposalWithdrawn>(with).author == ada.person);
    CHECK(with[0].sealed->body == "Déjà fait");
    CHECK_FALSE(world.happen(WithdrawProposal{proposal(11), ""}, ada)[0].sealed);
    world.happen(WithdrawProposal{proposal(12), ""}, ada);
    CHECK(world.code(WithdrawProposal{proposal(10), ""}, ada) == RefusalCode::proposal_withdrawn);
    CHECK(world.code(edit(10), ada) == RefusalCode::proposal_withdrawn);
    CHECK(world.code(argue(30, 10), ben) == RefusalCode::proposal_withdrawn);
}

TEST_CASE("a statement is short and belongs to a project") {
    const World world = small_town();
    AddStatement command = state_that(30, project(1));
    command.body = repeated("é", limits::statement_chars);
    CHECK(world.accepts(command, ben));
    command.body += "é";
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::too_long, "body", 1'000, 1'001});
    command = state_that(30, {});
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::unknown_project, "project"});
    CHECK(world.refusal(state_that(30, project(77)), ben) ==
          Refusal{RefusalCode::unknown_project, "project"});
}

TEST_CASE("an argument is for, against or beside a proposal that is there") {
    World world = small_town();
    const Facts facts = world.happen(argue(30, 10), ben);
    const auto& added = only<events::ArgumentAdded>(facts);
    CHECK(added.side == events::Side::for_);
    CHECK(added.author == ben.person);
    CHECK_FALSE(added.source);
    CHECK(facts[0].sealed->body == "On peut s'y reposer");
    CHECK(facts[0].subject == ben.person);
    AddArgument command = argue(31, 10);
    command.side = events::Side::unset;
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::unknown_value, "side"});
    CHECK(world.refusal(argue(31, 77), ben) == Refusal{RefusalCode::unknown_proposal, "proposal"});
    CHECK(world.refusal(argue(31, 12), ben) == Refusal{RefusalCode::unknown_proposal, "proposal"});
    command = argue(31, 10);
    command.body = repeated("é", limits::argument_chars);
    CHECK(world.accepts(command, ben));
    command.body += "é";
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::too_long, "body", 8'000, 8'001});
    command.body = "";
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::empty, "body"});
}

TEST_CASE("a source is an argument with a link, whose body may be empty") {
    World world = small_town();
    AddArgument command = argue(30, 10);
    command.url = "https://annemasse.fr/parc";
    command.title = "Le plan";
    command.body = "";
    const Facts facts = world.happen(command, ben);
    CHECK(only<events::ArgumentAdded>(facts).source);
    CHECK(facts[0].sealed->url == "https://annemasse.fr/parc");
    CHECK(facts[0].sealed->title == "Le plan");
    command.argument = argument(31);
    command.url = "annemasse.fr";
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::not_a_link, "url"});
    command.url = "https://annemasse.fr/parc";
    command.title = repeated("x", limits::title_chars + 1);
    CHECK(world.refusal(command, ben) == Refusal{RefusalCode::too_long, "title", 250, 251});
}

TEST_CASE("replies go two levels deep, within one proposal") {
    World world = small_town();
    world.happen(argue(20, 10), ben);
    CHECK(only<events::ArgumentAdded>(world.happen(reply(21, 10, 20), ada)).parent == argument(20));
    world.happen(reply(22, 10, 21), ben);
    CHECK(world.refusal(reply(23, 10, 22), ada) ==
          Refusal{RefusalCode::reply_too_deep, "parent", 2, 3});
    CHECK(world.refusal(reply(23, 11, 20), ada) ==
          Refusal{RefusalCode::argument_of_another_proposal, "parent"});
    CHECK(world.refusal(reply(23, 10, 77), ada) ==
          Refusal{RefusalCode::unknown_argument, "parent"});
}

TEST_CASE("only the city hides, once, what is there") {
    World world = small_town();
    world.happen(argue(20, 10), ben);
    const HideContribution command = hide(events::ObjectKind::argument, any(argument(20)));
    CHECK(world.code(command, ada) == RefusalCode::not_the_city);
    CHECK(only<events::ContributionHidden>(world.happen(command, city)).object ==
          any(argument(20)));
    CHECK(world.code(command, city) == RefusalCode::already_hidden);
    CHECK(world.code(hide(events::ObjectKind::argument, any(proposal(10))), city) ==
          RefusalCode::unknown_argument);
    CHECK(world.code(hide(events::ObjectKind::proposal, any(argument(20))), city) ==
          RefusalCode::unknown_proposal);
    CHECK(world.code(hide(events::ObjectKind::unset, any(proposal(10))), city) ==
          RefusalCode::unknown_value);
    CHECK(world.code(HideContribution{events::ObjectKind::proposal, any(proposal(10)),
                                      events::HiddenGround::unset},
                     city) == RefusalCode::unknown_value);
}

TEST_CASE("nothing is added to what is hidden") {
    World world = small_town();
    world.happen(argue(20, 10), ben);
    world.happen(hide(events::ObjectKind::argument, any(argument(20))), city);
    CHECK(world.refusal(reply(21, 10, 20), ada) ==
          Refusal{RefusalCode::contribution_hidden, "parent"});
    world.happen(hide(events::ObjectKind::proposal, any(proposal(10))), city);
    CHECK(world.code(argue(21, 10), ada) == RefusalCode::contribution_hidden);
    CHECK(world.code(edit(10), ada) == RefusalCode::contribution_hidden);
}

TEST_CASE("its author can still withdraw what is hidden") {
    World world = small_town();
    world.happen(hide(events::ObjectKind::proposal, any(proposal(10))), city);
    CHECK(world.accepts(WithdrawProposal{proposal(10), ""}, ada));
}
