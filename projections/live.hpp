// The read models while the server runs: one writer applies batches, many readers render; a rebuild
// folds beside and swaps.
#pragma once

#include <pthread.h>

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "projections/views.hpp"

namespace imaginons::projections {

// Prefers writers (glibc's std::shared_mutex prefers readers: with four of them the writer never
// got in). Works with std::unique_lock and std::shared_lock. A thread must not take the shared side
// twice.
class WriterFirstMutex {
  public:
    WriterFirstMutex();
    ~WriterFirstMutex();
    WriterFirstMutex(const WriterFirstMutex&) = delete;
    WriterFirstMutex& operator=(const WriterFirstMutex&) = delete;
    void lock();
    void unlock();
    bool try_lock();
    void lock_shared();
    void unlock_shared();
    bool try_lock_shared();

  private:
    pthread_rwlock_t lock_;
};

// One event to apply: bytes well formed, sealed part opened if there is one.
struct Applied {
    std::uint64_t seq;
    events::Bytes bytes;
    const events::Text* sealed;
};

class LiveViews {
  public:
    explicit LiveViews(std::unique_ptr<Views> views) : views_(std::move(views)) {}
    // Calls f(const Views&) under the shared side and returns what it returns; no reference may
    // leave it.
    template <class F>
    auto read(F&& f) const {
        std::shared_lock lock(mutex_);
        return f(static_cast<const Views&>(*views_));
    }
    // The writer's thread. Skips what a swapped-in rebuild already holds; a gap is a bug (assert).
    void apply(std::span<const Applied> batch);
    // Puts a rebuilt image in place; it must be at least as far as the serving one (false: it is
    // not, apply more first).
    bool swap(std::unique_ptr<Views>& rebuilt);
    // Which image serves, another number after each swap. Only inside read().
    std::uint64_t image() const { return image_; }

  private:
    mutable WriterFirstMutex mutex_;
    std::uint64_t image_ = 0;
    std::unique_ptr<Views> views_;
};

}  // namespace imaginons::projections
