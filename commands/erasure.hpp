// Forgetting people for good: what a PersonErased says is carried out on the sealed rows, in the
// vault and in the outbox, in an order that a power cut cannot spoil. storage/FORMAT.md says what
// is where afterwards.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "commands/engine.hpp"
#include "storage/erasure_list.hpp"
#include "storage/log.hpp"

namespace imaginons::storage {
class Store;
}

namespace imaginons::commands {

// Puts rows in the place of others in the log, durably before it returns: by the engine while its
// writer runs, else by the log itself.
using ReplaceSealed = std::function<void(std::vector<storage::SealedRow>)>;

// What the log says must be forgotten, of somebody whose PersonErased is durable: noted in the
// erasure list; sealed rows deleted, or sealed again for nobody; letters to them deleted from the
// outbox; key, identity, sessions and links deleted from the vault. Doing it again changes nothing.
// The vault must be compacted after. Gives how many texts stay without a name.
std::size_t forget(storage::Store& store, const storage::Erasure& erasure,
                   const ReplaceSealed& replace);

// Finishes what a crash has left undone: to be called before the engine is started. Gives of how
// many people.
std::size_t finish_erasures(storage::Store& store, const Engine& engine);

// Erases everybody on the list `erased` whom the log knows and does not say erased, or of whom only
// the vault knows: after a restore of what was saved before. Opens an engine of its own; gives how
// many people. Throws storage's errors.
std::size_t apply_erasures(storage::Store& store);

// A command of the operator's: nobody resends it, so its request id is drawn.
Answer execute_for_city(Engine& engine, AnyCommand body);

// Who keeps something of people's in memory while the server runs. Called on the eraser's thread.
struct EraserHooks {
    // After the call with `true` no letter to the address comes into the outbox any more, until the
    // call with `false`.
    std::function<void(const std::string& address, bool held)> hold_letters;
    // After each person, before the answer: lets go of what is theirs.
    std::function<void(const events::PersonId&)> forgotten;
};

// Erases while the engine runs, on a thread of its own: the writer is held up for the replacing of
// sealed rows only. What fails is tried again every limits::erasure_retry, and at the next start.
// Any thread may submit.
class Eraser {
  public:
    // Of an outcome: whether all of it is done, or something could not be deleted yet.
    using Done = std::function<void(const Answer&, bool is_finished)>;

    Eraser(storage::Store& store, Engine& engine, EraserHooks hooks);
    // What was not begun is left for finish_erasures().
    ~Eraser();
    Eraser(const Eraser&) = delete;
    Eraser& operator=(const Eraser&) = delete;

    // An ErasePerson. `done` gets a refusal from the writer's thread, an outcome from the eraser's
    // when it was carried out. False: the engine's queue is full, and `done` will not be called.
    bool submit(Command command, Done done);
    // Whether an erasure of theirs was asked for here and is not carried out yet, be it because it
    // waits, is being done, or failed and is tried again. Any thread.
    bool is_under_way(const events::PersonId& person) const;

  private:
    struct Job {
        storage::Erasure erasure;
        std::function<void(bool is_finished)> done;
    };
    void run();
    void take(const Job& job);
    bool is_carried_out(const storage::Erasure& erasure);
    void forget_on_disk(const storage::Erasure& erasure);
    void replace_by_writer(std::vector<storage::SealedRow> rows);
    void note_begun(const events::PersonId& person);
    void note_ended(const events::PersonId& person);

    storage::Store& store_;
    Engine& engine_;
    const EraserHooks hooks_;
    mutable std::mutex mutex_;  // guards what follows, up to unfinished_
    std::condition_variable changed_;
    std::deque<Job> waiting_;
    bool stopping_ = false;
    std::vector<events::PersonId> under_way_;   // once for each time that it was asked for
    std::vector<storage::Erasure> unfinished_;  // of the thread alone
    std::thread thread_;
};

}  // namespace imaginons::commands
