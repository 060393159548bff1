// What signing and witnesses cost whoever appends: batches are appended without signing, with a
// checkpoint each second, and with witnesses asked to cosign each. Rounds are interleaved, medians
// are printed, one line each: name, events a second, share of the first. Usage: witness_bench
// --data DIR --witness URL=KEY --rounds 9 --round-ms 3000; the witness runs beside it and follows
// the key that `witness_bench --data DIR` prints when it is given none.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <iostream>
#include <thread>
#include <vector>

#include "benchmarks/measure.hpp"
#include "http/witnesses.hpp"
#include "storage/store.hpp"

namespace imaginons::benchmarks {

namespace {

constexpr std::size_t batch = 64;
constexpr std::size_t event_bytes = 264;  // a stance
constexpr double sign_every_s = 1.0;      // as limits::checkpoint_every of the site

void append_batch(storage::Store& store) {
    static const std::vector<std::uint8_t> event(event_bytes, 7);
    static const std::vector<storage::Entry> entries(batch, storage::Entry{event, {}});
    if (store.log.append(entries) != storage::Log::Append::durable) {
        throw std::runtime_error("the outcome of an append is unknown");
    }
}

// Events a second while `sign` is called each second from a thread of its own, as a site does.
double appended(storage::Store& store, double round_s, const std::function<void()>& sign) {
    std::atomic<bool> ended{false};
    std::thread signing([&] {
        for (Stopwatch since; !ended;) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            if (since.seconds() < sign_every_s) continue;
            sign();
            since = Stopwatch();
        }
    });
    std::uint64_t events = 0;
    const Stopwatch watch;
    for (; watch.seconds() < round_s; events += batch) append_batch(store);
    const double rate = static_cast<double>(events) / watch.seconds();
    ended = true;
    signing.join();
    return rate;
}

int run(const Options& options) {
    storage::Store store(options.text("data"), {.origin = "witness-bench.example/log/1"});
    const std::string text = options.text("witness");
    if (text.empty()) {
        std::cout << store.checkpoints.verifier_key().text() << '\n';
        return 0;
    }
    const auto address = http::WitnessAddress::parse(text);
    if (!address) throw std::runtime_error("--witness wants URL=KEY");
    append_batch(store);
    store.checkpoints.sign_if_grown();
    const double round_s = static_cast<double>(options.number("round-ms", 3000)) / 1000;
    std::vector<double> bare;
    std::vector<double> with_signing;
    std::vector<double> with_witness;
    std::uint64_t cosigned = 0;
    for (std::uint64_t i = 0; i < options.number("rounds", 9); ++i) {
        bare.push_back(appended(store, round_s, [] {}));
        const auto sign = [&] { store.checkpoints.sign_if_grown(); };
        with_signing.push_back(appended(store, round_s, sign));
        http::Witnesses witnesses(store, {*address});
        witnesses.start();
        with_witness.push_back(appended(store, round_s, sign));
        cosigned += witnesses.report().witnesses.at(0).cosignatures;
    }
    const double whole = median(bare);
    fmt::print("append-bare {:.0f} 1\n", whole);
    fmt::print("append-signed {:.0f} {:.3f}\n", median(with_signing), median(with_signing) / whole);
    fmt::print("append-cosigned {:.0f} {:.3f}\n", median(with_witness),
               median(with_witness) / whole);
    fmt::print("cosignatures {}\n", cosigned);
    return 0;
}

}  // namespace

}  // namespace imaginons::benchmarks

int main(int argc, char** argv) {
    try {
        return imaginons::benchmarks::run(imaginons::benchmarks::Options(argc, argv));
    } catch (const std::exception& error) {
        std::cerr << "witness_bench: " << error.what() << '\n';
        return 1;
    }
}
