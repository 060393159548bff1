// The verb `verify`: the checks of verify.hpp in a child process, so that a damaged page that
// crashes LMDB is a finding too.
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <ostream>

#include "storage/base64.hpp"
#include "storage/erasure_list.hpp"
#include "storage/page_check.hpp"
#include "storage/store.hpp"
#include "storage/verify.hpp"

namespace imaginons::storage {

namespace {

// What the child says while it works, in memory that both see.
struct Shared {
    std::atomic<std::uint64_t> done{0};
    std::atomic<std::uint64_t> total{0};
};

std::string line_for(const BadPosition& bad) {
    return "bad seq " + std::to_string(bad.seq) + ": " + bad.what + "\n";
}

// The key that a site signs with, or that a mirror remembers; nothing in a copy without either.
std::optional<VerifierKey> key_of(const DataDir& dir, const std::string& origin) {
    if (std::filesystem::exists(dir.signing_key())) {
        return Signer(origin, read_key_file(dir.signing_key())).verifier_key();
    }
    if (std::filesystem::exists(dir.verifier_key())) return read_verifier_key(dir.verifier_key());
    return std::nullopt;
}

// The checkpoint to hold the log to. Without a key (an auditor's copy) its signature is left to
// whoever knows the verifier key.
std::variant<std::optional<Checkpoint>, BadPosition> checkpoint_of(const DataDir& dir,
                                                                   const std::string& origin) {
    const auto note = read_checkpoint_file(dir.checkpoint());
    if (!note) return std::optional<Checkpoint>{};
    std::optional<Checkpoint> checkpoint;
    if (const auto key = key_of(dir, origin)) {
        checkpoint = open_checkpoint(*note, *key);
        if (!checkpoint) return BadPosition{0, "the checkpoint was not signed by this log's key"};
    } else {
        const auto parsed = Note::parse(*note);
        if (parsed) checkpoint = Checkpoint::parse(parsed->text);
        if (!checkpoint) return BadPosition{0, "the checkpoint is damaged"};
    }
    return checkpoint;
}

// Pages first: LMDB trusts them. A running server writes to them meanwhile, so beside one they are
// not looked at: what can then be said is what the rows say.
std::optional<std::string> damaged_page(const DataDir& dir) {
    const std::array files{std::pair(dir.log() / "data.mdb", log_tables()),
                           std::pair(dir.vault() / "data.mdb", vault_tables())};
    for (const auto& [file, tables] : files) {
        if (!std::filesystem::exists(file) || is_written_to(dir)) continue;
        const auto defect = page_defect(file, tables);
        // Unless somebody has begun to write since.
        if (defect && !is_written_to(dir)) return file.string() + ": " + *defect;
    }
    return std::nullopt;
}

// Beside a running server somebody may be erased at any moment: then any key may be missing.
decltype(VerifyOptions::erased) erased_people(const DataDir& dir) {
    std::unordered_set<events::PersonId, events::IdHash> people;
    for (const Erasure& erasure : read_erasures(dir.erased())) people.insert(erasure.person);
    if (is_written_to(dir)) return std::nullopt;
    return people;
}

// One line; it begins with "ok" if all is well.
std::string verified(const std::filesystem::path& data, bool offline, Shared& shared) {
    if (const auto defect = damaged_page({data})) return "bad: " + *defect + "\n";
    const StoreReader store(data, offline);
    VerifyOptions options;
    options.erased = erased_people(store.dir);
    if (store.vault) {
        if (const auto defect = store.vault->defect()) return "bad: vault, " + *defect + "\n";
    }
    auto checkpoint = checkpoint_of(store.dir, store.log.origin());
    if (const auto* bad = std::get_if<BadPosition>(&checkpoint)) return line_for(*bad);
    options.checkpoint = std::get<0>(std::move(checkpoint));
    const bool mirrors = std::filesystem::exists(store.dir.verifier_key());
    if (mirrors && !options.checkpoint) {
        return "bad: there is no checkpoint in " + data.string() +
               ", so nothing says that what is there was signed: mirror the log again\n";
    }
    options.vault = store.vault ? &*store.vault : nullptr;
    const Openings openings = Openings::load(store.dir.openings());
    options.openings = &openings;
    options.progress = [&](std::uint64_t done, std::uint64_t total) {
        shared.total.store(total, std::memory_order_relaxed);
        shared.done.store(done, std::memory_order_relaxed);
    };
    const auto result = verify(store.log, options);
    if (const auto* bad = std::get_if<BadPosition>(&result)) return line_for(*bad);
    const auto& head = std::get<tree::Head>(result);
    return "ok size " + std::to_string(head.size) + " root " + base64(head.root) + "\n";
}

[[noreturn]] void work_in_child(const std::filesystem::path& data, bool offline, Shared& shared,
                                int out) {
    // To crash is one of the findings here: quietly, for the parent to tell.
    for (const int crash : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) ::signal(crash, SIG_DFL);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    std::string line;
    try {
        line = verified(data, offline, shared);
    } catch (const std::exception& error) {
        line = std::string("bad: ") + error.what() + "\n";
    }
    const bool told = ::write(out, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    ::_exit(told ? 0 : 1);
}

// What the child writes until it ends, while showing how far it is.
std::string listen(int in, const Shared& shared, std::ostream* progress) {
    std::string line;
    std::uint64_t shown = 0;
    for (;;) {
        pollfd waiting{in, POLLIN, 0};
        ::poll(&waiting, 1, 200);
        const std::uint64_t done = shared.done.load(std::memory_order_relaxed);
        if (progress != nullptr && done != shown) {
            *progress << "\rverified " << done << " of " << shared.total.load() << " events"
                      << std::flush;
            shown = done;
        }
        if (waiting.revents == 0) continue;
        char buffer[1024];
        const ssize_t read = ::read(in, buffer, sizeof buffer);
        if (read <= 0) break;
        line.append(buffer, static_cast<std::size_t>(read));
    }
    if (shown != 0) *progress << "\n";
    return line;
}

class SharedMemory {
  public:
    SharedMemory()
        : memory_(::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
        if (memory_ == MAP_FAILED) throw Error("no memory to share");
        shared_ = new (memory_) Shared;
    }
    ~SharedMemory() { ::munmap(memory_, sizeof(Shared)); }
    SharedMemory(const SharedMemory&) = delete;
    SharedMemory& operator=(const SharedMemory&) = delete;
    Shared& operator*() { return *shared_; }

  private:
    void* memory_;
    Shared* shared_;
};

}  // namespace

int verify_command(const std::filesystem::path& data, std::ostream& out, std::ostream* progress,
                   bool offline) {
    SharedMemory shared;
    int ends[2];
    if (::pipe(ends) != 0) throw Error("no pipe to the verifying process");
    out.flush();
    const pid_t child = ::fork();
    if (child < 0) throw Error("no process to verify in");
    if (child == 0) {
        ::close(ends[0]);
        work_in_child(data, offline, *shared, ends[1]);
    }
    ::close(ends[1]);
    std::string line = listen(ends[0], *shared, progress);
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || line.empty()) {
        const std::string how =
            WIFSIGNALED(status) ? std::string(" (") + ::strsignal(WTERMSIG(status)) + ")" : "";
        line = line_for({(*shared).done.load(), "from here on a page cannot be read" + how});
    }
    out << line << std::flush;
    return line.starts_with("ok ") ? 0 : 1;
}

}  // namespace imaginons::storage
