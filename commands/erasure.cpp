// The order: event (durable), list, sealed rows, outbox, vault, compacting. The vault's rows are
// what says that something is left to do, so they go last but one; that compacting is due is noted
// with their going.
#include "commands/erasure.hpp"

#include <sys/random.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <future>
#include <iterator>
#include <optional>
#include <system_error>

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "storage/sealed.hpp"
#include "storage/store.hpp"

namespace imaginons::commands {

namespace {

template <class Id>
Id drawn_id() {
    std::array<std::uint8_t, 16> bytes;
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    return events::uuid_from_bytes<Id>(bytes.data(), 4);
}

// Sealed parts that are no words of the person's, but about them: names, and why they had a role.
bool is_about_them(schema::Payload kind) {
    return kind == schema::Payload::PersonJoined || kind == schema::Payload::PersonRenamed ||
           kind == schema::Payload::RoleGiven || kind == schema::Payload::RoleTaken;
}

// A subject that is nobody, with its key, for the words that one person leaves behind.
struct Nobody {
    events::PersonId subject;
    storage::DataKey key;
};

Nobody make_nobody(storage::Vault& vault) {
    Nobody nobody{drawn_id<events::PersonId>(), {}};
    vault.write([&](storage::VaultTxn& txn) { nobody.key = txn.data_key(nobody.subject); });
    return nobody;
}

// The row with the same words for nobody; nothing if it is about the person or cannot be opened.
std::optional<std::vector<std::uint8_t>> without_name(const storage::Log& log, std::uint64_t seq,
                                                      const storage::DataKey& key,
                                                      const Nobody& nobody) {
    const auto event = log.event_at(seq);
    const auto row = log.sealed_at(seq);
    if (!event || !row || is_about_them(events::kind_of(*event))) return std::nullopt;
    const events::Meta meta = events::read_meta(seq, *event);
    if (meta.commitment == nullptr) return std::nullopt;
    const auto opened = storage::open_sealed(key, meta.id, *meta.commitment, *row);
    if (!opened) return std::nullopt;
    return storage::reseal(nobody.key, nobody.subject, meta.id, *opened);
}

// What is to stand where the person's sealed rows are.
std::vector<storage::SealedRow> rows_after(storage::Store& store, const storage::Erasure& erasure) {
    std::vector<storage::SealedRow> rows;
    for (const std::uint64_t seq : store.log.sealed_of(erasure.person)) rows.push_back({seq, {}});
    if (rows.empty() || erasure.words_removed) return rows;
    const auto key = store.vault.read().data_key(erasure.person);
    if (!key) return rows;
    const Nobody nobody = make_nobody(store.vault);
    for (storage::SealedRow& each : rows) {
        if (auto row = without_name(store.log, each.seq, *key, nobody)) each.row = std::move(*row);
    }
    return rows;
}

bool mentions(const std::filesystem::path& file, const std::string& email) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    return bytes.find(email) != std::string::npos;
}

// Letters hold the address as the vault does: normalised, and never encoded.
void delete_letters(const std::filesystem::path& outbox, const std::string& email) {
    bool any = false;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(outbox)) {
        std::error_code gone;  // the mailer may have sent it meanwhile
        if (entry.is_regular_file(gone) && mentions(entry.path(), email)) {
            any |= std::filesystem::remove(entry.path(), gone);
        }
    }
    if (any) storage::sync_directory(outbox);
}

std::vector<storage::Erasure> erased_in(const State& state) {
    std::vector<storage::Erasure> erased;
    for (const auto& [id, person] : state.people.by_id) {
        if (person.erased == events::ErasedWords::unset) continue;
        erased.push_back({id, person.erased == events::ErasedWords::removed});
    }
    return erased;
}

ReplaceSealed directly(storage::Store& store) {
    return [&store](std::vector<storage::SealedRow> rows) { store.log.replace_sealed(rows); };
}

// Of whom the vault holds something and the log nothing: an address whose owner never joined, or
// had not yet when the log was copied. Gives how many they were.
std::size_t forget_strangers(storage::Store& store, std::span<const storage::Erasure> erasures) {
    std::size_t forgotten = 0;
    for (const storage::Erasure& erasure : erasures) {
        if (!store.vault.read().holds(erasure.person)) continue;
        forget(store, erasure, directly(store));
        ++forgotten;
    }
    if (forgotten != 0) store.vault.compact();
    return forgotten;
}

}  // namespace

std::size_t forget(storage::Store& store, const storage::Erasure& erasure,
                   const ReplaceSealed& replace) {
    storage::add_erasures(store.dir.erased(), {&erasure, 1});
    std::vector<storage::SealedRow> rows = rows_after(store, erasure);
    std::size_t kept = 0;
    for (const storage::SealedRow& each : rows) kept += each.row.empty() ? 0U : 1U;
    if (!rows.empty()) replace(std::move(rows));
    if (const auto email = store.vault.read().email_of(erasure.person))
        delete_letters(store.dir.outbox(), *email);
    store.vault.write([&](storage::VaultTxn& txn) { txn.erase_person(erasure.person); });
    return kept;
}

std::size_t finish_erasures(storage::Store& store, const Engine& engine) {
    std::size_t finished = 0;
    for (const storage::Erasure& erasure : erased_in(engine.state())) {
        if (!store.vault.read().holds(erasure.person)) continue;
        forget(store, erasure, directly(store));
        ++finished;
    }
    if (finished != 0) store.vault.compact();
    return finished;
}

std::size_t apply_erasures(storage::Store& store) {
    Engine engine(store.log, store.vault, {});
    std::vector<storage::Erasure> due;
    std::vector<storage::Erasure> never_joined;
    for (const storage::Erasure& erasure : storage::read_erasures(store.dir.erased())) {
        const auto& people = engine.state().people.by_id;
        const auto found = people.find(erasure.person);
        if (found == people.end()) {
            never_joined.push_back(erasure);
        } else if (found->second.erased == events::ErasedWords::unset) {
            due.push_back(erasure);
        }
    }
    engine.start();
    for (const storage::Erasure& erasure : due) {
        const auto words =
            erasure.words_removed ? events::ErasedWords::removed : events::ErasedWords::kept;
        const Answer answer = execute_for_city(engine, ErasePerson{erasure.person, words, true});
        assert(std::holds_alternative<Outcome>(answer));
    }
    engine.stop();
    return finish_erasures(store, engine) + forget_strangers(store, never_joined);
}

Answer execute_for_city(Engine& engine, AnyCommand body) {
    return engine.execute({.body = std::move(body),
                           .actor = {Actor::Kind::city, {}},
                           .request = drawn_id<events::RequestId>(),
                           .request_hash = engine.request_hash("ERASE", {}, {}),
                           .occurred_at_ms = 0,
                           .origin = {}});
}

Eraser::Eraser(storage::Store& store, Engine& engine, EraserHooks hooks)
    : store_(store), engine_(engine), hooks_(std::move(hooks)), thread_([this] { run(); }) {}

Eraser::~Eraser() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

bool Eraser::submit(Command command, Done done) {
    const auto* body = std::get_if<ErasePerson>(&command.body);
    assert(body != nullptr);
    const bool by_city = command.actor.kind == Actor::Kind::city;
    const storage::Erasure erasure{by_city ? body->person : command.actor.person,
                                   body->words == events::ErasedWords::removed};
    const auto decided = [this, erasure, done = std::move(done)](const Answer& answer) {
        if (!std::holds_alternative<Outcome>(answer)) {
            note_ended(erasure.person);
            return done(answer, false);
        }
        // Told under the lock: as soon as it is free, what was asked for may be carried out, and
        // this destroyed.
        const std::lock_guard lock(mutex_);
        waiting_.push_back(
            {erasure, [done, answer](bool is_finished) { done(answer, is_finished); }});
        changed_.notify_all();
    };
    // Before it is decided, so that whoever is refused because of it finds it here.
    note_begun(erasure.person);
    const bool taken = engine_.submit(std::move(command), decided);
    if (!taken) note_ended(erasure.person);
    return taken;
}

bool Eraser::is_under_way(const events::PersonId& person) const {
    const std::lock_guard lock(mutex_);
    return std::find(under_way_.begin(), under_way_.end(), person) != under_way_.end();
}

void Eraser::note_begun(const events::PersonId& person) {
    const std::lock_guard lock(mutex_);
    under_way_.push_back(person);
}

void Eraser::note_ended(const events::PersonId& person) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find(under_way_.begin(), under_way_.end(), person);
    assert(found != under_way_.end());
    under_way_.erase(found);
}

void Eraser::run() {
    std::unique_lock lock(mutex_);
    const auto is_due = [this] { return stopping_ || !waiting_.empty(); };
    while (true) {
        if (unfinished_.empty()) {
            changed_.wait(lock, is_due);
        } else {
            changed_.wait_for(lock, limits::erasure_retry, is_due);
        }
        if (stopping_) return;
        std::optional<Job> job;
        if (!waiting_.empty()) {
            job = std::move(waiting_.front());
            waiting_.pop_front();
        }
        lock.unlock();
        std::erase_if(unfinished_, [this](const auto& erasure) { return is_carried_out(erasure); });
        if (job) take(*job);
        lock.lock();
    }
}

void Eraser::take(const Job& job) {
    const bool is_finished = is_carried_out(job.erasure);
    if (!is_finished) unfinished_.push_back(job.erasure);
    job.done(is_finished);
}

// False if something failed. The event stands whatever happens here.
bool Eraser::is_carried_out(const storage::Erasure& erasure) {
    try {
        forget_on_disk(erasure);
        hooks_.forgotten(erasure.person);
        note_ended(erasure.person);
        return true;
    } catch (const std::exception& error) {
        std::fprintf(stderr,
                     "imaginons: an erasure could not be finished: %s. It is tried again in a "
                     "minute, and when the program starts next.\n",
                     error.what());
        return false;
    }
}

// Letters are held until the vault is compacted: one may just be on its way to the outbox, for a
// link that is deleted here. They stay held if something fails, since it will be tried again.
void Eraser::forget_on_disk(const storage::Erasure& erasure) {
    const auto address = store_.vault.read().email_of(erasure.person);
    if (address) hooks_.hold_letters(*address, true);
    forget(store_, erasure,
           [this](std::vector<storage::SealedRow> rows) { replace_by_writer(std::move(rows)); });
    store_.vault.compact();
    if (address) hooks_.hold_letters(*address, false);
}

void Eraser::replace_by_writer(std::vector<storage::SealedRow> rows) {
    const auto replaced = std::make_shared<std::promise<void>>();
    std::future<void> done = replaced->get_future();
    if (!engine_.replace_sealed(std::move(rows), [replaced] { replaced->set_value(); })) {
        throw storage::Error("the writer takes no more work");
    }
    done.get();
}

}  // namespace imaginons::commands
