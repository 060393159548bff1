// Which recent event was the first answer to which request, so that a resend finds it. A ring over
// the last events and an open-addressing index into it: 24 bytes an event, nothing allocated after
// the start. It knows ids, not what was asked. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "events/ids.hpp"

namespace imaginons::commands {

class RequestRing {
  public:
    // `capacity` events are remembered, at most 2^30.
    explicit RequestRing(std::size_t capacity);

    // The event at `seq` follows from the request. Seqs come without gaps. Of the events of one
    // request the first counts.
    void remember(std::uint64_t seq, const events::RequestId& request);
    // The same for a fold, which has many at once: what was loaded is found after index(), which
    // asks for memory ahead. At most `capacity`, and nothing is remembered before index().
    void load(std::uint64_t seq, const events::RequestId& request);
    void index();
    // The seq of the request's first event, if that is among the last `capacity`.
    std::optional<std::uint64_t> find(const events::RequestId& request) const;

  private:
    std::size_t home(const events::RequestId& request) const;
    std::size_t after(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
    // Where the request is, or the free slot where it would be.
    std::size_t slot_of(const events::RequestId& request) const;
    void enter(std::size_t place, events::RequestId request);
    void forget(std::size_t place);

    std::vector<events::RequestId>
        ring_;  // place = seq mod capacity; nil = not a first event, or none yet
    std::vector<std::uint32_t> slots_;  // place + 1, 0 = free; a power of two, at most half full
    std::uint64_t next_seq_ = 0;
};

}  // namespace imaginons::commands
