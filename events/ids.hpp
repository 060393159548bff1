// Ids and other fixed-size values: strong types, byte order, text form, hashing. They are values;
// nothing here mints randomness or reads a clock.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "schema/ids_generated.h"

namespace imaginons::events {

using schema::ArgumentId;
using schema::Hash;
using schema::Id;
using schema::MeetingId;
using schema::MilestoneId;
using schema::NewsId;
using schema::PersonId;
using schema::ProjectId;
using schema::ProposalId;
using schema::QuestionId;
using schema::RequestHash;
using schema::RequestId;
using schema::Token;

using Bytes = std::span<const std::uint8_t>;

// Any of the 16-byte values above.
template <class T>
concept IdLike = sizeof(T) == 16 && requires(const T& t) {
    { t.hi() } -> std::convertible_to<std::uint64_t>;
    { t.lo() } -> std::convertible_to<std::uint64_t>;
};

template <IdLike T>
std::array<std::uint8_t, 16> bytes_of(const T& id) {
    std::array<std::uint8_t, 16> out;
    std::memcpy(out.data(), &id, 16);
    return out;
}

// The first 16 bytes of `bytes`, which must have that many.
template <IdLike T>
T from_bytes(const std::uint8_t* bytes) {
    T id;
    std::memcpy(static_cast<void*>(&id), bytes, 16);
    return id;
}

// Those bytes as a UUID of a version (RFC 9562): 4 for random ones, 8 for ones derived from a name.
// 6 bits are overwritten, so that whoever reads our ids elsewhere finds what the standard promises.
template <IdLike T>
T uuid_from_bytes(const std::uint8_t* bytes, unsigned version) {
    std::array<std::uint8_t, 16> raw;
    std::memcpy(raw.data(), bytes, 16);
    raw[6] = static_cast<std::uint8_t>((raw[6] & 0x0F) | (version << 4));
    raw[8] = static_cast<std::uint8_t>((raw[8] & 0x3F) | 0x80);
    return from_bytes<T>(raw.data());
}

// The same 16 bytes as another kind of id: only where a schema field names an object of any kind.
template <IdLike To, IdLike From>
To id_as(const From& from) {
    return To(from.hi(), from.lo());
}

template <IdLike T>
bool is_nil(const T& id) {
    return id.hi() == 0 && id.lo() == 0;
}

std::string uuid_text(const std::uint8_t* bytes16);
bool parse_uuid(std::string_view text, std::uint8_t* out16);

// "0198a3c2-7f10-7cc1-8d4e-3b0a5f7e9c21": the text form of RFC 9562.
template <IdLike T>
std::string to_text(const T& id) {
    return uuid_text(bytes_of(id).data());
}

// Accepts exactly what to_text writes, in either case.
template <IdLike T>
std::optional<T> parse_id(std::string_view text) {
    std::array<std::uint8_t, 16> raw;
    if (!parse_uuid(text, raw.data())) return std::nullopt;
    return from_bytes<T>(raw.data());
}

// UUIDv7 (RFC 9562, 5.7) from a time in milliseconds and 10 random bytes.
Id make_uuid7(std::int64_t time_ms, std::span<const std::uint8_t, 10> random);

// Orders by stored bytes: the only order of ids there is (hi() is not big-endian).
struct ByBytes {
    template <IdLike T>
    bool operator()(const T& a, const T& b) const {
        return std::memcmp(&a, &b, 16) < 0;
    }
};

// For hash tables in memory; not stable across versions, never stored.
struct IdHash {
    template <IdLike T>
    std::size_t operator()(const T& id) const {
        std::uint64_t x = id.lo() ^ (id.hi() * 0x9E3779B97F4A7C15ULL);
        x ^= x >> 32;
        x *= 0xD6E8FEB86659FD93ULL;
        x ^= x >> 32;
        return x;
    }
};

inline std::array<std::uint8_t, 32> bytes_of(const Hash& hash) {
    std::array<std::uint8_t, 32> out;
    std::memcpy(out.data(), &hash, 32);
    return out;
}

// The first 32 bytes of `bytes`, which must have that many.
inline Hash hash_from_bytes(const std::uint8_t* bytes) {
    Hash hash;
    std::memcpy(static_cast<void*>(&hash), bytes, 32);
    return hash;
}

}  // namespace imaginons::events
