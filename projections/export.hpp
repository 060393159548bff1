// The verb `export`: everything public as open data, for whoever wants to check or study it. It
// reads only; hidden contributions appear nowhere but as ids in the events.
#pragma once

#include <filesystem>
#include <iosfwd>

namespace imaginons::projections {

// Writes events.ndjson, projects.csv, proposals.csv, statements.csv, arguments.csv, stances.csv,
// answers.csv, meetings.csv, questions.csv, conclusions.csv, openings.ndjson and datapackage.json
// (Frictionless Data Package v2) into `out_dir`, which must not exist or be empty. They are written
// beside it and renamed, so that it is whole or not there. The same log gives the same bytes. Gives
// 0, or 1 after saying on `progress` why not; throws storage's errors and std::runtime_error if the
// disk is full. Memory: the read models; events are streamed.
int export_command(const std::filesystem::path& data, const std::filesystem::path& out_dir,
                   std::ostream& out, std::ostream& progress);

}  // namespace imaginons::projections
