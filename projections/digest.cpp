// Digests over all rows: equal at a position wherever it was reached from the same log.
// ARCHITECTURE.md describes the bytes.
//
// A row is its fields in the order that digest_rows.cpp lists: integers little-endian in their own
// width, flags and enums one byte, ids their 16 bytes (nil if none), strings and lists preceded by
// a u32 count. Row digest = SHA-256(row). Table digest = SHA-256 of the row digests one after the
// other, in key order: ids by their bytes, charter versions and feed lines by seq; the themes are
// one row of a table of their own, and so are the districts. The digest is
// SHA-256("imaginons/views/v4\n" || u64 position || the digests of charter, people, projects,
// proposals, arguments, feed, themes, districts). The full digest appends to each row the words
// that only keys open, before hashing it.
#include <algorithm>
#include <numeric>

#include "projections/digest_rows.hpp"

namespace imaginons::projections {

namespace {

class Digester {
  public:
    explicit Digester(const Views& views) : views_(views) {}

    Digests run() {
        in_order(views_.charter);
        by_id(views_.people);
        by_id(views_.projects);
        by_id(views_.proposals);
        by_id(views_.arguments);
        in_order(views_.feed);
        alone(views_.themes);
        alone(views_.districts);
        return sum_.at(views_.position);
    }

  private:
    template <class Row>
    void in_order(const std::vector<Row>& rows) {
        for (const Row& row : rows) add(row);
        sum_.end_table();
    }

    void alone(const Vocabulary& row) {
        add(row);
        sum_.end_table();
    }

    template <class Row>
    void by_id(const std::vector<Row>& rows) {
        std::vector<std::uint32_t> order(rows.size());
        std::iota(order.begin(), order.end(), 0U);
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return events::ByBytes{}(rows[a].id, rows[b].id);
        });
        for (const std::uint32_t position : order) add(rows[position]);
        sum_.end_table();
    }

    template <class Row>
    void add(const Row& row) {
        RowCopy copy;
        copy.copy(views_, row);
        copy.name_tokens(views_.tokens, ~std::size_t{0});
        sum_.add(copy.digest());
    }

    const Views& views_;
    DigestSum sum_;
};

}  // namespace

Digests digests(const Views& views) {
    return Digester(views).run();
}

}  // namespace imaginons::projections
