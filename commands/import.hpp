// Other people's data, as commands through the same deciders as everybody's: never a side door into
// the log. What a format means is in import_<format>.cpp; here is what they share: the verb, and
// carrying out a list of commands exactly once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "commands/command.hpp"
#include "commands/csv.hpp"
#include "commands/engine.hpp"

namespace imaginons::storage {
class Log;
}  // namespace imaginons::storage

namespace imaginons::commands {

struct ImportOptions {
    std::string format;  // "republique-numerique" or "polis"
    std::filesystem::path path;
    std::string project_title;  // empty = what the format says
};

// Exit code: 0, or 1 if nothing was imported because of the arguments or the files (said on
// `progress`). `out` gets what was done. No other program may be writing to `data`. Throws what
// storage throws.
int import_command(const std::filesystem::path& data, const ImportOptions& options,
                   std::ostream& out, std::ostream& progress);

// One command to carry out. `key` is its name among all that was ever imported: with it, a second
// time changes nothing.
struct PlannedCommand {
    std::string key;
    AnyCommand body;
    Actor actor;
    events::PersonId voter{};  // whose token a TakeStance or WithdrawStance needs; otherwise nil
    std::int64_t occurred_at_ms = 0;
    std::string origin;
    std::string where{};  // "votes.csv, line 17", for people; may be empty
};

// All that a folder says. Whoever reads it has checked every line: a refusal while it is carried
// out is a surprise.
struct ImportPlan {
    std::vector<PlannedCommand> commands;
    // What it holds, and what was done about oddities, each a sentence for people.
    std::vector<std::string> remarks;
};

// Each reads and checks the whole folder.
std::variant<ImportPlan, FileError> read_republique(const ImportOptions& options);
std::variant<ImportPlan, FileError> read_polis(const ImportOptions& options);

struct CarriedOut {
    std::uint64_t commands = 0;         // accepted now
    std::uint64_t commands_before = 0;  // found in the log
    std::uint64_t events_before = 0;    // that those had made
    std::string
        failure{};  // empty, or which command was refused and why: those before it are recorded
};
// Carries out, in order, what the log does not hold yet, many commands at a time. The engine must
// be running; the calling thread waits. One walk over the log, whatever its length, finds what is
// already there: the engine remembers less. A JoinPerson joins under the charter in force, and
// under another name ("u00001-2") if somebody else goes by theirs; what a stance command needs of a
// token is filled in. `progress`, if not empty, is called about a hundred times.
CarriedOut carry_out(Engine& engine, const storage::Log& log,
                     const std::vector<PlannedCommand>& commands,
                     const std::function<void(std::uint64_t done, std::uint64_t of)>& progress);

}  // namespace imaginons::commands
