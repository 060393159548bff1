// Beast and LMDB and nothing between them: a PUT appends a record of a given size, one writer
// thread commits whatever came while it was flushing, and answers after the commit. The upper bound
// for a durable write of ours: the same bytes, no identity, no rule, no tree, no read model. Usage:
// bare_log_server --port 9001 --threads 1 --data DIR --bytes 200
// --response FILE
#include <lmdb.h>

#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <mutex>

#include "benchmarks/bare_beast.hpp"

namespace imaginons::benchmarks {

namespace {

struct Respond;
using Waiting = std::shared_ptr<Connection<Respond>>;

void check(int code, const char* what) {
    if (code != MDB_SUCCESS)
        throw std::runtime_error(std::string(what) + ": " + mdb_strerror(code));
}

// The same flags as our log: MDB_NOTLS only, so every commit is flushed to the disk.
class Log {
  public:
    Log(const std::string& folder, std::size_t bytes) : value_(bytes, 'x') {
        std::filesystem::create_directories(folder);
        check(mdb_env_create(&env_), "creating");
        check(mdb_env_set_mapsize(env_, 64ULL << 30U), "sizing");
        check(mdb_env_open(env_, folder.c_str(), MDB_NOTLS, 0600), "opening");
        MDB_txn* txn = nullptr;
        check(mdb_txn_begin(env_, nullptr, 0, &txn), "beginning");
        check(mdb_dbi_open(txn, nullptr, MDB_INTEGERKEY, &table_), "opening the table");
        MDB_stat stat;
        check(mdb_stat(txn, table_, &stat), "counting");
        next_ = stat.ms_entries;
        check(mdb_txn_commit(txn), "committing");
    }

    void append(std::size_t count) {
        MDB_txn* txn = nullptr;
        check(mdb_txn_begin(env_, nullptr, 0, &txn), "beginning");
        for (std::size_t i = 0; i < count; ++i, ++next_) {
            std::memcpy(value_.data(), &next_, sizeof next_);
            MDB_val key{sizeof next_, &next_};
            MDB_val value{value_.size(), value_.data()};
            check(mdb_put(txn, table_, &key, &value, MDB_APPEND), "appending");
        }
        check(mdb_txn_commit(txn), "committing");
    }

  private:
    MDB_env* env_ = nullptr;  // until the process ends
    MDB_dbi table_ = 0;
    std::uint64_t next_ = 0;
    std::string value_;
};

// Collects the waiting connections of all threads; the writer takes them all at once.
class Queue {
  public:
    void push(std::size_t thread, Waiting waiting) {
        const std::lock_guard lock(mutex_);
        const bool first = waiting_.empty();
        waiting_.emplace_back(thread, std::move(waiting));
        if (first) arrived_.notify_one();
    }
    std::vector<std::pair<std::size_t, Waiting>> take() {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [this] { return !waiting_.empty(); });
        return std::exchange(waiting_, {});
    }

  private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::pair<std::size_t, Waiting>> waiting_;
};

struct Respond {
    Queue* queue;
    std::size_t thread;
    void operator()(const Waiting& connection) const { queue->push(thread, connection); }
};

void write_for_ever(Queue& queue, Log& log, BareServer<Respond>& server, std::size_t threads,
                    const Answer& answer) {
    while (true) {
        auto batch = queue.take();
        log.append(batch.size());
        std::vector<std::vector<Waiting>> by_thread(threads);
        for (auto& [thread, waiting] : batch) by_thread[thread].push_back(std::move(waiting));
        for (std::size_t i = 0; i < threads; ++i) {
            if (by_thread[i].empty()) continue;
            asio::post(server.context(i), [&answer, done = std::move(by_thread[i])] {
                for (const auto& connection : done) connection->write(answer);
            });
        }
    }
}

int serve(const Options& options) {
    const std::size_t threads = options.number("threads", 1);
    Log log(options.text("data", "bare-log"), options.number("bytes", 200));
    const Answer answer = read_answer(options.text("response"));
    Queue queue;
    std::vector<Respond> responders;
    for (std::size_t i = 0; i < threads; ++i) responders.push_back({&queue, i});
    BareServer<Respond> server(static_cast<std::uint16_t>(options.number("port", 9001)), threads,
                               responders);
    std::thread writer([&] { write_for_ever(queue, log, server, threads, answer); });
    server.run();
    writer.join();
    return 0;
}

}  // namespace

}  // namespace imaginons::benchmarks

int main(int count, char** values) {
    try {
        return imaginons::benchmarks::serve({count, values});
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
