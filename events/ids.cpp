#include "events/ids.hpp"

namespace imaginons::events {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool dash_before(int byte) {
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

}  // namespace

std::string uuid_text(const std::uint8_t* bytes16) {
    std::string text(36, '-');
    std::size_t at = 0;
    for (int i = 0; i < 16; ++i) {
        if (dash_before(i)) ++at;
        text[at++] = hex_digits[bytes16[i] >> 4];
        text[at++] = hex_digits[bytes16[i] & 15];
    }
    return text;
}

bool parse_uuid(std::string_view text, std::uint8_t* out16) {
    if (text.size() != 36) return false;
    std::size_t at = 0;
    for (int i = 0; i < 16; ++i) {
        if (dash_before(i) && text[at++] != '-') return false;
        const int high = hex_value(text[at]);
        const int low = hex_value(text[at + 1]);
        if (high < 0 || low < 0) return false;
        out16[i] = static_cast<std::uint8_t>(high * 16 + low);
        at += 2;
    }
    return true;
}

Id make_uuid7(std::int64_t time_ms, std::span<const std::uint8_t, 10> random) {
    std::array<std::uint8_t, 16> raw;
    for (std::size_t i = 0; i < 6; ++i) {
        raw[i] = static_cast<std::uint8_t>(time_ms >> (40 - 8 * static_cast<int>(i)));
    }
    std::memcpy(raw.data() + 6, random.data(), 10);
    raw[6] = static_cast<std::uint8_t>((raw[6] & 0x0F) | 0x70);
    raw[8] = static_cast<std::uint8_t>((raw[8] & 0x3F) | 0x80);
    return from_bytes<Id>(raw.data());
}

}  // namespace imaginons::events
