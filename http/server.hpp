// The HTTP/1.1 server: binds, accepts, runs its threads, stops gracefully. What a connection does
// is in session.*; what is answered is the handler's affair.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "http/limits.hpp"
#include "http/message.hpp"
#include "http/metrics.hpp"

namespace imaginons::http {

struct ServerOptions {
    std::string host = "127.0.0.1";  // an IP address
    std::uint16_t port = 0;          // 0: any free one
    unsigned threads = 0;            // 0: one less than the cores, at least one

    std::size_t connections = limits::connections;
    std::size_t body_bytes = limits::body_bytes;
    std::chrono::milliseconds head_timeout{
        10'000};  // from the first byte of a request to the end of its head
    std::chrono::milliseconds body_timeout{
        30'000};  // and one second per limits::slowest_bytes_per_s
    std::chrono::milliseconds write_timeout{30'000};  // likewise
    std::chrono::milliseconds idle_timeout{60'000};   // between requests
    std::chrono::milliseconds heartbeat{15'000};      // silence on an event stream
    std::chrono::milliseconds drain_timeout{10'000};  // what stop() gives the requests in flight

    FailureAnswer refusal{};  // empty: a problem document
};

class Server {
  public:
    // Binds and listens, so port() is known; throws boost::system::system_error when it cannot. The
    // handler is called from all io threads at once and must outlive nothing: the server keeps its
    // own copy.
    Server(ServerOptions options, Handler handler);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    unsigned threads() const;

    // Serves until stop(): blocks, and uses the calling thread as one of its own. Call one of them,
    // once.
    void run();
    void
    run_until_signal();  // also stops at SIGTERM and SIGINT; a second signal then ends the process

    // Stops accepting, closes idle connections and event streams, lets requests in flight finish
    // for at most drain_timeout; then run() returns. From any thread, also before run(), also more
    // than once.
    void stop();

    // Something new for event streams: each is asked to pull on its own thread. From any thread,
    // cheap, coalesced.
    void notify_streams();

    // Gauges are added before run(); the text is asked for at any time.
    Metrics& metrics();

  private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace imaginons::http
