// SIGKILL at each sync of a run, before it and after it: what was acknowledged is there after a
// restart, at the place that was said, and whoever asks again gets the first outcome.
#include <doctest/doctest.h>

#include <csignal>

#include "tests/survival/aftermath.hpp"
#include "tests/survival/judges.hpp"
#include "tests/survival/recovery.hpp"

using namespace imaginons::survival;

namespace {

std::string defect_when_killed(const std::string& when, std::uint64_t steps, std::uint64_t seed) {
    const Bench bench;
    const Ended ended = run_driver(bench, 0, steps, {.kill = when, .fail = {}, .skip = {}});
    // What many are asked at a time goes into one batch or two: a run may have a sync less.
    if (ended.status == 0) return Verdict::idle;
    if (ended.signal != SIGKILL) return "it ended before it was killed: " + ended.errors;
    return defect_of_aftermath(bench, steps, seed);
}

}  // namespace

TEST_CASE("killed at any sync, nothing that was acknowledged is lost") {
    const std::uint64_t steps = takes_long() ? 120 : 12;
    warm_up();
    const std::uint64_t start = seed();
    MESSAGE("seed " << start);
    std::uint64_t syncs = 0;
    {
        const Bench bench;
        const Ended whole = run_driver(bench, 0, steps);
        REQUIRE_MESSAGE(whole.status == 0, whole.errors);
        syncs = calls_in(read_trace(bench.trace())).syncs;
    }
    Judges judges;
    for (const std::string moment : {"before ", "after "}) {
        for (std::uint64_t n = 1; n <= syncs; ++n) {
            const std::string when = moment + std::to_string(n);
            judges.judge("killed " + when, [&] { return defect_when_killed(when, steps, start); });
        }
    }
    const Verdict verdict = judges.verdict();
    MESSAGE("kills: " << verdict.cases - verdict.idle_cases << ", " << verdict.defects
                      << " with a defect");
    CHECK(verdict.cases > 100);
    CHECK(verdict.idle_cases < verdict.cases / 4);
    CHECK_MESSAGE(verdict.defects == 0, verdict.text());
}
