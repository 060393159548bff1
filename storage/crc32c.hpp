// CRC-32C (Castagnoli, RFC 3720 B.4): finds accidental damage of a record fast. Against intent
// there is the tree.
#pragma once

#include <cstdint>

#include "events/ids.hpp"

namespace imaginons::storage {

std::uint32_t crc32c(events::Bytes bytes);

namespace detail {
// For tests: what crc32c() uses where the CPU has no instruction for it.
std::uint32_t crc32c_by_table(events::Bytes bytes);
}  // namespace detail

}  // namespace imaginons::storage
