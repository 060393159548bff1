// One bit turned over anywhere in a data directory: verify names the file or the position, or the
// bit was in nothing that anybody reads. What "nothing" means is asked of LMDB alone, past our
// code.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <lmdb.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "storage/page_check.hpp"
#include "tests/storage/whole_store.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;

namespace {

// Of what a small environment can hold: one that goes round in circles has more.
constexpr std::size_t most_bytes = std::size_t{16} << 20;

// Every row of every table of an environment, one after the other.
std::string rows_of(const std::filesystem::path& dir) {
    MDB_env* env = nullptr;
    MDB_txn* txn = nullptr;
    if (mdb_env_create(&env) != 0 || mdb_env_set_maxdbs(env, 16) != 0 ||
        mdb_env_open(env, dir.c_str(), MDB_RDONLY | MDB_NOLOCK, 0600) != 0 ||
        mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn) != 0) {
        return "cannot be opened";
    }
    std::string out;
    for (const char* name : {"events", "tree", "sealed", "keys", "scopes", "identities", "people",
                             "sessions", "links", "meta"}) {
        MDB_dbi dbi = 0;
        MDB_cursor* cursor = nullptr;
        if (mdb_dbi_open(txn, name, 0, &dbi) != 0) continue;
        if (mdb_cursor_open(txn, dbi, &cursor) != 0) return "cannot be read";
        MDB_val key;
        MDB_val value;
        out += name;
        while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
            out.append(static_cast<const char*>(key.mv_data), key.mv_size);
            out.append(static_cast<const char*>(value.mv_data), value.mv_size);
            if (out.size() > most_bytes) return "has no end";
        }
        mdb_cursor_close(cursor);
    }
    mdb_txn_abort(txn);
    mdb_env_close(env);
    return out;
}

// Such a crash is a result, not a finding: without a sanitizer's report, without a core.
void crash_in_silence() {
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nowhere, STDERR_FILENO);
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::signal(signal, SIG_DFL);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

// The sum of what is read of a data directory, found in a child: LMDB may crash on what it reads.
// All zeros if it does.
Digest content_of(const std::filesystem::path& data) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        crash_in_silence();
        const std::string log = rows_of(data / "log");
        const std::string vault = rows_of(data / "vault");
        const Digest digest = sha256({as_bytes(log), as_bytes(vault)});
        ::_exit(::write(ends[1], digest.data(), digest.size()) == 32 ? 0 : 1);
    }
    ::close(ends[1]);
    Digest digest{};
    if (::read(ends[0], digest.data(), digest.size()) != 32) digest = {};
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return digest;
}

// Where a line of verify must point to, if not to a position of the log.
bool names(const std::string& line, const std::string& file) {
    if (line.starts_with("bad seq ")) return true;
    const std::string word = file == "signing.key" ? "checkpoint" : file.substr(0, file.find('/'));
    return line.starts_with("bad: ") && line.find(word) != std::string::npos;
}

// Whether a directory that was found sound is: it takes more events and stays sound.
void check_goes_on(const std::filesystem::path& data) {
    {
        Store store(data, whole_options());
        append_whole(store, 40);
        store.checkpoints.sign_if_grown();
    }
    const Verdict after = verdict(data);
    CAPTURE(after.line);
    CHECK(after.code == 0);
}

class Flips {
  public:
    Flips() : start(seed()), random(start), head(make_whole(sound.path, 300)) {
        content = content_of(sound.path);
        REQUIRE(verdict(sound.path).line == line_of(head));
    }

    // One round on a copy; what it found.
    bool found(const std::string& file, std::size_t bit) {
        TempDir copy(in_memory());
        std::filesystem::copy(sound.path, copy.path, std::filesystem::copy_options::recursive);
        for (const char* key : {"signing.key", "vault.key"})
            ::chmod((copy.path / key).c_str(), 0600);
        flip(copy.path / file, bit);
        CAPTURE(start);
        CAPTURE(file);
        CAPTURE(bit);
        const Verdict after = verdict(copy.path);
        CAPTURE(after.line);
        if (after.code != 0) {
            CHECK(names(after.line, file));
            note_what_lmdb_reads(copy.path);
            return true;
        }
        CHECK(after.line == line_of(head));
        CHECK(content_of(copy.path) == content);
        check_goes_on(copy.path);
        return false;
    }

    // What LMDB alone makes of what verify refused: why pages are checked before.
    void note_what_lmdb_reads(const std::filesystem::path& data) {
        const Digest read = content_of(data);
        ++(read == Digest{} ? crashes : read == content ? same_rows : other_rows);
    }

    std::string tell() const {
        return "seed " + std::to_string(start) + "; of what was refused LMDB alone crashed on " +
               std::to_string(crashes) + ", read other rows from " + std::to_string(other_rows) +
               " and noticed nothing in " + std::to_string(same_rows);
    }

    std::size_t random_bit(const std::string& file) {
        return random() % (std::filesystem::file_size(sound.path / file) * 8);
    }

    TempDir sound{in_memory()};
    const std::uint64_t start;
    std::mt19937_64 random;
    tree::Head head;
    Digest content;
    int crashes = 0;
    int other_rows = 0;
    int same_rows = 0;
};

}  // namespace

TEST_CASE("the tables that are expected of a file are those that a store makes") {
    TempDir dir;
    make_whole(dir.path, 20);
    CHECK(page_defect(dir.path / "log" / "data.mdb", log_tables()) == std::nullopt);
    CHECK(page_defect(dir.path / "vault" / "data.mdb", vault_tables()) == std::nullopt);
    CHECK(page_defect(dir.path / "vault" / "data.mdb", log_tables()) ==
          "the table of tables is damaged");
}

TEST_CASE("pages are sound however a log has grown and shrunk") {
    const std::uint64_t start = seed();
    CAPTURE(start);
    std::mt19937_64 random(start);
    TempDir dir(in_memory());
    const auto file = dir.path / "data.mdb";
    for (int round = 0; round < 40; ++round) {
        {
            Log log = Log::open(dir.path, small_log());
            std::vector<std::vector<std::uint8_t>> rows;
            std::vector<Entry> entries;
            const auto event = plain_entry(static_cast<std::uint64_t>(round));
            for (std::uint64_t i = 0; i < random() % 200; ++i) {
                rows.emplace_back(random() % 900 * 8 + 64);
                entries.push_back({event, rows.back()});
            }
            REQUIRE(log.append(entries) == Log::Append::durable);
            std::vector<std::uint64_t> gone;
            for (std::uint64_t i = 0; i < random() % 100; ++i)
                gone.push_back(random() % (log.size() + 1));
            log.erase_sealed(gone);
        }
        CAPTURE(round);
        REQUIRE(page_defect(file, log_tables()) == std::nullopt);
    }
}

TEST_CASE("a bit flipped in a key, the checkpoint or the list of the erased is always named") {
    Flips flips;
    for (const std::string file : {"checkpoint", "signing.key", "vault.key", "erased"}) {
        for (int round = 0; round < 25; ++round) {
            CHECK(flips.found(file, flips.random_bit(file)));
        }
    }
}

TEST_CASE("a bit flipped anywhere in log or vault is named, or nobody reads it") {
    Flips flips;
    for (const std::string file : {"log/data.mdb", "vault/data.mdb"}) {
        int found = 0;
        for (int round = 0; round < 120; ++round)
            found += flips.found(file, flips.random_bit(file));
        MESSAGE(found << " of 120 flips in " << file << " hit what is read; " << flips.tell());
        CHECK(found > 0);
    }
}

TEST_CASE("a bit flipped in the head of a page, where LMDB would crash or lose its way, is named") {
    Flips flips;
    constexpr std::size_t head_bits = 8 * 64;
    for (const std::string file : {"log/data.mdb", "vault/data.mdb"}) {
        const std::size_t pages = std::filesystem::file_size(flips.sound.path / file) / 4096;
        int found = 0;
        for (int round = 0; round < 120; ++round) {
            const std::size_t page = flips.random() % pages;
            found += flips.found(file, page * 4096 * 8 + flips.random() % head_bits);
        }
        MESSAGE(found << " of 120 flips in heads of " << file << "; " << flips.tell());
        CHECK(found > 10);
    }
}
