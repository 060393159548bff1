#include "storage/cosignature.hpp"

#include <algorithm>
#include <cassert>

#include "storage/note_parts.hpp"
#include "storage/sodium.hpp"

namespace imaginons::storage {

namespace {

using note_parts::SignatureType;

constexpr std::size_t time_bytes = 8;
constexpr std::uint64_t latest_time_s = ~std::uint64_t{0} >> 1;  // 2^63 - 1

std::string signed_message(std::string_view text, std::uint64_t time_s) {
    std::string message = "cosignature/v1\ntime " + std::to_string(time_s) + "\n";
    message += text;
    return message;
}

std::array<std::uint8_t, time_bytes> big_endian(std::uint64_t number) {
    std::array<std::uint8_t, time_bytes> bytes;
    for (std::size_t i = time_bytes; i-- > 0; number >>= 8)
        bytes[i] = static_cast<std::uint8_t>(number);
    return bytes;
}

std::uint64_t from_big_endian(Bytes bytes) {
    std::uint64_t number = 0;
    for (const std::uint8_t byte : bytes) number = number << 8 | byte;
    return number;
}

// The time in a timestamped_signature by `key` over `text`.
std::optional<std::uint64_t> time_if_valid(const PublicKey& key, std::string_view text,
                                           Bytes signature) {
    if (signature.size() != time_bytes + crypto_sign_BYTES) return std::nullopt;
    const std::uint64_t time_s = from_big_endian(signature.first(time_bytes));
    if (time_s == 0 || time_s > latest_time_s) return std::nullopt;
    const std::string message = signed_message(text, time_s);
    if (!verify_ed25519(key, as_bytes(message), signature.subspan(time_bytes))) return std::nullopt;
    return time_s;
}

}  // namespace

std::string CosignerKey::text() const {
    return note_parts::verifier_key_text({name, id, key}, SignatureType::cosignature_v1);
}

std::optional<CosignerKey> CosignerKey::parse(std::string_view text) {
    auto parts = note_parts::parse_verifier_key(text, SignatureType::cosignature_v1);
    if (!parts) return std::nullopt;
    return CosignerKey{std::move(parts->name), parts->id, parts->key};
}

std::optional<std::uint64_t> CosignerKey::cosigned_at(const Note& note) const {
    std::optional<std::uint64_t> latest;
    for (const NoteSignature& signature : note.signatures) {
        if (signature.name != name || signature.key_id != id) continue;
        const auto time_s = time_if_valid(key, note.text, signature.signature);
        if (!time_s) return std::nullopt;
        latest = std::max(latest.value_or(0), *time_s);
    }
    return latest;
}

Cosigner::Cosigner(std::string name, const SigningSeed& seed) {
    start_sodium();
    note_parts::require_key_name(name);
    key_.name = std::move(name);
    crypto_sign_seed_keypair(key_.key.data(), secret_.data(), seed.data());
    key_.id = note_parts::key_id_of(key_.name, SignatureType::cosignature_v1, key_.key);
}

std::string Cosigner::cosign(std::string_view text, std::uint64_t time_s) const {
    assert(text.ends_with('\n') && time_s > 0 && time_s <= latest_time_s);
    const std::string message = signed_message(text, time_s);
    const auto time = big_endian(time_s);
    std::array<std::uint8_t, time_bytes + crypto_sign_BYTES> signature;
    std::copy(time.begin(), time.end(), signature.begin());
    crypto_sign_detached(signature.data() + time_bytes, nullptr, as_bytes(message).data(),
                         message.size(), secret_.data());
    return note_parts::signature_line(key_.name, key_.id, signature);
}

}  // namespace imaginons::storage
