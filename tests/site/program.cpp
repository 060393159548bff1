#include "tests/site/program.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <utility>

namespace imaginons::tests {

Program::Program(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{IMAGINONS_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::array<int, 2> pipe{};
    REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    const int error = ::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    out_ = pipe[0];
    REQUIRE(error == 0);
}

Program::~Program() {
    if (pid_ > 0) end_by(SIGKILL);
    ::close(out_);
}

std::string Program::wait_for_line(std::string_view text) {
    while (true) {
        for (std::size_t end; (end = read_.find('\n')) != std::string::npos;) {
            std::string line = read_.substr(0, end);
            read_.erase(0, end + 1);
            if (line.find(text) != std::string::npos) return line;
        }
        std::array<char, 4096> bytes;
        const ssize_t size = ::read(out_, bytes.data(), bytes.size());
        REQUIRE_MESSAGE(size > 0, "the program ended without saying \"", std::string(text), "\"");
        read_.append(bytes.data(), static_cast<std::size_t>(size));
    }
}

int Program::end_by(int signal) {
    ::kill(pid_, signal);
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return status;
}

}  // namespace imaginons::tests
