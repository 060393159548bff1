// Opening words: the sealed part of an event, read from the log and opened with its author's key.
// What is opened stays in memory; whoever asks says why by asking for one event.
#pragma once

#include <cstdint>
#include <optional>

#include "events/fact.hpp"

namespace imaginons::storage {
class Log;
class Openings;
class Vault;
}  // namespace imaginons::storage

namespace imaginons::projections {

struct Views;

// What was written in the event at `seq`: the city's words from its public part, others' from the
// sealed part. Nothing if it holds none, if they were erased, or if there is no such event. For
// history: about 5 us, any thread.
std::optional<events::Text> open_words(const storage::Log& log, const storage::Vault* vault,
                                       std::uint64_t seq);

// Fills every row's current words that are not open yet, on `threads` threads, and the index of
// names.
void open_all(Views& views, const storage::Log& log, const storage::Vault& vault, unsigned threads);
// The same on a mirror, which has no keys: what was public when it was made.
void open_all(Views& views, const storage::Log& log, const storage::Openings& openings,
              unsigned threads);

}  // namespace imaginons::projections
