// A data directory opened whole, in the one right order: lock, keys, vault, log, and the check of
// the log against its last signed checkpoint. What programs start from.
#pragma once

#include "storage/checkpoint.hpp"
#include "storage/data_dir.hpp"
#include "storage/vault.hpp"

namespace imaginons::storage {

struct StoreOptions {
    // For a new log only; an existing one must agree unless it is empty.
    std::string origin;
    std::size_t log_map_bytes = limits::log_map_bytes;
    std::size_t vault_map_bytes = limits::vault_map_bytes;
};

// For the one program that writes: serve, import, token. Not movable: the keeper refers to the log.
class Store {
  public:
    // Makes what is missing. Throws InUse, LostTail, ForeignCheckpoint, Error.
    explicit Store(const std::filesystem::path& data, const StoreOptions& options = {});

    const DataDir dir;
    const WriterLock lock;
    Vault vault;
    Log log;
    CheckpointKeeper checkpoints;
};

// For programs that only read, also beside a writer: replay, export, verify.
class StoreReader {
  public:
    // `offline`: a copy that nobody writes to, perhaps on a read-only mount.
    explicit StoreReader(const std::filesystem::path& data, bool offline = false);

    const DataDir dir;
    // Nothing if vault.key or the vault is not there: an auditor's copy.
    std::optional<Vault> vault;
    Log log;
};

}  // namespace imaginons::storage
