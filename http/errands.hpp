// One thread for what takes too long for an io thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace imaginons::http {

// What is posted is done one after the other, in that order. Any thread may post.
class Errands {
  public:
    Errands();
    // What was not begun is dropped.
    ~Errands();
    void post(std::function<void()> errand);
    // False, and nothing is taken, if limits::errands_waiting wait already.
    bool offer(std::function<void()> errand);

  private:
    void run();
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace imaginons::http
