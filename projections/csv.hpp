// Tables of the export: their columns as the Data Package describes them, and a writer that quotes
// by RFC 4180. Knows no read model.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::projections {

// Appends one field: quoted if it holds a comma, a quote, a line end, or a space at an edge that
// readers might trim.
void append_csv_field(std::string& out, std::string_view field);

// A file that is written front to back through a buffer. Throws std::runtime_error if the disk does
// not take it.
class OutFile {
  public:
    explicit OutFile(const std::filesystem::path& path);
    std::string& buffer() { return buffer_; }
    // After each line: hands over what has gathered.
    void line_done();
    void close();

  private:
    void flush();
    std::filesystem::path path_;
    std::ofstream file_;
    std::string buffer_;
};

// A column: its type is one of Table Schema's; `values` lists what an enum may hold, separated by
// spaces.
struct Column {
    std::string_view name;
    std::string_view type;
    bool required;
    std::string_view description;
    std::string_view values = {};
};

struct Reference {
    std::string_view column;
    std::string_view table;  // empty: the same
    std::string_view column_there;
};

struct Table {
    std::string_view name;  // its file is NAME.csv
    std::string_view title;
    std::string_view description;
    std::string_view key;
    std::vector<Column> columns;
    std::vector<Reference> references;
};

// Writes rows of a table, cell by cell in the order of its columns.
class CsvWriter {
  public:
    // Writes the header.
    CsvWriter(const std::filesystem::path& dir, const Table& table);

    CsvWriter& text(std::string_view value);
    CsvWriter& number(std::uint64_t value);
    CsvWriter& flag(bool value) { return text(value ? "true" : "false"); }
    // Asserts that the row has a cell for each column.
    void end_row();
    void close() { file_.close(); }

  private:
    OutFile file_;
    std::size_t columns_;
    std::size_t cells_ = 0;
};

}  // namespace imaginons::projections
