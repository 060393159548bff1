// The Merkle tree over the log (RFC 6962): hashes, the order in which they are stored, proofs and
// their verification. Pure: it knows no database, hashes come through a function.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "storage/sha256.hpp"

namespace imaginons::storage::tree {

// SHA-256(0x00 || entry)
Digest leaf_hash(Bytes entry);
// SHA-256(0x01 || left || right)
Digest node_hash(const Digest& left, const Digest& right);
// Of no entries: SHA-256 of nothing.
Digest empty_root();

// Where the hash of node `n` of `level` (leaves are level 0) is stored: the order of Go's
// sumdb/tlog, in which an append only ever adds at the end.
std::uint64_t stored_index(unsigned level, std::uint64_t n);
// How many hashes a tree of `size` entries stores.
std::uint64_t stored_count(std::uint64_t size);

// A complete subtree: the n-th of its level, over 2^level leaves.
struct Node {
    unsigned level = 0;
    std::uint64_t n = 0;
};
// The complete subtrees that a tree of `size` entries is made of, left to right.
std::vector<Node> subtrees(std::uint64_t size);
// The root of the tree that is made of these, of which there may be none.
Digest root_of(std::span<const Digest> subtrees);

// Gives the stored hash at an index below stored_count(size). May throw: it passes through.
using ReadHash = std::function<Digest(std::uint64_t index)>;

// The roots of the complete subtrees of a tree, left to right: all that appending needs. A value,
// about 2 KiB at most.
class Edge {
  public:
    Edge() = default;
    // The edge of the first `size` entries.
    Edge(std::uint64_t size, const ReadHash& read);

    std::uint64_t size() const { return size_; }
    Digest root() const;
    // Appends to `out` the hashes to store, in stored order: the first goes to stored_count(size())
    // as it was before.
    void append(const Digest& leaf, std::vector<Digest>& out);

  private:
    std::uint64_t size_ = 0;
    std::vector<Digest> subtrees_;
};

Digest root_at(std::uint64_t size, const ReadHash& read);

// The audit path of entry `seq` in a tree of `size`, sibling of the leaf first. seq < size.
std::vector<Digest> inclusion_proof(std::uint64_t seq, std::uint64_t size, const ReadHash& read);
// From the tree of size `from` to that of size `to`. 0 < from <= to.
std::vector<Digest> consistency_proof(std::uint64_t from, std::uint64_t to, const ReadHash& read);

bool includes(std::uint64_t seq, std::uint64_t size, const Digest& root, const Digest& leaf,
              std::span<const Digest> proof);

struct Head {
    std::uint64_t size = 0;
    Digest root{};
    friend bool operator==(const Head&, const Head&) = default;
};

bool consistent(const Head& older, const Head& newer, std::span<const Digest> proof);
// The root that the tree `newer` had at `older_size`, as a consistency proof shows it whatever root
// was expected there: what tells a fork from a broken proof. Nothing if the proof does not lead to
// `newer`, or if older_size is a power of two: such a root is not in the proof.
std::optional<Digest> past_root(std::uint64_t older_size, const Head& newer,
                                std::span<const Digest> proof);

}  // namespace imaginons::storage::tree
