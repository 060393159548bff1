// A mirror: a data directory that anybody can fill from what a log serves, each piece checked
// against the signed root before it is kept. It holds no keys, so it can be read, replayed,
// verified and exported, not written to. How pieces are fetched is the caller's affair.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "storage/note.hpp"

namespace imaginons::storage {

// Where the pieces come from. Both throw Error with one sentence when they cannot have what is
// asked for.
struct LogSource {
    // The log's verifier key as the site itself says it: believed only where nothing else is known.
    std::function<std::string()> key;
    // The resource at this path under the log's prefix ("checkpoint", "tile/0/000"); nothing if it
    // is still `known`. Called on several threads at once.
    std::function<std::optional<std::string>(const std::string& path,
                                             const std::optional<std::string>& known)>
        get;
};

struct MirrorOptions {
    std::filesystem::path data;      // a mirror, or a directory that is new or empty
    std::optional<VerifierKey> key;  // otherwise the one remembered in `data`, otherwise the site's
    LogSource source;
    std::function<void(std::uint64_t done, std::uint64_t of)> progress;  // events; may be empty
    std::function<void(const std::string&)> warn;  // one sentence that a person should read
};

struct Mirrored {
    tree::Head head;
    std::uint64_t added = 0;     // events that were not there before
    std::uint64_t openings = 0;  // those that are public now
};

// Brings the mirror up to the log's last checkpoint. Can be cut short and run again: what was kept
// was checked. Throws Error with one sentence, and keeps nothing of what it complains about: if the
// log is another one, is signed by another key, is shorter than what was seen before or has another
// history, or if a tile, an entry or an opening is not what was signed.
Mirrored mirror(const MirrorOptions& options);

}  // namespace imaginons::storage
