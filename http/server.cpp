// Binding, accepting and the threads. One acceptor on the first thread deals connections out in
// turn, so that few connections spread evenly; SO_REUSEPORT would spread them by chance.
#include "http/server.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <thread>

#include "http/worker.hpp"

namespace imaginons::http {

namespace {

namespace asio = boost::asio;
using Error = boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

constexpr int waiting_connections = 4096;  // the listen backlog, capped by the kernel
constexpr std::chrono::milliseconds pause_without_descriptors{100};

unsigned thread_count(unsigned wanted) {
    if (wanted != 0) return wanted;
    return std::max(2U, std::thread::hardware_concurrency()) - 1;
}

// Words with '@' are taken for addresses: nothing that names a person is logged.
std::string without_addresses(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
        const std::string_view word = text.substr(0, end);
        out += word.find('@') == std::string_view::npos ? word : std::string_view("[address]");
        if (end < text.size()) out += ' ';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

}  // namespace

void log_failure(std::string_view method_and_path, std::string_view what) {
    spdlog::error("{} failed: {}", without_addresses(method_and_path), without_addresses(what));
}

class Server::Implementation {
  public:
    Implementation(ServerOptions options, Handler handler, unsigned threads)
        : shared_(std::make_shared<Shared>(std::move(options), std::move(handler), threads)) {
        for (unsigned i = 0; i < threads; ++i) {
            workers_.push_back(std::make_shared<Worker>(shared_, i));
        }
        acceptor_.emplace(workers_.front()->io());
        retry_.emplace(workers_.front()->io());
        listen();
    }

    void run(bool until_signal) {
        if (until_signal) wait_for_signal();
        accept_next();
        std::vector<std::thread> threads;
        for (std::size_t i = 1; i < workers_.size(); ++i) {
            threads.emplace_back([worker = workers_[i]] { worker->run(); });
        }
        workers_.front()->run();
        for (auto& thread : threads) thread.join();
        for (const auto& worker : workers_) worker->close_mailbox();
    }

    void stop() {
        asio::post(workers_.front()->io(), [this] {
            Error error;
            acceptor_->close(error);
            retry_->cancel();
            if (signals_) signals_->cancel(error);
        });
        for (const auto& worker : workers_) {
            // Not shared: a second stop() leaves this in a queue that the worker itself owns.
            asio::post(worker->io(), [one = worker.get()] { one->begin_stop(); });
        }
    }

    void notify_streams() {
        for (const auto& worker : workers_) worker->poke_streams();
    }

    std::uint16_t port() const { return port_; }
    unsigned threads() const { return static_cast<unsigned>(workers_.size()); }
    Metrics& metrics() { return shared_->metrics; }

  private:
    void listen() {
        const ServerOptions& options = shared_->options;
        const asio::ip::tcp::endpoint where(asio::ip::make_address(options.host), options.port);
        acceptor_->open(where.protocol());
        acceptor_->set_option(Acceptor::reuse_address(true));
        acceptor_->bind(where);
        acceptor_->listen(waiting_connections);
        port_ = acceptor_->local_endpoint().port();
    }

    void accept_next() {
        Worker& worker = *workers_[turn_++ % workers_.size()];
        acceptor_->async_accept(worker.io(), [this, &worker](const Error& error, Socket socket) {
            if (error == asio::error::operation_aborted || !acceptor_->is_open()) return;
            if (error) return accept_later();
            deal(worker, std::move(socket));
            accept_next();
        });
    }

    // Out of descriptors or memory: accepting at once again would spin.
    void accept_later() {
        retry_->expires_after(pause_without_descriptors);
        retry_->async_wait([this](const Error& error) {
            if (!error && acceptor_->is_open()) accept_next();
        });
    }

    void deal(Worker& worker, Socket socket) {
        const bool refused = shared_->connections.fetch_add(1) >= shared_->options.connections;
        if (refused) {
            shared_->connections.fetch_sub(1);
            if (shared_->refusals.fetch_add(1) >= limits::refused_connections) {
                shared_->refusals.fetch_sub(1);
                return;  // the socket closes
            }
        }
        asio::dispatch(worker.io(), [&worker, refused, taken = std::move(socket)]() mutable {
            worker.adopt(std::move(taken), refused);
        });
    }

    void wait_for_signal() {
        signals_.emplace(workers_.front()->io(), SIGTERM, SIGINT);
        signals_->async_wait([this](const Error& error, int) {
            if (error) return;
            Error ignored;
            signals_->clear(ignored);  // the next one ends the process
            stop();
        });
    }

    std::shared_ptr<Shared> shared_;
    std::vector<std::shared_ptr<Worker>> workers_;
    std::optional<Acceptor> acceptor_;  // on the first worker's thread, as all below
    std::optional<Timer> retry_;
    std::optional<asio::signal_set> signals_;
    std::size_t turn_ = 0;
    std::uint16_t port_ = 0;
};

Server::Server(ServerOptions options, Handler handler) {
    const unsigned threads = thread_count(options.threads);
    implementation_ =
        std::make_unique<Implementation>(std::move(options), std::move(handler), threads);
}

Server::~Server() = default;

std::uint16_t Server::port() const {
    return implementation_->port();
}
unsigned Server::threads() const {
    return implementation_->threads();
}
void Server::run() {
    implementation_->run(false);
}
void Server::run_until_signal() {
    implementation_->run(true);
}
void Server::stop() {
    implementation_->stop();
}
void Server::notify_streams() {
    implementation_->notify_streams();
}
Metrics& Server::metrics() {
    return implementation_->metrics();
}

}  // namespace imaginons::http
