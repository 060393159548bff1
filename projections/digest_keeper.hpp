// The digests of views that serve, without holding up who writes them: rows are copied in short
// holds of the lock and hashed outside, and each row's digest is kept until the row changes. Of one
// thread.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "projections/digest_rows.hpp"
#include "projections/limits.hpp"
#include "projections/live.hpp"

namespace imaginons::projections {

class DigestKeeper {
  public:
    // What is copied in one hold, besides a row that is larger by itself.
    explicit DigestKeeper(std::size_t hold_bytes = limits::digest_hold_bytes)
        : hold_bytes_(hold_bytes) {}

    // What digests() says of the views as they stand at some moment of the call. The longest hold
    // is the last: it passes by every row (about 10 ns each) and copies those that changed since
    // the call began.
    Digests of(const LiveViews& views);
    // One step of that, done when it gives the digests: one hold, or a few to look up tokens, and
    // the hashing.
    std::optional<Digests> step(const LiveViews& views);

  private:
    static constexpr std::size_t table_count = 8;
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    struct Kept {
        std::uint64_t stamp = never;  // of the row when it was copied
        events::Id id;                // nil in tables that are in order of seq
        RowDigests digests;
    };
    struct Place {
        std::size_t table = 0;
        std::size_t row = 0;
    };
    struct Copied {
        Place place;
        std::uint64_t stamp;
        events::Id id;
        RowCopy row;
    };

    bool serves_still(const LiveViews& views);
    void gather(const Views& views, Place& at, std::size_t most_bytes);
    template <class Row>
    std::size_t gather_rows(const Views& views, std::span<const Row> rows, Place& at,
                            std::size_t most_bytes);
    bool name_tokens(const LiveViews& views);
    void keep_copied();
    Digests sum(std::uint64_t position) const;

    const std::size_t hold_bytes_;
    std::uint64_t image_ = never;
    std::array<std::vector<Kept>, table_count> tables_;  // rows at their positions in the views
    Place next_;
    std::vector<Copied> copied_;
};

}  // namespace imaginons::projections
