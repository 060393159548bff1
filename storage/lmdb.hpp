// LMDB as this project uses it: environments, transactions, cursors, tables whose keys and values
// are 8-byte aligned. Private to storage/: the only header that knows lmdb.h. It decides nothing
// about what is stored.
#pragma once

#include <lmdb.h>
#include <sys/types.h>

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "events/ids.hpp"
#include "storage/error.hpp"

namespace imaginons::storage::lmdb {

using events::Bytes;

// Throws Error saying what was attempted, unless the code is success.
void check(int code, const char* attempted);

enum class Keys {
    numbers,
    bytes
};  // u64 in ascending order | any multiple of 8 bytes, in byte order
enum class Access { read_write, read_only, offline };
enum class Commit { durable, unknown };

// The handle 0 is LMDB's own list of free pages, never a table of ours: no table.
struct Table {
    MDB_dbi handle = 0;
    bool exists() const { return handle != 0; }
};

inline Bytes key_of(const std::uint64_t& number) {
    return {reinterpret_cast<const std::uint8_t*>(&number), sizeof number};
}

class WriteTxn;

// Device and inode.
using DirectoryId = std::pair<dev_t, ino_t>;

// One directory with data.mdb and lock.mdb. Opened once per process, which it checks. Thread-safe.
class Environment {
  public:
    struct Options {
        std::size_t map_bytes;
        Access access;
    };
    Environment(const std::filesystem::path& dir, const Options& options);
    ~Environment();
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

    // Created if missing, unless the environment is only read: then it throws.
    Table table(const char* name, Keys keys);
    // The same, but none where table() would throw: of an environment that is only read.
    Table table_if_any(const char* name, Keys keys);

    // Runs `change` in one transaction and makes it durable; runs it again with a larger map if the
    // map was full. What it throws aborts and passes through. After an `unknown` every call gives
    // `unknown` and does nothing.
    Commit write(const std::function<void(WriteTxn&)>& change);
    // As after an `unknown`, because this may not be the file that the next start finds. Of the
    // thread that writes.
    void distrust() { broken_ = true; }

    // A copy of the file without free pages, into an empty directory.
    void copy_compact(const std::filesystem::path& dir);

    // Under which it was opened, without symbolic links.
    const std::filesystem::path& dir() const { return dir_; }

  private:
    friend class ReadTxn;
    friend class WriteTxn;
    MDB_txn* begin_read();
    void renew_read(MDB_txn* txn);
    void pause_read(MDB_txn* txn);
    void end_read(MDB_txn* txn);
    int renew_or_remap(MDB_txn*& txn, std::unique_lock<std::mutex>& lock);
    void clear_dead_readers();
    void grow();

    std::filesystem::path dir_;
    DirectoryId claimed_{};
    MDB_env* env_ = nullptr;
    bool read_only_ = false;
    // Of the one thread that writes.
    bool broken_ = false;
    std::uint64_t writes_ = 0;
    // LMDB wants no transaction in the process while the map changes size: readers are counted.
    std::mutex gate_;
    std::condition_variable idle_;
    std::condition_variable grown_;
    bool growing_ = false;
    std::size_t active_ = 0;
    std::vector<MDB_txn*>
        resting_;  // reset read transactions: to renew one is cheaper than to begin one
};

// What reading and writing transactions share.
class Txn {
  public:
    Txn(const Txn&) = delete;
    Txn& operator=(const Txn&) = delete;

    // Lent until the transaction ends, is reset, or (if it writes) writes next.
    std::optional<Bytes> get(Table table, Bytes key) const;
    std::uint64_t count(Table table) const;

  protected:
    friend class Cursor;
    Txn() = default;
    ~Txn() = default;
    MDB_txn* txn_ = nullptr;
};

// A snapshot.
class ReadTxn : public Txn {
  public:
    explicit ReadTxn(Environment& env) : env_(env) { txn_ = env.begin_read(); }
    ~ReadTxn() { env_.end_read(txn_); }
    // Moves to the newest snapshot. Cursors must be renewed.
    void refresh();

  private:
    Environment& env_;
};

// Made by Environment::write() only.
class WriteTxn : public Txn {
  public:
    ~WriteTxn();
    void put(Table table, Bytes key, Bytes value);
    // Room for a value whose key is larger than all others; to be filled before the next call.
    std::uint8_t* append(Table table, std::uint64_t key, std::size_t bytes);
    // False if it was not there.
    bool erase(Table table, Bytes key);

  private:
    friend class Environment;
    explicit WriteTxn(Environment& env);
    Commit commit();
};

class Cursor {
  public:
    Cursor(const Txn& txn, Table table);
    ~Cursor();
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;

    // After ReadTxn::refresh(); positioned nowhere.
    void renew(const ReadTxn& txn);
    // Each says whether there is such a row.
    bool first() { return move(MDB_FIRST); }
    bool last() { return move(MDB_LAST); }
    bool next() { return move(MDB_NEXT); }
    bool seek(std::uint64_t at_least);
    bool seek(Bytes at_least);

    Bytes key() const { return {static_cast<const std::uint8_t*>(key_.mv_data), key_.mv_size}; }
    std::uint64_t number() const;
    Bytes value() const { return value_; }

  private:
    bool move(MDB_cursor_op op);
    MDB_cursor* cursor_ = nullptr;
    MDB_val key_{};
    Bytes value_;
};

}  // namespace imaginons::storage::lmdb
