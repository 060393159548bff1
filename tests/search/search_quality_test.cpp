// What people may type on the demo's site finds what they mean: every search of demo_queries.tsv.
#include <doctest/doctest.h>

#include <iostream>

#include "commands/demo.hpp"
#include "commands/engine.hpp"
#include "projections/apply.hpp"
#include "storage/store.hpp"
#include "tests/commands/import_fixture.hpp"
#include "tests/search/quality.hpp"

namespace imaginons::tests {

TEST_CASE("each search of the demo's set finds what it must among the first ten") {
    const Folder folder;
    storage::Store store(folder / "data");
    {
        commands::Engine engine(store.log, store.vault, {});
        engine.start();
        REQUIRE(commands::seed_demo(engine, store.log, 1'795'392'000'000, {}).failure == "");
        engine.stop();
    }
    const projections::LiveViews views(projections::fold(store.log, &store.vault, {}));
    projections::Search search(views, store.log, store.dir.search());
    search.start();
    search.wait_for(store.log.size());

    const auto searches = read_searches(IMAGINONS_SOURCE_DIR "/tests/search/demo_queries.tsv");
    CHECK(searches.size() >= 200);
    double recall = 0;
    double reciprocal = 0;
    std::size_t other_words = 0;
    for (const Sought& sought : searches) {
        const Ranking ranking = rank_of(search, views, sought, "demo/");
        CAPTURE(sought.query);
        recall += ranking.recall;
        reciprocal += ranking.rank == 0 ? 0 : 1.0 / static_cast<double>(ranking.rank);
        other_words += sought.by_other_words ? 1U : 0U;
        if (sought.by_other_words) continue;
        CHECK(ranking.rank != 0);
        CHECK(ranking.recall == 1.0);
    }
    const auto count = static_cast<double>(searches.size());
    std::cout << searches.size() << " searches, " << other_words
              << " of them by other words than the texts': recall@10 " << recall / count << ", MRR "
              << reciprocal / count << '\n';
    CHECK(recall / count > 0.9);
    CHECK(reciprocal / count > 0.8);
}

}  // namespace imaginons::tests
