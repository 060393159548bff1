// getrandom(2) behind a small buffer per thread.
#include "http/random.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace imaginons::http {

namespace {

struct Pool {
    std::array<std::uint8_t, 4096> bytes;
    std::size_t used = sizeof bytes;
};

void refill(Pool& pool) {
    std::size_t got = 0;
    while (got < pool.bytes.size()) {
        const ssize_t n = ::getrandom(pool.bytes.data() + got, pool.bytes.size() - got, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
        got += static_cast<std::size_t>(n);
    }
    pool.used = 0;
}

}  // namespace

void fill_random(std::span<std::uint8_t> bytes) {
    thread_local Pool pool;
    while (!bytes.empty()) {
        if (pool.used == pool.bytes.size()) refill(pool);
        const std::size_t n = std::min(bytes.size(), pool.bytes.size() - pool.used);
        std::memcpy(bytes.data(), pool.bytes.data() + pool.used, n);
        // What was handed out is not kept: it may be a secret.
        std::memset(pool.bytes.data() + pool.used, 0, n);
        pool.used += n;
        bytes = bytes.subspan(n);
    }
}

std::string random_token() {
    std::array<std::uint8_t, 32> bytes;
    fill_random(bytes);
    return base64url(bytes);
}

std::string base64url(events::Bytes bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    out.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const std::uint8_t byte : bytes) {
        bits = bits << 8U | byte;
        count += 8;
        while (count >= 6) {
            count -= 6;
            out += digits[bits >> count & 63U];
        }
    }
    if (count > 0) out += digits[bits << (6 - count) & 63U];
    return out;
}

bool equal_secrets(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i] ^ b[i]));
    }
    return difference == 0;
}

}  // namespace imaginons::http
