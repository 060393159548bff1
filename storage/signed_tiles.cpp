#include "storage/signed_tiles.hpp"

#include <cassert>
#include <cstring>
#include <span>

namespace imaginons::storage {

namespace {

std::vector<Digest> hashes_in(const tiles::Name& name, std::string_view bytes) {
    if (bytes.size() != name.width * sizeof(Digest)) {
        throw Error("the tile " + name.path() + " has " + std::to_string(bytes.size()) +
                    " bytes, not " + std::to_string(name.width * sizeof(Digest)));
    }
    std::vector<Digest> hashes(name.width);
    std::memcpy(hashes.data(), bytes.data(), bytes.size());
    return hashes;
}

// Of a complete subtree over a power of two of hashes.
Digest root_over(std::span<const Digest> hashes) {
    std::vector<Digest> row(hashes.begin(), hashes.end());
    for (; row.size() > 1; row.resize(row.size() / 2)) {
        for (std::size_t i = 0; i < row.size() / 2; ++i) {
            row[i] = tree::node_hash(row[2 * i], row[2 * i + 1]);
        }
    }
    return row.front();
}

}  // namespace

SignedTiles::SignedTiles(const tree::Head& head, Fetch fetch)
    : head_(head), fetch_(std::move(fetch)) {
    for (unsigned level = 0; tiles::count_at(level, head.size) > 0; ++level) {
        const std::uint64_t index = tiles::count_at(level, head.size) / tiles::full_width;
        if (tiles::count_at(level, head.size) % tiles::full_width == 0) continue;
        const tiles::Name name = tiles::at_size(level, index, head.size);
        believed_[{level, index}] = hashes_in(name, fetch_(name));
    }
    // The root is made of the edge's hashes alone, so it vouches for each of them.
    if (root_at(head.size) != head.root) {
        throw Error("the tiles at the end of the log do not lead to the root that was signed");
    }
}

tiles::Name SignedTiles::lowest(std::uint64_t index) const {
    return tiles::at_size(0, index, head_.size);
}

bool SignedTiles::is_edge(unsigned level, std::uint64_t index) const {
    return index == tiles::count_at(level, head_.size) / tiles::full_width;
}

std::vector<Digest> SignedTiles::leaves(std::uint64_t index, std::string_view bytes) {
    const tiles::Name name = lowest(index);
    std::vector<Digest> hashes = hashes_in(name, bytes);
    const bool is_signed = is_edge(0, index) ? hashes == tile(0, index)
                                             : root_over(hashes) == node({tiles::height, index});
    if (!is_signed) throw Error("the tile " + name.path() + " is not under the signed root");
    return hashes;
}

Digest SignedTiles::root_at(std::uint64_t size) {
    assert(size <= head_.size);
    std::vector<Digest> subtrees;
    for (const tree::Node& subtree : tree::subtrees(size)) subtrees.push_back(node(subtree));
    return tree::root_of(subtrees);
}

// A full tile is vouched for by the hash that stands for it in the row above.
const std::vector<Digest>& SignedTiles::tile(unsigned level, std::uint64_t index) {
    const auto known = believed_.find({level, index});
    if (known != believed_.end()) return known->second;
    const tiles::Name name{level, index, tiles::full_width};
    std::vector<Digest> hashes = hashes_in(name, fetch_(name));
    if (root_over(hashes) != node({(level + 1) * tiles::height, index})) {
        throw Error("the tile " + name.path() + " is not under the signed root");
    }
    return believed_[{level, index}] = std::move(hashes);
}

Digest SignedTiles::node(const tree::Node& node) {
    const unsigned row = node.level / tiles::height;
    const unsigned above = node.level % tiles::height;
    const std::uint64_t first = node.n << above;
    const std::vector<Digest>& hashes = tile(row, first / tiles::full_width);
    const std::size_t from = first % tiles::full_width;
    return root_over(std::span(hashes).subspan(from, std::size_t{1} << above));
}

}  // namespace imaginons::storage
