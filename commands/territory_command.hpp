// The verb `territory`: the city's lists of themes and districts, from CSV files. It works on the
// data directory itself, so no server may be running.
#pragma once

#include <filesystem>
#include <iosfwd>

namespace imaginons::commands {

// With neither file the lists in force are listed.
struct TerritoryOptions {
    // CSV with the columns code, french, english; its order is that of the list.
    std::filesystem::path themes{};
    std::filesystem::path districts{};
};

// One line for each theme and district: which it is, code, French and English name, and "retired"
// if it is; tabs between. Exit code 0, or 1 with the reason on `errors`: a list that is refused
// changes nothing, and one before it stays published. Throws storage::InUse while a server runs.
int territory_command(const std::filesystem::path& data, const TerritoryOptions& options,
                      std::ostream& out, std::ostream& errors);

}  // namespace imaginons::commands
