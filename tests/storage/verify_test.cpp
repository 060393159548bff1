// verify finds every flipped bit that matters and names its position.
#include "storage/verify.hpp"

#include <doctest/doctest.h>

#include <lmdb.h>

#include <sstream>

#include "storage/base64.hpp"
#include "storage/crc32c.hpp"
#include "storage/erasure_list.hpp"
#include "storage/store.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;

namespace {

StoreOptions small_store() {
    return {.origin = "participation.annemasse.example/log/1",
            .log_map_bytes = std::size_t{64} << 20,
            .vault_map_bytes = std::size_t{16} << 20};
}

// `count` events, every fifth with a sealed part of one of ten people; signed at the end.
tree::Head make_log(const std::filesystem::path& data, std::uint64_t count) {
    Store store(data, small_store());
    std::vector<DataKey> keys;
    store.vault.write([&](VaultTxn& txn) {
        keys.clear();
        for (std::uint64_t n = 0; n < 10; ++n) keys.push_back(txn.data_key(person(n)));
    });
    for (std::uint64_t seq = 0; seq < count; ++seq) {
        if (seq % 5 != 0) {
            REQUIRE(append_one(store.log, stance_event(seq)) == Log::Append::durable);
            continue;
        }
        const std::uint64_t n = seq / 5 % 10;
        const SealedEvent event = sealed_event(seq, keys[n], person(n));
        REQUIRE(append_one(store.log, event.event, event.row) == Log::Append::durable);
    }
    store.checkpoints.sign_if_grown();
    return store.log.head();
}

struct Verdict {
    int code;
    std::string line;
};

Verdict verdict(const std::filesystem::path& data) {
    std::ostringstream out;
    const int code = verify_command(data, out);
    return {code, out.str()};
}

std::string line_of(const tree::Head& head) {
    return "ok size " + std::to_string(head.size) + " root " + base64(head.root) + "\n";
}

// Changes one row behind the log's back, as somebody with the disk could.
void tamper(const std::filesystem::path& data, const char* table, std::uint64_t key,
            const std::vector<std::uint8_t>& value) {
    MDB_env* env = nullptr;
    MDB_txn* txn = nullptr;
    MDB_dbi dbi = 0;
    REQUIRE(mdb_env_create(&env) == 0);
    REQUIRE(mdb_env_set_maxdbs(env, 8) == 0);
    REQUIRE(mdb_env_set_mapsize(env, std::size_t{64} << 20) == 0);
    REQUIRE(mdb_env_open(env, (data / "log").c_str(), 0, 0600) == 0);
    REQUIRE(mdb_txn_begin(env, nullptr, 0, &txn) == 0);
    REQUIRE(mdb_dbi_open(txn, table, MDB_INTEGERKEY, &dbi) == 0);
    MDB_val k{sizeof key, &key};
    MDB_val v{value.size(), const_cast<std::uint8_t*>(value.data())};
    const int code = value.empty() ? mdb_del(txn, dbi, &k, nullptr) : mdb_put(txn, dbi, &k, &v, 0);
    REQUIRE(code == 0);
    REQUIRE(mdb_txn_commit(txn) == 0);
    mdb_env_close(env);
}

// The record of log-format.md, made by hand.
std::vector<std::uint8_t> record_of(const std::vector<std::uint8_t>& event) {
    const auto length = static_cast<std::uint32_t>(event.size());
    const std::uint32_t crc = crc32c(event);
    std::vector<std::uint8_t> out(8);
    std::memcpy(out.data(), &length, 4);
    std::memcpy(out.data() + 4, &crc, 4);
    out.insert(out.end(), event.begin(), event.end());
    out.resize((out.size() + 7) / 8 * 8);
    return out;
}

Verdict after_tampering(const char* table, std::uint64_t key,
                        const std::vector<std::uint8_t>& value) {
    TempDir dir;
    make_log(dir.path, 40);
    tamper(dir.path, table, key, value);
    return verdict(dir.path);
}

}  // namespace

TEST_CASE("verify finds a sound log sound, and says its size and root") {
    TempDir dir;
    const tree::Head head = make_log(dir.path, 60);
    const Verdict sound = verdict(dir.path);
    CHECK(sound.code == 0);
    CHECK(sound.line == line_of(head));
}

TEST_CASE("verify of an empty log gives the root of nothing") {
    TempDir dir;
    { Store store(dir.path, small_store()); }
    CHECK(verdict(dir.path).line == line_of({0, tree::empty_root()}));
}

TEST_CASE("verify needs neither keys nor vault for the public part") {
    TempDir dir;
    const tree::Head head = make_log(dir.path, 30);
    std::filesystem::remove(dir.path / "vault.key");
    std::filesystem::remove(dir.path / "signing.key");
    CHECK(verdict(dir.path).line == line_of(head));
}

TEST_CASE("erased sealed rows and erased keys leave a log sound, if the erasure is known") {
    TempDir dir;
    const tree::Head head = make_log(dir.path, 60);
    {
        Store store(dir.path, small_store());
        const std::vector<std::uint64_t> rows{0, 50};
        store.log.erase_sealed(rows);
        store.vault.write([](VaultTxn& txn) { txn.erase_person(person(3)); });
        store.vault.compact();
    }
    CHECK(verdict(dir.path).line == "bad seq 15: the key of the sealed row is not in the vault\n");
    const Erasure erased{person(3), true};
    add_erasures(DataDir{dir.path}.erased(), {&erased, 1});
    CHECK(verdict(dir.path).line == line_of(head));
}

TEST_CASE("a changed event is named, even when length and CRC were mended") {
    const Verdict bad = after_tampering("events", 17, record_of(stance_event(18)));
    CHECK(bad.code == 1);
    CHECK(bad.line.starts_with("bad seq 17: the tree's hash "));
}

TEST_CASE("bytes that are no event are named") {
    CHECK(after_tampering("events", 9, record_of(plain_entry(9))).line.starts_with("bad seq 9: "));
}

TEST_CASE("a record with a wrong CRC, length or padding is named") {
    auto record = record_of(stance_event(17));
    record[4] ^= 1;
    CHECK(after_tampering("events", 17, record).line == "bad seq 17: the record's CRC is wrong\n");
    record = record_of(stance_event(17));
    record[0] ^= 8;
    CHECK(after_tampering("events", 17, record).line ==
          "bad seq 17: the record's length is wrong\n");
    record = record_of(sealed_event(17, {}, person(0)).event);
    record.resize(record.size() + 8);
    CHECK(after_tampering("events", 17, record).line ==
          "bad seq 17: the record's length is wrong\n");
}

TEST_CASE("a removed event is named") {
    CHECK(after_tampering("events", 17, {}).line == "bad seq 17: the record is missing\n");
    CHECK(after_tampering("events", 39, {}).line.starts_with("bad seq 39: "));
}

TEST_CASE("an event past the end is named") {
    CHECK(after_tampering("events", 40, record_of(stance_event(40))).line ==
          "bad seq 40: there are 41 records, not 40\n");
}

TEST_CASE("a changed or missing tree hash is named with the event that made it") {
    const std::vector<std::uint8_t> hash(32, 0);
    CHECK(after_tampering("tree", tree::stored_index(1, 8), hash).line.starts_with("bad seq 17: "));
    CHECK(after_tampering("tree", tree::stored_index(0, 17), {}).line.starts_with("bad seq 17: "));
    CHECK(after_tampering("tree", tree::stored_count(40), hash).line.starts_with("bad seq 40: "));
}

TEST_CASE("a tampered, moved or invented sealed row is named") {
    TempDir dir;
    make_log(dir.path, 40);
    std::vector<std::uint8_t> row;
    {
        const StoreReader reader(dir.path);
        row = *reader.log.sealed_at(15);
    }
    tamper(dir.path, "sealed", 20, row);
    CHECK(verdict(dir.path).line ==
          "bad seq 20: the sealed row is not what the event committed to\n");
    row[100] ^= 1;
    tamper(dir.path, "sealed", 15, row);
    CHECK(verdict(dir.path).line ==
          "bad seq 15: the sealed row is not what the event committed to\n");
    tamper(dir.path, "sealed", 6, row);
    CHECK(verdict(dir.path).line == "bad seq 6: a sealed row belongs to no commitment\n");
    row.resize(64);
    tamper(dir.path, "sealed", 5, row);
    CHECK(verdict(dir.path).line == "bad seq 5: the sealed row has no possible size\n");
}

TEST_CASE("a history rewritten consistently is caught by the signature") {
    TempDir dir;
    make_log(dir.path, 10);
    const std::string checkpoint = slurp(dir.path / "checkpoint");
    std::filesystem::remove_all(dir.path / "log");
    std::filesystem::remove(dir.path / "checkpoint");
    {
        Store store(dir.path, small_store());
        const auto make = [](std::uint64_t seq) { return stance_event(seq + 7); };
        REQUIRE(append_many(store.log, 12, make) == Log::Append::durable);
    }
    spill(dir.path / "checkpoint", checkpoint);
    CHECK(verdict(dir.path).line == "bad seq 9: the root here is not the one that was signed\n");
    std::string other = checkpoint;
    other[other.find("\n10\n") + 2] = '1';
    spill(dir.path / "checkpoint", other);
    CHECK(verdict(dir.path).line == "bad seq 0: the checkpoint was not signed by this log's key\n");
}

TEST_CASE("a log that lost its end is bad where it ends") {
    TempDir dir;
    make_log(dir.path, 20);
    const std::string checkpoint = slurp(dir.path / "checkpoint");
    std::filesystem::remove_all(dir.path / "log");
    std::filesystem::remove(dir.path / "checkpoint");
    {
        Store store(dir.path, small_store());
        REQUIRE(append_many(store.log, 12, stance_event) == Log::Append::durable);
    }
    spill(dir.path / "checkpoint", checkpoint);
    CHECK(verdict(dir.path).line == "bad seq 12: the log ends here, but 20 events were signed\n");
}

TEST_CASE(
    "a directory that is missing, of another vault key or without a log is bad, and says why") {
    TempDir dir;
    CHECK(verdict(dir.path / "nowhere").line.starts_with("bad: there is no "));
    make_log(dir.path, 5);
    std::string key = slurp(dir.path / "vault.key");
    key[0] = static_cast<char>(key[0] ^ 1);
    spill(dir.path / "vault.key", key);
    CHECK(verdict(dir.path).line ==
          "bad: vault.key is not the key that this vault was made with\n");
}

TEST_CASE("one flipped bit anywhere in the file is found, or changed nothing that is read") {
    const std::uint64_t start = seed();
    CAPTURE(start);
    std::mt19937_64 random(start);
    TempDir dir;
    const tree::Head head = make_log(dir.path, 300);
    const auto file = dir.path / "log" / "data.mdb";
    const std::string sound = slurp(file);
    int found = 0;
    for (int round = 0; round < 150; ++round) {
        std::string flipped = sound;
        const std::size_t bit = random() % (flipped.size() * 8);
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        spill(file, flipped);
        const Verdict after = verdict(dir.path);
        CAPTURE(bit);
        if (after.code == 0) {
            CHECK(after.line == line_of(head));
        } else {
            CHECK(after.line.starts_with("bad"));
            ++found;
        }
    }
    MESSAGE(found << " of 150 flips hit what is read");
    CHECK(found > 15);
}

TEST_CASE("a file cut anywhere is bad, and the server refuses it or what is read of it is whole") {
    const std::uint64_t start = seed();
    CAPTURE(start);
    std::mt19937_64 random(start);
    TempDir dir;
    make_log(dir.path, 300);
    const auto file = dir.path / "log" / "data.mdb";
    const std::string sound = slurp(file);
    for (int round = 0; round < 20; ++round) {
        spill(file, std::string_view(sound).substr(0, random() % (sound.size() - 4096)));
        const Verdict after = verdict(dir.path);
        CAPTURE(round);
        CHECK(after.code == 1);
        CHECK(after.line.starts_with("bad"));
    }
    spill(file, std::string_view(sound).substr(0, sound.size() / 2));
    CHECK_THROWS_AS(Store(dir.path, small_store()), Error);
}
