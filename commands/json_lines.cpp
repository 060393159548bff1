// Boost.JSON's event parser with a handler of our own: its own values would silently keep the last
// of two equal names.
#include "commands/json_lines.hpp"

#include <optional>

#include <boost/json/basic_parser_impl.hpp>

#include "events/time.hpp"

namespace imaginons::commands {
namespace {

namespace json = boost::json;

// Takes one object of plain values; whatever else comes is an error with words.
struct Handler {
    static constexpr std::size_t max_object_size = 200;
    static constexpr std::size_t max_array_size = 0;
    static constexpr std::size_t max_key_size = 200;
    static constexpr std::size_t max_string_size = std::size_t{1} << 22;

    std::vector<std::pair<std::string, JsonValue>> fields;
    std::string key;
    std::string text;
    std::string reason;
    bool inside = false;

    bool fail(json::error_code& code, std::string why) {
        reason = std::move(why);
        code = json::error::exception;
        return false;
    }
    bool add(JsonValue value, json::error_code& code) {
        if (!inside) return fail(code, "is not an object");
        fields.back().second = std::move(value);
        return true;
    }

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code& code) {
        if (inside)
            return fail(code, "\"" + fields.back().first + "\" is an object, not a plain value");
        inside = true;
        return true;
    }
    bool on_object_end(std::size_t, json::error_code&) { return true; }
    bool on_array_begin(json::error_code& code) {
        return fail(code, inside ? "\"" + fields.back().first + "\" is a list, not a plain value"
                                 : "is not an object");
    }
    bool on_array_end(std::size_t, json::error_code&) { return true; }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        key.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code& code) {
        key.append(part.data(), part.size());
        for (const auto& [name, value] : fields) {
            if (name == key) return fail(code, "\"" + key + "\" is given twice");
        }
        fields.emplace_back(std::move(key), nullptr);
        key.clear();
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_string(json::string_view part, std::size_t, json::error_code& code) {
        text.append(part.data(), part.size());
        std::string whole;
        whole.swap(text);
        return add(std::move(whole), code);
    }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t value, json::string_view, json::error_code& code) {
        return add(value, code);
    }
    bool on_uint64(std::uint64_t value, json::string_view, json::error_code& code) {
        return add(static_cast<double>(value), code);
    }
    bool on_double(double value, json::string_view, json::error_code& code) {
        return add(value, code);
    }
    bool on_bool(bool value, json::error_code& code) { return add(value, code); }
    bool on_null(json::error_code& code) { return add(nullptr, code); }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }
};

}  // namespace

void JsonRow::reject(std::string reason) {
    if (!error_) error_ = std::make_unique<FileError>(FileError{file_, line_, std::move(reason)});
}

const JsonValue* JsonRow::find(std::string_view name) const {
    for (const auto& [key, value] : fields_) {
        if (key == name) return &value;
    }
    return nullptr;
}

template <class T>
const T* JsonRow::typed(std::string_view name, std::string_view expected) {
    const JsonValue* value = find(name);
    if (value == nullptr) {
        reject("\"" + std::string(name) + "\" is missing");
        return nullptr;
    }
    const T* found = std::get_if<T>(value);
    if (found == nullptr) reject("\"" + std::string(name) + "\" is not " + std::string(expected));
    return found;
}

std::string JsonRow::text(std::string_view name) {
    const auto* found = typed<std::string>(name, "a text");
    return found != nullptr ? *found : std::string{};
}

std::int64_t JsonRow::count(std::string_view name, std::int64_t most) {
    const auto* found = typed<std::int64_t>(name, "a whole number");
    if (found == nullptr) return 0;
    if (*found >= 0 && *found <= most) return *found;
    reject("\"" + std::string(name) + "\" is " + std::to_string(*found) + ", not between 0 and " +
           std::to_string(most));
    return 0;
}

std::optional<std::int64_t> JsonRow::count_if_there(std::string_view name, std::int64_t most) {
    if (find(name) == nullptr) return std::nullopt;
    return count(name, most);
}

bool JsonRow::flag(std::string_view name) {
    const auto* found = typed<bool>(name, "true or false");
    return found != nullptr && *found;
}

std::int64_t JsonRow::time(std::string_view name) {
    const auto* found = typed<std::string>(name, "a text");
    if (found == nullptr) return 0;
    const auto time = events::parse_iso_time(*found);
    if (!time) reject("\"" + std::string(name) + "\" is not an ISO 8601 time with its offset");
    return time.value_or(0);
}

std::variant<std::vector<JsonRow>, FileError> read_json_lines(const std::string& file,
                                                              std::string_view text) {
    std::vector<JsonRow> rows;
    json::parse_options options;
    options.max_depth = 2;
    for (std::uint64_t line = 1; !text.empty(); ++line) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos)
            return FileError{file, line, "the file ends in the middle of the line"};
        std::string_view one = text.substr(0, end);
        text.remove_prefix(end + 1);
        if (one.ends_with('\r')) one.remove_suffix(1);
        json::basic_parser<Handler> parser(options);
        json::error_code code;
        const std::size_t read = parser.write_some(false, one.data(), one.size(), code);
        if (code) {
            Handler& handler = parser.handler();
            return FileError{
                file, line,
                handler.reason.empty() ? "is not JSON: " + code.message() : handler.reason};
        }
        if (read != one.size()) return FileError{file, line, "has more than one JSON object"};
        rows.emplace_back(file, line, std::move(parser.handler().fields));
    }
    return rows;
}

}  // namespace imaginons::commands
