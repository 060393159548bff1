// Checks an LMDB data file page by page without LMDB, which trusts what it reads: a flipped bit in
// a page's head makes it crash, go round in circles or, at the next write, overwrite what is in
// use. What the rows hold is for verify.hpp and vault.hpp.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace imaginons::storage {

// A table that the file must hold, unless it came later; there must be no other.
struct ExpectedTable {
    std::string_view name;
    bool number_keys;         // u64 (MDB_INTEGERKEY); else bytes
    bool came_later = false;  // files made before may be without it
};

// The tables of log/ and vault/ (FORMAT.md).
std::span<const ExpectedTable> log_tables();
std::span<const ExpectedTable> vault_tables();

// The first defect, as "page 17: its nodes overlap"; nothing if every page that is in use has one
// owner, sound nodes, and keys in order, and the free list names none of them. The file is mapped,
// nothing is written, and memory is two bits a page. Nobody may write to it meanwhile.
std::optional<std::string> page_defect(const std::filesystem::path& file,
                                       std::span<const ExpectedTable> tables);

}  // namespace imaginons::storage
