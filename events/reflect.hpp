// Small helpers over flatc's type tables, shared by well_formed.cpp and json.cpp; not for use
// outside events/.
#pragma once

#include "events/fact.hpp"
#include "flatbuffers/minireflect.h"

namespace imaginons::events::reflect {

using flatbuffers::ElementaryType;
using flatbuffers::TypeTable;

struct Field {
    ElementaryType type;
    bool repeated;
    const TypeTable* ref;  // null for plain scalars and strings
    const char* name;
};

inline Field field_at(const TypeTable& table, std::size_t i) {
    const flatbuffers::TypeCode code = table.type_codes[i];
    return {static_cast<ElementaryType>(code.base_type), code.is_repeating != 0,
            code.sequence_ref >= 0 ? table.type_refs[code.sequence_ref]() : nullptr,
            table.names != nullptr ? table.names[i] : ""};
}

// Where field i of a table lies, or null if it was not written.
inline const std::uint8_t* value_at(const std::uint8_t* table, std::size_t i) {
    return reinterpret_cast<const flatbuffers::Table*>(table)->GetAddressOf(
        flatbuffers::FieldIndexToOffset(static_cast<flatbuffers::voffset_t>(i)));
}

inline const std::uint8_t* follow(const std::uint8_t* offset) {
    return offset + flatbuffers::ReadScalar<flatbuffers::uoffset_t>(offset);
}

inline bool is_enum(const Field& field) {
    return field.ref != nullptr && field.ref->st == flatbuffers::ST_ENUM;
}

inline std::string_view string_at(const std::uint8_t* offset) {
    return reinterpret_cast<const flatbuffers::String*>(follow(offset))->string_view();
}

// The table type of a union member by its number, null for NONE and for numbers that the schema
// does not know.
inline const TypeTable* member_of(const TypeTable& union_table, std::uint8_t number) {
    const auto i = flatbuffers::LookupEnum(number, union_table.values, union_table.num_elems);
    if (i < 0 || static_cast<std::size_t>(i) >= union_table.num_elems) return nullptr;
    const flatbuffers::TypeCode code = union_table.type_codes[i];
    // NONE stands in the table too, as a sequence of no type.
    if (code.base_type != flatbuffers::ET_SEQUENCE || code.sequence_ref < 0) return nullptr;
    return union_table.type_refs[code.sequence_ref]();
}

}  // namespace imaginons::events::reflect
