// datapackage.json: what the export's files are and what each column means (Frictionless Data
// Package v2).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "projections/csv.hpp"

namespace imaginons::projections {

struct PackageFacts {
    std::string origin;               // of the log
    std::uint64_t position = 0;       // events exported
    std::int64_t recorded_at_ms = 0;  // of the last of them
};

// The text of datapackage.json for files that stand in `dir`.
// https://datapackage.org/standard/data-package/
std::string data_package(const std::filesystem::path& dir, std::span<const Table> tables,
                         const PackageFacts& facts);

}  // namespace imaginons::projections
