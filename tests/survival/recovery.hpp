// What a start after a crash must find: everything that was acknowledged, nothing in halves, and
// the way on. The judge of every crash image and of every killed or failed run.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "events/ids.hpp"
#include "tests/survival/trace.hpp"

namespace imaginons::survival {

// What a driver has told (driver.cpp), up to some moment.
struct Promises {
    struct Taken {
        std::uint64_t step = 0;
        std::size_t index = 0;
        std::uint64_t seq = 0;
        std::string event;
        std::string object;
    };
    std::vector<Taken> taken;
    std::set<std::uint64_t> done;   // steps
    std::set<std::uint64_t> begun;  // steps that take something away
    std::set<std::uint64_t> sizes;  // that the log has had
    std::uint64_t signed_size = 0;
};
Promises promises_in(const std::vector<std::string>& lines);

// What the whole run came to: a crash leaves a beginning of it.
struct Truth {
    std::vector<std::vector<std::uint8_t>> events;
    std::set<std::uint64_t> sizes;  // between batches
};
Truth truth_of(const std::filesystem::path& data, const Promises& told_in_all);

// Starts on `data` the way every program does and looks at everything; then asks again for what was
// acknowledged, and goes on. Empty, or what is wrong. `truth` may be null. Starts threads: for a
// process of its own (judges.hpp).
std::string defect_after_restart(const std::filesystem::path& data, const Promises& promises,
                                 const Truth* truth);

// Loads once what each judge would otherwise load for itself: ICU's tables most of all.
void warm_up();

}  // namespace imaginons::survival
