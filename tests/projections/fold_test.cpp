// Folding from a real log, and the digests: the same rows wherever a position was reached.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

#include "projections/live.hpp"
#include "projections/queries.hpp"
#include "projections/replay.hpp"
#include "projections/words.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;

namespace {

Digests digests_of_fold(const storage::Store& store, std::uint64_t until = ~std::uint64_t{0}) {
    FoldOptions options;
    options.until = until;
    return digests(*fold(store.log, &store.vault, options));
}

bool same(const Digests& a, const Digests& b) {
    return a.position == b.position && a.public_hex == b.public_hex && a.full_hex == b.full_hex;
}

// A world of `steps` events in a store of its own.
struct Stored {
    Stored(std::uint64_t seed, std::size_t steps, bool with_erasures = false)
        : world(seed), store(dir.path) {
        world.with_erasures = with_erasures;
        world.steps(steps);
        world.recorder.store_all(store);
    }
    TempDir dir;
    RandomWorld world;
    storage::Store store;
};

}  // namespace

TEST_CASE("live batches, a fold, and a fold continued give equal rows and digests") {
    std::mt19937_64 random(seed());
    for (int round = 0; round < 6; ++round) {
        Stored stored(random(), 800, true);
        const Recorder& recorder = stored.world.recorder;
        const std::size_t size = recorder.events.size();

        LiveViews live(std::make_unique<Views>());
        for (std::size_t from = 0; from < size;) {
            const std::size_t to = std::min(size, from + 1 + random() % 50);
            std::vector<Applied> batch;
            for (std::size_t seq = from; seq < to; ++seq) batch.push_back(recorder.applied(seq));
            live.apply(batch);
            from = to;
        }
        FoldOptions options;
        options.threads = 1 + static_cast<unsigned>(random() % 3);
        const auto folded_whole = fold(stored.store.log, &stored.store.vault, options);
        options.until = random() % size;
        const auto continued = fold(stored.store.log, &stored.store.vault, options);
        CHECK(continued->position == options.until);
        recorder.apply(*continued, continued->position, size);

        live.read([&](const Views& views) {
            CHECK(dump(views) == dump(*folded_whole));
            CHECK(dump(views) == dump(*continued));
            CHECK(same(digests(views), digests(*folded_whole)));
            CHECK(same(digests(views), digests(*continued)));
        });
    }
}

TEST_CASE("a fold tells how far it is, up to the end") {
    Stored stored(5, 200);
    std::vector<std::uint64_t> told;
    FoldOptions options;
    options.progress = [&](std::uint64_t done, std::uint64_t of) {
        CHECK(of == stored.store.log.size());
        told.push_back(done);
    };
    fold(stored.store.log, nullptr, options);
    REQUIRE_FALSE(told.empty());
    CHECK(told.back() == stored.store.log.size());
}

TEST_CASE("an empty log folds to nothing, and has a digest") {
    const TempDir dir;
    const storage::Store store(dir.path);
    const auto views = fold(store.log, &store.vault, {});
    CHECK(views->position == 0);
    CHECK(digests(*views).public_hex.size() == 64);
}

TEST_CASE("the public digest needs no words, the full digest does") {
    Stored stored(11, 400);
    const Digests whole = digests_of_fold(stored.store);
    const Digests without = digests(*fold(stored.store.log, nullptr, {}));
    CHECK(without.public_hex == whole.public_hex);
    CHECK(without.full_hex != whole.full_hex);
    CHECK(whole.public_hex != whole.full_hex);
}

TEST_CASE("every event changes the public digest") {
    Stored stored(12, 120);
    std::set<std::string> seen;
    for (std::uint64_t until = 0; until <= stored.store.log.size(); ++until) {
        CHECK(seen.insert(digests_of_fold(stored.store, until).public_hex).second);
    }
}

TEST_CASE("one stance taken otherwise changes the digest, even with equal sums") {
    const auto digest = [](bool swapped) {
        Recorder recorder;
        const auto anna = id_of<events::PersonId>(1);
        const auto bench = id_of<events::ProposalId>(2);
        recorder.add_sealed(submitted(bench, {}, anna), words("Un banc", ""), anna);
        for (const std::uint64_t token : {1U, 2U}) {
            recorder.add(took(events::ObjectKind::proposal, plain(bench),
                              id_of<events::Token>(swapped ? 3 - token : token),
                              token == 1 ? events::Stance::for_ : events::Stance::against));
        }
        return digests(*recorder.views()).public_hex;
    };
    CHECK(digest(false) != digest(true));
}

TEST_CASE("erased words stay empty, and change only the full digest") {
    Stored stored(13, 400);
    const Digests before = digests_of_fold(stored.store);
    const auto views = fold(stored.store.log, &stored.store.vault, {});
    const Proposal& erased = views->proposals.front();
    REQUIRE(erased.words.opened);
    const std::uint64_t seq = erased.words.seq;
    stored.store.log.erase_sealed({&seq, 1});

    const auto after = fold(stored.store.log, &stored.store.vault, {});
    CHECK_FALSE(after->proposals.front().words.opened);
    CHECK(after->proposals.front().words.title.empty());
    CHECK(after->proposals.front().search.empty());
    CHECK(after->proposals.front().tally == erased.tally);
    CHECK(digests(*after).public_hex == before.public_hex);
    CHECK(digests(*after).full_hex != before.full_hex);
    CHECK_FALSE(open_words(stored.store.log, &stored.store.vault, seq).has_value());
}

TEST_CASE("a person whose key is gone has no name and no words") {
    Stored stored(14, 400);
    const auto before = fold(stored.store.log, &stored.store.vault, {});
    const Person person = before->people.front();
    REQUIRE_FALSE(person.proposals.empty());
    stored.store.vault.write([&](storage::VaultTxn& vault) { vault.erase_person(person.id); });
    const auto after = fold(stored.store.log, &stored.store.vault, {});
    CHECK(after->people.front().pseudonym.empty());
    CHECK_FALSE(after->person_by_name.contains(person.pseudonym));
    for (const std::uint32_t at : person.proposals) {
        CHECK(after->proposals[at].words.title.empty());
        CHECK(after->proposals[at].tally == before->proposals[at].tally);
    }
    CHECK(digests(*after).public_hex == digests(*before).public_hex);
}

TEST_CASE("every version of a text can be opened, the city's without keys") {
    const TempDir dir;
    storage::Store store(dir.path);
    Recorder recorder;
    const auto anna = id_of<events::PersonId>(1);
    const auto bench = id_of<events::ProposalId>(2);
    const std::uint64_t project =
        recorder.add(city_project(id_of<events::ProjectId>(3), "Le parc"));
    const std::uint64_t first =
        recorder.add_sealed(submitted(bench, {}, anna), words("Un banc", "À l'ombre"), anna);
    events::ProposalEdited edited;
    edited.proposal = bench;
    edited.author = anna;
    edited.version = 2;
    const std::uint64_t second = recorder.add_sealed(edited, words("Deux bancs", ""), anna);
    events::EmailConfirmed wordless;
    wordless.person = anna;
    const std::uint64_t third = recorder.add(wordless);
    recorder.store_all(store);

    CHECK(open_words(store.log, nullptr, project)->title == "Le parc");
    CHECK(open_words(store.log, &store.vault, first)->body == "À l'ombre");
    CHECK(open_words(store.log, &store.vault, second)->title == "Deux bancs");
    CHECK_FALSE(open_words(store.log, nullptr, first).has_value());
    CHECK_FALSE(open_words(store.log, &store.vault, third).has_value());
    CHECK_FALSE(open_words(store.log, &store.vault, 99).has_value());
}

TEST_CASE("replay prints the position and both digests") {
    const TempDir dir;
    RandomWorld world(15);
    world.steps(300);
    std::vector<Digests> expected_digests;
    {
        storage::Store store(dir.path);
        world.recorder.store_all(store);
        for (const std::uint64_t until : {~std::uint64_t{0}, std::uint64_t{7}}) {
            expected_digests.push_back(digests_of_fold(store, until));
        }
    }
    CHECK(expected_digests[1].position == 7);
    for (const Digests& digest : expected_digests) {
        std::ostringstream out;
        std::ostringstream progress;
        CHECK(replay_command(dir.path, digest.position, out, progress) == 0);
        CHECK(out.str() == "position " + std::to_string(digest.position) + " public " +
                               digest.public_hex + " full " + digest.full_hex + "\n");
    }
}

TEST_CASE("replay reads while another process holds the log for writing") {
    const TempDir dir;
    RandomWorld world(16);
    world.steps(100);
    int ready[2];
    int finished[2];
    REQUIRE(pipe(ready) == 0);
    REQUIRE(pipe(finished) == 0);
    const pid_t writer = fork();
    REQUIRE(writer >= 0);
    char byte = 0;
    if (writer == 0) {
        storage::Store store(dir.path);
        world.recorder.store_all(store);
        const bool told = write(ready[1], &byte, 1) == 1;
        const bool done = read(finished[0], &byte, 1) == 1;
        _exit(told && done ? 0 : 1);
    }
    REQUIRE(read(ready[0], &byte, 1) == 1);
    std::ostringstream out;
    std::ostringstream progress;
    CHECK(replay_command(dir.path, std::nullopt, out, progress) == 0);
    const Digests digest = digests(*world.recorder.views());
    CHECK(out.str() == "position " + std::to_string(digest.position) + " public " +
                           digest.public_hex + " full " + digest.full_hex + "\n");
    REQUIRE(write(finished[1], &byte, 1) == 1);
    int status = 1;
    CHECK(waitpid(writer, &status, 0) == writer);
    CHECK(status == 0);
    for (const int fd : {ready[0], ready[1], finished[0], finished[1]}) close(fd);
}
