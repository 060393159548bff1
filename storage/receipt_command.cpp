// The verb `verify --receipt`: files in, one sentence out. What is checked stands in receipt.cpp.
#include <fstream>
#include <ostream>

#include "events/codec.hpp"
#include "events/limits.hpp"
#include "events/time.hpp"
#include "events/well_formed.hpp"
#include "storage/limits.hpp"
#include "storage/receipt.hpp"

namespace imaginons::storage {

namespace {

// At most one byte more than `most`, so that one past a limit is seen; nothing if the file cannot
// be read.
std::optional<std::string> read_file(const std::filesystem::path& file, std::size_t most) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::nullopt;
    std::string bytes(most + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.bad()) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

// Why one of the witnesses does not vouch for the receipt; empty if all do.
std::string missing_witness(const Receipt& receipt, const std::vector<std::string>& witnesses) {
    for (const std::string& text : witnesses) {
        const auto key = CosignerKey::parse(text);
        if (!key) return "this is not the key of a witness: " + text;
        if (!is_cosigned(receipt, *key)) return "the witness " + key->name + " has not cosigned it";
    }
    return {};
}

int refuse(std::ostream& out, const std::string& why) {
    out << "not valid: " << why << '\n';
    return 1;
}

// " (StanceTaken, 2026-11-22T20:40:01.000Z)"; nothing for the entry of a log that is not ours.
std::string kind_in(const std::vector<std::uint8_t>& entry) {
    if (!events::well_formed(entry)) return {};
    const events::Meta meta = events::read_meta(0, entry);
    return " (" + std::string(events::kind_name(events::kind_of(entry))) + ", " +
           events::iso_time(meta.recorded_at_ms) + ")";
}

std::string proven(const Receipt& receipt, const std::vector<std::uint8_t>& entry,
                   const Checkpoint& checkpoint, std::size_t witnesses) {
    return "valid: entry " + std::to_string(receipt.seq) + kind_in(entry) +
           " stands unchanged among the " + std::to_string(checkpoint.head.size) +
           " entries that the log " + checkpoint.origin + " has signed" +
           (witnesses == 0 ? std::string() : ", cosigned by " + std::to_string(witnesses));
}

}  // namespace

int verify_receipt_command(const ReceiptFiles& files, std::ostream& out) {
    const auto key = VerifierKey::parse(files.key);
    if (!key)
        return refuse(out, "the key is not a verifier key: copy it whole from the audit page");
    const auto bytes = read_file(files.receipt, limits::receipt_bytes);
    if (!bytes) return refuse(out, "cannot read " + files.receipt.string());
    std::optional<std::vector<std::uint8_t>> entry;
    if (!files.entry.empty()) {
        const auto given = read_file(files.entry, events::limits::event_bytes);
        if (!given) return refuse(out, "cannot read " + files.entry.string());
        entry.emplace(given->begin(), given->end());
    }
    const auto parsed = parse_receipt(without_editors_marks(*bytes));
    if (const auto* bad = std::get_if<BadReceipt>(&parsed)) return refuse(out, bad->words());
    const auto& receipt = std::get<Receipt>(parsed);
    const auto checked = check_receipt(receipt, *key, entry);
    if (const auto* bad = std::get_if<BadReceipt>(&checked)) return refuse(out, bad->words());
    const std::string missing = missing_witness(receipt, files.witnesses);
    if (!missing.empty()) return refuse(out, missing);
    out << proven(receipt, entry ? *entry : *receipt.entry, std::get<Checkpoint>(checked),
                  files.witnesses.size())
        << '\n';
    return 0;
}

}  // namespace imaginons::storage
