// Reads JSON lines, one flat object a line, strictly: what is missing, given twice or of another
// type is named with its line. It knows nothing of what the fields mean.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "commands/csv.hpp"

namespace imaginons::commands {

using JsonValue = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string>;

// The fields of one line. A getter gives the value or notes the line's first error; ask error()
// once, at the end.
class JsonRow {
  public:
    JsonRow(std::string file, std::uint64_t line,
            std::vector<std::pair<std::string, JsonValue>> fields)
        : file_(std::move(file)), line_(line), fields_(std::move(fields)) {}

    std::uint64_t line() const { return line_; }
    std::string text(std::string_view name);
    // A whole number, not negative and not over `most`.
    std::int64_t count(std::string_view name, std::int64_t most);
    // The same, or nothing if the line does not have it.
    std::optional<std::int64_t> count_if_there(std::string_view name, std::int64_t most);
    bool flag(std::string_view name);
    // An ISO 8601 time with its offset, as milliseconds.
    std::int64_t time(std::string_view name);
    void reject(std::string reason);
    // Null if nothing was wrong.
    const FileError* error() const { return error_.get(); }

  private:
    const JsonValue* find(std::string_view name) const;
    template <class T>
    const T* typed(std::string_view name, std::string_view expected);

    std::string file_;
    std::uint64_t line_;
    std::vector<std::pair<std::string, JsonValue>> fields_;
    std::unique_ptr<FileError> error_;
};

// All lines. The last line must end in a line end: a file cut short is not taken for a whole one.
std::variant<std::vector<JsonRow>, FileError> read_json_lines(const std::string& file,
                                                              std::string_view text);

}  // namespace imaginons::commands
