#include "storage/note.hpp"

#include <cassert>
#include <charconv>
#include <cstring>

#include "events/well_formed.hpp"
#include "storage/base64.hpp"
#include "storage/limits.hpp"
#include "storage/sodium.hpp"

namespace imaginons::storage {

namespace {

constexpr std::uint8_t ed25519_type = 0x01;
constexpr std::string_view signature_mark = "\u2014 ";

KeyId key_id_of(std::string_view name, const PublicKey& key) {
    constexpr std::array<std::uint8_t, 2> newline_and_type{0x0A, ed25519_type};
    const Digest digest = sha256({as_bytes(name), newline_and_type, key});
    KeyId id;
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

std::string hex(Bytes bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

// No '+', no space of any kind (Unicode's White_Space), not empty.
bool valid_key_name(std::string_view name) {
    constexpr std::string_view spaces[] = {
        " ",      "+",      "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001",
        "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
        "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};
    for (const std::string_view space : spaces) {
        if (name.find(space) != std::string_view::npos) return false;
    }
    return !name.empty();
}

bool only_newlines_as_controls(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return false;
    }
    return true;
}

std::optional<NoteSignature> parse_signature(std::string_view line) {
    if (!line.starts_with(signature_mark)) return std::nullopt;
    line.remove_prefix(signature_mark.size());
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const std::string_view name = line.substr(0, space);
    auto bytes = parse_base64(line.substr(space + 1));
    if (!valid_key_name(name) || !bytes || bytes->size() < sizeof(KeyId) + 1) return std::nullopt;
    NoteSignature out;
    out.name = name;
    std::copy_n(bytes->begin(), out.key_id.size(), out.key_id.begin());
    out.signature.assign(bytes->begin() + sizeof(KeyId), bytes->end());
    return out;
}

// Cuts the first line off `text`, without its newline; nothing if there is no newline.
std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    if (text.empty() || (text[0] == '0' && text.size() > 1)) return std::nullopt;
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return size;
}

}  // namespace

bool verify_ed25519(const PublicKey& key, Bytes message, Bytes signature) {
    start_sodium();
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                       key.data()) == 0;
}

std::string VerifierKey::text() const {
    std::array<std::uint8_t, 33> typed_key;
    typed_key[0] = ed25519_type;
    std::copy(key.begin(), key.end(), typed_key.begin() + 1);
    return name + "+" + hex(id) + "+" + base64(typed_key);
}

std::optional<VerifierKey> VerifierKey::parse(std::string_view text) {
    const std::size_t first = text.find('+');
    const std::size_t second = first == text.npos ? text.npos : text.find('+', first + 1);
    if (second == text.npos) return std::nullopt;
    VerifierKey out;
    out.name = text.substr(0, first);
    const auto typed_key = parse_base64(text.substr(second + 1));
    if (!valid_key_name(out.name) || !events::valid_utf8(out.name) || !typed_key ||
        typed_key->size() != 33 || typed_key->front() != ed25519_type) {
        return std::nullopt;
    }
    std::copy(typed_key->begin() + 1, typed_key->end(), out.key.begin());
    out.id = key_id_of(out.name, out.key);
    if (hex(out.id) != text.substr(first + 1, second - first - 1)) return std::nullopt;
    return out;
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
        auto signature = line ? parse_signature(*line) : std::nullopt;
        if (!signature || note.signatures.size() == limits::note_signatures) return std::nullopt;
        note.signatures.push_back(std::move(*signature));
    }
    if (note.signatures.empty()) return std::nullopt;
    return note;
}

Signer::Signer(std::string name, const SigningSeed& seed) {
    start_sodium();
    if (!valid_key_name(name) || !events::valid_utf8(name) || !only_newlines_as_controls(name) ||
        name.find('\n') != std::string::npos) {
        throw Error("a key cannot be named \"" + name + "\"");
    }
    verifier_.name = std::move(name);
    crypto_sign_seed_keypair(verifier_.key.data(), secret_.data(), seed.data());
    verifier_.id = key_id_of(verifier_.name, verifier_.key);
}

std::string Signer::sign(std::string_view text) const {
    assert(text.ends_with('\n'));
    std::array<std::uint8_t, sizeof(KeyId) + crypto_sign_BYTES> signature;
    std::copy(verifier_.id.begin(), verifier_.id.end(), signature.begin());
    const Bytes message = as_bytes(text);
    crypto_sign_detached(signature.data() + sizeof(KeyId), nullptr, message.data(), message.size(),
                         secret_.data());
    std::string note(text);
    note += '\n';
    note += signature_mark;
    note += verifier_.name + " " + base64(signature) + "\n";
    return note;
}

std::string Checkpoint::text() const {
    return origin + "\n" + std::to_string(head.size) + "\n" + base64(head.root) + "\n";
}

std::optional<Checkpoint> Checkpoint::parse(std::string_view text) {
    const auto origin = take_line(text);
    const auto size_line = take_line(text);
    const auto root_line = take_line(text);
    if (!origin || origin->empty() || !size_line || !root_line || !text.empty()) {
        return std::nullopt;
    }
    const auto size = parse_size(*size_line);
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

std::string receipt(std::uint64_t seq, std::span<const Digest> proof,
                    std::string_view checkpoint_note) {
    std::string out = "c2sp.org/tlog-proof@v1\nindex " + std::to_string(seq) + "\n";
    for (const Digest& hash : proof) out += base64(hash) + "\n";
    out += "\n";
    out += checkpoint_note;
    return out;
}

}  // namespace imaginons::storage
