// For each code of a vocabulary, who has it: one bit a row, 64 rows a word, so that a question
// about many rows is a few words of work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace imaginons::projections {

using BitColumn = std::span<const std::uint64_t>;

inline std::uint64_t word_of(BitColumn column, std::size_t word) {
    return word < column.size() ? column[word] : 0;
}
inline bool bit_of(BitColumn column, std::uint32_t row) {
    return (word_of(column, row / 64) >> (row % 64) & 1U) != 0;
}

// A column is as long as its last row needs. Not thread-safe.
class BitColumns {
  public:
    void set(std::size_t column, std::uint32_t row, bool value) {
        if (column >= columns_.size()) {
            if (!value) return;
            columns_.resize(column + 1);
        }
        std::vector<std::uint64_t>& words = columns_[column];
        const std::uint64_t bit = std::uint64_t{1} << (row % 64);
        if (row / 64 >= words.size()) {
            if (!value) return;
            words.resize(row / 64 + 1);
        }
        if (value) {
            words[row / 64] |= bit;
        } else {
            words[row / 64] &= ~bit;
        }
    }
    // Valid until the next set().
    BitColumn operator[](std::size_t column) const {
        return column < columns_.size() ? BitColumn(columns_[column]) : BitColumn();
    }

  private:
    std::vector<std::vector<std::uint64_t>> columns_;
};

}  // namespace imaginons::projections
