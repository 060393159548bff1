// What signed notes of every signature type are made of: key names, key ids, verifier keys,
// signature lines. Private to storage/: note.hpp and cosignature.hpp say what they mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/note.hpp"

namespace imaginons::storage::note_parts {

// The assigned bytes of C2SP signed-note.
enum class SignatureType : std::uint8_t { ed25519 = 0x01, cosignature_v1 = 0x04 };

struct NamedKey {
    std::string name;
    KeyId id{};
    PublicKey key{};
};

// Throws Error unless keys can have this name.
void require_key_name(std::string_view name);
// SHA-256(name || 0x0A || type || key)[:4]
KeyId key_id_of(std::string_view name, SignatureType type, const PublicKey& key);
// "name+hex(key id)+base64(type || key)"
std::string verifier_key_text(const NamedKey& key, SignatureType type);
// Nothing unless it is of that type and the id belongs to name and key.
std::optional<NamedKey> parse_verifier_key(std::string_view text, SignatureType type);

// "— name base64(key id || signature)\n"
std::string signature_line(std::string_view name, const KeyId& id, Bytes signature);
std::optional<NoteSignature> parse_signature_line(std::string_view line);
// Cuts the first line off `text`, without its newline; nothing if there is no newline.
std::optional<std::string_view> take_line(std::string_view& text);
// Decimal without leading zeroes, as C2SP writes sizes.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

}  // namespace imaginons::storage::note_parts
