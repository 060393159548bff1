// The verb `backup`: a data directory copied while the server goes on writing, log and vault apart,
// so that they can go to two places. Restoring is restore.hpp's.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>

#include "storage/tree.hpp"

namespace imaginons::storage {

struct BackupOptions {
    std::filesystem::path data;
    // Must not exist; not in `data`.
    std::filesystem::path out;
    bool with_vault = true;
    // The two keys too, as a third part. Then whoever has all of `out` can read everything.
    bool with_keys = false;
    // Of the copying of the log, which takes the longest; from the calling thread.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
};

// Everything that was durable when it was called is in it. Gives the head of what was copied, which
// a signed checkpoint covers. Throws Error saying what is wrong; then nothing is at `out`. Beside a
// writer no read transaction lives longer than limits.hpp says, but for the vault's, which is
// small.
tree::Head back_up(const BackupOptions& options);

// 0 and one line on `out`; throws as back_up does. `progress` may be null.
int backup_command(BackupOptions options, std::ostream& out, std::ostream* progress);

}  // namespace imaginons::storage
