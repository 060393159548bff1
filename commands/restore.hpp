// The verb `restore`: a backup put in its place (storage/restore.hpp), with what that adds to the
// record and to the vault.
#pragma once

#include <iosfwd>

#include "storage/restore.hpp"

namespace imaginons::commands {

// Whoever was erased is erased again, everybody is signed out, and with a new origin the log says
// first what it continues. 0, and on `out` what was done; throws Error in one sentence, and then
// nothing has changed. `progress` may be null. Call it before there are other threads.
int restore_command(const storage::RestoreOptions& options, std::ostream& out,
                    std::ostream* progress);

}  // namespace imaginons::commands
