#include "storage/note_parts.hpp"

#include <algorithm>
#include <charconv>

#include "events/well_formed.hpp"
#include "storage/base64.hpp"
#include "storage/error.hpp"

namespace imaginons::storage::note_parts {

namespace {

constexpr std::string_view signature_mark = "\u2014 ";

// Not empty, UTF-8, without '+', controls and spaces of any kind (Unicode's White_Space).
bool valid_key_name(std::string_view name) {
    constexpr std::string_view spaces[] = {
        " ",      "+",      "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001",
        "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
        "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};
    for (const std::string_view space : spaces) {
        if (name.find(space) != std::string_view::npos) return false;
    }
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    return !name.empty() && std::none_of(name.begin(), name.end(), is_control) &&
           events::valid_utf8(name);
}

}  // namespace

void require_key_name(std::string_view name) {
    if (valid_key_name(name)) return;
    throw Error("a key cannot be named \"" + std::string(name) + "\"");
}

KeyId key_id_of(std::string_view name, SignatureType type, const PublicKey& key) {
    const std::array<std::uint8_t, 2> newline_and_type{0x0A, static_cast<std::uint8_t>(type)};
    const Digest digest = sha256({as_bytes(name), newline_and_type, key});
    KeyId id;
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

std::string verifier_key_text(const NamedKey& key, SignatureType type) {
    std::array<std::uint8_t, 33> typed_key;
    typed_key[0] = static_cast<std::uint8_t>(type);
    std::copy(key.key.begin(), key.key.end(), typed_key.begin() + 1);
    return key.name + "+" + hex(key.id) + "+" + base64(typed_key);
}

std::optional<NamedKey> parse_verifier_key(std::string_view text, SignatureType type) {
    const std::size_t first = text.find('+');
    const std::size_t second = first == text.npos ? text.npos : text.find('+', first + 1);
    if (second == text.npos) return std::nullopt;
    NamedKey out;
    out.name = text.substr(0, first);
    const auto typed_key = parse_base64(text.substr(second + 1));
    if (!valid_key_name(out.name) || !typed_key || typed_key->size() != 33 ||
        typed_key->front() != static_cast<std::uint8_t>(type)) {
        return std::nullopt;
    }
    std::copy(typed_key->begin() + 1, typed_key->end(), out.key.begin());
    out.id = key_id_of(out.name, type, out.key);
    if (hex(out.id) != text.substr(first + 1, second - first - 1)) return std::nullopt;
    return out;
}

std::string signature_line(std::string_view name, const KeyId& id, Bytes signature) {
    std::vector<std::uint8_t> bytes(id.begin(), id.end());
    bytes.insert(bytes.end(), signature.begin(), signature.end());
    std::string line(signature_mark);
    line += name;
    return line + " " + base64(bytes) + "\n";
}

std::optional<NoteSignature> parse_signature_line(std::string_view line) {
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

std::optional<std::string_view> take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
    if (text.empty() || (text[0] == '0' && text.size() > 1)) return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace imaginons::storage::note_parts
