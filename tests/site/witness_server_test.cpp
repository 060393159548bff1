// A witness over HTTP: the statuses and types of C2SP tlog-witness, what people can read there, and
// the real program through kill -9.
#include <doctest/doctest.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "tests/http/raw_client.hpp"
#include "tests/site/program.hpp"
#include "tests/site/running_witness.hpp"
#include "tests/site/site_fixture.hpp"
#include "tests/storage/signed_log.hpp"

using namespace imaginons;
using namespace imaginons::tests;
using storage::AddCheckpoint;
using storage::testing::SignedLog;

namespace {

std::string add_checkpoint(std::string_view body) {
    return "POST /add-checkpoint HTTP/1.1\r\nHost: test\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

RawResponse post(std::uint16_t port, std::string_view body) {
    RawClient client(port);
    REQUIRE(client.send(add_checkpoint(body)));
    return client.receive();
}

RawResponse get(std::uint16_t port, std::string_view path) {
    return RawClient(port).get(path);
}

// When the key cosigned the note, by the lines in the answer.
std::optional<std::uint64_t> cosigned_at(const storage::CosignerKey& key, const std::string& note,
                                         const std::string& lines) {
    const auto parsed = storage::Note::parse(note + lines);
    return parsed ? key.cosigned_at(*parsed) : std::nullopt;
}

std::uint16_t port_in(const std::string& line) {
    const std::size_t colon = line.rfind(':');
    return static_cast<std::uint16_t>(std::stoi(line.substr(colon + 1)));
}

}  // namespace

TEST_CASE("a witness answers as the specification says, verdict by verdict") {
    TempDir dir;
    SignedLog log;
    log.grow_to(3);
    RunningWitness witness(dir.path / "w", log.key().text());
    const std::uint16_t port = witness.port();

    const RawResponse first = post(port, log.request_from(0).text());
    CHECK(first.status == 200);
    CHECK(cosigned_at(witness.key(), log.note(), first.body).value_or(0) > 1'700'000'000);

    log.grow_to(5);
    const RawResponse conflict = post(port, log.request_from(0).text());
    CHECK(conflict.status == 409);
    CHECK(conflict.header("content-type") == "text/x.tlog.size");
    CHECK(conflict.body == "3\n");

    CHECK(post(port, "old 3\n" + log.note()).status == 400);
    CHECK(post(port, "").status == 400);
    AddCheckpoint damaged = log.request_from(3);
    damaged.note.replace(damaged.note.find("\n5\n"), 3, "\n6\n");
    CHECK(post(port, damaged.text()).status == 403);
    SignedLog other_key("a.example/log", 9);
    other_key.grow_to(5);
    CHECK(post(port, other_key.request_from(3).text()).status == 403);
    SignedLog other_origin("b.example/log");
    other_origin.grow_to(5);
    CHECK(post(port, other_origin.request_from(3).text()).status == 404);
    SignedLog forked;
    forked.grow_to(5, 1);
    const RawResponse rejected = post(port, forked.request_from(3).text());
    CHECK(rejected.status == 422);
    CHECK(rejected.header("content-type") == "text/plain; charset=utf-8");

    CHECK(post(port, log.request_from(3).text()).status == 200);
}

TEST_CASE("a request that is too large is refused before it is read, and changes nothing") {
    TempDir dir;
    SignedLog log;
    log.grow_to(3);
    RunningWitness witness(dir.path / "w", log.key().text());
    const std::string huge = log.request_from(0).text() + std::string(300 * 1024, 'x');
    RawClient client(witness.port());
    client.send(add_checkpoint(huge));
    CHECK(client.receive().status == 413);
    CHECK(post(witness.port(), log.request_from(3).text()).body == "0\n");
}

TEST_CASE("addresses of a witness take their own methods") {
    TempDir dir;
    const SignedLog log;
    RunningWitness witness(dir.path / "w", log.key().text());
    const RawResponse got = get(witness.port(), "/add-checkpoint");
    CHECK(got.status == 405);
    CHECK(got.header("allow") == "POST");
    RawClient client(witness.port());
    client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n");
    const RawResponse posted = client.receive();
    CHECK(posted.status == 405);
    CHECK(posted.header("allow") == "GET, HEAD");
    for (const char* nowhere : {"/nothing", "/forks/", "/forks/0000000000000000", "/checkpoint",
                                "//checkpoint", "/0/checkpoint", "/forks/../witness.key"}) {
        CAPTURE(nowhere);
        CHECK(get(witness.port(), nowhere).status == 404);
    }
}

TEST_CASE("people read what a witness follows, its key, and the evidence of a fork") {
    TempDir dir;
    SignedLog log;
    log.grow_to(3);
    RunningWitness witness(dir.path / "w", log.key().text());
    const std::uint16_t port = witness.port();
    CHECK(get(port, "/vkey").body == witness.key().text() + "\n");
    CHECK(get(port, "/").body.find("nothing cosigned yet") != std::string::npos);
    const RawResponse answer = post(port, log.request_from(0).text());
    REQUIRE(answer.status == 200);

    std::string page = get(port, "/").body;
    CHECK(page.find("temoin.example") != std::string::npos);
    CHECK(page.find("size 3") != std::string::npos);
    CHECK(page.find("Forks proven: 0\n") != std::string::npos);
    const std::size_t at = page.find("/checkpoint\n");
    REQUIRE(at != std::string::npos);
    const RawResponse note = get(port, page.substr(at - 65, 65 + 11));
    CHECK(note.status == 200);
    CHECK(note.body == log.note() + answer.body);

    SignedLog forked;
    forked.grow_to(3, 1);
    REQUIRE(post(port, forked.request_from(3).text()).status == 422);
    page = get(port, "/").body;
    CHECK(page.find("Forks proven: 1\n") != std::string::npos);
    const std::size_t fork_at = page.find("/forks/");
    REQUIRE(fork_at != std::string::npos);
    const RawResponse evidence = get(port, page.substr(fork_at, 7 + 16));
    CHECK(evidence.status == 200);
    const auto fork = storage::Fork::parse(evidence.body);
    REQUIRE(fork);
    CHECK(storage::proves_fork(*fork, std::vector{log.key()}));
}

TEST_CASE("of two histories that arrive at once over many connections one is cosigned") {
    TempDir dir;
    SignedLog log;
    RunningWitness witness(dir.path / "w", log.key().text());
    for (std::uint64_t size = 1; size <= 10; ++size) {
        SignedLog one = log;
        one.grow_to(size, 0);
        SignedLog other = log;
        other.grow_to(size, 1);
        std::atomic<int> cosigned_one{0};
        std::atomic<int> cosigned_other{0};
        std::vector<std::thread> clients;
        for (int i = 0; i < 8; ++i) {
            clients.emplace_back([&, i] {
                const SignedLog& mine = i % 2 == 0 ? one : other;
                RawClient client(witness.port());
                client.send(add_checkpoint(mine.request_from(size - 1).text()));
                if (client.receive().status == 200) ++(i % 2 == 0 ? cosigned_one : cosigned_other);
            });
        }
        for (std::thread& client : clients) client.join();
        CHECK(cosigned_one + cosigned_other > 0);
        CHECK((cosigned_one == 0 || cosigned_other == 0));
        log = cosigned_one > 0 ? one : other;
    }
}

TEST_CASE("the program remembers through kill -9 what it has cosigned, and ends when asked") {
    TempDir dir;
    SignedLog log;
    const std::vector<std::string> arguments{
        "witness",          "--data", (dir.path / "w").string(), "--port", "0", "--name",
        "temoin.example/1", "--log",  log.key().text()};
    std::string key_text;
    std::uint64_t last = 0;
    for (std::uint64_t size = 3; size <= 15; size += 4) {
        Program program(arguments);
        const std::uint16_t port = port_in(program.wait_for_line("temoin.example/1 answers at"));
        const std::string key_line = program.wait_for_line("temoin.example/1+");
        CHECK((key_text.empty() || key_text == key_line));
        key_text = key_line;
        const auto key = storage::CosignerKey::parse(key_text);
        REQUIRE(key);
        if (last > 0) {
            SignedLog forked;
            forked.grow_to(last, 1);
            CHECK(post(port, forked.request_from(last).text()).status == 422);
            forked.grow_to(size, 1);
            CHECK(post(port, forked.request_from(last).text()).status == 422);
        }
        log.grow_to(size);
        const RawResponse answer = post(port, log.request_from(last).text());
        REQUIRE(answer.status == 200);
        CHECK(cosigned_at(*key, log.note(), answer.body));
        last = size;
        CHECK(WIFSIGNALED(program.end_by(SIGKILL)));
    }
    Program program(arguments);
    CHECK(get(port_in(program.wait_for_line("answers at")), "/vkey").status == 200);
    const int status = program.end_by(SIGTERM);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a witness that is asked to follow what is no key does not start") {
    TempDir dir;
    for (const char* wrong :
         {"nonsense", "temoin.example+2af27334+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"}) {
        Program program(
            {"witness", "--data", (dir.path / "w").string(), "--port", "0", "--log", wrong});
        const int status = program.end_by(0);
        CHECK(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) != 0);
    }
    CHECK_FALSE(std::filesystem::exists(dir.path / "w"));
}
