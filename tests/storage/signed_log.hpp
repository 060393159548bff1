// A log in memory that signs what it is told to, honest or not: the counterpart of a witness. Only
// for tests/.
#pragma once

#include <string>
#include <vector>

#include "storage/add_checkpoint.hpp"
#include "storage/note.hpp"
#include "storage/tree.hpp"

namespace imaginons::storage::testing {

inline SigningSeed seed_of(std::uint8_t first) {
    SigningSeed seed;
    for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(first + i);
    return seed;
}

class SignedLog {
  public:
    explicit SignedLog(std::string origin = "a.example/log", std::uint8_t seed = 0)
        : signer_(std::move(origin), seed_of(seed)) {}

    // Entries are told apart by `history`: two logs grown with different ones have forked.
    void grow_to(std::uint64_t size, std::uint8_t history = 0) {
        while (edge_.size() < size) {
            const std::uint64_t seq = edge_.size();
            const std::string entry = std::to_string(seq) + "/" + std::to_string(history);
            edge_.append(tree::leaf_hash(as_bytes(entry)), stored_);
        }
    }

    const Signer& signer() const { return signer_; }
    const VerifierKey& key() const { return signer_.verifier_key(); }
    tree::Head head() const { return {edge_.size(), edge_.root()}; }
    Checkpoint checkpoint() const { return {key().name, head()}; }
    std::string note() const { return signer_.sign(checkpoint().text()); }
    std::vector<Digest> proof_from(std::uint64_t old_size) const {
        if (old_size == 0) return {};
        return tree::consistency_proof(old_size, edge_.size(),
                                       [this](std::uint64_t i) { return stored_.at(i); });
    }
    // What an honest log asks that knows what the witness has.
    AddCheckpoint request_from(std::uint64_t old_size) const {
        return {old_size, proof_from(old_size), note()};
    }

  private:
    Signer signer_;
    tree::Edge edge_;
    std::vector<Digest> stored_;
};

}  // namespace imaginons::storage::testing
