#include "storage/lmdb.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <set>

#include "storage/data_dir.hpp"
#include "storage/limits.hpp"

namespace imaginons::storage::lmdb {

namespace {

// Thrown where LMDB finds the map full; caught by Environment::write() only.
struct MapFull {};

constexpr unsigned most_tables = 16;
constexpr std::chrono::seconds longest_wait_for_readers{10};
// Longer than a read transaction lives, so that those that run end meanwhile. Not for ever: a
// thread that begins a second one would wait for its own first.
constexpr auto longest_hold_off = limits::read_txn_age + std::chrono::milliseconds(500);
constexpr std::size_t most_resting = 64;
// A reader that was killed keeps old pages from being reused until somebody notices.
constexpr std::uint64_t writes_per_reader_check = 4096;
// A file may end a little before its last page: LMDB never writes pages that were taken and freed
// in one transaction.
constexpr std::size_t pages_short = 64;

MDB_val val(Bytes bytes) {
    return {bytes.size(), const_cast<std::uint8_t*>(bytes.data())};
}

// The one place that lends bytes of the map. FlatBuffers are read in place, so they must be
// aligned.
Bytes lent(const MDB_val& value) {
    if (reinterpret_cast<std::uintptr_t>(value.mv_data) % 8 != 0) {
        throw Error("LMDB: a value is not aligned: a page is damaged");
    }
    return {static_cast<const std::uint8_t*>(value.mv_data), value.mv_size};
}

void check_put(int code, const char* attempted) {
    if (code == MDB_MAP_FULL) throw MapFull{};
    check(code, attempted);
}

// LMDB's locks are of the process: a second opening of the same file would let go of the first
// one's. By inode, not by name: a directory may have taken another's place meanwhile.
std::mutex opened_mutex;
std::set<DirectoryId> opened;

DirectoryId claim(const std::filesystem::path& dir) {
    struct stat about {};
    if (::stat(dir.c_str(), &about) != 0) throw Error("cannot look at " + dir.string());
    const DirectoryId id{about.st_dev, about.st_ino};
    std::lock_guard lock(opened_mutex);
    if (!opened.insert(id).second) throw Error(dir.string() + " is already open in this process");
    return id;
}

void release(const DirectoryId& id) {
    std::lock_guard lock(opened_mutex);
    opened.erase(id);
}

// LMDB itself would silently go without locks on a read-only mount, and a writer could then reuse
// pages being read.
void refuse_unlockable(const std::filesystem::path& dir) {
    const auto lock_file = dir / "lock.mdb";
    if (::access(lock_file.c_str(), W_OK) == 0) return;
    if (errno == ENOENT && ::access(dir.c_str(), W_OK) == 0) return;
    throw Error("cannot write to " + lock_file.string() +
                ", where readers announce themselves: run as the server's user, or use --offline "
                "if nobody writes to this copy");
}

unsigned flags_of(Access access) {
    switch (access) {
        case Access::read_write: return MDB_NOTLS;
        case Access::read_only: return MDB_NOTLS | MDB_RDONLY;
        case Access::offline: return MDB_NOTLS | MDB_RDONLY | MDB_NOLOCK;
    }
    return MDB_NOTLS;
}

// Reading past the end of the file would kill the process. Pages that are really missing then read
// as zeros, which LMDB and the checks of each record refuse.
void mend_end_of_file(MDB_env* env, const std::filesystem::path& file, bool may_write) {
    MDB_envinfo info;
    MDB_stat stat;
    check(mdb_env_info(env, &info), "asking for the size");
    check(mdb_env_stat(env, &stat), "asking for the page size");
    const std::size_t needed = (info.me_last_pgno + 1) * stat.ms_psize;
    const std::size_t there = std::filesystem::file_size(file);
    if (there >= needed) return;
    if (needed - there > pages_short * stat.ms_psize) {
        throw Error(file.string() + " is truncated: it has " + std::to_string(there) +
                    " bytes of " + std::to_string(needed));
    }
    if (may_write) std::filesystem::resize_file(file, needed);
}

// LMDB makes its file in place: a power cut may then leave one that it refuses to open ever after.
// So it is made beside, and renamed when it is whole.
void make_data_file(const std::filesystem::path& dir, std::size_t map_bytes) {
    const auto fresh = dir / "data.mdb.new";
    std::filesystem::remove(fresh);
    MDB_env* env = nullptr;
    check(mdb_env_create(&env), "making an environment");
    check(mdb_env_set_mapsize(env, map_bytes), "setting the map size");
    const int code = mdb_env_open(env, fresh.c_str(), MDB_NOTLS | MDB_NOSUBDIR | MDB_NOLOCK, 0600);
    mdb_env_close(env);
    const std::string attempted = "making " + fresh.string();
    check(code, attempted.c_str());
    sync_file(fresh);
    std::filesystem::rename(fresh, dir / "data.mdb");
}

// What a former process left may be in the page cache only, and after a sync that failed the kernel
// takes it for written. LMDB wrote its last head after all that the head speaks of was synced: so
// both heads are written once more, as they are, and synced. From here on what is read is durable.
void make_durable(MDB_env* env) {
    MDB_stat stat;
    int fd = -1;
    check(mdb_env_stat(env, &stat), "asking for the page size");
    check(mdb_env_get_fd(env, &fd), "asking for the file");
    std::vector<char> heads(std::size_t{2} * stat.ms_psize);
    const auto size = static_cast<ssize_t>(heads.size());
    if (::pread(fd, heads.data(), heads.size(), 0) != size ||
        ::pwrite(fd, heads.data(), heads.size(), 0) != size) {
        throw Error(std::string("LMDB: writing the heads again: ") + std::strerror(errno));
    }
    check(mdb_env_sync(env, 1), "syncing what was found");
}

}  // namespace

void check(int code, const char* attempted) {
    if (code == MDB_SUCCESS) return;
    throw Error(std::string("LMDB: ") + attempted + ": " + mdb_strerror(code));
}

Environment::Environment(const std::filesystem::path& dir, const Options& options)
    : read_only_(options.access != Access::read_write) {
    const std::filesystem::path file = dir / "data.mdb";
    const bool created = !std::filesystem::exists(file);
    if (read_only_ && created) throw Error("there is no " + file.string());
    // LMDB would take it for one that it has just made; ours are never empty.
    if (!created && std::filesystem::file_size(file) == 0)
        throw Error(file.string() + " is truncated: it is empty");
    if (options.access == Access::read_only) refuse_unlockable(dir);
    dir_ = std::filesystem::canonical(dir);
    claimed_ = claim(dir_);
    try {
        if (created) make_data_file(dir_, options.map_bytes);
        check(mdb_env_create(&env_), "making an environment");
        check(mdb_env_set_mapsize(env_, options.map_bytes), "setting the map size");
        check(mdb_env_set_maxdbs(env_, most_tables), "setting the number of tables");
        check(mdb_env_set_maxreaders(env_, limits::readers), "setting the number of readers");
        const std::string attempted = "opening " + dir.string();
        check(mdb_env_open(env_, dir.c_str(), flags_of(options.access), 0600), attempted.c_str());
        mend_end_of_file(env_, dir_ / "data.mdb", !read_only_);
        if (options.access != Access::offline) clear_dead_readers();
        if (!read_only_) {
            sync_directory(dir_);
            make_durable(env_);
        }
    } catch (...) {
        mdb_env_close(env_);
        release(claimed_);
        throw;
    }
}

Environment::~Environment() {
    for (MDB_txn* txn : resting_) mdb_txn_abort(txn);
    mdb_env_close(env_);
    release(claimed_);
}

Table Environment::table_if_any(const char* name, Keys keys) {
    if (!read_only_) return table(name, keys);
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn), "opening a table");
    Table table;
    const unsigned flags = keys == Keys::numbers ? MDB_INTEGERKEY : 0U;
    const int code = mdb_dbi_open(txn, name, flags, &table.handle);
    if (code != MDB_SUCCESS) {
        mdb_txn_abort(txn);
        if (code == MDB_NOTFOUND) return {};
        check(code, "opening a table");
    }
    check(mdb_txn_commit(txn), "opening a table");
    return table;
}

Table Environment::table(const char* name, Keys keys) {
    unsigned flags = keys == Keys::numbers ? MDB_INTEGERKEY : 0U;
    if (!read_only_) flags |= MDB_CREATE;
    MDB_txn* txn = nullptr;
    check(mdb_txn_begin(env_, nullptr, read_only_ ? MDB_RDONLY : 0U, &txn), "opening a table");
    Table table;
    if (const int code = mdb_dbi_open(txn, name, flags, &table.handle); code != MDB_SUCCESS) {
        mdb_txn_abort(txn);
        throw Error(dir_.string() + " has no table " + name + ": " + mdb_strerror(code));
    }
    check(mdb_txn_commit(txn), "opening a table");
    return table;
}

Commit Environment::write(const std::function<void(WriteTxn&)>& change) {
    for (;;) {
        if (broken_) return Commit::unknown;
        if (++writes_ % writes_per_reader_check == 0) clear_dead_readers();
        try {
            WriteTxn txn(*this);
            change(txn);
            const Commit outcome = txn.commit();
            broken_ = outcome == Commit::unknown;
            return outcome;
        } catch (const MapFull&) {
            grow();
        }
    }
}

void Environment::clear_dead_readers() {
    int dead = 0;
    check(mdb_reader_check(env_, &dead), "clearing dead readers");
}

void Environment::grow() {
    std::unique_lock lock(gate_);
    growing_ = true;
    const bool is_idle =
        idle_.wait_for(lock, longest_wait_for_readers, [this] { return active_ == 0; });
    growing_ = false;
    grown_.notify_all();
    if (!is_idle) {
        throw Error("LMDB: the map of " + dir_.string() + " is full and readers keep it in use");
    }
    MDB_envinfo info;
    check(mdb_env_info(env_, &info), "asking for the map size");
    check(mdb_env_set_mapsize(env_, info.me_mapsize * 2), "growing the map");
}

void Environment::copy_compact(const std::filesystem::path& dir) {
    check(mdb_env_copy2(env_, dir.c_str(), MDB_CP_COMPACT), "copying");
}

// Begins or renews; lets a writer grow the map first; follows another process that has grown it.
int Environment::renew_or_remap(MDB_txn*& txn, std::unique_lock<std::mutex>& lock) {
    if (growing_) grown_.wait_for(lock, longest_hold_off, [this] { return !growing_; });
    for (;;) {
        const int code =
            txn == nullptr ? mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn) : mdb_txn_renew(txn);
        if (code != MDB_MAP_RESIZED) return code;
        if (!idle_.wait_for(lock, longest_wait_for_readers, [this] { return active_ == 0; })) {
            return code;
        }
        if (const int resized = mdb_env_set_mapsize(env_, 0); resized != MDB_SUCCESS)
            return resized;
    }
}

MDB_txn* Environment::begin_read() {
    std::unique_lock lock(gate_);
    MDB_txn* txn = nullptr;
    if (!resting_.empty()) {
        txn = resting_.back();
        resting_.pop_back();
    }
    check(renew_or_remap(txn, lock), "beginning to read");
    ++active_;
    return txn;
}

void Environment::renew_read(MDB_txn* txn) {
    std::unique_lock lock(gate_);
    check(renew_or_remap(txn, lock), "going on reading");
    ++active_;
}

void Environment::pause_read(MDB_txn* txn) {
    std::lock_guard lock(gate_);
    mdb_txn_reset(txn);
    if (--active_ == 0) idle_.notify_all();
}

void Environment::end_read(MDB_txn* txn) {
    if (txn == nullptr) return;
    std::lock_guard lock(gate_);
    if (resting_.size() < most_resting) {
        mdb_txn_reset(txn);
        resting_.push_back(txn);
    } else {
        mdb_txn_abort(txn);
    }
    if (--active_ == 0) idle_.notify_all();
}

std::optional<Bytes> Txn::get(Table table, Bytes key) const {
    if (!table.exists()) return std::nullopt;
    MDB_val k = val(key);
    MDB_val v{};
    const int code = mdb_get(txn_, table.handle, &k, &v);
    if (code == MDB_NOTFOUND) return std::nullopt;
    check(code, "reading a row");
    return lent(v);
}

std::uint64_t Txn::count(Table table) const {
    MDB_stat stat;
    check(mdb_stat(txn_, table.handle, &stat), "counting rows");
    return stat.ms_entries;
}

void ReadTxn::refresh() {
    MDB_txn* txn = txn_;
    txn_ = nullptr;  // nothing to end should the renewal throw
    env_.pause_read(txn);
    try {
        env_.renew_read(txn);
    } catch (...) {
        mdb_txn_abort(txn);
        throw;
    }
    txn_ = txn;
}

WriteTxn::WriteTxn(Environment& env) {
    check(mdb_txn_begin(env.env_, nullptr, 0, &txn_), "beginning to write");
}

WriteTxn::~WriteTxn() {
    if (txn_ != nullptr) mdb_txn_abort(txn_);
}

Commit WriteTxn::commit() {
    MDB_txn* txn = txn_;
    txn_ = nullptr;  // ended by LMDB, whatever it answers
    const int code = mdb_txn_commit(txn);
    // Pages are taken before the first of them is written: a full map has changed nothing.
    if (code == MDB_MAP_FULL) throw MapFull{};
    return code == MDB_SUCCESS ? Commit::durable : Commit::unknown;
}

void WriteTxn::put(Table table, Bytes key, Bytes value) {
    MDB_val k = val(key);
    MDB_val v = val(value);
    check_put(mdb_put(txn_, table.handle, &k, &v, 0), "writing a row");
}

std::uint8_t* WriteTxn::append(Table table, std::uint64_t key, std::size_t bytes) {
    MDB_val k = val(key_of(key));
    MDB_val v{bytes, nullptr};
    check_put(mdb_put(txn_, table.handle, &k, &v, MDB_APPEND | MDB_RESERVE), "appending a row");
    return static_cast<std::uint8_t*>(v.mv_data);
}

bool WriteTxn::erase(Table table, Bytes key) {
    MDB_val k = val(key);
    const int code = mdb_del(txn_, table.handle, &k, nullptr);
    if (code == MDB_NOTFOUND) return false;
    check_put(code, "deleting a row");
    return true;
}

Cursor::Cursor(const Txn& txn, Table table) {
    check(mdb_cursor_open(txn.txn_, table.handle, &cursor_), "opening a cursor");
}

Cursor::~Cursor() {
    mdb_cursor_close(cursor_);
}

void Cursor::renew(const ReadTxn& txn) {
    check(mdb_cursor_renew(txn.txn_, cursor_), "renewing a cursor");
}

bool Cursor::seek(std::uint64_t at_least) {
    return seek(key_of(at_least));
}

bool Cursor::seek(Bytes at_least) {
    key_ = val(at_least);
    const bool found = move(MDB_SET_RANGE);
    if (!found) key_ = {};
    return found;
}

std::uint64_t Cursor::number() const {
    if (key_.mv_size != sizeof(std::uint64_t)) throw Error("LMDB: a key is not 8 bytes");
    std::uint64_t number;
    std::memcpy(&number, key_.mv_data, sizeof number);
    return number;
}

bool Cursor::move(MDB_cursor_op op) {
    MDB_val value{};
    const int code = mdb_cursor_get(cursor_, &key_, &value, op);
    if (code == MDB_NOTFOUND) return false;
    check(code, "moving a cursor");
    value_ = lent(value);
    return true;
}

}  // namespace imaginons::storage::lmdb
