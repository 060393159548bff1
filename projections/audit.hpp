// The verb `audit`: every tally of a project with the events that make it, and the rules in force,
// counted again from the events and compared with the read models.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "projections/recount.hpp"
#include "projections/views.hpp"

namespace imaginons::projections {

struct AuditOptions {
    std::string project;  // id or origin
    bool json = false;    // one JSON object instead of lines
    bool brief = false;   // sums, without the events
};

// Where the read models say otherwise, one sentence each. Both must be of the same position.
std::vector<std::string> disagreements(const Recount& recount, const Views& views);

// Also beside a running server, and on a mirror without a vault: titles are then only the city's. 0
// if the read models agree; 1 if they do not, or with one sentence in `errors` if there is no such
// project. Throws storage's errors.
int audit_command(const std::filesystem::path& data, const AuditOptions& options, std::ostream& out,
                  std::ostream& errors, std::ostream& progress);

}  // namespace imaginons::projections
