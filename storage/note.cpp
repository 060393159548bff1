#include "storage/note.hpp"

#include <cassert>
#include <cstring>

#include "events/well_formed.hpp"
#include "storage/base64.hpp"
#include "storage/limits.hpp"
#include "storage/note_parts.hpp"
#include "storage/sodium.hpp"

namespace imaginons::storage {

namespace {

using note_parts::SignatureType;
using note_parts::take_line;

bool only_newlines_as_controls(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return false;
    }
    return true;
}

}  // namespace

bool verify_ed25519(const PublicKey& key, Bytes message, Bytes signature) {
    start_sodium();
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                       key.data()) == 0;
}

std::string VerifierKey::text() const {
    return note_parts::verifier_key_text({name, id, key}, SignatureType::ed25519);
}

std::optional<VerifierKey> VerifierKey::parse(std::string_view text) {
    auto parts = note_parts::parse_verifier_key(text, SignatureType::ed25519);
    if (!parts) return std::nullopt;
    return VerifierKey{std::move(parts->name), parts->id, parts->key};
}

bool Note::signed_by(const VerifierKey& key) const {
    bool is_signed = false;
    for (const NoteSignature& signature : signatures) {
        if (signature.name != key.name || signature.key_id != key.id) continue;
        if (!verify_ed25519(key.key, as_bytes(text), signature.signature)) return false;
        is_signed = true;
    }
    return is_signed;
}

std::string Note::lines_of(std::string_view key_name, const KeyId& id) const {
    std::string lines;
    for (const NoteSignature& one : signatures) {
        if (one.name != key_name || one.key_id != id) continue;
        lines += note_parts::signature_line(one.name, one.key_id, one.signature);
    }
    return lines;
}

std::optional<Note> Note::parse(std::string_view bytes) {
    if (bytes.size() > limits::note_bytes || !events::valid_utf8(bytes) ||
        !only_newlines_as_controls(bytes)) {
        return std::nullopt;
    }
    const std::size_t blank = bytes.rfind("\n\n");
    if (blank == std::string_view::npos) return std::nullopt;
    Note note;
    note.text = bytes.substr(0, blank + 1);
    std::string_view lines = bytes.substr(blank + 2);
    while (!lines.empty()) {
        const auto line = take_line(lines);
        auto signature = line ? note_parts::parse_signature_line(*line) : std::nullopt;
        if (!signature || note.signatures.size() == limits::note_signatures) return std::nullopt;
        note.signatures.push_back(std::move(*signature));
    }
    if (note.signatures.empty()) return std::nullopt;
    return note;
}

Signer::Signer(std::string name, const SigningSeed& seed) {
    start_sodium();
    note_parts::require_key_name(name);
    verifier_.name = std::move(name);
    crypto_sign_seed_keypair(verifier_.key.data(), secret_.data(), seed.data());
    verifier_.id = note_parts::key_id_of(verifier_.name, SignatureType::ed25519, verifier_.key);
}

std::string Signer::sign(std::string_view text) const {
    assert(text.ends_with('\n'));
    std::array<std::uint8_t, crypto_sign_BYTES> signature;
    const Bytes message = as_bytes(text);
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_.data());
    std::string note(text);
    note += '\n';
    return note + note_parts::signature_line(verifier_.name, verifier_.id, signature);
}

std::string Checkpoint::text() const {
    return origin + "\n" + std::to_string(head.size) + "\n" + base64(head.root) + "\n";
}

std::optional<Checkpoint> Checkpoint::parse(std::string_view text, Extensions extensions) {
    const auto origin = take_line(text);
    const auto size_line = take_line(text);
    const auto root_line = take_line(text);
    if (!origin || origin->empty() || !size_line || !root_line) return std::nullopt;
    if (!text.empty() && extensions == Extensions::refused) return std::nullopt;
    while (!text.empty()) {
        const auto extension = take_line(text);
        if (!extension || extension->empty()) return std::nullopt;
    }
    const auto size = note_parts::parse_decimal(*size_line);
    const auto root = parse_base64(*root_line);
    if (!size || !root || root->size() != sizeof(Digest)) return std::nullopt;
    Checkpoint checkpoint{std::string(*origin), {*size, {}}};
    std::copy(root->begin(), root->end(), checkpoint.head.root.begin());
    return checkpoint;
}

std::optional<Checkpoint> open_checkpoint(std::string_view note_bytes, const VerifierKey& key) {
    const auto note = Note::parse(note_bytes);
    if (!note || !note->signed_by(key)) return std::nullopt;
    auto checkpoint = Checkpoint::parse(note->text);
    if (!checkpoint || checkpoint->origin != key.name) return std::nullopt;
    return checkpoint;
}

}  // namespace imaginons::storage
