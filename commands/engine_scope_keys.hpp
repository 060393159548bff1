// The secrets of the scopes, prepared for making stance tokens, kept once they were asked for. Any
// thread.
#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include "events/ids.hpp"

namespace imaginons::storage {
class Vault;
}

namespace imaginons::commands {

class ScopeKeys {
  public:
    explicit ScopeKeys(const storage::Vault& vault);
    ~ScopeKeys();
    ScopeKeys(const ScopeKeys&) = delete;
    ScopeKeys& operator=(const ScopeKeys&) = delete;

    // HMAC-SHA-256(secret of the scope, person)[:16], or nothing if the vault has no secret for the
    // scope. Never waits for another thread; the first time in a scope reads the vault.
    std::optional<events::Token> token(const events::Id& scope,
                                       const events::PersonId& person) const;

  private:
    struct Node;
    const Node* find(const events::Id& scope) const;
    const Node* load(const events::Id& scope) const;

    // Chains that only grow, at their head: readers need no lock. A mutex that prefers readers
    // could starve who adds.
    static constexpr std::size_t chains = 16'384;
    const storage::Vault& vault_;
    mutable std::vector<std::atomic<Node*>> heads_;
};

}  // namespace imaginons::commands
