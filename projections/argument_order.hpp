// In which order the arguments of one side are read, by a rule that fits into one sentence and that
// the page says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace imaginons::projections {

// fair_mix: two of the most useful, then the newest that has not come yet, and so on: a third of
// the places, wherever one stops reading, is kept for who came last. most_useful: how many found
// it useful, of equals the newer, since it had less time. recent: the newest first.
enum class ArgumentOrder : std::uint8_t { fair_mix, most_useful, recent };

// `useful` says of each argument, in the order they were made, how many found it useful (current
// stances "for"). The positions there, in the order to read them in: each once.
std::vector<std::size_t> reading_order(std::span<const std::uint64_t> useful, ArgumentOrder order);

}  // namespace imaginons::projections
