// The digests of views that serve: the same as the plain ones, whatever is written between one hold
// of the lock and the next.
#include "projections/digest_keeper.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;

namespace {

bool same(const Digests& a, const Digests& b) {
    return a.position == b.position && a.public_hex == b.public_hex && a.full_hex == b.full_hex;
}

Digests plain_digests(const LiveViews& live) {
    return live.read([](const Views& views) { return digests(views); });
}

std::uint64_t position_of(const LiveViews& live) {
    return live.read([](const Views& views) { return views.position; });
}

void write(LiveViews& live, const Recorder& recorder, std::size_t count) {
    std::vector<Applied> batch;
    const std::uint64_t from = position_of(live);
    for (std::size_t seq = from; seq < from + count; ++seq) batch.push_back(recorder.applied(seq));
    live.apply(batch);
}

Digests digests_at(const Recorder& recorder, std::uint64_t position) {
    Views views;
    recorder.apply(views, 0, position);
    return digests(views);
}

constexpr std::size_t small_hold = 500;

}  // namespace

TEST_CASE("kept digests are the plain ones after each batch") {
    const std::uint64_t used = seed();
    RandomWorld world(used);
    world.with_erasures = true;
    world.steps(600);
    std::mt19937_64 random(used);
    LiveViews live(std::make_unique<Views>());
    DigestKeeper keeper;
    CHECK(same(keeper.of(live), plain_digests(live)));
    for (std::size_t left = world.recorder.events.size(); left > 0;) {
        const std::size_t count = std::min<std::size_t>(left, 1 + random() % 40);
        write(live, world.recorder, count);
        left -= count;
        REQUIRE(same(keeper.of(live), plain_digests(live)));
    }
}

TEST_CASE("writes go on between the holds of a digest, and its value is that of one position") {
    const std::uint64_t used = seed();
    RandomWorld world(used);
    world.with_erasures = true;
    world.steps(800);
    const Recorder& recorder = world.recorder;
    LiveViews live(std::make_unique<Views>());
    write(live, recorder, recorder.events.size() / 2);
    DigestKeeper keeper(small_hold);
    for (int call = 0; call < 3; ++call) {
        const std::uint64_t begun_at = position_of(live);
        std::optional<Digests> digest = keeper.step(live);
        while (!digest) {
            if (position_of(live) < recorder.events.size()) write(live, recorder, 1);
            digest = keeper.step(live);
        }
        if (call == 0) CHECK(position_of(live) > begun_at + 20);
        CHECK(digest->position == position_of(live));
        CHECK(same(*digest, digests_at(recorder, digest->position)));
    }
}

TEST_CASE("a digest that meets a rebuilt image begins again with that one") {
    const std::uint64_t used = seed();
    RandomWorld world(used);
    world.steps(200);
    const Recorder& recorder = world.recorder;
    LiveViews live(recorder.views());
    DigestKeeper keeper(small_hold);
    for (int i = 0; i < 10; ++i) CHECK_FALSE(keeper.step(live));
    auto without_words = std::make_unique<Views>();
    for (std::size_t seq = 0; seq < recorder.events.size(); ++seq) {
        apply(*without_words, recorder.applied(seq, false));
    }
    CHECK(live.swap(without_words));
    const Digests digest = keeper.of(live);
    CHECK(same(digest, plain_digests(live)));
    CHECK(digest.public_hex == digests_at(recorder, digest.position).public_hex);
    CHECK(digest.full_hex != digests_at(recorder, digest.position).full_hex);
}

TEST_CASE("digests are computed while another thread writes") {
    const std::uint64_t used = seed();
    RandomWorld world(used);
    world.steps(600);
    const Recorder& recorder = world.recorder;
    LiveViews live(std::make_unique<Views>());
    std::vector<Digests> computed;
    {
        std::jthread writer([&] {
            while (position_of(live) < recorder.events.size()) write(live, recorder, 1);
        });
        DigestKeeper keeper(small_hold);
        do {
            computed.push_back(keeper.of(live));
        } while (computed.back().position < recorder.events.size());
    }
    // Each is compared with a fold of its own, so not every one of hundreds.
    for (std::size_t i = 0; i < computed.size(); i += 1 + computed.size() / 20) {
        CHECK(same(computed[i], digests_at(recorder, computed[i].position)));
    }
    CHECK(same(computed.back(), plain_digests(live)));
}
