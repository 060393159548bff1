// storage/FORMAT.md's worked example, made again and compared word for word; read past the log,
// with LMDB alone.
#include <doctest/doctest.h>
#include <lmdb.h>

#include "storage/base64.hpp"
#include "storage/note.hpp"
#include "storage/sealed.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;

namespace {

const std::filesystem::path source = IMAGINONS_SOURCE_DIR;

std::string hex(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) {
        out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

std::string line_for(const std::string& table, std::string_view key, std::string_view value) {
    if (table == "meta") return "meta " + std::string(key.data()) + " = " + hex(value);
    std::uint64_t number = 0;
    std::memcpy(&number, key.data(), sizeof number);
    const std::string row = table + " " + std::to_string(number) + " = ";
    if (table == "tree") return row + hex(value);
    return row + std::to_string(value.size()) + " bytes: " + hex(value.substr(0, 4)) + " " +
           hex(value.substr(4, 4)) + " " + hex(value.substr(8, 8)) + "...";
}

// Every row of every table as the document writes it.
std::string rows_in(const std::filesystem::path& dir) {
    MDB_env* env = nullptr;
    MDB_txn* txn = nullptr;
    REQUIRE(mdb_env_create(&env) == 0);
    REQUIRE(mdb_env_set_maxdbs(env, 8) == 0);
    REQUIRE(mdb_env_open(env, dir.c_str(), MDB_RDONLY, 0600) == 0);
    REQUIRE(mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn) == 0);
    std::string out;
    for (const char* table : {"events", "tree", "sealed", "meta"}) {
        MDB_dbi dbi = 0;
        MDB_cursor* cursor = nullptr;
        REQUIRE(mdb_dbi_open(txn, table, 0, &dbi) == 0);
        REQUIRE(mdb_cursor_open(txn, dbi, &cursor) == 0);
        MDB_val k;
        MDB_val v;
        while (mdb_cursor_get(cursor, &k, &v, MDB_NEXT) == 0) {
            out += "    " +
                   line_for(table, {static_cast<const char*>(k.mv_data), k.mv_size},
                            {static_cast<const char*>(v.mv_data), v.mv_size}) +
                   "\n";
        }
        mdb_cursor_close(cursor);
    }
    mdb_txn_abort(txn);
    mdb_env_close(env);
    return out;
}

std::array<std::uint8_t, 32> counting() {
    std::array<std::uint8_t, 32> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
    return bytes;
}

std::string indented(const std::string& text) {
    std::string out = "    ";
    for (const char c : text) out += c == '\n' ? "\n    " : std::string(1, c);
    return out.substr(0, out.size() - 4);
}

bool documented(const std::string& text) {
    return slurp(source / "storage" / "FORMAT.md").find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("the worked example of FORMAT.md is what this program writes") {
    TempDir dir;
    const std::string withdrawn = slurp(source / "tests" / "golden" / "stance_withdrawn.bin");
    const std::string taken = slurp(source / "tests" / "golden" / "stance_taken.bin");
    std::string note;
    {
        Log log = Log::open(dir.path, small_log());
        const std::array<Entry, 2> entries{Entry{as_bytes(withdrawn), {}},
                                           Entry{as_bytes(taken), {}}};
        REQUIRE(log.append(entries) == Log::Append::durable);
        note = Signer(log.origin(), counting()).sign(Checkpoint{log.origin(), log.head()}.text());
    }
    const std::string rows = rows_in(dir.path);
    CAPTURE(rows);
    CHECK(documented(rows));
    CAPTURE(note);
    CHECK(documented(indented(note)));
}

TEST_CASE("the commitment of FORMAT.md is what this program computes") {
    const auto r = counting();
    const auto event_id = imaginons::events::from_bytes<imaginons::events::Id>(r.data() + 16);
    const auto commitment =
        imaginons::events::bytes_of(commitment_of(r, event_id, as_bytes("Bonjour")));
    CHECK(documented("    " +
                     hex({reinterpret_cast<const char*>(commitment.data()), commitment.size()}) +
                     "\n"));
}
