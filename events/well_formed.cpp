#include "events/well_formed.hpp"

#include "events/limits.hpp"
#include "events/reflect.hpp"

namespace imaginons::events {

namespace {

using namespace reflect;

const char* defect_in_table(const std::uint8_t* table, const TypeTable& type);

const char* defect_in_string(const std::uint8_t* value) {
    return valid_utf8(string_at(value)) ? nullptr : "a string is not UTF-8";
}

const char* defect_in_scalar(const std::uint8_t* value, const Field& field) {
    if (!is_enum(field)) return nullptr;
    const auto i = flatbuffers::LookupEnum(*value, field.ref->values, field.ref->num_elems);
    const bool known = i >= 0 && static_cast<std::size_t>(i) < field.ref->num_elems;
    return known ? nullptr : "an enum is out of range";
}

const char* defect_in_struct(const std::uint8_t* value, const TypeTable& type) {
    for (std::size_t i = 0; i < type.num_elems; ++i) {
        const Field field = field_at(type, i);
        if (const char* defect = defect_in_scalar(value + type.values[i], field)) return defect;
    }
    return nullptr;
}

const char* defect_in_vector(const std::uint8_t* value, const Field& field) {
    const std::uint8_t* vector = follow(value);
    const auto size = flatbuffers::ReadScalar<flatbuffers::uoffset_t>(vector);
    if (size > limits::phases) return "a list is too long";
    const std::uint8_t* element = vector + sizeof(flatbuffers::uoffset_t);
    const std::size_t step = flatbuffers::InlineSize(field.type, field.ref);
    for (std::size_t i = 0; i < size; ++i, element += step) {
        const char* defect = nullptr;
        if (field.type == flatbuffers::ET_STRING) {
            defect = defect_in_string(element);
        } else if (field.type == flatbuffers::ET_SEQUENCE && field.ref->st == flatbuffers::ST_STRUCT) {
            defect = defect_in_struct(element, *field.ref);
        } else if (field.type == flatbuffers::ET_SEQUENCE) {
            defect = defect_in_table(follow(element), *field.ref);
        } else {
            defect = defect_in_scalar(element, field);
        }
        if (defect != nullptr) return defect;
    }
    return nullptr;
}

const char* defect_in_field(const std::uint8_t* value, const std::uint8_t* previous, const Field& field) {
    if (field.repeated) return defect_in_vector(value, field);
    if (field.type == flatbuffers::ET_STRING) return defect_in_string(value);
    if (field.type != flatbuffers::ET_SEQUENCE) return defect_in_scalar(value, field);
    switch (field.ref->st) {
        case flatbuffers::ST_TABLE: return defect_in_table(follow(value), *field.ref);
        case flatbuffers::ST_STRUCT: return defect_in_struct(value, *field.ref);
        case flatbuffers::ST_ENUM: return nullptr;
        case flatbuffers::ST_UNION: break;
    }
    const TypeTable* member = previous == nullptr ? nullptr : member_of(*field.ref, *previous);
    if (member == nullptr) return "its kind is unknown";
    return defect_in_table(follow(value), *member);
}

const char* defect_in_table(const std::uint8_t* table, const TypeTable& type) {
    const std::uint8_t* previous = nullptr;
    for (std::size_t i = 0; i < type.num_elems; ++i) {
        const std::uint8_t* value = value_at(table, i);
        if (value != nullptr) {
            const Field field = field_at(type, i);
            // A union's number is checked with the union's value.
            if (field.type != flatbuffers::ET_UTYPE) {
                if (const char* defect = defect_in_field(value, previous, field)) return defect;
            }
        }
        previous = value;
    }
    return nullptr;
}

bool aligned(Bytes bytes) { return reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 == 0; }

// The verifier accepts bytes after the end of the buffer; a record must not carry any. FlatBuffers are written from the
// back, so the root table's offset is near the front and only the size prefix of the caller says where the end is: the
// builder pads to 8, hence less than 8 bytes of slack can be legitimate and a multiple of 8 is demanded.
const char* defect_of_frame(Bytes bytes, const char* identifier, std::size_t most) {
    if (!aligned(bytes)) return "its bytes are not aligned";
    if (bytes.size() < 12) return "it is too short";
    if (bytes.size() > most) return "it is too long";
    if (!flatbuffers::BufferHasIdentifier(bytes.data(), identifier)) return "its identifier is wrong";
    return nullptr;
}

}  // namespace

const char* defect_of(Bytes bytes) {
    if (const char* defect = defect_of_frame(bytes, schema::EventIdentifier(), limits::event_bytes)) return defect;
    flatbuffers::Verifier verifier(bytes.data(), bytes.size(), limits::verifier_depth, limits::verifier_tables);
    if (!schema::VerifyEventBuffer(verifier)) return "its FlatBuffer is damaged";
    const schema::Event& event = *schema::GetEvent(bytes.data());
    if (event.id() == nullptr || is_nil(*event.id())) return "it has no id";
    if (event.request() == nullptr || event.request_hash() == nullptr) return "it has no request";
    if (event.payload() == nullptr) return "it has no payload";
    if (event.schema() == 0) return "it has no schema number";
    if (event.origin() != nullptr && event.origin()->size() > limits::origin_bytes) return "its origin is too long";
    return defect_in_table(reinterpret_cast<const std::uint8_t*>(&event), *schema::EventTypeTable());
}

const char* defect_of_text(Bytes bytes) {
    if (const char* defect = defect_of_frame(bytes, text_identifier, limits::sealed_bytes)) return defect;
    flatbuffers::Verifier verifier(bytes.data(), bytes.size(), limits::verifier_depth, limits::verifier_tables);
    if (!verifier.VerifyBuffer<schema::Text>(text_identifier)) return "its FlatBuffer is damaged";
    const auto* text = flatbuffers::GetRoot<schema::Text>(bytes.data());
    return defect_in_table(reinterpret_cast<const std::uint8_t*>(text), *schema::TextTypeTable());
}

bool valid_utf8(std::string_view text) {
    const auto* p = reinterpret_cast<const unsigned char*>(text.data());
    const auto* end = p + text.size();
    auto tail = [&](int n) {
        for (int i = 1; i <= n; ++i) {
            if ((p[i] & 0xC0) != 0x80) return false;
        }
        return true;
    };
    while (p != end) {
        if (*p < 0x80) {
            ++p;
            continue;
        }
        const int n = *p >= 0xF0 ? 3 : *p >= 0xE0 ? 2 : 1;
        if (*p < 0xC2 || *p > 0xF4 || end - p <= n || !tail(n)) return false;
        if (*p == 0xE0 && p[1] < 0xA0) return false;
        if (*p == 0xED && p[1] > 0x9F) return false;
        if (*p == 0xF0 && p[1] < 0x90) return false;
        if (*p == 0xF4 && p[1] > 0x8F) return false;
        p += n + 1;
    }
    return true;
}

}  // namespace imaginons::events
