// Sums the threads' counters and writes them as Prometheus text.
#include "http/metrics.hpp"

#include <fmt/format.h>

#include <iterator>

namespace imaginons::http {

namespace {

constexpr std::array<std::string_view, method_count> method_labels{
    "get", "head", "post", "put", "delete", "options", "other"};

void append_header(std::string& out, std::string_view name, std::string_view help,
                   std::string_view type) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
}

void append_value(std::string& out, std::string_view name, std::string_view help,
                  std::string_view type, std::uint64_t value) {
    append_header(out, name, help, type);
    fmt::format_to(std::back_inserter(out), "{} {}\n", name, value);
}

}  // namespace

void ThreadMetrics::count_request(Method method, unsigned status, std::chrono::nanoseconds took) {
    requests[static_cast<std::size_t>(method)][status / 100 % 6].add();
    std::size_t bucket = 0;
    while (bucket < latency_bounds.size() && took > latency_bounds[bucket]) ++bucket;
    latency[bucket].add();
    latency_ns.add(static_cast<std::uint64_t>(took.count()));
}

Metrics::Metrics(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) threads_.push_back(std::make_unique<ThreadMetrics>());
}

std::uint64_t Metrics::sum(Counter ThreadMetrics::*counter) const {
    std::uint64_t total = 0;
    for (const auto& thread : threads_) total += (thread.get()->*counter).value();
    return total;
}

std::uint64_t Metrics::open_connections() const {
    // Closed first: a connection that closes between the two readings must not make the difference
    // negative.
    const std::uint64_t closed = sum(&ThreadMetrics::closed);
    return sum(&ThreadMetrics::opened) - closed;
}

std::string Metrics::prometheus_text() const {
    std::string out;
    append_header(out, "imaginons_http_requests_total", "Answered requests.", "counter");
    for (std::size_t method = 0; method < method_count; ++method) {
        for (std::size_t status = 1; status < 6; ++status) {
            std::uint64_t total = 0;
            for (const auto& thread : threads_) total += thread->requests[method][status].value();
            if (total == 0) continue;
            fmt::format_to(std::back_inserter(out),
                           "imaginons_http_requests_total{{method=\"{}\",status=\"{}xx\"}} {}\n",
                           method_labels[method], status, total);
        }
    }

    constexpr std::string_view latency_name = "imaginons_http_request_seconds";
    append_header(out, latency_name, "From the whole request read to its answer handed over.",
                  "histogram");
    std::uint64_t cumulative = 0;
    for (std::size_t bucket = 0; bucket <= latency_bounds.size(); ++bucket) {
        for (const auto& thread : threads_) cumulative += thread->latency[bucket].value();
        const std::string bound =
            bucket == latency_bounds.size()
                ? "+Inf"
                : fmt::format("{}", static_cast<double>(latency_bounds[bucket].count()) / 1e6);
        fmt::format_to(std::back_inserter(out), "{}_bucket{{le=\"{}\"}} {}\n", latency_name, bound,
                       cumulative);
    }
    fmt::format_to(std::back_inserter(out), "{0}_sum {1:.6f}\n{0}_count {2}\n", latency_name,
                   static_cast<double>(sum(&ThreadMetrics::latency_ns)) / 1e9, cumulative);

    append_value(out, "imaginons_http_connections", "Connections open now.", "gauge",
                 open_connections());
    append_value(out, "imaginons_http_connections_total", "Connections accepted.", "counter",
                 sum(&ThreadMetrics::opened));
    append_value(out, "imaginons_http_connections_refused_total",
                 "Connections refused because too many were open.", "counter",
                 sum(&ThreadMetrics::refused));
    append_value(out, "imaginons_http_received_bytes_total", "Bytes received.", "counter",
                 sum(&ThreadMetrics::bytes_in));
    append_value(out, "imaginons_http_sent_bytes_total", "Bytes sent.", "counter",
                 sum(&ThreadMetrics::bytes_out));
    append_value(out, "imaginons_http_bad_requests_total",
                 "Requests refused because they were not valid HTTP or too large.", "counter",
                 sum(&ThreadMetrics::bad_requests));
    append_value(out, "imaginons_http_timeouts_total", "Connections closed for being slow or idle.",
                 "counter", sum(&ThreadMetrics::timeouts));
    append_value(out, "imaginons_http_handler_errors_total", "Requests whose handler failed.",
                 "counter", sum(&ThreadMetrics::handler_errors));
    append_value(out, "imaginons_http_deferred", "Answers waiting for the writer now.", "gauge",
                 sum(&ThreadMetrics::deferred));
    append_value(out, "imaginons_http_event_streams", "Event streams open now.", "gauge",
                 sum(&ThreadMetrics::streams));
    for (const Gauge& gauge : gauges_) {
        append_header(out, gauge.name, gauge.help, gauge.type);
        fmt::format_to(std::back_inserter(out), "{} {}\n", gauge.name, gauge.value());
    }
    return out;
}

}  // namespace imaginons::http
