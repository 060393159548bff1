// What well_formed.cpp must know of each table and struct, in the form that is fastest to walk:
// flatc's type tables compiled once into arrays. Not for use outside events/.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace flatbuffers {
struct TypeTable;
}

namespace imaginons::events::layout {

enum class Check : std::uint8_t {
    any,          // every bit pattern is a value
    flag,         // 0 or 1
    enumeration,  // a number that the schema names
    time,       // milliseconds in the years 0 to 9999, so that the ISO text has four digits of year
    date,       // days in the same years
    structure,  // its fields, its padding
    string,     // UTF-8
    table,      // its fields, its padding
    union_number,  // is looked at with the union's value, which stands in the next slot
    union_value    // a table of the type that the number says
};

struct Table;

// One field of a table or struct.
struct Slot {
    Check check = Check::any;
    // A vector of what `check` says.
    bool repeated = false;
    // Bytes of one value where it stands (an offset: 4); in a vector, of one element.
    std::uint8_t size = 0;
    // Where it lies in a struct; unused for tables.
    std::uint16_t offset = 0;
    // Bit n is set if the enum has the number n.
    std::uint64_t numbers = 0;
    // Of a structure or table.
    const Table* type = nullptr;
    // Of a union, by number; null for unknown ones.
    const std::array<const Table*, 256>* members = nullptr;
};

struct Table {
    std::vector<Slot> slots;
    // Of a struct: the offsets of its padding bytes.
    std::vector<std::uint8_t> padding;
};

// The layout of a root type. Thread-safe; costs some microseconds at the first call.
const Table& of_event();
const Table& of_text();

// No table's inline part is longer, with the worst padding.
constexpr std::size_t table_bytes = 256;

}  // namespace imaginons::events::layout
