#include "storage/mirror.hpp"

#include <algorithm>
#include <cstring>
#include <deque>
#include <fstream>
#include <sstream>

#include "events/codec.hpp"
#include "events/well_formed.hpp"
#include "storage/ahead.hpp"
#include "storage/checkpoint.hpp"
#include "storage/data_dir.hpp"
#include "storage/files.hpp"
#include "storage/openings.hpp"
#include "storage/signed_tiles.hpp"

namespace imaginons::storage {

namespace {

namespace fs = std::filesystem;

std::string get(const MirrorOptions& options, const std::string& path) {
    return options.source.get(path, std::nullopt).value();
}

std::optional<std::string> bytes_of_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::nullopt;
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return std::move(bytes).str();
}

// ---- whom to believe

void refuse_what_is_no_mirror(const DataDir& dir) {
    if (!fs::exists(dir.root) || fs::exists(dir.verifier_key())) return;
    if (fs::exists(dir.signing_key()) || fs::exists(dir.vault_key())) {
        throw Error(dir.root.string() + " is the data directory of a site, not a mirror");
    }
    if (!fs::is_directory(dir.root) || !fs::is_empty(dir.root)) {
        throw Error(dir.root.string() + " is neither a mirror nor empty");
    }
}

VerifierKey trusted_key(const DataDir& dir, const MirrorOptions& options) {
    std::optional<VerifierKey> remembered;
    if (fs::exists(dir.verifier_key())) remembered = read_verifier_key(dir.verifier_key());
    if (options.key) {
        if (remembered && remembered->text() != options.key->text()) {
            throw Error(dir.root.string() + " mirrors a log of another key, " + remembered->text());
        }
        return *options.key;
    }
    if (remembered) return *remembered;
    std::string text = options.source.key();
    while (text.ends_with('\n')) text.pop_back();
    auto key = VerifierKey::parse(text);
    if (!key) throw Error("what the site gives as its log's key is no verifier key");
    options.warn("the key " + key->text() +
                 " was taken from the site itself, as this is the first time: compare it with one "
                 "that you have from elsewhere, or give that one with --key");
    return *std::move(key);
}

Checkpoint believed(const std::string& bytes, const VerifierKey& key) {
    const auto note = Note::parse(bytes);
    auto checkpoint = note ? Checkpoint::parse(note->text) : std::nullopt;
    if (!checkpoint) throw Error("the checkpoint is damaged: it cannot be read");
    if (checkpoint->origin != key.name) {
        throw Error("the checkpoint is of the log " + checkpoint->origin + ", not of " + key.name);
    }
    const bool is_named = std::any_of(
        note->signatures.begin(), note->signatures.end(), [&](const NoteSignature& signature) {
            return signature.name == key.name && signature.key_id == key.id;
        });
    if (!is_named) throw Error("the checkpoint was not signed by the key " + key.text());
    if (!note->signed_by(key)) {
        throw Error("the checkpoint's signature does not fit: it was changed since, or forged");
    }
    return *std::move(checkpoint);
}

// ---- one history

void refuse_shorter(const Log& log, const Checkpoint& checkpoint) {
    if (checkpoint.head.size >= log.size()) return;
    throw Error("the log shows " + std::to_string(checkpoint.head.size) + " entries, but it had " +
                std::to_string(log.size()) + " before: it has shrunk, or this is an old copy");
}

void refuse_other_history(const Log& log, SignedTiles& tiles) {
    const tree::Head here = log.head();
    if (tiles.root_at(here.size) == here.root) return;
    throw Error("the log has two histories: its first " + std::to_string(here.size) +
                " entries are not those that it showed before");
}

// ---- entries

// Gathers checked entries and appends them by the thousand: one flush of the disk for each batch.
class Appending {
  public:
    explicit Appending(Log& log) : log_(log), next_(log.size()) {}

    // The bundle that begins at `first`, of which some may be there already.
    void add(std::uint64_t first, std::string bundle, std::span<const Digest> leaves) {
        bundles_.push_back(std::move(bundle));
        const auto entries = tiles::entries_in(bundles_.back());
        if (!entries || entries->size() != leaves.size()) {
            throw Error("the bundle of entries from " + std::to_string(first) +
                        " on does not hold " + std::to_string(leaves.size()) + " entries");
        }
        for (std::size_t i = 0; i < leaves.size(); ++i) {
            check(first + i, (*entries)[i], leaves[i]);
            if (first + i < next_) continue;
            waiting_.push_back({(*entries)[i], {}});
            ++next_;
        }
        if (waiting_.size() >= limits::mirror_batch_events) flush();
    }

    void flush() {
        if (log_.append(waiting_) == Log::Append::unknown) {
            throw UnknownOutcome("whether the last entries are stored is not known");
        }
        waiting_.clear();
        bundles_.clear();
    }

  private:
    void check(std::uint64_t seq, Bytes entry, const Digest& leaf) {
        if (tree::leaf_hash(entry) != leaf) {
            throw Error("entry " + std::to_string(seq) + " is not the one that was signed");
        }
        // A bundle's entries stand at any place; reading an event needs it at a multiple of 8.
        aligned_.resize(entry.size() / 8 + 1);
        std::memcpy(aligned_.data(), entry.data(), entry.size());
        const Bytes event{reinterpret_cast<const std::uint8_t*>(aligned_.data()), entry.size()};
        const char* defect = events::defect_of(event);
        if (defect == nullptr) return;
        throw Error("entry " + std::to_string(seq) + " was signed, but is no event: " + defect);
    }

    Log& log_;
    std::uint64_t next_;
    std::deque<std::string> bundles_;  // what `waiting_` lies in
    std::vector<Entry> waiting_;
    std::vector<std::uint64_t> aligned_;
};

void fill(Log& log, SignedTiles& signed_tiles, const MirrorOptions& options) {
    struct Piece {
        std::string hashes;
        std::string entries;
    };
    const std::uint64_t size = signed_tiles.head().size;
    if (log.size() == size) return;
    const std::uint64_t from = log.size() / tiles::full_width;
    const std::uint64_t to = (size + tiles::full_width - 1) / tiles::full_width;
    Ahead<Piece> pieces(from, to, limits::mirror_connections, [&](std::uint64_t index) {
        tiles::Name name = tiles::at_size(0, index, size);
        Piece piece{get(options, "tile/" + name.path()), {}};
        name.level.reset();
        piece.entries = get(options, "tile/" + name.path());
        return piece;
    });
    Appending appending(log);
    for (std::uint64_t index = from; index < to; ++index) {
        Piece piece = pieces.next();
        const std::vector<Digest> leaves = signed_tiles.leaves(index, piece.hashes);
        const std::uint64_t first = index * tiles::full_width;
        appending.add(first, std::move(piece.entries), leaves);
        if (options.progress) options.progress(first + leaves.size(), size);
    }
    appending.flush();
}

// ---- openings

// Which bundles hold an event with a sealed part: only they can have openings.
std::vector<std::uint64_t> bundles_with_sealed_parts(const Log& log) {
    std::vector<std::uint64_t> bundles;
    log.read(0, log.size(), [&](std::uint64_t seq, Bytes event, Bytes) {
        const std::uint64_t bundle = seq / tiles::full_width;
        if (!bundles.empty() && bundles.back() == bundle) return;
        if (events::event_in(event).commitment() != nullptr) bundles.push_back(bundle);
    });
    return bundles;
}

// Those of a bundle that are of events that are here, each checked against its event.
std::vector<Opening> checked_openings(const Log& log, std::uint64_t bundle,
                                      const std::string& bytes) {
    auto openings = openings_in(bytes);
    if (!openings) {
        throw Error("the openings " + tiles::number_path(bundle) +
                    " are damaged: they end amid one");
    }
    std::erase_if(*openings, [&](const Opening& one) { return one.seq >= log.size(); });
    for (const Opening& opening : *openings) {
        const auto event = log.event_at(opening.seq);
        const bool is_here = opening.seq / tiles::full_width == bundle;
        const char* defect =
            is_here ? defect_of_opening(opening, *event) : "it stands in another's place";
        if (defect == nullptr) continue;
        throw Error("the opening of entry " + std::to_string(opening.seq) +
                    " is not to be believed: " + defect);
    }
    return *std::move(openings);
}

// Whole under its name, but not durable: a power cut may leave a part, which the next run finds not
// to be what the site has, and fetches again.
void replace_file(const fs::path& file, const std::string& bytes) {
    fs::path fresh = file;
    fresh += ".new";
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) throw Error("cannot write " + fresh.string());
    fs::rename(fresh, file);
}

// Whether the file changed.
bool keep_openings(const fs::path& file, const std::optional<std::string>& known,
                   const std::vector<Opening>& openings) {
    std::string bytes;
    for (const Opening& opening : openings) append_opening(bytes, opening);
    if (known.value_or("") == bytes) return false;
    if (bytes.empty()) {
        fs::remove(file);
        return true;
    }
    fs::create_directories(file.parent_path());
    replace_file(file, bytes);
    return true;
}

// What is public now replaces what was: also where nothing new was written, since words are hidden
// and erased. Gives how many there are.
std::uint64_t renew_openings(const DataDir& dir, const Log& log, const MirrorOptions& options) {
    struct Renewed {
        fs::path file;
        std::optional<std::string> known;
        std::optional<std::string> bytes;  // nothing: as known
    };
    const std::vector<std::uint64_t> bundles = bundles_with_sealed_parts(log);
    Ahead<Renewed> pieces(0, bundles.size(), limits::mirror_connections, [&](std::uint64_t i) {
        const std::string number = tiles::number_path(bundles[i]);
        Renewed piece{dir.openings() / number, {}, {}};
        piece.known = bytes_of_file(piece.file);
        piece.bytes = options.source.get("openings/" + number, piece.known);
        return piece;
    });
    std::uint64_t count = 0;
    bool changed = false;
    for (const std::uint64_t bundle : bundles) {
        const Renewed piece = pieces.next();
        const auto openings =
            checked_openings(log, bundle, piece.bytes ? *piece.bytes : piece.known.value());
        changed |= keep_openings(piece.file, piece.known, openings);
        count += openings.size();
    }
    if (changed) sync_file_system_of(dir.openings());
    return count;
}

Log open_log(const DataDir& dir, const VerifierKey& key) {
    LogOptions options;
    options.origin = key.name;
    return Log::open(dir.log(), options);
}

}  // namespace

Mirrored mirror(const MirrorOptions& options) {
    const DataDir dir{options.data};
    refuse_what_is_no_mirror(dir);
    const bool is_new = !fs::exists(dir.verifier_key());
    std::optional<WriterLock> lock;
    if (!is_new) lock.emplace(dir);
    const VerifierKey key = trusted_key(dir, options);
    const std::string note = get(options, "checkpoint");
    const Checkpoint checkpoint = believed(note, key);
    std::optional<Log> log;
    if (!is_new) {
        log.emplace(open_log(dir, key));
        // Against our own disk first: else its faults would be taken for the log's.
        check_checkpoint(dir.checkpoint(), key, *log);
        refuse_shorter(*log, checkpoint);
    }
    SignedTiles signed_tiles(checkpoint.head, [&](const tiles::Name& name) {
        return get(options, "tile/" + name.path());
    });
    if (is_new) {
        fs::create_directories(dir.root);
        write_file_durably(dir.verifier_key(), key.text() + "\n");
        lock.emplace(dir);
        log.emplace(open_log(dir, key));
    }
    refuse_other_history(*log, signed_tiles);
    Mirrored mirrored{checkpoint.head, checkpoint.head.size - log->size(), 0};
    fill(*log, signed_tiles, options);
    mirrored.openings = renew_openings(dir, *log, options);
    write_file_durably(dir.checkpoint(), note);
    return mirrored;
}

}  // namespace imaginons::storage
