// One connection (Session) and the io thread that carries it (Worker). Everything here happens on
// the worker's thread unless a comment says otherwise; included by server.cpp and session.cpp only,
// because Asio and Beast are heavy.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.hpp"
#include "http/metrics.hpp"
#include "http/request_parser.hpp"
#include "http/server.hpp"

namespace imaginons::http {

using Clock = std::chrono::steady_clock;
// The concrete executor, not any_io_executor: no virtual call for each operation.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

class Session;

// What all workers share; lives as long as the last session.
struct Shared {
    Shared(ServerOptions given, Handler answer, std::size_t threads)
        : options(std::move(given)), handler(std::move(answer)), metrics(threads) {}

    const ServerOptions options;
    const Handler handler;
    Metrics metrics;
    std::atomic<std::size_t> connections{0};
    std::atomic<std::size_t> refusals{0};    // connections beyond those, being told 503
    std::atomic<std::size_t> body_bytes{0};  // promised to requests whose bodies are held
};

// One io_context and its thread's sessions. Shared-owned by the server and by every session,
// because a wake may come from the writer after the server is gone.
class Worker : public std::enable_shared_from_this<Worker> {
  public:
    Worker(std::shared_ptr<Shared> shared, std::size_t index);

    boost::asio::io_context& io() { return io_; }
    Shared& shared() { return *shared_; }
    ThreadMetrics& metrics() { return metrics_; }
    bool stopping() const { return stopping_; }

    // Runs the io_context until begin_stop() and the last session's end.
    void run();
    // After run(): wakes that still come are dropped.
    void close_mailbox();

    // Takes a connection over; `refused`: only to tell it 503.
    void adopt(Socket socket, bool refused);
    void forget(Session& session);
    void begin_stop();

    // From any thread.
    void wake(std::shared_ptr<Session> session, std::uint64_t request);
    void poke_streams();

    void stream_opened() { streams_.fetch_add(1); }
    void stream_closed() { streams_.fetch_sub(1); }

    // "Date: ...\r\n" of this second.
    std::string_view date_header();

  private:
    void arm_timer();
    void tick();
    void deliver_wakes();

    std::shared_ptr<Shared> shared_;
    ThreadMetrics& metrics_;
    boost::asio::io_context io_{1};
    std::optional<boost::asio::executor_work_guard<Executor>> guard_;
    Timer timer_;
    std::chrono::milliseconds tick_;
    bool timer_armed_ = false;
    bool stopping_ = false;
    Clock::time_point drain_until_ = Clock::time_point::max();
    std::vector<std::shared_ptr<Session>>
        sessions_;  // owns; handlers in flight keep theirs alive too

    std::time_t date_second_ = 0;
    std::string date_header_;

    std::atomic<std::size_t> streams_{0};
    std::atomic<bool> poked_{false};

    // Wakes of any thread: one post to the io thread per batch, not one per answer.
    std::mutex mailbox_mutex_;
    std::vector<std::pair<std::shared_ptr<Session>, std::uint64_t>> mailbox_;  // guarded by it
    bool mailbox_closed_ = false;                                              // guarded by it
    std::vector<std::pair<std::shared_ptr<Session>, std::uint64_t>> delivering_;
};

class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(std::shared_ptr<Worker> worker, Socket socket, std::string peer);
    ~Session();

    void start();
    void start_refused();
    void wake(std::uint64_t request);
    void poke();
    void check_deadline(Clock::time_point now);
    void stop_gracefully();
    void close();

    bool refused = false;  // counts among Shared::refusals
    std::size_t slot = 0;  // its place among the worker's sessions

  private:
    enum class Phase : std::uint8_t {
        idle,       // between requests
        head,       // some bytes of a head are there
        body,       // the head is complete
        answering,  // the handler is at work, or its answer is being put together
        waiting,    // for a Deferred's wake
        writing,    // an answer that the socket did not take at once
        streaming,  // an event stream, until either side closes
        lingering,  // all is said; what the client still sends is thrown away
        closed,
    };

    void read_more();
    void on_read(std::size_t size);
    void serve();
    bool read_request();
    void begin_request();
    bool begin_body();
    void begin_transfer(std::chrono::milliseconds timeout, std::size_t size);
    void extend_transfer();
    bool make_room();
    bool answer();
    bool answer_with(Reply reply);
    void begin_waiting(Deferred deferred);
    bool fail(std::string_view what);
    bool refuse(const Fault& fault);
    bool send(Response response);
    void write_head(bool with_length);
    bool write_out();
    void write_rest();
    bool sent();
    void begin_stream(EventStream stream);
    void pump();
    void send_stream_bytes(std::string bytes);
    void linger();
    void release_body();
    bool is_head_request() const;

    std::shared_ptr<Worker> worker_;  // outlives the io_context's other users, see Worker
    Socket socket_;
    std::string peer_;
    Phase phase_ = Phase::idle;
    bool reading_ = false;  // an async_read_some is under way
    bool keep_alive_ = false;
    Clock::time_point deadline_ = Clock::time_point::max();
    std::chrono::milliseconds transfer_timeout_{};
    Clock::time_point transfer_until_{};
    Clock::time_point started_{};  // when the request was complete

    // The buffer never moves while a request is parsed or answered: Request lends from it.
    std::unique_ptr<char[]> buffer_;
    std::size_t request_begin_ = 0;  // of the request being read
    std::size_t body_begin_ = 0;     // where its body's bytes are read to
    std::size_t begin_ = 0;          // bytes not parsed yet
    std::size_t end_ = 0;
    std::string body_;
    std::size_t promised_body_ = 0;  // of Shared::body_bytes
    std::optional<RequestParser> parser_;

    std::uint64_t request_number_ = 0;  // tells a late wake from the one waited for
    Deferred deferred_;
    EventStream stream_;

    std::string head_;
    Response response_;
    std::string_view body_out_;  // in response_
    std::size_t sent_ = 0;       // of head_ and body_out_ together
    std::size_t discarded_ = 0;
};

// Says in the log that a handler failed, without what could name a person. In server.cpp.
void log_failure(std::string_view method_and_path, std::string_view what);

}  // namespace imaginons::http
