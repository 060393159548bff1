// Backups are whole, fit together, hold everything that was durable, and are either there or not.
#include "storage/backup.hpp"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include "storage/manifest.hpp"
#include "tests/storage/whole_store.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;
namespace fs = std::filesystem;

namespace {

std::set<std::string> files_in(const fs::path& dir) {
    std::set<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(dir)) {
        if (entry.is_regular_file()) files.insert(entry.path().lexically_relative(dir).string());
    }
    return files;
}

std::string refusal_of(const BackupOptions& options) {
    try {
        back_up(options);
    } catch (const Error& error) {
        return error.what();
    }
    return "made";
}

// How many sealed rows of a log a vault opens, of how many.
struct OpenedRows {
    std::uint64_t opened = 0;
    std::uint64_t all = 0;
};
OpenedRows opened_rows(const Log& log, const Vault& vault) {
    OpenedRows rows;
    const VaultView view = vault.read();
    log.read(0, log.size(), [&](std::uint64_t, Bytes bytes, Bytes row) {
        if (row.empty()) return;
        ++rows.all;
        const auto key = view.data_key(*subject_of(row));
        const auto& event = imaginons::events::event_in(bytes);
        if (key && open_sealed(*key, *event.id(), *event.commitment(), row)) ++rows.opened;
    });
    return rows;
}

Vault vault_of(const fs::path& backup, const fs::path& data) {
    return Vault::open_read_only(backup / "vault", read_key_file(data / "vault.key"));
}

// Told without ever waiting for whoever listens.
using Told = std::atomic<std::uint64_t>;

// Writes as the engine does, until it is killed: keys first, then what was sealed with them; a
// signature now and then. Tells the size after each event.
[[noreturn]] void write_for_ever(const fs::path& data, Told& acknowledged) {
    Store store(data, whole_options());
    for (std::uint64_t n = 1000;; ++n) {
        DataKey key;
        store.vault.write([&](VaultTxn& txn) { key = txn.data_key(person(n)); });
        const SealedEvent event = sealed_event(store.log.size(), key, person(n));
        if (append_one(store.log, event.event, event.row) != Log::Append::durable) ::_exit(1);
        if (n % 16 == 0) store.checkpoints.sign_if_grown();
        acknowledged = store.log.size();
    }
}

class Writer {
  public:
    explicit Writer(const fs::path& data)
        : memory_(::mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                         -1, 0)) {
        REQUIRE(memory_ != MAP_FAILED);
        told_ = new (memory_) Told(0);
        child_ = ::fork();
        if (child_ == 0) write_for_ever(data, *told_);
    }
    ~Writer() {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
        ::munmap(memory_, sizeof(Told));
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // More than the last time.
    std::uint64_t acknowledged() {
        const std::uint64_t before = last_;
        while ((last_ = *told_) <= before) {
            REQUIRE(::waitpid(child_, nullptr, WNOHANG) == 0);
            std::this_thread::yield();
        }
        return last_;
    }

  private:
    void* memory_;
    Told* told_;
    std::uint64_t last_ = 0;
    pid_t child_;
};

// Enough for several batches of a copy.
void make_large(const fs::path& data) {
    Store store(data, whole_options());
    REQUIRE(append_many(store.log, 60'000, stance_event) == Log::Append::durable);
    store.checkpoints.sign_if_grown();
}

}  // namespace

TEST_CASE("a backup holds the log up to its signed head, the vault, and no key") {
    TempDir dir{in_memory()};
    const fs::path data = dir.path / "data";
    const fs::path out = dir.path / "out";
    const tree::Head head = make_whole(data, 60);
    CHECK(back_up({.data = data, .out = out, .progress = {}}) == head);
    CHECK(files_in(out) == std::set<std::string>{"log/MANIFEST", "log/checkpoint", "log/data.mdb",
                                                 "log/erased", "vault/MANIFEST", "vault/data.mdb",
                                                 "vault/erased"});
    CHECK(slurp(out / "log" / "checkpoint") == slurp(data / "checkpoint"));
    CHECK(slurp(out / "log" / "erased") == slurp(data / "erased"));
    const Log log = Log::open_read_only(out / "log");
    CHECK(log.head() == head);
    CHECK(log.origin() == whole_origin);
    const OpenedRows rows = opened_rows(log, vault_of(out, data));
    CHECK(rows.all == 10);
    CHECK(rows.opened == rows.all);
    CHECK(vault_of(out, data).read().email_of(person(1)) == "personne1@example.org");
    for (const char* key : {"vault.key", "signing.key"}) {
        const std::string secret = slurp(data / key);
        for (const std::string& file : files_in(out)) {
            CHECK(slurp(out / file).find(secret) == std::string::npos);
        }
    }
}

TEST_CASE("the keys come only when asked for, and the vault can stay away") {
    TempDir dir{in_memory()};
    const fs::path data = dir.path / "data";
    make_whole(data, 20);
    back_up({.data = data, .out = dir.path / "all", .with_keys = true, .progress = {}});
    CHECK(slurp(dir.path / "all" / "keys" / "vault.key") == slurp(data / "vault.key"));
    CHECK(slurp(dir.path / "all" / "keys" / "signing.key") == slurp(data / "signing.key"));
    CHECK(read_manifest(dir.path / "all" / "keys", BackupPart::keys).files.size() == 2);
    back_up({.data = data, .out = dir.path / "log", .with_vault = false, .progress = {}});
    CHECK(files_in(dir.path / "log") ==
          std::set<std::string>{"log/MANIFEST", "log/checkpoint", "log/data.mdb", "log/erased"});
}

TEST_CASE("evidence of a fork is in the log part") {
    TempDir dir{in_memory()};
    const fs::path data = dir.path / "data";
    make_whole(data, 20);
    fs::create_directory(data / "forks");
    spill(data / "forks" / "0123456789abcdef", "evidence");
    spill(data / "forks" / "0123456789abcdef.new", "half");
    back_up({.data = data, .out = dir.path / "out", .progress = {}});
    CHECK(slurp(dir.path / "out" / "log" / "forks" / "0123456789abcdef") == "evidence");
    CHECK_FALSE(fs::exists(dir.path / "out" / "log" / "forks" / "0123456789abcdef.new"));
    CHECK(read_manifest(dir.path / "out" / "log", BackupPart::log).files.size() == 4);
}

TEST_CASE("what was durable and not yet signed is signed and in the backup") {
    TempDir dir{in_memory()};
    const fs::path data = dir.path / "data";
    make_whole(data, 20);
    {
        Store store(data, whole_options());
        append_whole(store, 7);
    }
    CHECK(back_up({.data = data, .out = dir.path / "out", .progress = {}}).size == 27);
    CHECK(Log::open_read_only(dir.path / "out" / "log").size() == 27);
}

TEST_CASE("a copy without keys, as an auditor has one, is backed up as far as it was signed") {
    TempDir dir{in_memory()};
    const fs::path data = dir.path / "data";
    const tree::Head head = make_whole(data, 20);
    fs::remove(data / "signing.key");
    fs::remove(data / "vault.key");
    CHECK(refusal_of({.data = data, .out = dir.path / "out", .progress = {}}).find("no vault") !=
          std::string::npos);
    CHECK(back_up({.data = data, .out = dir.path / "out", .with_vault = false, .progress = {}}) ==
          head);
    CHECK_FALSE(read_manifest(dir.path / "out" / "log", BackupPart::log).key);
}

TEST_CASE("a backup is refused, in one sentence and leaving nothing, where it cannot be made") {
    TempDir dir{in_memory()};
    const fs::path data = dir.path / "data";
    make_whole(data, 20);
    const fs::path out = dir.path / "out";
    fs::create_directory(out);
    CHECK(refusal_of({.data = data, .out = out, .progress = {}}).find("is there already") !=
          std::string::npos);
    CHECK(refusal_of({.data = data, .out = data / "out", .progress = {}})
              .find("lies in the data directory") != std::string::npos);
    CHECK(refusal_of({.data = data,
                      .out = dir.path / "x",
                      .with_vault = false,
                      .with_keys = true,
                      .progress = {}})
              .find("keys are of no use") != std::string::npos);
    CHECK(refusal_of({.data = dir.path / "none", .out = dir.path / "x", .progress = {}})
              .find("there is no") != std::string::npos);
    CHECK(refusal_of({.data = data, .out = dir.path / "no" / "where", .progress = {}})
              .find("cannot make") != std::string::npos);
    fs::create_directory(dir.path / "x.partial");
    std::ofstream(dir.path / "x.partial" / "theirs") << "words";
    CHECK(refusal_of({.data = data, .out = dir.path / "x", .progress = {}}).find("is in the way") !=
          std::string::npos);
    CHECK(fs::is_empty(out));
    CHECK(fs::file_size(dir.path / "x.partial" / "theirs") == 5);
    CHECK_FALSE(fs::exists(dir.path / "x"));
}

TEST_CASE("a damaged log is not backed up as if it were whole") {
    TempDir dir{in_memory()};
    const fs::path data = dir.path / "data";
    make_whole(data, 60);
    const std::string event(reinterpret_cast<const char*>(stance_event(17).data()) + 60, 100);
    const std::size_t at = slurp(data / "log" / "data.mdb").find(event);
    REQUIRE(at != std::string::npos);
    std::string bytes = slurp(data / "log" / "data.mdb");
    for (std::size_t found = at; found != std::string::npos; found = bytes.find(event, found + 1)) {
        bytes[found] = static_cast<char>(bytes[found] ^ 1);
    }
    spill(data / "log" / "data.mdb", bytes);
    CHECK(refusal_of({.data = data, .out = dir.path / "out", .progress = {}}) ==
          "damaged at seq 17: the record's CRC is wrong");
    CHECK_FALSE(fs::exists(dir.path / "out"));
    CHECK_FALSE(fs::exists(dir.path / "out.partial"));
}

TEST_CASE(
    "under load a backup holds all that was acknowledged before it began, and opens all of it") {
    TempDir dir{in_memory()};
    const fs::path data = dir.path / "data";
    make_whole(data, 60);
    Writer writer(data);
    for (int round = 0; round < 4; ++round) {
        const std::uint64_t acknowledged = writer.acknowledged();
        const fs::path out = dir.path / ("out" + std::to_string(round));
        const tree::Head head = back_up({.data = data, .out = out, .progress = {}});
        CHECK(head.size >= acknowledged);
        const Log log = Log::open_read_only(out / "log");
        CHECK(log.head() == head);
        const OpenedRows rows = opened_rows(log, vault_of(out, data));
        CHECK(rows.all > 10);
        CHECK(rows.opened == rows.all);
    }
}

TEST_CASE("killed in the middle, a backup is not there, and the next one clears what was left") {
    TempDir dir{in_memory()};
    const fs::path data = dir.path / "data";
    make_large(data);
    const fs::path out = dir.path / "out";
    int killed = 0;
    for (int call = 1; call < 4; ++call) {
        const pid_t child = ::fork();
        if (child == 0) {
            int left = call;
            back_up({.data = data, .out = out, .progress = [&](std::uint64_t, std::uint64_t) {
                         if (--left == 0) ::kill(::getpid(), SIGKILL);
                     }});
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        killed += WIFSIGNALED(status);
        CHECK_FALSE(fs::exists(out));
        CHECK(fs::exists(dir.path / "out.partial"));
    }
    CHECK(killed == 3);
    CHECK(back_up({.data = data, .out = out, .progress = {}}).size == 60'000);
    CHECK_FALSE(fs::exists(dir.path / "out.partial"));
}

TEST_CASE("on a full disk a backup says so in one sentence and leaves nothing") {
    TempDir dir{in_memory()};
    const fs::path data = dir.path / "data";
    make_large(data);
    const fs::path out = dir.path / "out";
    // Too small for the log's copy, for the vault's, and for a manifest.
    for (const rlim_t most : {rlim_t{2'000'000}, rlim_t{4'096}, rlim_t{100}}) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit small{most, most};
            ::setrlimit(RLIMIT_FSIZE, &small);
            const std::string said = refusal_of({.data = data, .out = out, .progress = {}});
            const bool told = ::write(ends[1], said.data(), said.size()) > 0;
            ::_exit(told ? 0 : 1);
        }
        ::close(ends[1]);
        std::string said(1000, '\0');
        const ssize_t size = ::read(ends[0], said.data(), said.size());
        said.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        ::close(ends[0]);
        ::waitpid(child, nullptr, 0);
        CAPTURE(most);
        CAPTURE(said);
        CHECK(said != "made");
        CHECK_FALSE(said.empty());
        CHECK(said.find('\n') == std::string::npos);
        CHECK_FALSE(fs::exists(out));
        CHECK_FALSE(fs::exists(dir.path / "out.partial"));
    }
}

TEST_CASE("a manifest says what it was written with, and a changed bit of it is noticed") {
    TempDir dir{in_memory()};
    const Signer signer("a.example/log", SigningSeed{1});
    Manifest manifest{BackupPart::vault,     "a.example/log", {5, sha256(as_bytes("root"))},
                      signer.verifier_key(), whole_time_ms,   {}};
    spill(dir.path / "data.mdb", "bytes");
    write_manifest(dir.path, manifest, {"data.mdb"}, &signer);
    const Manifest read = read_manifest(dir.path, BackupPart::vault);
    CHECK(read.origin == manifest.origin);
    CHECK(read.head == manifest.head);
    CHECK(read.made_at_ms == whole_time_ms);
    CHECK(read.key->text() == signer.verifier_key().text());
    REQUIRE(read.files.size() == 1);
    CHECK(read.files[0].sum.bytes == 5);
    CHECK_NOTHROW(require_sum(read, "data.mdb", sum_of(dir.path / "data.mdb"), dir.path));
    CHECK_THROWS_WITH_AS(read_manifest(dir.path, BackupPart::log), doctest::Contains("not the log"),
                         Error);
    const fs::path file = dir.path / "MANIFEST";
    const std::string sound = slurp(file);
    for (std::size_t bit = 0; bit < sound.size() * 8; ++bit) {
        flip(file, bit);
        CAPTURE(bit);
        CHECK_THROWS_WITH_AS(read_manifest(dir.path, BackupPart::vault),
                             doctest::Contains("MANIFEST"), Error);
        spill(file, sound);
    }
    // Unsigned, as a mirror writes it, it has its own sum.
    manifest.key.reset();
    write_manifest(dir.path, manifest, {"data.mdb"}, nullptr);
    const std::string unsigned_text = slurp(file);
    for (std::size_t bit = 0; bit < unsigned_text.size() * 8; ++bit) {
        flip(file, bit);
        CAPTURE(bit);
        CHECK_THROWS_AS(read_manifest(dir.path, BackupPart::vault), Error);
        spill(file, unsigned_text);
    }
}
