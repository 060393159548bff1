#include "commands/queue.hpp"

#include <algorithm>

namespace imaginons::commands {

void Queue::add(Item&& item, std::unique_lock<std::mutex>& lock) {
    incoming_.push_back(std::move(item));
    ++waiting_;
    const bool wake = taker_sleeps_;
    taker_sleeps_ = false;
    lock.unlock();
    if (wake) came_.notify_one();
}

bool Queue::put(Item item) {
    std::unique_lock lock(mutex_);
    if (closed_ || waiting_ >= capacity_) return false;
    add(std::move(item), lock);
    return true;
}

bool Queue::put_when_room(Item item) {
    std::unique_lock lock(mutex_);
    ++putters_;
    room_.wait(lock, [&] { return closed_ || waiting_ < capacity_; });
    --putters_;
    if (closed_) return false;
    add(std::move(item), lock);
    return true;
}

std::span<Item> Queue::take(std::size_t most) {
    std::unique_lock lock(mutex_);
    if (position_ == taken_.size()) {
        taken_.clear();
        position_ = 0;
        while (incoming_.empty() && !closed_) {
            taker_sleeps_ = true;
            came_.wait(lock);
        }
        taker_sleeps_ = false;
        taken_.swap(incoming_);
    }
    const std::size_t count = std::min(most, taken_.size() - position_);
    const std::span<Item> batch(taken_.data() + position_, count);
    position_ += count;
    waiting_ -= count;
    if (putters_ > 0) room_.notify_all();
    return batch;
}

void Queue::close() {
    {
        std::lock_guard lock(mutex_);
        closed_ = true;
    }
    came_.notify_all();
    room_.notify_all();
}

void Queue::clear() {
    std::vector<Item> dropped;
    std::vector<Item> taken;
    std::lock_guard lock(mutex_);
    dropped.swap(incoming_);
    taken.swap(taken_);
    position_ = 0;
    waiting_ = 0;
}

std::size_t Queue::size() const {
    std::lock_guard lock(mutex_);
    return waiting_;
}

}  // namespace imaginons::commands
