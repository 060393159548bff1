#include "storage/fork.hpp"

#include <algorithm>

#include "storage/base64.hpp"
#include "storage/data_dir.hpp"
#include "storage/limits.hpp"
#include "storage/note_parts.hpp"

namespace imaginons::storage {

namespace {

using note_parts::take_line;

constexpr std::string_view first_line = "imaginons/fork/v1";

// "<name> <value>" on a line of its own: the value.
std::optional<std::string_view> take_field(std::string_view& text, std::string_view name) {
    const auto line = take_line(text);
    if (!line || !line->starts_with(name) || line->substr(name.size(), 1) != " ") {
        return std::nullopt;
    }
    return line->substr(name.size() + 1);
}

std::optional<std::uint64_t> take_number(std::string_view& text, std::string_view name) {
    const auto value = take_field(text, name);
    return value ? note_parts::parse_decimal(*value) : std::nullopt;
}

// A number of bytes on a line of its own, then those bytes.
std::optional<std::string_view> take_sized(std::string_view& text, std::string_view name) {
    const auto size = take_number(text, name);
    if (!size || *size > text.size()) return std::nullopt;
    const std::string_view bytes = text.substr(0, *size);
    text.remove_prefix(*size);
    return bytes;
}

// What follows "past": a root, or nothing if it says "unknown". False if it is neither.
bool take_past(std::string_view& text, std::optional<Digest>& past) {
    const auto value = take_field(text, "past");
    if (!value || *value == "unknown") return value.has_value();
    const auto root = parse_base64(*value);
    if (!root || root->size() != sizeof(Digest)) return false;
    std::copy_n(root->begin(), sizeof(Digest), past.emplace().begin());
    return true;
}

std::optional<Checkpoint> checkpoint_in(std::string_view note_bytes) {
    const auto note = Note::parse(note_bytes);
    return note ? Checkpoint::parse(note->text, Checkpoint::Extensions::ignored) : std::nullopt;
}

std::optional<Checkpoint> signed_checkpoint(std::string_view note_bytes, const VerifierKey& key) {
    const auto note = Note::parse(note_bytes);
    if (!note || !note->signed_by(key)) return std::nullopt;
    auto checkpoint = Checkpoint::parse(note->text, Checkpoint::Extensions::ignored);
    if (!checkpoint || checkpoint->origin != key.name) return std::nullopt;
    return checkpoint;
}

bool is_about(const Fork& fork, std::span<const VerifierKey> keys) {
    const auto known = checkpoint_in(fork.known);
    return known && std::any_of(keys.begin(), keys.end(),
                                [&](const VerifierKey& key) { return key.name == known->origin; });
}

bool contradicts(const tree::Head& known, const tree::Head& refused, const Digest& past,
                 std::span<const Digest> proof) {
    return past != known.root && tree::consistent({known.size, past}, refused, proof);
}

}  // namespace

std::string Fork::text() const {
    const std::string request = refused.text();
    std::string out(first_line);
    out += "\nseen " + std::to_string(seen_s) + "\npast " + (past ? base64(*past) : "unknown");
    out += "\nknown " + std::to_string(known.size()) + "\n" + known;
    return out + "refused " + std::to_string(request.size()) + "\n" + request;
}

std::optional<Fork> Fork::parse(std::string_view text) {
    Fork fork;
    if (take_line(text) != first_line) return std::nullopt;
    const auto seen_s = take_number(text, "seen");
    if (!seen_s || !take_past(text, fork.past)) return std::nullopt;
    const auto known = take_sized(text, "known");
    const auto request = known ? take_sized(text, "refused") : std::nullopt;
    auto refused = request ? AddCheckpoint::parse(*request) : std::nullopt;
    if (!refused || !text.empty()) return std::nullopt;
    fork.seen_s = *seen_s;
    fork.known = *known;
    fork.refused = std::move(*refused);
    return fork;
}

std::string Fork::id() const {
    constexpr std::size_t id_bytes = 8;
    const auto note = Note::parse(known);
    const Digest digest = sha256(as_bytes(note ? note->text : known));
    return hex(Bytes(digest).first(id_bytes));
}

bool proves_fork(const Fork& fork, std::span<const VerifierKey> keys) {
    return fork.past && std::any_of(keys.begin(), keys.end(), [&](const VerifierKey& key) {
               const auto known = signed_checkpoint(fork.known, key);
               const auto refused = signed_checkpoint(fork.refused.note, key);
               return known && refused &&
                      contradicts(known->head, refused->head, *fork.past, fork.refused.proof);
           });
}

std::optional<ForkSizes> sizes_of(const Fork& fork) {
    const auto known = checkpoint_in(fork.known);
    const auto refused = checkpoint_in(fork.refused.note);
    if (!known || !refused) return std::nullopt;
    return ForkSizes{known->head.size, refused->head.size};
}

ForkArchive::ForkArchive(std::filesystem::path dir, std::vector<VerifierKey> keys)
    : dir_(std::move(dir)), keys_(std::move(keys)) {
    if (!std::filesystem::exists(dir_)) return;
    for (const auto& entry : std::filesystem::directory_iterator(dir_)) {
        const auto bytes = read_file(entry.path());
        auto fork = bytes ? Fork::parse(*bytes) : std::nullopt;
        // A half-written one has another name; a damaged one stays for people to look at.
        if (!fork || fork->id() != entry.path().filename() || !is_about(*fork, keys_)) continue;
        const bool proven = proves_fork(*fork, keys_);
        kept_.push_back({std::move(*fork), proven});
    }
    std::stable_sort(kept_.begin(), kept_.end(),
                     [](const Kept& a, const Kept& b) { return a.fork.seen_s > b.fork.seen_s; });
}

bool ForkArchive::keep(const Fork& fork) {
    const bool proven = proves_fork(fork, keys_);
    const std::string id = fork.id();
    const std::lock_guard lock(mutex_);
    const auto known = std::find_if(kept_.begin(), kept_.end(),
                                    [&](const Kept& kept) { return kept.fork.id() == id; });
    if (known != kept_.end() && (known->proven || !proven)) return false;
    if (proven && proofs() == limits::proven_forks) return false;
    make_private_directory(dir_);
    write_file_durably(dir_ / id, fork.text());
    if (known != kept_.end()) kept_.erase(known);
    kept_.insert(kept_.begin(), {fork, proven});
    forget_surplus();
    return true;
}

std::size_t ForkArchive::proofs() const {
    return static_cast<std::size_t>(
        std::count_if(kept_.begin(), kept_.end(), [](const Kept& kept) { return kept.proven; }));
}

void ForkArchive::forget_surplus() {
    std::size_t unproven = 0;
    std::erase_if(kept_, [&](const Kept& kept) {
        const bool surplus = !kept.proven && ++unproven > limits::unproven_forks;
        if (surplus) std::filesystem::remove(dir_ / kept.fork.id());
        return surplus;
    });
}

std::vector<ForkArchive::Kept> ForkArchive::all() const {
    const std::lock_guard lock(mutex_);
    return kept_;
}

std::optional<std::string> ForkArchive::evidence(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    for (const Kept& kept : kept_) {
        if (kept.fork.id() == id) return kept.fork.text();
    }
    return std::nullopt;
}

}  // namespace imaginons::storage
