// Stands between a program and the C library (LD_PRELOAD): records what it does to the files below
// one directory, kills it at a chosen sync, makes a chosen call fail. For tests only; it changes
// nothing but what its environment variables ask for:
//
//   SHIM_ROOT   the directory; without it the shim does nothing
//   SHIM_TRACE  file that the records are appended to (trace.hpp)
//   SHIM_KILL   "before 7" or "after 7": SIGKILL at the seventh sync
//   SHIM_FAIL   "once 12 EIO", "on 12 ENOSPC" (that call and all later ones), "short 12 ENOSPC"
//   (half
//               of a write, then as "on"): of calls that change or sync files, counted from 1;
//               "exchanged 2 EIO": the sync that comes after two names were exchanged for the
//               second time
//   SHIM_SKIP   "lmdb": environments are opened with MDB_NOSYNC; "fsync": fsync() does nothing;
//               "exchange": two names cannot be exchanged, as on some file systems
//
// LMDB writes its head through a descriptor opened with O_DSYNC: such a write counts as a write and
// a sync. What it keeps in lock.mdb lives in a shared mapping and means nothing after a crash: that
// file is left out.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "tests/survival/trace.hpp"

namespace {

using imaginons::survival::Did;
using imaginons::survival::RecordHead;

template <class F>
F* real(const char* name) {
    return reinterpret_cast<F*>(::dlsym(RTLD_NEXT, name));
}

std::string setting(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

class Shim {
  public:
    Shim() : root_(setting("SHIM_ROOT")), skip_(setting("SHIM_SKIP")) {
        const std::string trace = setting("SHIM_TRACE");
        if (root_.empty() || trace.empty()) return;
        // Raw, here and below: the shim must not meet itself. High, so that the program's
        // descriptors have the numbers that they have without it.
        const long low = ::syscall(SYS_openat, AT_FDCWD, trace.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        trace_fd_ = static_cast<int>(::syscall(SYS_fcntl, low, F_DUPFD_CLOEXEC, 900));
        ::syscall(SYS_close, low);
        char word[16] = {};
        char error[16] = {};
        if (std::sscanf(setting("SHIM_KILL").c_str(), "%15s %lu", word, &kill_at_) == 2) {
            kill_before_ = std::string_view(word) == "before";
        }
        if (std::sscanf(setting("SHIM_FAIL").c_str(), "%15s %lu %15s", word, &fail_at_, error) ==
            3) {
            fails_on_ = std::string_view(word) != "once";
            falls_short_ = std::string_view(word) == "short";
            after_exchange_ = std::string_view(word) == "exchanged";
            error_ = std::string_view(error) == "EIO" ? EIO : ENOSPC;
        }
        record(Did::start, -1, 0, {});
    }

    bool watches(std::string_view path) const {
        return !root_.empty() && path.starts_with(root_) && !path.ends_with("/lock.mdb") &&
               (path.size() == root_.size() || path[root_.size()] == '/');
    }
    bool watches(int fd) const {
        return fd >= 0 && static_cast<std::size_t>(fd) < open_.size() &&
               open_[static_cast<std::size_t>(fd)] != closed;
    }
    bool syncs_itself(int fd) const { return open_[static_cast<std::size_t>(fd)] == synchronous; }
    void opened(int fd, const std::string& path, int flags) {
        if (fd < 0 || !watches(path)) return;
        open_.at(static_cast<std::size_t>(fd)) =
            (flags & (O_DSYNC | O_SYNC)) != 0 ? synchronous : plain;
        record(Did::open, fd, static_cast<std::uint64_t>(flags), path);
    }
    void closed_fd(int fd) {
        if (!watches(fd)) return;
        open_[static_cast<std::size_t>(fd)] = closed;
        record(Did::close, fd, 0, {});
    }
    bool skips(std::string_view what) const { return skip_ == what; }

    void record(Did did, int fd, std::uint64_t number, std::string_view text,
                std::string_view other = {}) {
        if (trace_fd_ < 0) return;
        RecordHead head{did,
                        {},
                        fd,
                        number,
                        static_cast<std::uint32_t>(text.size()),
                        static_cast<std::uint32_t>(other.size())};
        const std::array<iovec, 3> parts{{{&head, sizeof head},
                                          {const_cast<char*>(text.data()), text.size()},
                                          {const_cast<char*>(other.data()), other.size()}}};
        ::syscall(SYS_writev, trace_fd_, parts.data(), parts.size());
    }

    // Whether the call that is about to be made fails; errno is set then.
    bool strikes() {
        if (fail_at_ == 0 || after_exchange_) return false;
        ++calls_;
        const bool struck = fails_on_ ? calls_ >= fail_at_ : calls_ == fail_at_;
        if (!struck) return false;
        record(Did::fault, -1, calls_, {});
        errno = error_;
        return true;
    }
    bool strikes_sync() {
        if (!after_exchange_) return strikes();
        if (exchanges_ != fail_at_) return false;
        ++exchanges_;
        record(Did::fault, -1, fail_at_, {});
        errno = error_;
        return true;
    }
    void exchanged() { ++exchanges_; }
    // Of a write that was struck: whether half of it is to be done all the same.
    bool falls_short() { return std::exchange(falls_short_, false); }

    void before_sync() {
        if (++syncs_ == kill_at_ && kill_before_) die();
    }
    void after_sync() {
        if (syncs_ == kill_at_ && !kill_before_) die();
    }

    // Held over each call, so that the order of the records is the order of the calls.
    std::recursive_mutex mutex;

  private:
    [[noreturn]] static void die() {
        ::kill(::getpid(), SIGKILL);
        for (;;) ::pause();
    }

    enum State : std::uint8_t { closed, plain, synchronous };
    const std::string root_;
    const std::string skip_;
    int trace_fd_ = -1;
    std::array<State, 4096> open_{};
    unsigned long kill_at_ = 0;
    bool kill_before_ = false;
    unsigned long syncs_ = 0;
    unsigned long fail_at_ = 0;
    bool fails_on_ = false;
    bool falls_short_ = false;
    bool after_exchange_ = false;
    unsigned long exchanges_ = 0;
    int error_ = 0;
    unsigned long calls_ = 0;
};

// Never destroyed: the program's last breath passes here too.
Shim& shim() {
    static Shim& one = *new Shim;
    return one;
}

std::string path_at(int dir, const char* path) {
    if (path[0] == '/') return path;
    std::array<char, PATH_MAX> name{};
    const std::string link =
        dir == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/" + std::to_string(dir);
    const ssize_t size = ::readlink(link.c_str(), name.data(), name.size() - 1);
    return std::string(name.data(), size > 0 ? static_cast<std::size_t>(size) : 0) + "/" + path;
}

// A call that changes something: it fails if its turn has come, else it is made, and recorded if it
// was a success.
template <class Call, class Success>
int changing(bool watched, Call call, Success success) {
    const std::lock_guard lock(shim().mutex);
    if (!watched) return call();
    if (shim().strikes()) return -1;
    const int result = call();
    if (result == 0) success();
    return result;
}

template <class Call>
int opening(int dir, const char* path, int flags, Call call) {
    const std::lock_guard lock(shim().mutex);
    const std::string whole = path_at(dir, path);
    const bool changes =
        (flags & O_TRUNC) != 0 || ((flags & O_CREAT) != 0 && ::access(whole.c_str(), F_OK) != 0);
    if (shim().watches(whole) && changes && shim().strikes()) return -1;
    const int fd = call();
    shim().opened(fd, whole, flags);
    return fd;
}

int flags_of_mode(const char* mode) {
    const bool updates = std::strchr(mode, '+') != nullptr;
    if (mode[0] == 'w') return (updates ? O_RDWR : O_WRONLY) | O_CREAT | O_TRUNC;
    if (mode[0] == 'a') return (updates ? O_RDWR : O_WRONLY) | O_CREAT | O_APPEND;
    return updates ? O_RDWR : O_RDONLY;
}

template <class Call>
FILE* opening_stream(const char* path, const char* mode, Call call) {
    FILE* stream = nullptr;
    opening(AT_FDCWD, path, flags_of_mode(mode), [&] {
        stream = call();
        return stream == nullptr ? -1 : ::fileno(stream);
    });
    return stream;
}

std::string joined(const iovec* parts, int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) {
        bytes.append(static_cast<const char*>(parts[i].iov_base), parts[i].iov_len);
    }
    return bytes;
}

// `at` < 0: where the descriptor stands. `call(bytes)` writes that many of them.
template <class Call>
ssize_t writing(int fd, std::string_view bytes, off_t at, Call call) {
    // Sockets and pipes may keep their caller waiting: not with the lock.
    if (!shim().watches(fd) && fd != STDOUT_FILENO) return call(bytes.size());
    const std::lock_guard lock(shim().mutex);
    if (fd == STDOUT_FILENO) {
        shim().record(Did::tell, fd, 0, bytes);
        return call(bytes.size());
    }
    std::size_t size = bytes.size();
    const bool appends = (::fcntl(fd, F_GETFL) & O_APPEND) != 0;
    if (at < 0) at = ::lseek(fd, 0, appends ? SEEK_END : SEEK_CUR);
    if (shim().strikes()) {
        const int error = errno;
        if (error == EIO && shim().syncs_itself(fd)) {
            // As the kernel does: the bytes are in the cache, and only their way to the disk
            // failed.
            call(size);
            shim().record(Did::write_failed, fd, static_cast<std::uint64_t>(at), bytes);
            errno = error;
            return -1;
        }
        if (!shim().falls_short()) return -1;
        size /= 2;
    }
    if (shim().syncs_itself(fd)) shim().before_sync();
    const ssize_t written = call(size);
    if (written > 0) {
        shim().record(Did::write, fd, static_cast<std::uint64_t>(at),
                      bytes.substr(0, static_cast<std::size_t>(written)));
    }
    if (shim().syncs_itself(fd)) shim().after_sync();
    return written;
}

template <class Call>
int syncing(int fd, Call call) {
    const std::lock_guard lock(shim().mutex);
    if (!shim().watches(fd)) return call(fd);
    if (shim().strikes_sync()) {
        shim().record(Did::sync_failed, fd, 0, {});
        return -1;
    }
    shim().before_sync();
    const int result = call(fd);
    if (result == 0) shim().record(Did::sync, fd, 0, {});
    shim().after_sync();
    return result;
}

mode_t mode_in(int flags, va_list& arguments) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    static auto* const call = real<int(const char*, int, mode_t)>("open");
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_in(flags, arguments);
    va_end(arguments);
    return opening(AT_FDCWD, path, flags, [&] { return call(path, flags, mode); });
}

int openat(int dir, const char* path, int flags, ...) {
    static auto* const call = real<int(int, const char*, int, mode_t)>("openat");
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = mode_in(flags, arguments);
    va_end(arguments);
    return opening(dir, path, flags, [&] { return call(dir, path, flags, mode); });
}

int creat(const char* path, mode_t mode) {
    return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

FILE* fopen(const char* path, const char* mode) {
    static auto* const call = real<FILE*(const char*, const char*)>("fopen");
    return opening_stream(path, mode, [&] { return call(path, mode); });
}

int close(int fd) {
    static auto* const call = real<int(int)>("close");
    const std::lock_guard lock(shim().mutex);
    shim().closed_fd(fd);
    return call(fd);
}

int fclose(FILE* stream) {
    static auto* const call = real<int(FILE*)>("fclose");
    const std::lock_guard lock(shim().mutex);
    shim().closed_fd(::fileno(stream));
    return call(stream);
}

ssize_t write(int fd, const void* data, size_t size) {
    static auto* const call = real<ssize_t(int, const void*, size_t)>("write");
    return writing(fd, {static_cast<const char*>(data), size}, -1,
                   [&](size_t most) { return call(fd, data, most); });
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
    static auto* const call = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    return writing(fd, {static_cast<const char*>(data), size}, at,
                   [&](size_t most) { return call(fd, data, most, at); });
}

// Through write() and pwrite(), so that half of it can be done.
ssize_t writev(int fd, const iovec* parts, int count) {
    static auto* const call = real<ssize_t(int, const void*, size_t)>("write");
    static auto* const plain = real<ssize_t(int, const iovec*, int)>("writev");
    if (!shim().watches(fd) && fd != STDOUT_FILENO) return plain(fd, parts, count);
    const std::string bytes = joined(parts, count);
    return writing(fd, bytes, -1, [&](size_t most) { return call(fd, bytes.data(), most); });
}

ssize_t pwritev(int fd, const iovec* parts, int count, off_t at) {
    static auto* const call = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    static auto* const plain = real<ssize_t(int, const iovec*, int, off_t)>("pwritev");
    if (!shim().watches(fd)) return plain(fd, parts, count, at);
    const std::string bytes = joined(parts, count);
    return writing(fd, bytes, at, [&](size_t most) { return call(fd, bytes.data(), most, at); });
}

// Two ways of copying in the kernel, which would pass by the record: not offered, and callers then
// read and write.
ssize_t sendfile(int, int, off_t*, size_t) {
    errno = ENOSYS;
    return -1;
}

ssize_t copy_file_range(int, off_t*, int, off_t*, size_t, unsigned) {
    errno = ENOSYS;
    return -1;
}

int ftruncate(int fd, off_t size) noexcept {
    static auto* const call = real<int(int, off_t)>("ftruncate");
    return changing(
        shim().watches(fd), [&] { return call(fd, size); },
        [&] { shim().record(Did::truncate, fd, static_cast<std::uint64_t>(size), {}); });
}

int truncate(const char* path, off_t size) noexcept {
    static auto* const call = real<int(const char*, off_t)>("truncate");
    return changing(
        shim().watches(path), [&] { return call(path, size); },
        [&] { shim().record(Did::truncate, -1, static_cast<std::uint64_t>(size), path); });
}

int fsync(int fd) {
    static auto* const call = real<int(int)>("fsync");
    return shim().skips("fsync") ? 0 : syncing(fd, call);
}

int fdatasync(int fd) {
    static auto* const call = real<int(int)>("fdatasync");
    return syncing(fd, call);
}

int rename(const char* from, const char* to) noexcept {
    static auto* const call = real<int(const char*, const char*)>("rename");
    return changing(
        shim().watches(from) || shim().watches(to), [&] { return call(from, to); },
        [&] { shim().record(Did::rename, -1, 0, from, to); });
}

// Paths are whole ones, as everywhere in storage/.
int renameat2(int from_dir, const char* from, int to_dir, const char* to, unsigned flags) noexcept {
    static auto* const call = real<int(int, const char*, int, const char*, unsigned)>("renameat2");
    const bool exchanges = (flags & RENAME_EXCHANGE) != 0;
    if (exchanges && shim().skips("exchange")) {
        errno = EINVAL;
        return -1;
    }
    return changing(
        shim().watches(from) || shim().watches(to),
        [&] { return call(from_dir, from, to_dir, to, flags); },
        [&] {
            shim().record(exchanges ? Did::exchange : Did::rename, -1, 0, from, to);
            if (exchanges) shim().exchanged();
        });
}

int unlink(const char* path) noexcept {
    static auto* const call = real<int(const char*)>("unlink");
    return changing(
        shim().watches(path), [&] { return call(path); },
        [&] { shim().record(Did::unlink, -1, 0, path); });
}

int rmdir(const char* path) noexcept {
    static auto* const call = real<int(const char*)>("rmdir");
    return changing(
        shim().watches(path), [&] { return call(path); },
        [&] { shim().record(Did::unlink, -1, 0, path); });
}

int remove(const char* path) noexcept {
    static auto* const call = real<int(const char*)>("remove");
    return changing(
        shim().watches(path), [&] { return call(path); },
        [&] { shim().record(Did::unlink, -1, 0, path); });
}

int unlinkat(int dir, const char* path, int flags) noexcept {
    static auto* const call = real<int(int, const char*, int)>("unlinkat");
    const std::string whole = path_at(dir, path);
    return changing(
        shim().watches(whole), [&] { return call(dir, path, flags); },
        [&] { shim().record(Did::unlink, -1, 0, whole); });
}

int mkdir(const char* path, mode_t mode) noexcept {
    static auto* const call = real<int(const char*, mode_t)>("mkdir");
    return changing(
        shim().watches(path), [&] { return call(path, mode); },
        [&] { shim().record(Did::mkdir, -1, 0, path); });
}

// The control of the tests: LMDB told not to sync its commits (MDB_NOSYNC is 0x10000, lmdb.h).
int mdb_env_open(void* environment, const char* path, unsigned flags, mode_t mode) {
    static auto* const call = real<int(void*, const char*, unsigned, mode_t)>("mdb_env_open");
    constexpr unsigned no_sync = 0x10000;
    return call(environment, path, shim().skips("lmdb") ? flags | no_sync : flags, mode);
}

// What is built for large files calls these; here they are the same.
[[gnu::alias("open")]] int open64(const char*, int, ...);
[[gnu::alias("openat")]] int openat64(int, const char*, int, ...);
[[gnu::alias("creat")]] int creat64(const char*, mode_t);
[[gnu::alias("fopen")]] FILE* fopen64(const char*, const char*);
[[gnu::alias("pwrite")]] ssize_t pwrite64(int, const void*, size_t, off64_t);
[[gnu::alias("pwritev")]] ssize_t pwritev64(int, const iovec*, int, off64_t);
[[gnu::alias("sendfile")]] ssize_t sendfile64(int, int, off64_t*, size_t) noexcept;
[[gnu::alias("ftruncate")]] int ftruncate64(int, off64_t) noexcept;
[[gnu::alias("truncate")]] int truncate64(const char*, off64_t) noexcept;

}  // extern "C"
