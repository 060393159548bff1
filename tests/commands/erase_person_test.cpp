// Being forgotten, as far as deciders are concerned: who may erase whom, and that somebody erased
// can do nothing any more.
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;
using events::ErasedBy;
using events::ErasedWords;

namespace {

const ErasePerson leave{{}, ErasedWords::kept};
const ErasePerson leave_nothing{{}, ErasedWords::removed};

ErasePerson erase(const Actor& whom, ErasedWords words = ErasedWords::kept) {
    return {whom.person, words};
}

TakeStance think_of_argument(std::uint64_t about, const events::Id& scope) {
    TakeStance command = think(events::Stance::for_, 10, scope, 1);
    command.object_kind = events::ObjectKind::argument;
    command.object = any(argument(about));
    return command;
}

}  // namespace

TEST_CASE("a person erases themselves, and says what becomes of their words") {
    World world = small_town();
    const auto kept = only<events::PersonErased>(world.happen(leave, ada));
    CHECK(kept.person == ada.person);
    CHECK(kept.words == ErasedWords::kept);
    CHECK(kept.by == ErasedBy::person);
    const Facts facts = world.happen(leave_nothing, ben);
    CHECK(only<events::PersonErased>(facts).words == ErasedWords::removed);
    CHECK_FALSE(facts[0].sealed);
}

TEST_CASE("whom a person names is not looked at: nobody erases anybody else") {
    World world = small_town();
    CHECK(only<events::PersonErased>(world.happen(erase(ben), ada)).person == ada.person);
    CHECK(world.accepts(submit(30), ben));
}

TEST_CASE("the city erases whom it names, by request or again after a restore") {
    World world = small_town();
    CHECK(only<events::PersonErased>(world.happen(erase(ada), city)).by == ErasedBy::city);
    const ErasePerson again{ben.person, ErasedWords::removed, true};
    const auto erased = only<events::PersonErased>(world.happen(again, city));
    CHECK(erased.person == ben.person);
    CHECK(erased.by == ErasedBy::restore);
}

TEST_CASE("nobody is erased twice, nor anybody unknown, nor without a choice") {
    World world = small_town();
    CHECK(world.code(leave, stranger) == RefusalCode::unknown_person);
    CHECK(world.code(erase(stranger), city) == RefusalCode::unknown_person);
    CHECK(world.code(ErasePerson{}, city) == RefusalCode::unknown_person);
    for (const auto words : {ErasedWords::unset, static_cast<ErasedWords>(9)}) {
        CHECK(world.refusal(erase(ada, words), city) ==
              Refusal{RefusalCode::unknown_value, "words"});
    }
    world.happen(leave, ada);
    CHECK(world.code(leave, ada) == RefusalCode::person_erased);
    CHECK(world.code(erase(ada), city) == RefusalCode::person_erased);
    CHECK(world.code(JoinPerson{"Ada", 1}, ada) == RefusalCode::person_erased);
}

TEST_CASE("one may leave without having accepted the charter in force") {
    World world = small_town();
    world.happen(PublishCharter{"Charte", "Soyons très polis."}, city);
    CHECK(world.accepts(leave, ada));
}

TEST_CASE("somebody erased can do nothing any more, however their words were dealt with") {
    for (const ErasePerson& way : {leave, leave_nothing}) {
        World world = small_town();
        world.happen(argue(20, 10), ada);
        world.happen(think(events::Stance::for_, 10, any(project(1)), 1), ada);
        world.happen(SetMilestone{project(2), milestone(1), "Plans", 0, 10}, ada);
        world.happen(way, ada);
        world.happen(PublishCharter{"Charte", "Soyons très polis."}, city);
        const AnyCommand tried[] = {AcceptCharter{2},
                                    JoinPerson{"Ada", 2},
                                    ConfirmEmail{},
                                    RenamePerson{"Lovelace"},
                                    open_project(30),
                                    change_project(2),
                                    MovePhase{project(2), 1},
                                    PublishNews{project(2), news(1), "Du neuf", "Rien."},
                                    SetMilestone{project(2), milestone(2), "Étape", 0, 0},
                                    ReachMilestone{project(2), milestone(1)},
                                    submit(30),
                                    edit(10),
                                    WithdrawProposal{proposal(10), ""},
                                    state_that(30, project(1)),
                                    argue(30, 10),
                                    think(events::Stance::against, 10, any(project(1)), 1),
                                    WithdrawStance{events::ObjectKind::proposal, any(proposal(10)),
                                                   any(project(1)), token(1)}};
        for (const AnyCommand& command : tried) {
            CHECK(world.code(command, ada) == RefusalCode::person_erased);
        }
    }
}

TEST_CASE("the name of somebody erased is free, also when an old name is opened late") {
    World world = small_town();
    world.happen(leave, ada);
    CHECK(world.state.people.by_id.at(ada.person).pseudonym.empty());
    CHECK(world.state.people.by_name.size() == 1);
    go_by(world.state.people, ada.person, "Ada");
    CHECK(world.state.people.by_id.at(ada.person).pseudonym.empty());
    CHECK(world.accepts(RenamePerson{"Ada"}, ben));
    world.join(by(3), "ADA");
    CHECK(world.code(RenamePerson{"Ada"}, ben) == RefusalCode::pseudonym_taken);
}

TEST_CASE("words that stay without a name are debated on as before") {
    World world = small_town();
    world.happen(argue(20, 10), ada);
    world.happen(leave, ada);
    CHECK(world.accepts(argue(30, 10), ben));
    CHECK(world.accepts(reply(30, 10, 20), ben));
    CHECK(world.accepts(think(events::Stance::for_, 10, any(project(1)), 2), ben));
    CHECK(world.accepts(think(events::Stance::for_, 12, any(project(1)), 2), ben));
    CHECK(world.accepts(think_of_argument(20, any(project(1))), ben));
    CHECK(world.accepts(submit(30, project(2)), ben));
    CHECK(world.code(edit(10), ben) == RefusalCode::not_the_author);
}

TEST_CASE("nothing is added to words that are gone, and what was said of them can be taken back") {
    World world = small_town();
    world.happen(submit(13, project(1)), ben);
    world.happen(argue(20, 13), ada);
    world.happen(think(events::Stance::for_, 10, any(project(1)), 2), ben);
    world.happen(leave_nothing, ada);
    const Refusal gone{RefusalCode::words_removed, "object"};
    CHECK(world.refusal(think(events::Stance::for_, 10, any(project(1)), 2), ben) == gone);
    CHECK(world.refusal(think(events::Stance::for_, 12, any(project(1)), 2), ben) == gone);
    CHECK(world.refusal(think_of_argument(20, any(project(1))), ben) == gone);
    CHECK(world.refusal(argue(30, 10), ben) == Refusal{RefusalCode::words_removed, "proposal"});
    CHECK(world.refusal(reply(30, 13, 20), ben) == Refusal{RefusalCode::words_removed, "parent"});
    CHECK(world.refusal(submit(30, project(2)), ben) ==
          Refusal{RefusalCode::words_removed, "project"});
    CHECK(world.refusal(state_that(30, project(2)), ben) ==
          Refusal{RefusalCode::words_removed, "project"});
    CHECK(world.accepts(
        WithdrawStance{events::ObjectKind::proposal, any(proposal(10)), any(project(1)), token(2)},
        ben));
    CHECK(world.accepts(argue(30, 13), ben));
}
