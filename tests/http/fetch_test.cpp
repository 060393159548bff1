// The client against real sockets: our own server, and one that answers what a test wants.
#include "http/fetch.hpp"

#include <doctest/doctest.h>

#include "tests/http/raw_client.hpp"

using namespace imaginons::http;
using imaginons::tests::RawClient;
using imaginons::tests::RunningServer;
using namespace std::chrono_literals;

namespace {

Response redirect_to(std::string where) {
    Response response;
    response.status = 302;
    response.headers.emplace_back("Location", std::move(where));
    return response;
}

// Says what it was asked; /to?URL sends there.
Reply answer(const Request& request) {
    if (request.path == "/to") return redirect_to(std::string(request.query));
    if (request.path == "/for-ever") return redirect_to("/for-ever");
    Response response;
    response.content_type = "text/x-test";
    if (request.path == "/missing") response.status = 404;
    if (request.path == "/large") {
        response.body = std::string(100'000, 'x');
    } else {
        response.body = std::string(request.method == Method::post ? "POST " : "GET ") +
                        std::string(request.target) + " " + std::string(request.content_type) +
                        " " + std::string(request.body);
    }
    return response;
}

std::string at(const RunningServer& server, const std::string& path) {
    return "http://127.0.0.1:" + std::to_string(server.port()) + path;
}

}  // namespace

TEST_CASE("an answer comes with its status, its type and its bytes, whatever the status") {
    const RunningServer server({}, answer);
    Fetcher fetcher;
    const Fetched page = fetcher.get(at(server, "/a?b=c"));
    CHECK(page.failure == "");
    CHECK(page.status == 200);
    CHECK(page.content_type == "text/x-test");
    CHECK(page.body == "GET /a?b=c  ");
    const Fetched missing = fetcher.get(at(server, "/missing"));
    CHECK(missing.answered());
    CHECK(missing.status == 404);
    const Fetched posted = fetcher.post(at(server, "/add"), "text/plain", std::string("a\0b", 3));
    CHECK(posted.status == 200);
    CHECK(posted.body == std::string("POST /add text/plain a\0b", 24));
}

TEST_CASE("a redirect on the same server is followed, one to another host or port is a failure") {
    const RunningServer server({}, answer);
    const RunningServer other({}, answer);
    Fetcher fetcher;
    CHECK(fetcher.get(at(server, "/to?/there")).body == "GET /there  ");
    const std::string elsewhere = at(other, "/there");
    const Fetched refused = fetcher.get(at(server, "/to?" + elsewhere));
    CHECK(refused.failure == at(server, "/to?" + elsewhere) + " sends elsewhere, to " + elsewhere +
                                 ", which is not followed");
    CHECK(refused.status == 0);
    CHECK(fetcher.get(at(server, "/to?http://other.invalid/")).failure.find("elsewhere") !=
          std::string::npos);
    CHECK(fetcher.get(at(server, "/to?file:///etc/passwd")).failure.find("elsewhere") !=
          std::string::npos);
    CHECK(fetcher.get(at(server, "/for-ever")).failure ==
          at(server, "/for-ever") + " sends in circles");
    CHECK(fetcher.post(at(server, "/to?/there"), "text/plain", "x").status == 302);
}

TEST_CASE("an answer larger than the limit is a failure, one of exactly the limit is not") {
    const RunningServer server({}, answer);
    Fetcher exact({.body_bytes = 100'000});
    CHECK(exact.get(at(server, "/large")).body.size() == 100'000);
    Fetcher small({.body_bytes = 99'999});
    const Fetched refused = small.get(at(server, "/large"));
    CHECK(refused.failure == at(server, "/large") + " answers with more than 99999 bytes");
    CHECK(refused.body.empty());
    CHECK(small.get(at(server, "/a")).status == 200);
}

TEST_CASE("a server that is not there, or that does not answer, is said in one sentence") {
    std::string gone;
    {
        const RunningServer server({}, answer);
        gone = at(server, "/a");
    }
    CHECK(Fetcher().get(gone).failure.starts_with(gone + " cannot be reached: "));
    const RunningServer silent({.drain_timeout = 50ms}, [](const Request&) -> Reply {
        return Deferred{[](std::function<void()>) {}, [] { return Response(); }};
    });
    Fetcher impatient({.timeout = 50ms});
    CHECK(impatient.get(at(silent, "/a"))
              .failure.starts_with(at(silent, "/a") + " cannot be reached: "));
}

TEST_CASE("only http and https addresses are fetched") {
    Fetcher fetcher;
    for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/x", "", "127.0.0.1/x", "http://",
                            "gopher://127.0.0.1/", "http://[::1"}) {
        CAPTURE(url);
        CHECK(fetcher.get(url).failure ==
              std::string(url) + " is not an http:// or https:// address");
        CHECK(fetcher.post(url, "text/plain", "").failure ==
              std::string(url) + " is not an http:// or https:// address");
    }
}
