// The server through real sockets: order, limits, time, streams, stopping.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "http/problem.hpp"
#include "tests/http/raw_client.hpp"

using namespace imaginons;
using namespace imaginons::http;
using imaginons::tests::RawClient;
using imaginons::tests::RawResponse;
using imaginons::tests::RunningServer;
using namespace std::chrono_literals;

namespace {

Response text(std::string body) {
    Response response;
    response.content_type = "text/plain";
    response.body = std::move(body);
    return response;
}

// A stand for the writer: holds wakes until the test lets them go, from a thread of its own.
class Writer {
  public:
    Deferred answer(std::string body) {
        return {[this](std::function<void()> wake) {
                    const std::lock_guard lock(mutex_);
                    wakes_.push_back(std::move(wake));
                    arrived_.notify_all();
                },
                [body = std::move(body)] { return text(body); }};
    }

    void wait_for(std::size_t count) {
        std::unique_lock lock(mutex_);
        REQUIRE(arrived_.wait_for(lock, 10s, [&] { return wakes_.size() >= count; }));
    }

    void wake_all() {
        std::thread([this] {
            std::vector<std::function<void()>> wakes;
            {
                const std::lock_guard lock(mutex_);
                wakes.swap(wakes_);
            }
            for (const auto& wake : wakes) wake();
        }).join();
    }

  private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<std::function<void()>> wakes_;
};

// Waits for what another thread is about to do, without a fixed sleep.
bool soon(const std::function<bool()>& condition) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::yield();
    }
    return true;
}

Reply echo(const Request& request) {
    return text(std::string(request.path) + "|" + std::string(request.query) + "|" +
                std::string(request.body));
}

std::string get(std::string_view target) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n\r\n";
}

std::string post(std::string_view target, std::string_view body) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string(body);
}

}  // namespace

TEST_CASE("one connection serves requests one after another") {
    RunningServer running({}, echo);
    RawClient client(running.port());
    for (int i = 0; i < 3; ++i) {
        const RawResponse response = client.get("/page?n=" + std::to_string(i));
        CHECK(response.status == 200);
        CHECK(response.body == "/page|n=" + std::to_string(i) + "|");
        CHECK(response.header("connection").empty());
        CHECK(response.header("date").ends_with(" GMT"));
        CHECK(response.header("x-content-type-options") == "nosniff");
    }
}

TEST_CASE("HTML carries the content security policy, other types do not need it") {
    RunningServer running({}, [](const Request& request) -> Reply {
        Response response;
        if (request.path == "/data") response.content_type = "application/json";
        response.body = std::string("x");
        return response;
    });
    RawClient client(running.port());
    CHECK(client.get("/").header("content-security-policy").starts_with("default-src 'none'; "));
    CHECK(client.get("/data").header("content-security-policy").empty());
}

TEST_CASE("pipelined requests are answered in order, also when one waits for the writer") {
    Writer writer;
    RunningServer running({}, [&](const Request& request) -> Reply {
        if (request.path == "/b") return writer.answer("b");
        return text(std::string(request.path.substr(1)) + std::string(request.body));
    });
    RawClient client(running.port());
    client.send(post("/a", "1") + post("/b", "2") + post("/c", "3"));
    CHECK(client.receive().body == "a1");
    writer.wait_for(1);
    writer.wake_all();
    CHECK(client.receive().body == "b");
    CHECK(client.receive().body == "c3");
}

TEST_CASE("a thousand pipelined requests that fill the buffer many times are all answered") {
    RunningServer running({}, echo);
    RawClient client(running.port());
    std::thread sender([&] {
        std::string all;
        for (int i = 0; i < 1000; ++i) {
            all += post("/" + std::to_string(i), std::string(static_cast<std::size_t>(i), 'x'));
        }
        client.send(all);
    });
    for (int i = 0; i < 1000; ++i) {
        const std::string body(static_cast<std::size_t>(i), 'x');
        REQUIRE(client.receive().body == "/" + std::to_string(i) + "||" + body);
    }
    sender.join();
}

TEST_CASE("a request may come byte by byte, chunked too") {
    RunningServer running({}, echo);
    RawClient client(running.port());
    const std::string request =
        "POST /slowly HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;name=\"value\"\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n";
    const std::string empty =
        "POST /empty HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    for (const char c : request + empty + post("/next", "body")) client.send({&c, 1});
    CHECK(client.receive().body == "/slowly||abcde");
    CHECK(client.receive().body == "/empty||");
    CHECK(client.receive().body == "/next||body");
}

TEST_CASE("HEAD is answered with the length of GET and no body") {
    RunningServer running({}, [](const Request&) -> Reply { return text("twelve bytes"); });
    RawClient client(running.port());
    client.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n" + get("/"));
    const RawResponse head = client.receive(true);
    CHECK(head.status == 200);
    CHECK(head.header("content-length") == "12");
    CHECK(client.receive().body == "twelve bytes");
}

TEST_CASE("204 and 304 have neither body nor length") {
    RunningServer running({}, [](const Request& request) -> Reply {
        Response response = text("never seen");
        response.status = request.path == "/204" ? 204 : 304;
        return response;
    });
    RawClient client(running.port());
    client.send(get("/204") + get("/304"));
    const RawResponse none = client.receive();
    CHECK(none.status == 204);
    CHECK(none.header("content-length").empty());
    CHECK(client.receive().status == 304);
    client.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    CHECK(client.receive_all().ends_with("\r\n\r\n"));
}

TEST_CASE("HTTP/1.0 closes, unless the client asks to keep the connection") {
    RunningServer running({}, echo);
    RawClient kept(running.port());
    kept.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n");
    const RawResponse first = kept.receive();
    CHECK(first.body == "/a||");
    CHECK(first.header("connection") == "keep-alive");
    const RawResponse second = kept.receive();
    CHECK(second.body == "/b||");
    CHECK(second.header("connection") == "close");
    CHECK(kept.is_closed());
}

TEST_CASE("the handler sees the headers it is promised") {
    RunningServer running({}, [](const Request& r) -> Reply {
        std::string all;
        for (const auto part :
             {r.target, r.path, r.query, r.host, r.cookie, r.authorization, r.content_type,
              r.accept, r.accept_language, r.accept_encoding, r.if_none_match, r.idempotency_key,
              r.last_event_id, r.origin, r.fetch_site, r.forwarded_for, r.peer, r.body}) {
            all += std::string(part) + "\n";
        }
        return text(all);
    });
    RawClient client(running.port());
    client.send(
        "PUT http://city.example:8080/a/b?c=d HTTP/1.1\r\nHOST: ignored\r\nCookie: k=v\r\n"
        "authorization: Bearer t\r\nContent-Type: text/x\r\nAccept: a/b\r\nAccept-Language: fr\r\n"
        "Accept-Encoding: gzip\r\nIf-None-Match: \"e\"\r\nIdempotency-Key: key\r\n"
        "Last-Event-ID: 12\r\nOrigin: http://o\r\nSec-Fetch-Site: same-origin\r\n"
        "X-Forwarded-For: 192.0.2.1\r\nContent-Length: 4\r\n\r\nbody");
    CHECK(client.receive().body ==
          "http://city.example:8080/a/b?c=d\n/a/b\nc=d\ncity.example:8080\nk=v\nBearer t\ntext/x\n"
          "a/b\nfr\ngzip\n\"e\"\nkey\n12\nhttp://o\nsame-origin\n192.0.2.1\n127.0.0.1\nbody\n");
}

TEST_CASE("a client that expects 100-continue is told to go on") {
    RunningServer running({}, echo);
    RawClient client(running.port());
    client.send(
        "POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client.receive_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");
    CHECK(client.receive().body == "/x||abc");
}

TEST_CASE(
    "a body is taken up to the limit, and refused before it is read when it is one byte more") {
    ServerOptions options;
    options.body_bytes = 100'000;
    RunningServer running(options, echo);
    RawClient client(running.port());
    client.send(post("/", std::string(100'000, 'x')));
    CHECK(client.receive().body.size() == 100'003);
    client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100001\r\n\r\n");
    CHECK(client.receive().status == 413);
    CHECK(client.is_closed());

    RawClient chunked(running.port());
    chunked.send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n186A1\r\n");
    CHECK(chunked.receive().status == 413);
}

TEST_CASE("the refusal of a large body reaches a client that sends all of it first") {
    RunningServer running({}, echo);
    RawClient client(running.port());
    client.send(post("/", std::string(4'000'000, 'x')));
    CHECK(client.receive().status == 413);
}

TEST_CASE("a head that is too large is refused, naming what is too large") {
    RunningServer running({}, echo);
    const auto status_of = [&](const std::string& request) {
        RawClient client(running.port());
        client.send(request);
        const unsigned status = client.receive().status;
        CHECK(client.is_closed());
        return status;
    };
    CHECK(status_of("GET /" + std::string(limits::target_bytes, 'x') +
                    " HTTP/1.1\r\nHost: a\r\n\r\n") == 414);
    CHECK(status_of("GET /" + std::string(100'000, 'x')) == 414);
    CHECK(status_of("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(limits::head_bytes, 'x') +
                    "\r\n\r\n") == 431);
    std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (std::size_t i = 0; i < limits::headers; ++i) many += "A: b\r\n";
    CHECK(status_of(many + "\r\n") == 431);

    RawClient exact(running.port());
    exact.send("GET /" + std::string(limits::target_bytes - 1, 'x') +
               " HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(exact.receive().status == 200);
}

TEST_CASE("a handler that throws is answered 500, says nothing of why, and the server goes on") {
    RunningServer running({}, [](const Request& request) -> Reply {
        if (request.path == "/bad") throw std::runtime_error("secret of someone@example.org");
        if (request.path == "/start") {
            return Deferred{[](const auto&) { throw std::runtime_error("queue broken"); },
                            [] { return text("never"); }};
        }
        if (request.path == "/finish") {
            return Deferred{[](const auto& wake) { wake(); },
                            []() -> Response { throw std::runtime_error("late"); }};
        }
        if (request.path == "/split") {
            Response response = text("x");
            response.headers.emplace_back("Location", "/a\r\nSet-Cookie: stolen=1");
            return response;
        }
        return text("fine");
    });
    for (const auto* path : {"/bad", "/start", "/finish", "/split"}) {
        CAPTURE(path);
        RawClient client(running.port());
        const RawResponse response = client.get(path);
        CHECK(response.status == 500);
        CHECK(response.header("content-type") == "application/problem+json");
        CHECK(response.body.find("secret") == std::string::npos);
        CHECK(response.head.find("stolen") == std::string::npos);
    }
    CHECK(RawClient(running.port()).get("/").body == "fine");
}

TEST_CASE("a client that never finishes its head is timed out, one that is silent is closed") {
    ServerOptions options;
    options.head_timeout = 40ms;
    options.idle_timeout = 40ms;
    RunningServer running(options, echo);
    RawClient slow(running.port());
    slow.send("GET / HTTP/1.1\r\nHost: te");
    CHECK(slow.receive().status == 408);
    CHECK(slow.is_closed());

    RawClient silent(running.port());
    CHECK(silent.is_closed());

    RawClient idle(running.port());
    CHECK(idle.get("/").status == 200);
    CHECK(idle.is_closed());
}

TEST_CASE("a client that never finishes its body is timed out") {
    ServerOptions options;
    options.body_timeout = 40ms;
    RunningServer running(options, echo);
    RawClient client(running.port());
    client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nabc");
    CHECK(client.receive().status == 408);
    CHECK(client.is_closed());
}

TEST_CASE("an answer larger than the socket's buffer is whole, and the connection goes on") {
    const auto large = std::make_shared<const std::string>(32'000'000, 'x');
    RunningServer running({}, [&](const Request&) -> Reply {
        Response response = text("");
        response.body = large;
        return response;
    });
    RawClient reader(running.port());
    CHECK(bool(reader.get("/").body == *large));
    CHECK(bool(reader.get("/").body == *large));
}

TEST_CASE("a client that does not read its answer is closed") {
    const auto large = std::make_shared<const std::string>(32'000'000, 'x');
    ServerOptions options;
    options.write_timeout = 40ms;
    RunningServer running(options, [&](const Request&) -> Reply {
        Response response = text("");
        response.body = large;
        return response;
    });
    RawClient deaf(running.port());
    deaf.send(get("/"));
    CHECK(soon([&] {
        return running.server().metrics().prometheus_text().find(
                   "imaginons_http_timeouts_total 1\n") != std::string::npos;
    }));
    CHECK(soon([&] { return running.server().metrics().open_connections() == 0; }));
}

TEST_CASE("a client that vanishes while its answer waits harms nobody") {
    Writer writer;
    RunningServer running({}, [&](const Request& request) -> Reply {
        if (request.path == "/wait") return writer.answer("late");
        return text("fine");
    });
    {
        RawClient gone(running.port());
        gone.send(get("/wait"));
        writer.wait_for(1);
        gone.reset();
    }
    writer.wake_all();
    CHECK(RawClient(running.port()).get("/").body == "fine");
    CHECK(soon([&] {
        return running.server().metrics().prometheus_text().find("imaginons_http_deferred 0\n") !=
               std::string::npos;
    }));
}

TEST_CASE("a wake that comes after the server is gone is dropped") {
    Writer writer;
    {
        ServerOptions options;
        options.drain_timeout = 20ms;
        RunningServer running(options, [&](const Request&) -> Reply { return writer.answer("x"); });
        RawClient client(running.port());
        client.send(get("/"));
        writer.wait_for(1);
        running.stop();
        CHECK(client.is_closed());
    }
    writer.wake_all();
}

TEST_CASE("an event stream sends what is new when told, and beats while there is nothing") {
    std::mutex mutex;
    std::string news = "data: first\n\n";
    ServerOptions options;
    options.heartbeat = 40ms;
    RunningServer running(options, [&](const Request&) -> Reply {
        return EventStream{[&] {
            const std::lock_guard lock(mutex);
            return std::exchange(news, {});
        }};
    });
    RawClient client(running.port());
    client.send(get("/events"));
    const std::string head = client.receive_until("\r\n\r\n");
    CHECK(head.find("Content-Type: text/event-stream\r\n") != std::string::npos);
    CHECK(head.find("Content-Length") == std::string::npos);
    CHECK(client.receive_until("\n\n") == "data: first\n\n");
    CHECK(client.receive_until(":\n\n").ends_with(":\n\n"));
    {
        const std::lock_guard lock(mutex);
        news = "data: second\n\n";
    }
    running.server().notify_streams();
    CHECK(client.receive_until("data: second\n\n").ends_with("data: second\n\n"));
    running.stop();
    CHECK(client.receive_all().find("data") == std::string::npos);
}

TEST_CASE("no notification of an event stream is lost, however they fall") {
    std::atomic<int> written{0};
    ServerOptions options;
    options.threads = 2;
    RunningServer running(options, [&](const Request&) -> Reply {
        return EventStream{[&written, sent = 0]() mutable -> std::string {
            if (sent == written.load()) return {};
            return "data: " + std::to_string(sent = written.load()) + "\n\n";
        }};
    });
    std::vector<RawClient> clients;
    for (int i = 0; i < 10; ++i) {
        clients.emplace_back(running.port());
        clients.back().send(get("/events"));
    }
    for (int i = 0; i < 1000; ++i) {
        ++written;
        running.server().notify_streams();
    }
    for (auto& client : clients) {
        CHECK(client.receive_until("data: 1000\n\n").ends_with("data: 1000\n\n"));
    }
}

TEST_CASE("a stopping server finishes what is in flight and closes what is idle") {
    Writer writer;
    RunningServer running({}, [&](const Request& request) -> Reply {
        if (request.path == "/wait") return writer.answer("done");
        return text("fine");
    });
    RawClient idle(running.port());
    CHECK(idle.get("/").status == 200);
    RawClient busy(running.port());
    busy.send(get("/wait"));
    writer.wait_for(1);
    running.server().stop();
    CHECK(idle.is_closed());
    CHECK_THROWS(RawClient(running.port()).get("/"));
    writer.wake_all();
    const RawResponse response = busy.receive();
    CHECK(response.body == "done");
    CHECK(response.header("connection") == "close");
    CHECK(busy.is_closed());
}

TEST_CASE("two hundred connections at once are all served, on several threads") {
    ServerOptions options;
    options.threads = 3;
    Writer writer;
    RunningServer running(options, [&](const Request& request) -> Reply {
        if (request.method == Method::put) return writer.answer(std::string(request.path));
        return echo(request);
    });
    std::vector<RawClient> clients;
    for (int i = 0; i < 200; ++i) clients.emplace_back(running.port());
    for (std::size_t i = 0; i < clients.size(); ++i) {
        clients[i].send("PUT /" + std::to_string(i) + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }
    writer.wait_for(200);
    writer.wake_all();
    for (std::size_t i = 0; i < clients.size(); ++i) {
        REQUIRE(clients[i].receive().body == "/" + std::to_string(i));
        REQUIRE(clients[i].get("/again").body == "/again||");
    }
    CHECK(running.server().metrics().open_connections() == 200);
}

TEST_CASE("past its connections the server says 503, and serves again when one has left") {
    ServerOptions options;
    options.connections = 2;
    RunningServer running(options, echo);
    auto first = std::make_unique<RawClient>(running.port());
    RawClient second(running.port());
    CHECK(first->get("/").status == 200);
    CHECK(second.get("/").status == 200);
    RawClient third(running.port());
    const RawResponse refused = third.receive();
    CHECK(refused.status == 503);
    CHECK(!refused.header("retry-after").empty());
    CHECK(third.is_closed());
    first.reset();
    CHECK(soon([&] { return RawClient(running.port()).get("/").status == 200; }));
}

TEST_CASE("the metrics tell what was served") {
    RunningServer running({}, echo);
    running.server().metrics().add_gauge(
        {"imaginons_test_gauge", "A test.", "gauge", [] { return 2.5; }});
    RawClient client(running.port());
    CHECK(client.get("/").status == 200);
    client.send("nonsense\r\n\r\n");
    CHECK(client.receive().status == 400);
    // Counted after the client has its answer.
    std::string metrics;
    CHECK(soon([&] {
        metrics = running.server().metrics().prometheus_text();
        return metrics.find("imaginons_http_request_seconds_count 2\n") != std::string::npos;
    }));
    for (const auto* line : {"imaginons_http_requests_total{method=\"get\",status=\"2xx\"} 1\n",
                             "imaginons_http_bad_requests_total 1\n",
                             "imaginons_http_request_seconds_bucket{le=\"+Inf\"} 2\n",
                             "imaginons_http_request_seconds_count 2\n",
                             "# TYPE imaginons_test_gauge gauge\nimaginons_test_gauge 2.5\n"}) {
        CAPTURE(metrics);
        CHECK(metrics.find(line) != std::string::npos);
    }
}

TEST_CASE("a port that is taken throws at once") {
    RunningServer running({}, echo);
    ServerOptions options;
    options.port = running.port();
    CHECK_THROWS(Server(options, echo));
}
