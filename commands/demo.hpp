// A small fictional Annemasse to look at: `serve --demo` and script/server put it into an empty
// log. Nobody and nothing in it exists. The words are in demo_fr_*.cpp; here they become commands
// like anybody's.
#pragma once

#include <cstdint>
#include <functional>

#include "commands/import.hpp"

namespace imaginons::commands {

// Everything, in order of time, ending shortly before `base_time_ms` and reaching eight months
// back.
std::vector<PlannedCommand> demo_commands(std::int64_t base_time_ms);

// Carries them out; a second time changes nothing, whatever the base time. The engine must be
// running.
CarriedOut seed_demo(Engine& engine, const storage::Log& log, std::int64_t base_time_ms,
                     const std::function<void(std::uint64_t done, std::uint64_t of)>& progress);

}  // namespace imaginons::commands
