// How far a long verb is, on one line that is written over at each whole percent. Of one thread.
#pragma once

#include <cstdint>
#include <ostream>
#include <string_view>

namespace imaginons::projections {

class ProgressLine {
  public:
    ProgressLine(std::ostream& out, std::string_view what) : out_(out), what_(what) {}

    void show(std::uint64_t done, std::uint64_t of) {
        const std::uint64_t percent = of == 0 ? 100 : done * 100 / of;
        if (percent == shown_) return;
        shown_ = percent;
        out_ << '\r' << what_ << ": " << percent << " %" << std::flush;
    }

    void end() {
        if (shown_ != nothing) out_ << '\n' << std::flush;
        shown_ = nothing;
    }

  private:
    static constexpr std::uint64_t nothing = ~std::uint64_t{0};
    std::ostream& out_;
    std::string_view what_;
    std::uint64_t shown_ = nothing;
};

}  // namespace imaginons::projections
