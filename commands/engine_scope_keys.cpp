#include "commands/engine_scope_keys.hpp"

#include "storage/vault.hpp"

namespace imaginons::commands {

struct ScopeKeys::Node {
    events::Id scope;
    storage::HmacKey key;
    Node* next;
};

ScopeKeys::ScopeKeys(const storage::Vault& vault) : vault_(vault), heads_(chains) {}

ScopeKeys::~ScopeKeys() {
    for (std::atomic<Node*>& head : heads_) {
        for (Node* node = head.load(); node != nullptr;) delete std::exchange(node, node->next);
    }
}

const ScopeKeys::Node* ScopeKeys::find(const events::Id& scope) const {
    const Node* node = heads_[events::IdHash{}(scope) % chains].load(std::memory_order_acquire);
    while (node != nullptr && node->scope != scope) node = node->next;
    return node;
}

const ScopeKeys::Node* ScopeKeys::load(const events::Id& scope) const {
    const auto secret = vault_.read().scope_secret(scope);
    if (!secret) return nullptr;
    std::atomic<Node*>& head = heads_[events::IdHash{}(scope) % chains];
    Node* node = new Node{scope, storage::HmacKey(*secret), head.load(std::memory_order_relaxed)};
    // Two threads may both add a scope: the nodes are equal, and one of them is not found any more.
    while (!head.compare_exchange_weak(node->next, node, std::memory_order_release,
                                       std::memory_order_relaxed)) {
    }
    return node;
}

std::optional<events::Token> ScopeKeys::token(const events::Id& scope,
                                              const events::PersonId& person) const {
    const Node* node = find(scope);
    if (node == nullptr) node = load(scope);
    if (node == nullptr) return std::nullopt;
    return node->key.mac_id<events::Token>(events::bytes_of(person));
}

}  // namespace imaginons::commands
