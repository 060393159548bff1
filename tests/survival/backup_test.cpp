// backup and restore, killed at each sync and with each call that writes or syncs failing, and then
// the power goes: a backup is there whole or not at all, a restored directory is the former or the
// new one, and what was said to be done is done.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "tests/survival/aftermath.hpp"
#include "tests/survival/disk.hpp"
#include "tests/survival/judges.hpp"

using namespace imaginons::survival;

namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

constexpr std::uint64_t steps = 12;

Words backup_of(const fs::path& root) {
    return {IMAGINONS_PROGRAM, "backup",
            "--data",          (root / "ville" / "data").string(),
            "--out",           (root / "backup").string(),
            "--with-keys"};
}

Words restore_to(const fs::path& root, const fs::path& place) {
    return {IMAGINONS_PROGRAM,          "restore", "--from",
            (root / "backup").string(), "--data",  place.string()};
}

Ended run(const Bench& bench, const Words& command, const Mischief& mischief = {}) {
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    const pid_t child = start_under_shim(bench, command, mischief, nowhere);
    ::close(nowhere);
    return wait_for(bench, child);
}

bool is_sound(const Bench& bench, const fs::path& data) {
    return run(bench, {IMAGINONS_PROGRAM, "verify", "--data", data.string()}).status == 0;
}

// Empty, or what is wrong with a backup at a root.
std::string defect_of_backup(const Bench& bench, const fs::path& root) {
    const fs::path fresh = root / "fresh";
    const Ended restored = run(bench, restore_to(root, fresh));
    if (restored.status != 0) return "a backup cannot be restored: " + restored.errors;
    return is_sound(bench, fresh) ? "" : "what was restored is not sound";
}

std::string defect_after_backup(const Bench& bench, const fs::path& root, bool acknowledged) {
    if (!fs::exists(root / "backup")) {
        if (acknowledged) return "a backup that was made is not there";
        const Ended again = run(bench, backup_of(root));
        if (again.status != 0) return "the next backup fails: " + again.errors;
    }
    if (fs::exists(root / "backup.partial")) return "something unfinished was left";
    return defect_of_backup(bench, root);
}

bool something_was_put_aside(const fs::path& root) {
    const auto entries = fs::directory_iterator(root / "ville");
    return std::any_of(fs::begin(entries), fs::end(entries), [](const auto& entry) {
        return entry.path().filename().string().starts_with("data.before-");
    });
}

std::string defect_after_restore(const Bench& bench, const fs::path& root, bool acknowledged) {
    const fs::path data = root / "ville" / "data";
    if (!is_sound(bench, data)) return "what stands there is not sound";
    if (acknowledged && !something_was_put_aside(root)) return "what was restored is not there";
    const Ended again = run(bench, restore_to(root, data));
    // Killed between its last two steps, it left what stood there under that name.
    const bool in_the_way = again.errors.find("is in the way") != std::string::npos;
    if (again.status != 0 && !in_the_way) return "the next restore fails: " + again.errors;
    return is_sound(bench, data) ? "" : "what was restored again is not sound";
}

using Judgement = std::string (*)(const Bench&, const fs::path& root, bool acknowledged);

struct Verb {
    Words (*before)(const fs::path& root);  // null: nothing
    Words (*command)(const fs::path& root);
    Judgement judgement;
};

const Verb backup{nullptr, backup_of, defect_after_backup};
const Verb restore{backup_of,
                   [](const fs::path& root) { return restore_to(root, root / "ville" / "data"); },
                   defect_after_restore};

std::string defect_of_end(const Ended& ended, const Mischief& mischief) {
    const bool was_killed = ended.signal == SIGKILL && !mischief.kill.empty();
    if (was_killed) return {};
    if (!ended.was_struck) return Verdict::idle;
    if (ended.signal != 0) return "it crashed: " + ended.errors;
    const bool one_sentence = std::count(ended.errors.begin(), ended.errors.end(), '\n') == 1;
    if (ended.status != 0 && !one_sentence)
        return "it does not say why in one line: " + ended.errors;
    return {};
}

// The power goes when it has ended, however it has ended.
std::string defect_when(const Verb& verb, const Mischief& mischief, Fate fate) {
    const Bench bench;
    if (run_driver(bench, 0, steps).status != 0) return "there is nothing to save";
    if (verb.before != nullptr && run(bench, verb.before(bench.root())).status != 0) {
        return "there is no backup";
    }
    const Ended ended = run(bench, verb.command(bench.root()), mischief);
    if (std::string defect = defect_of_end(ended, mischief); !defect.empty()) return defect;
    Disk disk(bench.root());
    for (const Record& record : read_trace(bench.trace())) {
        disk.begin(record);
        disk.finish(record);
    }
    Random random(1);
    const fs::path image = bench.image("image");
    disk.write_image(image, fate, random);
    return verb.judgement(bench, image, ended.status == 0);
}

Calls calls_of(const Verb& verb) {
    const Bench bench;
    REQUIRE(run_driver(bench, 0, steps).status == 0);
    if (verb.before != nullptr) REQUIRE(run(bench, verb.before(bench.root())).status == 0);
    const Calls before = calls_in(read_trace(bench.trace()));
    const Ended ended = run(bench, verb.command(bench.root()));
    REQUIRE_MESSAGE(ended.status == 0, ended.errors);
    const Calls all = calls_in(read_trace(bench.trace()));
    return {all.syncs - before.syncs, all.changes - before.changes};
}

void judge_all(const char* what, const Verb& verb) {
    const Calls calls = calls_of(verb);
    CHECK(calls.syncs > 10);
    Judges judges;
    const auto add = [&](const std::string& kill, const std::string& fail, Fate fate) {
        const Mischief mischief{.kill = kill, .fail = fail, .skip = {}};
        judges.judge(kill + fail,
                     [&verb, mischief, fate] { return defect_when(verb, mischief, fate); });
    };
    for (std::uint64_t n = 1; n <= calls.syncs; ++n) {
        add("before " + std::to_string(n), {}, Fate::dropped);
        if (takes_long()) add("after " + std::to_string(n), {}, Fate::kept);
    }
    // In the short run every third call.
    const std::uint64_t stride = takes_long() ? 1 : 3;
    for (std::uint64_t n = 1; n <= calls.changes; n += stride) {
        add({}, "on " + std::to_string(n) + " ENOSPC", Fate::kept);
        if (takes_long()) add({}, "once " + std::to_string(n) + " EIO", Fate::dropped);
    }
    const Verdict verdict = judges.verdict();
    MESSAGE(what << ": " << verdict.cases - verdict.idle_cases << " kills and faults, "
                 << verdict.defects << " with a defect");
    CHECK(verdict.idle_cases < verdict.cases / 2);
    CHECK_MESSAGE(verdict.defects == 0, verdict.text());
}

}  // namespace

TEST_CASE("whatever happens to a backup, it is there whole or not at all") {
    judge_all("backup", backup);
}

TEST_CASE("whatever happens to a restore, what stands there is sound, the former or the new") {
    judge_all("restore", restore);
}
