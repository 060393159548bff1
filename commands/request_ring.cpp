#include "commands/request_ring.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace imaginons::commands {

RequestRing::RequestRing(std::size_t capacity)
    : ring_(capacity), slots_(std::bit_ceil(2 * capacity)) {
    assert(capacity > 0 && capacity <= std::size_t{1} << 30);
}

std::size_t RequestRing::home(const events::RequestId& request) const {
    return events::IdHash{}(request) & (slots_.size() - 1);
}

std::size_t RequestRing::slot_of(const events::RequestId& request) const {
    std::size_t slot = home(request);
    while (slots_[slot] != 0 && ring_[slots_[slot] - 1] != request) slot = after(slot);
    return slot;
}

void RequestRing::remember(std::uint64_t seq, const events::RequestId& request) {
    assert(next_seq_ == 0 || seq == next_seq_);
    next_seq_ = seq + 1;
    const std::size_t place = seq % ring_.size();
    if (!events::is_nil(ring_[place])) forget(place);
    enter(place, request);
}

void RequestRing::enter(std::size_t place, events::RequestId request) {
    ring_[place] = {};
    if (events::is_nil(request)) return;
    const std::size_t slot = slot_of(request);
    if (slots_[slot] != 0) return;
    ring_[place] = request;
    slots_[slot] = static_cast<std::uint32_t>(place + 1);
}

void RequestRing::load(std::uint64_t seq, const events::RequestId& request) {
    assert(next_seq_ == 0 || seq == next_seq_);
    next_seq_ = seq + 1;
    ring_[seq % ring_.size()] = request;
}

void RequestRing::index() {
    constexpr std::size_t ahead = 16;
    // From the oldest; a short log has filled a beginning of the ring only.
    const std::size_t count = std::min<std::uint64_t>(next_seq_, ring_.size());
    const std::uint64_t oldest = next_seq_ - count;
    for (std::size_t i = 0; i < count + ahead; ++i) {
        if (i < count) __builtin_prefetch(&slots_[home(ring_[(oldest + i) % ring_.size()])]);
        if (i < ahead) continue;
        const std::size_t place = (oldest + i - ahead) % ring_.size();
        enter(place, ring_[place]);
    }
}

std::optional<std::uint64_t> RequestRing::find(const events::RequestId& request) const {
    if (events::is_nil(request)) return std::nullopt;
    const std::uint32_t found = slots_[slot_of(request)];
    if (found == 0) return std::nullopt;
    const std::uint64_t last = next_seq_ - 1;
    // The latest seq that has this place.
    const std::uint64_t back = (last % ring_.size() + ring_.size() - (found - 1)) % ring_.size();
    return last - back;
}

// Takes the slot out and moves back what had to make way for it, so that no tombstones pile up
// (Knuth, TAOCP 6.4, R).
void RequestRing::forget(std::size_t place) {
    std::size_t hole = slot_of(ring_[place]);
    assert(slots_[hole] == place + 1);
    slots_[hole] = 0;
    for (std::size_t slot = after(hole); slots_[slot] != 0; slot = after(slot)) {
        const std::size_t wanted = home(ring_[slots_[slot] - 1]);
        const std::size_t mask = slots_.size() - 1;
        // It may move back if its home is not between the hole and where it is.
        if (((slot - wanted) & mask) < ((slot - hole) & mask)) continue;
        slots_[hole] = slots_[slot];
        slots_[slot] = 0;
        hole = slot;
    }
}

}  // namespace imaginons::commands
