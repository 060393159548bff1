// The write side at work: a bounded queue, one writer thread, one durable transaction per batch. It
// decides, seals, appends, then tells the read side, then answers. It knows nothing of HTTP or of
// read models.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <variant>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::storage {
class Log;
class Vault;
class VaultTxn;
struct SealedRow;
}  // namespace imaginons::storage

namespace imaginons::commands {

struct State;

// Where an accepted command stands in the log: its first event.
struct Outcome {
    std::uint64_t seq = 0;
    events::Id event_id;
    events::Id object;      // events::object_of that event
    bool replayed = false;  // a resend: this is the first outcome, nothing was appended
};
// The same request id with another request.
struct RequestConflict {};
using Answer = std::variant<Outcome, Refusal, RequestConflict>;

// An event as just committed, for the read side. Views into memory that lives for the call.
struct Committed {
    std::uint64_t seq;
    events::Bytes bytes;
    const events::Text* sealed;  // null if nothing was sealed
};

struct EngineOptions {
    std::size_t queue_commands = 0;          // 0 = limits::queue_commands
    std::function<std::int64_t()> now_ms{};  // empty = the system clock
    std::function<void(std::span<const Committed>)>
        on_commit{};                     // on the writer thread, before the answers
    std::function<void()> on_unknown{};  // the outcome of a commit is unknown; empty = abort()
};

// Thread-safe where said; otherwise for the thread that made it. The log and the vault must outlive
// it.
class Engine {
  public:
    // Folds the decision state from the log (its cost: see benchmarks/README.md) and publishes
    // version 1 of the charter if the log is new. The writer does not run yet.
    Engine(storage::Log& log, storage::Vault& vault, EngineOptions options);
    ~Engine();  // stops
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void start();
    // Lets what is queued be answered, then ends the writer.
    void stop();

    // Any thread. False: the queue is full and `done` will not be called. `done` runs on the writer
    // thread: hand over, do not work there.
    bool submit(Command command, std::function<void(const Answer&)> done);
    // Any thread but the writer's: waits. For verbs and tests.
    Answer execute(Command command);
    // Any thread. A change to the vault, made durable before `done` runs on the writer thread.
    bool submit_vault(std::function<void(storage::VaultTxn&)> change, std::function<void()> done);

    // Any thread. Log::replace_sealed, between two batches; durable before `done` runs on the
    // writer thread.
    bool replace_sealed(std::vector<storage::SealedRow> rows, std::function<void()> done);

    // Any thread. The person's token in a scope, for stances or for a seat at a meeting; nothing if
    // the scope has no secret (it does not exist).
    std::optional<events::Token> stance_token(const events::Id& scope,
                                              const events::PersonId& person) const;
    // Any thread. Keyed, so that neither the client's key nor what was asked can be found by
    // trying. `person` nil: anonymous.
    events::RequestId request_id(const events::PersonId& person,
                                 std::string_view idempotency_key) const;
    events::RequestHash request_hash(std::string_view method, std::string_view path,
                                     std::string_view body) const;

    // Any thread. Who goes by this pseudonym (compared case-folded and normalised), if anyone.
    std::optional<events::PersonId> person_called(std::string_view pseudonym) const;
    // Any thread.
    std::uint32_t charter_version() const;

    struct Counters {
        std::uint64_t batches, commands, events, refused, replayed, queued;
    };
    Counters counters() const;  // any thread

    // What deciders know. Only while the writer does not run: before start() or after stop().
    const State& state() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace imaginons::commands
