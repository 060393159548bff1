// The compact tables of stances behave like std::map, whatever the order of what is done to them.
#include "events/stance_table.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace imaginons::events;

namespace {

Token token_of(std::mt19937_64& random) {
    return Token(random(), random());
}

}  // namespace

TEST_CASE("an empty token table knows nobody") {
    const TokenTable tokens;
    CHECK(tokens.size() == 0);
    CHECK(tokens.find(Token(1, 2)) == TokenTable::none);
}

TEST_CASE("tokens keep the number that they got first") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    TokenTable tokens;
    std::vector<Token> known;
    for (int step = 0; step < 50'000; ++step) {
        if (!known.empty() && random() % 2 == 0) {
            const std::size_t i = random() % known.size();
            REQUIRE(tokens.intern(known[i]) == i);
        } else {
            known.push_back(token_of(random));
            REQUIRE(tokens.find(known.back()) == TokenTable::none);
            REQUIRE(tokens.intern(known.back()) == known.size() - 1);
        }
    }
    REQUIRE(tokens.size() == known.size());
    for (std::uint32_t i = 0; i < known.size(); ++i) {
        REQUIRE(tokens.find(known[i]) == i);
        REQUIRE(tokens.at(i) == known[i]);
    }
}

TEST_CASE("tokens that fall into the same place are told apart") {
    TokenTable tokens;
    for (std::uint64_t i = 0; i < 500; ++i) CHECK(tokens.intern(Token(i, i)) == i);
    for (std::uint64_t i = 0; i < 500; ++i) CHECK(tokens.find(Token(i, i)) == i);
    CHECK(tokens.find(Token(500, 500)) == TokenTable::none);
}

TEST_CASE("an empty stance table has no stances") {
    StanceTable table;
    CHECK(table.find(0) == Stance::unset);
    CHECK(table.remove(0) == Stance::unset);
    CHECK(table.stream_position(0) == 0);
    CHECK(table.capacity() == 0);
}

TEST_CASE("a stance table agrees with std::map") {
    const unsigned seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (const std::uint32_t people : {1U, 7U, 8U, 100U, 3'000U}) {
        StanceTable table;
        std::map<std::uint32_t, std::pair<Stance, std::uint32_t>> expected;
        for (std::uint32_t step = 0; step < 20'000; ++step) {
            const auto token = static_cast<std::uint32_t>(random() % people) * 64;
            const auto found = expected.find(token);
            const Stance before = found == expected.end() ? Stance::unset : found->second.first;
            REQUIRE(table.find(token) == before);
            if (before != Stance::unset)
                REQUIRE(table.stream_position(token) == found->second.second);
            if (random() % 3 == 0) {
                REQUIRE(table.remove(token) == before);
                expected.erase(token);
            } else {
                const auto stance = static_cast<Stance>(1 + random() % 3);
                REQUIRE(table.set(token, stance, step) == before);
                expected[token] = {stance, step};
            }
        }
        for (std::uint32_t token = 0; token < people * 64; ++token) {
            const auto found = expected.find(token);
            REQUIRE(table.find(token) ==
                    (found == expected.end() ? Stance::unset : found->second.first));
        }
    }
}

TEST_CASE("a position of 30 bits is kept beside the stance") {
    StanceTable table;
    constexpr std::uint32_t most = (1U << 30) - 1;
    CHECK(table.set(5, Stance::against, most) == Stance::unset);
    CHECK(table.find(5) == Stance::against);
    CHECK(table.stream_position(5) == most);
}

TEST_CASE("a stance costs at most 16 bytes when its object has many") {
    StanceTable table;
    for (std::uint32_t token = 0; token < 1'000'000; ++token) {
        table.set(token, Stance::for_, 0);
        if (token >= 1'000) REQUIRE(table.capacity() * 8 <= (token + 1) * std::size_t{16});
    }
}
