// The ring of recent requests and the mint of event ids.
#include "commands/request_ring.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

#include "commands/id_mint.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using events::RequestId;
using events::to_text;

TEST_CASE("an empty ring knows no request") {
    const RequestRing ring(4);
    CHECK_FALSE(ring.find(RequestId(1, 1)));
    CHECK_FALSE(ring.find(RequestId()));
}

TEST_CASE("a request is found while its first event is among the last ones") {
    RequestRing ring(4);
    for (std::uint64_t seq = 10; seq < 14; ++seq) ring.remember(seq, RequestId(seq, 1));
    for (std::uint64_t seq = 10; seq < 14; ++seq) CHECK(ring.find(RequestId(seq, 1)) == seq);
    ring.remember(14, RequestId(14, 1));
    CHECK_FALSE(ring.find(RequestId(10, 1)));
    CHECK(ring.find(RequestId(11, 1)) == 11);
    CHECK(ring.find(RequestId(14, 1)) == 14);
}

TEST_CASE("of the events of one request the first counts") {
    RequestRing ring(4);
    for (std::uint64_t seq = 0; seq < 3; ++seq) ring.remember(seq, RequestId(7, 7));
    CHECK(ring.find(RequestId(7, 7)) == 0);
    ring.remember(3, RequestId(8, 8));
    ring.remember(4, RequestId(9, 9));
    CHECK_FALSE(ring.find(RequestId(7, 7)));
    CHECK(ring.find(RequestId(8, 8)) == 3);
}

TEST_CASE("a ring agrees with std::map, also when ids fall into the same place") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (const std::uint64_t capacity : {1U, 2U, 7U, 64U, 1'000U}) {
        RequestRing ring(capacity);
        std::map<std::uint64_t, RequestId> last;  // by seq; only first events
        const auto seq_of = [&](const RequestId& id) -> std::optional<std::uint64_t> {
            for (const auto& [seq, known] : last) {
                if (known == id) return seq;
            }
            return std::nullopt;
        };
        const std::uint64_t start = random() % 100;
        for (std::uint64_t seq = start; seq < start + 3'000; ++seq) {
            const RequestId id(random() % (3 * capacity), random() % 2);
            if (seq >= capacity) last.erase(seq - capacity);
            ring.remember(seq, id);
            if (!events::is_nil(id) && !seq_of(id)) last[seq] = id;
            const RequestId other(random() % (3 * capacity), random() % 2);
            REQUIRE(ring.find(id) == seq_of(id));
            REQUIRE(ring.find(other) == seq_of(other));
        }
    }
}

TEST_CASE("a ring that was loaded goes on as if it had remembered one by one") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (const std::uint64_t events : {0U, 1U, 15U, 63U, 64U}) {
        RequestRing loaded(64);
        RequestRing remembered(64);
        std::vector<RequestId> ids;
        const auto next = [&] {
            ids.push_back(random() % 3 == 0 && !ids.empty() ? ids.back() : RequestId(random(), 1));
            return ids.back();
        };
        for (std::uint64_t seq = 100; seq < 100 + events; ++seq) {
            loaded.load(seq, next());
            remembered.remember(seq, ids.back());
        }
        loaded.index();
        for (std::uint64_t seq = 100 + events; seq < 400; ++seq) {
            for (const RequestId& id : ids) REQUIRE(loaded.find(id) == remembered.find(id));
            loaded.remember(seq, next());
            remembered.remember(seq, ids.back());
        }
    }
}

TEST_CASE("event ids grow, whatever the clock does") {
    IdMint mint;
    events::Id before = mint.mint(1'700'000'000'000);
    const auto next_is_larger = [&](std::int64_t now_ms) {
        const events::Id id = mint.mint(now_ms);
        REQUIRE(events::ByBytes{}(before, id));
        before = id;
    };
    for (int i = 0; i < 20'000; ++i) next_is_larger(1'700'000'000'000);
    for (int i = 0; i < 5'000; ++i) next_is_larger(1'600'000'000'000 - i);
    for (int i = 0; i < 5'000; ++i) next_is_larger(1'700'000'000'000 + i);
    next_is_larger(1'800'000'000'000);
    CHECK(to_text(before).substr(0, 8) == "01a3185c");
    CHECK(to_text(before)[14] == '7');
}
