// The verb `replay`: rebuild the read models from the log and say their digests, for whoever wants
// to recount.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>

namespace imaginons::projections {

// Folds [0, until) or the whole log, also beside a running server, and prints "position N public
// HEX full HEX". Without the vault (an auditor's copy) the full digest cannot be known and "-"
// stands for it. Gives 0; throws storage's errors. `progress` gets lines that overwrite each other.
int replay_command(const std::filesystem::path& data, std::optional<std::uint64_t> until,
                   std::ostream& out, std::ostream& progress);

}  // namespace imaginons::projections
