#include "tests/survival/recovery.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <latch>
#include <map>
#include <sstream>
#include <stdexcept>
#include <unordered_set>

#include "commands/engine_fold.hpp"
#include "commands/erasure.hpp"
#include "storage/verify.hpp"
#include "tests/commands/engine_fixture.hpp"
#include "tests/survival/life.hpp"

namespace imaginons::survival {

namespace {

struct Defect : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void need(bool fine, const std::string& otherwise) {
    if (!fine) throw Defect(otherwise);
}

std::string step_name(std::uint64_t number) {
    return "step " + std::to_string(number);
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::optional<events::Id> scope_opened_by(const schema::Event& event) {
    if (const auto* opened = event.payload_as_ProjectOpened()) {
        return events::id_as<events::Id>(*opened->project());
    }
    const auto* submitted = event.payload_as_ProposalSubmitted();
    if (submitted == nullptr) return std::nullopt;
    const bool in_project =
        submitted->project() != nullptr && !events::is_nil(*submitted->project());
    if (in_project) return std::nullopt;
    return events::id_as<events::Id>(*submitted->proposal());
}

// A data directory after a start.
class Recovery {
  public:
    Recovery(const std::filesystem::path& data, const Promises& promises, const Truth* truth)
        : promises_(promises), truth_(truth), store_(data, small_store()) {
        for (const std::uint64_t number : promises.begun) {
            if (step(number).act == Act::erase) erased_.insert(person(step(number).person));
        }
    }

    void check() {
        if (truth_ != nullptr) check_whole_batches();
        commands::EngineOptions options;
        options.on_unknown = [] { std::_Exit(1); };
        commands::Engine engine(store_.log, store_.vault, options);
        commands::finish_erasures(store_, engine);
        check_green();
        check_events();
        for (const std::uint64_t number : promises_.done) check_step(number);
        check_letters();
        check_checkpoint();
        check_the_way_on(engine);
    }

  private:
    void check_whole_batches() {
        const std::uint64_t size = store_.log.size();
        need(size <= truth_->events.size(), "the log is longer than it ever was");
        need(size == 0 || truth_->sizes.contains(size),
             "half a batch: the log has " + std::to_string(size) + " events");
        store_.log.read(0, size, [&](std::uint64_t seq, events::Bytes event, events::Bytes) {
            need(std::ranges::equal(event, truth_->events[seq]),
                 "seq " + std::to_string(seq) + " is not what was appended there");
        });
    }

    void check_green() {
        storage::VerifyOptions options;
        options.vault = &store_.vault;
        const auto note = store_.checkpoints.last();
        if (note) options.checkpoint = checkpoint_in(*note);
        const auto result = storage::verify(store_.log, options);
        if (const auto* bad = std::get_if<storage::BadPosition>(&result)) {
            throw Defect("verify: bad seq " + std::to_string(bad->seq) + ": " + bad->what);
        }
    }

    // What was acknowledged is where it was said to be; the keys of whatever is sealed and the
    // secrets of the scopes are there, also of what nobody was told of.
    void check_events() {
        const storage::VaultView vault = store_.vault.read();
        std::map<std::uint64_t, const Promises::Taken*> taken;
        for (const auto& one : promises_.taken) taken[one.seq] = &one;
        need(taken.empty() || taken.rbegin()->first < store_.log.size(),
             taken.empty()
                 ? ""
                 : step_name(taken.rbegin()->second->step) + " was acknowledged and is lost");
        store_.log.read(
            0, store_.log.size(), [&](std::uint64_t seq, events::Bytes bytes, events::Bytes row) {
                const std::string at = "seq " + std::to_string(seq);
                const events::Meta meta = events::read_meta(seq, bytes);
                if (const auto it = taken.find(seq); it != taken.end()) {
                    need(events::to_text(meta.id) == it->second->event, at + " is another event");
                }
                const schema::Event& event = events::event_in(bytes);
                if (const auto scope = scope_opened_by(event)) {
                    need(vault.scope_secret(*scope).has_value(),
                         at + ": the scope's secret is lost");
                }
                if (event.commitment() == nullptr) return;
                if (row.empty()) {
                    need(!erased_.empty(), at + ": the sealed row is lost");
                    return;
                }
                const auto subject = storage::subject_of(row);
                need(subject.has_value(), at + ": a sealed row without subject");
                if (erased_.contains(*subject)) return;
                const auto key = vault.data_key(*subject);
                need(key.has_value(), at + ": its words are sealed with a key that is lost");
                need(storage::open_sealed(*key, meta.id, *event.commitment(), row).has_value(),
                     at + ": its words cannot be opened");
            });
    }

    void check_step(std::uint64_t number) {
        const storage::VaultView vault = store_.vault.read();
        const Step done = step(number);
        const bool is_erased = erased_.contains(person(done.person));
        switch (done.act) {
            case Act::ask:
            case Act::send_letter:
            case Act::sign: return;
            case Act::keep_address:
                need(is_erased || vault.email_of(person(done.person)) == address_of(done.person),
                     step_name(number) + ": the address is lost");
                return;
            case Act::sign_in: {
                const bool ended = std::ranges::any_of(promises_.begun, [&](std::uint64_t other) {
                    return step(other).act == Act::sign_out && step(other).person == done.person;
                });
                need(ended || is_erased || vault.session(session_token_of(done.person)).has_value(),
                     step_name(number) + ": the session is lost");
                return;
            }
            case Act::sign_out:
                need(!vault.session(session_token_of(done.person)).has_value(),
                     step_name(number) + ": a session that ended is back");
                return;
            case Act::erase:
                need(!vault.data_key(person(done.person)) && !vault.email_of(person(done.person)),
                     step_name(number) + ": an erased person is back");
                check_rows_gone(person(done.person), number);
                return;
        }
    }

    void check_rows_gone(const events::PersonId& who, std::uint64_t number) {
        store_.log.read(0, store_.log.size(), [&](std::uint64_t, events::Bytes, events::Bytes row) {
            need(storage::subject_of(row) != who,
                 step_name(number) + ": an erased person's words are back");
        });
    }

    void check_letters() {
        for (const std::uint64_t number : promises_.done) {
            const Step done = step(number);
            if (done.act != Act::send_letter || erased_.contains(person(done.person))) continue;
            need(content_of(store_.dir.outbox() / letter_name_of(done.person)) ==
                     letter_to(done.person),
                 step_name(number) + ": the letter is lost");
        }
        for (const auto& entry : std::filesystem::directory_iterator(store_.dir.outbox())) {
            if (entry.path().extension() != ".eml") continue;
            const std::uint64_t to = std::stoull(entry.path().stem().string());
            need(content_of(entry.path()) == letter_to(to), "half a letter in the outbox");
        }
    }

    static storage::Checkpoint checkpoint_in(const std::string& text) {
        const auto note = storage::Note::parse(text);
        const auto checkpoint =
            note ? storage::Checkpoint::parse(note->text) : std::optional<storage::Checkpoint>();
        need(checkpoint.has_value(), "the checkpoint cannot be read");
        return *checkpoint;
    }

    void check_checkpoint() {
        if (promises_.signed_size == 0) return;
        const auto note = store_.checkpoints.last();
        need(note != nullptr, "the checkpoint that was shown is lost");
        need(checkpoint_in(*note).head.size >= promises_.signed_size,
             "the checkpoint went back behind one that was shown");
    }

    // Everybody who asks again gets the first outcome, somebody new is welcome, and what the state
    // has grown to is what the log folds to.
    void check_the_way_on(commands::Engine& engine) {
        engine.start();
        std::vector<commands::Answer> answers(promises_.taken.size());
        std::latch answered(static_cast<std::ptrdiff_t>(answers.size()));
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const Promises::Taken& taken = promises_.taken[i];
            const auto done = [&, i](const commands::Answer& answer) {
                answers[i] = answer;
                answered.count_down();
            };
            need(engine.submit(step(taken.step).commands.at(taken.index), done),
                 "the queue is full");
        }
        answered.wait();
        for (std::size_t i = 0; i < answers.size(); ++i)
            check_again(promises_.taken[i], answers[i]);
        const std::uint64_t size = store_.log.size();
        need(std::holds_alternative<commands::Outcome>(engine.execute(newcomer(size))),
             "somebody new was refused");
        engine.stop();
        need(store_.log.size() > size, "the log did not go on");
        need(store_.checkpoints.sign_if_grown(), "the checkpoint did not go on");
        check_green();
        commands::State state;
        commands::RequestRing requests(store_.log.size());
        commands::fold(store_.log, store_.vault, state, requests);
        need(commands::test::dump(state) == commands::test::dump(engine.state()),
             "the state is not what the log folds to");
    }

    static void check_again(const Promises::Taken& taken, const commands::Answer& answer) {
        const auto* again = std::get_if<commands::Outcome>(&answer);
        need(again != nullptr && again->replayed && again->seq == taken.seq &&
                 events::to_text(again->event_id) == taken.event &&
                 events::to_text(again->object) == taken.object,
             step_name(taken.step) + ", asked again, has another outcome");
    }

    const Promises& promises_;
    const Truth* const truth_;
    storage::Store store_;
    std::unordered_set<events::PersonId, events::IdHash> erased_;
};

}  // namespace

Promises promises_in(const std::vector<std::string>& lines) {
    Promises promises;
    for (const std::string& line : lines) {
        std::istringstream words(line);
        std::string what;
        std::uint64_t number = 0;
        words >> what >> number;
        if (what == "took") {
            Promises::Taken taken;
            taken.step = number;
            words >> taken.index >> taken.seq >> taken.event >> taken.object;
            promises.taken.push_back(std::move(taken));
        } else if (what == "did") {
            promises.done.insert(number);
        } else if (what == "begins") {
            promises.begun.insert(number);
        } else if (what == "batch") {
            promises.sizes.insert(number);
        } else if (what == "signed") {
            promises.signed_size = std::max(promises.signed_size, number);
        }
    }
    return promises;
}

Truth truth_of(const std::filesystem::path& data, const Promises& told_in_all) {
    Truth truth;
    truth.sizes = told_in_all.sizes;
    const storage::Log log = storage::Log::open_read_only(data / "log");
    log.read(0, log.size(), [&](std::uint64_t, events::Bytes event, events::Bytes) {
        truth.events.emplace_back(event.begin(), event.end());
    });
    return truth;
}

std::string defect_after_restart(const std::filesystem::path& data, const Promises& promises,
                                 const Truth* truth) {
    try {
        Recovery(data, promises, truth).check();
        return {};
    } catch (const Defect& defect) {
        return defect.what();
    } catch (const std::exception& error) {
        return std::string("the start failed: ") + error.what();
    }
}

void warm_up() {
    const TempDir directory;
    const std::string defect = defect_after_restart(directory.path / "data", {}, nullptr);
    if (!defect.empty()) throw std::runtime_error("a new store: " + defect);
}

}  // namespace imaginons::survival
