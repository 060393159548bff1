// Sealed parts: words that only their subject's data key opens, and the commitment to them that the
// public event carries. Values only; where rows and keys are kept is log.hpp's and vault.hpp's.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "events/ids.hpp"
#include "storage/sha256.hpp"

namespace imaginons::storage {

// One person's: deleting it makes all that was sealed under it unreadable.
struct DataKey {
    std::array<std::uint8_t, 32> bytes{};
};

struct Sealed {
    events::Hash commitment;         // goes into the public event
    std::vector<std::uint8_t> blob;  // the row of the `sealed` table
};

struct Opened {
    std::array<std::uint8_t, 32> r{};     // what the commitment was made with: for an auditor
    std::vector<std::uint8_t> plaintext;  // aligned for FlatBuffers
};

// HMAC-SHA-256(r, "imaginons/sealed/v1\n" || event id || plaintext)
events::Hash commitment_of(Bytes r, const events::Id& event_id, Bytes plaintext);

// Draws r and the nonce. plaintext at most events::limits::sealed_bytes. About 2 us for a short
// text. Any thread.
Sealed seal(const DataKey& key, const events::PersonId& subject, const events::Id& event_id,
            Bytes plaintext);

// The same words and the same r, so the same commitment, as a row of another subject under another
// key: proofs and openings hold, and the former key may die.
std::vector<std::uint8_t> reseal(const DataKey& key, const events::PersonId& subject,
                                 const events::Id& event_id, const Opened& opened);

// Whose key opens the row; nothing if it is too short to be one.
std::optional<events::PersonId> subject_of(Bytes sealed_row);

// Nothing if the key, the event, the subject or the commitment is not the one it was sealed with,
// or if a bit changed.
std::optional<Opened> open_sealed(const DataKey& key, const events::Id& event_id,
                                  const events::Hash& commitment, Bytes sealed_row);

}  // namespace imaginons::storage
