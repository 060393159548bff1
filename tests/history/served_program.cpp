#include "tests/history/served_program.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <future>

namespace imaginons::history {

namespace {

// Reads lines until the program ends; tells the port once it says that it is ready, or 0.
void listen(int from, std::promise<std::uint16_t> ready) {
    constexpr std::string_view before_port = "http://127.0.0.1:";
    std::string said;
    std::uint16_t port = 0;
    bool told = false;
    char buffer[4096];
    for (ssize_t size; (size = ::read(from, buffer, sizeof buffer)) > 0;) {
        if (told) continue;
        said.append(buffer, static_cast<std::size_t>(size));
        const std::size_t at = said.find(before_port);
        if (at != said.npos && said.find('/', at + before_port.size()) != said.npos) {
            port = static_cast<std::uint16_t>(std::atoi(said.c_str() + at + before_port.size()));
        }
        told = said.find("ready: ") != said.npos;
        if (told) ready.set_value(port);
    }
    if (!told) ready.set_value(0);
    ::close(from);
}

}  // namespace

Address::Place Address::after(std::uint64_t but) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return place_.start != but || closed_; });
    if (closed_) throw NoServer("there is no server any more");
    return place_;
}

void Address::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_all();
}

void Address::set(std::uint16_t port) {
    {
        const std::lock_guard lock(mutex_);
        place_ = {port, place_.start + 1};
    }
    changed_.notify_all();
}

ServedProgram::ServedProgram(const std::filesystem::path& data, Address& address) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    // Before the fork: the child may only call what is safe after it.
    const std::string folder = data.string();
    process_ = ::fork();
    REQUIRE(process_ >= 0);
    if (process_ == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execl(IMAGINONS_PROGRAM, IMAGINONS_PROGRAM, "serve", "--data", folder.c_str(), "--port",
                "0", "--threads", "1", nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    std::promise<std::uint16_t> ready;
    auto port = ready.get_future();
    listener_ = std::thread(listen, ends[0], std::move(ready));
    const std::uint16_t found = port.get();
    if (found == 0) address.close();
    REQUIRE(found != 0);
    address.set(found);
}

ServedProgram::~ServedProgram() {
    kill();
}

int ServedProgram::wait_for_end() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    listener_.join();
    return status;
}

void ServedProgram::kill() {
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    wait_for_end();
}

bool ServedProgram::stop() {
    ::kill(process_, SIGTERM);
    const int status = wait_for_end();
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace imaginons::history
