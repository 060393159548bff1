#include "tests/fuzz/targets.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace imaginons::fuzz {

std::span<const Target> targets() {
    static constexpr std::array<Target, 10> all{{{"http_request", http_request},
                                                 {"json_body", json_body},
                                                 {"query", query},
                                                 {"event", event},
                                                 {"note", note},
                                                 {"import_file", import_file},
                                                 {"import_folder", import_folder},
                                                 {"foreign_words", foreign_words},
                                                 {"markdown", markdown},
                                                 {"url", url}}};
    return all;
}

void need(bool holds, const char* claim) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", claim);
    std::abort();
}

}  // namespace imaginons::fuzz
