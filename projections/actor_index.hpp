// Where in the log each actor's acts stand: of a person, of the token of somebody in a scope, of
// whoever owns a project. It holds no more than what the log publishes: which tokens are whose,
// only the vault's secrets tell.
#pragma once

#include <cstdint>
#include <vector>

#include "events/actor.hpp"
#include "events/stance_table.hpp"

namespace imaginons::storage {
class Log;
}

namespace imaginons::projections {

// A list of acts for each actor, threaded through one array: 4 bytes an event and, like every table
// of tokens, some 24 an actor. Not thread-safe.
class ActorIndex {
  public:
    // Folds events from position() to `until`, each once: about a microsecond with reading it.
    // Throws Damaged; what was folded before stays.
    void fold(const storage::Log& log, std::uint64_t until);
    // Events folded.
    std::uint64_t position() const { return before_.size(); }

    // Appends the positions of an actor's acts, newest first. Costs their number. The id of a
    // person or of a project, or a token.
    void append_acts_of(const events::Id& actor, std::vector<std::uint64_t>& out) const;

    // Scopes in which anybody has ever taken a stance or a seat; in the order of their first one.
    std::size_t scopes() const { return scopes_.size(); }
    events::Id scope(std::size_t number) const;

  private:
    void add(const events::Actor& actor);

    // Positions fit: the log's map ends at 64 GiB (storage/limits.hpp).
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    events::TokenTable actors_;          // of every kind: ids are drawn at random
    std::vector<std::uint32_t> newest_;  // by actor: where its newest act stands
    std::vector<std::uint32_t> before_;  // by event: where the same actor's act before it stands
    events::TokenTable scopes_;
};

}  // namespace imaginons::projections
