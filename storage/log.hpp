// The log: the truth, append-only. Event bytes, Merkle nodes and sealed rows, in one durable
// transaction per batch. It knows nothing of what events mean, nor whose keys open the sealed rows.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/error.hpp"
#include "storage/limits.hpp"
#include "storage/tree.hpp"

namespace imaginons::storage {

struct Entry {
    Bytes event;
    Bytes sealed_row;  // empty if there is none
};

// One stored event. The bytes are lent: they live until the reader that gave them moves on.
struct Record {
    std::uint64_t seq = 0;
    Bytes event;       // 8-byte aligned
    Bytes sealed_row;  // empty if there was none or it was erased
};

// A sealed row to stand at a place from now on; empty: none.
struct SealedRow {
    std::uint64_t seq = 0;
    std::vector<std::uint8_t> row;
};

struct LogOptions {
    // Names the log in its checkpoints. Fixed when the log is created; empty later means "whatever
    // it is".
    std::string origin;
    std::size_t map_bytes = limits::log_map_bytes;
    // Only for open_read_only: without taking part in locking, for a copy that nobody writes to (a
    // read-only mount).
    bool offline = false;
};

// Walks [from, to) in order, renewing its read transaction as limits.hpp says. Of one thread.
class LogReader {
  public:
    LogReader(LogReader&&) noexcept;
    LogReader& operator=(LogReader&&) noexcept;
    ~LogReader();

    // False at the end. Checks length and CRC of each record; throws Damaged.
    bool next(Record& record);

  private:
    friend class Log;
    struct Impl;
    explicit LogReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Looks up events here and there; cheapest in ascending order. Of one thread, short-lived.
class RecordReader {
  public:
    RecordReader(RecordReader&&) noexcept;
    RecordReader& operator=(RecordReader&&) noexcept;
    ~RecordReader();

    // Nothing if there is no such event. Its bytes are lent until the next call. Throws Damaged.
    std::optional<Record> find(std::uint64_t seq);

  private:
    friend class Log;
    struct Impl;
    explicit RecordReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Reads stored tree nodes in one order-independent snapshot. Of one thread, short-lived.
class NodeReader {
  public:
    NodeReader(NodeReader&&) noexcept;
    NodeReader& operator=(NodeReader&&) noexcept;
    ~NodeReader();

    // Nothing if no hash is stored there.
    std::optional<Digest> find(std::uint64_t stored_index) const;
    // For tree.hpp: throws Error if the hash is missing. Refers to this reader.
    tree::ReadHash function() const;

  private:
    friend class Log;
    struct Impl;
    explicit NodeReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Reading is for any thread, each through its own reader. append(), erase_sealed() and
// replace_sealed() are for one thread at a time, which must hold no reader while it calls them.
class Log {
  public:
    // Creates it if it is not there. One program at a time: data_dir.hpp's lock sees to that.
    static Log open(const std::filesystem::path& dir, const LogOptions& options = {});
    // Beside a running server; needs to write to lock.mdb unless `offline`, and says so.
    static Log open_read_only(const std::filesystem::path& dir, const LogOptions& options = {});
    Log(Log&&) noexcept;
    Log& operator=(Log&&) noexcept;
    ~Log();

    const std::string& origin() const;
    // Of the durable head. A read-only log looks it up each time; a writer remembers it.
    std::uint64_t size() const;
    tree::Head head() const;

    enum class Append { durable, unknown };
    // All entries become durable, in this order, or none. The first gets seq size(). `unknown`: the
    // commit failed, nobody can say whether they are there: the process must stop; every later call
    // is refused with `unknown` too. Throws Error if it failed before the commit: nothing was
    // written. At most limits::entries_per_append.
    [[nodiscard]] Append append(std::span<const Entry> entries);

    // Deletes sealed rows, durably. Missing ones are skipped. Throws UnknownOutcome like
    // Vault::write.
    void erase_sealed(std::span<const std::uint64_t> seqs);

    // Puts other rows in the place of sealed ones, and deletes those that are given empty: all of
    // it durably, or nothing. Rows that are not there any more are left so. Throws like
    // erase_sealed.
    void replace_sealed(std::span<const SealedRow> rows);
    // Where rows stand that this subject's key opens, ascending. Looks at the head of every sealed
    // row.
    std::vector<std::uint64_t> sealed_of(const events::PersonId& subject) const;

    // Another name, durably: for a restore that opens a new log with the same first events. Nothing
    // that was signed under the former name says anything of it. No other thread may use the log
    // meanwhile.
    void rename(const std::string& origin);

    // What the tables say of themselves in one snapshot: for verify.
    struct Inventory {
        std::uint64_t size = 0;
        std::uint64_t events = 0;
        std::uint64_t nodes = 0;
        std::uint64_t sealed_end = 0;  // one past the last sealed row's seq
    };
    Inventory inventory() const;

    // `to` is cut to size().
    LogReader reader(std::uint64_t from, std::uint64_t to) const;
    RecordReader records() const;
    NodeReader nodes() const;

    // f(seq, event, sealed_row) for each of [from, to). The bytes are valid only inside f. Throws
    // Damaged.
    template <class F>
    void read(std::uint64_t from, std::uint64_t to, F&& f) const {
        LogReader walk = reader(from, to);
        for (Record record; walk.next(record);) f(record.seq, record.event, record.sealed_row);
    }

    // Copies, aligned for FlatBuffers; nothing if there is none. Throw Damaged.
    std::optional<std::vector<std::uint8_t>> event_at(std::uint64_t seq) const;
    std::optional<std::vector<std::uint8_t>> sealed_at(std::uint64_t seq) const;

  private:
    friend class LogReader;
    friend class RecordReader;
    friend class NodeReader;
    struct Impl;
    explicit Log(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace imaginons::storage
