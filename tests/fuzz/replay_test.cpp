// Without a fuzzer: each target reads its seeds, what once broke it, and some thousand inputs made
// of those by a few blows each.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "tests/fuzz/targets.hpp"

using namespace imaginons::fuzz;

namespace {

namespace fs = std::filesystem;
using Random = std::mt19937_64;

constexpr int blows_at_most = 4;
constexpr std::size_t inputs_of_a_target = 2'000;

std::uint64_t seed() {
    const char* fixed = std::getenv("IMAGINONS_TEST_SEED");
    return fixed != nullptr ? std::strtoull(fixed, nullptr, 10) : std::random_device{}();
}

std::vector<std::string> regressions(std::string_view target) {
    std::vector<std::string> inputs;
    std::error_code none;
    const fs::path folder =
        fs::path(IMAGINONS_SOURCE_DIR) / "tests" / "fuzz" / "regressions" / target;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        std::ifstream in(entry.path(), std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return inputs;
}

// A byte changed, a piece taken out, a piece doubled, or the end cut off.
void strike(std::string& bytes, Random& random) {
    if (bytes.empty()) return;
    const std::size_t at = random() % bytes.size();
    const std::size_t size = 1 + random() % std::min<std::size_t>(16, bytes.size() - at);
    switch (random() % 4) {
        case 0: bytes[at] = static_cast<char>(random()); return;
        case 1: bytes.erase(at, size); return;
        case 2: bytes.insert(random() % bytes.size(), bytes.substr(at, size)); return;
        default: bytes.resize(at); return;
    }
}

}  // namespace

TEST_CASE("every reader of foreign bytes comes through what it is given") {
    const std::uint64_t start = seed();
    MESSAGE("seed " << start);
    Random random(start);
    for (const Target& target : targets()) {
        CAPTURE(target.name);
        std::vector<std::string> inputs = seeds(target.name);
        for (std::string& input : regressions(target.name)) inputs.push_back(std::move(input));
        REQUIRE_FALSE(inputs.empty());
        for (const std::string& input : inputs) target.run(input);
        for (std::size_t i = 0; i < inputs_of_a_target; ++i) {
            std::string input = inputs[random() % inputs.size()];
            for (std::uint64_t blow = 0; blow <= random() % blows_at_most; ++blow)
                strike(input, random);
            target.run(input);
        }
        MESSAGE(target.name << ": " << inputs.size() << " seeds, " << inputs_of_a_target
                            << " made of them");
    }
}
