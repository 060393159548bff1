// Checks a whole log against itself, its signature and the keys: the auditor's program. It changes
// nothing.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <unordered_set>
#include <variant>

#include "storage/log.hpp"
#include "storage/note.hpp"
#include "storage/openings.hpp"
#include "storage/vault.hpp"

namespace imaginons::storage {

struct BadPosition {
    std::uint64_t seq = 0;
    std::string what;
};

struct VerifyOptions {
    // With it, sealed rows are opened and compared with their commitments; one whose key was erased
    // is not.
    const Vault* vault = nullptr;
    // Of a mirror, compared with the commitments of their events.
    const Openings* openings = nullptr;
    // Whose keys may be missing: their erasure may not have come to their sealed rows yet. Nothing:
    // anybody's.
    std::optional<std::unordered_set<events::PersonId, events::IdHash>> erased;
    // What the log was found to be held to, read before the log's head.
    std::optional<Checkpoint> checkpoint;
    // Called about every 1,000 events with how many both threads are past, of how many; from the
    // calling thread.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
};

// Every record (length, CRC, well_formed), dense positions, every tree node, the root at the
// checkpoint's size, every sealed row. The head, or the first bad position. Two threads.
std::variant<tree::Head, BadPosition> verify(const Log& log, const VerifyOptions& options);

// The verb: 0 and "ok size N root BASE64", or 1 and "bad seq N: what" ("bad: what" if the directory
// cannot even be opened). Works in a child process, so that a damaged page that makes LMDB crash is
// a finding too: call it before there are other threads, and with no store open. Progress goes to
// `progress` if it is not null. `offline` as in LogOptions.
int verify_command(const std::filesystem::path& data, std::ostream& out,
                   std::ostream* progress = nullptr, bool offline = false);

}  // namespace imaginons::storage
