// What the log says of itself: which other logs it continues.
#include "projections/consume.hpp"

namespace imaginons::projections {

void LogHistory::apply(Views& views, const Meta& meta, const events::LogContinued& e) {
    views.continuations.push_back(
        {meta.seq, meta.happened_at_ms(), e.former_origin, e.former_size, e.size});
}

}  // namespace imaginons::projections
