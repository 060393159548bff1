// Caps of the record format itself. What a person may write is limited by commands/limits.hpp, well
// below these.
#pragma once

#include <cstddef>
#include <cstdint>

namespace imaginons::events::limits {

// A log entry is served in bundles whose entries are length-prefixed by 16 bits; a quarter of that
// leaves room.
constexpr std::size_t event_bytes = std::size_t{16} * 1024;
// The plaintext of a sealed part: four bytes a character of the longest body, and a title.
constexpr std::size_t sealed_bytes = std::size_t{128} * 1024;
constexpr std::size_t origin_bytes = 200;
constexpr std::size_t phases = 32;
// Depth and tables that FlatBuffers' verifier walks at most.
constexpr unsigned verifier_depth = 8;
constexpr unsigned verifier_tables = 64;

// Tables, vtables, strings and vectors of one record: twice what the longest list of phases needs.
constexpr std::size_t parts = 128;

}  // namespace imaginons::events::limits
