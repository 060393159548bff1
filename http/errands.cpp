#include "http/errands.hpp"

#include "http/app_limits.hpp"

namespace imaginons::http {

Errands::Errands() : thread_([this] { run(); }) {}

Errands::~Errands() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        waiting_.clear();
    }
    changed_.notify_all();
    thread_.join();
}

void Errands::post(std::function<void()> errand) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(errand));
    }
    changed_.notify_all();
}

bool Errands::offer(std::function<void()> errand) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= limits::errands_waiting) return false;
        waiting_.push_back(std::move(errand));
    }
    changed_.notify_all();
    return true;
}

void Errands::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) return;
        const std::function<void()> errand = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        errand();
        lock.lock();
    }
}

}  // namespace imaginons::http
