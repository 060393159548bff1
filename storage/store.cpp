#include "storage/store.hpp"

namespace imaginons::storage {

namespace {

// Names a log that nobody named: good for a try at home, not for publishing.
constexpr const char* unnamed_origin = "imaginons.localhost/log/1";

DataDir prepared(const std::filesystem::path& data) {
    DataDir dir{data};
    if (std::filesystem::exists(dir.verifier_key())) {
        throw Error(data.string() +
                    " is a mirror of another's log: it can be read, verified and exported, but not "
                    "written to");
    }
    dir.create();
    return dir;
}

LogOptions log_options(const DataDir& dir, const StoreOptions& options) {
    const bool is_new = !std::filesystem::exists(dir.log() / "data.mdb");
    const bool unnamed = is_new && options.origin.empty();
    return {unnamed ? unnamed_origin : options.origin, options.log_map_bytes, false};
}

// A new key beside an old store would only hide that the old one is lost.
KeyBytes key_beside(const std::filesystem::path& key_file, const std::filesystem::path& store) {
    if (!std::filesystem::exists(key_file) && std::filesystem::exists(store)) {
        throw Error(key_file.string() + " is missing, but " + store.string() +
                    " was made with it: restore the key");
    }
    return read_or_create_key_file(key_file);
}

bool holds_something(const std::filesystem::path& dir) {
    const auto file = dir / "data.mdb";
    return std::filesystem::exists(file) && std::filesystem::file_size(file) > 0;
}

// A new vault beside a log that has begun would only hide that the old one is lost: nobody could
// sign in, no words could be opened, and everybody would have a second voice.
void require_vault_beside_log(const DataDir& dir) {
    const bool is_there = holds_something(dir.vault()) || holds_something(old_of(dir.vault()));
    if (is_there || !holds_something(dir.log())) return;
    const std::uint64_t size = Log::open_read_only(dir.log()).size();
    if (size == 0) return;
    throw Error(dir.vault().string() + " is missing, but the log beside it has " +
                std::to_string(size) +
                " events, whose words and people only that vault knows: put it back, or restore a "
                "backup (imaginons restore)");
}

Vault open_vault(const DataDir& dir, const StoreOptions& options) {
    require_vault_beside_log(dir);
    const VaultKey key = key_beside(dir.vault_key(), dir.vault() / "data.mdb");
    return Vault::open(dir.vault(), key, {options.vault_map_bytes, false});
}

std::optional<Vault> vault_if_readable(const DataDir& dir, bool offline) {
    if (!std::filesystem::exists(dir.vault_key()) ||
        !std::filesystem::exists(dir.vault() / "data.mdb")) {
        return std::nullopt;
    }
    VaultOptions options;
    options.offline = offline;
    return Vault::open_read_only(dir.vault(), read_key_file(dir.vault_key()), options);
}

LogOptions reading_options(bool offline) {
    LogOptions options;
    options.offline = offline;
    return options;
}

}  // namespace

Store::Store(const std::filesystem::path& data, const StoreOptions& options)
    : dir(prepared(data)),
      lock(dir),
      vault(open_vault(dir, options)),
      log(Log::open(dir.log(), log_options(dir, options))),
      checkpoints(dir.checkpoint(),
                  Signer(log.origin(), key_beside(dir.signing_key(), dir.checkpoint())), log) {}

StoreReader::StoreReader(const std::filesystem::path& data, bool offline)
    : dir{data},
      vault(vault_if_readable(dir, offline)),
      log(Log::open_read_only(dir.log(), reading_options(offline))) {}

}  // namespace imaginons::storage
