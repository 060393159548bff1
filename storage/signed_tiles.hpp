// A signed tree read through its tiles (C2SP tlog-tiles), none of which is believed before it has
// been led up to the signed root. For whoever has a checkpoint and not the log.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "storage/tiles.hpp"

namespace imaginons::storage {

// Of one thread. Keeps the tiles above the lowest row, a 256th of the log's hashes.
class SignedTiles {
  public:
    using Fetch = std::function<std::string(const tiles::Name&)>;

    // Fetches the right edge, at most one tile a row, and throws Error unless it leads to the root.
    SignedTiles(const tree::Head& head, Fetch fetch);

    const tree::Head& head() const { return head_; }
    // The tile of the lowest row at this index, as the tree has it.
    tiles::Name lowest(std::uint64_t index) const;
    // The leaf hashes in the bytes that came for lowest(index). Throws Error if they are not under
    // the root; may fetch tiles above.
    std::vector<Digest> leaves(std::uint64_t index, std::string_view bytes);
    // The root of the tree's first `size` entries, at most as many as it has. Throws Error.
    Digest root_at(std::uint64_t size);

  private:
    using Place = std::pair<unsigned, std::uint64_t>;  // level and index of a tile

    bool is_edge(unsigned level, std::uint64_t index) const;
    const std::vector<Digest>& tile(unsigned level, std::uint64_t index);
    Digest node(const tree::Node& node);

    const tree::Head head_;
    const Fetch fetch_;
    std::map<Place, std::vector<Digest>> believed_;
};

}  // namespace imaginons::storage
