// What the disk below one directory may hold when the power goes: a model that follows a trace and
// makes crash images. It grants a file system nothing that POSIX does not promise:
//
// - a write is there for sure once its file was synced after it; until then each sector (or page)
// of
//   it may be there or not, in whichever of its versions since the last sync;
// - so may the size of a file that grew: where it is there and the bytes are not, zeros or rubbish
//   are read;
// - a name that was made, changed or removed is so for sure once its directory was synced; until
// then
//   each of them may be there or not. To sync the file itself does nothing for its name;
// - a rename is all or nothing;
// - a sync that failed may have written anything or nothing, and the kernel takes what it should
// have
//   written for clean: a later sync of the same file does not write it again (Linux).
//
// Sectors of 512 bytes are written whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/survival/trace.hpp"

namespace imaginons::survival {

using Random = std::mt19937_64;

// What becomes of all that was not synced.
enum class Fate : std::uint8_t { dropped, kept, torn_by_sector, torn_by_page };

class Disk {
  public:
    explicit Disk(std::filesystem::path root);

    // A call in two halves: begun, it may already have done any part of its work; finished, it has
    // returned.
    void begin(const Record& record);
    void finish(const Record& record);

    // Writes what a restart may find into an empty directory.
    void write_image(const std::filesystem::path& to, Fate fate, Random& random) const;

    bool holds_unsynced() const;

  private:
    static constexpr std::size_t page_bytes = 4096;
    static constexpr std::size_t sector_bytes = 512;

    struct Piece {
        std::size_t at;  // in its page
        std::string bytes;
    };
    using Names = std::map<std::string, std::size_t>;  // name in a directory -> node
    // A file or a directory.
    struct Node {
        bool is_directory = false;
        std::string live;                                   // as programs read it
        std::string durable;                                // as it is on the disk for sure
        std::map<std::size_t, std::vector<Piece>> pending;  // by page: written since it was durable
        std::set<std::size_t> dirty;                        // pages that a sync would write
        std::vector<std::size_t> sizes;                     // that the file has had since
        Names live_names;
        Names durable_names;
    };
    struct Place {
        std::size_t directory;
        std::string name;
    };
    // A change of names: `node` gets a place, or loses one, or both; or it changes places with
    // `other`.
    struct Renaming {
        std::size_t node;
        bool leaves = false;
        bool comes = false;
        std::size_t other = 0;
        Place from{};
        Place to{};
    };

    Place place_of(const std::string& path) const;
    std::size_t node_at(const std::string& path) const;
    std::size_t make(const std::string& path, bool is_directory);
    void change_names(Renaming renaming);
    void write(Node& node, std::size_t at, std::string_view bytes);
    void resize(Node& node, std::size_t size);
    static std::set<std::size_t> pages_of(const Record& write);
    void settle(Node& node, const std::set<std::size_t>& pages);
    void settle_names(std::size_t directory);
    void open(const Record& record);
    std::string content(const Node& node, Fate fate, Random& random) const;
    std::vector<Names> names(Fate fate, Random& random) const;

    const std::string root_;
    std::vector<Node> nodes_;          // the first is the root, which was always there
    std::vector<Renaming> renamings_;  // not durable yet, in order
    struct Open {
        std::size_t node;
        bool syncs_itself;
    };
    std::map<int, Open> open_;
};

}  // namespace imaginons::survival
