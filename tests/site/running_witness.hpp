// A witness in this process, on a thread of its own, that can go away and come back.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "http/witness_server.hpp"

namespace imaginons::tests {

class RunningWitness {
  public:
    RunningWitness(std::filesystem::path data, std::string log_key)
        : options_{std::move(data), "temoin.example", {std::move(log_key)}, "127.0.0.1", 0} {
        start();
    }
    ~RunningWitness() { stop(); }

    void stop() {
        if (!server_) return;
        server_->stop();
        thread_.join();
        server_.reset();
    }
    // At the address that it had.
    void start() {
        server_ = std::make_unique<http::WitnessServer>(options_);
        options_.port = server_->port();
        thread_ = std::thread([this] { server_->run(false); });
        key_ = server_->key();
    }

    std::uint16_t port() const { return options_.port; }
    const storage::CosignerKey& key() const { return key_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
    // As `serve --witness` takes it.
    std::string address() const { return url() + "=" + key_.text(); }

  private:
    http::WitnessOptions options_;
    storage::CosignerKey key_;
    std::unique_ptr<http::WitnessServer> server_;
    std::thread thread_;
};

// Waits for what another thread is about to do, without a fixed sleep.
inline bool soon(const std::function<bool()>& condition) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::yield();
    }
    return true;
}

}  // namespace imaginons::tests
