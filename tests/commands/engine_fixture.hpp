// A data directory of its own for each test, with real LMDB, and short ways to ask an engine.
#pragma once

#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <string>

#include "commands/engine.hpp"
#include "storage/log.hpp"
#include "storage/vault.hpp"
#include "tests/temp_dir.hpp"
#include "world.hpp"

namespace imaginons::commands::test {

// Log and vault opened; opening again is a restart.
struct Store {
    explicit Store(const TempDir& directory)
        : log(storage::Log::open(directory.path / "log", {.origin = "test.example/log/1",
                                                          .map_bytes = std::size_t{1} << 30})),
          vault(storage::Vault::open(directory.path / "vault", storage::VaultKey{7},
                                     {.map_bytes = std::size_t{1} << 28})) {}

    storage::Log log;
    storage::Vault vault;
};

inline events::RequestId request(std::uint64_t number) {
    return {number, 0x8888};
}

inline Command command(AnyCommand body, const Actor& actor, std::uint64_t request_number,
                       std::uint64_t hash = 1) {
    Command command;
    command.body = std::move(body);
    command.actor = actor;
    command.request = request(request_number);
    command.request_hash = events::RequestHash(hash, request_number);
    return command;
}

inline Outcome accepted(const Answer& answer) {
    if (const auto* refusal = std::get_if<Refusal>(&answer))
        FAIL("refused: " << name(refusal->code) << ' ' << refusal->field);
    REQUIRE(std::holds_alternative<Outcome>(answer));
    return std::get<Outcome>(answer);
}

// Everything in a state as text, in an order that does not depend on how it came about: equal
// texts, equal states.
std::string dump(const State& state);

}  // namespace imaginons::commands::test
