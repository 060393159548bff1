// The plain Beast server that ours is compared with: what one writes from Beast's examples when
// speed is wanted and nothing else. No timeouts, no limits, no rules, so it is an upper bound and
// never a server to run.
#pragma once

#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "benchmarks/measure.hpp"

namespace imaginons::benchmarks {

namespace asio = boost::asio;
namespace beast = boost::beast;

using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Answer = beast::http::response<beast::http::string_body>;

// The answer that every request gets: a saved response (`curl -si` writes one), head and body.
inline Answer read_answer(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("cannot read " + path);
    beast::http::response_parser<beast::http::string_body> parser;
    parser.body_limit(64U << 20U);
    beast::error_code error;
    const std::string bytes = text.str();
    parser.eager(true);
    parser.put(asio::buffer(bytes), error);
    if (error) throw beast::system_error(error, path);
    return parser.release();
}

// One connection: read a request, hand it to `respond`, which sooner or later calls write() on this
// thread. The callers know Respond: template so that nothing stands between Beast and them.
template <class Respond>
class Connection : public std::enable_shared_from_this<Connection<Respond>> {
  public:
    Connection(Socket socket, Respond& respond) : socket_(std::move(socket)), respond_(respond) {}

    void read() {
        parser_.emplace();
        beast::http::async_read(
            socket_, buffer_, *parser_,
            [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                if (!error) self->respond_(self);
            });
    }

    // The answer must outlive the write; it is shared by all.
    void write(const Answer& answer) {
        serializer_.emplace(answer);
        beast::http::async_write(
            socket_, *serializer_,
            [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                if (!error) self->read();
            });
    }

    Socket& socket() { return socket_; }

  private:
    Socket socket_;
    Respond& respond_;
    beast::flat_buffer buffer_;
    std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
    std::optional<beast::http::response_serializer<beast::http::string_body>> serializer_;
};

// Accepts for ever and deals the connections out to one io_context per thread, as ours does.
template <class Respond>
class BareServer {
  public:
    BareServer(std::uint16_t port, std::size_t threads, std::vector<Respond>& responders) {
        for (std::size_t i = 0; i < threads; ++i) {
            contexts_.push_back(std::make_unique<asio::io_context>(1));
        }
        responders_ = &responders;
        acceptor_.emplace(*contexts_.front());
        const asio::ip::tcp::endpoint where(asio::ip::address_v4::loopback(), port);
        acceptor_->open(where.protocol());
        acceptor_->set_option(Acceptor::reuse_address(true));
        acceptor_->bind(where);
        acceptor_->listen(4096);
        std::cout << "listening on " << acceptor_->local_endpoint() << std::endl;
    }

    asio::io_context& context(std::size_t index) { return *contexts_[index]; }

    void run() {
        accept();
        std::vector<std::thread> threads;
        for (auto& context : contexts_) {
            threads.emplace_back([&context] {
                const auto guard = asio::make_work_guard(*context);
                context->run();
            });
        }
        for (auto& thread : threads) thread.join();
    }

  private:
    void accept() {
        const std::size_t turn = turn_++ % contexts_.size();
        acceptor_->async_accept(
            *contexts_[turn], [this, turn](beast::error_code error, Socket socket) {
                if (error) throw beast::system_error(error);
                socket.set_option(asio::ip::tcp::no_delay(true));
                const auto connection =
                    std::make_shared<Connection<Respond>>(std::move(socket), (*responders_)[turn]);
                asio::dispatch(*contexts_[turn], [connection] { connection->read(); });
                accept();
            });
    }

    std::vector<std::unique_ptr<asio::io_context>> contexts_;
    std::vector<Respond>* responders_ = nullptr;
    std::optional<Acceptor> acceptor_;
    std::size_t turn_ = 0;
};

}  // namespace imaginons::benchmarks
