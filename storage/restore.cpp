#include "storage/restore.hpp"

#include <sys/stat.h>

#include <chrono>
#include <ostream>
#include <sstream>

#include "events/time.hpp"
#include "storage/checkpoint.hpp"
#include "storage/erasure_list.hpp"
#include "storage/manifest.hpp"
#include "storage/page_check.hpp"
#include "storage/verify.hpp"

namespace imaginons::storage {

namespace {

namespace fs = std::filesystem;

struct Part {
    fs::path dir;
    Manifest manifest;
};

bool holds_data(const DataDir& dir) {
    return fs::exists(dir.log() / "data.mdb") || fs::exists(dir.vault() / "data.mdb") ||
           fs::exists(dir.checkpoint());
}

dev_t device_of(const fs::path& path) {
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0 ? about.st_dev : dev_t{};
}

// Where the new directory goes: nothing stands there, or an empty directory, or a data directory.
fs::path checked_place(const fs::path& data) {
    fs::path place = without_slash(fs::weakly_canonical(data));
    if (!fs::exists(place)) return place;
    if (!fs::is_directory(place)) throw Error(place.string() + " is not a directory");
    if (device_of(place) != device_of(place.parent_path())) {
        throw Error(place.string() +
                    " is the root of a file system, which nothing can be renamed to: restore into "
                    "a directory in it");
    }
    if (!fs::is_empty(place) && !holds_data({place})) {
        throw Error(place.string() + " is neither empty nor a data directory");
    }
    return place;
}

std::optional<WriterLock> lock_of(const fs::path& place) {
    if (!holds_data({place})) return std::nullopt;
    return WriterLock({place});
}

// The directory of a part: in the place that was given, that place itself, or beside it.
std::optional<fs::path> found_part(const fs::path& given, BackupPart part) {
    const fs::path place = without_slash(given);
    if (fs::is_directory(place / name_of(part))) return place / name_of(part);
    for (const BackupPart other : {BackupPart::log, BackupPart::vault, BackupPart::keys}) {
        if (place.filename() != name_of(other)) continue;
        const fs::path beside = place.parent_path() / name_of(part);
        if (fs::is_directory(beside)) return beside;
    }
    return std::nullopt;
}

// A part may have been given another name where it was taken to.
Part read_part(const fs::path& given, BackupPart part) {
    const fs::path dir = found_part(given, part).value_or(given);
    return {dir, read_manifest(dir, part)};
}

Part vault_part(const RestoreOptions& options, const Part& log) {
    const bool is_given = !options.vault.empty();
    if (!is_given && !found_part(options.from, BackupPart::vault)) {
        throw Error("there is no vault part beside " + log.dir.string() +
                    ": say with --vault where it is");
    }
    Part vault = read_part(is_given ? options.vault : options.from, BackupPart::vault);
    if (vault.manifest.origin != log.manifest.origin) {
        throw Error("the vault part is of " + vault.manifest.origin + ", the log part of " +
                    log.manifest.origin);
    }
    if (vault.manifest.head.size < log.manifest.head.size) {
        throw Error("the vault part was taken at " + std::to_string(vault.manifest.head.size) +
                    " events, the log part at " + std::to_string(log.manifest.head.size) +
                    ": keys made in between would be missing");
    }
    return vault;
}

// The directory with both keys, as far as there is one.
fs::path keys_dir(const RestoreOptions& options, const Part& vault, const fs::path& place) {
    if (!options.keys.empty())
        return found_part(options.keys, BackupPart::keys).value_or(options.keys);
    for (const fs::path& beside : {options.from, vault.dir}) {
        if (const auto found = found_part(beside, BackupPart::keys)) return *found;
    }
    return place;
}

// Throws if a key of a backup's own keys part is not what was backed up.
void check_keys(const fs::path& dir) {
    if (!fs::exists(dir / "MANIFEST")) return;
    const Manifest manifest = read_manifest(dir, BackupPart::keys);
    for (const char* name : {"signing.key", "vault.key"}) {
        require_sum(manifest, name, sum_of(dir / name), dir / name);
    }
}

// The key to hold checkpoints to. The signing key itself, but for a new log: that may be opened
// because the key is lost.
VerifierKey checking_key(const RestoreOptions& options, const Part& log, const fs::path& keys) {
    const fs::path file = keys / "signing.key";
    const auto& named = log.manifest.key;
    if (fs::exists(file)) {
        const Signer signer(log.manifest.origin, read_key_file(file));
        if (named && signer.verifier_key().text() != named->text()) {
            throw Error(file.string() + " is not the key that this backup was signed with (" +
                        named->text() + ")");
        }
        return signer.verifier_key();
    }
    if (options.new_origin.empty()) {
        throw Error(
            "there is no signing.key for the log: say with --keys where the keys are, or "
            "open a new log with --new-origin");
    }
    if (!named) throw Error("the backup does not name the key that signed it");
    return *named;
}

KnownCheckpoint read_known(const fs::path& file, const VerifierKey& key) {
    const auto note = read_checkpoint_file(file);
    if (!note) throw Error("there is no checkpoint " + file.string());
    const auto checkpoint = open_checkpoint(*note, key);
    if (!checkpoint) {
        throw Error(file.string() + " is no checkpoint of this log: it was not signed by " +
                    key.text());
    }
    return {file, *note, *checkpoint};
}

std::vector<KnownCheckpoint> known_checkpoints(const RestoreOptions& options, const fs::path& place,
                                               const VerifierKey& key) {
    std::vector<KnownCheckpoint> known;
    const DataDir former{place};
    if (fs::exists(former.checkpoint())) known.push_back(read_known(former.checkpoint(), key));
    for (const fs::path& file : options.checkpoints) known.push_back(read_known(file, key));
    return known;
}

[[noreturn]] void refuse_behind(const std::string& who, std::uint64_t theirs, std::uint64_t ours) {
    throw Error(
        who + " " + std::to_string(theirs) + " events, the backup ends at " + std::to_string(ours) +
        ": to restore it would lose " + std::to_string(theirs - ours) +
        " events. Restore a later backup, or open a new log that says so with --new-origin");
}

// The furthest of those that are known, the backup's own included.
KnownCheckpoint furthest_of(const KnownCheckpoint& restored,
                            const std::vector<KnownCheckpoint>& known) {
    const KnownCheckpoint* furthest = &restored;
    for (const KnownCheckpoint& other : known) {
        if (other.checkpoint.head.size > furthest->checkpoint.head.size) furthest = &other;
    }
    return *furthest;
}

void copy_part_file(const Part& part, const char* name, const fs::path& to) {
    const fs::path from = part.dir / name;
    require_sum(part.manifest, name, copy_durably(from, to), from);
}

void copy_parts(const Part& log, const Part& vault, const fs::path& keys, const DataDir& into) {
    into.create();
    copy_part_file(log, "data.mdb", into.log() / "data.mdb");
    copy_part_file(log, "checkpoint", into.checkpoint());
    copy_part_file(vault, "data.mdb", into.vault() / "data.mdb");
    if (fs::exists(keys / "signing.key")) copy_durably(keys / "signing.key", into.signing_key());
    if (!fs::exists(keys / "vault.key")) {
        throw Error("there is no vault.key in " + keys.string() +
                    ": without it nothing in the vault can be read; say with --keys where it is");
    }
    read_key_file(keys / "vault.key");
    copy_durably(keys / "vault.key", into.vault_key());
}

// Whoever is in any of the lists: a backup made before an erasure knows nothing of it.
void join_erasures(const RestoreOptions& options, const Part& log, const Part& vault,
                   const fs::path& place, const DataDir& into) {
    std::vector<fs::path> lists{DataDir{place}.erased()};
    for (const Part& part : {log, vault}) {
        const fs::path list = part.dir / "erased";
        if (!fs::exists(list)) continue;
        require_sum(part.manifest, "erased", sum_of(list), list);
        lists.push_back(list);
    }
    for (const fs::path& list : options.erased) {
        if (!fs::exists(list)) throw Error("there is no list of the erased " + list.string());
        lists.push_back(list);
    }
    for (const fs::path& list : lists) add_erasures(into.erased(), read_erasures(list));
}

// Evidence that the log has forked, from the backup and from what stands there.
void join_forks(const Part& log, const fs::path& place, const DataDir& into) {
    const auto take = [&](const fs::path& from) {
        if (!fs::exists(into.forks())) make_private_directory(into.forks());
        const fs::path to = into.forks() / from.filename();
        if (!fs::exists(to)) copy_durably(from, to);
    };
    for (const Manifest::File& file : log.manifest.files) {
        if (!file.name.starts_with("forks/")) continue;
        require_sum(log.manifest, file.name, sum_of(log.dir / file.name), log.dir / file.name);
        take(log.dir / file.name);
    }
    const fs::path standing = DataDir{place}.forks();
    if (!fs::exists(standing)) return;
    for (const auto& entry : fs::directory_iterator(standing)) {
        if (Manifest::may_list("forks/" + entry.path().filename().string())) take(entry.path());
    }
}

void verify_whole(const DataDir& fresh, std::ostream* progress) {
    std::ostringstream line;
    if (verify_command(fresh.root, line, progress) == 0) return;
    std::string said = line.str();
    while (said.ends_with('\n')) said.pop_back();
    throw Error("the backup is not sound; verify says: " + said);
}

// What was signed must be the history that is restored, as far as both go.
void require_same_history(const Log& log, const std::vector<KnownCheckpoint>& known) {
    const NodeReader nodes = log.nodes();
    for (const KnownCheckpoint& other : known) {
        const tree::Head& head = other.checkpoint.head;
        if (head.size > log.size()) continue;
        if (tree::root_at(head.size, nodes.function()) == head.root) continue;
        throw Error("the backup's first " + std::to_string(head.size) +
                    " events are not those that " + other.file.string() +
                    " signed: it is of another history");
    }
}

// The log that stands there may have more than was signed, or be another one. If it cannot be read,
// which is why people restore, its checkpoint says what it was.
void require_continuation(const fs::path& place, const Log& restored, bool may_lose) {
    const DataDir former{place};
    const fs::path file = former.log() / "data.mdb";
    if (!fs::exists(file)) return;
    if (page_defect(file, log_tables())) {
        if (fs::exists(former.checkpoint())) return;
        throw Error(file.string() +
                    " cannot be read, and there is no checkpoint to say how far it went: move " +
                    place.string() + " away if it is of no use");
    }
    const Log log = Log::open_read_only(former.log(), {.origin = {}, .offline = true});
    if (log.origin() != restored.origin()) {
        throw Error(place.string() + " holds another log: " + log.origin());
    }
    const std::uint64_t common = std::min(log.size(), restored.size());
    const auto root = [common](const Log& of) {
        return tree::root_at(common, of.nodes().function());
    };
    if (root(log) != root(restored)) {
        throw Error("the backup is not a continuation of the log in " + place.string() +
                    ": their first " + std::to_string(common) + " events differ");
    }
    if (log.size() > restored.size() && !may_lose) {
        refuse_behind(place.string() + " holds", log.size(), restored.size());
    }
}

fs::path aside_of(const fs::path& place) {
    using namespace std::chrono;
    const auto now = duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
    fs::path aside;
    for (int n = 0; n == 0 || fs::exists(aside); ++n) {
        aside = place;
        aside +=
            ".before-" + events::iso_time(now * 1000) + (n == 0 ? "" : "-" + std::to_string(n));
    }
    return aside;
}

}  // namespace

Restoration::Restoration(const RestoreOptions& options, std::ostream* progress)
    : place_(checked_place(options.data)), former_(lock_of(place_)), fresh_(place_) {
    const Part log = read_part(options.from, BackupPart::log);
    const Part vault = vault_part(options, log);
    const fs::path keys = keys_dir(options, vault, place_);
    check_keys(keys);
    const VerifierKey key = checking_key(options, log, keys);
    const KnownCheckpoint own = read_known(log.dir / "checkpoint", key);
    if (own.checkpoint.head != log.manifest.head) {
        throw Error(own.file.string() + " is not the checkpoint of this backup");
    }
    const auto known = known_checkpoints(options, place_, key);
    restored_ = own.checkpoint;
    furthest_ = furthest_of(own, known);
    const std::uint64_t size = restored_.head.size;
    if (options.new_origin.empty() && furthest_.checkpoint.head.size > size) {
        refuse_behind(furthest_.file.string() + " was signed over", furthest_.checkpoint.head.size,
                      size);
    }
    if (options.new_origin == restored_.origin) {
        throw Error("a new log needs a new name, not " + options.new_origin);
    }
    copy_parts(log, vault, keys, dir());
    join_erasures(options, log, vault, place_, dir());
    join_forks(log, place_, dir());
    verify_whole(dir(), progress);
    const Log copy = Log::open_read_only(dir().log());
    if (copy.origin() != restored_.origin || copy.head() != restored_.head) {
        throw Error("the backup's log is not the one of its checkpoint");
    }
    require_same_history(copy, known);
    require_continuation(place_, copy, !options.new_origin.empty());
}

std::optional<std::filesystem::path> Restoration::publish() {
    if (!fs::exists(place_) || fs::is_empty(place_)) {
        fresh_.publish();
        return std::nullopt;
    }
    const fs::path aside = aside_of(place_);
    fresh_.publish_over(aside);
    former_.reset();
    return aside;
}

}  // namespace imaginons::storage
