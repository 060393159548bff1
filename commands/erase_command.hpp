// The verb `erase`: forgets somebody who asked the city for it. It works on the data directory
// itself, so no server may be running.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

namespace imaginons::commands {

// One of the three says who.
struct EraseOptions {
    std::string person{};  // their handle
    std::string pseudonym{};
    std::string email{};
    bool remove_words = false;  // else they stay, without a name
};

// Says on `out` what was erased. Exit code 0, or 1 with the reason on `errors` and nothing changed.
// Throws storage::InUse while a server runs.
int erase_command(const std::filesystem::path& data, const EraseOptions& options, std::ostream& out,
                  std::ostream& errors);

}  // namespace imaginons::commands
