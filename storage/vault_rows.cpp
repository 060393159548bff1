#include "storage/vault_rows.hpp"

#include <algorithm>
#include <cassert>

#include "storage/crc32c.hpp"
#include "storage/sodium.hpp"

namespace imaginons::storage::vault_rows {

namespace {

constexpr std::string_view wrap_domain = "imaginons/vault/v1\n";
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t padded_email_bytes = 256;
static_assert(limits::email_bytes < padded_email_bytes);

Wrapped bound_to(Purpose purpose, Bytes row_key) {
    Wrapped data(wrap_domain.begin(), wrap_domain.end());
    data.push_back(static_cast<std::uint8_t>(purpose));
    data.insert(data.end(), row_key.begin(), row_key.end());
    return data;
}

template <class Row>
std::uint32_t crc_with(Bytes row_key, Row row) {
    row.crc = 0;
    Wrapped bytes(row_key.begin(), row_key.end());
    const Bytes stored = bytes_of_row(row);
    bytes.insert(bytes.end(), stored.begin(), stored.end());
    return crc32c(bytes);
}

}  // namespace

Wrapped wrap(const VaultKey& key, Purpose purpose, Bytes row_key, Bytes plaintext) {
    const Wrapped data = bound_to(purpose, row_key);
    Wrapped out(nonce_bytes + plaintext.size() + tag_bytes);
    randombytes_buf(out.data(), nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + nonce_bytes, nullptr, plaintext.data(),
                                               plaintext.size(), data.data(), data.size(), nullptr,
                                               out.data(), key.data());
    return out;
}

std::optional<Wrapped> unwrap(const VaultKey& key, Purpose purpose, Bytes row_key, Bytes wrapped) {
    if (wrapped.size() < nonce_bytes + tag_bytes) return std::nullopt;
    const Wrapped data = bound_to(purpose, row_key);
    const Bytes sealed = wrapped.subspan(nonce_bytes);
    Wrapped plaintext(sealed.size() - tag_bytes);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plaintext.data(), nullptr, nullptr,
                                                   sealed.data(), sealed.size(), data.data(),
                                                   data.size(), wrapped.data(), key.data()) != 0) {
        return std::nullopt;
    }
    return plaintext;
}

Wrapped wrap_email(const VaultKey& key, Purpose purpose, Bytes row_key, std::string_view email) {
    assert(email.size() <= limits::email_bytes);
    std::array<std::uint8_t, padded_email_bytes> padded{};
    std::copy(email.begin(), email.end(), padded.begin());
    padded[email.size()] = 0x80;
    return wrap(key, purpose, row_key, padded);
}

std::string unwrap_email(const VaultKey& key, Purpose purpose, Bytes row_key, Bytes wrapped) {
    const auto padded = unwrap(key, purpose, row_key, wrapped);
    std::size_t size = 0;
    if (!padded || sodium_unpad(&size, padded->data(), padded->size(), padded_email_bytes) != 0) {
        throw Error("the vault is damaged: an e-mail address cannot be opened");
    }
    return {padded->begin(), padded->begin() + static_cast<std::ptrdiff_t>(size)};
}

Secret unwrap_secret(const VaultKey& key, Purpose purpose, Bytes row_key, Bytes wrapped) {
    const auto plaintext = unwrap(key, purpose, row_key, wrapped);
    if (!plaintext || plaintext->size() != sizeof(Secret)) {
        throw Error("the vault is damaged: a secret cannot be opened");
    }
    Secret secret;
    std::copy(plaintext->begin(), plaintext->end(), secret.begin());
    return secret;
}

Secret drawn_secret() {
    Secret secret;
    randombytes_buf(secret.data(), secret.size());
    return secret;
}

std::uint32_t crc_of(Bytes row_key, SessionRow row) {
    return crc_with(row_key, row);
}

std::uint32_t crc_of(Bytes row_key, LinkHead head) {
    return crc_with(row_key, head);
}

std::uint32_t crc_of(Bytes row_key, FollowingHead head) {
    return crc_with(row_key, head);
}

std::uint32_t crc_of(Bytes row_key, DraftHead head) {
    return crc_with(row_key, head);
}

DraftKey draft_key(const events::PersonId& person, const events::ProposalId& draft) {
    DraftKey key;
    const auto tail = events::bytes_of(draft);
    const auto head = events::bytes_of(person);
    std::copy(tail.begin(), tail.end(), std::copy(head.begin(), head.end(), key.begin()));
    return key;
}

Tables::Tables(lmdb::Environment& env)
    : keys(env.table("keys", lmdb::Keys::bytes)),
      scopes(env.table("scopes", lmdb::Keys::bytes)),
      identities(env.table("identities", lmdb::Keys::bytes)),
      people(env.table("people", lmdb::Keys::bytes)),
      sessions(env.table("sessions", lmdb::Keys::bytes)),
      links(env.table("links", lmdb::Keys::bytes)),
      followings(env.table_if_any("followings", lmdb::Keys::bytes)),
      drafts(env.table_if_any("drafts", lmdb::Keys::bytes)),
      passkeys(env.table_if_any("passkeys", lmdb::Keys::bytes)),
      interests(env.table_if_any("interests", lmdb::Keys::bytes)),
      meta(env.table("meta", lmdb::Keys::bytes)) {}

}  // namespace imaginons::storage::vault_rows
