// The read models while others read them: the lock lets the writer in, batches are whole, a rebuild
// is swapped in.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "projections/live.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;

TEST_CASE("a writer gets in while readers never let go all together") {
    WriterFirstMutex mutex;
    std::atomic<bool> stop{false};
    std::atomic<int> reading{0};
    std::uint64_t guarded = 0;
    const auto read_on = [&] {
        while (!stop) {
            const std::shared_lock lock(mutex);
            ++reading;
            std::uint64_t sum = 0;
            for (int i = 0; i < 2000; ++i) sum += guarded;
            CHECK(sum == 2000 * guarded);
            --reading;
        }
    };
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 4; ++i) readers.emplace_back(read_on);
        while (reading == 0) std::this_thread::yield();
        for (int i = 0; i < 500; ++i) {
            const std::unique_lock lock(mutex);
            CHECK(reading == 0);
            ++guarded;
        }
        stop = true;
    }
    CHECK(guarded == 500);
}

TEST_CASE("a waiting writer goes before new readers") {
    WriterFirstMutex mutex;
    std::atomic<bool> written{false};
    mutex.lock_shared();
    std::jthread writer([&] {
        const std::unique_lock lock(mutex);
        written = true;
    });
    // Once the writer waits, nobody new gets in; until then try_lock_shared succeeds.
    while (mutex.try_lock_shared()) {
        mutex.unlock_shared();
        std::this_thread::yield();
    }
    CHECK_FALSE(written);
    mutex.unlock_shared();
    writer.join();
    CHECK(written);
    CHECK(mutex.try_lock());
    CHECK_FALSE(mutex.try_lock_shared());
    mutex.unlock();
}

TEST_CASE("readers see whole batches only") {
    Recorder recorder;
    const auto anna = id_of<events::PersonId>(1);
    const auto bench = id_of<events::ProposalId>(2);
    recorder.add_sealed(submitted(bench, {}, anna), words("Un banc", ""), anna);
    for (std::uint64_t token = 1; token <= 1000; ++token) {
        recorder.add(took(events::ObjectKind::proposal, plain(bench), id_of<events::Token>(token),
                          events::Stance::for_));
    }
    LiveViews live(std::make_unique<Views>());
    std::atomic<bool> stop{false};
    std::jthread reader([&] {
        while (!stop) {
            live.read([](const Views& views) {
                if (views.position == 0) return;
                CHECK(views.position % 10 == 1);
                CHECK(views.proposals[0].tally.for_ == views.position - 1);
                CHECK(views.stances == views.position - 1);
            });
        }
    });
    const Applied first = recorder.applied(0);
    live.apply({&first, 1});
    for (std::size_t from = 1; from < recorder.events.size(); from += 10) {
        std::vector<Applied> batch;
        for (std::size_t seq = from; seq < from + 10; ++seq) {
            batch.push_back(recorder.applied(seq));
        }
        live.apply(batch);
    }
    stop = true;
    reader.join();
    CHECK(live.read([](const Views& views) { return views.position; }) == 1001);
}

TEST_CASE("a rebuild is swapped in when it is as far, and batches it already holds are skipped") {
    RandomWorld world(seed());
    world.steps(300);
    const Recorder& recorder = world.recorder;
    const std::size_t size = recorder.events.size();
    auto serving = std::make_unique<Views>();
    recorder.apply(*serving, 0, size - 50);
    LiveViews live(std::move(serving));

    auto behind = std::make_unique<Views>();
    recorder.apply(*behind, 0, size - 51);
    CHECK_FALSE(live.swap(behind));
    CHECK(behind->position == size - 51);

    auto ahead = recorder.views();
    const std::string expected = dump(*ahead);
    CHECK(live.swap(ahead));
    CHECK(ahead->position == size - 50);
    std::vector<Applied> batch;
    for (std::size_t seq = size - 50; seq < size; ++seq) batch.push_back(recorder.applied(seq));
    live.apply(batch);
    live.read([&](const Views& views) { CHECK(dump(views) == expected); });
}
