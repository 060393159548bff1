// The log: what was appended is read back, whole, in order, after reopening, and damage is named.
#include "storage/log.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <thread>

#include "events/limits.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;

namespace {

std::vector<std::uint8_t> sealed_row_for(std::uint64_t seq) {
    return std::vector<std::uint8_t>(312, static_cast<std::uint8_t>(seq));
}

void append_range(Log& log, std::uint64_t count, std::uint64_t sealed_every) {
    std::vector<std::vector<std::uint8_t>> events;
    std::vector<std::vector<std::uint8_t>> rows;
    std::vector<Entry> entries;
    const std::uint64_t first = log.size();
    for (std::uint64_t seq = first; seq < first + count; ++seq) {
        events.push_back(plain_entry(seq));
        rows.push_back(seq % sealed_every == 0 ? sealed_row_for(seq) : std::vector<std::uint8_t>{});
    }
    for (std::size_t i = 0; i < count; ++i) entries.push_back({events[i], rows[i]});
    REQUIRE(log.append(entries) == Log::Append::durable);
}

}  // namespace

TEST_CASE("what was appended is read back in order, with its sealed rows, also after reopening") {
    TempDir dir;
    tree::Head head;
    {
        Log log = Log::open(dir.path, small_log());
        CHECK(log.size() == 0);
        CHECK(log.head().root == tree::empty_root());
        for (std::uint64_t batch = 0; batch < 50; ++batch) append_range(log, 1 + batch % 7, 5);
        head = log.head();
    }
    Log log = Log::open(dir.path, {});
    CHECK(log.head() == head);
    CHECK(log.origin() == small_log().origin);
    std::uint64_t expected = 3;
    log.read(3, head.size + 100, [&](std::uint64_t seq, Bytes event, Bytes sealed_row) {
        REQUIRE(seq == expected++);
        REQUIRE(reinterpret_cast<std::uintptr_t>(event.data()) % 8 == 0);
        const auto written = plain_entry(seq);
        REQUIRE(std::equal(event.begin(), event.end(), written.begin(), written.end()));
        REQUIRE(sealed_row.empty() == (seq % 5 != 0));
        if (!sealed_row.empty()) REQUIRE(sealed_row[0] == static_cast<std::uint8_t>(seq));
    });
    CHECK(expected == head.size);
}

TEST_CASE("single rows are found by their place, and nothing past the end") {
    TempDir dir;
    Log log = Log::open(dir.path, small_log());
    append_range(log, 12, 4);
    CHECK(log.event_at(11) == plain_entry(11));
    CHECK_FALSE(log.event_at(12));
    CHECK(log.sealed_at(8) == sealed_row_for(8));
    CHECK_FALSE(log.sealed_at(9));
}

TEST_CASE("a record reader finds whatever is asked for, in any order") {
    TempDir dir;
    Log log = Log::open(dir.path, small_log());
    for (std::uint64_t batch = 0; batch < 80; ++batch) append_range(log, 1 + batch % 7, 4);
    const std::uint64_t size = log.size();
    log.erase_sealed(std::vector<std::uint64_t>{8});
    RecordReader records = log.records();
    std::vector<std::uint64_t> order(size);
    std::iota(order.begin(), order.end(), std::uint64_t{0});
    const auto check_all = [&] {
        for (const std::uint64_t seq : order) {
            const auto record = records.find(seq);
            REQUIRE(record);
            REQUIRE(record->seq == seq);
            REQUIRE(std::ranges::equal(record->event, plain_entry(seq)));
            const bool sealed = seq % 4 == 0 && seq != 8;
            REQUIRE(std::ranges::equal(record->sealed_row,
                                       sealed ? sealed_row_for(seq) : std::vector<std::uint8_t>{}));
        }
    };
    check_all();
    const std::uint64_t used = seed();
    INFO("seed " << used);
    std::shuffle(order.begin(), order.end(), std::mt19937_64(used));
    check_all();
    CHECK_FALSE(records.find(size));
    append_range(log, 1, 4);
    CHECK(log.records().find(size));
}

TEST_CASE("the largest event goes through and reading nothing reads nothing") {
    TempDir dir;
    Log log = Log::open(dir.path, small_log());
    log.read(0, 10, [](std::uint64_t, Bytes, Bytes) { FAIL("the log is empty"); });
    CHECK(log.append({}) == Log::Append::durable);
    const std::vector<std::uint8_t> large(imaginons::events::limits::event_bytes, 0x5A);
    CHECK(append_one(log, large) == Log::Append::durable);
    CHECK(append_one(log, {0x01}) == Log::Append::durable);
    CHECK(log.event_at(0) == large);
    CHECK(log.event_at(1) == std::vector<std::uint8_t>{0x01});
}

TEST_CASE("an erased sealed row is gone, the event and the root stay") {
    TempDir dir;
    Log log = Log::open(dir.path, small_log());
    append_range(log, 10, 2);
    const tree::Head head = log.head();
    const std::vector<std::uint64_t> erased{4, 5, 8};
    log.erase_sealed(erased);
    CHECK_FALSE(log.sealed_at(4));
    CHECK(log.sealed_at(6));
    CHECK(log.head() == head);
    std::uint64_t rows = 0;
    log.read(0, 10, [&](std::uint64_t, Bytes, Bytes row) { rows += row.empty() ? 0U : 1U; });
    CHECK(rows == 3);
}

TEST_CASE("a full map grows and nothing is lost") {
    TempDir dir;
    Log log = Log::open(dir.path, small_log(std::size_t{256} << 10));
    while (log.size() < 20'000) append_range(log, 500, 10);
    CHECK(std::filesystem::file_size(dir.path / "data.mdb") > (std::size_t{4} << 20));
    std::uint64_t seen = 0;
    log.read(0, log.size(), [&](std::uint64_t seq, Bytes event, Bytes) {
        const auto written = plain_entry(seq);
        REQUIRE(std::equal(event.begin(), event.end(), written.begin(), written.end()));
        ++seen;
    });
    CHECK(seen == log.size());
}

TEST_CASE("a long read renews its transaction and still sees every event once") {
    TempDir dir;
    Log log = Log::open(dir.path, small_log(std::size_t{256} << 20));
    while (log.size() < 2 * limits::events_per_read_txn + 5000) append_range(log, 5000, 1000);
    std::uint64_t seen = 0;
    std::uint64_t rows = 0;
    log.read(0, log.size(), [&](std::uint64_t seq, Bytes, Bytes row) {
        REQUIRE(seq == seen++);
        rows += row.empty() ? 0U : 1U;
    });
    CHECK(seen == log.size());
    CHECK(rows == log.size() / 1000);
}

TEST_CASE("readers on other threads see a growing log without holes while the map grows") {
    TempDir dir;
    Log log = Log::open(dir.path, small_log(std::size_t{512} << 10));
    std::atomic<bool> done{false};
    std::atomic<std::uint64_t> wrong{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            while (!done) {
                const std::uint64_t size = log.size();
                std::uint64_t expected = size > 300 ? size - 300 : 0;
                log.read(expected, size, [&](std::uint64_t seq, Bytes event, Bytes) {
                    const auto written = plain_entry(seq);
                    wrong += seq != expected++ || !std::equal(event.begin(), event.end(),
                                                              written.begin(), written.end());
                });
                wrong += expected != size;
                wrong += log.head().size < size;
            }
        });
    }
    std::string thrown;
    try {
        while (log.size() < 6000) append_range(log, 60, 7);
    } catch (const Error& error) {
        thrown = error.what();
    }
    done = true;
    for (auto& reader : readers) reader.join();
    CHECK(thrown.empty());
    CHECK(wrong == 0);
}

TEST_CASE("the stored tree proves every event against the head") {
    TempDir dir;
    Log log = Log::open(dir.path, small_log());
    append_range(log, 100, 10);
    append_range(log, 33, 10);
    const tree::Head head = log.head();
    const NodeReader nodes = log.nodes();
    for (std::uint64_t seq = 0; seq < head.size; ++seq) {
        const auto proof = tree::inclusion_proof(seq, head.size, nodes.function());
        REQUIRE(
            tree::includes(seq, head.size, head.root, tree::leaf_hash(plain_entry(seq)), proof));
    }
    CHECK_FALSE(nodes.find(tree::stored_count(head.size)));
}

TEST_CASE("a log keeps its origin, is opened once per process, and is not made up by a reader") {
    TempDir dir;
    CHECK_THROWS_AS(Log::open_read_only(dir.path), Error);
    CHECK_THROWS_AS(Log::open(dir.path, {}), Error);
    {
        Log log = Log::open(dir.path, small_log());
        CHECK_THROWS_WITH_AS(Log::open_read_only(dir.path),
                             doctest::Contains("already open in this process"), Error);
    }
    LogOptions other = small_log();
    other.origin = "elsewhere.example/log/1";
    CHECK_THROWS_AS(Log::open(dir.path, other), Error);
    CHECK(Log::open_read_only(dir.path).size() == 0);
}

TEST_CASE("sealed rows are found by their subject, and replaced or deleted together") {
    TempDir dir;
    Log log = Log::open(dir.path, small_log());
    DataKey key;
    std::vector<SealedEvent> stored;
    for (std::uint64_t seq = 0; seq < 30; ++seq) {
        stored.push_back(sealed_event(seq, key, person(seq % 3)));
        const bool sealed = seq % 5 != 4;
        REQUIRE(append_one(log, stored.back().event, sealed ? Bytes(stored.back().row) : Bytes()) ==
                Log::Append::durable);
    }
    CHECK(log.sealed_of(person(0)) == std::vector<std::uint64_t>{0, 3, 6, 12, 15, 18, 21, 27});
    CHECK(log.sealed_of(person(7)).empty());
    const std::vector<SealedRow> changes{
        {0, {}}, {3, sealed_event(3, key, person(8)).row}, {4, stored[0].row}, {6, {}}};
    log.replace_sealed(changes);
    CHECK_FALSE(log.sealed_at(0));
    CHECK(log.sealed_at(3) == changes[1].row);
    CHECK_FALSE(log.sealed_at(4));
    CHECK(log.sealed_of(person(0)) == std::vector<std::uint64_t>{12, 15, 18, 21, 27});
    CHECK(log.sealed_of(person(8)) == std::vector<std::uint64_t>{3});
    CHECK(log.sealed_at(1) == stored[1].row);
    log.replace_sealed(changes);
    CHECK_FALSE(log.sealed_at(0));
}
