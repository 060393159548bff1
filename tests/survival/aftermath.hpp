// What is looked at after a run that ended badly: killed, or with calls that failed.
#pragma once

#include <string>

#include "tests/survival/run.hpp"

namespace imaginons::survival {

// How many syncs a run makes (a write through a descriptor opened with O_DSYNC is one), and how
// many calls that change or sync files at the most: what can be killed at, and what can be made to
// fail.
struct Calls {
    std::uint64_t syncs = 0;
    std::uint64_t changes = 0;
};
Calls calls_in(const std::vector<Record>& records);

// After a run of the driver that was told to take the steps [0, steps) and was cut short: whatever
// it acknowledged is safe even from a power cut that follows at once; a start over what is there
// (with what the kernel remembers of it) goes on; and what is acknowledged then is safe from a
// power cut too. Empty, or what is wrong. Calls fork: not for a process with threads.
std::string defect_of_aftermath(const Bench& bench, std::uint64_t steps, std::uint64_t seed);

}  // namespace imaginons::survival
