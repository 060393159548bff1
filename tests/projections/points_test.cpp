// What the read models make of points: the last one said, where it is shown, lists of what has one,
// the past, the digest.
#include <doctest/doctest.h>

#include "projections/as_it_was.hpp"
#include "projections/queries.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;

namespace {

const auto anna = id_of<events::PersonId>(1);
const auto park = id_of<events::ProjectId>(10);
const auto bench = id_of<events::ProposalId>(20);
const auto pond = id_of<events::ProposalId>(21);
const events::Point station(4'619'600, 623'600);
const events::Point lake(4'637'000, 642'000);

std::unique_ptr<events::Point> field(const std::optional<events::Point>& point) {
    return point ? std::make_unique<events::Point>(*point) : nullptr;
}

void submit(Recorder& town, const events::ProposalId& id, std::optional<events::Point> point) {
    events::ProposalSubmitted e = submitted(id, park, anna);
    e.point = field(point);
    town.add_sealed(e, words("Un banc", "À l'ombre."), anna);
}

std::uint64_t edit(Recorder& town, std::uint32_t version, std::optional<events::Point> point) {
    events::ProposalEdited e;
    e.proposal = bench;
    e.author = anna;
    e.version = version;
    e.point = field(point);
    return town.add_sealed(e, words("Un banc", "Version " + std::to_string(version)), anna);
}

// A bench at the station, a pond nowhere.
Recorder town() {
    Recorder recorder;
    recorder.add_sealed(joined(anna), name("Anna"), anna);
    recorder.add(city_project(park, "Le parc"));
    submit(recorder, bench, station);
    submit(recorder, pond, std::nullopt);
    return recorder;
}

ProposalFilter located() {
    ProposalFilter filter;
    filter.located = true;
    return filter;
}

std::size_t located_in(const Views& views) {
    const auto page = list_proposals(views, located());
    REQUIRE(page);
    return page->matching;
}

}  // namespace

TEST_CASE("a proposal is at the point that was said last") {
    Recorder recorder = town();
    CHECK(shown_point(*find(*recorder.views(), bench)) == station);
    CHECK_FALSE(shown_point(*find(*recorder.views(), pond)));
    edit(recorder, 2, lake);
    CHECK(shown_point(*find(*recorder.views(), bench)) == lake);
    edit(recorder, 3, std::nullopt);
    CHECK_FALSE(shown_point(*find(*recorder.views(), bench)));
}

TEST_CASE("a proposal that is placed anew keeps its words, its version and what it was given") {
    Recorder recorder = town();
    const auto token = id_of<events::Token>(101);
    recorder.add(took(events::ObjectKind::proposal, plain(bench), token, events::Stance::for_));
    const auto before = recorder.views();
    events::ProposalPlaced placed;
    placed.proposal = bench;
    placed.by = anna;
    placed.themes = {"eau"};
    placed.district = "lac";
    placed.point = field(lake);
    const std::uint64_t seq = recorder.add(placed);
    const auto views = recorder.views();
    const Proposal& row = *find(*views, bench);
    CHECK(shown_point(row) == lake);
    CHECK(bears(row.labels, LabelKind::theme, views->themes.labels.find("eau")));
    CHECK(bears(row.labels, LabelKind::district, views->districts.labels.find("lac")));
    CHECK(row.version == 1);
    CHECK(row.edited_at_ms == 0);
    CHECK(row.words.seq == find(*before, bench)->words.seq);
    CHECK(row.tally.for_ == 1);
    CHECK(row.touched == seq);
    CHECK(row.acts.back() == seq);
    // A text that stands is no news.
    CHECK(views->feed.size() == before->feed.size());
    CHECK(digests(*views).public_hex != digests(*before).public_hex);
}

TEST_CASE("a list can be of what has a point alone, with cursors of its own") {
    Recorder recorder = town();
    CHECK(located_in(*recorder.views()) == 1);
    edit(recorder, 2, std::nullopt);
    CHECK(located_in(*recorder.views()) == 0);
    edit(recorder, 3, lake);
    submit(recorder, id_of<events::ProposalId>(22), station);
    const auto views = recorder.views();
    ProposalFilter filter = located();
    filter.limit = 1;
    const auto first = list_proposals(*views, filter);
    REQUIRE(first);
    CHECK(first->matching == 2);
    filter.cursor = first->next;
    CHECK(list_proposals(*views, filter)->rows.size() == 1);
    filter.located = false;
    CHECK_FALSE(list_proposals(*views, filter));
}

TEST_CASE("no point is shown of what is hidden, or went with its author's account") {
    Recorder hiding = town();
    hiding.add(hid(events::ObjectKind::proposal, plain(bench)));
    CHECK_FALSE(shown_point(*find(*hiding.views(), bench)));
    CHECK(located_in(*hiding.views()) == 0);
    ProposalFilter hidden = located();
    hidden.state = State::hidden;
    CHECK(list_proposals(*hiding.views(), hidden)->matching == 0);

    Recorder leaving = town();
    events::PersonErased gone;
    gone.person = anna;
    gone.words = events::ErasedWords::removed;
    leaving.add(gone);
    CHECK_FALSE(shown_point(*find(*leaving.views(), bench)));
    CHECK(located_in(*leaving.views()) == 0);
}

TEST_CASE("the past has the point of then, and the digest hangs on it") {
    Recorder recorder = town();
    const std::uint64_t moved = edit(recorder, 2, lake);
    TempDir dir;
    storage::Store store(dir.path / "data");
    recorder.store_all(store);
    const auto views = recorder.views();
    Past past(recall(*views, *find(*views, bench), moved + 1), store.log, &store.vault);
    CHECK(find(past.at(moved), bench)->point == station);
    CHECK(find(past.at(moved + 1), bench)->point == lake);

    Recorder elsewhere = town();
    edit(elsewhere, 2, station);
    CHECK(digests(*elsewhere.views()).public_hex != digests(*views).public_hex);
}
