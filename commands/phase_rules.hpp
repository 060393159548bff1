// What may be contributed to a project in which of its phases. Where there are no phases, or outside
// of projects, everything may be.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

enum class Contribution : std::uint8_t {
    idea,       // a new proposal
    wording,    // its text changed, or an amendment to it
    statement,  // a new one
    argument,
    stance,  // taken, changed or withdrawn
};

bool allows(events::PhaseKind kind, Contribution contribution);

// Nothing if the phase in which the project is now allows it; project: nil if there is none.
std::optional<Refusal> not_in_this_phase(const State& state, const events::ProjectId& project,
                                         Contribution contribution, std::string_view field);

}  // namespace imaginons::commands
