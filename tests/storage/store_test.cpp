// A data directory opened whole: keys, lock, and the log held to its last checkpoint.
#include "storage/store.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;

namespace {

StoreOptions small_store() {
    return {.origin = "participation.annemasse.example/log/1",
            .log_map_bytes = std::size_t{64} << 20,
            .vault_map_bytes = std::size_t{16} << 20};
}

mode_t mode_of(const std::filesystem::path& file) {
    struct stat about {};
    REQUIRE(::stat(file.c_str(), &about) == 0);
    return about.st_mode & 0777;
}

// Signed at its end, 20 stances.
void make_signed(const std::filesystem::path& data) {
    Store store(data, small_store());
    REQUIRE(append_many(store.log, 20, stance_event) == Log::Append::durable);
    CHECK(store.checkpoints.sign_if_grown());
}

}  // namespace

TEST_CASE("a new data directory is private, and its keys stay the same") {
    TempDir dir;
    const auto data = dir.path / "deep" / "data";
    std::string key;
    {
        Store store(data, small_store());
        key = store.checkpoints.verifier_key().text();
        CHECK(mode_of(data) == 0700);
        CHECK(mode_of(store.dir.vault()) == 0700);
        CHECK(mode_of(store.dir.signing_key()) == 0600);
        CHECK(mode_of(store.dir.vault_key()) == 0600);
        CHECK(mode_of(store.dir.log() / "data.mdb") == 0600);
    }
    const Store store(data, small_store());
    CHECK(store.checkpoints.verifier_key().text() == key);
    CHECK(key.starts_with("participation.annemasse.example/log/1+"));
}

TEST_CASE("a log that nobody named gets a name that says so, and any name fits it later") {
    TempDir dir;
    StoreOptions unnamed = small_store();
    unnamed.origin.clear();
    CHECK(Store(dir.path, unnamed).log.origin() == "imaginons.localhost/log/1");
    CHECK(Store(dir.path, unnamed).log.origin() == "imaginons.localhost/log/1");
    CHECK_THROWS_AS(Store(dir.path, small_store()), Error);
}

TEST_CASE("two programs cannot write at once, and the second is told who holds the directory") {
    TempDir dir;
    const Store store(dir.path, small_store());
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        std::string said = "opened";
        try {
            const WriterLock lock(store.dir);
        } catch (const InUse& error) {
            said = error.what();
        }
        const bool told = ::write(ends[1], said.data(), said.size()) > 0;
        ::_exit(told ? 0 : 1);
    }
    ::close(ends[1]);
    char buffer[512];
    const ssize_t size = ::read(ends[0], buffer, sizeof buffer);
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    REQUIRE(size > 0);
    const std::string said(buffer, static_cast<std::size_t>(size));
    CHECK(said.find("in use by another program") != std::string::npos);
    CHECK(said.find("process " + std::to_string(::getpid())) != std::string::npos);
}

TEST_CASE("key files that others may read, that are cut, or that are missing are refused") {
    TempDir dir;
    make_signed(dir.path);
    const DataDir data{dir.path};
    ::chmod(data.vault_key().c_str(), 0644);
    CHECK_THROWS_WITH_AS(Store(dir.path, small_store()), doctest::Contains("read by others"),
                         Error);
    ::chmod(data.vault_key().c_str(), 0600);
    const std::string key = slurp(data.vault_key());
    spill(data.vault_key(), key.substr(1));
    CHECK_THROWS_WITH_AS(Store(dir.path, small_store()), doctest::Contains("32 bytes"), Error);
    spill(data.vault_key(), key + "x");
    CHECK_THROWS_AS(Store(dir.path, small_store()), Error);
    std::filesystem::remove(data.vault_key());
    CHECK_THROWS_WITH_AS(Store(dir.path, small_store()), doctest::Contains("is missing"), Error);
    spill(data.vault_key(), key);
    ::chmod(data.vault_key().c_str(), 0600);
    CHECK(Store(dir.path, small_store()).log.size() == 20);
    std::filesystem::remove(data.signing_key());
    CHECK_THROWS_WITH_AS(Store(dir.path, small_store()), doctest::Contains("is missing"), Error);
}

TEST_CASE("a vault that is missing beside a log that has begun is not made anew") {
    TempDir dir;
    make_signed(dir.path);
    const DataDir data{dir.path};
    const auto away = dir.path / "away";
    const auto is_refused = [&] {
        CHECK_THROWS_WITH_AS(Store(dir.path, small_store()),
                             doctest::Contains("vault is missing, but the log beside it has 20 "
                                               "events"),
                             Error);
        CHECK_FALSE(std::filesystem::exists(data.vault() / "lock.mdb"));
    };
    std::filesystem::rename(data.vault(), away);
    is_refused();
    is_refused();  // the first start has made the directory, and nothing in it
    spill(data.vault() / "data.mdb", "");
    is_refused();
    std::filesystem::remove(data.vault() / "data.mdb");
    std::filesystem::remove(data.vault_key());
    is_refused();
    CHECK_FALSE(std::filesystem::exists(data.vault_key()));
}

TEST_CASE("a vault that is missing beside an empty log is made, and one that waits is taken back") {
    TempDir dir;
    const DataDir data{dir.path};
    { Store store(dir.path, small_store()); }
    std::filesystem::remove_all(data.vault());
    CHECK(Store(dir.path, small_store()).log.size() == 0);
    make_signed(dir.path);
    // As a program leaves it that was killed while it put the compacted vault in its place.
    std::filesystem::rename(data.vault(), old_of(data.vault()));
    CHECK(Store(dir.path, small_store()).log.size() == 20);
    CHECK(std::filesystem::exists(data.vault() / "data.mdb"));
}

TEST_CASE("the checkpoint follows the log, is stored, and is not signed twice") {
    TempDir dir;
    const DataDir data{dir.path};
    std::string stored;
    {
        Store store(dir.path, small_store());
        CHECK(store.checkpoints.last() == nullptr);
        REQUIRE(append_many(store.log, 3, stance_event) == Log::Append::durable);
        CHECK(store.checkpoints.sign_if_grown());
        CHECK_FALSE(store.checkpoints.sign_if_grown());
        REQUIRE(append_many(store.log, 4, stance_event) == Log::Append::durable);
        stored = *store.checkpoints.current();
        const auto checkpoint = open_checkpoint(stored, store.checkpoints.verifier_key());
        REQUIRE(checkpoint);
        CHECK(checkpoint->head == store.log.head());
        CHECK(slurp(data.checkpoint()) == stored);
    }
    Store store(dir.path, small_store());
    CHECK(*store.checkpoints.last() == stored);
    CHECK_FALSE(store.checkpoints.sign_if_grown());
}

TEST_CASE("a log shorter than its last signed checkpoint is refused") {
    TempDir dir;
    TempDir copy;
    { Store store(dir.path, small_store()); }
    {
        Store store(dir.path, small_store());
        REQUIRE(append_many(store.log, 10, stance_event) == Log::Append::durable);
    }
    std::filesystem::copy(dir.path / "log", copy.path / "log");
    {
        Store store(dir.path, small_store());
        REQUIRE(append_many(store.log, 10, stance_event) == Log::Append::durable);
        CHECK(store.checkpoints.sign_if_grown());
    }
    std::filesystem::remove_all(dir.path / "log");
    std::filesystem::copy(copy.path / "log", dir.path / "log");
    CHECK_THROWS_WITH_AS(Store(dir.path, small_store()),
                         doctest::Contains("has 10 events, but 20 were signed"), LostTail);
}

TEST_CASE("another history of the same length, or another key, is refused") {
    TempDir dir;
    TempDir other;
    make_signed(dir.path);
    {
        Store store(other.path, small_store());
        const auto make = [](std::uint64_t seq) { return stance_event(seq + 1000); };
        REQUIRE(append_many(store.log, 20, make) == Log::Append::durable);
        CHECK(store.checkpoints.sign_if_grown());
    }
    const std::string checkpoint = slurp(dir.path / "checkpoint");
    spill(dir.path / "checkpoint", slurp(other.path / "checkpoint"));
    CHECK_THROWS_WITH_AS(Store(dir.path, small_store()), doctest::Contains("not signed by"),
                         ForeignCheckpoint);
    spill(dir.path / "checkpoint", "garbage");
    CHECK_THROWS_AS(Store(dir.path, small_store()), ForeignCheckpoint);
    spill(dir.path / "checkpoint", checkpoint);
    std::filesystem::remove_all(dir.path / "log");
    std::filesystem::copy(other.path / "log", dir.path / "log");
    CHECK_THROWS_WITH_AS(Store(dir.path, small_store()), doctest::Contains("are not those that"),
                         ForeignCheckpoint);
}

TEST_CASE("a reader beside the writer sees what is durable, without the lock") {
    TempDir dir;
    int to_writer[2];
    int to_reader[2];
    REQUIRE(::pipe(to_writer) == 0);
    REQUIRE(::pipe(to_reader) == 0);
    char go = 0;
    const pid_t writer = ::fork();
    if (writer == 0) {
        Store store(dir.path, small_store());
        bool well = true;
        for (const std::uint64_t count : {5U, 6U}) {
            well = well && append_many(store.log, count, stance_event) == Log::Append::durable &&
                   ::write(to_reader[1], "x", 1) == 1 && ::read(to_writer[0], &go, 1) == 1;
        }
        ::_exit(well ? 0 : 1);
    }
    REQUIRE(::read(to_reader[0], &go, 1) == 1);
    {
        const StoreReader reader(dir.path);
        CHECK(reader.log.size() == 5);
        CHECK(reader.vault);
        REQUIRE(::write(to_writer[1], "x", 1) == 1);
        REQUIRE(::read(to_reader[0], &go, 1) == 1);
        CHECK(reader.log.size() == 11);
        CHECK(reader.log.head().size == 11);
        CHECK(reader.log.event_at(10) == stance_event(10));
    }
    REQUIRE(::write(to_writer[1], "x", 1) == 1);
    int status = 0;
    ::waitpid(writer, &status, 0);
    CHECK(status == 0);
    for (const int fd : {to_writer[0], to_writer[1], to_reader[0], to_reader[1]}) ::close(fd);
}

TEST_CASE("an auditor's copy without keys opens for reading, on files that cannot be written too") {
    TempDir dir;
    make_signed(dir.path);
    std::filesystem::remove(dir.path / "vault.key");
    std::filesystem::remove(dir.path / "signing.key");
    std::filesystem::remove(dir.path / "log" / "lock.mdb");
    const StoreReader reader(dir.path, true);
    CHECK_FALSE(reader.vault);
    CHECK(reader.log.size() == 20);
    CHECK_FALSE(std::filesystem::exists(dir.path / "log" / "lock.mdb"));
}
