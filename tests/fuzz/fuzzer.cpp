// The targets under libFuzzer: FUZZ_TARGET names one; FUZZ_SEEDS names a folder that its seeds are
// written to first.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/fuzz/targets.hpp"

using namespace imaginons::fuzz;

namespace {

const Target* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* name = std::getenv("FUZZ_TARGET");
    for (const Target& target : targets()) {
        if (name != nullptr && target.name == name) chosen = &target;
    }
    if (chosen == nullptr) {
        std::fputs("FUZZ_TARGET must be one of:", stderr);
        for (const Target& target : targets()) std::fprintf(stderr, " %s", target.name.data());
        std::fputs("\n", stderr);
        std::exit(2);
    }
    if (const char* folder = std::getenv("FUZZ_SEEDS")) {
        std::size_t number = 0;
        for (const std::string& input : seeds(chosen->name)) {
            std::ofstream(folder + ("/seed-" + std::to_string(number++)), std::ios::binary)
                << input;
        }
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    chosen->run({reinterpret_cast<const char*>(data), size});
    return 0;
}
