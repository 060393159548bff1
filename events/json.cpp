#include "events/json.hpp"

#include "events/codec.hpp"
#include "events/reflect.hpp"
#include "events/time.hpp"

namespace imaginons::events {

namespace {

using namespace reflect;

void append_table(std::string& out, const std::uint8_t* table, const TypeTable& type);

// flatc writes keywords with an underscore behind ("for_"); the schema's word has none.
std::string_view plain_name(std::string_view name) {
    if (name.ends_with('_')) name.remove_suffix(1);
    return name;
}

std::int64_t integer_at(const std::uint8_t* value, ElementaryType type) {
    switch (type) {
        case flatbuffers::ET_UTYPE:
        case flatbuffers::ET_BOOL:
        case flatbuffers::ET_UCHAR: return *value;
        case flatbuffers::ET_CHAR: return flatbuffers::ReadScalar<std::int8_t>(value);
        case flatbuffers::ET_SHORT: return flatbuffers::ReadScalar<std::int16_t>(value);
        case flatbuffers::ET_USHORT: return flatbuffers::ReadScalar<std::uint16_t>(value);
        case flatbuffers::ET_INT: return flatbuffers::ReadScalar<std::int32_t>(value);
        case flatbuffers::ET_UINT: return flatbuffers::ReadScalar<std::uint32_t>(value);
        case flatbuffers::ET_LONG: return flatbuffers::ReadScalar<std::int64_t>(value);
        // Sizes of logs: far below 2^63.
        case flatbuffers::ET_ULONG:
            return static_cast<std::int64_t>(flatbuffers::ReadScalar<std::uint64_t>(value));
        case flatbuffers::ET_FLOAT:
        case flatbuffers::ET_DOUBLE:
        case flatbuffers::ET_STRING:
        case flatbuffers::ET_SEQUENCE: break;
    }
    assert(false && "the schema has no such scalar outside ids and hashes");
    return 0;
}

void append_scalar(std::string& out, const std::uint8_t* value, const Field& field) {
    const std::int64_t number = integer_at(value, field.type);
    const std::string_view name = field.name;
    if (is_enum(field)) {
        const char* word = flatbuffers::EnumName(number, field.ref);
        append_json_string(out, plain_name(word != nullptr ? word : "unknown"));
    } else if (field.type == flatbuffers::ET_BOOL) {
        out += number != 0 ? "true" : "false";
    } else if (name.ends_with("_at")) {
        append_json_string(out, iso_time(number));
    } else if (name.ends_with("_on")) {
        // 0 = not said.
        out += number == 0 ? "null" : '"' + iso_date(static_cast<std::int32_t>(number)) + '"';
    } else {
        out += std::to_string(number);
    }
}

void append_struct(std::string& out, const std::uint8_t* value, const TypeTable& type) {
    const bool all_ulong = field_at(type, 0).type == flatbuffers::ET_ULONG;
    if (all_ulong && type.num_elems == 2) {
        const bool nil = is_nil(from_bytes<Id>(value));
        out += nil ? "null" : '"' + uuid_text(value) + '"';
        return;
    }
    if (all_ulong) {
        out += '"';
        for (std::size_t i = 0; i < 32; ++i) {
            out += "0123456789abcdef"[value[i] >> 4];
            out += "0123456789abcdef"[value[i] & 15];
        }
        out += '"';
        return;
    }
    out += '{';
    for (std::size_t i = 0; i < type.num_elems; ++i) {
        const Field field = field_at(type, i);
        if (i != 0) out += ',';
        append_json_string(out, plain_name(field.name));
        out += ':';
        append_scalar(out, value + type.values[i], field);
    }
    out += '}';
}

void append_element(std::string& out, const std::uint8_t* value, const Field& field) {
    if (field.type == flatbuffers::ET_STRING) {
        append_json_string(out, string_at(value));
    } else if (field.type != flatbuffers::ET_SEQUENCE) {
        append_scalar(out, value, field);
    } else if (field.ref->st == flatbuffers::ST_STRUCT) {
        append_struct(out, value, *field.ref);
    } else {
        append_table(out, follow(value), *field.ref);
    }
}

void append_vector(std::string& out, const std::uint8_t* value, const Field& field) {
    const std::uint8_t* vector = follow(value);
    const auto size = flatbuffers::ReadScalar<flatbuffers::uoffset_t>(vector);
    const std::uint8_t* element = vector + sizeof(flatbuffers::uoffset_t);
    const std::size_t step = flatbuffers::InlineSize(field.type, field.ref);
    out += '[';
    for (std::size_t i = 0; i < size; ++i, element += step) {
        if (i != 0) out += ',';
        append_element(out, element, field);
    }
    out += ']';
}

void append_table(std::string& out, const std::uint8_t* table, const TypeTable& type) {
    out += '{';
    bool first = true;
    const std::uint8_t* previous = nullptr;
    for (std::size_t i = 0; i < type.num_elems; ++i) {
        const std::uint8_t* value = value_at(table, i);
        const std::uint8_t* number = previous;
        previous = value;
        if (value == nullptr) continue;
        const Field field = field_at(type, i);
        if (!first) out += ',';
        first = false;
        if (field.type == flatbuffers::ET_UTYPE) {
            out += "\"kind\":";
            append_json_string(out, kind_name(static_cast<schema::Payload>(*value)));
            continue;
        }
        append_json_string(out, plain_name(field.name));
        out += ':';
        if (field.repeated) {
            append_vector(out, value, field);
        } else if (field.type == flatbuffers::ET_SEQUENCE &&
                   field.ref->st == flatbuffers::ST_UNION) {
            append_table(out, follow(value), *member_of(*field.ref, *number));
        } else {
            append_element(out, value, field);
        }
    }
    out += '}';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (u < 0x20 || u == 0x7F) {
            out += "\\u00";
            out += "0123456789abcdef"[u >> 4];
            out += "0123456789abcdef"[u & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

std::string to_json(std::uint64_t seq, Bytes bytes) {
    std::string out;
    out.reserve(600);
    append_table(out, reinterpret_cast<const std::uint8_t*>(&event_in(bytes)),
                 *schema::EventTypeTable());
    return "{\"seq\":" + std::to_string(seq) + ',' + out.substr(1);
}

}  // namespace imaginons::events
