// The verb `role`: who acts in the city's name. It gives the first role, when nobody can yet on the
// site, and any other. It works on the data directory itself, so no server may be running.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

namespace imaginons::commands {

// With neither `give` nor `take`, roles are listed: everybody's, or those of one person.
struct RoleOptions {
    std::string person{};  // their handle, as in /people/HANDLE
    std::string pseudonym{};
    std::string give{};  // "agent": which role
    std::string take{};
    std::string project{};  // its id; empty: the whole city
    std::string reason{};
};

// One line for each role: role, whole city or project, handle and name, tabs between. Exit code 0,
// or 1 with the reason on `errors` and nothing changed. Throws storage::InUse while a server runs.
int role_command(const std::filesystem::path& data, const RoleOptions& options, std::ostream& out,
                 std::ostream& errors);

}  // namespace imaginons::commands
