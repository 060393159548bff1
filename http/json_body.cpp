// A small tree over Boost.JSON's streaming parser: its own tree keeps the last of two equal keys
// without a word.
#include "http/json_body.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "events/well_formed.hpp"
#include "http/app_limits.hpp"

namespace imaginons::http {

namespace {

namespace json = boost::json;
using Error = json::error_code;
using View = json::string_view;

// Builds the tree; false from a callback stops the parser.
class Builder {
  public:
    static constexpr std::size_t max_object_size = limits::json_members;
    static constexpr std::size_t max_array_size = limits::json_members;
    static constexpr std::size_t max_key_size = limits::json_key_bytes;
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    Json root;
    std::string duplicate;

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return open(Json::Kind::object); }
    bool on_object_end(std::size_t, Error&) { return close(); }
    bool on_array_begin(Error&) { return open(Json::Kind::array); }
    bool on_array_end(std::size_t, Error&) { return close(); }
    bool on_key_part(View part, std::size_t, Error&) { return append(part); }
    bool on_key(View part, std::size_t, Error& error) {
        append(part);
        Json& object = *open_.back();
        for (const auto& [key, value] : object.members) {
            if (key == text_) {
                duplicate = text_;
                error = json::make_error_code(json::error::extra_data);
                return false;
            }
        }
        object.members.push_back({std::move(text_), {}});
        text_.clear();
        return true;
    }
    bool on_string_part(View part, std::size_t, Error&) { return append(part); }
    bool on_string(View part, std::size_t, Error&) {
        append(part);
        Json& value = place();
        value.kind = Json::Kind::text;
        value.text = std::move(text_);
        text_.clear();
        return true;
    }
    bool on_number_part(View, Error&) { return true; }
    bool on_int64(std::int64_t number, View, Error&) {
        Json& value = place();
        value.kind = Json::Kind::whole;
        value.number = number;
        value.measure = static_cast<double>(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, View, Error&) {
        Json& value = place();
        const bool fits =
            number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        value.kind = fits ? Json::Kind::whole : Json::Kind::decimal;
        value.number = fits ? static_cast<std::int64_t>(number) : 0;
        value.measure = static_cast<double>(number);
        return true;
    }
    bool on_double(double number, View, Error&) {
        Json& value = place();
        value.kind = Json::Kind::decimal;
        value.measure = number;
        return true;
    }
    bool on_bool(bool truth, Error&) {
        Json& value = place();
        value.kind = Json::Kind::boolean;
        value.truth = truth;
        return true;
    }
    bool on_null(Error&) {
        place();
        return true;
    }
    bool on_comment_part(View, Error&) { return true; }
    bool on_comment(View, Error&) { return true; }

  private:
    bool append(View part) {
        text_.append(part.data(), part.size());
        return true;
    }
    // Where the next value goes. Pointers into open_ stay good: only the innermost container grows.
    Json& place() {
        if (open_.empty()) return root;
        Json& container = *open_.back();
        if (container.kind == Json::Kind::object) return container.members.back().value;
        return container.items.emplace_back();
    }
    bool open(Json::Kind kind) {
        Json& value = place();
        value.kind = kind;
        open_.push_back(&value);
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    std::vector<Json*> open_;
    std::string text_;
};

std::string_view kind_words(Json::Kind kind) {
    switch (kind) {
        case Json::Kind::null: return "null";
        case Json::Kind::boolean: return "true or false";
        case Json::Kind::whole:
        case Json::Kind::decimal: return "a number";
        case Json::Kind::text: return "a string";
        case Json::Kind::array: return "an array";
        case Json::Kind::object: return "an object";
    }
    return {};
}

}  // namespace

std::optional<Json> parse_json(std::string_view text, BodyFault& fault) {
    if (!events::valid_utf8(text)) {
        fault = {400, "", "The body is not UTF-8."};
        return std::nullopt;
    }
    json::parse_options options;
    options.max_depth = limits::json_depth;
    json::basic_parser<Builder> parser(options);
    Error error;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && read == text.size()) return std::move(parser.handler().root);
    if (!parser.handler().duplicate.empty()) {
        fault = {400, parser.handler().duplicate, "The field is there twice."};
    } else if (error == json::error::too_deep) {
        fault = {400, "", "The body is nested too deep."};
    } else {
        fault = {400, "",
                 "The body is not JSON: it goes wrong at byte " + std::to_string(read) + "."};
    }
    return std::nullopt;
}

FieldReader::FieldReader(const Json& object, BodyFault& fault, std::string prefix)
    : object_(object), fault_(fault), prefix_(std::move(prefix)) {
    if (object.kind != Json::Kind::object && fault_.detail.empty()) {
        fault_ = {
            422, prefix_,
            "A JSON object is expected here, not " + std::string(kind_words(object.kind)) + "."};
    }
}

void FieldReader::refuse(std::string_view name, std::string detail) {
    if (fault_.detail.empty()) fault_ = {422, prefix_ + std::string(name), std::move(detail)};
}

const Json* FieldReader::take(std::string_view name, bool required) {
    taken_.push_back(name);
    for (const auto& [key, value] : object_.members) {
        if (key == name) return &value;
    }
    if (required) refuse(name, "The field is missing.");
    return nullptr;
}

std::optional<std::string> FieldReader::optional_text(std::string_view name) {
    const Json* value = take(name, false);
    if (value == nullptr) return std::nullopt;
    if (value->kind == Json::Kind::text) return value->text;
    refuse(name, "A string is expected here, not " + std::string(kind_words(value->kind)) + ".");
    return std::nullopt;
}

std::string FieldReader::text(std::string_view name) {
    if (take(name, true) == nullptr) return {};
    return optional_text(name).value_or(std::string());
}

std::optional<std::int64_t> FieldReader::optional_whole(std::string_view name, std::int64_t least,
                                                        std::int64_t most) {
    const Json* value = take(name, false);
    if (value == nullptr) return std::nullopt;
    if (value->kind == Json::Kind::whole && value->number >= least && value->number <= most) {
        return value->number;
    }
    refuse(name, "A whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                     " is expected here.");
    return std::nullopt;
}

double FieldReader::measure(std::string_view name, double least, double most) {
    const Json* value = take(name, true);
    if (value == nullptr) return least;
    const bool number = value->kind == Json::Kind::whole || value->kind == Json::Kind::decimal;
    if (number && value->measure >= least && value->measure <= most) return value->measure;
    refuse(name, "A number from " + std::to_string(std::lround(least)) + " to " +
                     std::to_string(std::lround(most)) + " is expected here.");
    return least;
}

std::optional<bool> FieldReader::optional_truth(std::string_view name) {
    const Json* value = take(name, false);
    if (value == nullptr) return std::nullopt;
    if (value->kind == Json::Kind::boolean) return value->truth;
    refuse(name, "true or false is expected here.");
    return std::nullopt;
}

const std::vector<Json>* FieldReader::optional_array(std::string_view name) {
    const Json* value = take(name, false);
    if (value == nullptr) return nullptr;
    if (value->kind == Json::Kind::array) return &value->items;
    refuse(name, "An array is expected here, not " + std::string(kind_words(value->kind)) + ".");
    return nullptr;
}

const Json* FieldReader::optional_object(std::string_view name) {
    const Json* value = take(name, false);
    if (value == nullptr || value->kind == Json::Kind::null || value->kind == Json::Kind::object)
        return value;
    refuse(name,
           "A JSON object is expected here, not " + std::string(kind_words(value->kind)) + ".");
    return nullptr;
}

bool FieldReader::complete() {
    for (const auto& [key, value] : object_.members) {
        if (std::find(taken_.begin(), taken_.end(), key) == taken_.end()) {
            refuse(key, "The field is not known here.");
        }
    }
    return fault_.detail.empty();
}

}  // namespace imaginons::http
