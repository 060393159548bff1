// Read models from events, without a log: what each kind changes, and that tallies are right
// whatever happens.
#include <doctest/doctest.h>

#include "projections/queries.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using events::ObjectKind;
using events::Stance;

namespace {

const auto anna = id_of<events::PersonId>(1);
const auto bruno = id_of<events::PersonId>(2);
const auto park = id_of<events::ProjectId>(10);
const auto bench = id_of<events::ProposalId>(20);
const auto lamp = id_of<events::ProposalId>(21);
const auto because = id_of<events::ArgumentId>(30);
const auto one = id_of<events::Token>(101);
const auto two = id_of<events::Token>(102);

// A project of the city, two people, and Anna's proposal in it.
Recorder small_town() {
    Recorder town;
    town.add_sealed(joined(anna), name("Anna"), anna);
    town.add_sealed(joined(bruno), name("Bruno"), bruno);
    town.add(city_project(park, "Le parc"));
    town.add_sealed(submitted(bench, park, anna), words("Un banc", "À l'ombre."), anna);
    return town;
}

}  // namespace

TEST_CASE("the latest stance of a person counts, former ones are superseded") {
    Recorder town = small_town();
    const auto take = [&](const events::Token& token, Stance stance) {
        town.add(took(ObjectKind::proposal, plain(bench), token, stance));
    };
    take(one, Stance::for_);
    take(two, Stance::for_);
    take(one, Stance::against);
    take(one, Stance::against);
    CHECK(town.views()->proposals[0].tally == Tally{1, 0, 1, 2});
    town.add(took_back(ObjectKind::proposal, plain(bench), two));
    CHECK(town.views()->proposals[0].tally == Tally{0, 0, 1, 3});
    take(two, Stance::neutral);
    const auto views = town.views();
    CHECK(views->proposals[0].tally == Tally{0, 1, 1, 3});
    CHECK(views->stances == 2);
    CHECK(views->projects[0].stances == 2);
}

TEST_CASE("a stance remembers which event of its object it is") {
    Recorder town = small_town();
    town.add(took(ObjectKind::proposal, plain(bench), one, Stance::for_));
    const std::uint64_t latest =
        town.add(took(ObjectKind::proposal, plain(bench), one, Stance::against));
    const auto views = town.views();
    const Proposal& row = views->proposals[0];
    CHECK(row.seqs[row.stances.stream_position(views->tokens.find(one))] == latest);
}

TEST_CASE("an edit brings a new version and new words, and keeps the tally") {
    Recorder town = small_town();
    town.add(took(ObjectKind::proposal, plain(bench), one, Stance::for_));
    events::ProposalEdited e;
    e.proposal = bench;
    e.author = anna;
    e.version = 2;
    const std::uint64_t seq = town.add_sealed(e, words("Deux bancs", "Au soleil."), anna);
    const auto views = town.views();
    const Proposal& row = views->proposals[0];
    CHECK(row.version == 2);
    CHECK(row.words.title == "Deux bancs");
    CHECK(row.words.seq == seq);
    CHECK(row.search == "deux bancs au soleil");
    CHECK(row.tally.for_ == 1);
    CHECK(row.edited_at_ms > row.created_at_ms);
}

TEST_CASE("a withdrawn proposal keeps its reason and its tally") {
    Recorder town = small_town();
    town.add(took(ObjectKind::proposal, plain(bench), one, Stance::for_));
    events::ProposalWithdrawn e;
    e.proposal = bench;
    e.author = anna;
    town.add_sealed(e, words("", "La mairie l'a posé."), anna);
    const auto views = town.views();
    CHECK(views->proposals[0].state == State::withdrawn);
    CHECK(views->proposals[0].reason == "La mairie l'a posé.");
    CHECK(views->proposals[0].tally.for_ == 1);
    CHECK(views->list[0].state == State::withdrawn);
}

TEST_CASE("what is hidden leaves the sums of its project, whenever its stances came") {
    Recorder town = small_town();
    town.add_sealed(argued(because, bench, bruno), words("", "On s'assoit."), bruno);
    town.add_sealed(submitted(lamp, park, bruno), words("Une lampe", "La nuit."), bruno);
    town.add(took(ObjectKind::proposal, plain(bench), one, Stance::for_));
    town.add(took(ObjectKind::proposal, plain(lamp), one, Stance::for_));
    CHECK(town.views()->projects[0].stances == 2);
    CHECK(town.views()->projects[0].arguments == 1);
    town.add(hid(ObjectKind::proposal, plain(bench)));
    town.add(took(ObjectKind::proposal, plain(bench), two, Stance::for_));
    town.add(took_back(ObjectKind::proposal, plain(bench), one));
    town.add(hid(ObjectKind::proposal, plain(bench)));
    const auto views = town.views();
    CHECK(views->projects[0].stances == 1);
    CHECK(views->projects[0].arguments == 0);
    CHECK(views->stances == 2);
    CHECK(views->proposals[0].state == State::hidden);
    CHECK(views->proposals[0].tally.for_ == 1);
}

TEST_CASE("a hidden argument is no longer counted") {
    Recorder town = small_town();
    town.add_sealed(argued(because, bench, bruno), words("", "On s'assoit."), bruno);
    CHECK(town.views()->proposals[0].shown_arguments == 1);
    town.add(hid(ObjectKind::argument, plain(because)));
    town.add(hid(ObjectKind::argument, plain(because)));
    const auto views = town.views();
    CHECK(views->proposals[0].shown_arguments == 0);
    CHECK(views->list[0].arguments == 0);
    CHECK(views->projects[0].arguments == 0);
    CHECK(arguments_of(*views, views->proposals[0]).empty());
    CHECK(arguments_of(*views, views->proposals[0], State::hidden).size() == 1);
}

TEST_CASE("a page is touched by everything that it shows") {
    Recorder town = small_town();
    const auto touched = [&] {
        const auto views = town.views();
        return std::vector<std::uint64_t>{views->proposals[0].touched, views->projects[0].touched,
                                          views->people[0].touched};
    };
    const auto all = [](std::uint64_t seq) { return std::vector<std::uint64_t>{seq, seq, seq}; };
    CHECK(touched() == all(3));
    town.add(took(ObjectKind::proposal, plain(bench), one, Stance::for_));
    CHECK(touched() == all(4));
    const std::uint64_t argument =
        town.add_sealed(argued(because, bench, bruno), words("", "Oui."), bruno);
    CHECK(touched() == all(argument));
    const std::uint64_t stance =
        town.add(took(ObjectKind::argument, plain(because), one, Stance::for_));
    CHECK(touched() == all(stance));
    events::PersonRenamed renamed;
    renamed.person = bruno;
    const std::uint64_t rename = town.add_sealed(renamed, name("Bruno B."), bruno);
    CHECK(touched() == all(rename));
    events::PhaseMoved moved;
    moved.project = park;
    moved.phase = 0;
    const std::uint64_t move = town.add(moved);
    CHECK(touched() == all(move));
    town.add_sealed(submitted(lamp, {}, bruno), words("Une lampe", ""), bruno);
    CHECK(touched() == all(move));
}

TEST_CASE("a person is found by the current name only") {
    Recorder town = small_town();
    events::PersonRenamed renamed;
    renamed.person = anna;
    town.add_sealed(renamed, name("Annie"), anna);
    renamed.person = bruno;
    town.add_sealed(renamed, name("Anna"), bruno);
    const auto views = town.views();
    CHECK(views->person_by_name.at("Annie") == 0);
    CHECK(views->person_by_name.at("Anna") == 1);
    CHECK(views->person_by_name.size() == 2);
    CHECK(views->people[0].pseudonym == "Annie");
}

TEST_CASE("a milestone set anew keeps its place, and reaching it completes it") {
    Recorder town = small_town();
    events::MilestoneSet set;
    set.project = park;
    set.milestone = id_of<events::MilestoneId>(40);
    set.progress_percent = 10;
    set.text = std::make_unique<events::Text>(words("Plans", ""));
    town.add(set);
    set.milestone = id_of<events::MilestoneId>(41);
    town.add(set);
    set.milestone = id_of<events::MilestoneId>(40);
    set.progress_percent = 60;
    set.text->title = "Plans dessinés";
    town.add(set);
    events::MilestoneReached reached;
    reached.project = park;
    reached.milestone = id_of<events::MilestoneId>(41);
    town.add(reached);
    const auto views = town.views();
    const auto& milestones = views->projects[0].milestones;
    REQUIRE(milestones.size() == 2);
    CHECK(milestones[0].words.title == "Plans dessinés");
    CHECK(milestones[0].words.official);
    CHECK(milestones[0].progress_percent == 60);
    CHECK_FALSE(milestones[0].reached);
    CHECK(milestones[1].reached);
    CHECK(milestones[1].progress_percent == 100);
}

TEST_CASE("what happened earlier is dated by when it happened") {
    Recorder town = small_town();
    town.add_sealed(submitted(lamp, park, anna), words("Une lampe", ""), anna,
                    {"republique-numerique/7", 1'443'269'104'000});
    const auto views = town.views();
    CHECK(views->proposals[1].created_at_ms == 1'443'269'104'000);
    CHECK(views->proposals[1].origin == "republique-numerique/7");
    CHECK(views->feed.back().at_ms == 1'443'269'104'000);
}

TEST_CASE("events about rows that do not exist change nothing but the position") {
    Recorder nothing;
    nothing.add(took(ObjectKind::proposal, plain(bench), one, Stance::for_));
    nothing.add(took(ObjectKind::argument, plain(because), one, Stance::for_));
    nothing.add(took_back(ObjectKind::proposal, plain(bench), one));
    nothing.add(hid(ObjectKind::proposal, plain(bench)));
    nothing.add(hid(ObjectKind::argument, plain(because)));
    nothing.add_sealed(argued(because, bench, anna), words("", "?"), anna);
    events::ProposalEdited edited;
    edited.proposal = bench;
    nothing.add(edited);
    events::PhaseMoved moved;
    moved.project = park;
    nothing.add(moved);
    const auto views = nothing.views();
    CHECK(views->position == 8);
    CHECK(views->proposals.empty());
    CHECK(views->arguments.empty());
    CHECK(views->projects.empty());
    CHECK(views->stances == 0);
}

TEST_CASE("tallies agree with a naive recount of random events") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        RandomWorld world(seed);
        world.steps(1500);
        const auto views = world.recorder.views();
        std::uint64_t current = 0;
        std::map<std::uint64_t, std::uint64_t> stances_of_project;
        std::map<std::uint64_t, std::uint64_t> arguments_of_project;
        for (const auto& [number, object] : world.objects) {
            CAPTURE(number);
            current += object.current.size();
            if (object.kind == ObjectKind::argument) {
                const Argument* row = find(*views, id_of<events::ArgumentId>(number));
                REQUIRE(row != nullptr);
                CHECK(row->tally == object.tally());
                CHECK((row->state == State::hidden) == object.hidden);
                const bool shown = !object.hidden && !world.objects[*object.proposal].hidden;
                if (shown && object.project) ++arguments_of_project[*object.project];
                continue;
            }
            const Proposal* row = find(*views, id_of<events::ProposalId>(number));
            REQUIRE(row != nullptr);
            CHECK(row->tally == object.tally());
            CHECK((row->state == State::hidden) == object.hidden);
            if (object.project && !object.hidden) {
                stances_of_project[*object.project] += object.current.size();
            }
            const ListRow& listed =
                views->list[static_cast<std::size_t>(row - views->proposals.data())];
            CHECK(listed == ListRow{row->created_at_ms, row->tally.for_, row->shown_arguments,
                                    static_cast<std::uint32_t>(object.current.size()), row->project,
                                    row->state, row->kind, row->stage, row->waits_since_ms,
                                    row->amending != Proposal::none,
                                    shown_point(*row).has_value(), row->labels});
        }
        CHECK(views->stances == current);
        for (const auto& [number, sum] : stances_of_project) {
            CHECK(find(*views, id_of<events::ProjectId>(number))->stances == sum);
        }
        for (const auto& [number, sum] : arguments_of_project) {
            CHECK(find(*views, id_of<events::ProjectId>(number))->arguments == sum);
        }
    }
}

TEST_CASE("a log that continues another one says so in the feed, and how far that one had come") {
    Recorder town = small_town();
    events::LogContinued continued;
    continued.former_origin = "ville.example/log/1";
    continued.former_size = 12;
    continued.size = 4;
    const std::uint64_t seq = town.add(continued);
    const auto views = town.views();
    REQUIRE(views->continuations.size() == 1);
    CHECK(views->continuations[0].seq == seq);
    CHECK(views->continuations[0].former_origin == "ville.example/log/1");
    CHECK(views->continuations[0].former_size == 12);
    CHECK(views->continuations[0].size == 4);
    const auto lines = feed(*views, {}, views->position, 1);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].what == FeedItem::What::log_continued);
    CHECK(lines[0].seq == seq);
}
