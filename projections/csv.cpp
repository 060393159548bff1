// Tables of the export: see csv.hpp.
#include "projections/csv.hpp"

#include <cassert>
#include <stdexcept>

#include "projections/limits.hpp"

namespace imaginons::projections {

void append_csv_field(std::string& out, std::string_view field) {
    const bool edge_space = !field.empty() && (field.front() == ' ' || field.back() == ' ');
    if (!edge_space && field.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += field;
        return;
    }
    out += '"';
    for (const char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

OutFile::OutFile(const std::filesystem::path& path)
    : path_(path), file_(path, std::ios::binary | std::ios::trunc) {
    if (!file_) throw std::runtime_error("cannot write " + path_.string());
}

void OutFile::line_done() {
    if (buffer_.size() >= limits::export_buffer_bytes) flush();
}

void OutFile::flush() {
    file_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
    if (!file_) throw std::runtime_error("cannot write " + path_.string());
}

void OutFile::close() {
    flush();
    file_.close();
    if (!file_) throw std::runtime_error("cannot write " + path_.string());
}

CsvWriter::CsvWriter(const std::filesystem::path& dir, const Table& table)
    : file_(dir / (std::string(table.name) + ".csv")), columns_(table.columns.size()) {
    for (const Column& column : table.columns) text(column.name);
    end_row();
}

CsvWriter& CsvWriter::text(std::string_view value) {
    if (cells_++ > 0) file_.buffer() += ',';
    append_csv_field(file_.buffer(), value);
    return *this;
}

CsvWriter& CsvWriter::number(std::uint64_t value) {
    return text(std::to_string(value));
}

void CsvWriter::end_row() {
    assert(cells_ == columns_ && "a row has a cell for each column");
    cells_ = 0;
    file_.buffer() += "\r\n";
    file_.line_done();
}

}  // namespace imaginons::projections
