// The decision state from the log: what the engine starts with, and what tests compare the running
// engine with.
#pragma once

#include "commands/request_ring.hpp"
#include "commands/state.hpp"

namespace imaginons::storage {
class Log;
class Vault;
}  // namespace imaginons::storage

namespace imaginons::commands {

// Folds the whole log into an empty state, then opens the names that people go by; a name whose
// sealed part or key was erased stays unknown. Cost: see benchmarks/README.md. Throws
// storage::Damaged.
void fold(const storage::Log& log, const storage::Vault& vault, State& state,
          RequestRing& requests);

}  // namespace imaginons::commands
