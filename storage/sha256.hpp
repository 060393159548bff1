// SHA-256 and HMAC-SHA-256 through OpenSSL, which uses the CPU's instructions. Every function may
// be called from any thread. Not for passwords.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "events/ids.hpp"

namespace imaginons::storage {

using events::Bytes;
using Digest = std::array<std::uint8_t, 32>;

inline Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Digest sha256(Bytes bytes);
// Of the parts one after the other, without copying them together.
Digest sha256(std::initializer_list<Bytes> parts);

// A key prepared once (RFC 2104: the state after each of its two pads) and then shared: mac() only
// reads it.
class HmacKey {
  public:
    explicit HmacKey(Bytes key);

    Digest mac(Bytes message) const;
    Digest mac(std::initializer_list<Bytes> parts) const;
    // The first 16 bytes of mac(), as an id: tokens, request ids, request hashes.
    template <events::IdLike T>
    T mac_id(Bytes message) const {
        const Digest digest = mac(message);
        return events::from_bytes<T>(digest.data());
    }

    // Room for a state of OpenSSL's, whose header stays in the .cpp.
    using State = std::array<std::uint8_t, 112>;

  private:
    State inner_{};
    State outer_{};
};

}  // namespace imaginons::storage
