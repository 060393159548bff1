#include "storage/sealed.hpp"

#include <cassert>
#include <cstring>

#include "events/limits.hpp"
#include "storage/limits.hpp"
#include "storage/sodium.hpp"

namespace imaginons::storage {

namespace {

constexpr std::string_view commitment_domain = "imaginons/sealed/v1\n";
constexpr std::size_t subject_bytes = 16;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t head_bytes = subject_bytes + nonce_bytes;
constexpr std::size_t r_bytes = 32;

// Event id, commitment, subject: what a row cannot be moved away from.
std::array<std::uint8_t, 64> bound_to(const events::Id& event_id, const events::Hash& commitment,
                                      const std::uint8_t* subject) {
    std::array<std::uint8_t, 64> data;
    std::memcpy(data.data(), &event_id, 16);
    std::memcpy(data.data() + 16, &commitment, 32);
    std::memcpy(data.data() + 48, subject, subject_bytes);
    return data;
}

bool plausible(Bytes row) {
    if (row.size() < head_bytes + tag_bytes) return false;
    const std::size_t padded = row.size() - head_bytes - tag_bytes;
    return padded > r_bytes && padded % limits::sealed_step_bytes == 0;
}

// Where the content of a padded part ends: before 0x80 and zeros, at least the one byte, at most a
// step (ISO/IEC 7816-4). Not in constant time, as libsodium does it: who cannot seal a row cannot
// try one.
std::optional<std::size_t> content_bytes(Bytes padded) {
    std::size_t end = padded.size();
    while (end > 0 && padded[end - 1] == 0) --end;
    if (end == 0 || padded[end - 1] != 0x80) return std::nullopt;
    const std::size_t content = end - 1;
    if (padded.size() - content > limits::sealed_step_bytes) return std::nullopt;
    return content;
}

}  // namespace

events::Hash commitment_of(Bytes r, const events::Id& event_id, Bytes plaintext) {
    const auto id = events::bytes_of(event_id);
    const Digest digest = HmacKey(r).mac({as_bytes(commitment_domain), id, plaintext});
    return events::hash_from_bytes(digest.data());
}

namespace {

Sealed sealed_with(const std::array<std::uint8_t, r_bytes>& r, const DataKey& key,
                   const events::PersonId& subject, const events::Id& event_id, Bytes plaintext) {
    assert(plaintext.size() <= events::limits::sealed_bytes);
    const std::size_t content = r_bytes + plaintext.size();
    // ISO/IEC 7816-4: 0x80, then zeros; at least the one byte.
    const std::size_t padded =
        (content / limits::sealed_step_bytes + 1) * limits::sealed_step_bytes;
    Sealed out;
    out.blob.resize(head_bytes + padded + tag_bytes);
    std::uint8_t* nonce = out.blob.data() + subject_bytes;
    std::uint8_t* body = out.blob.data() + head_bytes;
    std::memcpy(out.blob.data(), &subject, subject_bytes);
    randombytes_buf(nonce, nonce_bytes);
    std::memcpy(body, r.data(), r.size());
    if (!plaintext.empty()) std::memcpy(body + r_bytes, plaintext.data(), plaintext.size());
    body[content] = 0x80;
    out.commitment = commitment_of(r, event_id, plaintext);
    const auto data = bound_to(event_id, out.commitment, out.blob.data());
    crypto_aead_xchacha20poly1305_ietf_encrypt(body, nullptr, body, padded, data.data(),
                                               data.size(), nullptr, nonce, key.bytes.data());
    return out;
}

}  // namespace

Sealed seal(const DataKey& key, const events::PersonId& subject, const events::Id& event_id,
            Bytes plaintext) {
    start_sodium();
    std::array<std::uint8_t, r_bytes> r;
    randombytes_buf(r.data(), r.size());
    return sealed_with(r, key, subject, event_id, plaintext);
}

std::vector<std::uint8_t> reseal(const DataKey& key, const events::PersonId& subject,
                                 const events::Id& event_id, const Opened& opened) {
    start_sodium();
    return sealed_with(opened.r, key, subject, event_id, opened.plaintext).blob;
}

std::optional<events::PersonId> subject_of(Bytes sealed_row) {
    if (!plausible(sealed_row)) return std::nullopt;
    return events::from_bytes<events::PersonId>(sealed_row.data());
}

std::optional<Opened> open_sealed(const DataKey& key, const events::Id& event_id,
                                  const events::Hash& commitment, Bytes sealed_row) {
    if (!plausible(sealed_row)) return std::nullopt;
    start_sodium();
    const auto data = bound_to(event_id, commitment, sealed_row.data());
    const Bytes sealed = sealed_row.subspan(head_bytes);
    std::vector<std::uint8_t> body(sealed.size() - tag_bytes);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            body.data(), nullptr, nullptr, sealed.data(), sealed.size(), data.data(), data.size(),
            sealed_row.data() + subject_bytes, key.bytes.data()) != 0) {
        return std::nullopt;
    }
    const auto content = content_bytes(body);
    if (!content || *content < r_bytes) return std::nullopt;
    Opened out;
    std::copy_n(body.begin(), r_bytes, out.r.begin());
    body.resize(*content);
    body.erase(body.begin(), body.begin() + r_bytes);
    if (!(commitment_of(out.r, event_id, body) == commitment)) return std::nullopt;
    out.plaintext = std::move(body);
    return out;
}

}  // namespace imaginons::storage
