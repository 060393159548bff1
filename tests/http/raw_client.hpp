// A blocking HTTP client that sends exactly the bytes it is told, and a server on a thread, for
// tests through a real socket. Nothing of the server's own code parses here.
#pragma once

#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "http/server.hpp"

namespace imaginons::tests {

struct RawResponse {
    unsigned status = 0;
    std::string head;  // with its last empty line
    std::string body;

    // The value of a header, empty when there is none; name in lower case.
    std::string header(std::string_view name) const;
};

// Every read waits at most ten seconds; whatever takes longer fails the test.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(RawClient&& other) noexcept;
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // False when the server has closed.
    bool send(std::string_view bytes);
    void shut_sending();
    void reset();  // closes with RST, as a client that vanishes

    // The next response by its Content-Length (none for 204, 304 and `head`); status 0 when the
    // server has closed.
    RawResponse receive(bool head = false);
    // Everything until the server closes.
    std::string receive_all();
    // Reads until the text has come and returns all up to its end; empty when the server has closed
    // before.
    std::string receive_until(std::string_view text);
    // True when the server closes without another byte.
    bool is_closed();

    // send() and receive() of one whole request.
    RawResponse get(std::string_view target);

  private:
    bool fill();
    int socket_;
    std::string buffer_;
};

// Runs the server on a thread; stops and joins at the end.
class RunningServer {
  public:
    RunningServer(http::ServerOptions options, http::Handler handler)
        : server_(std::move(options), std::move(handler)), thread_([this] { server_.run(); }) {}
    ~RunningServer() { stop(); }

    http::Server& server() { return server_; }
    std::uint16_t port() const { return server_.port(); }
    void stop() {
        server_.stop();
        if (thread_.joinable()) thread_.join();
    }

  private:
    http::Server server_;
    std::thread thread_;
};

}  // namespace imaginons::tests
