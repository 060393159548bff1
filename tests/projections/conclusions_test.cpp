// Conclusions as they are known: the latest of each debate, who is told, and what erasing leaves.
#include <doctest/doctest.h>

#include "projections/followed.hpp"
#include "projections/openings.hpp"
#include "projections/queries.hpp"
#include "projections/search_documents.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using events::ErasedWords;

namespace {

const auto anna = id_of<events::PersonId>(1);
const auto bruno = id_of<events::PersonId>(2);
const auto orchard = id_of<events::ProjectId>(10);
const auto bench = id_of<events::ProposalId>(20);

events::Text concluded(std::string said_for) {
    events::Text text;
    text.conclusion = std::make_unique<events::Conclusion>();
    text.conclusion->said_for = std::move(said_for);
    text.conclusion->said_against = "Rien contre.";
    return text;
}

// Anna's orchard, with Bruno's bench in it.
Recorder town() {
    Recorder recorder;
    recorder.add_sealed(joined(anna), name("Anna"), anna);
    recorder.add_sealed(joined(bruno), name("Bruno"), bruno);
    events::ProjectOpened opened = city_project(orchard, "");
    opened.text.reset();
    opened.owner_kind = events::OwnerKind::person;
    opened.owner = anna;
    opened.phases = {events::Phase(0, 0, events::PhaseKind::debate),
                     events::Phase(0, 0, events::PhaseKind::decide)};
    recorder.add_sealed(std::move(opened), words("Le verger", "Des pommiers"), anna);
    recorder.add_sealed(submitted(bench, orchard, bruno), words("Un banc", "À l'ombre."), bruno);
    return recorder;
}

events::ConclusionPublished about_bench(std::uint32_t version) {
    events::ConclusionPublished e;
    e.proposal = bench;
    e.version = version;
    e.by = anna;
    return e;
}

std::uint64_t by_anna(Recorder& town, std::uint32_t version, std::string said_for) {
    return town.add_sealed(about_bench(version), concluded(std::move(said_for)), anna);
}

std::uint64_t by_city(Recorder& town, std::uint32_t version, std::string said_for) {
    events::ConclusionPublished e = about_bench(version);
    e.text = std::make_unique<events::Text>(concluded(std::move(said_for)));
    return town.add(std::move(e));
}

std::uint64_t erase(Recorder& town, ErasedWords what) {
    events::PersonErased e;
    e.person = anna;
    e.words = what;
    e.by = events::ErasedBy::person;
    return town.add(e);
}

}  // namespace

TEST_CASE("conclusions agree with a naive model, and images however they came about") {
    RandomWorld world(seed());
    world.with_erasures = true;
    world.steps(4'000);
    const auto live = world.recorder.views();
    REQUIRE_FALSE(live->conclusions.empty());
    CHECK(live->conclusions.size() == world.conclusions.size());
    for (const auto& [debate, version] : world.conclusions) {
        const auto& [number, phase] = debate;
        const Proposal* proposal = find(*live, id_of<events::ProposalId>(number));
        if (proposal != nullptr) {
            REQUIRE(proposal->conclusion != Proposal::none);
            CHECK(live->conclusions[proposal->conclusion].version == version);
            continue;
        }
        const Project* project = find(*live, id_of<events::ProjectId>(number));
        REQUIRE(project != nullptr);
        const auto& rows = project->conclusions;
        CHECK(std::count_if(rows.begin(), rows.end(), [&, of = phase, v = version](auto at) {
                  return live->conclusions[at].phase == of && live->conclusions[at].version == v;
              }) == 1);
    }
    const TempDir dir;
    storage::Store store(dir.path);
    world.recorder.store_all(store);
    const auto folded = fold(store.log, &store.vault, {});
    CHECK(digests(*folded).public_hex == digests(*live).public_hex);
}

TEST_CASE("the latest conclusion of a debate stands, in the words of who published it") {
    Recorder recorder = town();
    by_anna(recorder, 1, "On s'y assoit.");
    auto views = recorder.views();
    const auto row = [&]() -> const Conclusion& {
        return views->conclusions[views->proposals[0].conclusion];
    };
    CHECK(row().words.said_for == "On s'y assoit.");
    CHECK(views->people[row().by].id == anna);
    const std::uint64_t seq = by_city(recorder, 2, "Tous s'y assoient.");
    views = recorder.views();
    CHECK(row().words.said_for == "Tous s'y assoient.");
    CHECK(row().by == Proposal::none);
    CHECK(row().version == 2);
    CHECK(views->proposals[0].touched == seq);
    CHECK(views->proposals[0].acts.back() == seq);
    CHECK(views->conclusions.size() == 1);
    const FeedItem& line = views->feed.back();
    CHECK(line.what == FeedItem::What::conclusion_published);
    CHECK(line.person == Proposal::none);
    FollowedRange range;
    range.most = 10;
    // Whose proposal it is hears of it.
    CHECK(followed_feed(*views, views->people[1], {}, range).front().item.seq == seq);
}

TEST_CASE("each phase of a project has a conclusion of its own") {
    Recorder recorder = town();
    for (const std::uint16_t phase : {std::uint16_t{1}, std::uint16_t{0}, std::uint16_t{1}}) {
        events::ConclusionPublished e;
        e.project = orchard;
        e.phase = phase;
        e.version = 1;
        e.by = anna;
        recorder.add_sealed(e, concluded("Phase " + std::to_string(phase)), anna);
    }
    const auto views = recorder.views();
    REQUIRE(views->projects[0].conclusions.size() == 2);
    CHECK(views->conclusions[views->projects[0].conclusions[0]].words.said_for == "Phase 1");
    CHECK(views->conclusions[views->projects[0].conclusions[1]].words.said_for == "Phase 0");
    const auto document = document_of(*views, {SearchKind::project, 0});
    REQUIRE(document);
    CHECK(document->body.find("Phase 0") != std::string::npos);
}

TEST_CASE("an owner's conclusion goes with their words, the city's stays") {
    Recorder recorder = town();
    by_anna(recorder, 1, "On s'y assoit.");
    const auto opened = [&] {
        const TempDir dir;
        storage::Store store(dir.path);
        recorder.store_all(store);
        return published_seqs(*recorder.views(), store.log, 4, recorder.events.size());
    };
    CHECK(opened() == std::vector<std::uint64_t>{4});
    const std::uint64_t seq = erase(recorder, ErasedWords::removed);
    const auto views = recorder.views();
    CHECK(views->conclusions[0].erased);
    CHECK(views->proposals[0].touched == seq);
    CHECK(dump(*views).find("assoit") == std::string::npos);
    CHECK(opened().empty());
    Recorder kept = town();
    by_anna(kept, 1, "On s'y assoit.");
    erase(kept, ErasedWords::kept);
    CHECK(kept.views()->conclusions[0].words.said_for == "On s'y assoit.");
    Recorder of_city = town();
    by_city(of_city, 1, "On s'y assoit.");
    erase(of_city, ErasedWords::removed);
    CHECK(of_city.views()->conclusions[0].words.said_for == "On s'y assoit.");
}

TEST_CASE("who may conclude: an agent there, or the owner of the project") {
    Recorder recorder = town();
    events::RoleGiven role;
    role.person = bruno;
    role.role = events::Role::agent;
    auto views = recorder.views();
    CHECK(may_conclude(*views, orchard, views->people[0]));
    CHECK_FALSE(may_conclude(*views, orchard, views->people[1]));
    CHECK_FALSE(may_conclude(*views, {}, views->people[0]));
    recorder.add_sealed(role, words("", "Service"), bruno);
    views = recorder.views();
    CHECK(may_conclude(*views, orchard, views->people[1]));
    CHECK(may_conclude(*views, {}, views->people[1]));
}
