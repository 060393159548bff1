// One connection: its state between reads, handler calls and writes. Everything happens on its
// worker's thread; included by session.cpp and worker.cpp only, because Beast is heavy.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/request_parser.hpp"
#include "http/worker.hpp"

namespace imaginons::http {

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
    Response refusal(unsigned status, std::string_view detail);
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

}  // namespace imaginons::http
