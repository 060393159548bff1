// One io thread of the server (Worker) with its connections, and what all threads share. Everything
// here happens on the worker's thread unless a comment says otherwise. What one connection does is
// in session.*; included by the transport's files only, because Asio is heavy.
#pragma once

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
    // Owned here; asynchronous operations and wakes under way keep theirs alive too.
    std::vector<std::shared_ptr<Session>> sessions_;

    std::time_t date_second_ = 0;
    std::string date_header_;

    std::atomic<std::size_t> streams_{0};
    std::atomic<bool> poked_{false};

    // Wakes of any thread: one post to the io thread per batch, not one per answer.
    std::mutex mailbox_mutex_;
    using Wake = std::pair<std::shared_ptr<Session>, std::uint64_t>;
    std::vector<Wake> mailbox_;    // guarded by it
    bool mailbox_closed_ = false;  // guarded by it
    std::vector<Wake> delivering_;  // what deliver_wakes() took; kept for its memory
};

// Says in the log that a handler failed, without what could name a person. In server.cpp.
void log_failure(std::string_view method_and_path, std::string_view what);

}  // namespace imaginons::http
