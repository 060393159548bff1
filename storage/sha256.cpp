// The low-level SHA-256 of OpenSSL: the same assembly as behind EVP, without EVP's dispatch, which
// takes as long as hashing an event does (measured on 65 bytes: 176 ns against 302). It is
// deprecated since 3.0; should it go, a context per thread with EVP_DigestInit_ex2(ctx, nullptr,
// nullptr) does the same, slower. CMakeLists.txt silences the deprecation here only.
#include "storage/sha256.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace imaginons::storage {

namespace {

static_assert(sizeof(SHA256_CTX) <= sizeof(HmacKey::State) &&
              std::is_trivially_copyable_v<SHA256_CTX>);

Digest finished(SHA256_CTX& state) {
    Digest digest;
    SHA256_Final(digest.data(), &state);
    return digest;
}

// The state after one block that holds the key, each byte changed by `pad` (RFC 2104).
HmacKey::State padded_state(const std::array<std::uint8_t, 64>& key, std::uint8_t pad) {
    std::array<std::uint8_t, 64> block = key;
    for (std::uint8_t& byte : block) byte = static_cast<std::uint8_t>(byte ^ pad);
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, block.data(), block.size());
    HmacKey::State kept{};
    std::memcpy(kept.data(), &state, sizeof state);
    return kept;
}

SHA256_CTX resumed(const HmacKey::State& kept) {
    SHA256_CTX state;
    std::memcpy(&state, kept.data(), sizeof state);
    return state;
}

}  // namespace

Digest sha256(Bytes bytes) {
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, bytes.data(), bytes.size());
    return finished(state);
}

Digest sha256(std::initializer_list<Bytes> parts) {
    SHA256_CTX state;
    SHA256_Init(&state);
    for (const Bytes part : parts) SHA256_Update(&state, part.data(), part.size());
    return finished(state);
}

HmacKey::HmacKey(Bytes key) {
    std::array<std::uint8_t, 64> block{};
    if (key.size() > block.size()) {
        const Digest digest = sha256(key);
        std::copy(digest.begin(), digest.end(), block.begin());
    } else {
        std::copy(key.begin(), key.end(), block.begin());
    }
    inner_ = padded_state(block, 0x36);
    outer_ = padded_state(block, 0x5C);
}

Digest HmacKey::mac(Bytes message) const {
    return mac({message});
}

Digest HmacKey::mac(std::initializer_list<Bytes> parts) const {
    SHA256_CTX inner = resumed(inner_);
    for (const Bytes part : parts) SHA256_Update(&inner, part.data(), part.size());
    const Digest digest = finished(inner);
    SHA256_CTX outer = resumed(outer_);
    SHA256_Update(&outer, digest.data(), digest.size());
    return finished(outer);
}

}  // namespace imaginons::storage
