// The engine over real LMDB: one writer, group commit, idempotency, answers in order, tokens, vault
// changes.
#include <sys/resource.h>

#include <csignal>
#include <future>
#include <random>
#include <thread>

#include "commands/engine_fold.hpp"
#include "commands/first_charter.hpp"
#include "engine_fixture.hpp"
#include "events/well_formed.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;
using events::Stance;
using events::to_text;

namespace {

struct Running {
    explicit Running(Store& store, EngineOptions options = {})
        : engine(store.log, store.vault, std::move(options)) {
        engine.start();
    }
    Answer ask(AnyCommand body, const Actor& actor) {
        return engine.execute(command(std::move(body), actor, next++));
    }
    Outcome must(AnyCommand body, const Actor& actor) {
        return accepted(ask(std::move(body), actor));
    }

    Engine engine;
    std::uint64_t next = 1'000'000;
};

std::string folded(const Store& store) {
    State state;
    RequestRing requests(limits::remembered_requests);
    fold(store.log, store.vault, state, requests);
    return dump(state);
}

schema::Payload kind_at(const Store& store, std::uint64_t seq) {
    return events::kind_of(*store.log.event_at(seq));
}

// Files of this process cannot grow past where they are now: a full disk, for one test.
class FullDisk {
  public:
    explicit FullDisk(const std::filesystem::path& file) {
        former_action_ = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &former_);
        rlimit tight = former_;
        tight.rlim_cur = std::filesystem::file_size(file);
        REQUIRE(setrlimit(RLIMIT_FSIZE, &tight) == 0);
    }
    ~FullDisk() {
        setrlimit(RLIMIT_FSIZE, &former_);
        std::signal(SIGXFSZ, former_action_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit former_{};
    void (*former_action_)(int) = nullptr;
};

}  // namespace

TEST_CASE("a new log opens with the first charter") {
    const TempDir directory;
    Store store(directory);
    const Engine engine(store.log, store.vault, {});
    CHECK(engine.charter_version() == 1);
    CHECK(store.log.size() == 1);
    CHECK(kind_at(store, 0) == schema::Payload::CharterPublished);
    CHECK(engine.state().charter.body == first_charter_body());
    const Engine again(store.log, store.vault, {});
    CHECK(store.log.size() == 1);
    CHECK(again.charter_version() == 1);
}

TEST_CASE("the first charter names the four criteria and is short enough to be read") {
    for (const char* word :
         {"compétence municipale", "légalité", "intérêt général", "faisabilité", "oubli", "papier",
          "discrimination", "données personnelles", "modération"}) {
        CAPTURE(word);
        CHECK(first_charter_body().find(word) != std::string_view::npos);
    }
    CHECK(first_charter_body().size() < 8'000);
}

TEST_CASE(
    "the read side hears of every event, the first charter included, before anybody is answered") {
    const TempDir directory;
    Store store(directory);
    std::vector<std::uint64_t> heard;
    std::vector<std::string> titles;
    EngineOptions options;
    options.on_commit = [&](std::span<const Committed> committed) {
        for (const Committed& event : committed) {
            CHECK(events::well_formed(event.bytes));
            CHECK(event.seq < store.log.size());
            heard.push_back(event.seq);
            if (event.sealed != nullptr) titles.push_back(event.sealed->title);
        }
    };
    Engine engine(store.log, store.vault, std::move(options));
    CHECK(heard.empty());
    engine.start();
    std::promise<std::vector<std::uint64_t>> heard_when_answered;
    engine.execute(command(JoinPerson{"Ada", 1, true}, ada, 1));
    REQUIRE(engine.submit(command(submit(10), ada, 2),
                          [&](const Answer&) { heard_when_answered.set_value(heard); }));
    CHECK(heard_when_answered.get_future().get() == std::vector<std::uint64_t>{0, 1, 2, 3, 4});
    engine.stop();
    CHECK(titles == std::vector<std::string>{"", "Un banc"});
}

TEST_CASE("an answer names the first event, its id and its object") {
    const TempDir directory;
    Store store(directory);
    Running running(store, {.now_ms = [] { return std::int64_t{1'700'000'000'000}; }});
    const Outcome joined = running.must(JoinPerson{"Ada", 1, true}, ada);
    CHECK(joined.seq == 1);
    CHECK(joined.object == any(ada.person));
    CHECK_FALSE(joined.replayed);
    const auto bytes = *store.log.event_at(1);
    const events::Meta meta = events::read_meta(1, bytes);
    CHECK(meta.id == joined.event_id);
    CHECK(meta.recorded_at_ms == 1'700'000'000'000);
    CHECK(to_text(meta.id).substr(0, 15) == "018bcfe5-6800-7");
    CHECK(running.must(submit(10), ada).seq == 4);
    const Answer refused = running.ask(submit(10), ada);
    REQUIRE(std::holds_alternative<Refusal>(refused));
    CHECK(std::get<Refusal>(refused).code == RefusalCode::already_exists);
    CHECK(store.log.size() == 5);
}

TEST_CASE("an import's origin and date stand in the event") {
    const TempDir directory;
    Store store(directory);
    Running running(store);
    running.must(JoinPerson{"Ada", 1}, ada);
    Command imported = command(submit(10), ada, 5);
    imported.origin = "republique-numerique/100";
    imported.occurred_at_ms = -86'400'000;
    const Outcome outcome = accepted(running.engine.execute(imported));
    const auto bytes = *store.log.event_at(outcome.seq);
    CHECK(events::read_meta(outcome.seq, bytes).origin == "republique-numerique/100");
    CHECK(events::read_meta(outcome.seq, bytes).happened_at_ms() == -86'400'000);
}

TEST_CASE("recording times do not go down with a clock set back a little, nor over a restart") {
    const TempDir directory;
    std::int64_t clock_ms = 1'700'000'000'000;
    const auto recorded = [&](Store& store, Running& running, std::uint64_t id) {
        const std::uint64_t seq =
            accepted(running.engine.execute(command(submit(id), ada, 100 + id))).seq;
        return events::read_meta(seq, *store.log.event_at(seq)).recorded_at_ms;
    };
    {
        Store store(directory);
        Running running(store, {.now_ms = [&] { return clock_ms; }});
        running.must(JoinPerson{"Ada", 1}, ada);
        CHECK(recorded(store, running, 10) == 1'700'000'000'000);
        clock_ms -= limits::clock_set_back_ms;
        CHECK(recorded(store, running, 11) == 1'700'000'000'000);
    }
    Store store(directory);
    Running running(store, {.now_ms = [&] { return clock_ms; }});
    CHECK(recorded(store, running, 12) == 1'700'000'000'000);
    clock_ms += limits::clock_set_back_ms + 1;
    CHECK(recorded(store, running, 13) == 1'700'000'000'001);
    clock_ms -= limits::clock_set_back_ms + 1;
    CHECK(recorded(store, running, 14) == clock_ms);
}

TEST_CASE("what arrives while the writer is busy is made durable together") {
    const TempDir directory;
    Store store(directory);
    Engine engine(store.log, store.vault, {});
    std::vector<std::uint64_t> seqs;
    std::promise<void> last;
    REQUIRE(engine.submit(command(JoinPerson{"Ada", 1}, ada, 1), nullptr));
    for (std::uint64_t i = 0; i < 100; ++i) {
        REQUIRE(engine.submit(command(submit(100 + i), ada, 100 + i), [&, i](const Answer& answer) {
            seqs.push_back(accepted(answer).seq);
            if (i == 99) last.set_value();
        }));
    }
    CHECK(engine.counters().queued == 101);
    engine.start();
    last.get_future().wait();
    CHECK(engine.counters().batches == 2);
    CHECK(engine.counters().events == 103);
    CHECK(engine.counters().queued == 0);
    REQUIRE(seqs.size() == 100);
    for (std::uint64_t i = 0; i < 100; ++i) CHECK(seqs[i] == 3 + i);
}

TEST_CASE("a command sees what earlier commands of its batch did") {
    const TempDir directory;
    Store store(directory);
    Engine engine(store.log, store.vault, {});
    std::vector<Answer> answers;
    const auto keep = [&](const Answer& answer) { answers.push_back(answer); };
    REQUIRE(engine.submit(command(JoinPerson{"Ada", 1}, ada, 1), keep));
    REQUIRE(engine.submit(command(JoinPerson{"ada", 1}, ben, 2), keep));
    REQUIRE(engine.submit(command(submit(10), ada, 3), keep));
    REQUIRE(engine.submit(command(think(Stance::for_, 10, any(proposal(10)), 1), ada, 4), keep));
    engine.start();
    engine.stop();
    REQUIRE(answers.size() == 4);
    accepted(answers[0]);
    CHECK(std::get<Refusal>(answers[1]).code == RefusalCode::pseudonym_taken);
    accepted(answers[2]);
    CHECK(accepted(answers[3]).seq == 4);
    CHECK(engine.counters().batches == 2);
}

TEST_CASE("a resend gets the first outcome, in the same batch, later, and after a restart") {
    const TempDir directory;
    Outcome first;
    {
        Store store(directory);
        Engine engine(store.log, store.vault, {});
        std::vector<Answer> answers;
        const auto keep = [&](const Answer& answer) { answers.push_back(answer); };
        for (int i = 0; i < 2; ++i)
            REQUIRE(engine.submit(command(JoinPerson{"Ada", 1, true}, ada, 7), keep));
        engine.start();
        answers.push_back(engine.execute(command(JoinPerson{"Ada", 1, true}, ada, 7)));
        engine.stop();
        first = accepted(answers[0]);
        CHECK_FALSE(first.replayed);
        for (std::size_t i = 1; i < 3; ++i) {
            const Outcome again = accepted(answers[i]);
            CHECK(again.replayed);
            CHECK(again.seq == first.seq);
            CHECK(again.event_id == first.event_id);
            CHECK(again.object == first.object);
        }
        CHECK(store.log.size() == 4);
        CHECK(engine.counters().replayed == 2);
    }
    Store store(directory);
    Running running(store);
    const Outcome again =
        accepted(running.engine.execute(command(JoinPerson{"Ada", 1, true}, ada, 7)));
    CHECK(again.replayed);
    CHECK(again.seq == first.seq);
    CHECK(again.event_id == first.event_id);
    CHECK(again.object == first.object);
    CHECK(store.log.size() == 4);
}

TEST_CASE("the same request id with another request is a conflict, in the same batch and later") {
    const TempDir directory;
    Store store(directory);
    Engine engine(store.log, store.vault, {});
    std::vector<Answer> answers;
    const auto keep = [&](const Answer& answer) { answers.push_back(answer); };
    REQUIRE(engine.submit(command(JoinPerson{"Ada", 1}, ada, 7, 1), keep));
    REQUIRE(engine.submit(command(JoinPerson{"Ada", 1}, ada, 7, 2), keep));
    engine.start();
    CHECK(std::holds_alternative<RequestConflict>(
        engine.execute(command(JoinPerson{"Ada", 1}, ada, 7, 3))));
    engine.stop();
    accepted(answers[0]);
    CHECK(std::holds_alternative<RequestConflict>(answers[1]));
}

TEST_CASE("a request that was refused is decided anew") {
    const TempDir directory;
    Store store(directory);
    Running running(store);
    CHECK(std::holds_alternative<Refusal>(running.engine.execute(command(submit(10), ada, 7))));
    running.must(JoinPerson{"Ada", 1}, ada);
    CHECK_FALSE(accepted(running.engine.execute(command(submit(10), ada, 7))).replayed);
}

TEST_CASE("a full queue takes no more, and what it took is answered") {
    const TempDir directory;
    Store store(directory);
    EngineOptions options;
    options.queue_commands = 3;
    Engine engine(store.log, store.vault, std::move(options));
    int answers = 0;
    const auto count = [&](const Answer&) { ++answers; };
    for (std::uint64_t i = 0; i < 3; ++i)
        CHECK(engine.submit(command(AcceptCharter{1}, ada, 1 + i), count));
    CHECK_FALSE(engine.submit(command(AcceptCharter{1}, ada, 9), count));
    CHECK_FALSE(engine.submit_vault([](storage::VaultTxn&) {}, [] {}));
    engine.start();
    engine.stop();
    CHECK(answers == 3);
    CHECK_FALSE(engine.submit(command(AcceptCharter{1}, ada, 10), count));
}

TEST_CASE("a refusal alone writes nothing") {
    const TempDir directory;
    Store store(directory);
    int commits = 0;
    EngineOptions options;
    options.on_commit = [&](std::span<const Committed>) { ++commits; };
    Running running(store, std::move(options));
    CHECK(std::holds_alternative<Refusal>(running.ask(submit(10), ada)));
    running.engine.stop();
    CHECK(store.log.size() == 1);
    CHECK(commits == 1);
    CHECK(running.engine.counters().refused == 1);
}

TEST_CASE("words are sealed so that their author's key opens them") {
    const TempDir directory;
    Store store(directory);
    Running running(store);
    running.must(JoinPerson{"Ada", 1}, ada);
    const Outcome outcome = running.must(submit(10), ada);
    const auto bytes = *store.log.event_at(outcome.seq);
    const events::Meta meta = events::read_meta(outcome.seq, bytes);
    REQUIRE(meta.commitment != nullptr);
    const auto row = *store.log.sealed_at(outcome.seq);
    const std::string public_part(bytes.begin(), bytes.end());
    CHECK(public_part.find("Un banc") == std::string::npos);
    const auto key = store.vault.read().data_key(ada.person);
    REQUIRE(key);
    const auto opened = storage::open_sealed(*key, meta.id, *meta.commitment, row);
    REQUIRE(opened);
    CHECK(events::decode_text(opened->plaintext)->title == "Un banc");
}

TEST_CASE("the longest of everything that is accepted fits into the log") {
    const TempDir directory;
    Store store(directory);
    Running running(store);
    running.must(JoinPerson{repeated("\U0001F389", limits::pseudonym_chars), 1}, ada);
    const auto longest = [](std::size_t chars) { return repeated("\U0001F389", chars); };

    OpenProject official = open_project(1);
    official.phases.assign(limits::phases, phase(100, 200, "x"));
    official.title = "x";
    official.body = repeated("x", limits::official_text_bytes - 1 - limits::phases);
    running.must(official, city);
    running.must(
        PublishNews{project(1), news(1), "x", repeated("x", limits::official_text_bytes - 1)},
        city);
    running.must(PublishCharter{"x", repeated("x", limits::official_text_bytes - 1)}, city);
    running.must(AcceptCharter{2}, ada);

    OpenProject residents = open_project(2);
    residents.title = longest(limits::title_chars);
    residents.body = longest(limits::project_body_chars);
    residents.phases.assign(limits::phases, phase(100, 200, longest(limits::phase_title_chars)));
    running.must(residents, ada);
    SubmitProposal proposed = submit(10);
    proposed.title = longest(limits::title_chars);
    proposed.body = longest(limits::proposal_body_chars);
    Command imported = command(proposed, ada, 1);
    imported.origin = repeated("x", limits::origin_bytes);
    const std::uint64_t seq = accepted(running.engine.execute(imported)).seq;
    AddArgument argued = argue(20, 10);
    argued.title = longest(limits::title_chars);
    argued.body = longest(limits::argument_chars);
    argued.url = "https://a.fr/" + repeated("x", limits::url_bytes - 13);
    running.must(argued, ada);
    CHECK(store.log.sealed_at(seq)->size() > 4 * limits::proposal_body_chars);
}

TEST_CASE("a person has one token in a scope, and others elsewhere") {
    const TempDir directory;
    std::optional<events::Token> token;
    {
        Store store(directory);
        Running running(store);
        running.must(JoinPerson{"Ada", 1}, ada);
        CHECK_FALSE(running.engine.stance_token(any(project(1)), ada.person));
        running.must(open_project(1), city);
        running.must(open_project(2), ada);
        running.must(submit(10), ada);
        running.must(submit(11, project(1)), ada);
        token = running.engine.stance_token(any(project(1)), ada.person);
        REQUIRE(token);
        CHECK(running.engine.stance_token(any(project(1)), ada.person) == token);
        CHECK(running.engine.stance_token(any(project(1)), ben.person) != token);
        CHECK(running.engine.stance_token(any(project(2)), ada.person) != token);
        CHECK(running.engine.stance_token(any(proposal(10)), ada.person).has_value());
        CHECK_FALSE(running.engine.stance_token(any(proposal(11)), ada.person));
    }
    Store store(directory);
    const Engine engine(store.log, store.vault, {});
    CHECK(engine.stance_token(any(project(1)), ada.person) == token);
}

TEST_CASE("request ids and hashes are keyed, and tell their parts apart") {
    const TempDir directory;
    Store store(directory);
    const Engine engine(store.log, store.vault, {});
    CHECK(engine.request_id(ada.person, "key") == engine.request_id(ada.person, "key"));
    CHECK(engine.request_id(ada.person, "key") != engine.request_id(ben.person, "key"));
    CHECK(engine.request_id(ada.person, "key") != engine.request_id(ada.person, "other"));
    CHECK(engine.request_hash("PUT", "/a", "b") == engine.request_hash("PUT", "/a", "b"));
    CHECK(engine.request_hash("PUT", "/a", "b") != engine.request_hash("PUT", "/ab", ""));
    CHECK(engine.request_hash("PUT", "/a", "b") != engine.request_hash("POST", "/a", "b"));
    const TempDir elsewhere;
    Store other(elsewhere);
    const Engine foreign(other.log, other.vault, {});
    CHECK(engine.request_id(ada.person, "key") != foreign.request_id(ada.person, "key"));
}

TEST_CASE("people are found by the name that they go by, also after a restart") {
    const TempDir directory;
    {
        Store store(directory);
        Running running(store);
        running.must(JoinPerson{"Ada", 1}, ada);
        running.must(JoinPerson{"Ben", 1}, ben);
        CHECK(running.engine.person_called("ADA") == ada.person);
        running.must(RenamePerson{"Lovelace"}, ada);
        running.must(RenamePerson{"Ada"}, ben);
    }
    Store store(directory);
    const Engine engine(store.log, store.vault, {});
    CHECK(engine.person_called("lovelace") == ada.person);
    CHECK(engine.person_called("ada") == ben.person);
    CHECK_FALSE(engine.person_called("Ben"));
    CHECK_FALSE(engine.person_called("\xFF"));
    CHECK_FALSE(engine.person_called(""));
}

TEST_CASE(
    "a change to the vault is durable when it is answered, and keeps its place among the "
    "commands") {
    const TempDir directory;
    {
        Store store(directory);
        Engine engine(store.log, store.vault, {});
        std::string order;
        REQUIRE(engine.submit(command(JoinPerson{"Ada", 1}, ada, 1),
                              [&](const Answer&) { order += "a"; }));
        REQUIRE(engine.submit_vault(
            [](storage::VaultTxn& txn) { txn.put_identity("ada@example.org", ada.person); },
            [&] {
                order += "b";
                CHECK(store.vault.read().person_of("ada@example.org") == ada.person);
            }));
        REQUIRE(engine.submit(command(submit(10), ada, 2), [&](const Answer&) { order += "c"; }));
        engine.start();
        engine.stop();
        CHECK(order == "abc");
    }
    const Store store(directory);
    CHECK(store.vault.read().person_of("ada@example.org") == ada.person);
}

TEST_CASE("many threads write at once; everything is answered once and the log has no gaps") {
    const TempDir directory;
    Store store(directory);
    std::uint64_t next_heard = 0;
    EngineOptions options;
    options.queue_commands = 4;
    options.on_commit = [&](std::span<const Committed> committed) {
        for (const Committed& event : committed) CHECK(event.seq == next_heard++);
    };
    {
        Running running(store, std::move(options));
        running.must(open_project(1), city);
        constexpr std::uint64_t threads = 4;
        constexpr std::uint64_t each = 150;
        std::vector<std::set<std::uint64_t>> seqs(threads);
        std::vector<std::thread> writers;
        for (std::uint64_t t = 0; t < threads; ++t) {
            writers.emplace_back([&, t] {
                const Actor who = by(100 + t);
                const std::uint64_t base = 10'000 * (t + 1);
                const auto ask = [&](AnyCommand body, std::uint64_t number) {
                    const Answer answer =
                        running.engine.execute(command(std::move(body), who, base + number));
                    return std::get<Outcome>(answer).seq;
                };
                seqs[t].insert(ask(JoinPerson{"Person " + std::to_string(t), 1}, 0));
                seqs[t].insert(ask(submit(base, project(1)), 1));
                for (std::uint64_t i = 2; i < each; ++i) {
                    const auto token = running.engine.stance_token(any(project(1)), who.person);
                    TakeStance stance = think(i % 2 == 0 ? Stance::for_ : Stance::against, base,
                                              any(project(1)), 0);
                    stance.token = *token;
                    seqs[t].insert(ask(stance, i));
                    if (running.engine.person_called("person " + std::to_string(t)) != who.person)
                        std::abort();
                }
            });
        }
        for (std::thread& writer : writers) writer.join();
        std::set<std::uint64_t> all;
        for (const auto& of_thread : seqs) all.insert(of_thread.begin(), of_thread.end());
        CHECK(all.size() == threads * each);
        running.engine.stop();
        CHECK(dump(running.engine.state()) == folded(store));
    }
    CHECK(next_heard == store.log.size());
}

TEST_CASE("the state that the writer kept equals the fold of its log, whatever was asked") {
    const unsigned seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937_64 random(seed);
    const TempDir directory;
    const auto pick = [&](std::uint64_t n) { return random() % n; };
    const auto who = [&] { return pick(6) == 0 ? city : by(1 + pick(5)); };
    const auto scope = [&](std::uint64_t number) {
        return number % 3 == 0 ? any(proposal(number)) : any(project(number % 3));
    };
    const auto where = [&](std::uint64_t number) {
        return number % 3 == 0 ? events::ProjectId() : project(number % 3);
    };
    const auto some = [&]() -> AnyCommand {
        const std::uint64_t p = 1 + pick(9);
        switch (pick(19)) {
            case 0:
                return PublishCharter{"Charte",
                                      pick(12) == 0 ? "Version " + std::to_string(pick(3)) : ""};
            case 1:
            case 2: return AcceptCharter{static_cast<std::uint32_t>(1 + pick(4))};
            case 3:
                return JoinPerson{"Person " + std::to_string(pick(7)),
                                  static_cast<std::uint32_t>(1 + pick(4)), pick(2) == 0};
            case 4: return ConfirmEmail{};
            case 5: return RenamePerson{"Person " + std::to_string(pick(7))};
            case 6: return open_project(1 + pick(2));
            case 7: return change_project(1 + pick(2));
            case 8: return MovePhase{project(1 + pick(2)), static_cast<std::uint16_t>(pick(3))};
            case 9:
                return PublishNews{project(1 + pick(2)), news(1 + pick(9)), "Nouvelle",
                                   "Ça avance"};
            case 10:
                return SetMilestone{project(1 + pick(2)), milestone(1 + pick(4)), "Étape", 0, 50};
            case 11: return ReachMilestone{project(1 + pick(2)), milestone(1 + pick(4))};
            case 12:
                return pick(2) == 0 ? AnyCommand(submit(p, where(p)))
                                    : AnyCommand(state_that(p, where(p)));
            case 13:
                return pick(9) == 0 ? AnyCommand(WithdrawProposal{proposal(p), "Déjà fait"})
                                    : AnyCommand(edit(p));
            case 14:
                return pick(2) == 0 ? argue(1 + pick(9), p) : reply(1 + pick(9), p, 1 + pick(9));
            case 15:
            case 16: return think(static_cast<Stance>(1 + pick(3)), p, scope(p), pick(5));
            case 17:
                return WithdrawStance{events::ObjectKind::proposal, any(proposal(p)), scope(p),
                                      token(pick(5))};
            default:
                return HideContribution{events::ObjectKind::argument, any(argument(1 + pick(9))),
                                        events::HiddenGround::hidden_at_origin};
        }
    };
    std::uint64_t number = 1;
    for (int restart = 0; restart < 3; ++restart) {
        Store store(directory);
        Engine engine(store.log, store.vault, {});
        for (int i = 0; i < 200; ++i)
            REQUIRE(engine.submit(command(some(), who(), number++), nullptr));
        engine.start();
        for (int i = 0; i < 200; ++i) {
            while (!engine.submit(command(some(), who(), number++), nullptr))
                std::this_thread::yield();
        }
        engine.stop();
        CHECK(engine.counters().commands >= 400);
        CHECK(dump(engine.state()) == folded(store));
    }
}

TEST_CASE("when the disk is full nobody is told of success, and the writer is over") {
    const TempDir directory;
    Outcome before;
    {
        Store store(directory);
        std::atomic<int> unknown{0};
        EngineOptions options;
        options.on_unknown = [&] { ++unknown; };
        Running running(store, std::move(options));
        before = running.must(JoinPerson{"Ada", 1}, ada);
        bool answered = false;
        {
            const FullDisk full(directory.path / "log" / "data.mdb");
            SubmitProposal large = submit(10);
            large.body = repeated("x", limits::proposal_body_chars);
            CHECK_THROWS_AS(running.engine.execute(command(large, ada, 5)),
                            storage::UnknownOutcome);
        }
        CHECK(unknown == 1);
        CHECK_FALSE(running.engine.submit(command(submit(11), ada, 6),
                                          [&](const Answer&) { answered = true; }));
        CHECK_THROWS_AS(running.engine.execute(command(submit(11), ada, 6)),
                        storage::UnknownOutcome);
        running.engine.stop();
        CHECK_FALSE(answered);
    }
    Store store(directory);
    Running running(store);
    CHECK(accepted(running.engine.execute(command(submit(11), ada, 6))).seq >= before.seq + 2);
    CHECK(running.engine.person_called("Ada") == ada.person);
}
