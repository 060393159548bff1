// Which sealed parts anybody may read now, and their openings: for auditors, over HTTP and in the
// export. What is hidden, erased or someone's own affair is not among them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "projections/views.hpp"
#include "storage/openings.hpp"

namespace imaginons::storage {
class Log;
class SealedReader;
}  // namespace imaginons::storage

namespace imaginons::projections {

// The events of [from, to) whose sealed parts are public as the views stand: names that people go
// by, the words of what is shown, in all its versions. Reads only public parts; about 0.2 us an
// event, so it may be asked under the views' lock for some hundreds.
std::vector<std::uint64_t> published_seqs(const Views& views, const storage::Log& log,
                                          std::uint64_t from, std::uint64_t to);

// Their openings, in order; those that `parts` cannot open any more are left out. About 3 us each.
std::vector<storage::Opening> openings_of(std::span<const std::uint64_t> seqs,
                                          storage::SealedReader& parts);

// One line of JSON, without its end: seq, r and plaintext in base64, and the words in it.
std::string to_json(const storage::Opening& opening);

}  // namespace imaginons::projections
