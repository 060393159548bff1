// A tree read through its tiles against the tree itself.
#include "storage/signed_tiles.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "tests/storage/support.hpp"

using namespace imaginons::storage;

namespace {

struct Grown {
    std::vector<Digest> stored;
    tree::Edge edge;

    explicit Grown(std::uint64_t size) {
        for (std::uint64_t i = 0; i < size; ++i) {
            std::array<std::uint8_t, 8> leaf;
            std::memcpy(leaf.data(), &i, sizeof i);
            edge.append(tree::leaf_hash(leaf), stored);
        }
    }
    tree::Head head() const { return {edge.size(), edge.root()}; }
    tree::ReadHash read() const {
        return [this](std::uint64_t index) { return stored.at(index); };
    }
    std::string tile(const tiles::Name& name) const {
        std::string bytes;
        for (std::uint64_t n = 0; n < name.width; ++n) {
            const std::uint64_t place = name.index * tiles::full_width + n;
            const Digest& hash = stored.at(tree::stored_index(*name.level * tiles::height, place));
            bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
        }
        return bytes;
    }
};

}  // namespace

TEST_CASE("every older root is found through the tiles of a tree") {
    for (const std::uint64_t size :
         {0U, 1U, 2U, 255U, 256U, 257U, 600U, 65'535U, 65'536U, 70'000U}) {
        CAPTURE(size);
        const Grown tree(size);
        SignedTiles signed_tiles(tree.head(),
                                 [&](const tiles::Name& name) { return tree.tile(name); });
        for (std::uint64_t older = 0; older <= size; older += 1 + older / 7) {
            CAPTURE(older);
            CHECK(signed_tiles.root_at(older) == tree::root_at(older, tree.read()));
        }
        CHECK(signed_tiles.root_at(size) == tree.head().root);
        if (size == 0) continue;
        const std::uint64_t last = (size - 1) / tiles::full_width;
        const auto leaves = signed_tiles.leaves(last, tree.tile(signed_tiles.lowest(last)));
        CHECK(leaves.back() == tree.stored[tree::stored_index(0, size - 1)]);
    }
}

TEST_CASE("a flipped bit in any tile that is read is found") {
    const std::uint64_t start = testing::seed();
    CAPTURE(start);
    std::mt19937_64 random(start);
    const Grown tree(70'000);
    for (int round = 0; round < 60; ++round) {
        const std::uint64_t index = random() % 274;
        // Of the path from that tile to the root: one of three rows.
        const unsigned level = static_cast<unsigned>(random() % 3);
        const std::uint64_t at = index >> (level * tiles::height);
        const auto lying = [&](const tiles::Name& name) {
            std::string bytes = tree.tile(name);
            if (name.level == level && name.index == at) {
                bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
            }
            return bytes;
        };
        const auto read = [&] {
            SignedTiles signed_tiles(tree.head(), lying);
            signed_tiles.leaves(index, lying(signed_tiles.lowest(index)));
        };
        CAPTURE(index);
        CAPTURE(level);
        CHECK_THROWS_AS(read(), Error);
    }
}
