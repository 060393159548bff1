// Co-authors and amendments: who may, on what, and what follows.
#include <algorithm>
#include <random>

#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;

namespace {

const Actor cleo = by(3);
const Actor dan = by(4);

World town() {
    World world = small_town();
    world.join(cleo, "Cléo");
    world.join(dan, "Dan");
    return world;
}

InviteCoAuthor invite(std::uint64_t number, const std::string& pseudonym) {
    return {proposal(number), pseudonym};
}

void sign_with(World& world, std::uint64_t number, const Actor& author, const Actor& other,
               const std::string& pseudonym) {
    world.happen(invite(number, pseudonym), author);
    world.happen(AcceptInvitation{proposal(number)}, other);
}

SubmitProposal amend(std::uint64_t number, std::uint64_t amended, std::uint32_t version = 1,
                     events::ProjectId in = project(1)) {
    SubmitProposal command = submit(number, in);
    command.kind = events::ProposalKind::amendment;
    command.amends = proposal(amended);
    command.amends_version = version;
    command.body = "Devant la gare et la poste";
    command.argument = argument(number);
    command.reason = "On attend aussi à la poste.";
    return command;
}

AcceptAmendment accept(std::uint64_t number, std::uint32_t seen = 1) {
    return {proposal(number), seen, "Un banc", "Devant la gare et la poste"};
}

RefuseAmendment refuse(std::uint64_t number, std::uint32_t seen = 1) {
    return {proposal(number), seen, "La poste déménage."};
}

const Proposal& row(const World& world, std::uint64_t number) {
    return *find(world.state.proposals, proposal(number));
}

ErasePerson leave(events::ErasedWords words) {
    return {{}, words};
}

}  // namespace

TEST_CASE("an author invites by pseudonym, and whoever accepts may do what the author may") {
    World world = town();
    const Facts facts = world.happen(invite(10, "  bEN "), ada);
    const auto& invited = only<events::CoAuthorInvited>(facts);
    CHECK(invited.person == ben.person);
    CHECK(invited.by == ada.person);
    CHECK_FALSE(facts[0].sealed);
    CHECK(world.code(edit(10), ben) == RefusalCode::not_the_author);
    CHECK(
        only<events::CoAuthorAccepted>(world.happen(AcceptInvitation{proposal(10)}, ben)).person ==
        ben.person);
    const Facts edited = world.happen(edit(10), ben);
    CHECK(only<events::ProposalEdited>(edited).author == ben.person);
    CHECK(edited[0].subject == ben.person);
    world.happen(invite(10, "Cléo"), ben);
    CHECK(world.accepts(WithdrawProposal{proposal(10), ""}, ben));
}

TEST_CASE("an invitation is refused with what is wrong, beside its field") {
    World world = town();
    const auto refused = [&](const InviteCoAuthor& command, const Actor& actor) {
        return world.refusal(command, actor);
    };
    CHECK(refused(invite(10, "Personne"), ada) ==
          Refusal{RefusalCode::unknown_person, "pseudonym"});
    CHECK(refused(invite(10, "\xFF"), ada) == Refusal{RefusalCode::not_utf8, "pseudonym"});
    CHECK(refused(invite(10, " "), ada) == Refusal{RefusalCode::empty, "pseudonym"});
    CHECK(refused(invite(10, "Ada"), ada) == Refusal{RefusalCode::already_an_author, "pseudonym"});
    CHECK(refused(invite(10, "Ben"), cleo).code == RefusalCode::not_the_author);
    CHECK(refused(invite(12, "Ben"), ada).code == RefusalCode::unknown_proposal);
    CHECK(refused(invite(77, "Ben"), ada).code == RefusalCode::unknown_proposal);
    world.happen(invite(10, "Ben"), ada);
    CHECK(refused(invite(10, "Ben"), ada) == Refusal{RefusalCode::already_invited, "pseudonym"});
    CHECK(world.code(AcceptInvitation{proposal(10)}, cleo) == RefusalCode::not_invited);
    world.happen(AcceptInvitation{proposal(10)}, ben);
    CHECK(refused(invite(10, "Ben"), ada) == Refusal{RefusalCode::already_an_author, "pseudonym"});
    CHECK(world.code(AcceptInvitation{proposal(10)}, ben) == RefusalCode::not_invited);
    world.happen(leave(events::ErasedWords::kept), cleo);
    CHECK(refused(invite(10, "Cléo"), ada).code == RefusalCode::unknown_person);
    world.happen(WithdrawProposal{proposal(10), ""}, ada);
    CHECK(refused(invite(10, "Dan"), ada) == Refusal{RefusalCode::proposal_withdrawn, "proposal"});
}

TEST_CASE("there are as many co-authors and invitations as the limit, not one more") {
    World world = town();
    const auto name_of = [](std::uint64_t n) { return "Voisine " + std::to_string(n); };
    for (std::uint64_t n = 0; n <= limits::co_authors; ++n) world.join(by(100 + n), name_of(n));
    for (std::uint64_t n = 0; n < limits::co_authors; ++n)
        world.happen(invite(10, name_of(n)), ada);
    const auto one_more = invite(10, name_of(limits::co_authors));
    CHECK(world.refusal(one_more, ada) == Refusal{RefusalCode::too_many_co_authors, "pseudonym",
                                                  limits::co_authors, limits::co_authors});
    // Whoever leaves, or deletes their account, makes room.
    world.happen(leave(events::ErasedWords::kept), by(100));
    CHECK(world.accepts(one_more, ada));
}

TEST_CASE("an invitation is declined or taken back, and a co-author leaves; the author stays") {
    World world = town();
    const EndCoAuthorship mine{proposal(10), {}};
    const EndCoAuthorship bens{proposal(10), ben.person};
    CHECK(world.code(mine, ben) == RefusalCode::not_invited);
    CHECK(world.code(mine, ada) == RefusalCode::not_invited);
    world.happen(invite(10, "Ben"), ada);
    CHECK(world.code(bens, cleo) == RefusalCode::not_the_author);
    CHECK(only<events::CoAuthorLeft>(world.happen(mine, ben)).by == ben.person);
    CHECK(world.code(AcceptInvitation{proposal(10)}, ben) == RefusalCode::not_invited);
    world.happen(invite(10, "Ben"), ada);
    CHECK(only<events::CoAuthorLeft>(world.happen(bens, ada)).by == ada.person);
    sign_with(world, 10, ada, ben, "Ben");
    // Who signs is not sent away by another.
    CHECK(world.code(bens, ada) == RefusalCode::not_invited);
    world.happen(mine, ben);
    CHECK(world.code(edit(10), ben) == RefusalCode::not_the_author);
    CHECK(world.accepts(invite(10, "Ben"), ada));
}

TEST_CASE("a version goes with the account of who wrote it, and the one before stands again") {
    World world = town();
    sign_with(world, 10, ada, ben, "Ben");
    world.happen(edit(10), ben);
    world.happen(edit(10), ada);
    world.happen(edit(10), ben);
    CHECK(version_of(world.state, row(world, 10)) == 4);
    world.happen(leave(events::ErasedWords::removed), ben);
    CHECK(version_of(world.state, row(world, 10)) == 3);
    EditProposal next = edit(10);
    next.seen_version = 4;
    CHECK(world.code(next, ada) == RefusalCode::text_has_changed);
    next.seen_version = 3;
    CHECK(only<events::ProposalEdited>(world.happen(next, ada)).version == 5);
    world.happen(leave(events::ErasedWords::removed), ada);
    CHECK(world.code(argue(50, 10), cleo) == RefusalCode::words_removed);
}

TEST_CASE("what others wrote stays when the author's words go") {
    World world = town();
    sign_with(world, 10, ada, ben, "Ben");
    world.happen(edit(10), ben);
    world.happen(leave(events::ErasedWords::removed), ada);
    CHECK(version_of(world.state, row(world, 10)) == 2);
    CHECK(world.accepts(edit(10), ben));
    CHECK(world.accepts(argue(50, 10), cleo));
}

TEST_CASE("however people write and leave, the version in force is the latest of who stays") {
    const std::uint32_t seed = std::random_device()();
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::vector<Actor> writers{ada, ben, cleo, dan};
    const std::vector<std::string> names{"Ada", "Ben", "Cléo", "Dan"};
    for (int round = 0; round < 60; ++round) {
        World world = town();
        for (std::size_t i = 1; i < writers.size(); ++i)
            sign_with(world, 10, ada, writers[i], names[i]);
        std::vector<Actor> wrote{ada};
        std::vector<bool> gone(writers.size());
        for (int step = 0; step < 12; ++step) {
            const std::size_t who = random() % writers.size();
            if (gone[who]) continue;
            if (random() % 4 == 0) {
                const bool removed = random() % 2 == 0;
                world.happen(
                    leave(removed ? events::ErasedWords::removed : events::ErasedWords::kept),
                    writers[who]);
                gone[who] = true;
                if (!removed) continue;
                for (Actor& writer : wrote) {
                    if (writer.person == writers[who].person) writer.person = {};
                }
            } else if (world.accepts(edit(10), writers[who])) {
                world.happen(edit(10), writers[who]);
                wrote.push_back(writers[who]);
            }
            std::uint32_t latest = 0;
            for (std::uint32_t version = 1; version <= wrote.size(); ++version) {
                if (!events::is_nil(wrote[version - 1].person)) latest = version;
            }
            CHECK(version_of(world.state, row(world, 10)) == latest);
        }
    }
}

TEST_CASE("an amendment comes with why, as the first argument for it") {
    World world = town();
    const Facts facts = world.happen(amend(30, 10), ben);
    REQUIRE(facts.size() == 2);
    CHECK(std::get<events::ProposalSubmitted>(facts[0].payload).amends_version == 1);
    const auto& why = std::get<events::ArgumentAdded>(facts[1].payload);
    CHECK(why.proposal == proposal(30));
    CHECK(why.side == events::Side::for_);
    CHECK(facts[1].sealed->body == "On attend aussi à la poste.");
    CHECK(facts[1].subject == ben.person);
    CHECK(world.accepts(reply(31, 30, 30), ada));
    SubmitProposal wrong = amend(40, 10);
    wrong.reason = "";
    CHECK(world.refusal(wrong, ben) == Refusal{RefusalCode::empty, "reason"});
    wrong.reason = repeated("é", limits::reason_chars + 1);
    CHECK(world.refusal(wrong, ben).code == RefusalCode::too_long);
    wrong = amend(40, 10);
    wrong.argument = argument(30);
    CHECK(world.refusal(wrong, ben) == Refusal{RefusalCode::already_exists, "argument"});
    wrong.argument = {};
    CHECK(world.refusal(wrong, ben) == Refusal{RefusalCode::unknown_value, "argument"});
    wrong = amend(40, 10, 2);
    CHECK(world.refusal(wrong, ben) ==
          Refusal{RefusalCode::amended_text_has_changed, "amends_version"});
}

TEST_CASE("one person has so many amendments open on a proposal, not one more") {
    World world = town();
    for (std::uint64_t n = 0; n < limits::open_amendments; ++n)
        world.happen(amend(30 + n, 10), ben);
    CHECK(world.code(amend(40, 10), ben) == RefusalCode::too_many_amendments);
    CHECK(world.accepts(amend(40, 10), cleo));
    CHECK(world.accepts(amend(40, 11, 1, {}), ben));
    world.happen(refuse(30), ada);
    CHECK(world.accepts(amend(40, 10), ben));
}

TEST_CASE("an amendment that is accepted is the next version, in the author's own hand") {
    World world = town();
    sign_with(world, 10, ada, cleo, "Cléo");
    world.happen(amend(30, 10), ben);
    CHECK(world.code(accept(30), ben) == RefusalCode::not_the_author);
    const Facts facts = world.happen(accept(30), cleo);
    REQUIRE(facts.size() == 2);
    const auto& accepted = std::get<events::AmendmentAccepted>(facts[0].payload);
    CHECK(accepted.proposal == proposal(10));
    CHECK(accepted.amendment == proposal(30));
    CHECK(accepted.amendment_version == 1);
    CHECK(accepted.version == 2);
    const auto& edited = std::get<events::ProposalEdited>(facts[1].payload);
    CHECK(edited.version == 2);
    CHECK(edited.author == cleo.person);
    CHECK(facts[1].sealed->body == "Devant la gare et la poste");
    CHECK(facts[1].subject == cleo.person);
    for (const auto& again : std::vector<AnyCommand>{accept(30), refuse(30)})
        CHECK(world.code(again, ada) == RefusalCode::amendment_decided);
    CHECK(world.code(edit(30), ben) == RefusalCode::amendment_decided);
    CHECK(world.code(WithdrawProposal{proposal(30), ""}, ben) == RefusalCode::amendment_decided);
    CHECK(world.code(argue(50, 30), dan) == RefusalCode::amendment_decided);
}

TEST_CASE("an amendment to a text that has changed is adapted before it can be accepted") {
    World world = town();
    world.happen(amend(30, 10), ben);
    world.happen(edit(10), ada);
    CHECK(world.refusal(accept(30), ada) ==
          Refusal{RefusalCode::amended_text_has_changed, "amendment"});
    EditProposal adapted = edit(30);
    adapted.seen_version = 1;
    adapted.amends_version = 1;
    CHECK(world.code(adapted, ben) == RefusalCode::amended_text_has_changed);
    adapted.amends_version = 2;
    CHECK(only<events::ProposalEdited>(world.happen(adapted, ben)).amends_version == 2);
    // Decided is what was read.
    CHECK(world.refusal(accept(30), ada) == Refusal{RefusalCode::text_has_changed, "seen_version"});
    CHECK(world.accepts(accept(30, 2), ada));
    EditProposal idea = edit(10);
    idea.amends_version = 1;
    CHECK(world.code(idea, ada) == RefusalCode::unknown_value);
}

TEST_CASE("an amendment is refused with a reason, sealed under who gives it") {
    World world = town();
    world.happen(amend(30, 10), ben);
    RefuseAmendment command = refuse(30);
    command.reason = "";
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::empty, "reason"});
    const Facts facts = world.happen(refuse(30), ada);
    CHECK(only<events::AmendmentRefused>(facts).by == ada.person);
    CHECK(facts[0].sealed->body == "La poste déménage.");
    CHECK(facts[0].subject == ada.person);
}

TEST_CASE("nothing is decided on what is no amendment, or no longer there") {
    World world = town();
    CHECK(world.code(accept(10), ada) == RefusalCode::unknown_proposal);
    CHECK(world.code(accept(77), ada) == RefusalCode::unknown_proposal);
    world.happen(amend(30, 10), ben);
    world.happen(amend(31, 10), ben);
    world.happen(WithdrawProposal{proposal(30), ""}, ben);
    CHECK(world.code(accept(30), ada) == RefusalCode::proposal_withdrawn);
    world.happen(WithdrawProposal{proposal(10), ""}, ada);
    CHECK(world.code(accept(31), ada) == RefusalCode::proposal_withdrawn);
    // Those of imports say no version.
    World imported = town();
    SubmitProposal old = submit(30, project(1));
    old.kind = events::ProposalKind::amendment;
    old.amends = proposal(10);
    imported.happen(old, ben);
    CHECK(imported.code(accept(30), ada) == RefusalCode::amended_text_has_changed);
}
