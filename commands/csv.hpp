// Reads CSV as RFC 4180 has it, strictly, and says where it is wrong. It knows nothing of what the
// columns mean.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace imaginons::commands {

// What is wrong with a file that was to be read, and on which of its lines (from 1).
struct FileError {
    std::string file;
    std::uint64_t line = 0;  // 0 = the file as a whole
    std::string reason;

    // "votes.csv, line 17: ..."
    std::string text() const;
};

struct CsvRow {
    std::uint64_t line = 0;  // where it starts: a quoted field may hold line ends
    std::vector<std::string> fields;
};

// Row after row of a text that must outlive the reader. Line ends are LF or CRLF; a byte order mark
// at the start is skipped; quotes only around whole fields, doubled inside; every row has as many
// fields as the first. UTF-8 is checked.
class CsvReader {
  public:
    CsvReader(std::string file, std::string_view text);

    // Nothing at the end of the file; an error, after which nothing more is read.
    std::variant<std::monostate, CsvRow, FileError> next();

  private:
    // What was wrong, or empty.
    std::string read_field(std::string& field);
    FileError error(std::uint64_t line, std::string reason);

    std::string file_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 1;
    std::size_t columns_ = 0;  // 0 before the first row
};

struct CsvTable {
    std::vector<std::string> header;
    std::vector<CsvRow> rows;  // without the header

    std::optional<std::size_t> column(std::string_view name) const;
};

// The whole text; its first row names the columns, each once. The last line must end in a line end,
// which RFC 4180 leaves open: a file cut short is not taken for a whole one.
std::variant<CsvTable, FileError> read_csv(const std::string& file, std::string_view text);

}  // namespace imaginons::commands
