// The real server under a few writes over HTTP: killed at each sync, and with each call that writes
// or syncs failing. What a client was told is there after a power cut at once, and a resend with
// the same Idempotency-Key gets the first answer.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "tests/http/raw_client.hpp"
#include "tests/survival/aftermath.hpp"
#include "tests/survival/disk.hpp"
#include "tests/survival/judges.hpp"

using namespace imaginons::survival;
using imaginons::tests::RawClient;
using imaginons::tests::RawResponse;

namespace {

namespace fs = std::filesystem;

// The reading end of what a program writes to its standard output.
class Output {
  public:
    Output() {
        if (::pipe2(ends_, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    }
    ~Output() {
        ::close(ends_[0]);
        close_writing();
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    int writing() const { return ends_[1]; }
    // In this process, once the other has it.
    void close_writing() {
        if (ends_[1] >= 0) ::close(ends_[1]);
        ends_[1] = -1;
    }
    // Up to the next line end, or what came until the program ended.
    std::string line() {
        std::string text;
        for (char c = 0; ::read(ends_[0], &c, 1) == 1 && c != '\n';) text += c;
        return text;
    }

  private:
    int ends_[2];
};

// `imaginons serve` over a data directory, until it is stopped or has ended.
class Serving {
  public:
    Serving(const Bench& bench, const fs::path& data, const Mischief& mischief) : bench_(bench) {
        Output output;
        child_ = start_under_shim(
            bench,
            {IMAGINONS_PROGRAM, "serve", "--data", data.string(), "--port", "0", "--threads", "1"},
            mischief, output.writing());
        output.close_writing();
        const std::string line = output.line();
        const std::size_t colon = line.rfind(':');
        if (colon != std::string::npos) {
            port_ = static_cast<std::uint16_t>(std::atoi(line.c_str() + colon + 1));
        }
        while (port_ != 0 && ask("GET", "/readyz", {}, {}, {}).status == 503) continue;
    }
    ~Serving() {
        if (child_ > 0) end();
    }
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;

    // Status 0 if nobody answers.
    RawResponse ask(const std::string& method, const std::string& path, const std::string& token,
                    const std::string& key, const std::string& body) {
        try {
            RawClient client(port_);
            std::string request = method + ' ' + path + " HTTP/1.1\r\nHost: test\r\n";
            if (!token.empty()) request += "Authorization: Bearer " + token + "\r\n";
            if (!key.empty()) request += "Idempotency-Key: " + key + "\r\n";
            if (!body.empty()) {
                request += "Content-Type: application/json\r\nContent-Length: " +
                           std::to_string(body.size()) + "\r\n";
            }
            client.send(request + "\r\n" + body);
            return client.receive();
        } catch (const std::runtime_error&) {
            return {};
        }
    }
    // Asks it to stop, and waits.
    Ended end() {
        ::kill(child_, SIGTERM);
        return wait_for(bench_, std::exchange(child_, -1));
    }

  private:
    const Bench& bench_;
    pid_t child_ = -1;
    std::uint16_t port_ = 0;
};

struct Written {
    std::string method;
    std::string path;
    std::string body;
    std::string answer;
};

// A few writes, each with a key of its own, as far as the server takes them.
std::vector<Written> write_over_http(Serving& site, const std::string& token) {
    std::vector<Written> all;
    const auto write = [&](const char* method, const std::string& path, const char* body) {
        Written written{method, path, body, {}};
        const RawResponse response =
            site.ask(method, path, token, "key-" + std::to_string(all.size()), body);
        if (response.status / 100 != 2) return false;
        written.answer = response.body;
        all.push_back(std::move(written));
        return true;
    };
    const auto id = [&] {
        const std::string& answer = all.back().answer;
        return answer.substr(answer.find("\"id\":\"") + 6, 36);
    };
    const char* const project =
        R"({"title":"Le parc","body":"Pour tous","level":"consult","stance_choice":"for_neutral_against"})";
    if (!write("POST", "/api/v1/projects", project)) return all;
    if (!write("POST", "/api/v1/projects/" + id() + "/proposals",
               R"({"title":"Un banc","body":"Devant la gare"})")) {
        return all;
    }
    const std::string proposal = "/api/v1/proposals/" + id();
    if (!write("PUT", proposal + "/stance", R"({"stance":"for"})")) return all;
    write("POST", proposal + "/arguments", R"({"side":"for","body":"On peut s'y reposer"})");
    return all;
}

std::string token_for(const Bench& bench) {
    Output output;
    const pid_t child = start_under_shim(
        bench, {IMAGINONS_PROGRAM, "token", "--data", bench.data().string(), "--pseudonym", "Ada"},
        {}, output.writing());
    output.close_writing();
    std::string token = output.line();
    const Ended ended = wait_for(bench, child);
    if (ended.status != 0) throw std::runtime_error("no token: " + ended.errors);
    return token;
}

// The power goes now; what a client was told must be there.
std::string defect_on_disk(const Bench& bench, const std::string& token,
                           const std::vector<Written>& acknowledged) {
    Disk disk(bench.root());
    for (const Record& record : read_trace(bench.trace())) {
        disk.begin(record);
        disk.finish(record);
    }
    Random random(1);
    const fs::path image = bench.image("image");
    disk.write_image(image, Fate::dropped, random);
    Serving site(bench, image / "ville" / "data", {});
    for (std::size_t i = 0; i < acknowledged.size(); ++i) {
        const Written& first = acknowledged[i];
        const RawResponse again =
            site.ask(first.method, first.path, token, "key-" + std::to_string(i), first.body);
        if (again.body != first.answer) {
            return "the answer was " + first.answer + ", asked again it is " + again.body;
        }
    }
    if (write_over_http(site, token).size() != 4) return "the site does not go on";
    const Ended ended = site.end();
    if (ended.status != 0) return "the restarted site ended badly: " + ended.errors;
    Output output;
    const pid_t child = start_under_shim(
        bench, {IMAGINONS_PROGRAM, "verify", "--data", (image / "ville" / "data").string()}, {},
        output.writing());
    output.close_writing();
    const std::string said = output.line();
    wait_for(bench, child);
    return said.starts_with("ok ") ? "" : "verify: " + said;
}

std::string defect_when(const Mischief& mischief) {
    const Bench bench;
    const std::string token = token_for(bench);
    Serving site(bench, bench.data(), mischief);
    const auto acknowledged = write_over_http(site, token);
    const Ended ended = site.end();
    const bool was_killed = ended.signal == SIGKILL && !mischief.kill.empty();
    if (!was_killed && !ended.was_struck) return Verdict::idle;
    if (!was_killed && ended.signal != 0) return "it crashed: " + ended.errors;
    if (!was_killed && ended.status > 1) return "it ended oddly: " + ended.errors;
    if (ended.status == 1 && ended.errors.find("imaginons: ") == std::string::npos) {
        return "it ended without a sentence: " + ended.errors;
    }
    return defect_on_disk(bench, token, acknowledged);
}

// What a run without mischief does after the token is there.
Calls calls_while_serving() {
    const Bench bench;
    const std::string token = token_for(bench);
    const Calls before = calls_in(read_trace(bench.trace()));
    Serving site(bench, bench.data(), {});
    REQUIRE(write_over_http(site, token).size() == 4);
    const Ended ended = site.end();
    REQUIRE_MESSAGE(ended.status == 0, ended.errors);
    const Calls all = calls_in(read_trace(bench.trace()));
    return {all.syncs - before.syncs, all.changes - before.changes};
}

}  // namespace

TEST_CASE("the server, killed at any sync, loses nothing that it answered") {
    const Calls calls = calls_while_serving();
    CHECK(calls.syncs > 10);
    Judges judges;
    for (std::uint64_t n = 1; n <= calls.syncs; ++n) {
        for (const std::string moment : {"before ", "after "}) {
            const std::string when = moment + std::to_string(n);
            judges.judge("killed " + when,
                         [&] { return defect_when({.kill = when, .fail = {}, .skip = {}}); });
            if (!takes_long()) break;
        }
    }
    const Verdict verdict = judges.verdict();
    MESSAGE("kills of the server: " << verdict.cases - verdict.idle_cases << ", " << verdict.defects
                                    << " with a defect");
    CHECK(verdict.idle_cases < verdict.cases / 2);
    CHECK_MESSAGE(verdict.defects == 0, verdict.text());
}

TEST_CASE("the server, on a disk that fails, answers nothing that is not safe") {
    const Calls calls = calls_while_serving();
    CHECK(calls.changes > 20);
    Judges judges;
    for (std::uint64_t n = 1; n <= calls.changes; ++n) {
        for (const std::string fault : {"once ", "on "}) {
            const std::string what =
                fault + std::to_string(n) + (fault == "once " ? " EIO" : " ENOSPC");
            judges.judge("fault " + what,
                         [&] { return defect_when({.kill = {}, .fail = what, .skip = {}}); });
            if (!takes_long()) break;
        }
    }
    const Verdict verdict = judges.verdict();
    MESSAGE("faults of the server's disk: " << verdict.cases - verdict.idle_cases << ", "
                                            << verdict.defects << " with a defect");
    CHECK(verdict.idle_cases < verdict.cases / 2);
    CHECK_MESSAGE(verdict.defects == 0, verdict.text());
}
