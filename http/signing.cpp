#include "http/signing.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "http/app_limits.hpp"

namespace imaginons::http {

bool sign_if_grown(storage::CheckpointKeeper& keeper) {
    try {
        keeper.sign_if_grown();
        return true;
    } catch (const std::exception& error) {
        spdlog::error("no checkpoint could be signed: {}", error.what());
        return false;
    }
}

Signing::Signing(storage::CheckpointKeeper& keeper) : keeper_(keeper), thread_([this] { run(); }) {}

Signing::~Signing() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Signing::wait_for(std::uint64_t size, std::function<void()> done) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back({size, std::move(done)});
    }
    changed_.notify_all();
}

void Signing::run() {
    using Clock = std::chrono::steady_clock;
    Clock::time_point earliest = Clock::now();
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait_for(lock, limits::checkpoint_every,
                          [this] { return stopping_ || !waiting_.empty(); });
        changed_.wait_until(lock, earliest, [this] { return stopping_; });
        if (stopping_) return;
        lock.unlock();
        const std::uint64_t before = keeper_.published_size();
        const bool is_signed = sign_if_grown(keeper_);
        if (!is_signed || keeper_.published_size() != before)
            earliest = Clock::now() + limits::checkpoint_every;
        lock.lock();
        const auto served = take_served(!is_signed);
        lock.unlock();
        for (const auto& done : served) done();
        lock.lock();
    }
}

std::vector<std::function<void()>> Signing::take_served(bool all) {
    const std::uint64_t covered = keeper_.published_size();
    const auto end =
        std::stable_partition(waiting_.begin(), waiting_.end(),
                              [&](const Waiting& one) { return !all && one.size > covered; });
    std::vector<std::function<void()>> served;
    for (auto one = end; one != waiting_.end(); ++one) served.push_back(std::move(one->done));
    waiting_.erase(end, waiting_.end());
    return served;
}

}  // namespace imaginons::http
