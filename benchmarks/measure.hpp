// What the benchmark programs share: options, a stopwatch, medians. Not for programs that serve.
#pragma once

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstdint>
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::benchmarks {

// "--name value" pairs; every option has a default in the caller.
class Options {
  public:
    Options(int count, char** values) {
        for (int i = 1; i + 1 < count; i += 2) {
            const std::string_view name = values[i];
            if (!name.starts_with("--")) throw std::invalid_argument("not an option");
            values_[std::string(name.substr(2))] = values[i + 1];
        }
    }
    std::string text(const std::string& name, std::string fallback = {}) const {
        const auto found = values_.find(name);
        return found == values_.end() ? std::move(fallback) : found->second;
    }
    std::uint64_t number(const std::string& name, std::uint64_t fallback) const {
        return std::stoull(text(name, std::to_string(fallback)));
    }

  private:
    std::map<std::string, std::string> values_;
};

// A program's main: what goes wrong is said in one line.
inline int run(int (*measure)(const Options&), int count, char** values) {
    try {
        return measure({count, values});
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}

class Stopwatch {
  public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

inline double median(std::vector<double> values) {
    assert(!values.empty());
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

inline double percentile(std::vector<double> values, double part) {
    assert(!values.empty());
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

// Anonymous memory in use; the log's pages are the kernel's cache and not counted.
inline double rss_anon_mb() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word != "RssAnon:") continue;
        double kilobytes = 0;
        status >> kilobytes;
        return kilobytes / 1024;
    }
    throw std::runtime_error("/proc/self/status has no RssAnon");
}

}  // namespace imaginons::benchmarks
