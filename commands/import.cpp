// The verb `import`, and commands carried out exactly once: many on their way at a time, so that
// one durable transaction holds many of them.
#include "commands/import.hpp"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>

#include "commands/erasure.hpp"
#include "commands/import_plan.hpp"
#include "commands/limits.hpp"
#include "commands/text_rules.hpp"
#include "events/codec.hpp"
#include "storage/store.hpp"

namespace imaginons::commands {
namespace {

// Half of what the queue holds: the writer never runs dry, and never is it full.
constexpr std::uint64_t commands_under_way = limits::queue_commands / 2;

// The requests of the plan that the log holds already, and how many events they made.
struct Found {
    std::vector<bool> there;  // for each command
    std::uint64_t commands = 0;
    std::uint64_t events = 0;
};

Found find_in_log(const storage::Log& log, const std::vector<events::RequestId>& requests) {
    std::unordered_map<events::RequestId, std::size_t, events::IdHash> position;
    position.reserve(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) position.emplace(requests[i], i);
    Found found;
    found.there.resize(requests.size());
    log.read(0, log.size(), [&](std::uint64_t seq, events::Bytes event, events::Bytes) {
        const auto at = position.find(events::read_meta(seq, event).request);
        if (at == position.end()) return;
        ++found.events;
        if (found.there[at->second]) return;
        found.there[at->second] = true;
        ++found.commands;
    });
    return found;
}

// Submits commands and counts their answers, which come on the writer's thread.
class Window {
  public:
    explicit Window(Engine& engine) : engine_(&engine) {}
    // `done` refers to this object.
    ~Window() { wait_until(0); }
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    void submit(Command command, const PlannedCommand& planned) {
        wait_until(commands_under_way - 1);
        {
            const std::lock_guard lock(mutex_);
            ++under_way_;
        }
        const auto done = [this, &planned](const Answer& answer) { note(answer, planned); };
        // The queue also serves others, if a server runs on the same engine: then it may be full
        // for a moment.
        while (!engine_->submit(command, done)) std::this_thread::yield();
    }
    void wait_until(std::uint64_t most_under_way) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return under_way_ <= most_under_way; });
    }
    bool failed() const {
        const std::lock_guard lock(mutex_);
        return !failure_.empty();
    }
    std::string failure() const {
        const std::lock_guard lock(mutex_);
        return failure_;
    }
    std::uint64_t accepted() const {
        const std::lock_guard lock(mutex_);
        return accepted_;
    }

  private:
    void note(const Answer& answer, const PlannedCommand& planned) {
        const std::lock_guard lock(mutex_);
        if (std::holds_alternative<Outcome>(answer)) {
            ++accepted_;
        } else if (failure_.empty()) {
            const auto* refusal = std::get_if<Refusal>(&answer);
            failure_ =
                (planned.where.empty() ? planned.key : planned.where) + ": refused: " +
                (refusal != nullptr ? plan::in_words(*refusal) : "another request has this id");
        }
        --under_way_;
        // Under the lock: the one who waits may destroy this object as soon as it is free.
        changed_.notify_all();
    }

    Engine* engine_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t under_way_ = 0;
    std::uint64_t accepted_ = 0;
    std::string failure_;
};

// What only the running engine knows of a command: tokens, the charter in force, which names are
// free.
class Filler {
  public:
    explicit Filler(const Engine& engine) : engine_(&engine) {}

    // False: the scope of a stance has no secret, so what it names does not exist.
    bool fill(const PlannedCommand& planned, AnyCommand& body) {
        if (auto* join = std::get_if<JoinPerson>(&body)) {
            join->pseudonym = free_pseudonym(join->pseudonym, planned.actor.person);
            join->charter_version = engine_->charter_version();
        }
        if (auto* take = std::get_if<TakeStance>(&body)) return fill_token(*take, planned.voter);
        if (auto* withdraw = std::get_if<WithdrawStance>(&body))
            return fill_token(*withdraw, planned.voter);
        if (auto* seat = std::get_if<TakeRegistration>(&body))
            return fill_seat(*seat, planned.voter);
        return true;
    }

  private:
    template <class StanceCommand>
    bool fill_token(StanceCommand& command, const events::PersonId& voter) const {
        const auto token = engine_->stance_token(command.scope, voter);
        if (token) command.token = *token;
        return token.has_value();
    }

    bool fill_seat(TakeRegistration& command, const events::PersonId& voter) const {
        const auto token = engine_->stance_token(events::id_as<events::Id>(command.meeting), voter);
        if (token) command.token = *token;
        return token.has_value();
    }

    // Two of one folder may differ in no more than case, and the first of them may still be on its
    // way.
    std::string free_pseudonym(const std::string& wanted, const events::PersonId& person) {
        for (unsigned n = 1;; ++n) {
            const std::string suffix = n == 1 ? std::string{} : "-" + std::to_string(n);
            std::string name = wanted;
            while (chars_in(name) + suffix.size() > limits::pseudonym_chars) {
                while ((static_cast<unsigned char>(name.back()) & 0xC0U) == 0x80) name.pop_back();
                name.pop_back();
            }
            name += suffix;
            const auto holder = engine_->person_called(name);
            if (holder && *holder != person) continue;
            if (given_.try_emplace(pseudonym_key(name), person).first->second == person)
                return name;
        }
    }

    const Engine* engine_;
    std::unordered_map<std::string, events::PersonId> given_;
};

// A line that overwrites itself on a terminal, a line for each tenth elsewhere.
class Progress {
  public:
    explicit Progress(std::ostream& out)
        : out_(&out), terminal_(&out == &std::cerr && isatty(STDERR_FILENO) == 1) {}

    void show(std::uint64_t done, std::uint64_t of) {
        const std::uint64_t step = of == 0 ? 100 : done * 100 / of;
        if (step == shown_ || (!terminal_ && step < shown_ + 10 && shown_ != never)) return;
        shown_ = terminal_ ? step : step - step % 10;
        if (!terminal_) {
            *out_ << "imported " << done << " of " << of << std::endl;
            return;
        }
        constexpr std::uint64_t width = 40;
        const std::uint64_t full = step * width / 100;
        *out_ << "\r[" << std::string(full, '#') << std::string(width - full, ' ') << "] " << step
              << " %, " << done << " of " << of << std::flush;
    }
    void finish() {
        if (terminal_ && shown_ != never) *out_ << std::endl;
    }

  private:
    static constexpr std::uint64_t never = ~std::uint64_t{0} - 100;
    std::ostream* out_;
    bool terminal_;
    std::uint64_t shown_ = never;
};

std::variant<ImportPlan, FileError> read(const ImportOptions& options) {
    std::error_code code;
    if (!std::filesystem::is_directory(options.path, code)) {
        return FileError{options.path.string(), 0, "is not a folder"};
    }
    return options.format == "polis" ? read_polis(options) : read_republique(options);
}

void tell(const ImportPlan& plan, const CarriedOut& done, std::uint64_t events, std::ostream& out) {
    for (const std::string& remark : plan.remarks) out << remark << ".\n";
    if (done.commands == 0 && done.failure.empty()) {
        out << "nothing to do: all " << plan::counted(done.events_before, "event")
            << " are already in the log\n";
        return;
    }
    out << "imported: " << plan::counted(events, "event") << " written";
    if (done.commands_before > 0) out << ", " << done.events_before << " were already in the log";
    out << "\n";
}

}  // namespace

CarriedOut carry_out(Engine& engine, const storage::Log& log,
                     const std::vector<PlannedCommand>& commands,
                     const std::function<void(std::uint64_t done, std::uint64_t of)>& progress) {
    std::vector<events::RequestId> requests;
    requests.reserve(commands.size());
    // Keyed: whoever reads the log cannot try out which voter's request it was.
    for (const PlannedCommand& planned : commands)
        requests.push_back(engine.request_id({}, "import\n" + planned.key));
    const Found found = find_in_log(log, requests);
    CarriedOut out{.commands_before = found.commands, .events_before = found.events};
    if (found.commands == commands.size()) return out;
    Window window(engine);
    Filler filler(engine);
    // A hundred times is enough for people to see it move.
    const std::size_t step = commands.size() / 100 + 1;
    for (std::size_t i = 0; i < commands.size() && !window.failed(); ++i) {
        if (progress && i % step == 0) progress(i, commands.size());
        if (found.there[i]) continue;
        const PlannedCommand& planned = commands[i];
        Command command{.body = planned.body,
                        .actor = planned.actor,
                        .request = requests[i],
                        .request_hash = engine.request_hash("IMPORT", planned.origin, planned.key),
                        .occurred_at_ms = planned.occurred_at_ms,
                        .origin = planned.origin};
        if (!filler.fill(planned, command.body)) {
            // What it is about may be on its way: scopes get their secret when they are recorded.
            window.wait_until(0);
            if (!filler.fill(planned, command.body) && !window.failed()) {
                out.failure = (planned.where.empty() ? planned.key : planned.where) +
                              ": its scope does not exist";
                break;
            }
        }
        window.submit(std::move(command), planned);
    }
    window.wait_until(0);
    out.commands = window.accepted();
    if (out.failure.empty()) out.failure = window.failure();
    if (progress && out.failure.empty()) progress(commands.size(), commands.size());
    return out;
}

int import_command(const std::filesystem::path& data, const ImportOptions& options,
                   std::ostream& out, std::ostream& progress) {
    if (options.format != "republique-numerique" && options.format != "polis") {
        progress << "import: unknown format \"" << options.format
                 << "\": republique-numerique or polis\n";
        return 1;
    }
    // Before anything is made in `data`: damaged files leave no trace, not even an empty log.
    const auto checked = read(options);
    if (const auto* error = std::get_if<FileError>(&checked)) {
        progress << "import: " << error->text() << "\nimport: nothing was imported\n";
        return 1;
    }
    const auto& plan = std::get<ImportPlan>(checked);
    storage::Store store(data);
    Engine engine(store.log, store.vault, {});
    finish_erasures(store, engine);
    engine.start();
    Progress bar(progress);
    const std::uint64_t before = store.log.size();
    const CarriedOut done = carry_out(engine, store.log, plan.commands,
                                      [&](std::uint64_t n, std::uint64_t of) { bar.show(n, of); });
    bar.finish();
    engine.stop();
    store.checkpoints.sign_if_grown();
    tell(plan, done, store.log.size() - before, out);
    if (done.failure.empty()) return 0;
    progress << "import: " << done.failure
             << "\nimport: stopped there; the same command goes on once that is put right\n";
    return 1;
}

}  // namespace imaginons::commands
