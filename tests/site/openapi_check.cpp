// The subset: $ref, type (also lists of types), enum, properties, required, additionalProperties,
// items, oneOf, minimum, maximum, minLength, maxLength, pattern, maxItems, format (uuid, date-time,
// date; others are not looked at).
#include "tests/site/openapi_check.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>

#include "events/ids.hpp"
#include "events/time.hpp"

namespace imaginons::tests {

namespace {

namespace json = boost::json;

const json::value& document() {
    static const json::value loaded = [] {
        std::ifstream in(IMAGINONS_SOURCE_DIR "/http/openapi.json", std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(in)),
                               std::istreambuf_iterator<char>());
        return json::parse(text);
    }();
    return loaded;
}

const json::value& resolved(const json::value& value) {
    const json::object* object = value.if_object();
    if (object == nullptr || !object->contains("$ref")) return value;
    const std::string pointer(object->at("$ref").as_string().subview(1));
    return resolved(document().at_pointer(pointer));
}

bool is_of_type(const json::value& value, std::string_view type) {
    if (type == "null") return value.is_null();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_bool();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    return false;
}

std::string type_defect(const json::value& value, const json::value& type) {
    if (const auto* name = type.if_string())
        return is_of_type(value, *name) ? "" : "not of type " + std::string(*name);
    for (const json::value& name : type.as_array()) {
        if (is_of_type(value, name.as_string())) return {};
    }
    return "of none of its types";
}

std::string format_defect(std::string_view text, std::string_view format) {
    if (format == "uuid" && !events::parse_id<events::Id>(text)) return "not a UUID";
    if (format == "date-time" && !events::parse_iso_time(text)) return "not a time";
    if (format == "date" && !events::parse_iso_date(text)) return "not a date";
    return {};
}

std::string defect(const json::value& value, const json::value& given_schema,
                   const std::string& at);

std::string object_defect(const json::object& value, const json::object& schema,
                          const std::string& at) {
    if (const json::value* required = schema.if_contains("required")) {
        for (const json::value& name : required->as_array()) {
            if (!value.contains(name.as_string()))
                return at + ": " + std::string(name.as_string()) + " is missing";
        }
    }
    const json::value* properties = schema.if_contains("properties");
    for (const auto& member : value) {
        const json::value* known =
            properties == nullptr ? nullptr : properties->as_object().if_contains(member.key());
        const std::string place = at + "/" + std::string(member.key());
        if (known == nullptr) return place + ": is not described";
        if (std::string found = defect(member.value(), *known, place); !found.empty()) return found;
    }
    return {};
}

std::string one_of_defect(const json::value& value, const json::array& schemas,
                          const std::string& at) {
    const auto fits = [&](const json::value& schema) { return defect(value, schema, at).empty(); };
    return std::count_if(schemas.begin(), schemas.end(), fits) == 1
               ? ""
               : at + ": fits not exactly one of its schemas";
}

std::string string_defect(const json::string& value, const json::object& schema) {
    if (const json::value* format = schema.if_contains("format")) {
        if (std::string found = format_defect(value, format->as_string()); !found.empty())
            return found;
    }
    if (const json::value* pattern = schema.if_contains("pattern")) {
        const std::regex expression(pattern->as_string().c_str());
        if (!std::regex_search(value.begin(), value.end(), expression))
            return "does not fit its pattern";
    }
    return {};
}

std::string number_defect(double value, const json::object& schema) {
    const json::value* least = schema.if_contains("minimum");
    if (least != nullptr && value < least->to_number<double>()) return "less than its minimum";
    const json::value* most = schema.if_contains("maximum");
    if (most != nullptr && value > most->to_number<double>()) return "more than its maximum";
    return {};
}

std::string defect(const json::value& value, const json::value& given_schema,
                   const std::string& at) {
    const json::object& schema = resolved(given_schema).as_object();
    if (const json::value* one_of = schema.if_contains("oneOf"))
        return one_of_defect(value, one_of->as_array(), at);
    std::string found;
    if (const json::value* type = schema.if_contains("type")) found = type_defect(value, *type);
    if (const json::value* choices = schema.if_contains("enum");
        found.empty() && choices != nullptr) {
        const json::array& all = choices->as_array();
        if (std::find(all.begin(), all.end(), value) == all.end()) found = "not one of its values";
    }
    if (found.empty() && value.is_string()) found = string_defect(value.get_string(), schema);
    if (found.empty() && value.is_number())
        found = number_defect(value.to_number<double>(), schema);
    if (!found.empty()) return at + ": " + found;
    if (const json::object* object = value.if_object()) return object_defect(*object, schema, at);
    const json::array* items = value.if_array();
    if (items == nullptr) return {};
    for (std::size_t i = 0; i < items->size(); ++i) {
        found = defect((*items)[i], schema.at("items"), at + "/" + std::to_string(i));
        if (!found.empty()) return found;
    }
    return {};
}

// The path of the document that a target belongs to: "/api/v1/proposals/{id}" for any id.
const json::object* path_item(std::string_view target) {
    const std::string_view path = target.substr(0, target.find('?'));
    for (const auto& entry : document().at("paths").as_object()) {
        std::string expression(entry.key());
        for (std::size_t name = 0; (name = expression.find('{')) != std::string::npos;)
            expression.replace(name, expression.find('}') + 1 - name, "[^/]+");
        if (std::regex_match(path.begin(), path.end(), std::regex(expression)))
            return &entry.value().as_object();
    }
    return nullptr;
}

}  // namespace

std::string openapi_defect(std::string_view method, std::string_view target, unsigned status,
                           std::string_view content_type, const json::value& body) {
    const json::object* item = path_item(target);
    if (item == nullptr) return "the path is not described";
    std::string verb(method);
    std::transform(verb.begin(), verb.end(), verb.begin(),
                   [](char c) { return static_cast<char>(c | 0x20); });
    const json::value* operation = item->if_contains(verb);
    if (operation == nullptr) return status == 405 ? "" : "the method is not described";
    const json::value* response =
        operation->at("responses").as_object().if_contains(std::to_string(status));
    if (response == nullptr) return "the status is not described";
    const json::value* content = resolved(*response).as_object().if_contains("content");
    if (content == nullptr) return {};
    const json::value* media = content->as_object().if_contains(std::string(content_type));
    if (media == nullptr) return "the media type is not described: " + std::string(content_type);
    return defect(body, media->at("schema"), "");
}

}  // namespace imaginons::tests
