#include "storage/sealed_reader.hpp"

namespace imaginons::storage {

std::optional<Opened> SealedReader::open(std::uint64_t seq) {
    const auto record = records_.find(seq);
    if (!record) return std::nullopt;
    const events::Meta meta = events::read_meta(seq, record->event);
    if (meta.commitment == nullptr) return std::nullopt;
    if (keys_) return open_row(meta, record->sealed_row);
    const Opening* opening = openings_->find(seq);
    if (opening == nullptr) return std::nullopt;
    const Opened& opened = opening->opened;
    const bool fits = commitment_of(opened.r, meta.id, opened.plaintext) == *meta.commitment;
    return fits ? std::optional(opened) : std::nullopt;
}

std::optional<Opened> SealedReader::open_row(const events::Meta& meta, Bytes sealed_row) {
    const auto subject = subject_of(sealed_row);
    if (!subject) return std::nullopt;
    const std::optional<DataKey>& key = key_of(*subject);
    return key ? open_sealed(*key, meta.id, *meta.commitment, sealed_row) : std::nullopt;
}

const std::optional<DataKey>& SealedReader::key_of(const events::PersonId& person) {
    const auto [found, is_new] = known_.try_emplace(person);
    if (is_new) found->second = keys_->data_key(person);
    return found->second;
}

}  // namespace imaginons::storage
