// Start: bind, answer /livez and 503 to the rest, fold both sides, then serve. Stop: drain, writer,
// checkpoint.
#include "http/serve.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <exception>
#include <fstream>
#include <mutex>
#include <thread>

#include "commands/demo.hpp"
#include "commands/engine.hpp"
#include "commands/erasure.hpp"
#include "events/codec.hpp"
#include "http/app.hpp"
#include "http/app_limits.hpp"
#include "http/letters.hpp"
#include "http/mailer.hpp"
#include "http/pages/pages.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"
#include "http/signing.hpp"
#include "http/witnesses.hpp"
#include "projections/apply.hpp"
#include "projections/live.hpp"
#include "projections/search.hpp"
#include "storage/store.hpp"

namespace imaginons::http {

namespace {

// The name of a new log in its checkpoints: an origin without its scheme (C2SP tlog-checkpoint). A
// log keeps its name for ever, also when the site moves: empty for one that exists.
std::string log_origin(const ServeOptions& options) {
    const std::size_t scheme = options.origin.find("://");
    const bool exists = std::filesystem::exists(storage::DataDir{options.data}.log());
    if (exists || scheme == std::string::npos) return {};
    return options.origin.substr(scheme + 3) + "/log/1";
}

// Of a file that holds a secret, so that no list of processes shows it; empty without a file.
std::string first_line(const std::filesystem::path& file) {
    std::string line;
    if (file.empty()) return line;
    std::ifstream in(file);
    if (!std::getline(in, line)) throw std::runtime_error(file.string() + " cannot be read");
    return line;
}

std::vector<WitnessAddress> witness_addresses(const ServeOptions& options) {
    std::vector<WitnessAddress> addresses;
    for (const std::string& text : options.witnesses) {
        auto address = WitnessAddress::parse(text);
        if (!address) throw std::runtime_error("\"" + text + "\" is not a witness's URL=KEY");
        addresses.push_back(*std::move(address));
    }
    return addresses;
}

// Of a new log, which holds the charter alone, and of one whose demo was cut short: what is already
// there is not written again.
bool wants_demo(const storage::Log& log) {
    if (log.size() <= 1) return true;
    const auto second = log.event_at(1);
    return second && events::read_meta(1, *second).origin.starts_with("demo/");
}

// The same as the engine's default, but with words: the person who restarts must know why.
[[noreturn]] void end_because_unknown() {
    std::fputs(
        "imaginons: a commit to the log failed, and nobody can say whether its events are there. "
        "Nothing of it was "
        "acknowledged. The program ends; look at the disk, then start it again: clients that ask "
        "again get the outcome.\n",
        stderr);
    std::fflush(stderr);
    std::_Exit(1);
}

// Tells the read side of each batch. Of the writer's thread.
class Follower {
  public:
    void follow(projections::LiveViews& views, projections::Search& search, App& app,
                Server& server) {
        views_ = &views;
        search_ = &search;
        app_ = &app;
        server_ = &server;
    }
    void apply(std::span<const commands::Committed> batch) {
        batch_.clear();
        for (const commands::Committed& event : batch)
            batch_.push_back({event.seq, event.bytes, event.sealed});
        views_->apply(batch_);
        app_->set_position(batch_.back().seq + 1);
        search_->follow(batch_.back().seq + 1);
        server_->notify_streams();
    }

  private:
    projections::LiveViews* views_ = nullptr;
    projections::Search* search_ = nullptr;
    App* app_ = nullptr;
    Server* server_ = nullptr;
    std::vector<projections::Applied> batch_;
};

// What has to be done now and then: each limits::housekeeping_every what must not fall behind, and
// rarely a sweep of what has expired.
class Housekeeping {
  public:
    Housekeeping(std::function<void()> keep_up, std::function<bool()> sweep)
        : keep_up_(std::move(keep_up)), sweep_(std::move(sweep)), thread_([this] { run(); }) {}
    ~Housekeeping() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

  private:
    void run() {
        auto next_sweep = std::chrono::steady_clock::now();
        std::unique_lock lock(mutex_);
        while (!changed_.wait_for(lock, limits::housekeeping_every, [this] { return stopping_; })) {
            lock.unlock();
            keep_up_();
            const auto now = std::chrono::steady_clock::now();
            if (now >= next_sweep && sweep_()) next_sweep = now + limits::sweep_every;
            lock.lock();
        }
    }

    const std::function<void()> keep_up_;
    const std::function<bool()> sweep_;  // false: not possible now
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

Response not_ready(const Request& request) {
    if (request.path == "/livez") {
        Response response;
        response.content_type = "text/plain; charset=utf-8";
        response.body = std::string_view("ok\n");
        return response;
    }
    Response response =
        problem({.status = 503, .detail = "The server is starting: it reads its log."});
    response.headers.emplace_back("Retry-After", std::to_string(limits::retry_after_s));
    return response;
}

}  // namespace

std::string local_origin(const std::string& host, std::uint16_t port) {
    if (host == "0.0.0.0" || host == "::") return fmt::format("http://localhost:{}", port);
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return is_ipv6 ? fmt::format("http://[{}]:{}", host, port)
                   : fmt::format("http://{}:{}", host, port);
}

struct Site::Running {
    Running(ServeOptions given, std::function<void(const std::string&)> tell)
        : options(std::move(given)),
          progress(tell ? std::move(tell) : [](const std::string&) {}),
          store(options.data, {.origin = log_origin(options)}),
          witnesses(store, witness_addresses(options)),
          templates(options.theme.empty() ? std::nullopt : std::optional(options.theme)),
          mailer({store.dir.outbox(),
                  options.mail_from.empty() ? "imaginons@localhost" : options.mail_from,
                  options.smtp_url, options.smtp_user, first_line(options.smtp_password_file)}),
          server({.host = options.host,
                  .port = options.port,
                  .threads = options.threads,
                  .refusal = [this](const Request& request,
                                    unsigned status) { return refuse(request, status); }},
                 [this](const Request& request) { return answer(request); }) {
        if (options.origin.empty()) options.origin = local_origin(options.host, server.port());
    }

    Reply answer(const Request& request) {
        App* ready = ready_app.load(std::memory_order_acquire);
        return ready == nullptr ? Reply(not_ready(request)) : ready->answer(request);
    }

    Response refuse(const Request& request, unsigned status) {
        App* ready = ready_app.load(std::memory_order_acquire);
        return ready == nullptr ? not_ready(request) : ready->refuse(request, status);
    }

    void fold();
    void start();
    void add_gauges();
    bool sweep();
    void keep_up();

    ServeOptions options;
    std::function<void(const std::string&)> progress;
    storage::Store store;
    Witnesses witnesses;
    pages::Pages templates;
    Mailer mailer;
    Follower follower;
    std::unique_ptr<commands::Engine> engine;
    std::unique_ptr<projections::LiveViews> views;
    std::unique_ptr<projections::Search> search;
    std::unique_ptr<App> app;
    std::unique_ptr<commands::Eraser> eraser;
    std::unique_ptr<Letters> letters;
    std::atomic<App*> ready_app{nullptr};

    std::mutex mutex;
    std::condition_variable changed;
    bool decided = false;  // ready, or failed
    std::exception_ptr failure;
    Server server;  // the last: its threads use the others
};

// Both sides at once, each with its own read transactions. A new log gets its first event (the
// charter) from the engine, so there the read side waits: it has nothing to fold anyway.
void Site::Running::fold() {
    commands::EngineOptions engine_options;
    engine_options.on_commit = [this](std::span<const commands::Committed> batch) {
        follower.apply(batch);
    };
    engine_options.on_unknown = [] { end_because_unknown(); };
    const auto make_engine = [&] {
        engine = std::make_unique<commands::Engine>(store.log, store.vault, engine_options);
    };

    const bool is_new = store.log.size() == 0;
    if (is_new) make_engine();
    std::exception_ptr engine_failure;
    std::thread deciding;
    if (!is_new) {
        deciding = std::thread([&] {
            try {
                make_engine();
            } catch (...) {
                engine_failure = std::current_exception();
            }
        });
    }
    projections::FoldOptions fold_options;
    fold_options.progress = [this](std::uint64_t done, std::uint64_t of) {
        progress(fmt::format("reading the log: {} of {} events", done, of));
    };
    std::unique_ptr<projections::Views> folded;
    std::exception_ptr fold_failure;
    try {
        folded = projections::fold(store.log, &store.vault, fold_options);
    } catch (...) {
        fold_failure = std::current_exception();
    }
    if (deciding.joinable()) deciding.join();
    if (engine_failure) std::rethrow_exception(engine_failure);
    if (fold_failure) std::rethrow_exception(fold_failure);
    views = std::make_unique<projections::LiveViews>(std::move(folded));
}

void Site::Running::add_gauges() {
    Metrics& metrics = server.metrics();
    const auto counters = [this] {
        App* ready = ready_app.load(std::memory_order_acquire);
        return ready == nullptr ? commands::Engine::Counters{} : ready->engine.counters();
    };
    metrics.add_gauge({"imaginons_log_events", "Events in the log.", "gauge",
                       [this] { return static_cast<double>(store.log.size()); }});
    metrics.add_gauge(
        {"imaginons_acts_events", "Events in the index of who did what.", "gauge", [this] {
             App* ready = ready_app.load(std::memory_order_acquire);
             return ready == nullptr ? 0 : static_cast<double>(ready->acts_position());
         }});
    metrics.add_gauge({"imaginons_queue_length", "Commands that wait for the writer.", "gauge",
                       [counters] { return static_cast<double>(counters().queued); }});
    metrics.add_gauge({"imaginons_commands_total", "Commands decided.", "counter",
                       [counters] { return static_cast<double>(counters().commands); }});
    metrics.add_gauge({"imaginons_refusals_total", "Commands refused.", "counter",
                       [counters] { return static_cast<double>(counters().refused); }});
    metrics.add_gauge({"imaginons_batches_total", "Durable transactions.", "counter",
                       [counters] { return static_cast<double>(counters().batches); }});
}

// By the writer, like every change to the vault: it knows what to do when a commit fails.
bool Site::Running::sweep() {
    App* ready = ready_app.load(std::memory_order_acquire);
    if (ready == nullptr) return false;
    const auto change = [](storage::VaultTxn& txn) { txn.sweep(now_ms()); };
    return ready->engine.submit_vault(change, [] {});
}

void Site::Running::keep_up() {
    App* ready = ready_app.load(std::memory_order_acquire);
    if (ready != nullptr) ready->keep_acts_near();
}

void Site::Running::start() {
    fold();
    app = std::make_unique<App>(store, *engine, *views, templates, mailer,
                                SiteOptions{options.origin, options.city, options.answer_days});
    app->set_witnesses(witnesses);
    app->set_metrics_text([this] {
        return server.metrics().prometheus_text() + prometheus_text(witnesses.report());
    });
    search = std::make_unique<projections::Search>(*views, store.log, store.dir.search());
    app->set_search(*search);
    follower.follow(*views, *search, *app, server);
    if (const std::size_t finished = commands::finish_erasures(store, *engine); finished != 0)
        progress(fmt::format("finished {} erasures that were cut short", finished));
    search->start();
    engine->start();
    eraser = std::make_unique<commands::Eraser>(
        store, *engine,
        commands::EraserHooks{[this](const std::string& address, bool held) {
                                  held ? mailer.hold(address) : mailer.release(address);
                              },
                              [this](const events::PersonId& person) { app->forget(person); }});
    app->set_eraser(*eraser);
    if (options.demo && wants_demo(store.log)) {
        const auto seeded = commands::seed_demo(
            *engine, store.log, now_ms(), [this](std::uint64_t done, std::uint64_t of) {
                progress(fmt::format("writing the demo: {} of {}", done, of));
            });
        if (!seeded.failure.empty())
            throw std::runtime_error("the demo could not be written: " + seeded.failure);
    }
    letters = std::make_unique<Letters>(*app);
    // Whoever asks first finds a checkpoint that covers what was there at the start.
    sign_if_grown(store.checkpoints);
    ready_app.store(app.get(), std::memory_order_release);
}

Site::Site(ServeOptions options, std::function<void(const std::string&)> progress)
    : running_(std::make_unique<Running>(std::move(options), std::move(progress))) {
    running_->add_gauges();
}

Site::~Site() = default;

std::uint16_t Site::port() const {
    return running_->server.port();
}
const std::string& Site::origin() const {
    return running_->options.origin;
}
void Site::stop() {
    running_->server.stop();
}

void Site::wait_until_ready() {
    std::unique_lock lock(running_->mutex);
    running_->changed.wait(lock, [this] { return running_->decided; });
}

void Site::run(bool signals) {
    Running& all = *running_;
    std::thread starting([&all] {
        std::exception_ptr failure;
        try {
            all.start();
        } catch (...) {
            failure = std::current_exception();
        }
        {
            const std::lock_guard lock(all.mutex);
            all.failure = failure;
            all.decided = true;
        }
        all.changed.notify_all();
        if (failure) {
            all.server.stop();
        } else {
            all.progress(fmt::format("ready: {} events", all.store.log.size()));
        }
    });
    {
        all.witnesses.start();
        const Housekeeping housekeeping([&all] { all.keep_up(); }, [&all] { return all.sweep(); });
        if (signals) {
            all.server.run_until_signal();
        } else {
            all.server.run();
        }
        starting.join();
        if (all.engine) all.engine->stop();
        // After the engine, whose answers it waits for; before the server, whose sessions it wakes.
        all.eraser.reset();
        all.letters.reset();
    }
    if (all.failure) std::rethrow_exception(all.failure);
    all.store.checkpoints.sign_if_grown();
}

int serve(const ServeOptions& options) {
    // One line that is written over on a terminal; in a file at most a line a second, and always
    // the last.
    const bool terminal = ::isatty(STDERR_FILENO) == 1;
    auto next_line = std::chrono::steady_clock::now();
    Site site(options, [terminal, next_line](const std::string& what) mutable {
        const bool last = what.starts_with("ready");
        const auto now = std::chrono::steady_clock::now();
        if (!terminal && !last && now < next_line) return;
        next_line = now + std::chrono::seconds(1);
        fmt::print(stderr, "{}{}{}", terminal ? "\r\x1b[K" : "", what,
                   !terminal || last ? "\n" : "");
    });
    fmt::print("Imaginons {} answers at {}/\n", options.city, site.origin());
    if (options.smtp_url.empty()) {
        fmt::print(
            "To sign in, give any e-mail address at {}/signin, then open the link that is in the "
            "newest file of {}\n",
            site.origin(), (options.data / "outbox").string());
    } else {
        fmt::print("To sign in, give your e-mail address at {}/signin; the link comes by mail.\n",
                   site.origin());
    }
    std::fflush(stdout);
    site.run(true);
    return 0;
}

}  // namespace imaginons::http
