// What a crash, a full disk and a failed flush leave behind: everything that was acknowledged,
// nothing half-written. Faults are made by standing in for the C library's calls that LMDB makes,
// in this program only.
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>

#include "storage/store.hpp"
#include "storage/verify.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;

namespace {

// The nth write or flush from now on fails, and those after it if `for_good`.
struct Faults {
    std::atomic<int> calls_until_fault{-1};
    std::atomic<bool> for_good{false};
    std::atomic<int> error{0};
    std::atomic<bool> flushes_only{false};

    bool strikes(bool is_flush) {
        if (flushes_only && !is_flush) return false;
        int left = calls_until_fault;
        if (left < 0) return false;
        if (left > 0) {
            calls_until_fault = left - 1;
            return false;
        }
        if (!for_good) calls_until_fault = -1;
        errno = error;
        return true;
    }
    bool pending() const { return calls_until_fault >= 0; }
    void clear() { calls_until_fault = -1; }
} faults;

template <class F>
F* real(const char* name) {
    return reinterpret_cast<F*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" int fdatasync(int fd) {
    static auto* const call = real<int(int)>("fdatasync");
    return faults.strikes(true) ? -1 : call(fd);
}

extern "C" ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
    static auto* const call = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    return faults.strikes(false) ? -1 : call(fd, data, size, at);
}

extern "C" ssize_t writev(int fd, const struct iovec* parts, int count) {
    static auto* const call = real<ssize_t(int, const struct iovec*, int)>("writev");
    return faults.strikes(false) ? -1 : call(fd, parts, count);
}

namespace {

// Batches are a function of where they begin, so that a reader can tell whole ones from half ones.
std::uint64_t batch_size(std::uint64_t first) {
    return 1 + first % 13;
}

Log::Append append_batch(Log& log) {
    return append_many(log, batch_size(log.size()), plain_entry);
}

// Every event as appended, whole batches, a tree that fits.
void check_whole(const Log& log, std::uint64_t acknowledged) {
    REQUIRE(log.size() >= acknowledged);
    std::uint64_t boundary = 0;
    while (boundary < log.size()) boundary += batch_size(boundary);
    REQUIRE(boundary == log.size());
    tree::Edge edge;
    std::vector<Digest> nodes;
    log.read(0, log.size(), [&](std::uint64_t seq, Bytes event, Bytes) {
        const auto written = plain_entry(seq);
        REQUIRE(std::equal(event.begin(), event.end(), written.begin(), written.end()));
        edge.append(tree::leaf_hash(event), nodes);
    });
    REQUIRE(edge.size() == log.size());
    REQUIRE(edge.root() == log.head().root);
    const NodeReader stored = log.nodes();
    for (std::uint64_t i = 0; i < nodes.size(); ++i) REQUIRE(stored.find(i) == nodes[i]);
    REQUIRE_FALSE(stored.find(nodes.size()));
}

// Appends until killed, telling the size after each durable batch.
[[noreturn]] void append_for_ever(const std::filesystem::path& dir, int acknowledge) {
    Log log = Log::open(dir, small_log());
    for (;;) {
        if (append_batch(log) != Log::Append::durable) ::_exit(1);
        const std::uint64_t size = log.size();
        if (::write(acknowledge, &size, sizeof size) != sizeof size) ::_exit(1);
    }
}

// Forks, lets the child append until it has acknowledged `batches`, kills it; gives the last
// acknowledged size.
std::uint64_t killed_after(const std::filesystem::path& dir, std::uint64_t batches,
                           std::uint64_t spins) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) append_for_ever(dir, ends[1]);
    ::close(ends[1]);
    std::uint64_t size = 0;
    for (std::uint64_t i = 0; i < batches; ++i) {
        REQUIRE(::read(ends[0], &size, sizeof size) == sizeof size);
    }
    // A little later than the acknowledgement: somewhere inside the next append.
    for (std::atomic<std::uint64_t> i{0}; i < spins; ++i) continue;
    ::kill(child, SIGKILL);
    std::uint64_t later = 0;
    while (::read(ends[0], &later, sizeof later) == sizeof later) size = later;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return size;
}

}  // namespace

TEST_CASE("killed at any moment, a log keeps what it acknowledged and holds only whole batches") {
    const std::uint64_t start = seed();
    CAPTURE(start);
    std::mt19937_64 random(start);
    TempDir dir;
    std::uint64_t acknowledged = 0;
    for (int round = 0; round < 25; ++round) {
        const std::uint64_t size = killed_after(dir.path, 1 + random() % 8, random() % 1'000'000);
        CHECK(size > acknowledged);
        acknowledged = size;
        Log log = Log::open(dir.path, small_log());
        check_whole(log, acknowledged);
    }
}

TEST_CASE("whichever write or flush of an append fails, nothing acknowledged is lost") {
    for (const int error : {ENOSPC, EIO}) {
        for (const bool for_good : {false, true}) {
            TempDir dir;
            bool succeeded = false;
            int failures = 0;
            for (int call = 0; !succeeded; ++call) {
                REQUIRE(call < 100);
                CAPTURE(error);
                CAPTURE(for_good);
                CAPTURE(call);
                std::uint64_t acknowledged = 0;
                {
                    Log log = Log::open(dir.path, small_log());
                    REQUIRE(append_batch(log) == Log::Append::durable);
                    acknowledged = log.size();
                    const tree::Head head = log.head();
                    faults.error = error;
                    faults.for_good = for_good;
                    faults.calls_until_fault = call;
                    const auto outcome = append_batch(log);
                    succeeded = faults.pending() && outcome == Log::Append::durable;
                    faults.clear();
                    if (!succeeded) {
                        ++failures;
                        CHECK(outcome == Log::Append::unknown);
                        CHECK(log.head() == head);
                        CHECK(append_batch(log) == Log::Append::unknown);
                        CHECK(log.head() == head);
                    }
                }
                Log log = Log::open(dir.path, small_log());
                check_whole(log, acknowledged);
            }
            // The pages, their flush, and the head.
            CHECK(failures >= 3);
        }
    }
}

TEST_CASE("a flush that fails once stops the log for good: LMDB alone would go on") {
    TempDir dir;
    Log log = Log::open(dir.path, small_log());
    REQUIRE(append_batch(log) == Log::Append::durable);
    faults.error = EIO;
    faults.for_good = false;
    faults.flushes_only = true;
    faults.calls_until_fault = 0;
    CHECK(append_batch(log) == Log::Append::unknown);
    CHECK_FALSE(faults.pending());
    faults.flushes_only = false;
    CHECK(append_batch(log) == Log::Append::unknown);
    const std::vector<std::uint64_t> seqs{0};
    CHECK_THROWS_AS(log.erase_sealed(seqs), UnknownOutcome);
}

TEST_CASE("a flush that fails makes a change of the vault unknown, and what was there stays") {
    TempDir dir;
    const VaultOptions options{.map_bytes = std::size_t{16} << 20};
    {
        Vault vault = Vault::open(dir.path, {}, options);
        vault.write([](VaultTxn& txn) { txn.put_identity("ada@example.org", person(1)); });
        faults.error = EIO;
        faults.for_good = false;
        faults.calls_until_fault = 0;
        CHECK_THROWS_AS(vault.write([](VaultTxn& txn) { txn.erase_person(person(1)); }),
                        UnknownOutcome);
        CHECK_THROWS_AS(vault.write([](VaultTxn& txn) { txn.data_key(person(1)); }),
                        UnknownOutcome);
    }
    Vault vault = Vault::open(dir.path, {}, options);
    CHECK(vault.read().email_of(person(1)) == "ada@example.org");
}

TEST_CASE("on a full disk the log stops, and goes on after a restart with room") {
    TempDir dir;
    std::uint64_t acknowledged = 0;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{600'000, 600'000};
        ::setrlimit(RLIMIT_FSIZE, &small);
        Log log = Log::open(dir.path, small_log());
        try {
            while (append_batch(log) == Log::Append::durable) acknowledged = log.size();
        } catch (const Error&) {
            // As good: nothing was written.
        }
        const bool told = ::write(ends[1], &acknowledged, sizeof acknowledged) > 0;
        ::_exit(told ? 0 : 1);
    }
    ::close(ends[1]);
    REQUIRE(::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged);
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    CHECK(acknowledged > 100);
    Log log = Log::open(dir.path, small_log());
    check_whole(log, acknowledged);
    CHECK(append_batch(log) == Log::Append::durable);
    check_whole(log, acknowledged + 1);
}

TEST_CASE("a checkpoint that cannot be stored is not shown to anyone") {
    TempDir dir;
    Store store(dir.path, {.origin = "a.example/log",
                           .log_map_bytes = std::size_t{16} << 20,
                           .vault_map_bytes = std::size_t{16} << 20});
    REQUIRE(append_batch(store.log) == Log::Append::durable);
    const std::string before = *store.checkpoints.current();
    REQUIRE(append_batch(store.log) == Log::Append::durable);
    // Its place is taken by a directory, which nothing can be written over.
    std::filesystem::create_directory(dir.path / "checkpoint.new");
    CHECK_THROWS_AS(store.checkpoints.sign_if_grown(), Error);
    CHECK(*store.checkpoints.last() == before);
    CHECK(slurp(dir.path / "checkpoint") == before);
    std::filesystem::remove(dir.path / "checkpoint.new");
    CHECK(store.checkpoints.sign_if_grown());
    CHECK(*store.checkpoints.last() != before);
}
