#include "events/stance_table.hpp"

#include <cassert>

namespace imaginons::events {

namespace {

// Any capacity, not only powers of two: a table that doubles wastes a third of its memory on
// average. Maps 32 mixed bits to [0, capacity) by their rank, so that growing keeps neighbours
// together (Lemire, "fast alternative to modulo").
std::size_t home(std::uint32_t mixed, std::size_t capacity) {
    return static_cast<std::size_t>((std::uint64_t{mixed} * capacity) >> 32);
}

// Tokens are HMACs: their bits are already mixed.
std::uint32_t mixed(const Token& token) {
    return static_cast<std::uint32_t>(token.hi() ^ token.lo());
}
// Numbers are dense from 0; 2^32 divided by the golden ratio spreads them evenly (Knuth,
// TAOCP 6.4).
std::uint32_t mixed(std::uint32_t number) {
    return number * 2654435769U;
}

std::size_t next(std::size_t slot, std::size_t capacity) {
    return slot + 1 == capacity ? 0 : slot + 1;
}

// A probe of a stance table stays in its cache lines, but at 7/8 a new token passes 32 slots on
// average, at 3/4 only 8 (Knuth, TAOCP 6.4). A probe of the token table goes to the token, far
// away.
bool stances_full(std::size_t used, std::size_t capacity) {
    return used >= capacity - capacity / 4;
}
bool tokens_full(std::size_t used, std::size_t capacity) {
    return used >= capacity - capacity / 3;
}

std::size_t grown(std::size_t capacity) {
    return capacity < 8 ? 8 : capacity + capacity / 2;
}

constexpr std::uint32_t stance_bits = 2;
constexpr std::uint32_t stance_mask = (1U << stance_bits) - 1;
constexpr std::uint32_t most_position = 0xFFFFFFFFU >> stance_bits;

}  // namespace

std::uint32_t TokenTable::find(const Token& token) const {
    if (slots_.empty()) return none;
    for (std::size_t at = home(mixed(token), slots_.size());; at = next(at, slots_.size())) {
        if (slots_[at] == 0) return none;
        if (tokens_[slots_[at] - 1] == token) return slots_[at] - 1;
    }
}

void TokenTable::prefetch_slot(const Token& token) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[home(mixed(token), slots_.size())]);
}

void TokenTable::prefetch_token(const Token& token) const {
    if (slots_.empty()) return;
    const std::uint32_t number = slots_[home(mixed(token), slots_.size())];
    if (number != 0) __builtin_prefetch(&tokens_[number - 1]);
}

std::uint32_t TokenTable::intern(const Token& token) {
    if (slots_.empty() || tokens_full(tokens_.size(), slots_.size())) grow();
    for (std::size_t at = home(mixed(token), slots_.size());; at = next(at, slots_.size())) {
        if (slots_[at] != 0 && tokens_[slots_[at] - 1] == token) return slots_[at] - 1;
        if (slots_[at] != 0) continue;
        if (tokens_.size() == tokens_.capacity()) tokens_.reserve(grown(tokens_.size()));
        tokens_.push_back(token);
        assert(tokens_.size() < none);
        slots_[at] = static_cast<std::uint32_t>(tokens_.size());
        return slots_[at] - 1;
    }
}

void TokenTable::grow() {
    std::vector<std::uint32_t> wider(grown(slots_.size()));
    for (std::uint32_t number = 0; number < tokens_.size(); ++number) {
        std::size_t at = home(mixed(tokens_[number]), wider.size());
        while (wider[at] != 0) at = next(at, wider.size());
        wider[at] = number + 1;
    }
    slots_ = std::move(wider);
}

const StanceTable::Slot* StanceTable::lookup(std::uint32_t token) const {
    if (slots_.empty()) return nullptr;
    for (std::size_t at = home(mixed(token), slots_.size());; at = next(at, slots_.size())) {
        if (slots_[at].token_plus_one == 0) return nullptr;
        if (slots_[at].token_plus_one == token + 1) return &slots_[at];
    }
}

// The token's slot, free or its own. There is always a free one.
StanceTable::Slot& StanceTable::place(std::uint32_t token) {
    std::size_t at = home(mixed(token), slots_.size());
    while (slots_[at].token_plus_one != 0 && slots_[at].token_plus_one != token + 1)
        at = next(at, slots_.size());
    return slots_[at];
}

// Tombstones are not carried over.
void StanceTable::grow() {
    std::vector<Slot> former(grown(slots_.size()));
    former.swap(slots_);
    used_ = 0;
    for (const Slot& slot : former) {
        if ((slot.position_stance & stance_mask) == 0) continue;
        place(slot.token_plus_one - 1) = slot;
        ++used_;
    }
}

Stance StanceTable::set(std::uint32_t token, Stance stance, std::uint32_t stream_position) {
    assert(stance != Stance::unset && token != TokenTable::none &&
           stream_position <= most_position);
    if (slots_.empty()) grow();
    Slot* slot = &place(token);
    if (slot->token_plus_one == 0) {
        if (stances_full(used_, slots_.size())) {
            grow();
            slot = &place(token);
        }
        slot->token_plus_one = token + 1;
        ++used_;
    }
    const auto before = static_cast<Stance>(slot->position_stance & stance_mask);
    slot->position_stance = stream_position << stance_bits | static_cast<std::uint32_t>(stance);
    return before;
}

Stance StanceTable::remove(std::uint32_t token) {
    const Slot* found = lookup(token);
    if (found == nullptr) return Stance::unset;
    Slot& slot = slots_[static_cast<std::size_t>(found - slots_.data())];
    const auto before = static_cast<Stance>(slot.position_stance & stance_mask);
    slot.position_stance &= ~stance_mask;
    return before;
}

void StanceTable::prefetch(std::uint32_t token) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[home(mixed(token), slots_.size())], 1);
}

Stance StanceTable::find(std::uint32_t token) const {
    const Slot* slot = lookup(token);
    return slot == nullptr ? Stance::unset
                           : static_cast<Stance>(slot->position_stance & stance_mask);
}

std::uint32_t StanceTable::stream_position(std::uint32_t token) const {
    const Slot* slot = lookup(token);
    return slot == nullptr ? 0 : slot->position_stance >> stance_bits;
}

}  // namespace imaginons::events
