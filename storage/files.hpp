// Whole files and directories: their sums, durable copies, and a directory that appears whole or
// not at all. Knows nothing of what they hold.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "storage/sha256.hpp"

namespace imaginons::storage {

struct FileSum {
    std::uint64_t bytes = 0;
    Digest sha256{};
    friend bool operator==(const FileSum&, const FileSum&) = default;
};

// Told the bytes of each piece that is done with.
using Counted = std::function<void(std::uint64_t bytes)>;

// Both read in pieces, whatever the size, and throw Error naming the file.
FileSum sum_of(const std::filesystem::path& file, const Counted& counted = {});
// The copy is new, 0600 and synced; its directory is not. What was copied is what was summed.
FileSum copy_durably(const std::filesystem::path& from, const std::filesystem::path& to,
                     const Counted& counted = {});

// Makes everything in the directory durable, and the names in it; its own name is its parent's.
void sync_all_in(const std::filesystem::path& dir);

// Makes everything durable on the file system that holds the directory: one wait for many files.
void sync_file_system_of(const std::filesystem::path& dir);

// Without "." and a slash at the end, so that a name can be put after it.
std::filesystem::path without_slash(const std::filesystem::path& path);

// An flock on a directory itself. Let go when the program ends, however it ends.
class DirectoryLock {
  public:
    // Nothing if another program holds it.
    static std::optional<DirectoryLock> taken(const std::filesystem::path& dir);
    ~DirectoryLock();
    DirectoryLock(DirectoryLock&& other) noexcept;
    DirectoryLock& operator=(DirectoryLock&& other) noexcept;

  private:
    explicit DirectoryLock(int fd) : fd_(fd) {}
    int fd_;
};

// Built beside its place, as PLACE.partial, 0700, then renamed into it. What a killed program left
// there is removed by the next one that wants the same place; two at once are refused. Of one
// thread.
class NewDirectory {
  public:
    // Throws InUse, or Error if PLACE.partial is there and is not such a remnant.
    explicit NewDirectory(const std::filesystem::path& place);
    // Removes what was not published.
    ~NewDirectory();
    NewDirectory(const NewDirectory&) = delete;
    NewDirectory& operator=(const NewDirectory&) = delete;

    const std::filesystem::path& dir() const { return partial_; }

    // Makes everything in it durable and puts it at its place, which must be free or an empty
    // directory.
    void publish();
    // The same where a directory stands: the two change places in one step, and that one is then
    // named `aside`.
    void publish_over(const std::filesystem::path& aside);

  private:
    void finish();

    std::filesystem::path place_;
    std::filesystem::path partial_;
    std::optional<DirectoryLock> lock_;
    bool published_ = false;
};

}  // namespace imaginons::storage
