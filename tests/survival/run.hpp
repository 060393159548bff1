// Runs a program under the shim and says how it ended. Only for programs that end by themselves or
// are killed by the shim.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/survival/trace.hpp"
#include "tests/temp_dir.hpp"

namespace imaginons::survival {

// Two directories that go together, removed with all they hold: one whose files are watched, and
// one for what watches. In memory where the machine has such a file system: what a real disk would
// do is the model's business (disk.hpp), and the tests sync ten thousand times.
class Bench {
  public:
    Bench();

    const std::filesystem::path& root() const { return root_; }
    // Not there yet, nor is the directory above it.
    std::filesystem::path data() const { return root_ / "ville" / "data"; }
    std::filesystem::path trace() const { return beside_.path / "trace"; }
    std::filesystem::path errors() const { return beside_.path / "errors"; }
    // An empty directory, whatever was there before.
    std::filesystem::path image(const std::string& name) const;

  private:
    const TempDir beside_{in_memory()};
    const std::filesystem::path root_ = beside_.path / "root";
};

// As the environment variables of the shim say it (shim.cpp).
struct Mischief {
    std::string kill;
    std::string fail;
    std::string skip;
};

struct Ended {
    int status = 0;  // exit code; -1 if a signal ended it
    int signal = 0;
    std::string errors;       // its standard error
    bool was_struck = false;  // a call was made to fail, in this run
};

// The driver on steps [from, to) of bench.data(); the trace goes on where it was.
Ended run_driver(const Bench& bench, std::uint64_t from, std::uint64_t to,
                 const Mischief& mischief = {});

// Starts a program with the shim; its standard output goes to `out` (a descriptor), its standard
// error to bench.errors().
pid_t start_under_shim(const Bench& bench, const std::vector<std::string>& command,
                       const Mischief& mischief, int out);
Ended wait_for(const Bench& bench, pid_t child);

// Of this run of the tests: IMAGINONS_TEST_SEED repeats one.
std::uint64_t seed();
// Whether IMAGINONS_LONG asks for every case instead of enough of them.
bool takes_long();

}  // namespace imaginons::survival
