// Secrets and ids drawn from the system's random source, and how they are written and compared.
// Deciders never come here: what is random is minted before a command is asked.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "events/ids.hpp"

namespace imaginons::http {

// Through a buffer of the calling thread, so that an id costs no system call. Throws if the system
// gives none.
void fill_random(std::span<std::uint8_t> bytes);

template <events::IdLike T>
T random_id() {
    std::array<std::uint8_t, 16> bytes;
    fill_random(bytes);
    return events::uuid_from_bytes<T>(bytes.data(), 4);
}

// 256 random bits as 43 characters of base64url (RFC 4648, 5).
std::string random_token();

std::string base64url(events::Bytes bytes);

// In a time that depends on the lengths only.
bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace imaginons::http
