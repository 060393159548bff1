// The real program, started beside a test and ended by it: what a test in one process cannot show.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace imaginons::tests {

class Program {
  public:
    // Starts build/.../imaginons with these arguments; what it prints is read by wait_for_line().
    explicit Program(const std::vector<std::string>& arguments);
    // Kills it if it still runs.
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    // The next line on its standard output that holds `text`; the test fails if it ends before.
    std::string wait_for_line(std::string_view text);
    // Sends the signal and waits; what waitpid says.
    int end_by(int signal);

  private:
    pid_t pid_ = -1;
    int out_ = -1;
    std::string read_;
};

}  // namespace imaginons::tests
