// Lists, cursors, filters, feeds: what readers of the read models get, also while rows come in.
#include <doctest/doctest.h>

#include <algorithm>

#include "projections/limits.hpp"
#include "projections/queries.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using events::ObjectKind;
using Which = ProposalFilter::Which;

namespace {

constexpr std::array sorts = {Sort::recent, Sort::most_supported, Sort::most_debated};

// The whole list, the slow way.
std::vector<std::uint32_t> expected(const Views& views, const ProposalFilter& filter) {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < views.proposals.size(); ++i) {
        const Proposal& row = views.proposals[i];
        const bool statement = row.kind == Kind::statement;
        if (filter.which == Which::proposals && statement) continue;
        if (filter.which == Which::proposals && row.amending != Proposal::none) continue;
        if (filter.which == Which::statements && !statement) continue;
        if (filter.state ? row.state != *filter.state : row.state == State::hidden) continue;
        if (filter.project && (row.project == Proposal::none ||
                               !(views.projects[row.project].id == *filter.project))) {
            continue;
        }
        rows.push_back(i);
    }
    std::sort(rows.begin(), rows.end(), [&](std::uint32_t x, std::uint32_t y) {
        const Proposal& a = views.proposals[x];
        const Proposal& b = views.proposals[y];
        const auto total = [](const Tally& t) { return t.for_ + t.neutral + t.against; };
        if (filter.sort == Sort::recent && a.created_at_ms != b.created_at_ms) {
            return a.created_at_ms > b.created_at_ms;
        }
        if (filter.sort == Sort::most_supported && a.tally.for_ != b.tally.for_) {
            return a.tally.for_ > b.tally.for_;
        }
        if (filter.sort == Sort::most_debated) {
            if (a.shown_arguments != b.shown_arguments) {
                return a.shown_arguments > b.shown_arguments;
            }
            if (total(a.tally) != total(b.tally)) return total(a.tally) > total(b.tally);
        }
        return events::ByBytes{}(a.id, b.id);
    });
    return rows;
}

ProposalPage page_of(const Views& views, const ProposalFilter& filter) {
    const auto page = list_proposals(views, filter);
    REQUIRE(page.has_value());
    return *page;
}

// Forwards from the start, then backwards from the end; both must give the whole list.
void walk(const Views& views, ProposalFilter filter) {
    const std::vector<std::uint32_t> all = expected(views, filter);
    std::vector<std::uint32_t> forwards;
    std::vector<std::vector<std::uint32_t>> pages;
    std::string previous;
    for (;;) {
        const ProposalPage page = page_of(views, filter);
        CHECK(page.matching == all.size());
        CHECK(page.previous.empty() == pages.empty());
        forwards.insert(forwards.end(), page.rows.begin(), page.rows.end());
        pages.push_back(page.rows);
        previous = page.previous;
        if (page.next.empty()) break;
        CHECK(page.rows.size() == filter.limit);
        filter.cursor = page.next;
    }
    CHECK(forwards == all);
    filter.backwards = true;
    for (std::size_t left = pages.size() - 1; left > 0; --left) {
        filter.cursor = previous;
        const ProposalPage page = page_of(views, filter);
        CHECK(page.rows == pages[left - 1]);
        CHECK_FALSE(page.next.empty());
        previous = page.previous;
    }
    CHECK(previous.empty());
}

struct Library {
    Recorder recorder;
    const events::PersonId anna = id_of<events::PersonId>(1);
    std::uint64_t last = 100;

    events::ProposalId add(std::string title, std::string body) {
        const auto id = id_of<events::ProposalId>(++last);
        recorder.add_sealed(submitted(id, {}, anna), words(std::move(title), std::move(body)),
                            anna);
        return id;
    }
    std::size_t matching(const std::string& text) const {
        ProposalFilter filter;
        filter.text = text;
        return page_of(*recorder.views(), filter).matching;
    }
};

}  // namespace

TEST_CASE("pages forwards and backwards cover a list exactly, in every order and filter") {
    RandomWorld world(seed());
    world.steps(2500);
    const auto views = world.recorder.views();
    for (const Sort sort : sorts) {
        for (const Which which : {Which::proposals, Which::statements, Which::all}) {
            ProposalFilter filter;
            filter.sort = sort;
            filter.which = which;
            filter.limit = 7;
            walk(*views, filter);
            filter.state = State::hidden;
            walk(*views, filter);
            filter.state = State::withdrawn;
            walk(*views, filter);
            filter.state.reset();
            for (const Project& project : views->projects) {
                filter.project = project.id;
                walk(*views, filter);
            }
        }
    }
}

TEST_CASE("rows that come in between two pages neither repeat nor hide those that were there") {
    RandomWorld world(seed());
    world.steps(800);
    auto views = world.recorder.views();
    ProposalFilter filter;
    filter.limit = 5;
    const std::vector<std::uint32_t> before = expected(*views, filter);
    std::vector<std::uint32_t> seen;
    for (;;) {
        const ProposalPage page = page_of(*views, filter);
        seen.insert(seen.end(), page.rows.begin(), page.rows.end());
        if (page.next.empty()) break;
        filter.cursor = page.next;
        world.recorder.add_sealed(submitted(id_of<events::ProposalId>(1'000'000 + seen.size()), {},
                                            id_of<events::PersonId>(1)),
                                  words("Nouvelle", ""), id_of<events::PersonId>(1));
        world.recorder.apply(*views, views->position, world.recorder.events.size());
    }
    std::vector<std::uint32_t> once = seen;
    std::sort(once.begin(), once.end());
    CHECK(std::adjacent_find(once.begin(), once.end()) == once.end());
    for (const std::uint32_t row : before) {
        CHECK(std::binary_search(once.begin(), once.end(), row));
    }
}

TEST_CASE("cursors of other lists, damaged ones and invented ones are refused") {
    RandomWorld world(7);
    world.steps(800);
    const auto views = world.recorder.views();
    ProposalFilter filter;
    filter.limit = 3;
    const std::string cursor = page_of(*views, filter).next;
    REQUIRE_FALSE(cursor.empty());

    const auto refused = [&](ProposalFilter other, const std::string& with) {
        other.cursor = with;
        return !list_proposals(*views, other).has_value();
    };
    CHECK_FALSE(refused(filter, cursor));
    ProposalFilter other = filter;
    other.limit = 4;
    CHECK_FALSE(refused(other, cursor));
    other.sort = Sort::most_debated;
    CHECK(refused(other, cursor));
    other = filter;
    other.project = views->projects[0].id;
    CHECK(refused(other, cursor));
    other = filter;
    other.text = "vélo";
    CHECK(refused(other, cursor));
    other = filter;
    other.state = State::submitted;
    CHECK(refused(other, cursor));
    for (std::size_t i = 0; i < cursor.size(); ++i) {
        std::string damaged = cursor;
        damaged[i] = damaged[i] == '0' ? '1' : '0';
        CHECK(refused(filter, damaged));
        CHECK(refused(filter, cursor.substr(0, i) + (i == 0 ? "x" : "")));
    }
    CHECK(refused(filter, cursor + "00"));
    CHECK(refused(filter, std::string(10'000, '0')));
}

TEST_CASE("hidden rows are listed only when asked for by name") {
    Library library;
    library.add("Un banc", "");
    const auto lamp = library.add("Une lampe", "");
    library.recorder.add(hid(ObjectKind::proposal, plain(lamp)));
    const auto views = library.recorder.views();
    for (const Sort sort : sorts) {
        ProposalFilter filter;
        filter.sort = sort;
        filter.which = Which::all;
        CHECK(page_of(*views, filter).rows == std::vector<std::uint32_t>{0});
        filter.state = State::hidden;
        CHECK(page_of(*views, filter).rows == std::vector<std::uint32_t>{1});
        // Searching would tell what the words were.
        filter.text = "lampe";
        CHECK(page_of(*views, filter).rows.empty());
    }
    for (const FeedItem& item : feed(*views, {}, views->position, 100)) CHECK(item.proposal != 1);
    CHECK(proposals_by(*views, views->people[0]) == std::vector<std::uint32_t>{0});
}

TEST_CASE("the number of rows asked for is kept within limits") {
    Library library;
    for (int i = 0; i < 120; ++i) library.add("Un banc", "");
    const auto views = library.recorder.views();
    ProposalFilter filter;
    filter.limit = 0;
    CHECK(page_of(*views, filter).rows.size() == 1);
    filter.limit = limits::page_rows;
    CHECK(page_of(*views, filter).rows.size() == limits::page_rows);
    filter.limit = 100'000;
    CHECK(page_of(*views, filter).rows.size() == limits::page_rows);
    CHECK(feed(*views, {}, views->position, 100'000).size() == limits::page_rows);
    CHECK(feed(*views, {}, views->position, 0).empty());
}

TEST_CASE("text is found whatever its case, accents, ligatures and apostrophes") {
    Library library;
    library.add("L’œuvre de la Forêt", "Planter à l'École, BÂTIR un vélodrome — naïf.");
    library.add("Un banc", "Rien de tel.");
    for (const char* text : {"foret", "FORÊT", "oeuvre", "œuvre", "ecole", "l'école", "batir velo",
                             "naif", "  l   oeuvre ", "planter, banc... ?"}) {
        CAPTURE(text);
        const std::string asked = text;
        CHECK(library.matching(asked) == (asked.find("banc") == std::string::npos ? 1 : 0));
    }
    CHECK(library.matching("banc") == 1);
    CHECK(library.matching("un") == 2);
    CHECK(library.matching("drome") == 0);
    CHECK(library.matching("cole") == 0);
    CHECK(library.matching("") == 2);
    CHECK(library.matching("?!") == 2);
}

TEST_CASE("folded text is words in plain small letters") {
    CHECK(folded("") == "");
    CHECK(folded("  Été,  d'œuf!") == "ete d oeuf");
    CHECK(folded("e\u0301te\u0301") == "ete");
    CHECK(folded("ÆŒß ﬁn Ⅷ ½") == "aeoess fin viii 1 2");
    CHECK(folded("ΑΘΉΝΑ Ёлка") == "αθηνα елка");
    CHECK(folded("日本") == "日本");
    CHECK(folded("a\xFFz\xC3") == "a z");
    CHECK(folded("😀 ok") == "ok");
    CHECK(folded("𝒜bc") == "abc");
}

TEST_CASE("a feed is newest first, pages by seq, and knows its project") {
    RandomWorld world(seed());
    world.steps(1200);
    const auto views = world.recorder.views();
    const auto all_of = [&](const events::ProjectId& project) {
        std::vector<FeedItem> all;
        for (std::uint64_t before = views->position;;) {
            const auto lines = feed(*views, project, before, 13);
            all.insert(all.end(), lines.begin(), lines.end());
            if (lines.size() < 13) return all;
            before = lines.back().seq;
        }
    };
    const auto hidden = [&](const FeedItem& item) {
        return item.to != Proposal::none ||
               (item.proposal != Proposal::none &&
                views->proposals[item.proposal].state == State::hidden) ||
               (item.argument != Proposal::none &&
                views->arguments[item.argument].state == State::hidden) ||
               (item.question != Proposal::none &&
                views->questions[item.question].state == State::hidden);
    };
    const auto whole = all_of({});
    CHECK(std::is_sorted(whole.begin(), whole.end(),
                         [](const FeedItem& a, const FeedItem& b) { return a.seq > b.seq; }));
    const auto shown = static_cast<std::size_t>(
        std::count_if(views->feed.begin(), views->feed.end(),
                      [&](const FeedItem& item) { return !hidden(item); }));
    CHECK(whole.size() == shown);
    for (std::uint32_t at = 0; at < views->projects.size(); ++at) {
        const auto lines = all_of(views->projects[at].id);
        const auto expected_lines = static_cast<std::size_t>(std::count_if(
            whole.begin(), whole.end(), [&](const FeedItem& item) { return item.project == at; }));
        CHECK(lines.size() == expected_lines);
        for (const FeedItem& item : lines) CHECK(item.project == at);
    }
    CHECK(feed(*views, id_of<events::ProjectId>(999'999), views->position, 10).empty());
}

TEST_CASE("an import's people are not news") {
    Recorder recorder;
    const auto anna = id_of<events::PersonId>(1);
    const auto bruno = id_of<events::PersonId>(2);
    recorder.add_sealed(joined(anna), name("Anna"), anna, {"source/1", 1'443'000'000'000});
    recorder.add_sealed(joined(bruno), name("Bruno"), bruno);
    const auto views = recorder.views();
    const auto lines = feed(*views, {}, views->position, 10);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].person == 1);
}

TEST_CASE("a person's page lists what they sign, newest first, without what is hidden") {
    RandomWorld world(seed());
    world.steps(1200);
    const auto views = world.recorder.views();
    for (std::uint32_t at = 0; at < views->people.size(); ++at) {
        const auto rows = proposals_by(*views, views->people[at]);
        CHECK(std::is_sorted(rows.rbegin(), rows.rend()));
        std::size_t shown = 0;
        for (const Proposal& row : views->proposals) {
            if (is_author(*views, row, views->people[at].id) && row.state != State::hidden) ++shown;
        }
        CHECK(rows.size() == shown);
        for (const std::uint32_t row : rows)
            CHECK(is_author(*views, views->proposals[row], views->people[at].id));
        for (const std::uint32_t row : arguments_by(*views, views->people[at])) {
            const Argument& argument = views->arguments[row];
            CHECK(argument.author == at);
            CHECK(argument.state != State::hidden);
            CHECK(views->proposals[argument.proposal].state != State::hidden);
        }
    }
}

TEST_CASE("a token counts in the project, or in a free-standing proposal itself") {
    Recorder recorder;
    const auto anna = id_of<events::PersonId>(1);
    const auto park = id_of<events::ProjectId>(2);
    const auto bench = id_of<events::ProposalId>(3);
    const auto lamp = id_of<events::ProposalId>(4);
    recorder.add(city_project(park, "Le parc"));
    recorder.add_sealed(submitted(bench, park, anna), words("Un banc", ""), anna);
    recorder.add_sealed(submitted(lamp, {}, anna), words("Une lampe", ""), anna);
    const auto views = recorder.views();
    CHECK(scope_of(*views, *find(*views, bench)) == plain(park));
    CHECK(scope_of(*views, *find(*views, lamp)) == plain(lamp));
    CHECK(find(*views, id_of<events::ProposalId>(5)) == nullptr);
}
