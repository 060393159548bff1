#include "storage/files.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "storage/data_dir.hpp"
#include "storage/error.hpp"

namespace imaginons::storage {

namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;
// Stands in a directory that is not finished, and says so to whoever finds one.
constexpr const char* marker = "unfinished";

[[noreturn]] void fail(const std::string& attempted) {
    throw Error(attempted + ": " + std::strerror(errno));
}

class Descriptor {
  public:
    Descriptor(const std::filesystem::path& path, int flags)
        : path_(path), fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (fd_ < 0) fail("cannot open " + path.string());
    }
    ~Descriptor() { ::close(fd_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    std::size_t read(std::span<std::uint8_t> into) {
        for (;;) {
            const ssize_t count = ::read(fd_, into.data(), into.size());
            if (count >= 0) return static_cast<std::size_t>(count);
            if (errno != EINTR) fail("cannot read " + path_.string());
        }
    }
    void write(Bytes bytes) {
        while (!bytes.empty()) {
            const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
            if (count < 0 && errno != EINTR) fail("cannot write " + path_.string());
            if (count > 0) bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
    }
    void sync() {
        if (::fsync(fd_) != 0) fail("cannot sync " + path_.string());
    }
    void sync_file_system() {
        if (::syncfs(fd_) != 0) fail("cannot sync the file system of " + path_.string());
    }

  private:
    std::filesystem::path path_;
    int fd_;
};

// SHA-256 over pieces. EVP's dispatch, which sha256.cpp avoids, costs nothing on a megabyte.
class RunningSum {
  public:
    RunningSum() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
            throw Error("no SHA-256 is to be had");
        }
    }
    void add(Bytes bytes) {
        EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
        sum_.bytes += bytes.size();
    }
    FileSum result() {
        EVP_DigestFinal_ex(context_.get(), sum_.sha256.data(), nullptr);
        return sum_;
    }

  private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
    FileSum sum_;
};

template <class Each>
FileSum read_through(const std::filesystem::path& file, const Counted& counted, Each each) {
    if (!std::filesystem::is_regular_file(file)) throw Error("there is no file " + file.string());
    Descriptor in(file, O_RDONLY);
    RunningSum sum;
    std::vector<std::uint8_t> buffer(piece_bytes);
    for (;;) {
        const Bytes piece(buffer.data(), in.read(buffer));
        if (piece.empty()) return sum.result();
        sum.add(piece);
        each(piece);
        if (counted) counted(piece.size());
    }
}

std::filesystem::path parent_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : ".";
}

void remove_remnant(const std::filesystem::path& partial) {
    if (!DirectoryLock::taken(partial)) {
        throw InUse(partial.string() + " is being written by another program");
    }
    // Empty: its run ended before it could even mark it.
    const bool ours =
        std::filesystem::is_directory(partial) &&
        (std::filesystem::is_empty(partial) || std::filesystem::exists(partial / marker));
    if (!ours) {
        throw Error(partial.string() +
                    " is in the way, and no run left it unfinished: look at what it holds, then "
                    "move it away");
    }
    std::filesystem::remove_all(partial);
}

}  // namespace

FileSum sum_of(const std::filesystem::path& file, const Counted& counted) {
    return read_through(file, counted, [](Bytes) {});
}

FileSum copy_durably(const std::filesystem::path& from, const std::filesystem::path& to,
                     const Counted& counted) {
    Descriptor out(to, O_WRONLY | O_CREAT | O_EXCL);
    const FileSum sum = read_through(from, counted, [&](Bytes piece) { out.write(piece); });
    out.sync();
    return sum;
}

void sync_all_in(const std::filesystem::path& dir) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
        if (entry.is_directory()) {
            sync_directory(entry.path());
        } else {
            sync_file(entry.path());
        }
    }
    sync_directory(dir);
}

void sync_file_system_of(const std::filesystem::path& dir) {
    Descriptor(dir, O_RDONLY | O_DIRECTORY).sync_file_system();
}

std::filesystem::path without_slash(const std::filesystem::path& path) {
    const auto normal = path.lexically_normal();
    return normal.has_filename() || !normal.has_parent_path() ? normal : normal.parent_path();
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

DirectoryLock& DirectoryLock::operator=(DirectoryLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

DirectoryLock::~DirectoryLock() {
    if (fd_ >= 0) ::close(fd_);
}

std::optional<DirectoryLock> DirectoryLock::taken(const std::filesystem::path& dir) {
    DirectoryLock lock(::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.fd_ < 0) fail("cannot open " + dir.string());
    if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) return std::nullopt;
    return lock;
}

NewDirectory::NewDirectory(const std::filesystem::path& place) : place_(without_slash(place)) {
    partial_ = place_;
    partial_ += ".partial";
    if (std::filesystem::exists(std::filesystem::symlink_status(partial_))) {
        remove_remnant(partial_);
    }
    if (::mkdir(partial_.c_str(), 0700) != 0) fail("cannot make " + partial_.string());
    lock_ = DirectoryLock::taken(partial_);
    if (!lock_) throw InUse(partial_.string() + " is being written by another program");
    const int mark = ::open((partial_ / marker).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (mark < 0) {
        const std::string why = std::strerror(errno);
        ::rmdir(partial_.c_str());
        throw Error("cannot write in " + partial_.string() + ": " + why);
    }
    ::close(mark);
}

NewDirectory::~NewDirectory() {
    if (published_) return;
    std::error_code left_for_the_next;
    std::filesystem::remove_all(partial_, left_for_the_next);
}

// From here on what stands there is whole, so no later run may remove it.
void NewDirectory::finish() {
    sync_all_in(partial_);
    std::filesystem::remove(partial_ / marker);
    sync_directory(partial_);
}

// The mark goes last: until the new name is durable a later run may remove what stands under the
// old one and make it again. What is whole by then stays whole with a mark that a power cut left.
void NewDirectory::publish() {
    sync_all_in(partial_);
    if (::rename(partial_.c_str(), place_.c_str()) != 0) fail("cannot make " + place_.string());
    published_ = true;
    sync_directory(parent_of(place_));
    std::filesystem::remove(place_ / marker);
    sync_directory(place_);
}

void NewDirectory::publish_over(const std::filesystem::path& aside) {
    finish();
    if (::renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, place_.c_str(), RENAME_EXCHANGE) != 0) {
        fail("cannot exchange " + place_.string() + " with what was built beside it");
    }
    published_ = true;
    sync_directory(parent_of(place_));
    if (::rename(partial_.c_str(), aside.c_str()) != 0) {
        fail(place_.string() + " is the new one, the former is in " + partial_.string() +
             " and could not be named " + aside.string());
    }
    sync_directory(parent_of(place_));
}

}  // namespace imaginons::storage
