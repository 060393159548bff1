// Which acts are whose: the same as reading the whole log for each actor, however it was folded.
#include "projections/actor_index.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;

namespace {

using Acts = std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<std::uint64_t>>;

std::pair<std::uint64_t, std::uint64_t> key(const events::Id& id) {
    return {id.hi(), id.lo()};
}

events::Id id_in(const std::pair<std::uint64_t, std::uint64_t>& key) {
    return {key.first, key.second};
}

// The slow and obvious way, of the first `until` events; newest first.
Acts acts_in(const Recorder& recorder, std::uint64_t until) {
    Acts acts;
    for (std::uint64_t seq = until; seq-- > 0;) {
        const events::Actor actor = events::actor_of(recorder.events[seq].bytes());
        if (actor.kind != events::Actor::Kind::nobody) acts[key(actor.id)].push_back(seq);
    }
    return acts;
}

std::vector<std::uint64_t> acts_of(const ActorIndex& index, const events::Id& actor) {
    std::vector<std::uint64_t> seqs;
    index.append_acts_of(actor, seqs);
    return seqs;
}

void check_all(const ActorIndex& index, const Recorder& recorder) {
    for (const auto& [actor, seqs] : acts_in(recorder, index.position()))
        REQUIRE(acts_of(index, id_in(actor)) == seqs);
}

}  // namespace

TEST_CASE("each actor's acts are found, folded at once or piece by piece") {
    const std::uint64_t used = seed();
    RandomWorld world(used);
    world.with_erasures = true;
    world.steps(1'500);
    TempDir dir;
    storage::Store store(dir.path / "data");
    world.recorder.store_all(store);
    const std::uint64_t size = store.log.size();

    ActorIndex whole;
    whole.fold(store.log, size);
    CHECK(whole.position() == size);
    check_all(whole, world.recorder);

    std::mt19937_64 random(used);
    ActorIndex pieces;
    while (pieces.position() < size) {
        pieces.fold(store.log, std::min(size, pieces.position() + 1 + random() % 90));
        check_all(pieces, world.recorder);
    }
    CHECK(pieces.scopes() == whole.scopes());
}

TEST_CASE("the scopes are those of the stances that were taken, each once") {
    RandomWorld world(seed());
    world.steps(1'500);
    TempDir dir;
    storage::Store store(dir.path / "data");
    world.recorder.store_all(store);
    std::set<std::pair<std::uint64_t, std::uint64_t>> expected;
    for (const Recorded& event : world.recorder.events) {
        const events::Actor actor = events::actor_of(event.bytes());
        if (actor.kind == events::Actor::Kind::token) expected.insert(key(actor.scope));
    }
    ActorIndex index;
    index.fold(store.log, store.log.size());
    std::set<std::pair<std::uint64_t, std::uint64_t>> found;
    for (std::size_t i = 0; i < index.scopes(); ++i) found.insert(key(index.scope(i)));
    CHECK(index.scopes() == found.size());
    CHECK(found == expected);
}

TEST_CASE("who has done nothing has no acts, before and after anything is folded") {
    Recorder recorder;
    recorder.add(joined(id_of<events::PersonId>(1)));
    TempDir dir;
    storage::Store store(dir.path / "data");
    recorder.store_all(store);
    ActorIndex index;
    CHECK(acts_of(index, plain(id_of<events::PersonId>(1))).empty());
    index.fold(store.log, 1);
    CHECK(acts_of(index, plain(id_of<events::PersonId>(2))).empty());
    CHECK(acts_of(index, plain(id_of<events::PersonId>(1))) == std::vector<std::uint64_t>{0});
    index.fold(store.log, 1);
    CHECK(acts_of(index, plain(id_of<events::PersonId>(1))).size() == 1);
}
