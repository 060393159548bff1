// Who (by token) currently thinks what of one object, in 8 bytes a slot: a nation's consultation
// must fit in memory. Shared by the decision state and the read models, which may not include each
// other. Open addressing, linear probing. Not thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "events/fact.hpp"

namespace imaginons::events {

// Tokens interned to 32 bits, so that an object's slot stays small. 16 bytes and one 4-byte slot
// (at most 7/8 full) a token.
class TokenTable {
  public:
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    std::uint32_t intern(const Token& token);
    std::uint32_t find(const Token& token) const;  // none if never seen
    // For folds, which know what comes next: ask the memory for what find() will look at first, and
    // then for what it will look at after that.
    void prefetch_slot(const Token& token) const;
    void prefetch_token(const Token& token) const;
    std::size_t size() const { return tokens_.size(); }
    const Token& at(std::uint32_t number) const { return tokens_[number]; }

  private:
    void grow();
    std::vector<Token> tokens_;
    std::vector<std::uint32_t> slots_;  // number + 1, 0 = free
};

class StanceTable {
  public:
    // Sets the stance of a token; returns the one before (unset = none).
    Stance set(std::uint32_t token, Stance stance, std::uint32_t stream_position);
    // Removes it; returns what it was (unset = there was none). The slot stays as a tombstone with
    // stance unset.
    Stance remove(std::uint32_t token);
    Stance find(std::uint32_t token) const;
    // Position in the object's own list of seqs of the event that holds the token's current stance.
    std::uint32_t stream_position(std::uint32_t token) const;
    // Asks the memory for what set(), remove() or find() will look at first.
    void prefetch(std::uint32_t token) const;
    // f(token, stance, stream_position) for each current stance, in no order that means anything.
    template <class F>
    void for_each(F&& f) const {
        for (const Slot& slot : slots_) {
            const auto stance = static_cast<Stance>(slot.position_stance & 3U);
            if (stance != Stance::unset) f(slot.token_plus_one - 1, stance, slot.position_stance >> 2);
        }
    }
    std::size_t capacity() const { return slots_.size(); }

  private:
    struct Slot {
        std::uint32_t token_plus_one = 0;   // 0 = free
        std::uint32_t position_stance = 0;  // position << 2 | stance
    };
    const Slot* lookup(std::uint32_t token) const;
    Slot& place(std::uint32_t token);
    void grow();
    std::vector<Slot> slots_;
    std::uint32_t used_ = 0;
};

}  // namespace imaginons::events
