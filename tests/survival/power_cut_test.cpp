// The power goes, at any moment of a run: on every disk that may be found afterwards, everything
// that was acknowledged is there and the site starts. The controls show that the harness sees a
// loss.
#include <doctest/doctest.h>

#include "tests/survival/disk.hpp"
#include "tests/survival/judges.hpp"
#include "tests/survival/recovery.hpp"
#include "tests/survival/run.hpp"

using namespace imaginons::survival;

namespace {

const char* name(Fate fate) {
    switch (fate) {
        case Fate::dropped: return "dropped";
        case Fate::kept: return "kept";
        case Fate::torn_by_sector: return "torn by sector";
        case Fate::torn_by_page: return "torn by page";
    }
    return "";
}

// Makes the images of one trace and has each judged: an image is a function of the seed and of its
// number.
class PowerCuts {
  public:
    PowerCuts(const Bench& bench, std::uint64_t seed)
        : bench_(bench),
          seed_(seed),
          records_(read_trace(bench.trace())),
          truth_(truth_of(bench.data(), promises_in(lines_told(records_, records_.size())))),
          disk_(bench.root()) {}

    // At each place of the trace, in the middle of each call and after it; `rounds` times.
    Verdict cut_everywhere(int rounds) {
        for (std::size_t i = 0; i < records_.size(); ++i) {
            const std::string at = " record " + std::to_string(i) + ", ";
            disk_.begin(records_[i]);
            if (changes(records_[i])) cut("in the middle of" + at, rounds);
            disk_.finish(records_[i]);
            if (records_[i].did == Did::tell) {
                promises_ = promises_in(lines_told(records_, i + 1));
                // The disk is as it was; what must be on it is more.
                judge(Fate::dropped, "after" + at);
            } else if (changes(records_[i])) {
                cut("after" + at, rounds);
            }
        }
        return judges_.verdict();
    }

  private:
    static bool changes(const Record& record) {
        switch (record.did) {
            case Did::open:
            case Did::write:
            case Did::write_failed:
            case Did::truncate:
            case Did::sync:
            case Did::sync_failed:
            case Did::rename:
            case Did::exchange:
            case Did::unlink:
            case Did::mkdir: return true;
            case Did::start:
            case Did::close:
            case Did::tell:
            case Did::fault: return false;
        }
        return false;
    }

    void cut(const std::string& where, int rounds) {
        // Without anything that is not synced all fates are the same.
        if (!disk_.holds_unsynced()) return judge(Fate::kept, where);
        for (const Fate fate : {Fate::dropped, Fate::kept}) judge(fate, where);
        for (int round = 0; round < rounds; ++round) {
            for (const Fate fate : {Fate::torn_by_sector, Fate::torn_by_page}) judge(fate, where);
        }
    }

    void judge(Fate fate, const std::string& where) {
        const std::uint64_t number = images_++;
        const std::string which = "image " + std::to_string(number) + ", " + where + name(fate);
        judges_.judge(which, [&, number] {
            Random random(seed_ + number);
            const auto root = bench_.image("image-" + std::to_string(number % 4));
            disk_.write_image(root, fate, random);
            return defect_after_restart(root / "ville" / "data", promises_, &truth_);
        });
    }

    const Bench& bench_;
    const std::uint64_t seed_;
    const std::vector<Record> records_;
    const Truth truth_;
    Disk disk_;
    Promises promises_;
    std::uint64_t images_ = 0;
    Judges judges_;
};

void lead_a_life(const Bench& bench, std::uint64_t steps, const Mischief& mischief = {}) {
    // Once restarted, so that a start over old files is in the trace too; and the second half on a
    // file system that cannot exchange two names.
    for (const std::uint64_t from : {std::uint64_t{0}, steps / 2}) {
        Mischief half = mischief;
        if (half.skip.empty() && from != 0) half.skip = "exchange";
        const Ended ended = run_driver(bench, from, from + steps / 2, half);
        REQUIRE_MESSAGE(ended.status == 0, ended.errors);
    }
}

Verdict cut_everywhere(const Bench& bench, int rounds, const char* what) {
    warm_up();
    const std::uint64_t start = seed();
    MESSAGE(what << ": seed " << start);
    const Verdict verdict = PowerCuts(bench, start).cut_everywhere(rounds);
    MESSAGE(what << ": " << verdict.cases << " crash images, " << verdict.defects
                 << " with a defect");
    return verdict;
}

}  // namespace

TEST_CASE("a power cut loses nothing that was acknowledged") {
    const Bench bench;
    lead_a_life(bench, takes_long() ? 240 : 36);
    const Verdict verdict = cut_everywhere(bench, takes_long() ? 20 : 1, "power cuts");
    CHECK(verdict.cases >= 1'000);
    CHECK_MESSAGE(verdict.defects == 0, verdict.text());
}

TEST_CASE("control: with LMDB's syncs left out, the harness finds acknowledged actions lost") {
    const Bench bench;
    lead_a_life(bench, 12, {.kill = {}, .fail = {}, .skip = "lmdb"});
    const Verdict verdict = cut_everywhere(bench, 1, "control with MDB_NOSYNC");
    CHECK(verdict.defects > 0);
    MESSAGE(verdict.text());
}
