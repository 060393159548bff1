// Folding: events into read models. Pure: no clock, no locale, no randomness; the same events give
// the same rows anywhere.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "projections/live.hpp"
#include "projections/views.hpp"

namespace imaginons::storage {
class Log;
class Openings;
class Vault;
}  // namespace imaginons::storage

namespace imaginons::projections {

// Applies one event; with event.sealed null the rows note which event holds their words (open_words
// fills them).
void apply(Views& views, const Applied& event);

struct FoldOptions {
    std::uint64_t until = ~std::uint64_t{0};  // fold events with seq < until
    std::function<void(std::uint64_t done, std::uint64_t of)> progress;  // may be empty
    unsigned threads = 2;                                                // for opening sealed parts
    const storage::Openings* openings =
        nullptr;  // of a mirror: opens words where there is no vault
};

// Folds [0, min(log size, until)) and opens the words of every row from the vault (vault null:
// public parts only).
std::unique_ptr<Views> fold(const storage::Log& log, const storage::Vault* vault,
                            const FoldOptions& options);

struct Digests {
    std::uint64_t position = 0;
    std::string public_hex;  // needs only public parts: anyone can recompute it
    std::string full_hex;    // includes opened sealed parts
};
// SHA-256 over all rows in key order, as defined in ARCHITECTURE.md. Milliseconds per 100,000 rows.
Digests digests(const Views& views);

}  // namespace imaginons::projections
