// Mints event ids: UUIDv7 (RFC 9562, 5.7), each larger than the one before. The only randomness of
// the write side besides the vault's. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>

#include "events/ids.hpp"

namespace imaginons::commands {

class IdMint {
  public:
    // Time, a counter within the millisecond (6.2, method 1) and 62 random bits. If the clock
    // stands still or goes back, or the counter overflows, the id's time runs ahead of it.
    events::Id mint(std::int64_t now_ms);

  private:
    const std::uint8_t* random8();

    std::int64_t last_ms_ = 0;
    std::uint32_t counter_ = 0;
    std::array<std::uint8_t, 4'096> random_{};
    std::size_t used_ = sizeof random_;
};

}  // namespace imaginons::commands
