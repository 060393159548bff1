#include "storage/data_dir.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "storage/sodium.hpp"

namespace imaginons::storage {

namespace {

[[noreturn]] void fail(const std::string& attempted) {
    throw Error(attempted + ": " + std::strerror(errno));
}

// An open file, closed at the end of its scope.
class File {
  public:
    File(const std::filesystem::path& path, int flags, mode_t mode = 0600)
        : path_(path), fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {
        if (fd_ < 0) fail("cannot open " + path.string());
    }
    ~File() { ::close(fd_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail("cannot write " + path_.string());
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    void sync() {
        if (::fsync(fd_) != 0) fail("cannot sync " + path_.string());
    }
    int fd() const { return fd_; }

  private:
    std::filesystem::path path_;
    int fd_;
};

std::filesystem::path above(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : ".";
}

// Makes a directory and what is missing above it, each durable before anything stands in it. One
// that is there already may come from a process that ended before it could sync it. A directory
// above that we may not read is the operator's business.
void make_directory(const std::filesystem::path& dir, mode_t mode) {
    if (!std::filesystem::exists(dir)) {
        make_directory(above(dir), 0777);
        if (::mkdir(dir.c_str(), mode) != 0 && errno != EEXIST) fail("cannot make " + dir.string());
    }
    if (!std::filesystem::is_directory(dir)) throw Error(dir.string() + " is not a directory");
    if (::access(above(dir).c_str(), R_OK) == 0) sync_directory(above(dir));
}

}  // namespace

void DataDir::create() const {
    for (const auto& dir : {root, log(), vault(), outbox()}) make_private_directory(dir);
}

WriterLock::WriterLock(const DataDir& dir)
    : fd_(::open(dir.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (fd_ < 0) fail("cannot open " + dir.lock().string());
    char text[32] = {};
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        const bool held = errno == EWOULDBLOCK;
        const ssize_t read = ::pread(fd_, text, sizeof text - 1, 0);
        ::close(fd_);
        if (!held) fail("cannot lock " + dir.lock().string());
        const std::string pid(text, read > 0 ? std::strcspn(text, "\n") : 0);
        throw InUse(dir.root.string() + " is in use by another program (process " + pid + ")");
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    // Only said for people: failing to say it harms nobody.
    if (::ftruncate(fd_, 0) == 0 && ::pwrite(fd_, pid.data(), pid.size(), 0) < 0) return;
}

WriterLock::~WriterLock() {
    if (fd_ >= 0) ::close(fd_);
}

WriterLock::WriterLock(WriterLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

bool is_written_to(const DataDir& dir) {
    const int fd = ::open(dir.lock().c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool held = ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(fd);
    return held;
}

KeyBytes read_key_file(const std::filesystem::path& file) {
    const File opened(file, O_RDONLY);
    struct stat about {};
    if (::fstat(opened.fd(), &about) != 0) fail("cannot read " + file.string());
    if ((about.st_mode & 077) != 0) {
        throw Error(file.string() +
                    " may be read by others: chmod 600 it, and think about "
                    "whether it was");
    }
    KeyBytes key;
    std::array<std::uint8_t, 1> more;
    if (::read(opened.fd(), key.data(), key.size()) != static_cast<ssize_t>(key.size()) ||
        ::read(opened.fd(), more.data(), 1) != 0) {
        throw Error(file.string() + " is not a key of 32 bytes");
    }
    return key;
}

KeyBytes read_or_create_key_file(const std::filesystem::path& file) {
    if (std::filesystem::exists(file)) return read_key_file(file);
    KeyBytes key;
    start_sodium();
    randombytes_buf(key.data(), key.size());
    write_file_durably(file, {reinterpret_cast<const char*>(key.data()), key.size()});
    return key;
}

void write_file_durably(const std::filesystem::path& file, std::string_view bytes) {
    std::filesystem::path fresh = file;
    fresh += ".new";
    {
        File out(fresh, O_WRONLY | O_CREAT | O_TRUNC);
        out.write(bytes);
        out.sync();
    }
    if (::rename(fresh.c_str(), file.c_str()) != 0) fail("cannot replace " + file.string());
    sync_directory(above(file));
}

void make_anew(const std::filesystem::path& dir) {
    std::filesystem::remove_all(dir);
    make_private_directory(dir);
}

std::filesystem::path old_of(const std::filesystem::path& dir) {
    return dir.string() + ".old";
}

namespace {

// Each name for itself, durably: the third without the second would leave nothing under `dir`, and
// what it held under a name that is swept.
void exchange_one_by_one(const std::filesystem::path& dir, const std::filesystem::path& fresh) {
    std::filesystem::rename(dir, old_of(dir));
    sync_directory(dir.parent_path());
    std::filesystem::rename(fresh, dir);
    sync_directory(dir.parent_path());
    std::filesystem::rename(old_of(dir), fresh);
}

}  // namespace

void exchange_directories(const std::filesystem::path& dir, const std::filesystem::path& fresh) {
    const bool exchanged =
        ::renameat2(AT_FDCWD, dir.c_str(), AT_FDCWD, fresh.c_str(), RENAME_EXCHANGE) == 0;
    if (!exchanged && errno != EINVAL && errno != ENOSYS) fail("cannot replace " + dir.string());
    try {
        if (!exchanged) exchange_one_by_one(dir, fresh);
        sync_directory(dir.parent_path());
    } catch (const std::exception& error) {
        throw UnknownOutcome("whether " + dir.string() +
                             " is replaced is not known: " + error.what());
    }
}

std::optional<std::string> read_file(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return std::nullopt;
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    if (!in) throw Error("cannot read " + file.string());
    return std::move(bytes).str();
}

void make_private_directory(const std::filesystem::path& dir) {
    make_directory(dir, 0700);
}

void sync_file(const std::filesystem::path& file) {
    File(file, O_RDWR).sync();
}

void sync_directory(const std::filesystem::path& dir) {
    File(dir, O_RDONLY | O_DIRECTORY).sync();
}

}  // namespace imaginons::storage
