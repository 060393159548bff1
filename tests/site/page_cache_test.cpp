// Rendered bytes for visitors: kept while what they show is the same, and never more than the
// limit.
#include <doctest/doctest.h>

#include <memory>

#include "http/page_cache.hpp"

namespace imaginons::tests {

namespace {

std::shared_ptr<const http::CachedAnswer> answer(http::Shown shown, std::size_t bytes,
                                                 std::uint64_t position) {
    http::Response response;
    response.body = std::make_shared<const std::string>(bytes, 'x');
    return std::make_shared<const http::CachedAnswer>(std::move(response), "\"e\"",
                                                      std::move(shown), position);
}

}  // namespace

TEST_CASE("an answer is given until one of the rows that it shows is touched") {
    auto rows = std::make_unique<projections::Views>();
    rows->position = 10;
    rows->proposals.resize(2);
    rows->projects.resize(1);
    projections::Views& all = *rows;  // the test is alone: no lock is needed to write
    const projections::LiveViews views(std::move(rows));
    http::PageCache cache(1 << 20);
    http::Shown one;
    one.proposal(all, 0);
    http::Shown list;
    list.everything(all);
    cache.put("/one", answer(one, 10, 10));
    cache.put("/list", answer(list, 10, 10));
    CHECK(cache.find("/one", 10, views));
    CHECK(cache.find("/list", 10, views));
    CHECK_FALSE(cache.find("/none", 10, views));

    all.position = 11;
    all.proposals[1].touched = 10;
    CHECK(cache.find("/one", 11, views));
    CHECK_FALSE(cache.find("/list", 11, views));

    all.position = 12;
    all.proposals[0].touched = 11;
    CHECK_FALSE(cache.find("/one", 12, views));
    CHECK_FALSE(cache.find("/one", 12, views));
}

TEST_CASE("a page that lists its neighbours notices a new one and a new title") {
    auto rows = std::make_unique<projections::Views>();
    rows->proposals.resize(2);
    rows->projects.resize(1);
    projections::Views& all = *rows;
    const projections::LiveViews views(std::move(rows));
    http::Shown shown;
    shown.proposals_of(all, 0);
    shown.title_of(all, 1);
    CHECK(shown.unchanged(all));
    all.proposals[1].words.seq = 5;
    CHECK_FALSE(shown.unchanged(all));
    all.proposals[1].words.seq = 0;
    CHECK(shown.unchanged(all));
    all.proposals[1].state = projections::State::hidden;
    CHECK_FALSE(shown.unchanged(all));
    all.proposals[1].state = projections::State::submitted;
    all.projects[0].proposals.push_back(1);
    CHECK_FALSE(shown.unchanged(all));
}

TEST_CASE("a page of what is in a project notices that the project comes to another phase") {
    auto rows = std::make_unique<projections::Views>();
    rows->projects.resize(1);
    projections::Views& all = *rows;
    all.projects[0].words.seq = 3;
    const projections::LiveViews views(std::move(rows));
    http::Shown shown;
    shown.phase_of(all, 0);
    all.projects[0].touched = 9;  // by a stance, for instance
    CHECK(shown.unchanged(all));
    all.projects[0].current_phase = 1;
    CHECK_FALSE(shown.unchanged(all));
    all.projects[0].current_phase = 0;
    all.projects[0].words.seq = 4;  // changed: its phases, perhaps
    CHECK_FALSE(shown.unchanged(all));
}

TEST_CASE("memory stays bounded, and what is asked for outlives what is not") {
    auto rows = std::make_unique<projections::Views>();
    rows->position = 1;
    projections::Views& all = *rows;
    const projections::LiveViews views(std::move(rows));
    http::Shown shown;
    shown.everything(all);
    // Room for about 16 times 16 of these.
    http::PageCache cache(16 * 16 * 11'300);
    cache.put("/hot", answer(shown, 10'000, 1));
    std::size_t kept = 0;
    for (int i = 0; i < 10'000; ++i) {
        CHECK(cache.find("/hot", 1, views));
        cache.put("/" + std::to_string(i), answer(shown, 10'000, 1));
    }
    for (int i = 0; i < 10'000; ++i)
        kept += cache.find("/" + std::to_string(i), 1, views) != nullptr;
    CHECK(kept <= 16 * 16);
    CHECK(kept > 16 * 8);
    cache.put("/huge", answer(shown, 10'000'000, 1));
    CHECK_FALSE(cache.find("/huge", 1, views));
}

TEST_CASE("If-None-Match is read as a list of tags") {
    CHECK(http::etag_matches("*", "\"a\""));
    CHECK(http::etag_matches("\"a\"", "\"a\""));
    CHECK(http::etag_matches("\"x\", W/\"a\"", "\"a\""));
    CHECK(http::etag_matches("\"x\",\"a\"", "\"a\""));
    CHECK_FALSE(http::etag_matches("\"ab\"", "\"a\""));
    CHECK_FALSE(http::etag_matches("", "\"a\""));
    CHECK_FALSE(http::etag_matches(", ,", "\"a\""));
}

}  // namespace imaginons::tests
