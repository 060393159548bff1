// A log and its witnesses: cosignatures are collected and published, a witness that is down or lies
// does no harm, and a log that forked is found out.
#include "http/witnesses.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <utility>

#include "tests/http/raw_client.hpp"
#include "tests/site/running_witness.hpp"
#include "tests/site/site_fixture.hpp"
#include "tests/storage/signed_log.hpp"

using namespace imaginons;
using namespace imaginons::tests;
using http::WitnessAddress;
using http::Witnesses;
using Standing = http::WitnessStatus::Standing;

namespace {

void append(storage::Store& store, std::string_view bytes) {
    const storage::Entry entry{storage::as_bytes(bytes), {}};
    REQUIRE(store.log.append({&entry, 1}) == storage::Log::Append::durable);
}

// Appends and signs, so that there is something to cosign.
void grow(storage::Store& store, std::uint64_t events, const std::string& history = "a") {
    for (std::uint64_t i = 0; i < events; ++i)
        append(store, history + std::to_string(store.log.size()));
    store.checkpoints.sign_if_grown();
}

WitnessAddress address_of(const RunningWitness& witness) {
    return *WitnessAddress::parse(witness.address());
}

// When the witness cosigned what is published; nothing if it did not.
std::optional<std::uint64_t> cosigned_at(const std::string& published,
                                         const storage::CosignerKey& key) {
    const auto note = storage::Note::parse(published);
    return note ? key.cosigned_at(*note) : std::nullopt;
}

bool is_cosigned(const storage::Store& store, const storage::CosignerKey& key) {
    return cosigned_at(*store.checkpoints.last(), key).has_value();
}

http::WitnessStatus only(const Witnesses& witnesses) {
    const auto report = witnesses.report();
    REQUIRE(report.witnesses.size() == 1);
    return report.witnesses[0];
}

bool has_failed(const Witnesses& witnesses) {
    return soon([&] { return only(witnesses).failures > 0; });
}

// Everything that a witness can say, as a function of the request's body.
struct FakeWitness {
    storage::Cosigner cosigner{"temoin.example", storage::testing::seed_of(50)};
    RunningServer server;

    explicit FakeWitness(std::function<http::Response(const http::Request&)> answer)
        : server({}, [answer = std::move(answer)](const http::Request& request) -> http::Reply {
              return answer(request);
          }) {}
    WitnessAddress address() const {
        return {"http://127.0.0.1:" + std::to_string(server.port()), cosigner.key()};
    }
};

// Takes connections, as its kernel does, and never answers.
class DeafServer {
  public:
    DeafServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address_), size) == 0);
        REQUIRE(::listen(socket_, 8) == 0);
        REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address_), &size) == 0);
    }
    ~DeafServer() { hang_up(); }
    DeafServer(const DeafServer&) = delete;
    DeafServer& operator=(const DeafServer&) = delete;

    std::string url() const {
        return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port));
    }
    bool is_asked() const {
        pollfd waiting{socket_, POLLIN, 0};
        return ::poll(&waiting, 1, 30'000) == 1;
    }
    void hang_up() {
        if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    }

  private:
    int socket_;
    sockaddr_in address_{};
};

http::Response say(unsigned status, std::string body,
                   std::string type = "text/plain; charset=utf-8") {
    http::Response response;
    response.status = status;
    response.content_type = std::move(type);
    response.body = std::move(body);
    return response;
}

}  // namespace

TEST_CASE("a witness is given as an address and its key") {
    const storage::Cosigner cosigner("temoin=example.fr/w1", storage::testing::seed_of(0));
    const std::string key = cosigner.key().text();
    for (const char* url : {"http://127.0.0.1:8081", "https://temoin.example.fr/a=b/"}) {
        const auto address = WitnessAddress::parse(std::string(url) + "=" + key);
        REQUIRE(address);
        CHECK(address->key == cosigner.key());
        CHECK((address->url == "http://127.0.0.1:8081" ||
               address->url == "https://temoin.example.fr/a=b"));
    }
    for (const std::string& wrong :
         {std::string(), key, std::string("http://a.example"), std::string("http://a.example="),
          "ftp://a.example=" + key, "a.example=" + key, "http://a.example?x=" + key,
          "http://a.example =" + key, "http://a.example=" + key.substr(1)}) {
        CAPTURE(wrong);
        CHECK_FALSE(WitnessAddress::parse(wrong));
    }
}

TEST_CASE("what is signed is cosigned and published, growth by growth, by each witness") {
    TempDir dir;
    storage::Store store(dir.path / "data");
    grow(store, 3);
    RunningWitness one(dir.path / "one", store.checkpoints.verifier_key().text());
    RunningWitness other(dir.path / "other", store.checkpoints.verifier_key().text());
    Witnesses witnesses(store, {address_of(one), address_of(other)});
    witnesses.start();
    for (int i = 0; i < 5; ++i) {
        CHECK(
            soon([&] { return is_cosigned(store, one.key()) && is_cosigned(store, other.key()); }));
        const std::string published = *store.checkpoints.last();
        CHECK(published.starts_with(*store.checkpoints.last_signed()));
        const auto opened = storage::open_checkpoint(published, store.checkpoints.verifier_key());
        REQUIRE(opened);
        CHECK(opened->head == store.log.head());
        CHECK(storage::read_checkpoint_file(store.dir.checkpoint()) ==
              *store.checkpoints.last_signed());
        grow(store, static_cast<std::uint64_t>(i) + 1);
    }
    const auto report = witnesses.report();
    CHECK(report.forks.empty());
    for (const auto& witness : report.witnesses) {
        CHECK(witness.standing == Standing::agrees);
        CHECK(witness.trouble.empty());
        CHECK(witness.cosigned_at_ms > 0);
    }
    CHECK_THROWS_AS(Witnesses(store, {address_of(one), address_of(one)}), storage::Error);
}

TEST_CASE("a witness that knows the log already says so, and is told what came since") {
    TempDir dir;
    storage::Store store(dir.path / "data");
    grow(store, 5);
    RunningWitness witness(dir.path / "w", store.checkpoints.verifier_key().text());
    {
        Witnesses witnesses(store, {address_of(witness)});
        witnesses.start();
        REQUIRE(soon([&] { return is_cosigned(store, witness.key()); }));
    }
    std::filesystem::remove_all(store.dir.cosigned());  // whatever was remembered here is lost
    grow(store, 8);
    Witnesses witnesses(store, {address_of(witness)});
    witnesses.start();
    CHECK(soon([&] { return is_cosigned(store, witness.key()); }));
    CHECK(only(witnesses).cosigned_size == 13);
}

TEST_CASE("what was cosigned is published again after a restart, also while the witness is away") {
    TempDir dir;
    std::optional<RunningWitness> witness;
    {
        storage::Store store(dir.path / "data");
        grow(store, 5);
        witness.emplace(dir.path / "w", store.checkpoints.verifier_key().text());
        Witnesses witnesses(store, {address_of(*witness)});
        witnesses.start();
        REQUIRE(soon([&] { return is_cosigned(store, witness->key()); }));
    }
    witness->stop();
    storage::Store store(dir.path / "data");
    CHECK_FALSE(is_cosigned(store, witness->key()));
    const Witnesses witnesses(store, {address_of(*witness)});
    CHECK(is_cosigned(store, witness->key()));
    CHECK(only(witnesses).cosigned_size == 5);
    CHECK(only(witnesses).standing == Standing::unasked);

    // A file that was damaged is as good as none.
    for (const auto& file : std::filesystem::directory_iterator(store.dir.cosigned())) {
        std::ofstream(file.path(), std::ios::app) << "x";
    }
    grow(store, 0);
    const Witnesses again(store, {address_of(*witness)});
    CHECK(only(again).cosigned_size == 0);
}

TEST_CASE("a witness that is away is missed by nobody, and asked again when it is back") {
    TempDir dir;
    storage::Store store(dir.path / "data");
    grow(store, 3);
    RunningWitness witness(dir.path / "w", store.checkpoints.verifier_key().text());
    witness.stop();
    Witnesses witnesses(store, {address_of(witness)});
    witnesses.start();
    REQUIRE(has_failed(witnesses));
    CHECK(only(witnesses).standing == Standing::unreachable);
    CHECK_FALSE(only(witnesses).trouble.empty());
    grow(store, 2);
    CHECK(storage::open_checkpoint(*store.checkpoints.last(), store.checkpoints.verifier_key())
              ->head.size == 5);
    witness.start();
    CHECK(soon([&] { return is_cosigned(store, witness.key()); }));
    CHECK(only(witnesses).standing == Standing::agrees);
    CHECK(only(witnesses).cosigned_size == 5);
}

TEST_CASE("whatever else a witness says, nothing of it is published") {
    TempDir dir;
    storage::Store store(dir.path / "data");
    grow(store, 5);
    const storage::Cosigner cosigner("temoin.example", storage::testing::seed_of(50));
    const storage::Cosigner stranger("temoin.example", storage::testing::seed_of(51));
    const std::string signed_text = storage::Note::parse(*store.checkpoints.last_signed())->text;
    const std::string published = *store.checkpoints.last();
    const auto lies = std::vector<std::function<http::Response(const http::Request&)>>{
        [](const http::Request&) { return say(200, ""); },
        [](const http::Request&) { return say(200, "nonsense\n"); },
        [](const http::Request&) { return say(200, std::string(2'000'000, 'x')); },
        [&](const http::Request&) { return say(200, stranger.cosign(signed_text, 1'700'000'000)); },
        [&](const http::Request&) {
            return say(200, cosigner.cosign("a.example/log\n9\n", 1'700'000'000));
        },
        [](const http::Request&) { return say(400, "no\n"); },
        [](const http::Request&) { return say(403, "no\n"); },
        [](const http::Request&) { return say(404, "no\r\n<script>\x01\n"); },
        [](const http::Request&) { return say(409, "", "text/x.tlog.size"); },
        [](const http::Request&) { return say(409, "-1\n", "text/x.tlog.size"); },
        [](const http::Request&) { return say(409, "2\n", "text/x.tlog.size"); },
        [](const http::Request&) { return say(409, "1000000\n", "text/x.tlog.size"); },
        [](const http::Request&) { return say(422, "no\n"); },
        [](const http::Request&) { return say(500, "no\n"); },
        [&](const http::Request& request) {
            // It rejects what it was shown, and shows the same.
            return request.method == http::Method::post ? say(422, "no\n") : say(200, published);
        },
    };
    for (std::size_t i = 0; i < lies.size(); ++i) {
        CAPTURE(i);
        const FakeWitness fake(lies[i]);
        Witnesses witnesses(store, {fake.address()});
        witnesses.start();
        REQUIRE(has_failed(witnesses));
        const auto status = only(witnesses);
        CHECK((status.standing == Standing::refuses || status.standing == Standing::unreachable));
        CHECK_FALSE(status.trouble.empty());
        CHECK(status.trouble.find_first_of("\n\r\x01") == std::string::npos);
        CHECK(witnesses.report().forks.empty());
        CHECK(*store.checkpoints.last() == published);
    }
}

TEST_CASE("only the lines of the witness's own key are published, however much else it sends") {
    TempDir dir;
    storage::Store store(dir.path / "data");
    grow(store, 5);
    const std::string text = storage::Note::parse(*store.checkpoints.last_signed())->text;
    const storage::Cosigner cosigner("temoin.example", storage::testing::seed_of(50));
    const storage::Cosigner stranger("autre.example", storage::testing::seed_of(51));
    const FakeWitness fake([&](const http::Request&) {
        return say(200,
                   stranger.cosign(text, 1'700'000'000) + cosigner.cosign(text, 1'700'000'000));
    });
    Witnesses witnesses(store, {fake.address()});
    witnesses.start();
    REQUIRE(soon([&] { return is_cosigned(store, cosigner.key()); }));
    CHECK(*store.checkpoints.last() ==
          *store.checkpoints.last_signed() + cosigner.cosign(text, 1'700'000'000));
}

TEST_CASE("a witness that never answers costs neither appends nor signing anything") {
    TempDir dir;
    storage::Store store(dir.path / "data");
    grow(store, 3);
    const storage::Cosigner cosigner("temoin.example", storage::testing::seed_of(50));
    DeafServer deaf;
    Witnesses witnesses(store, {{deaf.url(), cosigner.key()}});
    witnesses.start();
    REQUIRE(deaf.is_asked());
    for (int i = 0; i < 20; ++i) {
        grow(store, 1);
        CHECK(storage::open_checkpoint(*store.checkpoints.last(), store.checkpoints.verifier_key())
                  ->head.size == store.log.size());
    }
    CHECK(only(witnesses).failures == 0);  // it is still being waited for
    deaf.hang_up();
    CHECK(has_failed(witnesses));
}

TEST_CASE("an older copy that goes on by itself is refused, and the evidence proves the fork") {
    for (const std::uint64_t more : {1U, 2U, 7U}) {
        CAPTURE(more);
        TempDir dir;
        const auto data = dir.path / "data";
        const auto older = dir.path / "older";
        std::optional<RunningWitness> witness;
        std::optional<storage::VerifierKey> log_key;
        {
            storage::Store store(data);
            grow(store, 3);
            log_key = store.checkpoints.verifier_key();
            witness.emplace(dir.path / "w", log_key->text());
        }
        std::filesystem::copy(data, older, std::filesystem::copy_options::recursive);
        {
            storage::Store store(data);
            Witnesses witnesses(store, {address_of(*witness)});
            grow(store, more);
            witnesses.start();
            REQUIRE(soon([&] { return is_cosigned(store, witness->key()); }));
        }
        storage::Store store(older);
        grow(store, more + 4, "b");
        const std::string published = *store.checkpoints.last();
        Witnesses witnesses(store, {address_of(*witness)});
        witnesses.start();
        REQUIRE(has_failed(witnesses));
        CHECK(only(witnesses).standing == Standing::contradicts);
        CHECK(*store.checkpoints.last() == published);
        auto report = witnesses.report();
        REQUIRE(report.forks.size() == 1);
        CHECK(report.forks[0].proven);
        CHECK(report.forks[0].known_size == 3 + more);
        CHECK(report.forks[0].refused_size == 3 + more + 4);
        const auto evidence = witnesses.evidence(report.forks[0].id);
        REQUIRE(evidence);
        CHECK(storage::proves_fork(*storage::Fork::parse(*evidence), std::vector{*log_key}));
        CHECK(RawClient(witness->port()).get("/").body.find("size " + std::to_string(3 + more)) !=
              std::string::npos);

        // It is not forgotten.
        const Witnesses later(store, {});
        CHECK(later.report().forks.size() == 1);
        CHECK(later.report().forks.at(0).proven);
        CHECK(http::prometheus_text(later.report()).find("imaginons_forks_proven 1\n") !=
              std::string::npos);
    }
}

TEST_CASE("an older copy that is shorter than what was cosigned is found out before it goes on") {
    TempDir dir;
    const auto data = dir.path / "data";
    const auto older = dir.path / "older";
    std::optional<RunningWitness> witness;
    {
        storage::Store store(data);
        grow(store, 3);
        witness.emplace(dir.path / "w", store.checkpoints.verifier_key().text());
    }
    std::filesystem::copy(data, older, std::filesystem::copy_options::recursive);
    {
        storage::Store store(data);
        Witnesses witnesses(store, {address_of(*witness)});
        grow(store, 4);
        witnesses.start();
        REQUIRE(soon([&] { return is_cosigned(store, witness->key()); }));
    }
    storage::Store store(older);
    Witnesses witnesses(store, {address_of(*witness)});
    witnesses.start();
    REQUIRE(has_failed(witnesses));
    CHECK(only(witnesses).standing == Standing::contradicts);
    const auto report = witnesses.report();
    REQUIRE(report.forks.size() == 1);
    CHECK_FALSE(report.forks[0].proven);  // not yet: it may still be brought back
    CHECK(report.forks[0].known_size == 7);
    CHECK(report.forks[0].refused_size == 3);
    CHECK_FALSE(is_cosigned(store, witness->key()));
}

TEST_CASE("what is known of witnesses is told to whoever watches the machine") {
    http::WitnessReport report;
    CHECK(http::prometheus_text(report).find("imaginons_witness_agrees") == std::string::npos);
    report.witnesses.push_back({"a\"b\\c", "http://a", "", Standing::agrees, "", 7, 12'000, 3, 1});
    report.witnesses.push_back({"d", "http://d", "", Standing::refuses, "no", 0, 0, 0, 9});
    const std::string text = http::prometheus_text(report);
    CHECK(text.find("imaginons_witness_agrees{witness=\"a\\\"b\\\\c\"} 1\n"
                    "imaginons_witness_agrees{witness=\"d\"} 0\n") != std::string::npos);
    CHECK(text.find("imaginons_witness_cosigned_events{witness=\"a\\\"b\\\\c\"} 7\n") !=
          std::string::npos);
    CHECK(text.find("imaginons_witness_cosigned_timestamp_seconds{witness=\"a\\\"b\\\\c\"} 12\n") !=
          std::string::npos);
    CHECK(text.find("imaginons_witness_failures_total{witness=\"d\"} 9\n") != std::string::npos);
    CHECK(text.find("imaginons_forks_proven 0\n") != std::string::npos);
}

TEST_CASE("a site publishes what its witness cosigned, and shows the world when it has forked") {
    TestSite site;
    TempDir dir;
    std::string key = site.raw("GET", "/.well-known/imaginons-log-key").body;
    key.pop_back();
    RunningWitness witness(dir.path / "w", key);
    site.witnesses = {witness.address()};
    const auto older = dir.path / "older";
    site.stop();
    std::filesystem::copy(site.data(), older, std::filesystem::copy_options::recursive);
    site.restart();

    const auto published = [&] { return site.raw("GET", "/log/checkpoint").body; };
    const auto cosigned_size = [&]() -> std::int64_t {
        const std::string note = published();
        if (!cosigned_at(note, witness.key())) return -1;
        const auto opened = storage::open_checkpoint(note, *storage::VerifierKey::parse(key));
        return opened ? static_cast<std::int64_t>(opened->head.size) : -1;
    };
    CHECK(soon([&] { return cosigned_size() == site.position(); }));
    site.open_project("Ada", "Le parc");
    CHECK(soon([&] { return cosigned_size() == site.position(); }));
    CHECK(site.raw("GET", "/metrics")
              .body.find("imaginons_witness_agrees{witness=\"temoin.example\"} 1") !=
          std::string::npos);

    std::string audit = site.raw("GET", "/audit").body;
    CHECK(audit.find("<bdi>temoin.example</bdi>") != std::string::npos);
    CHECK(audit.find("d’accord, ") != std::string::npos);
    CHECK(audit.find("— temoin.example ") != std::string::npos);  // within the checkpoint
    CHECK(audit.find("se contredisent") == std::string::npos);

    site.stop();
    std::filesystem::remove_all(site.data());
    std::filesystem::copy(older, site.data(), std::filesystem::copy_options::recursive);
    site.witnesses.clear();
    site.restart();
    site.open_project("Blaise", "Autre chose");
    site.open_project("Blaise", "Encore autre chose");
    site.witnesses = {witness.address()};
    site.restart();
    CHECK(soon([&] {
        return site.raw("GET", "/metrics").body.find("imaginons_forks_proven 1\n") !=
               std::string::npos;
    }));
    CHECK(cosigned_size() == -1);
    const auto files = std::filesystem::directory_iterator(site.data() / "forks");
    const RawResponse evidence = site.raw("GET", "/log/forks/" + files->path().filename().string());
    CHECK(evidence.status == 200);
    const auto fork = storage::Fork::parse(evidence.body);
    REQUIRE(fork);
    CHECK(storage::proves_fork(*fork, std::vector{*storage::VerifierKey::parse(key)}));
    CHECK(site.raw("GET", "/log/forks/0000000000000000").status == 404);
    audit = site.raw("GET", "/audit").body;
    CHECK(audit.find("Un témoin a vu deux registres qui se contredisent.") != std::string::npos);
    CHECK(audit.find("href=\"/log/forks/" + files->path().filename().string()) !=
          std::string::npos);
    CHECK(audit.find("a contresigné un autre registre") != std::string::npos);
}
