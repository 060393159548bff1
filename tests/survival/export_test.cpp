// An export beside the data directory: what it has announced survives a power cut, and when a call
// fails there is either nothing at its place, or all of it.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <map>

#include "tests/survival/aftermath.hpp"
#include "tests/survival/disk.hpp"
#include "tests/survival/judges.hpp"

using namespace imaginons::survival;

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t steps = 12;

// What stands below a directory: content by path; nothing at all if it is not there.
using Tree = std::map<std::string, std::string>;

Tree tree_at(const fs::path& dir) {
    Tree tree;
    if (!fs::exists(dir)) return tree;
    for (const auto& entry : fs::recursive_directory_iterator(dir)) {
        std::string& content = tree[entry.path().lexically_relative(dir).string()];
        if (entry.is_directory()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        content.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return tree;
}

fs::path place(const fs::path& root) {
    return root / "out";
}

Ended run_export(const Bench& bench, const Mischief& mischief = {}) {
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    const pid_t child =
        start_under_shim(bench,
                         {IMAGINONS_PROGRAM, "export", "--data", bench.data().string(), "--out",
                          place(bench.root()).string()},
                         mischief, nowhere);
    ::close(nowhere);
    return wait_for(bench, child);
}

void prepare(const Bench& bench) {
    const Ended ended = run_driver(bench, 0, steps);
    if (ended.status != 0) throw std::runtime_error("no data: " + ended.errors);
}

std::string defect_of_announced(const Bench& bench) {
    const Tree announced = tree_at(place(bench.root()));
    if (announced.size() < 3) return "it announced what is not there";
    Disk disk(bench.root());
    for (const Record& record : read_trace(bench.trace())) {
        disk.begin(record);
        disk.finish(record);
    }
    for (const Fate fate : {Fate::dropped, Fate::torn_by_page}) {
        Random random(1);
        const fs::path image = bench.image("image");
        disk.write_image(image, fate, random);
        if (tree_at(place(image)) != announced) return "a power cut spoils what it announced";
    }
    return {};
}

std::string defect_with_fault(const std::string& fault, std::size_t whole) {
    const Bench bench;
    prepare(bench);
    const Ended ended = run_export(bench, {.kill = {}, .fail = fault, .skip = {}});
    if (!ended.was_struck) return Verdict::idle;
    if (ended.signal != 0) return "it crashed: " + ended.errors;
    if (ended.status == 0) return defect_of_announced(bench);
    if (ended.errors.find("imaginons: ") == std::string::npos) return "it ended without a sentence";
    // The last step that can fail is to make durable what stands there whole already.
    const std::size_t left = tree_at(place(bench.root())).size();
    return left == 0 || left == whole ? "" : "it left a part";
}

}  // namespace

TEST_CASE("what an export has announced survives a power cut") {
    const Bench bench;
    prepare(bench);
    const Ended ended = run_export(bench);
    REQUIRE_MESSAGE(ended.status == 0, ended.errors);
    CHECK(defect_of_announced(bench) == "");
}

TEST_CASE("an export onto a disk that fails leaves nothing, or all") {
    std::uint64_t changes = 0;
    std::size_t whole = 0;
    {
        const Bench bench;
        prepare(bench);
        const std::uint64_t before = calls_in(read_trace(bench.trace())).changes;
        const Ended ended = run_export(bench);
        REQUIRE_MESSAGE(ended.status == 0, ended.errors);
        changes = calls_in(read_trace(bench.trace())).changes - before;
        whole = tree_at(place(bench.root())).size();
    }
    CHECK(changes > 10);
    Judges judges;
    for (std::uint64_t n = 1; n <= changes; ++n) {
        for (const std::string& fault :
             {"once " + std::to_string(n) + " EIO", "on " + std::to_string(n) + " ENOSPC"}) {
            judges.judge(fault, [fault, whole] { return defect_with_fault(fault, whole); });
        }
    }
    const Verdict verdict = judges.verdict();
    MESSAGE("export: " << verdict.cases - verdict.idle_cases << " faults, " << verdict.defects
                       << " with a defect");
    CHECK(verdict.idle_cases < verdict.cases / 2);
    CHECK_MESSAGE(verdict.defects == 0, verdict.text());
}
