// Random histories, random people erased: every tally, the public digest at every former position,
// the tree and every proof are what they were, and rows reached live are those of a fold.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "commands/erasure.hpp"
#include "projections/export.hpp"
#include "projections/rebuild.hpp"
#include "storage/verify.hpp"
#include "tests/projections/world.hpp"

using namespace imaginons;
using namespace imaginons::test;
using projections::Views;

namespace {

std::vector<projections::Tally> tallies(const Views& views) {
    std::vector<projections::Tally> all;
    for (const auto& row : views.proposals) all.push_back(row.tally);
    for (const auto& row : views.arguments) all.push_back(row.tally);
    return all;
}

std::unique_ptr<Views> folded(const storage::Store& store,
                              std::uint64_t until = ~std::uint64_t{0}) {
    projections::FoldOptions options;
    options.until = until;
    return projections::fold(store.log, &store.vault, options);
}

std::string public_digest(const storage::Store& store, std::uint64_t until) {
    return projections::digests(*folded(store, until)).public_hex;
}

// The people of the history, in random order.
std::vector<events::PersonId> shuffled_people(const Views& views, std::mt19937_64& random) {
    std::vector<events::PersonId> people;
    for (const auto& row : views.people) {
        if (row.joined_at_ms != 0) people.push_back(row.id);
    }
    std::shuffle(people.begin(), people.end(), random);
    return people;
}

void erase(storage::Store& store, projections::LiveViews& live, const events::PersonId& person,
           events::ErasedWords words) {
    commands::EngineOptions options;
    options.on_commit = [&](std::span<const commands::Committed> batch) {
        for (const commands::Committed& one : batch) {
            const projections::Applied applied{one.seq, one.bytes, one.sealed};
            live.apply({&applied, 1});
        }
    };
    commands::Engine engine(store.log, store.vault, options);
    engine.start();
    const auto answer =
        commands::execute_for_city(engine, commands::ErasePerson{person, words, false});
    CHECK(std::holds_alternative<commands::Outcome>(answer));
    engine.stop();
    CHECK(commands::finish_erasures(store, engine) == 1);
}

}  // namespace

TEST_CASE("whoever is erased, tallies and former public digests stay, and live equals folded") {
    std::mt19937_64 random(seed());
    for (int round = 0; round < 4; ++round) {
        const TempDir dir;
        RandomWorld world(random());
        world.steps(500);
        std::uint64_t position = 0;
        {
            storage::Store store(dir.path);
            world.recorder.store_all(store);
            position = store.log.size();
            auto before = folded(store);
            const auto sums = tallies(*before);
            const std::uint64_t earlier = random() % position;
            const std::string digest = public_digest(store, position);
            const std::string digest_earlier = public_digest(store, earlier);
            const auto people = shuffled_people(*before, random);
            const auto root = store.log.head().root;
            projections::LiveViews live(std::move(before));
            for (std::size_t i = 0; i < 3 && i < people.size(); ++i) {
                const bool keep = random() % 2 == 0;
                erase(store, live, people[i],
                      keep ? events::ErasedWords::kept : events::ErasedWords::removed);
            }
            CHECK(public_digest(store, position) == digest);
            CHECK(public_digest(store, earlier) == digest_earlier);
            CHECK(storage::tree::root_at(position, store.log.nodes().function()) == root);
            const auto after = folded(store);
            CHECK(tallies(*after) == sums);
            live.read([&](const Views& views) {
                CHECK(tallies(views) == sums);
                CHECK(dump(views) == dump(*after));
            });
            projections::rebuild(live, store.log, store.vault);
            live.read([&](const Views& views) { CHECK(dump(views) == dump(*after)); });
            store.checkpoints.sign_if_grown();
        }
        std::ostringstream verdict;
        CHECK(storage::verify_command(dir.path, verdict, nullptr) == 0);
    }
}

TEST_CASE("exports made after an erasure hold nothing of who was erased") {
    for (const auto words : {events::ErasedWords::kept, events::ErasedWords::removed}) {
        const TempDir dir;
        const auto anna = id_of<events::PersonId>(1);
        const auto bench = id_of<events::ProposalId>(2);
        const auto exported = [&](const std::string& name) {
            const auto out = dir.path / name;
            std::ostringstream said;
            std::ostringstream progress;
            CHECK(projections::export_command(dir.path / "data", out, said, progress) == 0);
            std::string all;
            for (const auto& file : std::filesystem::directory_iterator(out)) {
                std::ifstream in(file.path(), std::ios::binary);
                all.append(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
            }
            return all;
        };
        {
            storage::Store store(dir.path / "data");
            Recorder recorder;
            recorder.add(city_project(id_of<events::ProjectId>(3), "Le parc"));
            recorder.add_sealed(joined(anna), name("Anna Distincte"), anna);
            recorder.add_sealed(submitted(bench, {}, anna), test::words("Un zyzomys", "Palmipède"),
                                anna);
            recorder.store_all(store);
        }
        const std::string before = exported("before");
        for (const char* trace : {"Anna Distincte", "zyzomys", "Palmipède"})
            CHECK(before.find(trace) != std::string::npos);
        {
            storage::Store store(dir.path / "data");
            projections::LiveViews live(folded(store));
            erase(store, live, anna, words);
        }
        const std::string after = exported("after");
        CHECK(after.find("Anna Distincte") == std::string::npos);
        const bool kept = words == events::ErasedWords::kept;
        for (const char* trace : {"zyzomys", "Palmipède"})
            CHECK((after.find(trace) != std::string::npos) == kept);
        CHECK(after.find("PersonErased") != std::string::npos);
    }
}
