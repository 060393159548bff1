// Each call of a run that writes or syncs fails once, fails from then on, or falls short: nothing
// is acknowledged that is not safe, and the program goes on or ends with a sentence.
#include <doctest/doctest.h>

#include "tests/survival/aftermath.hpp"
#include "tests/survival/judges.hpp"
#include "tests/survival/recovery.hpp"

using namespace imaginons::survival;

namespace {

std::string defect_with_fault(const std::string& fault, std::uint64_t steps, std::uint64_t seed) {
    const Bench bench;
    const Ended ended = run_driver(bench, 0, steps, {.kill = {}, .fail = fault, .skip = {}});
    if (!ended.was_struck) return Verdict::idle;
    if (ended.signal != 0) return "it crashed: " + ended.errors;
    if (ended.status > 1) return "it met what it cannot explain: " + ended.errors;
    if (ended.status != 0 && ended.errors.empty()) return "it ended without a sentence";
    return defect_of_aftermath(bench, steps, seed);
}

}  // namespace

TEST_CASE("whichever call fails, nothing is acknowledged that is not safe") {
    const std::uint64_t steps = takes_long() ? 120 : 12;
    warm_up();
    const std::uint64_t start = seed();
    MESSAGE("seed " << start);
    std::uint64_t changes = 0;
    {
        const Bench bench;
        const Ended whole = run_driver(bench, 0, steps);
        REQUIRE_MESSAGE(whole.status == 0, whole.errors);
        changes = calls_in(read_trace(bench.trace())).changes;
    }
    std::vector<std::pair<std::string, std::string>> kinds{
        {"once ", " EIO"}, {"on ", " EIO"}, {"short ", " ENOSPC"}};
    if (takes_long()) kinds.insert(kinds.end(), {{"once ", " ENOSPC"}, {"on ", " ENOSPC"}});
    Judges judges;
    for (const auto& [how, what] : kinds) {
        for (std::uint64_t n = 1; n <= changes; ++n) {
            const std::string fault = how + std::to_string(n) + what;
            judges.judge("fault " + fault, [&] { return defect_with_fault(fault, steps, start); });
        }
    }
    const Verdict verdict = judges.verdict();
    MESSAGE("faults: " << verdict.cases - verdict.idle_cases << ", " << verdict.defects
                       << " with a defect");
    CHECK(verdict.cases > 300);
    CHECK(verdict.idle_cases < verdict.cases / 4);
    CHECK_MESSAGE(verdict.defects == 0, verdict.text());
}

TEST_CASE("what the vault is told after its exchange could not be synced is not lost") {
    // Somebody is erased in step 10, and what others write after that is sealed with new keys.
    constexpr std::uint64_t steps = 24;
    warm_up();
    const std::uint64_t start = seed();
    MESSAGE("seed " << start);
    for (const char* error : {"EIO", "ENOSPC"}) {
        CAPTURE(error);
        CHECK(defect_with_fault(std::string("exchanged 1 ") + error, steps, start) == "");
    }
}
