// What the read models make of themes and districts: names, what bears them, lists and feeds of
// each, the past.
#include <doctest/doctest.h>

#include <algorithm>

#include "projections/as_it_was.hpp"
#include "projections/followed.hpp"
#include "projections/queries.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using events::no_label;

namespace {

const auto anna = id_of<events::PersonId>(1);
const auto bruno = id_of<events::PersonId>(2);
const auto park = id_of<events::ProjectId>(10);
const auto bench = id_of<events::ProposalId>(20);
const auto pond = id_of<events::ProposalId>(21);

template <class List>
List list_of(std::vector<std::string> codes, const std::string& prefix = "Le ") {
    List e;
    for (const std::string& code : codes) {
        e.french.push_back(prefix + code);
        e.english.push_back("The " + code);
    }
    e.codes = std::move(codes);
    return e;
}

std::uint64_t submit(Recorder& town, const events::ProposalId& id, std::vector<std::string> themes,
                     std::string district) {
    events::ProposalSubmitted e = submitted(id, park, anna);
    e.themes = std::move(themes);
    e.district = std::move(district);
    return town.add_sealed(e, words("Un banc", "À l'ombre."), anna);
}

std::uint64_t edit(Recorder& town, const events::ProposalId& id, std::uint32_t version,
                   std::vector<std::string> themes, std::string district) {
    events::ProposalEdited e;
    e.proposal = id;
    e.author = anna;
    e.version = version;
    e.themes = std::move(themes);
    e.district = std::move(district);
    return town.add_sealed(e, words("Un banc", "Version " + std::to_string(version)), anna);
}

// A bench on two themes near the station, a pond on one.
Recorder town() {
    Recorder recorder;
    recorder.add_sealed(joined(anna), name("Anna"), anna);
    recorder.add_sealed(joined(bruno), name("Bruno"), bruno);
    recorder.add(city_project(park, "Le parc"));
    recorder.add(list_of<events::ThemesPublished>({"eau", "velo"}));
    recorder.add(list_of<events::DistrictsPublished>({"gare"}));
    submit(recorder, bench, {"velo", "eau"}, "gare");
    submit(recorder, pond, {"eau"}, "");
    return recorder;
}

std::vector<events::ProposalId> listed(const Views& views, LabelKind kind,
                                       const std::string& code) {
    ProposalFilter filter;
    filter.limit = 100;
    filter.which = ProposalFilter::Which::all;
    const std::uint8_t place = vocabulary(views, kind).labels.find(code);
    (kind == LabelKind::theme ? filter.theme : filter.district) = place;
    const auto page = list_proposals(views, filter);
    REQUIRE(page);
    std::vector<events::ProposalId> ids;
    for (const std::uint32_t row : page->rows) ids.push_back(views.proposals[row].id);
    CHECK(page->matching == ids.size());
    return ids;
}

std::vector<std::uint64_t> seqs_of_feed(const Views& views, LabelKind kind,
                                        const std::string& code) {
    std::vector<std::uint64_t> seqs;
    const auto* lines = feed_of(views, kind, vocabulary(views, kind).labels.find(code));
    if (lines == nullptr) return seqs;
    for (const std::uint32_t line : *lines) seqs.push_back(views.feed[line].seq);
    return seqs;
}

}  // namespace

TEST_CASE("proposals are listed under their themes and their district, as the last edit says") {
    Recorder recorder = town();
    auto views = recorder.views();
    CHECK(listed(*views, LabelKind::theme, "eau").size() == 2);
    CHECK(listed(*views, LabelKind::theme, "velo") == std::vector{bench});
    CHECK(listed(*views, LabelKind::district, "gare") == std::vector{bench});
    edit(recorder, bench, 2, {"eau"}, "");
    views = recorder.views();
    CHECK(listed(*views, LabelKind::theme, "eau").size() == 2);
    CHECK(listed(*views, LabelKind::theme, "velo").empty());
    CHECK(listed(*views, LabelKind::district, "gare").empty());
}

TEST_CASE("a cursor of one theme is none of another") {
    Recorder recorder = town();
    const auto views = recorder.views();
    ProposalFilter filter;
    filter.limit = 1;
    filter.theme = views->themes.labels.find("eau");
    const auto first = list_proposals(*views, filter);
    REQUIRE(first);
    REQUIRE_FALSE(first->next.empty());
    filter.cursor = first->next;
    CHECK(list_proposals(*views, filter));
    filter.theme = views->themes.labels.find("velo");
    CHECK_FALSE(list_proposals(*views, filter));
    filter.theme.reset();
    CHECK_FALSE(list_proposals(*views, filter));
}

TEST_CASE("a theme that is retired or renamed changes the pages of what bears it, and no other") {
    Recorder recorder = town();
    const auto before = recorder.views();
    const std::uint64_t seq = recorder.add(list_of<events::ThemesPublished>({"eau", "lac"}));
    const auto views = recorder.views();
    CHECK(find(*views, bench)->touched == seq);
    CHECK(find(*views, pond)->touched == find(*before, pond)->touched);
    CHECK(views->themes.labels[views->themes.labels.find("velo")].retired);
    CHECK(listed(*views, LabelKind::theme, "velo") == std::vector{bench});
    CHECK(digests(*views).public_hex != digests(*before).public_hex);
}

TEST_CASE("a code that no list names has a place all the same") {
    Recorder recorder = town();
    submit(recorder, id_of<events::ProposalId>(22), {"lune"}, "mars");
    const auto views = recorder.views();
    const events::Label& moon = views->themes.labels[views->themes.labels.find("lune")];
    CHECK(moon == events::Label{"lune", "", "", true});
    CHECK(listed(*views, LabelKind::district, "mars").size() == 1);
}

TEST_CASE("the feed of a theme tells what happened while something bore it") {
    Recorder recorder = town();
    const std::uint64_t moved = edit(recorder, bench, 2, {"eau"}, "gare");
    const std::uint64_t argued_at = recorder.add_sealed(
        argued(id_of<events::ArgumentId>(30), bench, bruno), words("", "Oui."), bruno);
    const auto views = recorder.views();
    CHECK(seqs_of_feed(*views, LabelKind::theme, "velo") == std::vector<std::uint64_t>{5});
    CHECK(seqs_of_feed(*views, LabelKind::theme, "eau") ==
          std::vector<std::uint64_t>{5, 6, moved, argued_at});
    CHECK(seqs_of_feed(*views, LabelKind::district, "gare") ==
          std::vector<std::uint64_t>{5, moved, argued_at});
}

TEST_CASE("a project bears labels of its own, and its feed is theirs") {
    Recorder recorder = town();
    events::ProjectOpened opened = city_project(id_of<events::ProjectId>(11), "Le lac");
    opened.themes = {"eau"};
    opened.district = "gare";
    const std::uint64_t opened_at = recorder.add(std::move(opened));
    // An idea in it bears what it says itself.
    recorder.add_sealed(
        submitted(id_of<events::ProposalId>(23), id_of<events::ProjectId>(11), anna),
        words("Un ponton", "Long."), anna);
    auto views = recorder.views();
    const Project* lake = find(*views, id_of<events::ProjectId>(11));
    CHECK(bears(lake->labels, LabelKind::district, views->districts.labels.find("gare")));
    CHECK(seqs_of_feed(*views, LabelKind::district, "gare") ==
          std::vector<std::uint64_t>{5, opened_at});
    CHECK(listed(*views, LabelKind::district, "gare") == std::vector{bench});
    const std::uint64_t seq = recorder.add(list_of<events::ThemesPublished>({"eau"}, "Toute "));
    views = recorder.views();
    CHECK(find(*views, id_of<events::ProjectId>(11))->touched == seq);
}

TEST_CASE("who follows a theme and a district hears each thing once, and not what they did") {
    Recorder recorder = town();
    recorder.add_sealed(argued(id_of<events::ArgumentId>(30), bench, bruno), words("", "Oui."),
                        bruno);
    const auto views = recorder.views();
    storage::Following following;
    following.follows = {{storage::FollowedKind::theme, false, events::id_of_code("eau"), 0},
                         {storage::FollowedKind::district, false, events::id_of_code("gare"), 0},
                         {storage::FollowedKind::theme, false, events::id_of_code("lune"), 0}};
    const Person& person = *find(*views, bruno);
    const auto lines = followed_feed(*views, person, following, {0, ~std::uint64_t{0}, 100, false});
    std::vector<std::uint64_t> seqs;
    for (const FollowedLine& line : lines) seqs.push_back(line.item.seq);
    CHECK(seqs == std::vector<std::uint64_t>{6, 5});
    CHECK(follows(*views, person, following, storage::FollowedKind::theme,
                  events::id_of_code("eau")) == Follows::asked);
    CHECK(follows(*views, person, following, storage::FollowedKind::theme,
                  events::id_of_code("gare")) == Follows::no);
}

TEST_CASE("the past has the themes of then, under the names of now") {
    TempDir dir;
    storage::Store store(dir.path / "data");
    Recorder recorder = town();
    edit(recorder, bench, 2, {"eau"}, "");
    recorder.add(list_of<events::ThemesPublished>({"velo"}, "Le nouveau "));
    recorder.store_all(store);
    const auto views = recorder.views();
    const std::uint64_t end = recorder.events.size();
    Past past(recall(*views, *find(*views, bench), end), store.log, &store.vault);
    const auto named = [](const Views& then) {
        std::vector<std::string> names;
        for (const std::uint8_t theme : find(then, bench)->labels.themes) {
            if (theme != no_label) names.push_back(then.themes.labels[theme].french);
        }
        return names;
    };
    const Views& first = past.at(6);
    CHECK(named(first) == std::vector<std::string>{"Le nouveau velo", "Le eau"});
    CHECK(first.districts.labels[find(first, bench)->labels.district].french == "Le gare");
    const Views& later = past.at(end);
    CHECK(named(later) == std::vector<std::string>{"Le eau"});
    CHECK(find(later, bench)->labels.district == no_label);
}

TEST_CASE("in a random world every list has what bears its label, and feeds are in order") {
    RandomWorld world(seed());
    world.steps(2'000);
    const auto views = world.recorder.views();
    for (const LabelKind kind : {LabelKind::theme, LabelKind::district}) {
        for (const events::Label& label : vocabulary(*views, kind).labels.all()) {
            CAPTURE(label.code);
            std::size_t expected = 0;
            for (const auto& [number, object] : world.objects) {
                const bool bears = kind == LabelKind::theme ? object.themes.contains(label.code)
                                                            : object.district == label.code;
                if (bears && !object.hidden && object.kind == events::ObjectKind::proposal)
                    ++expected;
            }
            ProposalFilter filter;
            const std::uint8_t place = vocabulary(*views, kind).labels.find(label.code);
            (kind == LabelKind::theme ? filter.theme : filter.district) = place;
            filter.which = ProposalFilter::Which::all;
            CHECK(list_proposals(*views, filter)->matching == expected);
            const auto seqs = seqs_of_feed(*views, kind, label.code);
            CHECK(std::is_sorted(seqs.begin(), seqs.end()));
        }
    }
}
