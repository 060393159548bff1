#include "tests/survival/run.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

namespace imaginons::survival {

namespace fs = std::filesystem;

namespace {

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool names_a_fault(const std::vector<Record>& records) {
    const auto start = std::find_if(records.rbegin(), records.rend(),
                                    [](const Record& record) { return record.did == Did::start; });
    return std::any_of(records.rbegin(), start,
                       [](const Record& record) { return record.did == Did::fault; });
}

}  // namespace

Bench::Bench() {
    fs::create_directory(root());
}

fs::path Bench::image(const std::string& name) const {
    fs::path image = beside_.path / name;
    fs::remove_all(image);
    fs::create_directory(image);
    return image;
}

pid_t start_under_shim(const Bench& bench, const std::vector<std::string>& command,
                       const Mischief& mischief, int out) {
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no process");
    if (child > 0) return child;
    const int errors = ::open(bench.errors().c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(errors, STDERR_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::setenv("SHIM_ROOT", bench.root().c_str(), 1);
    ::setenv("SHIM_TRACE", bench.trace().c_str(), 1);
    ::setenv("SHIM_KILL", mischief.kill.c_str(), 1);
    ::setenv("SHIM_FAIL", mischief.fail.c_str(), 1);
    ::setenv("SHIM_SKIP", mischief.skip.c_str(), 1);
    ::setenv("LD_PRELOAD", IMAGINONS_SHIM, 1);
    // AddressSanitizer wants to be the first library; behind the shim, which hands every call on,
    // it does its work as well.
    ::setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

Ended wait_for(const Bench& bench, pid_t child) {
    int status = 0;
    if (::waitpid(child, &status, 0) != child) throw std::runtime_error("no such child");
    Ended ended;
    ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    ended.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    ended.errors = content_of(bench.errors());
    ended.was_struck = names_a_fault(read_trace(bench.trace()));
    return ended;
}

Ended run_driver(const Bench& bench, std::uint64_t from, std::uint64_t to,
                 const Mischief& mischief) {
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    const pid_t child = start_under_shim(
        bench, {IMAGINONS_DRIVER, bench.data().string(), std::to_string(from), std::to_string(to)},
        mischief, nowhere);
    ::close(nowhere);
    return wait_for(bench, child);
}

std::uint64_t seed() {
    const char* fixed = std::getenv("IMAGINONS_TEST_SEED");
    return fixed != nullptr ? std::strtoull(fixed, nullptr, 10) : std::random_device{}();
}

bool takes_long() {
    return std::getenv("IMAGINONS_LONG") != nullptr;
}

}  // namespace imaginons::survival
