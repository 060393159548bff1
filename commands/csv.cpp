// A state machine over bytes: UTF-8 is checked once for each field, quotes and line ends are ASCII
// and cannot be part of a longer character.
#include "commands/csv.hpp"

#include <algorithm>

#include "events/well_formed.hpp"

namespace imaginons::commands {

std::string FileError::text() const {
    return line == 0 ? file + ": " + reason
                     : file + ", line " + std::to_string(line) + ": " + reason;
}

CsvReader::CsvReader(std::string file, std::string_view text)
    : file_(std::move(file)), text_(text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
}

FileError CsvReader::error(std::uint64_t line, std::string reason) {
    at_ = text_.size();
    return {file_, line, std::move(reason)};
}

std::string CsvReader::read_field(std::string& field) {
    if (at_ == text_.size() || text_[at_] != '"') {
        const std::size_t end = std::min(text_.find_first_of(",\r\n\"", at_), text_.size());
        field = text_.substr(at_, end - at_);
        at_ = end;
        if (at_ < text_.size() && text_[at_] == '"')
            return "a quote inside a field that is not quoted";
        return {};
    }
    ++at_;
    while (true) {
        const std::size_t quote = text_.find('"', at_);
        const std::string_view part =
            text_.substr(at_, quote == std::string_view::npos ? quote : quote - at_);
        line_ += static_cast<std::uint64_t>(std::count(part.begin(), part.end(), '\n'));
        field += part;
        if (quote == std::string_view::npos) return "the file ends inside a quoted field";
        at_ = quote + 1;
        if (at_ == text_.size() || text_[at_] != '"') break;
        field += '"';
        ++at_;
    }
    const bool ends =
        at_ == text_.size() || text_[at_] == ',' || text_[at_] == '\r' || text_[at_] == '\n';
    return ends ? std::string{} : "text after the closing quote of a field";
}

std::variant<std::monostate, CsvRow, FileError> CsvReader::next() {
    if (at_ == text_.size()) return std::monostate{};
    CsvRow row{line_, {}};
    row.fields.reserve(columns_);
    while (true) {
        std::string field;
        const std::uint64_t starts = line_;
        if (std::string wrong = read_field(field); !wrong.empty())
            return error(starts, std::move(wrong));
        if (!events::valid_utf8(field)) return error(starts, "not UTF-8");
        row.fields.push_back(std::move(field));
        if (at_ == text_.size()) break;
        const char c = text_[at_++];
        if (c == ',') continue;
        if (c == '\r' && (at_ == text_.size() || text_[at_++] != '\n'))
            return error(line_, "CR without LF");
        ++line_;
        break;
    }
    if (columns_ == 0) columns_ = row.fields.size();
    if (row.fields.size() != columns_) {
        return error(row.line, "has " + std::to_string(row.fields.size()) +
                                   " fields, the first line has " + std::to_string(columns_));
    }
    return row;
}

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
}

std::variant<CsvTable, FileError> read_csv(const std::string& file, std::string_view text) {
    CsvReader reader(file, text);
    CsvTable table;
    auto first = reader.next();
    if (std::holds_alternative<std::monostate>(first)) return FileError{file, 0, "is empty"};
    if (auto* error = std::get_if<FileError>(&first)) return std::move(*error);
    table.header = std::move(std::get<CsvRow>(first).fields);
    auto sorted = table.header;
    std::sort(sorted.begin(), sorted.end());
    if (const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
        twice != sorted.end()) {
        return FileError{file, 1, "names the column \"" + *twice + "\" twice"};
    }
    while (true) {
        auto next = reader.next();
        if (auto* error = std::get_if<FileError>(&next)) return std::move(*error);
        if (std::holds_alternative<std::monostate>(next)) break;
        table.rows.push_back(std::move(std::get<CsvRow>(next)));
    }
    if (!text.ends_with('\n')) {
        return FileError{file, table.rows.empty() ? 1 : table.rows.back().line,
                         "the file ends in the middle of the line"};
    }
    return table;
}

}  // namespace imaginons::commands
