// A backup (backup.hpp) made into a data directory again: verified whole beside its place, then put
// there in one step. What a restore adds to the record is commands/restore.hpp's.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "storage/data_dir.hpp"
#include "storage/files.hpp"
#include "storage/note.hpp"

namespace imaginons::storage {

struct RestoreOptions {
    // What `backup` wrote, or the place its log part was taken to.
    std::filesystem::path from;
    // The place its vault part was taken to; empty: beside the log part.
    std::filesystem::path vault;
    // A directory with signing.key and vault.key; empty: beside the parts, or those of `data`.
    std::filesystem::path keys;
    std::filesystem::path data;
    // Signed checkpoints known from elsewhere: a witness's, an auditor's, a reader's.
    std::vector<std::filesystem::path> checkpoints;
    // Lists of the erased from elsewhere: of a later backup, of another disk.
    std::vector<std::filesystem::path> erased;
    // Not empty: goes behind what was signed, and opens a new log under this name.
    std::string new_origin;
};

struct KnownCheckpoint {
    std::filesystem::path file;
    std::string note;
    Checkpoint checkpoint;
};

// A backup that was verified and stands beside `data`, in nobody's way. Of one thread.
class Restoration {
  public:
    // Throws Error saying what is wrong with the backup, or what would be lost; then nothing has
    // changed. `progress` may be null. Call it before there are other threads: verify forks.
    Restoration(const RestoreOptions& options, std::ostream* progress);

    // A data directory like any other; in its list of the erased is everybody who is in one of the
    // lists. What is done to it until publish() is published with it.
    DataDir dir() const { return {fresh_.dir()}; }
    // What the backup ends at, under the name it had.
    const Checkpoint& restored() const { return restored_; }
    // The furthest that was signed, as far as is known here: restored() at least.
    const KnownCheckpoint& furthest() const { return furthest_; }

    // Puts it at its place. Where the directory is now that stood there; nothing if none did.
    std::optional<std::filesystem::path> publish();

  private:
    const std::filesystem::path place_;
    // Of the data directory that stands there.
    std::optional<WriterLock> former_;
    NewDirectory fresh_;
    Checkpoint restored_;
    KnownCheckpoint furthest_;
};

}  // namespace imaginons::storage
