// driver DATA FROM TO: takes the steps [FROM, TO) of the life over a real store and engine, and
// tells on its standard output what is acknowledged, when it is:
//
//   batch SIZE                        so many events are durable
//   took STEP INDEX SEQ EVENT OBJECT  the outcome of a command of a step
//   begins STEP                       what this step takes away may be gone from here on
//   did STEP
//   signed SIZE                       a checkpoint over so many events may be shown
//
// Ends with 1 and a sentence when it cannot go on, as the server does.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <latch>
#include <optional>
#include <stdexcept>

#include "commands/engine.hpp"
#include "commands/erasure.hpp"
#include "tests/survival/life.hpp"

using namespace imaginons;
using namespace imaginons::survival;

namespace {

void tell(std::string line) {
    line += '\n';
    if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        std::_Exit(2);
    }
}

class Driver {
  public:
    explicit Driver(const std::filesystem::path& data)
        : store_(data, small_store()), engine_(store_.log, store_.vault, options()) {
        tell("batch " + std::to_string(store_.log.size()));
        commands::finish_erasures(store_, engine_);
        engine_.start();
        eraser_.emplace(
            store_, engine_,
            commands::EraserHooks{[](const std::string&, bool) {}, [](const events::PersonId&) {}});
    }

    void take(std::uint64_t number) {
        const Step now = step(number);
        switch (now.act) {
            case Act::ask: ask(number, now); break;
            case Act::keep_address:
                change_vault([&](storage::VaultTxn& txn) {
                    txn.put_identity(address_of(now.person), person(now.person));
                });
                break;
            case Act::sign_in:
                change_vault([&](storage::VaultTxn& txn) {
                    txn.put_session(session_token_of(now.person),
                                    {.person = person(now.person), .expires_at_ms = 1});
                });
                break;
            case Act::sign_out:
                tell("begins " + std::to_string(number));
                change_vault(
                    [&](storage::VaultTxn& txn) { txn.end_session(session_token_of(now.person)); });
                break;
            case Act::send_letter:
                if (!sent_letter(now.person)) return;
                break;
            case Act::sign:
                if (!signed_head()) return;
                break;
            case Act::erase:
                tell("begins " + std::to_string(number));
                erase(number, now);
                break;
        }
        tell("did " + std::to_string(number));
    }

  private:
    static commands::EngineOptions options() {
        commands::EngineOptions options;
        options.on_commit = [](std::span<const commands::Committed> batch) {
            tell("batch " + std::to_string(batch.back().seq + 1));
        };
        options.on_unknown = [] { std::_Exit(1); };
        return options;
    }

    void ask(std::uint64_t number, const Step& now) {
        std::latch answered(static_cast<std::ptrdiff_t>(now.commands.size()));
        for (std::size_t i = 0; i < now.commands.size(); ++i) {
            const auto done = [&, i](const commands::Answer& answer) {
                tell_outcome(number, i, answer);
                answered.count_down();
            };
            if (!engine_.submit(now.commands[i], done))
                throw std::runtime_error("the queue is full");
        }
        answered.wait();
    }

    static void tell_outcome(std::uint64_t number, std::size_t i, const commands::Answer& answer) {
        const auto* outcome = std::get_if<commands::Outcome>(&answer);
        if (outcome == nullptr) {
            std::fprintf(stderr, "step %lu was refused\n", number);
            std::_Exit(3);
        }
        tell("took " + std::to_string(number) + ' ' + std::to_string(i) + ' ' +
             std::to_string(outcome->seq) + ' ' + events::to_text(outcome->event_id) + ' ' +
             events::to_text(outcome->object));
    }

    void change_vault(const std::function<void(storage::VaultTxn&)>& change) {
        std::latch done(1);
        if (!engine_.submit_vault(change, [&] { done.count_down(); })) {
            throw std::runtime_error("the queue is full");
        }
        done.wait();
    }

    // As the server does: a checkpoint or a letter that cannot be stored is not shown or sent, and
    // the rest goes on.
    static bool stored(const std::function<void()>& store) {
        try {
            store();
            return true;
        } catch (const storage::Error& error) {
            std::fprintf(stderr, "driver: goes on without it: %s\n", error.what());
            return false;
        }
    }
    bool sent_letter(std::uint64_t to) {
        return stored([&] {
            storage::write_file_durably(store_.dir.outbox() / letter_name_of(to), letter_to(to));
        });
    }
    bool signed_head() {
        const std::uint64_t size = store_.log.size();
        const bool is_stored = stored([&] { store_.checkpoints.sign_if_grown(); });
        if (is_stored) tell("signed " + std::to_string(size));
        return is_stored;
    }

    void erase(std::uint64_t number, const Step& now) {
        std::latch answered(1);
        const auto done = [&](const commands::Answer& answer, bool) {
            tell_outcome(number, 0, answer);
            answered.count_down();
        };
        if (!eraser_->submit(now.commands[0], done)) throw std::runtime_error("the queue is full");
        answered.wait();
    }

    storage::Store store_;
    commands::Engine engine_;
    std::optional<commands::Eraser> eraser_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    try {
        Driver driver(argv[1]);
        const std::uint64_t to = std::strtoull(argv[3], nullptr, 10);
        for (std::uint64_t n = std::strtoull(argv[2], nullptr, 10); n < to; ++n) driver.take(n);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "driver: %s\n", error.what());
        std::fflush(stderr);
        std::_Exit(1);
    }
}
