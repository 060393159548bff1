// How often something was done lately, by a key that may name a person: kept in memory as a keyed
// digest, never logged, never stored.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "storage/sha256.hpp"

namespace imaginons::http {

// Any thread.
class RateLimit {
  public:
    // At most `count` times within `window` for one key.
    RateLimit(std::uint32_t count, std::chrono::milliseconds window);

    // Counts one more and gives 0; or, when there were too many, counts nothing and gives the
    // milliseconds to wait.
    std::int64_t take(std::string_view key, std::int64_t now_ms);

  private:
    struct Window {
        std::int64_t began_ms = 0;
        std::uint32_t count = 0;
    };
    void drop_old(std::int64_t now_ms);

    const std::uint32_t count_;
    const std::int64_t window_ms_;
    const storage::HmacKey key_;  // drawn at start: the table's keys cannot be found by trying
    std::mutex mutex_;
    std::unordered_map<std::uint64_t, Window> windows_;
};

// What counts as one address: an IPv4 address, or the /64 that a household gets.
std::string_view address_group(std::string_view ip_address);

}  // namespace imaginons::http
