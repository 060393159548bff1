// One Asker for each witness: when to ask, what to send, what an answer means.
#include "http/witnesses.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "http/app_limits.hpp"
#include "http/clock.hpp"
#include "http/fetch.hpp"
#include "storage/base64.hpp"
#include "storage/data_dir.hpp"
#include "storage/error.hpp"
#include "storage/witness.hpp"

namespace imaginons::http {

namespace {

using SteadyClock = std::chrono::steady_clock;
using Standing = WitnessStatus::Standing;
using storage::AddCheckpoint;
using storage::Checkpoint;
using storage::Digest;
using storage::Fork;

// A checkpoint as it was signed, without cosignatures.
struct Signed {
    std::shared_ptr<const std::string> note;
    Checkpoint checkpoint;
};

// What one round of asking came to.
struct Outcome {
    Standing standing = Standing::unreachable;
    std::string trouble;
    std::string line;              // if it agrees
    std::uint64_t cosigned_s = 0;  // likewise
};

// A stranger's words, short and on one line: for the log and the specialist.
std::string one_line(std::string_view words) {
    constexpr std::size_t most = 200;
    std::string out;
    for (const char c : words.substr(0, most)) {
        if (c == '\n') break;
        const auto byte = static_cast<unsigned char>(c);
        out += byte >= 0x20 && byte < 0x7f ? c : '?';
    }
    return out;
}

std::optional<std::uint64_t> size_in(std::string_view body) {
    if (!body.empty() && body.back() == '\n') body.remove_suffix(1);
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), size);
    if (body.empty() || error != std::errc{} || end != body.data() + body.size()) {
        return std::nullopt;
    }
    return size;
}

FetchOptions fetch_options() {
    FetchOptions options;
    options.connect_timeout = limits::witness_timeout;
    options.timeout = limits::witness_timeout;
    options.body_bytes = storage::limits::note_bytes;
    return options;
}

}  // namespace

std::optional<WitnessAddress> WitnessAddress::parse(std::string_view text) {
    const bool web = text.starts_with("http://") || text.starts_with("https://");
    // Both an address and a name may hold '=': where the rest is a key, there it is divided.
    for (std::size_t at = text.find('='); web && at != text.npos; at = text.find('=', at + 1)) {
        auto key = storage::CosignerKey::parse(text.substr(at + 1));
        if (!key) continue;
        std::string_view url = text.substr(0, at);
        while (url.ends_with('/')) url.remove_suffix(1);
        if (url.find_first_of("?# ") != url.npos) return std::nullopt;
        return WitnessAddress{std::string(url), *std::move(key)};
    }
    return std::nullopt;
}

class Witnesses::Asker {
  public:
    Asker(storage::Store& store, storage::ForkArchive& forks, WitnessAddress address)
        : store_(store),
          forks_(forks),
          address_(std::move(address)),
          file_(store.dir.cosigned() / storage::hex(address_.key.id)),
          fetcher_(fetch_options()) {
        status_.name = address_.key.name;
        status_.url = address_.url;
        status_.verifier_key = address_.key.text();
        take_back();
    }

    void start() {
        thread_ = std::thread([this] { run(); });
    }
    void begin_stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
    }
    void finish_stop() {
        if (thread_.joinable()) thread_.join();
        store_cosigned();
    }
    void wake() {
        {
            const std::lock_guard lock(mutex_);
            woken_ = true;
        }
        changed_.notify_all();
    }

    WitnessStatus status() const {
        const std::lock_guard lock(mutex_);
        return status_;
    }
    const WitnessAddress& address() const { return address_; }

  private:
    void run() {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            lock.unlock();
            const auto wanted = wanted_now();
            if (wanted) take(*wanted, ask(*wanted));
            lock.lock();
            if (wanted) continue;
            changed_.wait_for(lock, limits::witness_look_interval,
                              [this] { return stopping_ || woken_; });
            woken_ = false;
        }
    }

    // What it should cosign now; nothing if it has, or if it has to be left in peace for a while.
    std::optional<Signed> wanted_now() {
        if (SteadyClock::now() < not_before_) return std::nullopt;
        auto last = last_signed();
        if (!last) return std::nullopt;
        const bool known = cosigned_note_.starts_with(*last->note);
        if (known && SteadyClock::now() < again_at_) return std::nullopt;
        return last;
    }

    std::optional<Signed> last_signed() const {
        auto note = store_.checkpoints.last_signed();
        if (!note) return std::nullopt;
        auto checkpoint = storage::open_checkpoint(*note, store_.checkpoints.verifier_key());
        if (!checkpoint) return std::nullopt;
        return Signed{std::move(note), *std::move(checkpoint)};
    }

    Outcome ask(const Signed& wanted) {
        try {
            return submit(wanted);
        } catch (const std::exception& error) {
            return {Standing::unreachable, error.what(), {}, 0};
        }
    }

    // A conflict tells the size to prove from; a second one, that it changed meanwhile.
    Outcome submit(const Signed& wanted) {
        const std::uint64_t size = wanted.checkpoint.head.size;
        for (unsigned tries = 0; tries < limits::witness_tries; ++tries) {
            const std::uint64_t old_size = std::min(known_size_, size);
            const Fetched answer = send({old_size, proof_from(old_size, size), *wanted.note});
            if (!answer.answered()) return {Standing::unreachable, answer.failure, {}, 0};
            if (answer.status == 200) return check(wanted, answer.body);
            const auto told = answer.status == 409 ? size_in(answer.body) : std::nullopt;
            if (told && *told != old_size && *told <= size) {
                known_size_ = *told;
                continue;
            }
            if (told || answer.status == 422) return examine(wanted, told.value_or(old_size));
            return {Standing::refuses,
                    "it answers " + std::to_string(answer.status) + ": " + one_line(answer.body),
                    {},
                    0};
        }
        return {Standing::refuses, "it names another size each time", {}, 0};
    }

    Fetched send(const AddCheckpoint& request) {
        return fetcher_.post(address_.url + "/add-checkpoint", "text/plain; charset=utf-8",
                             request.text());
    }

    std::vector<Digest> proof_from(std::uint64_t old_size, std::uint64_t size) const {
        if (old_size == 0 || old_size == size) return {};
        const storage::NodeReader nodes = store_.log.nodes();
        return storage::tree::consistency_proof(old_size, size, nodes.function());
    }

    Outcome check(const Signed& wanted, const std::string& lines) {
        const auto note = storage::Note::parse(*wanted.note + lines);
        const auto time_s = note ? address_.key.cosigned_at(*note) : std::nullopt;
        if (!time_s) return {Standing::refuses, "its cosignature is wrong or missing", {}, 0};
        known_size_ = wanted.checkpoint.head.size;
        return {Standing::agrees, {}, note->lines_of(address_.key.name, address_.key.id), *time_s};
    }

    // It refuses what is signed here. What it shows as its last cosigned note decides who is wrong.
    Outcome examine(const Signed& wanted, std::uint64_t told_size) {
        const std::string at =
            address_.url + "/" + storage::origin_hash(wanted.checkpoint.origin) + "/checkpoint";
        const Fetched shown = fetcher_.get(at);
        const auto known =
            shown.answered() && shown.status == 200
                ? storage::open_checkpoint(shown.body, store_.checkpoints.verifier_key())
                : std::nullopt;
        if (!known) {
            return {Standing::refuses,
                    "it says that it cosigned " + std::to_string(told_size) +
                        " events otherwise, but shows no checkpoint that this log's key signed",
                    {},
                    0};
        }
        // Signed here since it was asked: no contradiction, the next round asks with that one.
        const auto newest = last_signed();
        const std::uint64_t size = newest->checkpoint.head.size;
        const bool shorter = known->head.size > size;
        if (!shorter && known->head.size > wanted.checkpoint.head.size) {
            return {Standing::refuses, "it was asked late", {}, 0};
        }
        if (!shorter && root_here(known->head.size) == known->head.root) {
            return {
                Standing::refuses, "it rejects a proof from the checkpoint that it shows", {}, 0};
        }
        keep_fork(*newest, shown.body, *known, shorter);
        return {Standing::contradicts,
                shorter ? "it cosigned " + std::to_string(known->head.size) +
                              " events that this log's key signed; here are " + std::to_string(size)
                        : "it cosigned another root at size " + std::to_string(known->head.size),
                {},
                0};
    }

    Digest root_here(std::uint64_t size) const {
        const storage::NodeReader nodes = store_.log.nodes();
        return storage::tree::root_at(size, nodes.function());
    }

    void keep_fork(const Signed& ours, const std::string& theirs, const Checkpoint& known,
                   bool shorter) {
        const std::uint64_t size = ours.checkpoint.head.size;
        Fork fork;
        fork.seen_s = static_cast<std::uint64_t>(now_ms() / 1000);
        fork.known = theirs;
        fork.refused.old_size = shorter ? size : known.head.size;
        fork.refused.proof = proof_from(fork.refused.old_size, size);
        fork.refused.note = *ours.note;
        if (!shorter) fork.past = root_here(known.head.size);
        if (!forks_.keep(fork)) return;
        spdlog::critical(
            "FORK: {} has cosigned a checkpoint of {} events that this log's key signed and that "
            "does not fit this log of {}. An old copy was restored, or two programs sign with one "
            "key. The evidence is in {}.",
            address_.key.name, known.head.size, size, (store_.dir.forks() / fork.id()).string());
    }

    // What is published comes last: whoever sees it finds the status that goes with it.
    void take(const Signed& wanted, const Outcome& outcome) {
        const auto now = SteadyClock::now();
        say_change(outcome);
        note_status(wanted, outcome);
        if (outcome.standing != Standing::agrees) {
            const auto longer =
                std::min<std::chrono::seconds>(retry_ * 2, limits::witness_longest_retry);
            retry_ =
                outcome.standing == Standing::contradicts ? limits::witness_longest_retry : longer;
            not_before_ = now + retry_;
            return;
        }
        cosigned_note_ = *wanted.note + outcome.line;
        again_at_ = now + limits::witness_again_after;
        retry_ = limits::witness_first_retry;
        store_.checkpoints.add_cosignature(*wanted.note, address_.key, outcome.line);
        if (now >= store_at_) store_cosigned();
    }

    void note_status(const Signed& wanted, const Outcome& outcome) {
        const std::lock_guard lock(mutex_);
        status_.standing = outcome.standing;
        status_.trouble = outcome.trouble;
        if (outcome.standing != Standing::agrees) {
            ++status_.failures;
            return;
        }
        ++status_.cosignatures;
        status_.cosigned_size = wanted.checkpoint.head.size;
        status_.cosigned_at_ms =
            std::min(now_ms(), static_cast<std::int64_t>(outcome.cosigned_s) * 1000);
    }

    // Once for each change, not for each try.
    void say_change(const Outcome& outcome) const {
        const WitnessStatus before = status();
        if (outcome.standing == before.standing) return;
        if (outcome.standing == Standing::agrees) {
            spdlog::info("the witness {} agrees", address_.key.name);
        } else {
            spdlog::warn("the witness {} does not cosign: {}", address_.key.name, outcome.trouble);
        }
    }

    // What it said before the restart, if it was of the checkpoint that is still the last.
    void take_back() {
        const auto bytes = storage::read_file(file_);
        const auto note = bytes ? storage::Note::parse(*bytes) : std::nullopt;
        const auto time_s = note ? address_.key.cosigned_at(*note) : std::nullopt;
        const auto checkpoint =
            time_s ? storage::open_checkpoint(*bytes, store_.checkpoints.verifier_key())
                   : std::nullopt;
        if (!checkpoint) return;
        known_size_ = checkpoint->head.size;
        status_.cosigned_size = checkpoint->head.size;
        status_.cosigned_at_ms = static_cast<std::int64_t>(*time_s) * 1000;
        const auto last = store_.checkpoints.last_signed();
        if (last && bytes->starts_with(*last)) {
            cosigned_note_ = *bytes;
            store_.checkpoints.add_cosignature(*last, address_.key,
                                               note->lines_of(address_.key.name, address_.key.id));
        }
    }

    // Now and then and at the end only: the witness itself remembers, and each time costs the log's
    // disk two flushes.
    void store_cosigned() {
        if (cosigned_note_.empty() || cosigned_note_ == stored_note_) return;
        try {
            storage::write_file_durably(file_, cosigned_note_);
            stored_note_ = cosigned_note_;
        } catch (const std::exception& error) {
            spdlog::error("a cosignature was not stored: {}", error.what());
        }
        store_at_ = SteadyClock::now() + limits::witness_store_interval;
    }

    storage::Store& store_;
    storage::ForkArchive& forks_;
    const WitnessAddress address_;
    const std::filesystem::path file_;
    // Of the thread, once it runs.
    Fetcher fetcher_;
    std::uint64_t known_size_ = 0;  // what the witness cosigned last, as far as is known
    std::string cosigned_note_;     // the last one with its line
    std::string stored_note_;       // what is in the file
    SteadyClock::time_point not_before_{};
    SteadyClock::time_point again_at_{};
    SteadyClock::time_point store_at_{};
    std::chrono::seconds retry_ = limits::witness_first_retry;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;  // guarded by mutex_, as the two below
    bool woken_ = false;
    WitnessStatus status_;
    std::thread thread_;
};

Witnesses::Witnesses(storage::Store& store, std::vector<WitnessAddress> addresses)
    : store_(store), forks_(store.dir.forks(), {store.checkpoints.verifier_key()}) {
    if (addresses.size() > limits::witnesses) throw storage::Error("too many witnesses");
    if (!addresses.empty()) storage::make_private_directory(store.dir.cosigned());
    for (WitnessAddress& address : addresses) {
        for (const auto& other : askers_) {
            if (other->address().key.id == address.key.id) {
                throw storage::Error("the witness " + address.key.name + " is given twice");
            }
        }
        askers_.push_back(std::make_unique<Asker>(store, forks_, std::move(address)));
    }
}

Witnesses::~Witnesses() {
    store_.checkpoints.when_signed({});
    for (const auto& asker : askers_) asker->begin_stop();
    for (const auto& asker : askers_) asker->finish_stop();
}

void Witnesses::start() {
    for (const auto& asker : askers_) asker->start();
    store_.checkpoints.when_signed([this] {
        for (const auto& asker : askers_) asker->wake();
    });
}

WitnessReport Witnesses::report() const {
    WitnessReport report;
    for (const auto& asker : askers_) report.witnesses.push_back(asker->status());
    for (const auto& [fork, proven] : forks_.all()) {
        const auto sizes = storage::sizes_of(fork).value_or(storage::ForkSizes{});
        report.forks.push_back({fork.id(), static_cast<std::int64_t>(fork.seen_s) * 1000,
                                sizes.known, sizes.refused, proven});
    }
    return report;
}

}  // namespace imaginons::http
