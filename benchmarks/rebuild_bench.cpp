// How fast a log becomes a running system, and how much memory that takes: decision state and read
// models folded side by side as `serve` does, then storage::verify, then receipts of entries all
// over the log: made and checked. Prints medians, one line each.
// Usage: rebuild_bench --data DIR --rounds 6; the directory is one that `fixture` has made.
#include <fmt/format.h>

#include <thread>

#include "benchmarks/measure.hpp"
#include "commands/engine.hpp"
#include "projections/apply.hpp"
#include "storage/receipt.hpp"
#include "storage/store.hpp"
#include "storage/verify.hpp"

namespace imaginons::benchmarks {

namespace {

struct Rebuilt {
    std::unique_ptr<commands::Engine> engine;
    std::unique_ptr<projections::Views> views;
};

Rebuilt rebuild(storage::Store& store) {
    Rebuilt out;
    std::thread deciding([&] {
        out.engine =
            std::make_unique<commands::Engine>(store.log, store.vault, commands::EngineOptions{});
    });
    out.views = projections::fold(store.log, &store.vault, {});
    deciding.join();
    return out;
}

// The first rebuild of a process: its memory is nobody else's.
void report_memory(storage::Store& store) {
    const double before = rss_anon_mb();
    const Rebuilt rebuilt = rebuild(store);
    fmt::print("memory {:.0f} {}\n", rss_anon_mb() - before, rebuilt.views->stances);
}

// Microseconds that one receipt takes to make, and to read and check.
void report_receipts(storage::Store& store) {
    const auto note = store.checkpoints.current();
    const storage::VerifierKey& key = store.checkpoints.verifier_key();
    std::vector<double> made;
    std::vector<double> checked;
    constexpr std::uint64_t step = 7'919;  // a prime: all over the log, at all places in the tree
    for (std::uint64_t seq = 0; seq < store.log.size(); seq += step) {
        const Stopwatch making;
        const auto text = storage::receipt_of(store.log, seq, *note);
        made.push_back(making.seconds() * 1e6);
        const Stopwatch checking;
        const auto receipt = storage::parse_receipt(text.value());
        const auto verdict = storage::check_receipt(std::get<storage::Receipt>(receipt), key);
        checked.push_back(checking.seconds() * 1e6);
        if (!std::holds_alternative<storage::Checkpoint>(verdict))
            throw std::runtime_error("a receipt is not valid");
    }
    fmt::print("receipt {:.0f} {:.0f}\n", median(made), median(checked));
}

int measure(const Options& options) {
    storage::Store store(options.text("data"), {});
    const auto events = static_cast<double>(store.log.size());
    report_memory(store);
    storage::VerifyOptions with_vault;
    with_vault.vault = &store.vault;
    std::vector<double> rebuilds;
    std::vector<double> verifies;
    for (std::uint64_t i = 0; i < options.number("rounds", 6); ++i) {
        {
            const Stopwatch rebuilding;
            const Rebuilt rebuilt = rebuild(store);
            rebuilds.push_back(events / rebuilding.seconds());
        }
        const Stopwatch verifying;
        const auto verdict = storage::verify(store.log, with_vault);
        verifies.push_back(events / verifying.seconds());
        if (const auto* bad = std::get_if<storage::BadPosition>(&verdict)) {
            throw std::runtime_error(fmt::format("bad seq {}: {}", bad->seq, bad->what));
        }
    }
    fmt::print("rebuild {:.0f} {:.0f}\n", median(rebuilds), events);
    fmt::print("verify {:.0f} {:.0f}\n", median(verifies), events);
    report_receipts(store);
    return 0;
}

}  // namespace

}  // namespace imaginons::benchmarks

int main(int count, char** values) {
    return imaginons::benchmarks::run(imaginons::benchmarks::measure, count, values);
}
