#include "storage/add_checkpoint.hpp"

#include <algorithm>

#include "storage/base64.hpp"
#include "storage/limits.hpp"
#include "storage/note_parts.hpp"

namespace imaginons::storage {

namespace {

constexpr std::string_view old_mark = "old ";

}  // namespace

std::string AddCheckpoint::text() const {
    std::string out(old_mark);
    out += std::to_string(old_size) + "\n";
    for (const Digest& hash : proof) out += base64(hash) + "\n";
    return out + "\n" + note;
}

std::optional<AddCheckpoint> AddCheckpoint::parse(std::string_view text) {
    const auto old_line = note_parts::take_line(text);
    if (!old_line || !old_line->starts_with(old_mark)) return std::nullopt;
    const auto old_size = note_parts::parse_decimal(old_line->substr(old_mark.size()));
    if (!old_size) return std::nullopt;
    AddCheckpoint out{*old_size, {}, {}};
    while (true) {
        const auto line = note_parts::take_line(text);
        if (!line) return std::nullopt;
        if (line->empty()) break;
        const auto hash = parse_base64(*line);
        if (!hash || hash->size() != sizeof(Digest) || out.proof.size() == limits::proof_hashes) {
            return std::nullopt;
        }
        std::copy_n(hash->begin(), sizeof(Digest), out.proof.emplace_back().begin());
    }
    out.note = text;
    return out;
}

}  // namespace imaginons::storage
