#include "storage/tree.hpp"

#include <bit>
#include <cassert>

namespace imaginons::storage::tree {

namespace {

constexpr std::array<std::uint8_t, 1> leaf_prefix{0};
constexpr std::array<std::uint8_t, 1> node_prefix{1};

// The largest power of two below `n`, where RFC 6962 splits a tree of n > 1 entries.
std::uint64_t split_of(std::uint64_t n) {
    return std::bit_floor(n - 1);
}

// The root of the entries [low, low + count). low is a multiple of the subtree's power of two, as
// all subtrees of RFC 6962's recursion are; complete ones are stored.
Digest range_root(std::uint64_t low, std::uint64_t count, const ReadHash& read) {
    if (std::has_single_bit(count)) {
        const auto level = static_cast<unsigned>(std::countr_zero(count));
        return read(stored_index(level, low >> level));
    }
    const std::uint64_t left = split_of(count);
    const Digest left_root = range_root(low, left, read);
    return node_hash(left_root, range_root(low + left, count - left, read));
}

// SUBPROOF of RFC 6962, 2.1.2, for the subtree that begins at `low`; `whole`: its older root is
// known to the verifier.
void subproof(std::uint64_t older, std::uint64_t low, std::uint64_t count, bool whole,
              const ReadHash& read, std::vector<Digest>& out) {
    if (older == count) {
        if (!whole) out.push_back(range_root(low, count, read));
        return;
    }
    const std::uint64_t left = split_of(count);
    if (older <= left) {
        subproof(older, low, left, whole, read, out);
        out.push_back(range_root(low + left, count - left, read));
    } else {
        subproof(older - left, low + left, count - left, false, read, out);
        out.push_back(range_root(low, left, read));
    }
}

}  // namespace

Digest leaf_hash(Bytes entry) {
    return sha256({leaf_prefix, entry});
}

Digest node_hash(const Digest& left, const Digest& right) {
    std::array<std::uint8_t, 65> input;
    input[0] = node_prefix[0];
    std::copy(left.begin(), left.end(), input.begin() + 1);
    std::copy(right.begin(), right.end(), input.begin() + 33);
    return sha256(Bytes(input));
}

Digest empty_root() {
    return sha256(Bytes{});
}

std::uint64_t stored_index(unsigned level, std::uint64_t n) {
    // The hash of a node follows at once that of its last leaf, after those of the levels between.
    const std::uint64_t last_leaf = ((n + 1) << level) - 1;
    return stored_count(last_leaf) + level;
}

std::uint64_t stored_count(std::uint64_t size) {
    // One for each leaf, one for each complete pair at every level above.
    return 2 * size - static_cast<std::uint64_t>(std::popcount(size));
}

std::vector<Node> subtrees(std::uint64_t size) {
    std::vector<Node> out;
    std::uint64_t low = 0;
    for (std::uint64_t left = size; left > 0;) {
        const std::uint64_t count = std::bit_floor(left);
        const auto level = static_cast<unsigned>(std::countr_zero(count));
        out.push_back({level, low >> level});
        low += count;
        left -= count;
    }
    return out;
}

Digest root_of(std::span<const Digest> subtrees) {
    if (subtrees.empty()) return empty_root();
    Digest root = subtrees.back();
    for (std::size_t i = subtrees.size() - 1; i > 0; --i) root = node_hash(subtrees[i - 1], root);
    return root;
}

Edge::Edge(std::uint64_t size, const ReadHash& read) : size_(size) {
    for (const Node& node : subtrees(size)) {
        subtrees_.push_back(read(stored_index(node.level, node.n)));
    }
}

Digest Edge::root() const {
    return root_of(subtrees_);
}

void Edge::append(const Digest& leaf, std::vector<Digest>& out) {
    Digest hash = leaf;
    out.push_back(hash);
    for (std::uint64_t n = size_; (n & 1) != 0; n >>= 1) {
        hash = node_hash(subtrees_.back(), hash);
        subtrees_.pop_back();
        out.push_back(hash);
    }
    subtrees_.push_back(hash);
    ++size_;
}

Digest root_at(std::uint64_t size, const ReadHash& read) {
    return size == 0 ? empty_root() : range_root(0, size, read);
}

std::vector<Digest> inclusion_proof(std::uint64_t seq, std::uint64_t size, const ReadHash& read) {
    assert(seq < size);
    std::vector<Digest> from_the_top;
    std::uint64_t low = 0;
    for (std::uint64_t count = size; count > 1;) {
        const std::uint64_t left = split_of(count);
        if (seq - low < left) {
            from_the_top.push_back(range_root(low + left, count - left, read));
            count = left;
        } else {
            from_the_top.push_back(range_root(low, left, read));
            low += left;
            count -= left;
        }
    }
    return {from_the_top.rbegin(), from_the_top.rend()};
}

std::vector<Digest> consistency_proof(std::uint64_t from, std::uint64_t to, const ReadHash& read) {
    assert(0 < from && from <= to);
    std::vector<Digest> proof;
    subproof(from, 0, to, true, read, proof);
    return proof;
}

// RFC 9162, 2.1.3.2.
bool includes(std::uint64_t seq, std::uint64_t size, const Digest& root, const Digest& leaf,
              std::span<const Digest> proof) {
    if (seq >= size) return false;
    std::uint64_t fn = seq;
    std::uint64_t sn = size - 1;
    Digest hash = leaf;
    for (const Digest& sibling : proof) {
        if (sn == 0) return false;
        if ((fn & 1) != 0 || fn == sn) {
            hash = node_hash(sibling, hash);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            hash = node_hash(hash, sibling);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash == root;
}

namespace {

struct TwoRoots {
    Digest older;
    Digest newer;
};

// RFC 9162, 2.1.4.2, from its fourth step: the roots of both trees, 0 < older < newer, from their
// first common node and the rest of the proof; nothing if that has the wrong length.
std::optional<TwoRoots> roots_by(std::uint64_t older, std::uint64_t newer, const Digest& first,
                                 std::span<const Digest> rest) {
    std::uint64_t fn = older - 1;
    std::uint64_t sn = newer - 1;
    const int shift = std::countr_one(fn);
    fn >>= shift;
    sn >>= shift;
    TwoRoots roots{first, first};
    for (const Digest& node : rest) {
        if (sn == 0) return std::nullopt;
        if ((fn & 1) != 0 || fn == sn) {
            roots.older = node_hash(node, roots.older);
            roots.newer = node_hash(node, roots.newer);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            roots.newer = node_hash(roots.newer, node);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 ? std::optional(roots) : std::nullopt;
}

}  // namespace

bool consistent(const Head& older, const Head& newer, std::span<const Digest> proof) {
    if (older.size == 0 || older.size > newer.size) return false;
    if (older.size == newer.size) return proof.empty() && older.root == newer.root;
    if (proof.empty()) return false;
    // A complete older tree is its own first node, and the proof leaves it out.
    const bool complete = std::has_single_bit(older.size);
    const auto roots = roots_by(older.size, newer.size, complete ? older.root : proof.front(),
                                proof.subspan(complete ? 0 : 1));
    return roots && roots->older == older.root && roots->newer == newer.root;
}

std::optional<Digest> past_root(std::uint64_t older_size, const Head& newer,
                                std::span<const Digest> proof) {
    if (older_size == 0 || older_size >= newer.size || std::has_single_bit(older_size) ||
        proof.empty()) {
        return std::nullopt;
    }
    const auto roots = roots_by(older_size, newer.size, proof.front(), proof.subspan(1));
    if (!roots || roots->newer != newer.root) return std::nullopt;
    return roots->older;
}

}  // namespace imaginons::storage::tree
