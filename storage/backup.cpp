// The order is what makes log and vault fit: keys are durable in the vault before anything that was
// sealed with them is in the log, so the log is copied first, then the vault. The other way round,
// the log could hold words whose key came a moment after the vault was copied. Keys go only when
// somebody is erased, after their words were sealed anew for nobody: if that happens in between,
// both are copied again. The list of the erased comes last.
#include "storage/backup.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>
#include <unordered_set>

#include "storage/manifest.hpp"
#include "storage/store.hpp"

namespace imaginons::storage {

namespace {

using People = std::unordered_set<events::PersonId, events::IdHash>;

std::int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

bool lies_in(const std::filesystem::path& path, const std::filesystem::path& dir) {
    const auto from_dir = std::filesystem::weakly_canonical(path).lexically_relative(
        std::filesystem::weakly_canonical(dir));
    return !from_dir.empty() && *from_dir.begin() != "..";
}

void require_vault(const DataDir& dir) {
    const bool is_there = std::filesystem::exists(dir.vault_key()) &&
                          std::filesystem::exists(dir.vault() / "data.mdb");
    if (is_there) return;
    throw Error("there is no vault with its key in " + dir.root.string() +
                ": --without-vault copies the log alone");
}

void refuse_place(const BackupOptions& options) {
    if (std::filesystem::exists(std::filesystem::symlink_status(options.out))) {
        throw Error(options.out.string() + " is there already: a backup is a new directory");
    }
    if (lies_in(options.out, options.data)) {
        throw Error(options.out.string() + " lies in the data directory: it would be lost with it");
    }
    if (options.with_keys && !options.with_vault) {
        throw Error("the keys are of no use without the vault: --with-keys or --without-vault");
    }
}

std::optional<Signer> signer_of(const DataDir& dir, const std::string& origin) {
    if (!std::filesystem::exists(dir.signing_key())) return std::nullopt;
    return Signer(origin, read_key_file(dir.signing_key()));
}

struct Covered {
    std::string note;
    Checkpoint checkpoint;
};

// The checkpoint on the disk. Without a key (a mirror) nobody here can say who signed it.
std::optional<Covered> stored_checkpoint(const DataDir& dir, const Signer* signer) {
    const auto bytes = read_checkpoint_file(dir.checkpoint());
    if (!bytes) return std::nullopt;
    const auto note = Note::parse(*bytes);
    const auto checkpoint = signer != nullptr ? open_checkpoint(*bytes, signer->verifier_key())
                            : note            ? Checkpoint::parse(note->text)
                                              : std::nullopt;
    if (!checkpoint) throw Error(dir.checkpoint().string() + " was not signed by this log's key");
    return Covered{*bytes, *checkpoint};
}

// Signs what is there, unless a program is running that does so itself.
void sign_if_nobody_writes(const DataDir& dir, const Log& log) {
    try {
        const WriterLock lock(dir);
        CheckpointKeeper(dir.checkpoint(), *signer_of(dir, log.origin()), log).sign_if_grown();
    } catch (const InUse&) {
        std::this_thread::sleep_for(limits::checkpoint_interval / 10);
    }
}

// A checkpoint over at least what is durable now. The running server signs about once a second.
Covered covering_checkpoint(const DataDir& dir, const Log& log, const Signer* signer) {
    const std::uint64_t size = log.size();
    const auto deadline = std::chrono::steady_clock::now() + limits::longest_wait_for_checkpoint;
    for (;;) {
        auto stored = stored_checkpoint(dir, signer);
        if (stored && stored->checkpoint.head.size >= size) return *std::move(stored);
        if (signer == nullptr) {
            throw Error(dir.checkpoint().string() + " does not cover the log, and " +
                        dir.signing_key().string() + " is not there to sign it with");
        }
        if (std::chrono::steady_clock::now() > deadline) {
            throw Error("the server that runs has not signed its log for " +
                        std::to_string(limits::longest_wait_for_checkpoint.count()) +
                        " seconds: look at what it says");
        }
        sign_if_nobody_writes(dir, log);
    }
}

// What the next transaction of the copy will hold. A reader only lends its bytes.
class CopyBatch {
  public:
    void add(const Record& record) {
        places_.push_back({bytes_.size(), record.event.size(), record.sealed_row.size()});
        bytes_.insert(bytes_.end(), record.event.begin(), record.event.end());
        bytes_.insert(bytes_.end(), record.sealed_row.begin(), record.sealed_row.end());
    }
    bool full() const {
        return bytes_.size() >= limits::bytes_per_copied_batch ||
               places_.size() == limits::entries_per_append;
    }
    bool empty() const { return places_.empty(); }
    void append_to(Log& log) {
        std::vector<Entry> entries;
        for (const Place& place : places_) {
            const Bytes both(bytes_.data() + place.offset, place.event + place.sealed_row);
            entries.push_back({both.first(place.event), both.subspan(place.event)});
        }
        if (log.append(entries) != Log::Append::durable) {
            throw Error("the copy of the log cannot be written: the disk is full or failing");
        }
        bytes_.clear();
        places_.clear();
    }

  private:
    struct Place {
        std::size_t offset;
        std::size_t event;
        std::size_t sealed_row;
    };
    std::vector<std::uint8_t> bytes_;
    std::vector<Place> places_;
};

// Entry by entry, with the short read transactions of every reader, into a log of its own: beside a
// server under load one long transaction (mdb_env_copy) would make the file grow for ever. The tree
// is made anew from the entries, so that a root equal to the signed one says that every byte of
// every entry is right.
People copy_log(const Log& from, const Checkpoint& checkpoint, const std::filesystem::path& dir,
                const BackupOptions& options) {
    make_private_directory(dir);
    People sealed_for;
    {
        Log to = Log::open(dir, {from.origin(), limits::log_map_bytes, false});
        const std::uint64_t size = checkpoint.head.size;
        LogReader walk = from.reader(0, size);
        CopyBatch batch;
        for (Record record; walk.next(record);) {
            batch.add(record);
            if (const auto subject = subject_of(record.sealed_row)) sealed_for.insert(*subject);
            if (!batch.full()) continue;
            batch.append_to(to);
            if (options.progress) options.progress(to.size(), size);
        }
        if (!batch.empty()) batch.append_to(to);
        if (options.progress) options.progress(to.size(), size);
        if (to.head() != checkpoint.head) {
            throw Error("the log is not the one that its checkpoint signed: run verify");
        }
    }
    std::filesystem::remove(dir / "lock.mdb");
    return sealed_for;
}

class Parts {
  public:
    Parts(const std::filesystem::path& dir, const Covered& covered, const Signer* signer)
        : dir_(dir), covered_(covered), signer_(signer), made_at_ms_(now_ms()) {}

    std::filesystem::path path(BackupPart part) const { return dir_ / name_of(part); }

    void copy_file(BackupPart part, const std::filesystem::path& file) const {
        copy_durably(file, path(part) / file.filename());
    }

    void write_manifest(BackupPart part, const std::vector<std::string>& files) const {
        const auto key = signer_ != nullptr ? std::optional(signer_->verifier_key()) : std::nullopt;
        const Checkpoint& checkpoint = covered_.checkpoint;
        storage::write_manifest(path(part),
                                {part, checkpoint.origin, checkpoint.head, key, made_at_ms_, {}},
                                files, signer_);
    }

  private:
    const std::filesystem::path dir_;
    const Covered& covered_;
    const Signer* const signer_;
    const std::int64_t made_at_ms_;
};

// Copies the vault; how many of these people's keys are not in the copy. Opened anew each time: to
// compact it, a server puts another directory in its place.
std::size_t copy_vault(const DataDir& from, const std::filesystem::path& to, const People& people) {
    make_private_directory(to);
    const VaultKey key = read_key_file(from.vault_key());
    Vault::open_read_only(from.vault(), key).copy_to(to);
    VaultOptions options;
    options.offline = true;
    const Vault copy = Vault::open_read_only(to, key, options);
    const VaultView view = copy.read();
    return static_cast<std::size_t>(
        std::count_if(people.begin(), people.end(),
                      [&](const events::PersonId& person) { return !view.data_key(person); }));
}

// Log, then vault. Once more if somebody's key went in between; what is missing for good is left
// to verify.
void copy_both(const DataDir& from, const Log& log, const Checkpoint& checkpoint,
               const Parts& parts, const BackupOptions& options) {
    constexpr int most_tries = 3;
    const std::filesystem::path log_part = parts.path(BackupPart::log);
    const std::filesystem::path vault_part = parts.path(BackupPart::vault);
    for (int tries = 1;; ++tries) {
        const People people = copy_log(log, checkpoint, log_part, options);
        if (!options.with_vault || copy_vault(from, vault_part, people) == 0) return;
        if (tries == most_tries) return;
        std::filesystem::remove_all(log_part);
        std::filesystem::remove_all(vault_part);
    }
}

void copy_erased(const Parts& parts, BackupPart part, const DataDir& dir,
                 std::vector<std::string>& files) {
    parts.copy_file(part, dir.erased());
    files.push_back("erased");
}

// What must not get lost with the machine: evidence against whoever runs it.
void copy_forks(const Parts& parts, const DataDir& dir, std::vector<std::string>& files) {
    if (!std::filesystem::exists(dir.forks())) return;
    const std::filesystem::path to = parts.path(BackupPart::log) / "forks";
    make_private_directory(to);
    for (const auto& entry : std::filesystem::directory_iterator(dir.forks())) {
        const std::string name = "forks/" + entry.path().filename().string();
        if (!Manifest::may_list(name)) continue;
        copy_durably(entry.path(), parts.path(BackupPart::log) / name);
        files.push_back(name);
    }
}

void write_keys(const Parts& parts, const DataDir& dir) {
    make_private_directory(parts.path(BackupPart::keys));
    parts.copy_file(BackupPart::keys, dir.signing_key());
    parts.copy_file(BackupPart::keys, dir.vault_key());
    parts.write_manifest(BackupPart::keys, {"signing.key", "vault.key"});
}

}  // namespace

tree::Head back_up(const BackupOptions& options) {
    refuse_place(options);
    const DataDir dir{options.data};
    const Log log = Log::open_read_only(dir.log());
    if (options.with_vault) require_vault(dir);
    NewDirectory fresh(options.out);
    const auto signer = signer_of(dir, log.origin());
    const Signer* const signs = signer ? &*signer : nullptr;
    const Covered covered = covering_checkpoint(dir, log, signs);
    const Parts parts(fresh.dir(), covered, signs);

    copy_both(dir, log, covered.checkpoint, parts, options);
    write_file_durably(parts.path(BackupPart::log) / "checkpoint", covered.note);
    std::vector<std::string> log_files{"data.mdb", "checkpoint"};
    std::vector<std::string> vault_files{"data.mdb"};
    copy_forks(parts, dir, log_files);
    if (std::filesystem::exists(dir.erased())) {
        copy_erased(parts, BackupPart::log, dir, log_files);
        if (options.with_vault) copy_erased(parts, BackupPart::vault, dir, vault_files);
    }
    parts.write_manifest(BackupPart::log, log_files);
    if (options.with_vault) parts.write_manifest(BackupPart::vault, vault_files);
    if (options.with_keys) write_keys(parts, dir);
    fresh.publish();
    return covered.checkpoint.head;
}

int backup_command(BackupOptions options, std::ostream& out, std::ostream* progress) {
    bool shown = false;
    options.progress = [&](std::uint64_t done, std::uint64_t total) {
        if (progress == nullptr) return;
        *progress << "\rcopied " << done << " of " << total << " events" << std::flush;
        shown = true;
    };
    const tree::Head head = back_up(options);
    if (shown) *progress << '\n';
    out << "backed up " << head.size << " events into " << without_slash(options.out).string()
        << (options.with_vault ? ": take log and vault to two places"
                               : ", without the vault: nothing sealed can be read from it")
        << std::endl;
    return 0;
}

}  // namespace imaginons::storage
