// kill -9 while people write: whatever was acknowledged is there after a restart, at the seq that
// was said.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "commands/engine_fold.hpp"
#include "engine_fixture.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;
using events::Stance;

namespace {

// What the child tells of each answer, small enough for one atomic write to a pipe.
struct Acknowledged {
    std::uint64_t number;
    std::uint64_t seq;
    events::Id event_id;
    events::Id object;
};

// The nth thing that happens in a life that is the same in every run.
Command nth(std::uint64_t n) {
    if (n == 0) return command(open_project(1), city, 1);
    const std::uint64_t person_number = 1 + n / 8;
    const Actor who = by(person_number);
    const std::uint64_t request_number = n + 1;
    switch (n % 8) {
        case 0:
            return command(JoinPerson{"Person " + std::to_string(person_number), 1, true}, who,
                           request_number);
        case 1: return command(submit(n, project(1)), by(1 + (n - 1) / 8), request_number);
        case 2: return command(submit(n), who, request_number);
        case 3: return command(argue(n, n - 1), who, request_number);
        case 4: return command(edit(n - 2), who, request_number);
        default:
            return command(think(Stance::for_, n - n % 8 + 2, any(proposal(n - n % 8 + 2)), n), who,
                           request_number);
    }
}

// Never returns: writes until it is killed.
[[noreturn]] void live(const TempDir& directory, std::uint64_t from, int pipe) {
    Store store(directory);
    Engine engine(store.log, store.vault, {});
    engine.start();
    for (std::uint64_t n = from;; ++n) {
        const auto done = [n, pipe](const Answer& answer) {
            const auto* outcome = std::get_if<Outcome>(&answer);
            if (outcome == nullptr) return;
            const Acknowledged said{n, outcome->seq, outcome->event_id, outcome->object};
            if (write(pipe, &said, sizeof said) != sizeof said) _exit(1);
        };
        while (!engine.submit(nth(n), done)) std::this_thread::yield();
    }
}

// Lets a child write until so many answers were given, kills it, and adds all that it said.
void live_until(const TempDir& directory, std::size_t answers, std::vector<Acknowledged>& all) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const std::uint64_t from = all.empty() ? 0 : all.back().number + 1;
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        close(ends[0]);
        live(directory, from, ends[1]);
    }
    close(ends[1]);
    Acknowledged said;
    for (std::size_t i = 0; i < answers && read(ends[0], &said, sizeof said) == sizeof said; ++i)
        all.push_back(said);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    while (read(ends[0], &said, sizeof said) == sizeof said) all.push_back(said);
    close(ends[0]);
}

}  // namespace

TEST_CASE("nothing that was acknowledged is lost by kill -9") {
    const unsigned seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const TempDir directory;
    std::vector<Acknowledged> all;
    for (int round = 0; round < 8; ++round) {
        live_until(directory, 1 + random() % 400, all);
        REQUIRE_FALSE(all.empty());
        Store store(directory);
        REQUIRE(store.log.size() > all.back().seq);
        for (const Acknowledged& said : all) {
            const auto bytes = store.log.event_at(said.seq);
            REQUIRE(bytes);
            REQUIRE(events::read_meta(said.seq, *bytes).id == said.event_id);
            REQUIRE(events::read_meta(said.seq, *bytes).request == nth(said.number).request);
        }
    }

    // Asking again for everything gives the same answers, and the state grown from what is there
    // equals its fold.
    Store store(directory);
    Engine engine(store.log, store.vault, {});
    engine.start();
    for (const Acknowledged& said : all) {
        const Outcome again = accepted(engine.execute(nth(said.number)));
        REQUIRE(again.replayed);
        REQUIRE(again.seq == said.seq);
        REQUIRE(again.event_id == said.event_id);
        REQUIRE(again.object == said.object);
    }
    for (std::uint64_t n = all.back().number + 1; n < all.back().number + 50; ++n)
        engine.execute(nth(n));
    engine.stop();
    State state;
    RequestRing requests(limits::remembered_requests);
    fold(store.log, store.vault, state, requests);
    CHECK(dump(engine.state()) == dump(state));
}
