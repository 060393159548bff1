// Openings: what a sealed part's commitment was made from, given away so that anybody can check the
// words against the log. Values and their bytes; who may see which is decided in projections/.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/sealed.hpp"

namespace imaginons::storage {

struct Opening {
    std::uint64_t seq = 0;
    Opened opened;
};

// As FORMAT.md says: seq, r, length, plaintext; one after the other.
void append_opening(std::string& out, const Opening& opening);
// Nothing if the bytes do not add up, if seqs do not ascend, or if a plaintext is longer than any.
std::optional<std::vector<Opening>> openings_in(std::string_view bytes);

// Null if the opening is of that event (8-byte aligned, well formed), else what is wrong with it.
const char* defect_of_opening(const Opening& opening, Bytes event);

// Those that a mirror holds, all in memory: the words that read models show, once more. Unchecked:
// whoever asks for one checks it against its event. Immutable; any thread may read.
class Openings {
  public:
    // From a data directory's openings/; empty if there is none. A file that cannot be read throws
    // Error with its name.
    static Openings load(const std::filesystem::path& dir);

    // Null if there is none.
    const Opening* find(std::uint64_t seq) const;
    std::size_t size() const { return by_seq_.size(); }
    template <class F>
    void for_each(F&& f) const {
        for (const auto& [seq, opening] : by_seq_) f(opening);
    }

  private:
    std::unordered_map<std::uint64_t, Opening> by_seq_;
};

}  // namespace imaginons::storage
