// The one place where http/ reads the wall clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace imaginons::http {

// Milliseconds since 1970-01-01T00:00:00Z.
inline std::int64_t now_ms() {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

}  // namespace imaginons::http
