// The log cut into static resources (C2SP tlog-tiles): which tile a path names, which of them a
// tree of some size has, and the bytes of each. It serves nothing and decides nothing about what is
// published.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/log.hpp"

namespace imaginons::storage::tiles {

// A tile holds so many hashes of one level of the tree, eight levels apart from the next row's.
constexpr unsigned height = 8;
constexpr unsigned full_width = 1U << height;

// A tile's number in paths: 1234067 is "x001/x234/067".
std::string number_path(std::uint64_t index);

// A tile of hashes or, without a level, the bundle of entries that lies under a tile of level 0.
struct Name {
    std::optional<unsigned> level;
    std::uint64_t index = 0;
    unsigned width = full_width;  // less for a partial one, never 0

    // "0/x001/x234/067", "entries/000.p/5"
    std::string path() const;
    // Only the one spelling that path() gives.
    static std::optional<Name> parse(std::string_view path);

    friend bool operator==(const Name&, const Name&) = default;
};

// How many hashes a tree of `size` entries has in the row of tiles at `level`; of level 0, and for
// bundles, that is size itself.
std::uint64_t count_at(unsigned level, std::uint64_t size);
// Whether a tree of `size` entries fills the tile.
bool is_within(const Name& name, std::uint64_t size);
// The tile at this place as a tree of `size` has it. It must have at least one hash there.
Name at_size(std::optional<unsigned> level, std::uint64_t index, std::uint64_t size);

// The bytes of a tile of hashes that is within the log. Throws Error if a hash is missing.
std::string hashes(const Name& name, const NodeReader& nodes);
// The bytes of a bundle that is within the log: for each entry a big-endian u16 length and the
// entry. Throws Damaged.
std::string entries(const Name& name, const Log& log);

// The entries of a bundle, lent from it; nothing if its bytes do not add up.
std::optional<std::vector<Bytes>> entries_in(std::string_view bundle);

}  // namespace imaginons::storage::tiles
