#include "storage/receipt.hpp"

#include "events/limits.hpp"
#include "storage/base64.hpp"
#include "storage/limits.hpp"
#include "storage/note_parts.hpp"

namespace imaginons::storage {

namespace {

using note_parts::parse_decimal;

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_mark = "extra ";
constexpr std::string_view index_mark = "index ";

// A text walked line by line; knows where it stands.
class Lines {
  public:
    explicit Lines(std::string_view text) : rest_(text) {}

    // The next line without its newline; nothing if the text ends before one.
    std::optional<std::string_view> next() {
        const std::size_t end = rest_.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        ++number_;
        return line;
    }
    std::string_view rest() const { return rest_; }
    std::size_t number() const { return number_; }  // of the line that next() gave

  private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

// Whoever loses the end of a file mostly loses it within a line: a bad last line is a lost end.
BadReceipt bad_line(const Lines& lines) {
    const bool last = lines.rest().find('\n') == std::string_view::npos;
    return {last ? ReceiptFault::cut_short : ReceiptFault::damaged, lines.number(), {}};
}

std::optional<Digest> parse_digest(std::string_view line) {
    constexpr std::size_t base64_chars = 44;
    if (line.size() != base64_chars) return std::nullopt;
    const auto bytes = parse_base64(line);
    Digest digest;
    if (!bytes || bytes->size() != digest.size()) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    return digest;
}

// What is wrong with a checkpoint that does not read as one: the first line that has no meaning by
// itself.
BadReceipt defect_of_checkpoint(Lines lines) {
    const std::string_view whole = lines.rest();
    std::string text;
    for (int part = 0; part < 3; ++part) {
        const auto line = lines.next();
        if (!line) return {ReceiptFault::cut_short, lines.number() + 1, {}};
        text += std::string(*line) + "\n";
        const bool right = part == 0   ? !line->empty()
                           : part == 1 ? parse_decimal(*line).has_value()
                                       : parse_digest(*line).has_value();
        if (!right) return bad_line(lines);
    }
    const auto blank = lines.next();
    if (!blank) return {ReceiptFault::cut_short, lines.number() + 1, {}};
    if (!blank->empty()) return bad_line(lines);
    while (const auto line = lines.next()) {
        if (!Note::parse(text + "\n" + std::string(*line) + "\n")) return bad_line(lines);
    }
    // Every line is right by itself: a last one without its end, none at all, or too many.
    const bool too_many = !whole.empty() && whole.back() == '\n' && !whole.ends_with("\n\n");
    return {too_many ? ReceiptFault::damaged : ReceiptFault::cut_short, lines.number(), {}};
}

struct OpenNote {
    Note note;
    Checkpoint checkpoint;
};
std::optional<OpenNote> open_note(std::string_view bytes) {
    auto note = Note::parse(bytes);
    auto checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (!checkpoint) return std::nullopt;
    return OpenNote{std::move(*note), std::move(*checkpoint)};
}

std::optional<ReceiptFault> defect_of_signature(const OpenNote& opened, const VerifierKey& key) {
    if (opened.checkpoint.origin != key.name) return ReceiptFault::other_log;
    bool is_named = false;
    for (const NoteSignature& signature : opened.note.signatures) {
        is_named = is_named || (signature.name == key.name && signature.key_id == key.id);
    }
    if (!is_named) return ReceiptFault::other_key;
    constexpr std::size_t ed25519_bytes = 64;
    const NoteSignature& last = opened.note.signatures.back();
    if (last.key_id == key.id && last.signature.size() < ed25519_bytes)
        return ReceiptFault::cut_short;
    if (!opened.note.signed_by(key)) return ReceiptFault::bad_signature;
    return std::nullopt;
}

}  // namespace

std::string Receipt::text() const {
    std::string out(first_line);
    out += '\n';
    if (entry) out += std::string(extra_mark) + base64(*entry) + "\n";
    out += std::string(index_mark) + std::to_string(seq) + "\n";
    for (const Digest& hash : proof) out += base64(hash) + "\n";
    out += '\n';
    out += checkpoint;
    return out;
}

std::string BadReceipt::words() const {
    const std::string where = line == 0 ? "" : ", at line " + std::to_string(line);
    switch (fault) {
        case ReceiptFault::too_large: return "this is too long to be a receipt";
        case ReceiptFault::not_a_receipt:
            return "this is not a receipt: it does not begin with " + std::string(first_line);
        case ReceiptFault::cut_short:
            return "the receipt ends too early" + where + ": take the whole file";
        case ReceiptFault::damaged:
            return "the receipt is damaged" + where + ": take the file as it was downloaded";
        case ReceiptFault::no_entry:
            return "the receipt does not hold its entry: give the entry's bytes with --entry";
        case ReceiptFault::other_log:
            return "the receipt is from another log, " + origin +
                   ": check it with the key of that log";
        case ReceiptFault::other_key: return "the receipt was not signed by this key";
        case ReceiptFault::bad_signature:
            return "the signature does not fit: what it signed was changed since";
        case ReceiptFault::beyond:
            return "the signed log ends before this entry: ask for the receipt again";
        case ReceiptFault::not_included:
            return "the entry does not lead to what was signed: entry, position or proof was "
                   "changed";
    }
    return {};
}

std::string without_editors_marks(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\uFEFF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    std::string out;
    out.reserve(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        out += text[i];
    }
    constexpr std::string_view blank = " \t\n";
    out.erase(0, std::min(out.find_first_not_of(blank), out.size()));
    out.erase(out.find_last_not_of(blank) + 1);
    if (!out.empty()) out += '\n';
    return out;
}

std::variant<Receipt, BadReceipt> parse_receipt(std::string_view text) {
    if (text.size() > limits::receipt_bytes) return BadReceipt{ReceiptFault::too_large, 0, {}};
    Lines lines(text);
    if (lines.next() != first_line) return BadReceipt{ReceiptFault::not_a_receipt, 0, {}};
    Receipt receipt;
    auto line = lines.next();
    if (line && line->starts_with(extra_mark)) {
        receipt.entry = parse_base64(line->substr(extra_mark.size()));
        if (!receipt.entry || receipt.entry->empty() ||
            receipt.entry->size() > events::limits::event_bytes)
            return bad_line(lines);
        line = lines.next();
    }
    const bool is_index = line && line->starts_with(index_mark);
    const auto seq = is_index ? parse_decimal(line->substr(index_mark.size())) : std::nullopt;
    if (!seq) return bad_line(lines);
    receipt.seq = *seq;
    for (line = lines.next(); line && !line->empty(); line = lines.next()) {
        const auto hash = parse_digest(*line);
        if (!hash || receipt.proof.size() == limits::receipt_hashes) return bad_line(lines);
        receipt.proof.push_back(*hash);
    }
    if (!line) return BadReceipt{ReceiptFault::cut_short, lines.number() + 1, {}};
    receipt.checkpoint = lines.rest();
    if (!open_note(receipt.checkpoint)) return defect_of_checkpoint(lines);
    return receipt;
}

std::variant<Checkpoint, BadReceipt> check_receipt(
    const Receipt& receipt, const VerifierKey& key,
    std::optional<std::span<const std::uint8_t>> entry) {
    auto opened = open_note(receipt.checkpoint);
    if (!opened) return BadReceipt{ReceiptFault::damaged, 0, {}};
    if (const auto fault = defect_of_signature(*opened, key))
        return BadReceipt{*fault, 0, opened->checkpoint.origin};
    const tree::Head& head = opened->checkpoint.head;
    if (receipt.seq >= head.size) return BadReceipt{ReceiptFault::beyond, 0, {}};
    if (!entry && !receipt.entry) return BadReceipt{ReceiptFault::no_entry, 0, {}};
    const auto leads_there = [&](Bytes bytes) {
        return tree::includes(receipt.seq, head.size, head.root, tree::leaf_hash(bytes),
                              receipt.proof);
    };
    if ((entry && !leads_there(*entry)) || (receipt.entry && !leads_there(*receipt.entry)))
        return BadReceipt{ReceiptFault::not_included, 0, {}};
    return std::move(opened->checkpoint);
}

bool is_cosigned(const Receipt& receipt, const CosignerKey& witness) {
    const auto opened = open_note(receipt.checkpoint);
    return opened && witness.cosigned_at(opened->note).has_value();
}

std::optional<std::string> receipt_of(const Log& log, std::uint64_t seq,
                                      std::string_view checkpoint_note) {
    const auto opened = open_note(checkpoint_note);
    if (!opened || seq >= opened->checkpoint.head.size) return std::nullopt;
    auto entry = log.event_at(seq);
    if (!entry) return std::nullopt;
    const NodeReader nodes = log.nodes();
    return Receipt{seq, std::move(entry),
                   tree::inclusion_proof(seq, opened->checkpoint.head.size, nodes.function()),
                   std::string(checkpoint_note)}
        .text();
}

}  // namespace imaginons::storage
