// When checkpoints are signed while the site runs, and who waits for one. What a signature covers
// and where it is kept is storage/checkpoint.hpp's.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/checkpoint.hpp"

namespace imaginons::http {

// Signs and stores the head if the log has grown. A full disk takes the checkpoint, not the site
// (the log itself says when it cannot go on): then it is logged, and false.
bool sign_if_grown(storage::CheckpointKeeper& keeper);

// Signs the head about once a second while the log grows, and as soon as somebody waits; but never
// twice within that second, so however many wait, they share one signature and its fsync.
class Signing {
  public:
    explicit Signing(storage::CheckpointKeeper& keeper);
    // Who waits still is not called any more.
    ~Signing();
    Signing(const Signing&) = delete;
    Signing& operator=(const Signing&) = delete;

    // Any thread. Calls `done` once, on this object's thread, when a checkpoint over at least
    // `size` events, which are durable, is stored; or could not be: then the disk is full or
    // broken. A waiting request holds its connection, so connections bound how many wait.
    void wait_for(std::uint64_t size, std::function<void()> done);

  private:
    void run();
    std::vector<std::function<void()>> take_served(bool all);

    struct Waiting {
        std::uint64_t size;
        std::function<void()> done;
    };
    storage::CheckpointKeeper& keeper_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Waiting> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace imaginons::http
