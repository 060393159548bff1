// Receipts: C2SP tlog-proofs that carry the entry they are about, so that one file and the log's
// verifier key are enough to check them anywhere. Written from a log here, read and checked here by
// pure functions, for the page and the verb alike: their input comes from anybody.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "storage/cosignature.hpp"
#include "storage/log.hpp"

namespace imaginons::storage {

struct Receipt {
    std::uint64_t seq = 0;
    // The entry's bytes, from the line `extra`. tlog-proof says that nobody may trust that line as
    // it stands: here only its leaf hash counts, which the proof then binds to the signed root.
    std::optional<std::vector<std::uint8_t>> entry;
    std::vector<Digest> proof;
    std::string checkpoint;  // the whole note

    std::string text() const;
};

enum class ReceiptFault : std::uint8_t {
    too_large,      // for any receipt
    not_a_receipt,  // begins otherwise
    cut_short,      // ends too early
    damaged,        // a line cannot be read: `line`
    no_entry,       // it holds none, and none was given beside it
    other_log,      // signed for another log: `origin`
    other_key,      // not signed by the key
    bad_signature,  // the key's signature does not fit
    beyond,         // the signed tree ends before the entry
    not_included,   // entry, position or proof is not what was signed
};

struct BadReceipt {
    ReceiptFault fault = ReceiptFault::damaged;
    std::size_t line = 0;  // from 1, where it is about a line
    std::string origin;    // as the receipt says it: anybody's words
    // What is wrong, as one English sentence without a full stop.
    std::string words() const;
};

// What mails and editors do to a text: a byte order mark, CRLF, blank lines around it, a missing
// last newline. Taken back, since none of it can be told from the original.
std::string without_editors_marks(std::string_view text);

// The parts of a receipt; nothing is believed of them yet. Reads at most limits::receipt_bytes.
std::variant<Receipt, BadReceipt> parse_receipt(std::string_view text);

// The checkpoint that the receipt's entry is proven to be under: signed by `key`, for the log that
// the key names. `entry` stands in for a receipt's own; with both, both must lead there.
std::variant<Checkpoint, BadReceipt> check_receipt(
    const Receipt& receipt, const VerifierKey& key,
    std::optional<std::span<const std::uint8_t>> entry = std::nullopt);

// Whether a witness saw the tree that the receipt leads to, and no other.
bool is_cosigned(const Receipt& receipt, const CosignerKey& witness);

// For the event at `seq` under a checkpoint of this log; nothing if the checkpoint does not cover
// it or cannot be read. About 40 us: one record and some 20 hashes.
std::optional<std::string> receipt_of(const Log& log, std::uint64_t seq,
                                      std::string_view checkpoint_note);

struct ReceiptFiles {
    std::filesystem::path receipt;
    std::string key;                     // a verifier key's text
    std::filesystem::path entry;         // empty: the receipt's own
    std::vector<std::string> witnesses;  // keys of those who must have cosigned
};
// The verb `verify --receipt`: 0 and one sentence that says what is proven, or 1 and one that says
// what is wrong. Needs neither a data directory nor a network.
int verify_receipt_command(const ReceiptFiles& files, std::ostream& out);

}  // namespace imaginons::storage
