// Walking a table waits for memory, not for what is done with the rows: a record of the log costs
// 130 ns from memory that nobody asked for, 36 from memory that was (AMD EPYC). So with each row
// this asks for as much of the next page. Private to storage/. Of one thread.
#pragma once

#include <algorithm>

#include "storage/lmdb.hpp"

namespace imaginons::storage {

class Lookahead {
  public:
    Lookahead(const lmdb::Txn& txn, lmdb::Table table) : scout_(txn, table) {}

    void renew(const lmdb::ReadTxn& txn) { scout_.renew(txn); }

    // The walk, in ascending order, has come to this row. Nothing is read of it.
    void at(std::uint64_t number, events::Bytes row) {
        const auto address = reinterpret_cast<std::uintptr_t>(row.data());
        if (address / page_bytes != page_) turn(number, address / page_bytes);
        const std::uintptr_t ahead = address + to_next_ * page_bytes;
        const std::size_t bytes = std::min<std::size_t>(row.size(), page_bytes);
        for (std::size_t line = 0; line < bytes; line += line_bytes) {
            // NOLINTNEXTLINE(performance-no-int-to-ptr): nobody reads through it
            __builtin_prefetch(reinterpret_cast<const void*>(ahead + line));
        }
    }

  private:
    // How often to look for what comes next; LMDB's pages are as large or larger.
    static constexpr std::uintptr_t page_bytes = 4096;
    static constexpr std::size_t line_bytes = 64;

    void turn(std::uint64_t number, std::uintptr_t page);
    std::uintptr_t step_to(std::uint64_t number, std::uintptr_t from_page);

    lmdb::Cursor scout_;
    std::uintptr_t page_ = 0;         // where the walk is, as a number of pages; 0 = not begun
    std::uint64_t first_number_ = 0;  // of that page
    // In pages, modulo 2^64.
    std::uintptr_t last_step_ = 0;
    std::uintptr_t to_next_ = 0;
};

}  // namespace imaginons::storage
