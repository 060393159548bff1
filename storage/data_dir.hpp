// The layout of --data DIR and the lock that keeps two writers apart. Opens no database: store.hpp
// does.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace imaginons::storage {

struct DataDir {
    std::filesystem::path root;

    std::filesystem::path log() const { return root / "log"; }
    std::filesystem::path vault() const { return root / "vault"; }
    std::filesystem::path signing_key() const { return root / "signing.key"; }
    std::filesystem::path vault_key() const { return root / "vault.key"; }
    std::filesystem::path checkpoint() const { return root / "checkpoint"; }
    // What witnesses cosigned, and evidence that this log has forked.
    std::filesystem::path cosigned() const { return root / "cosigned"; }
    std::filesystem::path forks() const { return root / "forks"; }
    std::filesystem::path outbox() const { return root / "outbox"; }
    // Of a mirror only.
    std::filesystem::path verifier_key() const { return root / "verifier.key"; }
    std::filesystem::path openings() const { return root / "openings"; }
    std::filesystem::path erased() const { return root / "erased"; }
    // Derived from the log and the vault, made anew when it is not there: never saved.
    std::filesystem::path search() const { return root / "search"; }
    std::filesystem::path lock() const { return root / "lock"; }

    // Makes the directories that are missing, 0700, durably. Makes durable as well which files a
    // process that was killed has left in the root: keys, the checkpoint.
    void create() const;
};

// Held while a program may write to the directory; let go when the program ends, however it ends.
class WriterLock {
  public:
    // Throws InUse, naming the process that holds it.
    explicit WriterLock(const DataDir& dir);
    ~WriterLock();
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&&) = delete;

  private:
    int fd_ = -1;
};

// Whether a program holds the WriterLock. Only at this moment.
bool is_written_to(const DataDir& dir);

using KeyBytes = std::array<std::uint8_t, 32>;
// Throws Error if the file is missing, is not 32 bytes or may be read by others.
KeyBytes read_key_file(const std::filesystem::path& file);
// Draws a key and stores it durably, 0600, if there is no file yet.
KeyBytes read_or_create_key_file(const std::filesystem::path& file);

// Replaces a file so that after a power cut either the old or the new bytes are there: write,
// fsync, rename, fsync.
void write_file_durably(const std::filesystem::path& file, std::string_view bytes);

// The bytes of a file; nothing if there is none. Throws Error if it cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& file);

// Makes what another library wrote into a file durable.
void sync_file(const std::filesystem::path& file);

// Makes an empty directory for our eyes only; what was there under that name is gone.
void make_anew(const std::filesystem::path& dir);

// `fresh` takes the place of `dir`, durably, and then `fresh` holds what `dir` held. A program that
// is killed on the way leaves one of the two whole under `dir`, or `dir` under old_of(dir) where
// the file system cannot exchange two names. Throws UnknownOutcome if names have changed and a
// start may find either.
void exchange_directories(const std::filesystem::path& dir, const std::filesystem::path& fresh);
std::filesystem::path old_of(const std::filesystem::path& dir);

// Makes the directory, 0700, if it is not there, and what is missing above it, so that it survives
// a power cut.
void make_private_directory(const std::filesystem::path& dir);

// Makes what was created or renamed in it survive a power cut.
void sync_directory(const std::filesystem::path& dir);

}  // namespace imaginons::storage
