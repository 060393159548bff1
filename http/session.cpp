// The life of a connection: read a request, ask the handler, write the answer, again; with a
// deadline on every phase.
#include "http/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <cassert>
#include <cstring>
#include <exception>

#include "http/limits.hpp"
#include "http/problem.hpp"
#include "http/response_head.hpp"

namespace imaginons::http {

namespace {

using Error = boost::system::error_code;
namespace asio = boost::asio;

constexpr std::size_t buffer_bytes = limits::head_bytes + limits::body_room_bytes;

std::string_view name_of(Method method) {
    constexpr std::array<std::string_view, method_count> names{"GET",    "HEAD",    "POST", "PUT",
                                                               "DELETE", "OPTIONS", "?"};
    return names[static_cast<std::size_t>(method)];
}

}  // namespace

// ---- reading

Session::Session(std::shared_ptr<Worker> worker, Socket socket, std::string peer)
    : worker_(std::move(worker)), socket_(std::move(socket)), peer_(std::move(peer)) {}

Session::~Session() = default;

void Session::start() {
    deadline_ = Clock::now() + worker_->shared().options.head_timeout;
    read_more();
}

void Session::start_refused() {
    worker_->metrics().refused.add();
    Response response = problem({.status = 503, .detail = "Too many connections are open."});
    response.headers.emplace_back("Retry-After", "5");
    started_ = Clock::now();
    send(std::move(response));
}

void Session::read_more() {
    if (reading_) return;
    if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(buffer_bytes);
    assert(end_ < buffer_bytes);
    reading_ = true;
    socket_.async_read_some(asio::buffer(buffer_.get() + end_, buffer_bytes - end_),
                            [self = shared_from_this()](const Error& error, std::size_t size) {
                                self->reading_ = false;
                                if (self->phase_ == Phase::closed) return;
                                if (error) {
                                    self->close();
                                } else {
                                    self->on_read(size);
                                }
                            });
}

void Session::on_read(std::size_t size) {
    worker_->metrics().bytes_in.add(size);
    switch (phase_) {
        case Phase::body: extend_transfer(); [[fallthrough]];
        case Phase::idle:
        case Phase::head:
            end_ += size;
            serve();
            return;
        case Phase::streaming:
            close();  // nothing can follow a stream
            return;
        case Phase::lingering:
            discarded_ += size;
            if (discarded_ > limits::discarded_bytes) return close();
            read_more();
            return;
        case Phase::answering:
        case Phase::waiting:
        case Phase::writing:  // a 408 is on its way: too late
        case Phase::closed: return;
    }
}

// Answers what the buffer holds until bytes or an answer are missing.
void Session::serve() {
    for (unsigned answered = 0; answered < limits::turn_requests; ++answered) {
        if (!read_request() || !answer()) return;
    }
    asio::post(worker_->io(), [self = shared_from_this()] {
        if (self->phase_ == Phase::idle) self->serve();
    });
}

// True when a whole request is there. Otherwise more is being read, or the connection is ending.
bool Session::read_request() {
    if (!parser_) {
        for (std::size_t lines = 0; lines < limits::blank_lines_before && end_ - begin_ >= 2 &&
                                    std::memcmp(&buffer_[begin_], "\r\n", 2) == 0;
             ++lines) {
            begin_ += 2;
        }
        if (begin_ == end_) {
            begin_ = end_ = 0;
            read_more();
            return false;
        }
        begin_request();
    }
    while (true) {
        std::size_t taken = 0;
        const auto progress =
            parser_->take(std::string_view(&buffer_[begin_], end_ - begin_), taken);
        begin_ += taken;
        if (progress == RequestParser::Progress::complete) return true;
        if (progress == RequestParser::Progress::failed) return refuse(parser_->fault());
        if (progress == RequestParser::Progress::head) {
            if (!begin_body()) return false;
        } else {
            if (make_room()) read_more();
            return false;
        }
    }
}

void Session::begin_request() {
    parser_.emplace(body_, worker_->shared().options.body_bytes);
    request_begin_ = begin_;
    if (phase_ == Phase::head) return;
    phase_ = Phase::head;
    deadline_ = Clock::now() + worker_->shared().options.head_timeout;
}

// The head is there and a body follows: promise its memory, and tell a client that waits for leave
// to send it.
bool Session::begin_body() {
    const ServerOptions& options = worker_->shared().options;
    if (begin_ - request_begin_ > limits::head_bytes) {
        return refuse({431, "The headers are too large."});
    }
    const std::uint64_t declared = parser_->declared_body_bytes();
    promised_body_ = declared != 0 ? static_cast<std::size_t>(declared) : options.body_bytes;
    if (worker_->shared().body_bytes.fetch_add(promised_body_) + promised_body_ >
        limits::bodies_bytes) {
        return refuse({503, "Too many requests are being received."});
    }
    body_begin_ = begin_;
    phase_ = Phase::body;
    begin_transfer(options.body_timeout, promised_body_);
    if (!parser_->expects_continue() || begin_ != end_) return true;
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    Error error;
    const std::size_t size = socket_.write_some(asio::buffer(go_on), error);
    if (!error && size == go_on.size()) return true;
    close();  // a client that does not even take 25 bytes
    return false;
}

// From now on: each piece within the timeout, and the whole not slower than
// limits::slowest_bytes_per_s.
void Session::begin_transfer(std::chrono::milliseconds timeout, std::size_t size) {
    const auto now = Clock::now();
    transfer_timeout_ = timeout;
    transfer_until_ = now + timeout + std::chrono::seconds(size / limits::slowest_bytes_per_s);
    deadline_ = now + timeout;
}

void Session::extend_transfer() {
    deadline_ = std::min(Clock::now() + transfer_timeout_, transfer_until_);
}

// Room behind what is in the buffer, without moving the head of a request whose body is being read.
bool Session::make_room() {
    if (phase_ == Phase::body) {
        std::memmove(&buffer_[body_begin_], &buffer_[begin_], end_ - begin_);
        end_ = body_begin_ + (end_ - begin_);
        begin_ = body_begin_;
        return end_ < buffer_bytes || refuse({400, "A chunk's line is too long."});
    }
    if (request_begin_ > 0) {
        // The head moves to the front, so its parser, which lends from where it was, starts again:
        // once per request.
        std::memmove(&buffer_[0], &buffer_[request_begin_], end_ - request_begin_);
        end_ -= request_begin_;
        begin_ = 0;
        begin_request();
        return true;
    }
    if (end_ < limits::head_bytes) return true;
    return refuse(parser_->too_large());
}

// ---- answering

// True when the answer is on its way and the next request can be read.
bool Session::answer() {
    phase_ = Phase::answering;
    started_ = Clock::now();
    Request& request = parser_->request();
    request.peer = peer_;
    keep_alive_ = parser_->keeps_alive();
    if (request.path == "*") {
        Response response{.status = 204, .content_type = {}, .headers = {}, .body = {}};
        response.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
        return send(std::move(response));
    }
    std::optional<Reply> reply;
    try {
        reply.emplace(worker_->shared().handler(request));
    } catch (const std::exception& error) {
        return fail(error.what());
    }
    return answer_with(std::move(*reply));
}

bool Session::answer_with(Reply reply) {
    if (auto* response = std::get_if<Response>(&reply)) return send(std::move(*response));
    if (auto* deferred = std::get_if<Deferred>(&reply)) {
        try {
            begin_waiting(std::move(*deferred));
        } catch (const std::exception& error) {
            phase_ = Phase::answering;
            worker_->metrics().deferred.subtract();
            return fail(error.what());
        }
        return false;
    }
    begin_stream(std::move(std::get<EventStream>(reply)));
    return false;
}

void Session::begin_waiting(Deferred deferred) {
    phase_ = Phase::waiting;
    deadline_ = Clock::time_point::max();  // the writer answers, or the process ends
    worker_->metrics().deferred.add();
    deferred_ = std::move(deferred);
    const std::uint64_t number = ++request_number_;
    // The session lives until the wake has come, also when its client is long gone.
    deferred_.start([self = shared_from_this(), number] { self->worker_->wake(self, number); });
}

void Session::wake(std::uint64_t request) {
    if (phase_ != Phase::waiting || request != request_number_) return;
    phase_ = Phase::answering;
    worker_->metrics().deferred.subtract();
    std::optional<Response> response;
    bool goes_on = false;
    try {
        response.emplace(deferred_.finish());
    } catch (const std::exception& error) {
        goes_on = fail(error.what());
    }
    deferred_ = {};
    if (response) goes_on = send(std::move(*response));
    if (goes_on) serve();
}

// A handler threw: the person is told nothing of it, the log what is needed to find it.
bool Session::fail(std::string_view what) {
    const Request& request = parser_->request();
    worker_->metrics().handler_errors.add();
    log_failure(fmt::format("{} {}", name_of(request.method), request.path), what);
    ++request_number_;  // a wake that start() may have given away finds nothing
    keep_alive_ = false;
    return send(refusal(500, "Something failed here. It has been noted."));
}

bool Session::refuse(const Fault& fault) {
    worker_->metrics().bad_requests.add();
    started_ = Clock::now();
    keep_alive_ = false;
    const bool whole_head = fault.status == 413;
    return send(whole_head ? refusal(fault.status, fault.detail)
                           : problem({.status = fault.status, .detail = fault.detail}));
}

Response Session::refusal(unsigned status, std::string_view detail) {
    const auto& words = worker_->shared().options.refusal;
    try {
        if (words) return words(parser_->request(), status);
    } catch (const std::exception& error) {
        log_failure("refusal", error.what());
    }
    return problem({.status = status, .detail = detail});
}

bool Session::is_head_request() const {
    return parser_ && parser_->request().method == Method::head;
}

bool Session::send(Response response) {
    if (!is_sendable(response)) {
        log_failure("response", "a header holds a line break");
        response = problem({.status = 500, .detail = "Something failed here. It has been noted."});
    }
    assert(response.status >= 200 && response.status <= 599);
    response_ = std::move(response);
    if (worker_->stopping()) keep_alive_ = false;
    body_out_ = has_no_body(response_.status) ? std::string_view() : bytes_of(response_.body);
    write_head(true);
    if (is_head_request()) body_out_ = {};
    return write_out();
}

void Session::write_head(bool with_length) {
    head_.clear();
    append_head(head_, response_,
                {.date_header = worker_->date_header(),
                 .body_bytes = with_length ? std::optional(body_out_.size()) : std::nullopt,
                 .keep_alive = keep_alive_,
                 .http_1_1 = parser_ && parser_->http_1_1()});
}

// Most answers fit into the socket's buffer: then no trip through the scheduler.
bool Session::write_out() {
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(head_), asio::buffer(body_out_)};
    Error error;
    sent_ = socket_.write_some(buffers, error);
    if (error && error != asio::error::would_block) {
        close();
        return false;
    }
    if (sent_ == head_.size() + body_out_.size()) return sent();
    phase_ = Phase::writing;
    begin_transfer(worker_->shared().options.write_timeout, head_.size() + body_out_.size());
    write_rest();
    return false;
}

void Session::write_rest() {
    const std::string_view head = std::string_view(head_).substr(std::min(sent_, head_.size()));
    const std::string_view body = body_out_.substr(sent_ - (head_.size() - head.size()));
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
    socket_.async_write_some(buffers,
                             [self = shared_from_this()](const Error& error, std::size_t size) {
                                 if (self->phase_ == Phase::closed) return;
                                 if (error) return self->close();
                                 self->sent_ += size;
                                 self->extend_transfer();
                                 if (self->sent_ < self->head_.size() + self->body_out_.size()) {
                                     self->write_rest();
                                 } else if (self->sent()) {
                                     self->serve();
                                 } else if (self->phase_ == Phase::streaming) {
                                     self->pump();
                                 }
                             });
}

// The socket has taken everything. True when the next request can be read.
bool Session::sent() {
    const auto now = Clock::now();
    worker_->metrics().bytes_out.add(sent_);
    body_out_ = {};
    if (stream_.pull) {
        phase_ = Phase::streaming;
        deadline_ = now + worker_->shared().options.heartbeat;
        return false;
    }
    worker_->metrics().count_request(parser_ ? parser_->request().method : Method::other,
                                     response_.status, now - started_);
    response_ = {};
    release_body();
    parser_.reset();
    if (!keep_alive_) {
        linger();
        return false;
    }
    phase_ = Phase::idle;
    deadline_ = now + worker_->shared().options.idle_timeout;
    return true;
}

void Session::release_body() {
    if (promised_body_ == 0) return;
    worker_->shared().body_bytes.fetch_sub(promised_body_);
    promised_body_ = 0;
    if (body_.capacity() > limits::kept_body_bytes) body_ = std::string();
}

// ---- event streams

void Session::begin_stream(EventStream stream) {
    keep_alive_ = false;  // the stream ends with the connection
    response_ = {};
    response_.content_type = "text/event-stream";
    response_.headers.emplace_back("Cache-Control", "no-store");
    response_.headers.emplace_back("X-Accel-Buffering",
                                   "no");  // a proxy must pass events on at once
    body_out_ = {};
    write_head(false);
    if (is_head_request()) {
        write_out();
        return;
    }
    worker_->metrics().count_request(parser_->request().method, 200, Clock::now() - started_);
    worker_->metrics().streams.add();
    worker_->stream_opened();
    stream_ = std::move(stream);
    begin_ = end_ = 0;
    write_out();
    if (phase_ == Phase::closed) return;
    read_more();  // only to see the client leave
    pump();
}

void Session::poke() {
    if (phase_ == Phase::streaming) pump();
}

// Sends what there is; while a write is under way nothing is pulled, so a slow client costs one
// piece of memory.
void Session::pump() {
    for (unsigned turn = 0; phase_ == Phase::streaming; ++turn) {
        if (turn == limits::turn_requests) {
            asio::post(worker_->io(), [self = shared_from_this()] { self->poke(); });
            return;
        }
        std::string bytes;
        try {
            bytes = stream_.pull();
        } catch (const std::exception& error) {
            worker_->metrics().handler_errors.add();
            log_failure("event stream", error.what());
            return close();
        }
        if (bytes.empty()) return;
        send_stream_bytes(std::move(bytes));
    }
}

void Session::send_stream_bytes(std::string bytes) {
    head_.clear();
    response_.body = std::move(bytes);
    body_out_ = bytes_of(response_.body);
    write_out();
}

// ---- ending

void Session::check_deadline(Clock::time_point now) {
    if (now < deadline_) return;
    if (phase_ == Phase::streaming) return send_stream_bytes(":\n\n");
    worker_->metrics().timeouts.add();
    if (phase_ != Phase::head && phase_ != Phase::body) return close();
    started_ = now;
    keep_alive_ = false;
    send(problem({.status = 408, .detail = "The request came too slowly."}));
}

void Session::stop_gracefully() {
    const bool idle = phase_ == Phase::idle && begin_ == end_;
    if (idle || phase_ == Phase::streaming) close();
}

// Closing while the client still sends would reset the connection, and our last words with it: so
// our side is shut, and what still comes is thrown away for a while (RFC 9112, 9.6).
void Session::linger() {
    Error error;
    socket_.shutdown(Socket::shutdown_send, error);
    if (error) return close();
    phase_ = Phase::lingering;
    deadline_ = Clock::now() + limits::linger_timeout;
    if (!reading_) begin_ = end_ = 0;
    read_more();
}

void Session::close() {
    if (phase_ == Phase::closed) return;
    if (phase_ == Phase::waiting) worker_->metrics().deferred.subtract();
    if (stream_.pull) {
        worker_->metrics().streams.subtract();
        worker_->stream_closed();
    }
    release_body();
    phase_ = Phase::closed;
    Error error;
    socket_.close(error);
    worker_->forget(*this);  // may be the last owner but the caller's
}

}  // namespace imaginons::http
