// Has many cases judged, each by a process of its own, two at a time: a judge that crashes is a
// defect of its case. Not for a program that has threads.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

namespace imaginons::survival {

struct Verdict {
    std::uint64_t cases = 0;
    std::uint64_t defects = 0;
    // The first case of each defect, and how many had it.
    struct Kind {
        std::string which;
        std::uint64_t cases = 0;
    };
    std::map<std::string, Kind> kinds;

    // What a judge says of a case that did not come about: a call that the run did not make this
    // time.
    static constexpr const char* idle = "it did not come about";
    std::uint64_t idle_cases = 0;

    // A few of the kinds, a line each.
    std::string text() const;
};

// What `judgement` gives when it is made in a child process: empty, or a defect.
class Judge {
  public:
    explicit Judge(const std::function<std::string()>& judgement);
    // Waits for it; once.
    std::string answer();

  private:
    pid_t child_ = -1;
    int answer_ = -1;
};

class Judges {
  public:
    // `judgement` is called in a copy of this process: what it changes stays there.
    void judge(std::string which, const std::function<std::string()>& judgement);
    Verdict verdict();

  private:
    struct Waiting {
        std::string which;
        Judge judge;
    };
    void collect();

    std::deque<Waiting> waiting_;
    Verdict verdict_;
};

}  // namespace imaginons::survival
