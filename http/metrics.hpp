// What the server counts of itself, in Prometheus' text format. Counters are kept per io thread and
// summed when asked; what others know (queue length, log size) is asked of them through gauges.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace imaginons::http {

// A counter that one thread writes and any thread reads: no locked instruction.
class Counter {
  public:
    void add(std::uint64_t n = 1) { store(value() + n); }
    void subtract(std::uint64_t n = 1) { store(value() - n); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    void store(std::uint64_t n) { value_.store(n, std::memory_order_relaxed); }
    std::atomic<std::uint64_t> value_{0};
};

// Upper bounds of the latency histogram, the last bucket is +Inf.
inline constexpr std::array<std::chrono::microseconds, 12> latency_bounds{
    std::chrono::microseconds{50},     std::chrono::microseconds{100},
    std::chrono::microseconds{250},    std::chrono::microseconds{500},
    std::chrono::microseconds{1000},   std::chrono::microseconds{2500},
    std::chrono::microseconds{5000},   std::chrono::microseconds{10000},
    std::chrono::microseconds{50000},  std::chrono::microseconds{100000},
    std::chrono::microseconds{500000}, std::chrono::microseconds{2500000}};

// Written by one io thread only; on cache lines of its own.
struct alignas(64) ThreadMetrics {
    std::array<std::array<Counter, 6>, method_count> requests;  // [method][status / 100]
    std::array<Counter, latency_bounds.size() + 1> latency;     // not cumulative
    Counter latency_ns;
    Counter bytes_in;
    Counter bytes_out;
    Counter opened;          // connections accepted
    Counter closed;          // of them, closed
    Counter refused;         // connections told 503
    Counter bad_requests;    // refused by the transport as malformed
    Counter timeouts;        // connections closed for being slow or idle
    Counter handler_errors;  // handlers that threw
    Counter deferred;        // answers waiting for the writer now
    Counter streams;         // event streams open now

    void count_request(Method method, unsigned status, std::chrono::nanoseconds took);
};

struct Gauge {
    std::string name;  // "imaginons_queue_length"
    std::string help;
    std::string type = "gauge";     // or "counter"
    std::function<double()> value;  // called from any thread
};

class Metrics {
  public:
    explicit Metrics(std::size_t threads);

    ThreadMetrics& of_thread(std::size_t index) { return *threads_[index]; }

    // Only before the server runs.
    void add_gauge(Gauge gauge) { gauges_.push_back(std::move(gauge)); }

    // Prometheus text format 0.0.4; from any thread. Counters of one answer may be some requests
    // apart.
    std::string prometheus_text() const;

    std::uint64_t open_connections() const;

  private:
    std::uint64_t sum(Counter ThreadMetrics::*counter) const;

    std::vector<std::unique_ptr<ThreadMetrics>> threads_;
    std::vector<Gauge> gauges_;
};

}  // namespace imaginons::http
