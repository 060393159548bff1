// Fixed windows: simple, bounded, and exact enough for mails that somebody would otherwise be
// flooded with.
#include "http/rate_limit.hpp"

#include <cstring>

#include "http/app_limits.hpp"
#include "http/random.hpp"

namespace imaginons::http {

namespace {

storage::HmacKey drawn_key() {
    std::array<std::uint8_t, 32> bytes;
    fill_random(bytes);
    return storage::HmacKey(bytes);
}

}  // namespace

RateLimit::RateLimit(std::uint32_t count, std::chrono::milliseconds window)
    : count_(count), window_ms_(window.count()), key_(drawn_key()) {}

std::int64_t RateLimit::take(std::string_view key, std::int64_t now_ms) {
    const storage::Digest digest = key_.mac(storage::as_bytes(key));
    std::uint64_t short_key;
    std::memcpy(&short_key, digest.data(), sizeof short_key);
    const std::lock_guard lock(mutex_);
    if (windows_.size() >= limits::rate_keys) drop_old(now_ms);
    Window& window = windows_[short_key];
    if (now_ms - window.began_ms >= window_ms_) window = {now_ms, 0};
    if (window.count >= count_) return window.began_ms + window_ms_ - now_ms;
    ++window.count;
    return 0;
}

void RateLimit::drop_old(std::int64_t now_ms) {
    std::erase_if(windows_,
                  [&](const auto& entry) { return now_ms - entry.second.began_ms >= window_ms_; });
    // A flood of keys within one window: forgetting all lets some through, filling the memory would
    // let nobody.
    if (windows_.size() >= limits::rate_keys) windows_.clear();
}

std::string_view address_group(std::string_view ip_address) {
    if (ip_address.find(':') == std::string_view::npos) return ip_address;
    std::size_t end = 0;
    for (int groups = 0; groups < 4; ++groups) {
        const std::size_t colon = ip_address.find(':', end);
        if (colon == std::string_view::npos) return ip_address;
        // "::" stands for groups of zeros: what is before it is the whole prefix.
        if (colon + 1 < ip_address.size() && ip_address[colon + 1] == ':')
            return ip_address.substr(0, colon + 2);
        end = colon + 1;
    }
    return ip_address.substr(0, end);
}

}  // namespace imaginons::http
