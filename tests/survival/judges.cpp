#include "tests/survival/judges.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <utility>

namespace imaginons::survival {

namespace {

constexpr std::size_t judges_at_work = 2;

[[noreturn]] void work_in_child(const std::function<std::string()>& judgement, int out) {
    for (const int crash : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) ::signal(crash, SIG_DFL);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    // The verdict says how it ended; what a library says of its last breath is left out.
    ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
    std::string defect;
    try {
        defect = judgement();
    } catch (const std::exception& error) {
        defect = error.what();
    }
    const bool told =
        ::write(out, defect.data(), defect.size()) == static_cast<ssize_t>(defect.size());
    ::_exit(told ? 0 : 1);
}

}  // namespace

Judge::Judge(const std::function<std::string()>& judgement) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe to a judge");
    child_ = ::fork();
    if (child_ < 0) throw std::runtime_error("no process to judge in");
    if (child_ == 0) {
        ::close(ends[0]);
        work_in_child(judgement, ends[1]);
    }
    ::close(ends[1]);
    answer_ = ends[0];
}

std::string Judge::answer() {
    std::string defect;
    char buffer[1024];
    for (ssize_t got = 0; (got = ::read(answer_, buffer, sizeof buffer)) > 0;) {
        defect.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(answer_);
    int status = 0;
    ::waitpid(child_, &status, 0);
    if (WIFSIGNALED(status)) return std::string("a crash: ") + ::strsignal(WTERMSIG(status));
    if (defect.empty() && WEXITSTATUS(status) != 0) return "it ended without a word";
    return defect;
}

std::string Verdict::text() const {
    constexpr std::size_t most_lines = 12;
    std::string text;
    std::size_t lines = 0;
    for (const auto& [defect, kind] : kinds) {
        if (++lines > most_lines) return text + "and more\n";
        text += std::to_string(kind.cases) + " times, first " + kind.which + ": " + defect + "\n";
    }
    return text;
}

void Judges::judge(std::string which, const std::function<std::string()>& judgement) {
    if (waiting_.size() == judges_at_work) collect();
    ++verdict_.cases;
    waiting_.push_back({std::move(which), Judge(judgement)});
}

Verdict Judges::verdict() {
    while (!waiting_.empty()) collect();
    return verdict_;
}

void Judges::collect() {
    const std::string defect = waiting_.front().judge.answer();
    const std::string which = std::move(waiting_.front().which);
    waiting_.pop_front();
    if (defect.empty()) return;
    if (defect == Verdict::idle) {
        ++verdict_.idle_cases;
        return;
    }
    ++verdict_.defects;
    Verdict::Kind& kind = verdict_.kinds[defect];
    if (kind.cases++ == 0) kind.which = which;
}

}  // namespace imaginons::survival
