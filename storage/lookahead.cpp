#include "storage/lookahead.hpp"

namespace imaginons::storage {

// Pages that were filled by large batches follow each other; those of small batches lie where LMDB
// found room. To look costs as much as reading five records, so a step that was made twice is
// trusted. The middle of the next page is half as far again as the numbers of the last page went.
void Lookahead::turn(std::uint64_t number, std::uintptr_t page) {
    const bool begins = page_ == 0;
    const std::uintptr_t step = begins ? 1 : page - page_;
    const std::uint64_t numbers = number - first_number_;
    const bool look = !begins && step != last_step_;
    to_next_ = look ? step_to(number + numbers + numbers / 2, page) : step;
    last_step_ = step;
    page_ = page;
    first_number_ = number;
}

// Damage there is for the walk to name, when it comes there.
std::uintptr_t Lookahead::step_to(std::uint64_t number, std::uintptr_t from_page) {
    try {
        if (!scout_.seek(number)) return 0;
    } catch (const Error&) {
        return 0;
    }
    return reinterpret_cast<std::uintptr_t>(scout_.value().data()) / page_bytes - from_page;
}

}  // namespace imaginons::storage
