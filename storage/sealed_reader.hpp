// Opens the sealed parts of a log's events: with the keys of a vault where there is one, from
// openings that were given away where there is none (a mirror).
#pragma once

#include <optional>
#include <unordered_map>

#include "events/codec.hpp"
#include "storage/log.hpp"
#include "storage/openings.hpp"
#include "storage/vault.hpp"

namespace imaginons::storage {

// Remembers the keys of people met before. Of one thread, short-lived: it keeps a read transaction
// of the vault open. What it is made from must outlive it.
class SealedReader {
  public:
    SealedReader(const Log& log, const Vault& vault)
        : records_(log.records()), keys_(vault.read()) {}
    SealedReader(const Log& log, const Openings& openings)
        : records_(log.records()), openings_(&openings) {}

    // What the event at `seq` committed to. Nothing if that is nothing, or if its row, its key or
    // its opening is gone or is not what was committed to.
    std::optional<Opened> open(std::uint64_t seq);

  private:
    std::optional<Opened> open_row(const events::Meta& meta, Bytes sealed_row);
    const std::optional<DataKey>& key_of(const events::PersonId& person);

    RecordReader records_;
    const Openings* openings_ = nullptr;
    std::optional<VaultView> keys_;
    std::unordered_map<events::PersonId, std::optional<DataKey>, events::IdHash> known_;
};

}  // namespace imaginons::storage
