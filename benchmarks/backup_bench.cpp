// How long a backup takes beside a writer, and what it costs the file that is written to: ours,
// entry by entry in short read transactions, against LMDB's own copy in one long one. Data that
// `fixture` made are copied first; nothing is written to them.
#include <fmt/format.h>
#include <lmdb.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "storage/backup.hpp"
#include "storage/store.hpp"

namespace {

using namespace imaginons::storage;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t events_per_append = 64;

// What the writer has appended, in memory that both processes see.
using Appended = std::atomic<std::uint64_t>;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// Appends the log's own second event again and again, signs once a second, until it is killed.
[[noreturn]] void write_for_ever(const fs::path& data, Appended& appended) {
    Store store(data);
    const auto event = *store.log.event_at(1);
    const std::vector<Entry> entries(events_per_append, Entry{event, {}});
    auto next_signature = Clock::now();
    for (;;) {
        if (store.log.append(entries) != Log::Append::durable) ::_exit(1);
        appended += entries.size();
        if (Clock::now() < next_signature) continue;
        store.checkpoints.sign_if_grown();
        next_signature = Clock::now() + limits::checkpoint_interval;
    }
}

struct Measured {
    double seconds = 0;
    std::uint64_t appended = 0;
    std::uint64_t grown_bytes = 0;
    std::uint64_t copy_bytes = 0;
};

// Runs `copy` beside a writer on a copy of `data`.
Measured beside_a_writer(
    const fs::path& data, const fs::path& work,
    const std::function<void(const fs::path& live, const fs::path& out)>& copy) {
    fs::remove_all(work);
    fs::create_directory(work);
    const fs::path live = work / "data";
    fs::copy(data, live, fs::copy_options::recursive);
    void* memory = ::mmap(nullptr, sizeof(Appended), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto& appended = *new (memory) Appended(0);
    const pid_t writer = ::fork();
    if (writer == 0) write_for_ever(live, appended);
    // Both at work.
    while (appended < 100 * events_per_append) ::usleep(1000);
    const std::uint64_t appended_before = appended;
    const std::uint64_t bytes_before = fs::file_size(live / "log" / "data.mdb");
    const auto start = Clock::now();
    copy(live, work / "out");
    Measured measured;
    measured.seconds = seconds_since(start);
    measured.appended = appended - appended_before;
    measured.grown_bytes = fs::file_size(live / "log" / "data.mdb") - bytes_before;
    const fs::path made = work / "out" / "log" / "data.mdb";
    if (fs::exists(made)) measured.copy_bytes = fs::file_size(made);
    ::kill(writer, SIGKILL);
    ::waitpid(writer, nullptr, 0);
    ::munmap(memory, sizeof(Appended));
    fs::remove_all(work);
    return measured;
}

void ours(const fs::path& live, const fs::path& out) {
    BackupOptions options;
    options.data = live;
    options.out = out;
    options.with_vault = false;
    back_up(options);
}

void lmdbs(const fs::path& live, const fs::path& out) {
    MDB_env* env = nullptr;
    fs::create_directories(out / "log");
    const bool copied = mdb_env_create(&env) == 0 &&
                        mdb_env_set_mapsize(env, limits::log_map_bytes) == 0 &&
                        mdb_env_open(env, (live / "log").c_str(), MDB_RDONLY, 0600) == 0 &&
                        mdb_env_copy2(env, (out / "log").c_str(), MDB_CP_COMPACT) == 0;
    mdb_env_close(env);
    if (!copied) throw Error("LMDB did not copy");
    sync_file(out / "log" / "data.mdb");
}

void print(const char* what, const Measured& measured, double bytes_per_event) {
    const double due = bytes_per_event * static_cast<double>(measured.appended);
    const double surplus = static_cast<double>(measured.grown_bytes) - due;
    fmt::print(
        "{}: {:.2f} s, copy of {:.0f} MB; meanwhile {} events appended, the log's file grew by "
        "{:.1f} MB, {:.1f} more than without a copy\n",
        what, measured.seconds, static_cast<double>(measured.copy_bytes) / 1e6, measured.appended,
        static_cast<double>(measured.grown_bytes) / 1e6, std::max(surplus, 0.0) / 1e6);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        fmt::print(stderr, "backup_bench DATA WORK: DATA from fixture, WORK a directory to make\n");
        return 1;
    }
    const fs::path data = argv[1];
    const fs::path work = argv[2];
    const Measured alone =
        beside_a_writer(data, work, [](const fs::path&, const fs::path&) { ::sleep(3); });
    const double bytes_per_event =
        static_cast<double>(alone.grown_bytes) / static_cast<double>(alone.appended);
    fmt::print("without a copy: {} events in 3 s, {:.0f} bytes of file for each\n", alone.appended,
               bytes_per_event);
    print("entry by entry", beside_a_writer(data, work, ours), bytes_per_event);
    print("mdb_env_copy2", beside_a_writer(data, work, lmdbs), bytes_per_event);
    return 0;
}
