#include "tests/survival/aftermath.hpp"

#include <fcntl.h>

#include <set>

#include "tests/survival/disk.hpp"
#include "tests/survival/judges.hpp"
#include "tests/survival/recovery.hpp"

namespace imaginons::survival {

namespace {

std::string judged(const std::filesystem::path& data, const Promises& promises) {
    return Judge([&] { return defect_after_restart(data, promises, nullptr); }).answer();
}

// The power goes now.
std::string defect_on_disk(const Bench& bench, Fate fate, std::uint64_t seed) {
    const auto records = read_trace(bench.trace());
    Disk disk(bench.root());
    for (const Record& record : records) {
        disk.begin(record);
        disk.finish(record);
    }
    Random random(seed);
    const auto image = bench.image("image");
    disk.write_image(image, fate, random);
    return judged(image / "ville" / "data", promises_in(lines_told(records, records.size())));
}

}  // namespace

Calls calls_in(const std::vector<Record>& records) {
    Calls calls;
    std::set<int> synchronous;
    for (const Record& record : records) {
        switch (record.did) {
            case Did::start: synchronous.clear(); break;
            case Did::open:
                if ((record.number & (O_DSYNC | O_SYNC)) != 0) synchronous.insert(record.fd);
                if ((record.number & (O_CREAT | O_TRUNC)) != 0) ++calls.changes;
                break;
            case Did::close: synchronous.erase(record.fd); break;
            case Did::write:
                ++calls.changes;
                if (synchronous.contains(record.fd)) ++calls.syncs;
                break;
            case Did::sync:
                ++calls.changes;
                ++calls.syncs;
                break;
            case Did::truncate:
            case Did::rename:
            case Did::exchange:
            case Did::unlink:
            case Did::mkdir: ++calls.changes; break;
            case Did::write_failed:
            case Did::sync_failed:
            case Did::tell:
            case Did::fault: break;
        }
    }
    return calls;
}

std::string defect_of_aftermath(const Bench& bench, std::uint64_t steps, std::uint64_t seed) {
    for (const Fate fate : {Fate::dropped, Fate::torn_by_sector}) {
        const std::string defect = defect_on_disk(bench, fate, seed);
        if (!defect.empty()) return "a power cut at once: " + defect;
    }
    auto records = read_trace(bench.trace());
    Promises promises = promises_in(lines_told(records, records.size()));
    std::uint64_t next = 0;
    while (promises.done.contains(next)) ++next;
    const Ended ended = run_driver(bench, next, std::min(next + 1, steps));
    if (ended.status != 0) return "the next start: " + ended.errors;
    const std::string defect = defect_on_disk(bench, Fate::dropped, seed);
    if (!defect.empty()) return "a power cut after the next start: " + defect;
    records = read_trace(bench.trace());
    return judged(bench.data(), promises_in(lines_told(records, records.size())));
}

}  // namespace imaginons::survival
