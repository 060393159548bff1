// The program itself, serving a data directory until it is killed. Only for tests/history/.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace imaginons::history {

// Nobody serves any more, and nobody will.
struct NoServer : std::logic_error {
    using std::logic_error::logic_error;
};

// Where clients find the server; it changes each time it is started. Any thread.
class Address {
  public:
    struct Place {
        std::uint16_t port = 0;
        std::uint64_t start = 0;  // the how manieth
    };
    // Waits until a server other than start number `but` answers. Throws NoServer.
    Place after(std::uint64_t but);
    void set(std::uint16_t port);
    // No other server will come.
    void close();

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    Place place_;
    bool closed_ = false;
};

class ServedProgram {
  public:
    // Waits until it is ready; then it is at `address`. Fails the test if it does not start.
    ServedProgram(const std::filesystem::path& data, Address& address);
    ~ServedProgram();
    ServedProgram(const ServedProgram&) = delete;
    ServedProgram& operator=(const ServedProgram&) = delete;

    // SIGKILL, as a power cut of this one process.
    void kill();
    // SIGTERM; true if it ended well.
    bool stop();

  private:
    int wait_for_end();
    pid_t process_ = -1;
    // Takes what it prints, so that it never waits for us.
    std::thread listener_;
};

}  // namespace imaginons::history
