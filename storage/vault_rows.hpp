// How the vault's rows are laid out and encrypted (FORMAT.md). Private to storage/: what they are
// for is vault.hpp's.
#pragma once

#include <array>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "storage/lmdb.hpp"
#include "storage/vault.hpp"

namespace imaginons::storage::vault_rows {

// What a ciphertext is bound to besides its row's key: one word per table, so that none can be put
// in another's place.
enum class Purpose : std::uint8_t {
    key = 1,
    scope = 2,
    identity = 3,
    link = 4,
    own = 5,
    following = 6,
    draft = 7,
    passkeys = 8,
    interests = 9
};

using Wrapped = std::vector<std::uint8_t>;

// nonce || XChaCha20-Poly1305(plaintext)
Wrapped wrap(const VaultKey& key, Purpose purpose, Bytes row_key, Bytes plaintext);
// Nothing if it was wrapped for another place or under another key, or a bit changed.
std::optional<Wrapped> unwrap(const VaultKey& key, Purpose purpose, Bytes row_key, Bytes wrapped);
Wrapped wrap_email(const VaultKey& key, Purpose purpose, Bytes row_key, std::string_view email);
// Both throw Error if it cannot be opened.
std::string unwrap_email(const VaultKey& key, Purpose purpose, Bytes row_key, Bytes wrapped);
Secret unwrap_secret(const VaultKey& key, Purpose purpose, Bytes row_key, Bytes wrapped);

Secret drawn_secret();

// Rows as they are stored. All sizes are multiples of 8.
struct SessionRow {
    events::PersonId person;
    std::int64_t created_at_ms;
    std::int64_t expires_at_ms;
    std::uint8_t kind;
    std::uint8_t seen_on[3];  // days since 1970-01-01, little-endian; 0: not known
    std::uint32_t crc;
};
static_assert(sizeof(SessionRow) == 40);

struct LinkHead {
    std::int64_t expires_at_ms;
    std::uint8_t used;
    std::uint8_t zeros[3];
    std::uint32_t crc;
    Digest email_mac;
};
static_assert(sizeof(LinkHead) == 48);

struct FollowingHead {
    std::int64_t due_at_ms;
    std::uint8_t zeros[4];
    std::uint32_t crc;
};
static_assert(sizeof(FollowingHead) == 16);

struct DraftHead {
    std::int64_t saved_at_ms;
    std::uint32_t version;
    std::uint32_t crc;
};
static_assert(sizeof(DraftHead) == 16);

// A person's drafts stand side by side: person, then the draft's own id.
using DraftKey = std::array<std::uint8_t, 32>;
DraftKey draft_key(const events::PersonId& person, const events::ProposalId& draft);

template <class Row>
Row row_in(Bytes value) {
    if (value.size() < sizeof(Row)) throw Error("the vault is damaged: a row is too short");
    Row row;
    std::memcpy(static_cast<void*>(&row), value.data(), sizeof row);
    return row;
}

template <class Row>
Bytes bytes_of_row(const Row& row) {
    return {reinterpret_cast<const std::uint8_t*>(&row), sizeof row};
}

// Of the row's key and of the row with a crc of 0: nothing else would notice that a bit of these
// rows changed.
std::uint32_t crc_of(Bytes row_key, SessionRow row);
std::uint32_t crc_of(Bytes row_key, LinkHead head);
std::uint32_t crc_of(Bytes row_key, FollowingHead head);
std::uint32_t crc_of(Bytes row_key, DraftHead head);

// Names in `meta`: 8 bytes.
constexpr std::string_view format_name{"format\0\0", 8};
constexpr std::string_view request_key_name{"request\0", 8};
constexpr std::string_view email_key_name{"email\0\0\0", 8};
constexpr std::uint64_t format_number = 1;
// There while deleted bytes are to be got rid of.
constexpr std::string_view compact_name{"compact\0", 8};

struct Tables {
    explicit Tables(lmdb::Environment& env);

    lmdb::Table keys;        // person -> wrapped data key
    lmdb::Table scopes;      // scope -> wrapped secret
    lmdb::Table identities;  // HMAC(e-mail) -> person, wrapped e-mail
    lmdb::Table people;      // person -> HMAC(e-mail)
    lmdb::Table sessions;    // SHA-256(token) -> SessionRow
    lmdb::Table links;       // SHA-256(token) -> LinkHead, wrapped e-mail
    lmdb::Table followings;  // person -> FollowingHead, wrapped Following; none in a vault that is
                             // only read and was made before there was one
    lmdb::Table drafts;      // person, draft -> DraftHead, wrapped Draft; likewise
    lmdb::Table passkeys;    // person -> wrapped list of Passkey; likewise
    lmdb::Table interests;   // person -> wrapped Interests; likewise
    lmdb::Table meta;        // format, request key, e-mail key
};

struct Keys {
    VaultKey wrapping;
    HmacKey email;
    HmacKey request;
};

// The first row that is not as it was written, as "sessions: a row's CRC is wrong"; nothing if all
// are sound.
std::optional<std::string> defect_in(lmdb::Environment& env, const Tables& tables,
                                     const Keys& keys);

}  // namespace imaginons::storage::vault_rows
