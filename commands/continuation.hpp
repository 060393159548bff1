// A log that goes on from a backup under a name of its own: the record says so itself. Restoring is
// restore.hpp's.
#pragma once

#include "commands/command.hpp"
#include "commands/result.hpp"

namespace imaginons::commands {

struct State;

Decision decide(const State& state, const ContinueLog& command, const Context& context);

}  // namespace imaginons::commands
