// Which tables the open data have, and what each of their columns means: export.cpp fills them in
// this order, and the Data Package tells its readers.
#pragma once

#include <array>
#include <cstddef>

#include "projections/csv.hpp"

namespace imaginons::projections {

// In the order of export_tables().
enum class ExportTable : std::size_t {
    themes,
    districts,
    projects,
    proposals,
    statements,
    arguments,
    stances,
    answers,
    meetings,
    questions,
    conclusions
};
inline constexpr std::size_t export_table_count = 11;

const std::array<Table, export_table_count>& export_tables();

inline const Table& export_table(ExportTable which) {
    return export_tables()[static_cast<std::size_t>(which)];
}

}  // namespace imaginons::projections
