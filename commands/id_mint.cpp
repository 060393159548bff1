#include "commands/id_mint.hpp"

#include <sodium/randombytes.h>

namespace imaginons::commands {

namespace {

constexpr std::uint32_t counter_end = 1U << 12;

}  // namespace

// One system call for 512 ids.
const std::uint8_t* IdMint::random8() {
    if (used_ == random_.size()) {
        randombytes_buf(random_.data(), random_.size());
        used_ = 0;
    }
    used_ += 8;
    return random_.data() + used_ - 8;
}

events::Id IdMint::mint(std::int64_t now_ms) {
    if (now_ms > last_ms_) {
        last_ms_ = now_ms;
        counter_ = 0;
    } else if (++counter_ == counter_end) {
        ++last_ms_;
        counter_ = 0;
    }
    std::array<std::uint8_t, 10> tail;
    tail[0] = static_cast<std::uint8_t>(counter_ >> 8);
    tail[1] = static_cast<std::uint8_t>(counter_);
    std::memcpy(tail.data() + 2, random8(), 8);
    return events::make_uuid7(last_ms_, tail);
}

}  // namespace imaginons::commands
