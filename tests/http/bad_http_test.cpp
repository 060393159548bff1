// HTTP that is wrong: llhttp's own cases, when they are there, and those that have broken into
// servers before.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "tests/http/raw_client.hpp"

using namespace imaginons;
using namespace imaginons::http;
using imaginons::tests::RawClient;
using imaginons::tests::RunningServer;
using namespace std::chrono_literals;

namespace {

struct Case {
    std::string name;
    std::string request;
    bool strict = true;               // llhttp's meta: no "lenient" mode
    bool refused = false;             // llhttp, strict, reports an error in it
    std::size_t messages_before = 0;  // complete requests before that error
};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
}

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; ++at) ++found;
    return found;
}

// As llhttp's own runner reads its blocks: lines end in CRLF, the last line end is not there, a
// backslash at the end of a line joins it with the next, \r \n \t \f \xNN are those bytes.
std::string raw_request(std::string text) {
    if (!text.empty() && text.back() == '\n') text.pop_back();
    replace_all(text, "\\\n", "");
    replace_all(text, "\n", "\r\n");
    replace_all(text, "\\r", "\r");
    replace_all(text, "\\n", "\n");
    replace_all(text, "\\t", "\t");
    replace_all(text, "\\f", "\f");
    for (std::size_t at = 0; (at = text.find("\\x", at)) != std::string::npos; ++at) {
        text.replace(at, 4, 1, static_cast<char>(std::stoi(text.substr(at + 2, 2), nullptr, 16)));
    }
    return text;
}

// The block that begins with the fence after `at`, and at moves behind it.
std::string take_block(const std::string& text, const std::string& fence, std::size_t& at) {
    const std::size_t begin = text.find(fence + "\n", at);
    if (begin == std::string::npos) return {};
    const std::size_t content = begin + fence.size() + 1;
    const std::size_t end = text.find("```", content);
    at = end;
    return text.substr(content, end - content);
}

std::vector<Case> read_cases(const std::filesystem::path& folder) {
    std::vector<Case> cases;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".md") continue;
        const std::string text = read_file(entry.path());
        std::size_t at = 0;
        while ((at = text.find("<!-- meta=", at)) != std::string::npos) {
            Case one;
            const std::size_t heading = text.rfind("\n#", at) + 1;
            one.name = entry.path().filename().string() + ": " +
                       text.substr(heading, text.find('\n', heading) - heading);
            const std::string meta = text.substr(at, text.find("-->", at) - at);
            one.strict = meta.find("lenient") == std::string::npos;
            one.request = raw_request(take_block(text, "```http", at));
            const std::string log = take_block(text, "```log", at);
            // "Pause" is llhttp handing an upgraded connection over, not a fault of the request.
            const std::size_t error = log.find(" error code=");
            one.refused =
                error != std::string::npos && log.find("Pause on", error) == std::string::npos;
            one.messages_before = count(log.substr(0, error), "message complete");
            cases.push_back(std::move(one));
        }
    }
    return cases;
}

// The same request as a browser would send it: with a Host, so that its absence is not what is
// refused.
std::string with_host(std::string request) {
    if (request.find("\nHost:") != std::string::npos ||
        request.find("\nHOST:") != std::string::npos) {
        return request;
    }
    const std::size_t line = request.find("\r\n", request.starts_with("\r\n") ? 2 : 0);
    if (line != std::string::npos) request.insert(line + 2, "Host: test\r\n");
    return request;
}

Reply accept_all(const Request&) {
    Response response;
    response.content_type = "text/plain";
    response.body = std::string("ok");
    return response;
}

ServerOptions impatient() {
    ServerOptions options;
    options.head_timeout = 60ms;
    options.body_timeout = 60ms;
    options.idle_timeout = 60ms;
    return options;
}

// Everything the server answers to these bytes until it closes; receive_all fails the test if it
// never does.
std::vector<unsigned> statuses(const RunningServer& running, std::string_view bytes) {
    RawClient client(running.port());
    client.send(bytes);
    const std::string all = client.receive_all();
    std::vector<unsigned> found;
    for (std::size_t at = 0; (at = all.find("HTTP/1.1 ", at)) != std::string::npos; ++at) {
        if (all[at + 9] < '0' || all[at + 9] > '9') continue;  // a sentence about HTTP/1.1
        found.push_back(static_cast<unsigned>(std::stoul(all.substr(at + 9, 3))));
    }
    return found;
}

bool is_refusal(unsigned status) {
    return (status >= 400 && status < 500) || status == 501 || status == 505;
}

void check_case(const RunningServer& running, const Case& one, const std::string& request) {
    CAPTURE(one.name);
    CAPTURE(request);
    const auto found = statuses(running, request);
    const auto refusals = std::count_if(found.begin(), found.end(), is_refusal);
    const auto served = std::count(found.begin(), found.end(), 200U);
    CHECK(static_cast<std::size_t>(refusals + served) == found.size());
    CHECK(refusals <= 1);
    if (refusals == 1) CHECK(is_refusal(found.back()));
    if (!one.strict || !one.refused) return;
    // Nothing past the fault is served: what came after is a refusal, or the connection was already
    // closing.
    CHECK(static_cast<std::size_t>(served) <= one.messages_before);
    if (one.messages_before == 0) CHECK(refusals == 1);
}

}  // namespace

TEST_CASE("what strict llhttp refuses is refused here, and nothing breaks the server") {
    const std::filesystem::path folder =
        std::filesystem::path(IMAGINONS_SHARED_DATA) / "http-llhttp";
    if (!std::filesystem::exists(folder)) {
        std::cout << "skipped: " << folder.filename().string() << " not there\n";
        return;
    }
    const std::vector<Case> cases = read_cases(folder);
    CHECK(cases.size() >= 90);
    CHECK(std::count_if(cases.begin(), cases.end(),
                        [](const Case& one) { return one.strict && one.refused; }) >= 10);
    RunningServer running(impatient(), accept_all);
    for (const Case& one : cases) {
        check_case(running, one, one.request);
        check_case(running, one, with_host(one.request));
    }
    CHECK(RawClient(running.port()).get("/").status == 200);
}

TEST_CASE("requests that break into careless servers are refused and the connection is closed") {
    struct Attack {
        unsigned status;
        std::string request;
    };
    const std::string head = "POST / HTTP/1.1\r\nHost: test\r\n";
    const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
    const std::vector<Attack> attacks{
        // where the body ends
        {400, head + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {400, head + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n"},
        {400, head + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx"},
        {400, head + "Content-Length: 1, 1\r\n\r\nx"},
        {400, head + "Content-Length: +1\r\n\r\nx"},
        {400, head + "Content-Length: -1\r\n\r\nx"},
        {400, head + "Content-Length: 0x1\r\n\r\nx"},
        {400, head + "Content-Length: 99999999999999999999\r\n\r\nx"},
        {400, head + "Content-Length : 1\r\n\r\nx"},
        {400, head + " Content-Length: 1\r\n\r\nx"},
        {400, head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {501, head + "Transfer-Encoding: gzip\r\n\r\n"},
        {501, head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
        {501, head + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"},
        {501, head + "Transfer-Encoding: xchunked\r\n\r\n"},
        {501, head + "Transfer-Encoding:\r\n\r\n"},
        {400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        // chunks
        {400, chunked + "x\r\n\r\n"},
        {400, chunked + "-1\r\n\r\n"},
        {400, chunked + "1\r\nabc\r\n0\r\n\r\n"},
        {400, chunked + "1 \r\na\r\n0\r\n\r\n"},
        {400, chunked + "1;\r\na\r\n0\r\n\r\n"},
        {400, chunked + "1;a=\"\n\"\r\na\r\n0\r\n\r\n"},
        {400, chunked + "1\na\n0\n\n" + "\r\n"},
        {400, chunked + "fffffffffffffffff\r\na\r\n"},
        {413, chunked + "ffffffffffffffff\r\na\r\n"},
        {400, chunked + "0\r\nContent-Length: 5\r\n\r\n"},
        {400, chunked + "1;" + std::string(30'000, 'x')},
        // the line ends and folds
        {400, "GET / HTTP/1.1\nHost: test\n\n"},
        {400, "GET / HTTP/1.1\r\nHost: test\nX: y\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: test\r\nX: a\r\n b\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: test\r\nX:\r\n b\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: test\r\nX: a\r\n \r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: test\r\nX: \r\n \r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n Host: test\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: test\r\nX: a" + std::string(1, '\0') + "b\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: test\r\nX y: b\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: test\r\n: b\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: test\r\nnothing\r\n\r\n"},
        // hosts
        {400, "GET / HTTP/1.1\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n"},
        {400, "GET http://user@a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n"},
        // targets, methods, versions
        {400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET page HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"},
        {400, "GET / http/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /\r\n\r\n"},
        {505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
        {505, "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
        {501, "BREW / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {501, "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "G{T / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "\x16\x03\x01\x02\x01\x01 a TLS hello \r\n\r\n"},
        {400, "\r\n\r\n\r\n\r\n\r\n\r\n"},
        {417, head + "Content-Length: 1\r\nExpect: cake\r\n\r\nx"},
        // what may come once
        {400, head + "Cookie: a=1\r\nCookie: a=2\r\n\r\n"},
        {400, head + "Idempotency-Key: a\r\nIdempotency-Key: b\r\n\r\n"},
        {400, head + "Authorization: a\r\nauthorization: a\r\n\r\n"},
    };
    RunningServer running(impatient(), accept_all);
    for (const Attack& attack : attacks) {
        CAPTURE(attack.request);
        const auto found =
            statuses(running, attack.request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
        REQUIRE(found.size() == 1);
        CHECK(found.front() == attack.status);
    }
}

TEST_CASE("what is unusual and right is served") {
    RunningServer running(impatient(), accept_all);
    for (const std::string request :
         {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /a|\"b<>?{}^` HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
          "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", "GET HTTP://a?q HTTP/1.1\r\nHost: a\r\n\r\n",
          "PATCH / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 003\r\n\r\nabc",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n00a;x=\"y "
          "z\"\r\n0123456789\r\n0\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nX: caf\xc3\xa9\tx \r\nY:\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"}) {
        CAPTURE(request);
        const auto found = statuses(running, request);
        REQUIRE(found.size() == 1);
        CHECK(found.front() == 200);
    }
    CHECK(statuses(running, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").front() == 204);
}

TEST_CASE("random damage to good requests never breaks the server") {
    const auto seed = std::random_device{}();
    INFO("seed ", seed);
    std::mt19937 random(seed);
    const std::string good =
        "POST /a?b=c HTTP/1.1\r\nHost: test\r\nContent-Type: text/x\r\nContent-Length: 3\r\n\r\nabc"
        "PUT /b HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
        "GET /c HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";
    constexpr std::string_view likely(" \t\r\n:;,0aZ\0\x7f\xff", 14);
    RunningServer running(impatient(), accept_all);
    for (int round = 0; round < 400; ++round) {
        std::string damaged = good;
        for (std::size_t edits = 1 + random() % 3; edits-- > 0;) {
            const std::size_t at = random() % damaged.size();
            const char byte = likely[random() % likely.size()];
            if (random() % 3 == 0)
                damaged.erase(at, 1 + random() % 4);
            else if (random() % 2 == 0)
                damaged.insert(at, 1, byte);
            else
                damaged[at] = byte;
        }
        CAPTURE(damaged);
        RawClient client(running.port());
        client.send(damaged);
        client.shut_sending();
        const std::string all = client.receive_all();
        CHECK(all.find("HTTP/1.1 500") == std::string::npos);
    }
    CHECK(RawClient(running.port()).get("/").status == 200);
}
