// What durability costs, and what our log adds to it: fdatasync alone, raw LMDB appends of the same
// bytes and batch sizes, and storage::Log::append with its tree. Rounds are interleaved, medians
// are printed, one line each: name, batch, events a second, ratio. Usage: log_bench --data DIR
// --rounds 6 --round-ms 400
#include <fcntl.h>
#include <fmt/format.h>
#include <lmdb.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "benchmarks/measure.hpp"
#include "events/codec.hpp"
#include "storage/log.hpp"

namespace imaginons::benchmarks {

namespace {

constexpr std::size_t batches[] = {1, 16, 64, 256};

void check(int code) {
    if (code != MDB_SUCCESS) throw std::runtime_error(mdb_strerror(code));
}

// A stance, nine events of ten.
std::vector<std::uint8_t> an_event() {
    events::StanceTaken taken;
    taken.object = events::Id(1, 2);
    taken.scope = events::Id(3, 4);
    taken.token = events::Token(5, 6);
    taken.object_kind = events::ObjectKind::proposal;
    taken.stance = events::Stance::for_;
    events::Envelope envelope;
    envelope.id = events::Id(7, 8);
    envelope.recorded_at_ms = 1'760'000'000'000;
    envelope.request = events::RequestId(9, 10);
    envelope.request_hash = events::RequestHash(11, 12);
    events::Encoder encoder;
    const events::Bytes bytes = encoder.encode(envelope, events::Fact(taken));
    return {bytes.begin(), bytes.end()};
}

// One table of numbered values, flushed at each commit: the least that can be called a log.
class RawLog {
  public:
    explicit RawLog(const std::filesystem::path& dir) {
        std::filesystem::create_directories(dir);
        check(mdb_env_create(&env_));
        check(mdb_env_set_mapsize(env_, std::size_t{64} << 30));
        check(mdb_env_open(env_, dir.c_str(), MDB_NOTLS, 0600));
        MDB_txn* txn = nullptr;
        check(mdb_txn_begin(env_, nullptr, 0, &txn));
        check(mdb_dbi_open(txn, nullptr, MDB_INTEGERKEY, &table_));
        check(mdb_txn_commit(txn));
    }
    ~RawLog() { mdb_env_close(env_); }
    RawLog(const RawLog&) = delete;
    RawLog& operator=(const RawLog&) = delete;

    void append(std::size_t count, events::Bytes bytes) {
        MDB_txn* txn = nullptr;
        check(mdb_txn_begin(env_, nullptr, 0, &txn));
        for (std::size_t i = 0; i < count; ++i, ++next_) {
            MDB_val key{sizeof next_, &next_};
            MDB_val value{bytes.size(), nullptr};
            check(mdb_put(txn, table_, &key, &value, MDB_APPEND | MDB_RESERVE));
            std::memcpy(value.mv_data, bytes.data(), bytes.size());
        }
        check(mdb_txn_commit(txn));
    }

  private:
    MDB_env* env_ = nullptr;
    MDB_dbi table_ = 0;
    std::uint64_t next_ = 0;
};

// Calls append() until the time is over; events a second.
template <class Append>
double rate(double seconds, std::size_t batch, Append append) {
    const Stopwatch watch;
    std::size_t events = 0;
    do {
        append();
        events += batch;
    } while (watch.seconds() < seconds);
    return static_cast<double>(events) / watch.seconds();
}

// Microseconds to make 4 KiB at the end of a file durable.
double fdatasync_us(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) throw std::runtime_error("cannot write " + file.string());
    const std::string page(4096, 'x');
    std::vector<double> times;
    for (int i = 0; i < 200; ++i) {
        if (::write(fd, page.data(), page.size()) < 0) throw std::runtime_error("write failed");
        const Stopwatch watch;
        if (::fdatasync(fd) != 0) throw std::runtime_error("fdatasync failed");
        times.push_back(watch.seconds() * 1e6);
    }
    ::close(fd);
    return median(times);
}

int measure(const Options& options) {
    const std::filesystem::path dir = options.text("data");
    std::filesystem::create_directories(dir);
    const std::uint64_t rounds = options.number("rounds", 6);
    const double seconds = static_cast<double>(options.number("round-ms", 400)) / 1000;
    fmt::print("fdatasync {:.0f}\n", fdatasync_us(dir / "fdatasync"));

    const std::vector<std::uint8_t> event = an_event();
    fmt::print("event-bytes {}\n", event.size());
    RawLog raw(dir / "raw");
    auto log = storage::Log::open(dir / "log", {.origin = "127.0.0.1/log/1"});
    for (const std::size_t batch : batches) {
        const std::vector<storage::Entry> entries(batch, storage::Entry{event, {}});
        std::vector<double> raw_rates;
        std::vector<double> log_rates;
        for (std::uint64_t i = 0; i < rounds; ++i) {
            raw_rates.push_back(rate(seconds, batch, [&] { raw.append(batch, event); }));
            log_rates.push_back(rate(seconds, batch, [&] {
                if (log.append(entries) != storage::Log::Append::durable) {
                    throw std::runtime_error("the append failed");
                }
            }));
        }
        fmt::print("append {} {:.0f} {:.0f}\n", batch, median(log_rates), median(raw_rates));
    }
    return 0;
}

}  // namespace

}  // namespace imaginons::benchmarks

int main(int count, char** values) {
    return imaginons::benchmarks::run(imaginons::benchmarks::measure, count, values);
}
