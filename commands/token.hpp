// The verb `token`: a bearer token for a person, for programs and for trying out. It works on the
// data directory itself, so no server may be running.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>

namespace imaginons::commands {

// How long a token from the command line is good for.
constexpr std::int64_t command_line_token_ms = std::int64_t{365} * 24 * 3600 * 1000;

// Whoever goes by `pseudonym` (compared case-folded and normalised) or, if nobody does, a new
// person: joins them, accepts the charter in force for them, makes an API session and prints its
// token, alone on a line, on `out`. Exit code 0, or 1 with the reason on `errors`. Throws
// storage::InUse while a server runs.
int token_command(const std::filesystem::path& data, const std::string& pseudonym,
                  std::ostream& out, std::ostream& errors);

}  // namespace imaginons::commands
