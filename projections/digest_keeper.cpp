// A pass copies and hashes what changed since the last one, a little at a time, while others write.
// Then one hold copies what changed during the pass: with that, all rows are as they are at one
// position.
#include "projections/digest_keeper.hpp"

#include <algorithm>
#include <numeric>

namespace imaginons::projections {

namespace {

// To pass by a row costs a look at it.
constexpr std::size_t bytes_per_look = 64;

// A number that is another after each change of what the row's digest is made of.
std::uint64_t stamp_of(const Person& row) {
    return row.touched;
}
std::uint64_t stamp_of(const Project& row) {
    return row.touched;
}
std::uint64_t stamp_of(const Proposal& row) {
    return row.touched;
}
std::uint64_t stamp_of(const Vocabulary& row) {
    return row.touched;
}
// Its own stream grows with everything that happens to it but the erasure of its author.
std::uint64_t stamp_of(const Argument& row) {
    return std::uint64_t{row.seqs.size()} << 1 | (row.words.erased ? 1 : 0);
}
// Written once.
std::uint64_t stamp_of(const CharterVersion&) {
    return 0;
}
std::uint64_t stamp_of(const FeedItem&) {
    return 0;
}

template <class Row>
events::Id key_of(const Row& row) {
    if constexpr (requires { row.id; }) return events::id_as<events::Id>(row.id);
    return {};
}

}  // namespace

Digests DigestKeeper::of(const LiveViews& views) {
    for (;;) {
        if (auto digests = step(views)) return *std::move(digests);
    }
}

std::optional<Digests> DigestKeeper::step(const LiveViews& live) {
    const bool last = next_.table == table_count;
    std::uint64_t position = 0;
    const bool serves = live.read([&](const Views& views) {
        if (!serves_still(live)) return false;
        if (last) next_ = {};
        gather(views, next_, last ? ~std::size_t{0} : hold_bytes_);
        position = views.position;
        return true;
    });
    if (!serves || !name_tokens(live)) return std::nullopt;
    keep_copied();
    if (!last) return std::nullopt;
    next_ = {};
    return sum(position);
}

// Inside a hold. After a swap all that was kept is of rows that are gone.
bool DigestKeeper::serves_still(const LiveViews& views) {
    if (views.image() == image_) return true;
    image_ = views.image();
    for (auto& table : tables_) table.clear();
    copied_.clear();
    next_ = {};
    return false;
}

void DigestKeeper::gather(const Views& views, Place& at, std::size_t most_bytes) {
    std::size_t left = most_bytes;
    const auto pass = [&](std::size_t table, const auto& rows) {
        if (at.table == table && left > 0) left -= gather_rows(views, std::span(rows), at, left);
    };
    pass(0, views.charter);
    pass(1, views.people);
    pass(2, views.projects);
    pass(3, views.proposals);
    pass(4, views.arguments);
    pass(5, views.feed);
    pass(6, std::span(&views.themes, 1));
    pass(7, std::span(&views.districts, 1));
}

// From `at` on until the end of the table or about `most_bytes`; how many of them.
template <class Row>
std::size_t DigestKeeper::gather_rows(const Views& views, std::span<const Row> rows, Place& at,
                                      std::size_t most_bytes) {
    const std::vector<Kept>& kept = tables_[at.table];
    std::size_t bytes = 0;
    for (; at.row < rows.size() && bytes < most_bytes; ++at.row) {
        const Row& row = rows[at.row];
        const std::uint64_t stamp = stamp_of(row);
        bytes += bytes_per_look;
        if (at.row < kept.size() && kept[at.row].stamp == stamp) continue;
        Copied& copied = copied_.emplace_back(Copied{at, stamp, key_of(row), {}});
        copied.row.copy(views, row);
        bytes += copied.row.bytes();
    }
    if (at.row == rows.size()) at = {at.table + 1, 0};
    return std::min(bytes, most_bytes);
}

// In short holds; false if another image serves by now.
bool DigestKeeper::name_tokens(const LiveViews& live) {
    auto row = copied_.begin();
    const auto skip_named = [&] {
        while (row != copied_.end() && row->row.all_named()) ++row;
        return row != copied_.end();
    };
    while (skip_named()) {
        const bool serves = live.read([&](const Views& views) {
            if (!serves_still(live)) return false;
            for (std::size_t left = limits::digest_hold_tokens; left > 0 && skip_named();) {
                left -= row->row.name_tokens(views.tokens, left);
            }
            return true;
        });
        if (!serves) return false;
    }
    return true;
}

void DigestKeeper::keep_copied() {
    for (Copied& copied : copied_) {
        std::vector<Kept>& table = tables_[copied.place.table];
        if (table.size() <= copied.place.row) table.resize(copied.place.row + 1);
        table[copied.place.row] = {copied.stamp, copied.id, copied.row.digest()};
    }
    copied_.clear();
}

Digests DigestKeeper::sum(std::uint64_t position) const {
    DigestSum all;
    for (const std::vector<Kept>& table : tables_) {
        std::vector<std::uint32_t> order(table.size());
        std::iota(order.begin(), order.end(), 0U);
        // Where no row has an id, they stay in their order.
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return events::ByBytes{}(table[a].id, table[b].id);
        });
        for (const std::uint32_t row : order) all.add(table[row].digests);
        all.end_table();
    }
    return all.at(position);
}

}  // namespace imaginons::projections
