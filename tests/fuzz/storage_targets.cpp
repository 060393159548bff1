// Events, sealed texts, notes, checkpoints, keys, receipts, tiles.
#include <cstring>

#include "events/codec.hpp"
#include "events/json.hpp"
#include "events/well_formed.hpp"
#include "storage/receipt.hpp"
#include "storage/tiles.hpp"
#include "tests/fuzz/targets.hpp"

namespace imaginons::fuzz {

namespace {

// As storage lends it: aligned for FlatBuffers.
class Aligned {
  public:
    explicit Aligned(std::string_view bytes) : words_((bytes.size() + 7) / 8), size_(bytes.size()) {
        if (!bytes.empty()) std::memcpy(words_.data(), bytes.data(), bytes.size());
    }
    events::Bytes bytes() const {
        return {reinterpret_cast<const std::uint8_t*>(words_.data()), size_};
    }

  private:
    std::vector<std::uint64_t> words_;
    std::size_t size_;
};

events::Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

const storage::Signer& signer() {
    static const storage::Signer one("fuzz.example/log/1", storage::SigningSeed{});
    return one;
}

}  // namespace

void event(std::string_view bytes) {
    const Aligned aligned(bytes);
    if (events::well_formed(aligned.bytes())) {
        const std::string json = events::to_json(7, aligned.bytes());
        need(events::valid_utf8(json), "an event as JSON is UTF-8");
        need(json.find('\n') == std::string::npos, "an event as JSON is one line");
        const events::Meta meta = events::read_meta(7, aligned.bytes());
        events::visit(meta, aligned.bytes(), [](const events::Meta&, const auto&) {});
        events::object_of(aligned.bytes());
    }
    if (events::defect_of_text(aligned.bytes()) == nullptr) {
        need(events::decode_text(aligned.bytes()).has_value(), "a well-formed text is decoded");
    }
}

void note(std::string_view bytes) {
    if (const auto read = storage::Note::parse(bytes)) {
        read->signed_by(signer().verifier_key());
        storage::Checkpoint::parse(read->text, storage::Checkpoint::Extensions::ignored);
        if (const auto checkpoint = storage::Checkpoint::parse(read->text)) {
            need(checkpoint->text() == read->text, "a checkpoint has one spelling");
        }
    }
    if (const auto key = storage::VerifierKey::parse(bytes)) {
        need(key->text() == bytes, "a verifier key has one spelling");
    }
    if (const auto key = storage::CosignerKey::parse(bytes)) {
        need(key->text() == bytes, "a witness's key has one spelling");
    }
    const auto receipt = storage::parse_receipt(storage::without_editors_marks(bytes));
    if (const auto* read = std::get_if<storage::Receipt>(&receipt)) {
        const auto again = storage::parse_receipt(read->text());
        need(std::holds_alternative<storage::Receipt>(again), "a receipt can be written again");
        storage::check_receipt(*read, signer().verifier_key());
    } else {
        need(!std::get<storage::BadReceipt>(receipt).words().empty(), "a bad receipt is told why");
    }
    if (const auto name = storage::tiles::Name::parse(bytes)) {
        need(name->path() == bytes, "a tile has one name");
    }
    if (const auto entries = storage::tiles::entries_in(bytes)) {
        std::size_t size = 0;
        for (const events::Bytes entry : *entries) size += entry.size() + 2;
        need(size == bytes_of(bytes).size(), "the entries of a bundle are all of it");
    }
}

}  // namespace imaginons::fuzz
