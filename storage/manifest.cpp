#include "storage/manifest.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "events/time.hpp"
#include "storage/base64.hpp"
#include "storage/checkpoint.hpp"
#include "storage/data_dir.hpp"
#include "storage/error.hpp"
#include "storage/note_parts.hpp"

namespace imaginons::storage {

namespace {

using note_parts::parse_decimal;
using note_parts::take_line;

constexpr std::string_view first_line = "imaginons backup 1";
constexpr std::string_view manifest_name = "MANIFEST";
constexpr std::array<std::string_view, 5> known_files{"data.mdb", "checkpoint", "erased",
                                                      "signing.key", "vault.key"};

std::string hex(const Digest& digest) {
    std::string out;
    for (const std::uint8_t byte : digest) {
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

std::optional<Digest> parse_hex(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    Digest digest;
    if (text.size() != 2 * digest.size()) return std::nullopt;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const std::size_t high = digits.find(text[2 * i]);
        const std::size_t low = digits.find(text[2 * i + 1]);
        if (high == digits.npos || low == digits.npos) return std::nullopt;
        digest[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return digest;
}

// What follows "word " in the next line; nothing, and no line taken, if it begins otherwise.
std::optional<std::string_view> take_value(std::string_view& text, std::string_view word) {
    std::string_view rest = text;
    const auto line = take_line(rest);
    if (!line || !line->starts_with(word) || line->size() <= word.size() ||
        (*line)[word.size()] != ' ') {
        return std::nullopt;
    }
    text = rest;
    return line->substr(word.size() + 1);
}

std::optional<BackupPart> parse_part(std::string_view text) {
    for (const BackupPart part : {BackupPart::log, BackupPart::vault, BackupPart::keys}) {
        if (text == name_of(part)) return part;
    }
    return std::nullopt;
}

bool is_fork(std::string_view name) {
    constexpr std::string_view folder = "forks/";
    constexpr std::size_t id_digits = 16;
    return name.starts_with(folder) && name.size() == folder.size() + id_digits &&
           name.find_first_not_of("0123456789abcdef", folder.size()) == name.npos;
}

// "BYTES SHA256 NAME"
std::optional<Manifest::File> parse_file(std::string_view text) {
    const std::size_t first = text.find(' ');
    const std::size_t second = text.find(' ', first + 1);
    if (first == text.npos || second == text.npos) return std::nullopt;
    const auto bytes = parse_decimal(text.substr(0, first));
    const auto sha256 = parse_hex(text.substr(first + 1, second - first - 1));
    const std::string_view name = text.substr(second + 1);
    if (!bytes || !sha256 || !Manifest::may_list(name)) return std::nullopt;
    return Manifest::File{std::string(name), {*bytes, *sha256}};
}

// The text before its last line, if that holds the sum of it.
std::optional<std::string_view> without_sum(std::string_view text) {
    constexpr std::string_view word = "sum ";
    const std::size_t last = text.rfind("\nsum ");
    if (last == text.npos || !text.ends_with('\n')) return std::nullopt;
    const std::string_view summed = text.substr(0, last + 1);
    const std::string_view line = text.substr(last + 1, text.size() - last - 2);
    if (parse_hex(line.substr(word.size())) != sha256(as_bytes(summed))) return std::nullopt;
    return summed;
}

}  // namespace

const char* name_of(BackupPart part) {
    switch (part) {
        case BackupPart::log: return "log";
        case BackupPart::vault: return "vault";
        case BackupPart::keys: return "keys";
    }
    return "";
}

bool Manifest::may_list(std::string_view name) {
    return std::count(known_files.begin(), known_files.end(), name) == 1 || is_fork(name);
}

std::string Manifest::text() const {
    std::ostringstream out;
    out << first_line << "\npart " << name_of(part) << "\norigin " << origin << "\nsize "
        << head.size << "\nroot " << base64(head.root) << '\n';
    if (key) out << "key " << key->text() << '\n';
    out << "made " << events::iso_time(made_at_ms) << '\n';
    for (const File& file : files) {
        out << "file " << file.sum.bytes << ' ' << hex(file.sum.sha256) << ' ' << file.name << '\n';
    }
    const std::string summed = std::move(out).str();
    return summed + "sum " + hex(sha256(as_bytes(summed))) + '\n';
}

std::optional<Manifest> Manifest::parse(std::string_view whole) {
    const auto summed = without_sum(whole);
    if (!summed) return std::nullopt;
    std::string_view text = *summed;
    if (take_line(text) != first_line) return std::nullopt;
    const auto part = take_value(text, "part");
    const auto origin = take_value(text, "origin");
    const auto size = take_value(text, "size");
    const auto root = take_value(text, "root");
    const auto key = take_value(text, "key");
    const auto made = take_value(text, "made");
    if (!part || !origin || !size || !root || !made) return std::nullopt;
    const auto which = parse_part(*part);
    const auto number = parse_decimal(*size);
    const auto hash = parse_base64(*root);
    const auto at_ms = events::parse_iso_time(*made);
    const auto verifier = key ? VerifierKey::parse(*key) : std::nullopt;
    if (!which || !number || !hash || hash->size() != sizeof(Digest) || !at_ms) return std::nullopt;
    if (key && !verifier) return std::nullopt;
    Manifest manifest{*which, std::string(*origin), {*number, {}}, verifier, *at_ms, {}};
    std::copy(hash->begin(), hash->end(), manifest.head.root.begin());
    while (!text.empty()) {
        const auto line = take_value(text, "file");
        const auto file = line ? parse_file(*line) : std::nullopt;
        if (!file) return std::nullopt;
        manifest.files.push_back(*file);
    }
    return manifest;
}

void write_manifest(const std::filesystem::path& dir, Manifest manifest,
                    const std::vector<std::string>& names, const Signer* signer) {
    manifest.files.clear();
    for (const std::string& name : names) manifest.files.push_back({name, sum_of(dir / name)});
    const std::string text = manifest.text();
    write_file_durably(dir / manifest_name, signer != nullptr ? signer->sign(text) : text);
}

Manifest read_manifest(const std::filesystem::path& dir, BackupPart part) {
    const auto file = dir / manifest_name;
    const auto bytes = read_checkpoint_file(file);
    if (!bytes) throw Error(dir.string() + " is not part of a backup: it has no MANIFEST");
    const auto note = Note::parse(*bytes);
    const auto manifest = Manifest::parse(note ? note->text : *bytes);
    if (!manifest) throw Error(file.string() + " is damaged");
    if (manifest->part != part) {
        throw Error(dir.string() + " is the " + name_of(manifest->part) +
                    " part of a backup, not the " + name_of(part) + " part");
    }
    if (manifest->key && (!note || !note->signed_by(*manifest->key))) {
        throw Error(file.string() + " was not signed by the key that it names");
    }
    return *manifest;
}

void require_sum(const Manifest& manifest, const std::string& name, const FileSum& sum,
                 const std::filesystem::path& file) {
    for (const Manifest::File& listed : manifest.files) {
        if (listed.name != name) continue;
        if (sum.bytes != listed.sum.bytes) {
            throw Error(file.string() + " has " + std::to_string(sum.bytes) + " bytes, not the " +
                        std::to_string(listed.sum.bytes) + " of its manifest");
        }
        if (!(sum == listed.sum))
            throw Error(file.string() + " is not what was backed up: its sum is another");
        return;
    }
    throw Error(file.string() + " is not in the manifest");
}

}  // namespace imaginons::storage
