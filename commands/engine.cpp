#include "commands/engine.hpp"

#include <atomic>
#include <cassert>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <mutex>
#include <thread>

#include "commands/engine_fold.hpp"
#include "commands/engine_scope_keys.hpp"
#include "commands/first_charter.hpp"
#include "commands/id_mint.hpp"
#include "commands/limits.hpp"
#include "commands/queue.hpp"
#include "commands/request_ring.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"
#include "events/well_formed.hpp"
#include "storage/log.hpp"
#include "storage/vault.hpp"

namespace imaginons::commands {

namespace {

std::int64_t system_now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// A fact on its way into the log.
struct Pending {
    events::Fact fact;
    events::Id id;
    std::size_t offset = 0;  // of its bytes in Batch::bytes, in steps of 8
    std::size_t size = 0;
    std::vector<std::uint8_t> sealed_row;
    const Command* command = nullptr;
};

// What one durable transaction will hold. Kept from batch to batch for its memory.
struct Batch {
    std::uint64_t first_seq = 0;
    std::int64_t now_ms = 0;
    std::vector<Pending> pending;
    std::vector<Answer> answers;  // one for each item; changes have none and stand for themselves
    std::vector<std::uint64_t> bytes;
    std::vector<storage::Entry> entries;
    std::vector<Committed> committed;
    bool vault_changes = false;

    void start(std::uint64_t seq, std::int64_t now) {
        first_seq = seq;
        now_ms = now;
        pending.clear();
        answers.clear();
        bytes.clear();
        entries.clear();
        committed.clear();
        vault_changes = false;
    }
    std::uint64_t next_seq() const { return first_seq + pending.size(); }
    events::Bytes bytes_of(const Pending& event) const {
        return {reinterpret_cast<const std::uint8_t*>(bytes.data() + event.offset), event.size};
    }
};

using DataKeys = std::unordered_map<events::PersonId, storage::DataKey, events::IdHash>;

// The scope that a fact opens: stance tokens there need a secret.
std::optional<events::Id> scope_opened_by(const events::AnyPayload& payload) {
    if (const auto* opened = std::get_if<events::ProjectOpened>(&payload)) {
        return events::id_as<events::Id>(opened->project);
    }
    if (const auto* announced = std::get_if<events::MeetingAnnounced>(&payload)) {
        return events::id_as<events::Id>(announced->meeting);
    }
    const auto* submitted = std::get_if<events::ProposalSubmitted>(&payload);
    if (submitted == nullptr || !events::is_nil(submitted->project)) return std::nullopt;
    return events::id_as<events::Id>(submitted->proposal);
}

bool changes_a_name(const events::AnyPayload& payload) {
    return std::holds_alternative<events::PersonJoined>(payload) ||
           std::holds_alternative<events::PersonRenamed>(payload) ||
           std::holds_alternative<events::PersonErased>(payload);
}

}  // namespace

struct Engine::Impl {
    Impl(storage::Log& log_given, storage::Vault& vault_given, EngineOptions options_given);

    void run();
    // False: the outcome of a commit is unknown, and the writer is over.
    bool carry_out(std::span<Item> items);
    std::int64_t time_of_batch();

    Answer answer_to(const Command& command);
    Command with_seats(const Command& command) const;
    std::optional<Answer> first_answer_to(const Command& command);
    void accept(const Command& command, Facts&& facts);

    void write_vault(std::span<Item> items, DataKeys& keys);
    void encode(const DataKeys& keys);
    bool append();
    void name_outcomes();
    void tell_readers();
    void answer(std::span<Item> items);
    void fail(const char* why);

    void publish_first_charter();

    storage::Log& log;
    storage::Vault& vault;
    const EngineOptions options;
    Queue queue;
    const ScopeKeys scopes;

    // The writer's, and the constructor's before there is a writer; but see names_mutex.
    State state;
    RequestRing requests{limits::remembered_requests};
    IdMint ids;
    events::Encoder encoder;
    Batch batch;
    std::int64_t last_batch_ms = 0;
    bool charter_is_new = false;

    // Held by the writer while it changes who goes by which name, and by other threads while they
    // look.
    mutable std::mutex names_mutex;
    std::atomic<std::uint32_t> charter_version{0};

    std::atomic<std::uint64_t> batches{0}, commands{0}, events{0}, refused{0}, replayed{0};
    std::thread writer;
};

Engine::Impl::Impl(storage::Log& log_given, storage::Vault& vault_given,
                   EngineOptions options_given)
    : log(log_given),
      vault(vault_given),
      options(std::move(options_given)),
      queue(options.queue_commands == 0 ? limits::queue_commands : options.queue_commands),
      scopes(vault_given) {
    fold(log, vault, state, requests);
    charter_version = state.charter.version;
    if (log.size() == 0) {
        publish_first_charter();
    } else {
        last_batch_ms = events::event_in(*log.event_at(log.size() - 1)).recorded_at();
    }
}

void Engine::Impl::publish_first_charter() {
    Command command;
    command.body =
        PublishCharter{std::string(first_charter_title()), std::string(first_charter_body())};
    command.actor.kind = Actor::Kind::city;
    command.request =
        vault.request_key().mac_id<events::RequestId>(storage::as_bytes("the first charter"));
    std::array<Item, 1> items{Asked{std::move(command), [](const Answer& answer) {
                                        assert(std::holds_alternative<Outcome>(answer));
                                    }}};
    if (!carry_out(items))
        throw storage::UnknownOutcome("whether the first charter is in the log is not known");
    charter_is_new = true;
}

void Engine::Impl::run() {
    if (charter_is_new && options.on_commit) {
        const auto bytes = *log.event_at(0);
        const Committed charter{0, bytes, nullptr};
        options.on_commit({&charter, 1});
    }
    for (;;) {
        const std::span<Item> items = queue.take(limits::batch_commands);
        if (items.empty()) return;
        if (!carry_out(items)) break;
        if (!batch.committed.empty() && options.on_commit) options.on_commit(batch.committed);
        answer(items);
    }
    queue.close();
    queue.clear();
}

// Recording times never go down while a clock is set back by a little, so that a date has one place
// in the log. One that was far ahead is believed once it is mended.
std::int64_t Engine::Impl::time_of_batch() {
    const std::int64_t clock_ms = options.now_ms ? options.now_ms() : system_now_ms();
    const bool a_little_back =
        clock_ms < last_batch_ms && last_batch_ms - clock_ms <= limits::clock_set_back_ms;
    if (!a_little_back) last_batch_ms = clock_ms;
    return last_batch_ms;
}

// Deciding and evolving come first, so that later commands of the batch see earlier ones. The state
// is then ahead of the log until the append; that is safe because a failed append ends the writer,
// and with it the process.
bool Engine::Impl::carry_out(std::span<Item> items) {
    batch.start(log.size(), time_of_batch());
    for (const Item& item : items) {
        const auto* asked = std::get_if<Asked>(&item);
        batch.vault_changes |= std::holds_alternative<VaultChange>(item);
        batch.answers.push_back(asked != nullptr ? answer_to(asked->command) : Answer(Outcome{}));
    }
    try {
        DataKeys keys;
        write_vault(items, keys);
        encode(keys);
        if (!append()) {
            fail("whether a batch is in the log is not known");
            return false;
        }
        for (const Item& item : items) {
            if (const auto* change = std::get_if<LogChange>(&item)) change->change(log);
        }
    } catch (const storage::Error& error) {
        fail(error.what());
        return false;
    }
    name_outcomes();
    batches.fetch_add(1, std::memory_order_relaxed);
    events.fetch_add(batch.pending.size(), std::memory_order_relaxed);
    charter_version.store(state.charter.version, std::memory_order_release);
    return true;
}

Answer Engine::Impl::answer_to(const Command& command) {
    commands.fetch_add(1, std::memory_order_relaxed);
    if (auto first = first_answer_to(command)) {
        replayed.fetch_add(1, std::memory_order_relaxed);
        return *first;
    }
    const auto* erase = std::get_if<ErasePerson>(&command.body);
    Decision decision = erase == nullptr ? decide(state, command, batch.now_ms)
                                         : decide(state, with_seats(command), batch.now_ms);
    if (!decision) {
        refused.fetch_add(1, std::memory_order_relaxed);
        return decision.refusal();
    }
    assert(!decision.facts().empty());
    const Outcome outcome{.seq = batch.next_seq(), .event_id = {}, .object = {}};
    accept(command, std::move(decision.facts()));
    return outcome;
}

// Who leaves comes to no meeting: their seats are free for others. Only here is known both whose
// they are and which tokens they would have.
Command Engine::Impl::with_seats(const Command& command) const {
    Command out = command;
    auto& erase = std::get<ErasePerson>(out.body);
    const bool by_city = command.actor.kind == Actor::Kind::city;
    const events::PersonId person = by_city ? erase.person : command.actor.person;
    erase.seats.clear();
    for (const events::MeetingId& meeting : meetings_to_come(state.meetings, batch.now_ms)) {
        const auto token = scopes.token(events::id_as<events::Id>(meeting), person);
        if (token) erase.seats.push_back({meeting, *token});
    }
    return out;
}

// Of a resend: what its first event, in the log or in this batch, says. Requests that were refused
// are decided anew.
std::optional<Answer> Engine::Impl::first_answer_to(const Command& command) {
    const auto seq = requests.find(command.request);
    if (!seq) return std::nullopt;
    if (*seq >= batch.first_seq) {
        if (batch.pending[*seq - batch.first_seq].command->request_hash != command.request_hash)
            return RequestConflict{};
        return Outcome{.seq = *seq, .event_id = {}, .object = {}, .replayed = true};
    }
    const auto bytes = log.event_at(*seq);
    assert(bytes);
    const events::Meta meta = events::read_meta(*seq, *bytes);
    if (meta.request_hash != command.request_hash) return RequestConflict{};
    return Outcome{
        .seq = *seq, .event_id = meta.id, .object = events::object_of(*bytes), .replayed = true};
}

void Engine::Impl::accept(const Command& command, Facts&& facts) {
    for (events::Fact& fact : facts) {
        events::Meta meta;
        meta.seq = batch.next_seq();
        meta.id = ids.mint(batch.now_ms);
        meta.recorded_at_ms = batch.now_ms;
        meta.occurred_at_ms = command.occurred_at_ms;
        meta.request = command.request;
        meta.request_hash = command.request_hash;
        meta.origin = command.origin;
        meta.sealed = fact.sealed ? &*fact.sealed : nullptr;
        requests.remember(meta.seq, command.request);
        std::unique_lock lock(names_mutex, std::defer_lock);
        if (changes_a_name(fact.payload)) lock.lock();
        evolve(state, meta, fact.payload);
        batch.pending.push_back(
            {.fact = std::move(fact), .id = meta.id, .sealed_row = {}, .command = &command});
    }
}

// Keys and secrets that the batch needs, durable before anything that was sealed with them. One
// transaction, if any.
void Engine::Impl::write_vault(std::span<Item> items, DataKeys& keys) {
    std::vector<events::Id> opened;
    std::vector<events::PersonId> without_key;
    {
        std::optional<storage::VaultView> view;
        for (const Pending& event : batch.pending) {
            if (const auto scope = scope_opened_by(event.fact.payload)) opened.push_back(*scope);
            if (!event.fact.sealed || keys.contains(event.fact.subject)) continue;
            if (!view) view.emplace(vault.read());
            const auto key = view->data_key(event.fact.subject);
            keys[event.fact.subject] = key.value_or(storage::DataKey{});
            if (!key) without_key.push_back(event.fact.subject);
        }
    }
    if (opened.empty() && without_key.empty() && !batch.vault_changes) return;
    vault.write([&](storage::VaultTxn& txn) {
        for (const events::PersonId& person : without_key) keys[person] = txn.data_key(person);
        for (const events::Id& scope : opened) txn.scope_secret(scope);
        for (const Item& item : items) {
            if (const auto* change = std::get_if<VaultChange>(&item)) change->change(txn);
        }
    });
}

void Engine::Impl::encode(const DataKeys& keys) {
    for (Pending& event : batch.pending) {
        events::Envelope envelope{.id = event.id,
                                  .recorded_at_ms = batch.now_ms,
                                  .request = event.command->request,
                                  .request_hash = event.command->request_hash,
                                  .occurred_at_ms = event.command->occurred_at_ms,
                                  .origin = event.command->origin,
                                  .commitment = {}};
        if (event.fact.sealed) {
            const auto text = events::encode_text(*event.fact.sealed);
            storage::Sealed sealed =
                storage::seal(keys.at(event.fact.subject), event.fact.subject, event.id, text);
            envelope.commitment = sealed.commitment;
            event.sealed_row = std::move(sealed.blob);
        }
        const events::Bytes bytes = encoder.encode(envelope, event.fact);
        event.offset = batch.bytes.size();
        event.size = bytes.size();
        batch.bytes.resize(event.offset + (bytes.size() + 7) / 8);
        std::memcpy(batch.bytes.data() + event.offset, bytes.data(), bytes.size());
        // The limits of commands/ lie below those of events/: a decider that lets more through is a
        // bug.
        assert(events::well_formed(batch.bytes_of(event)));
    }
}

bool Engine::Impl::append() {
    if (batch.pending.empty()) return true;
    std::uint64_t seq = batch.first_seq;
    for (const Pending& event : batch.pending) {
        const events::Bytes bytes = batch.bytes_of(event);
        batch.entries.push_back({bytes, event.sealed_row});
        batch.committed.push_back(
            {seq++, bytes, event.fact.sealed ? &*event.fact.sealed : nullptr});
    }
    return log.append(batch.entries) == storage::Log::Append::durable;
}

void Engine::Impl::name_outcomes() {
    for (Answer& answer : batch.answers) {
        auto* outcome = std::get_if<Outcome>(&answer);
        if (outcome == nullptr || batch.pending.empty() || outcome->seq < batch.first_seq) continue;
        const Pending& event = batch.pending[outcome->seq - batch.first_seq];
        outcome->event_id = event.id;
        outcome->object = events::object_of(batch.bytes_of(event));
    }
}

// Each item is let go of with its answer: what its callback holds, and words that somebody wrote,
// are not the writer's to keep until more work comes.
void Engine::Impl::answer(std::span<Item> items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item item = std::exchange(items[i], Item());
        if (const auto* asked = std::get_if<Asked>(&item)) {
            if (asked->done) asked->done(batch.answers[i]);
        } else if (const auto* change = std::get_if<VaultChange>(&item)) {
            if (change->done) change->done();
        } else if (const auto* replaced = std::get_if<LogChange>(&item)) {
            if (replaced->done) replaced->done();
        }
    }
}

void Engine::Impl::fail(const char* why) {
    std::fprintf(stderr, "imaginons: the writer stops: %s\n", why);
    if (!options.on_unknown) std::abort();
    options.on_unknown();
}

Engine::Engine(storage::Log& log, storage::Vault& vault, EngineOptions options)
    : impl_(std::make_unique<Impl>(log, vault, std::move(options))) {}

Engine::~Engine() {
    stop();
}

void Engine::start() {
    assert(!impl_->writer.joinable());
    impl_->writer = std::thread([this] { impl_->run(); });
}

void Engine::stop() {
    impl_->queue.close();
    if (impl_->writer.joinable()) impl_->writer.join();
}

bool Engine::submit(Command command, std::function<void(const Answer&)> done) {
    assert(!events::is_nil(command.request));
    return impl_->queue.put(Asked{std::move(command), std::move(done)});
}

Answer Engine::execute(Command command) {
    assert(!events::is_nil(command.request));
    assert(impl_->writer.joinable() && impl_->writer.get_id() != std::this_thread::get_id());
    // Shared only because std::function must be copyable; if the writer drops it, the promise is
    // broken.
    auto promise = std::make_shared<std::promise<Answer>>();
    std::future<Answer> answer = promise->get_future();
    Asked asked{std::move(command), [promise](const Answer& given) { promise->set_value(given); }};
    promise.reset();
    if (!impl_->queue.put_when_room(std::move(asked)))
        throw storage::UnknownOutcome("the writer has stopped");
    try {
        return answer.get();
    } catch (const std::future_error&) {
        throw storage::UnknownOutcome(
            "the writer stopped: whether the command was carried out is not known");
    }
}

bool Engine::submit_vault(std::function<void(storage::VaultTxn&)> change,
                          std::function<void()> done) {
    return impl_->queue.put(VaultChange{std::move(change), std::move(done)});
}

bool Engine::replace_sealed(std::vector<storage::SealedRow> rows, std::function<void()> done) {
    auto change = [rows = std::move(rows)](storage::Log& log) { log.replace_sealed(rows); };
    return impl_->queue.put(LogChange{std::move(change), std::move(done)});
}

std::optional<events::Token> Engine::stance_token(const events::Id& scope,
                                                  const events::PersonId& person) const {
    return impl_->scopes.token(scope, person);
}

events::RequestId Engine::request_id(const events::PersonId& person,
                                     std::string_view idempotency_key) const {
    const auto who = events::bytes_of(person);
    const auto digest = impl_->vault.request_key().mac(
        {storage::as_bytes("id\n"), who, storage::as_bytes(idempotency_key)});
    return events::from_bytes<events::RequestId>(digest.data());
}

events::RequestHash Engine::request_hash(std::string_view method, std::string_view path,
                                         std::string_view body) const {
    const events::Bytes line_end = storage::as_bytes("\n");
    const auto digest = impl_->vault.request_key().mac(
        {storage::as_bytes("hash\n"), storage::as_bytes(method), line_end, storage::as_bytes(path),
         line_end, storage::as_bytes(body)});
    return events::from_bytes<events::RequestHash>(digest.data());
}

std::optional<events::PersonId> Engine::person_called(std::string_view pseudonym) const {
    if (!events::valid_utf8(pseudonym)) return std::nullopt;
    const std::string key = pseudonym_key(pseudonym);
    std::lock_guard lock(impl_->names_mutex);
    const auto found = impl_->state.people.by_name.find(key);
    if (found == impl_->state.people.by_name.end()) return std::nullopt;
    return found->second;
}

std::uint32_t Engine::charter_version() const {
    return impl_->charter_version.load(std::memory_order_acquire);
}

Engine::Counters Engine::counters() const {
    const auto value = [](const std::atomic<std::uint64_t>& counter) {
        return counter.load(std::memory_order_relaxed);
    };
    return {value(impl_->batches), value(impl_->commands), value(impl_->events),
            value(impl_->refused), value(impl_->replayed), impl_->queue.size()};
}

const State& Engine::state() const {
    assert(!impl_->writer.joinable());
    return impl_->state;
}

}  // namespace imaginons::commands
