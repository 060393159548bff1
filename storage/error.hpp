// What storage throws: the environment is broken (disk, files, keys) and the program cannot go on
// as asked. Nothing that a visitor does ends here.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace imaginons::storage {

struct Error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A commit failed: whether its transaction is there after a restart is not known. The process must
// stop.
struct UnknownOutcome : Error {
    using Error::Error;
};

// A stored record is not what was written. `seq` is its place in the log.
struct Damaged : Error {
    Damaged(std::uint64_t where, const std::string& what)
        : Error("damaged at seq " + std::to_string(where) + ": " + what),
          seq(where),
          defect(what) {}
    std::uint64_t seq;
    std::string defect;
};

// The log is shorter than what it signed: going on would be a provable fork.
struct LostTail : Error {
    using Error::Error;
};

// The last checkpoint was signed by another key, for another log, or over another history.
struct ForeignCheckpoint : Error {
    using Error::Error;
};

// Another program holds the data directory.
struct InUse : Error {
    using Error::Error;
};

}  // namespace imaginons::storage
