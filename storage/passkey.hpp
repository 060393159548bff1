// What the vault keeps about the passkeys that one person signs in with (WebAuthn): public keys, so
// that nothing here lets anybody in. Plain data and its bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/ids.hpp"

namespace imaginons::storage {

// Numbers of the COSE registry (RFC 9053), which authenticators use too.
enum class PasskeyAlgorithm : std::int32_t { es256 = -7, eddsa = -8, rs256 = -257 };

struct Passkey {
    std::vector<std::uint8_t> id;  // the authenticator's, at most limits::passkey_id_bytes
    PasskeyAlgorithm algorithm = PasskeyAlgorithm::es256;
    std::vector<std::uint8_t>
        public_key;  // as libfido2 gives it, at most limits::passkey_key_bytes
    // How often it has signed, by its own count; 0 if it does not count.
    std::uint32_t sign_count = 0;
    std::int64_t created_at_ms = 0;
    std::int32_t seen_on = 0;  // last, in days since 1970-01-01; 0: never
    std::string name;          // what its owner calls it, at most limits::passkey_name_bytes
    bool operator==(const Passkey&) const = default;
};

// A multiple of limits::passkey_step_bytes.
std::vector<std::uint8_t> encoded(const std::vector<Passkey>& passkeys);
// Nothing if these are not the bytes of such a list.
std::optional<std::vector<Passkey>> decode_passkeys(events::Bytes bytes);

}  // namespace imaginons::storage
