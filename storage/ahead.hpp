// Gets numbered pieces ahead of whoever needs them, on threads of its own, and gives them in order:
// while one is worked on the next ones are already on their way.
#pragma once

#include <cassert>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace imaginons::storage {

// Of one thread; `get` is called on several at once. At most two pieces a thread wait to be taken.
template <class Piece>
class Ahead {
  public:
    using Get = std::function<Piece(std::uint64_t number)>;

    // Gets the pieces of [from, to).
    Ahead(std::uint64_t from, std::uint64_t to, unsigned threads, Get get)
        : get_(std::move(get)),
          to_(to),
          next_to_get_(from),
          next_to_give_(from),
          window_(std::uint64_t{2} * threads) {
        for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    }
    // Waits for what is being got.
    ~Ahead() {
        {
            const std::lock_guard lock(mutex_);
            to_ = 0;
        }
        changed_.notify_all();
    }
    Ahead(const Ahead&) = delete;
    Ahead& operator=(const Ahead&) = delete;

    // The next piece; there must be one. Throws what getting it threw.
    Piece next() {
        std::unique_lock lock(mutex_);
        assert(next_to_give_ < to_);
        changed_.wait(lock, [this] { return ready_.contains(next_to_give_); });
        const auto place = ready_.find(next_to_give_++);
        Outcome outcome = std::move(place->second);
        ready_.erase(place);
        lock.unlock();
        changed_.notify_all();
        if (outcome.thrown) std::rethrow_exception(outcome.thrown);
        return *std::move(outcome.piece);
    }

  private:
    struct Outcome {
        std::optional<Piece> piece;
        std::exception_ptr thrown;
    };

    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [this] {
                return next_to_get_ >= to_ || next_to_get_ < next_to_give_ + window_;
            });
            if (next_to_get_ >= to_) return;
            const std::uint64_t number = next_to_get_++;
            lock.unlock();
            Outcome outcome = got(number);
            lock.lock();
            ready_.emplace(number, std::move(outcome));
            changed_.notify_all();
        }
    }

    Outcome got(std::uint64_t number) const {
        Outcome outcome;
        try {
            outcome.piece.emplace(get_(number));
        } catch (...) {
            outcome.thrown = std::current_exception();
        }
        return outcome;
    }

    const Get get_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t to_;
    std::uint64_t next_to_get_;
    std::uint64_t next_to_give_;
    const std::uint64_t window_;
    std::map<std::uint64_t, Outcome> ready_;
    std::vector<std::jthread> threads_;  // the last member: they use the others
};

}  // namespace imaginons::storage
