// What waits for the writer: bounded, many threads put, one takes all that has come in the
// meantime. It wakes the taker only when it sleeps: while the writer works, putting costs a lock
// and a move.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <span>
#include <variant>
#include <vector>

#include "commands/engine.hpp"

namespace imaginons::commands {

struct Asked {
    Command command;
    std::function<void(const Answer&)> done;
};

struct VaultChange {
    std::function<void(storage::VaultTxn&)> change;
    std::function<void()> done;
};

// To what the log holds beside its events: between two batches.
struct LogChange {
    std::function<void(storage::Log&)> change;
    std::function<void()> done;
};

using Item = std::variant<Asked, VaultChange, LogChange>;

class Queue {
  public:
    explicit Queue(std::size_t capacity) : capacity_(capacity) {}

    // Any thread. False if the queue is full or closed.
    bool put(Item item);
    // Any thread but the taker's. Waits for room; false if the queue is closed.
    bool put_when_room(Item item);

    // The taker. At most `most` items in the order of putting, valid until the next call; waits for
    // the first. Empty: the queue is closed and nothing is left.
    std::span<Item> take(std::size_t most);

    // Any thread. What is in it can still be taken.
    void close();
    // Any thread, but not while the taker looks at what it took: drops what is in it.
    void clear();
    std::size_t size() const;

  private:
    void add(Item&& item, std::unique_lock<std::mutex>& lock);

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable came_;
    std::condition_variable room_;
    std::vector<Item> incoming_;
    std::size_t waiting_ = 0;  // incoming_ and what is left of taken_
    std::size_t putters_ = 0;  // that wait for room
    bool taker_sleeps_ = false;
    bool closed_ = false;
    // Of the taker.
    std::vector<Item> taken_;
    std::size_t position_ = 0;
};

}  // namespace imaginons::commands
