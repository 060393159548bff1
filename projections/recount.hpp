// A second count of a project, straight from the events and by other means than the read models: it
// shares no code with them, only the schema. Slow and plain on purpose. Which token is whose,
// nobody here knows.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/codec.hpp"

namespace imaginons::storage {
class Log;
}

namespace imaginons::projections {

// A proposal, an amendment, a statement or an argument of the project, and what was thought of it.
// Every list holds positions in the log, ascending.
struct RecountedObject {
    enum class Kind : std::uint8_t { proposal, amendment, statement, argument };
    Kind kind = Kind::proposal;
    events::Id id;
    events::Id proposal;  // of an argument; otherwise nil
    std::string origin;
    std::uint64_t seq = 0;  // of the event that made it
    std::optional<std::uint64_t> withdrawn_seq;
    std::optional<std::uint64_t> hidden_seq;
    std::vector<std::uint64_t> for_, neutral, against;  // stances that count
    std::vector<std::uint64_t> superseded;              // stances replaced by a later one
    std::vector<std::uint64_t> taken_back;              // stances withdrawn
    std::vector<std::uint64_t> withdrawals;             // the events that withdrew
};

// A rule, and the event that set it.
template <class Value>
struct Rule {
    Value value{};
    std::uint64_t seq = 0;
};

struct Recount {
    std::uint64_t position = 0;  // events counted
    events::ProjectId project;
    std::string origin;
    std::uint64_t seq = 0;  // of the event that opened it
    Rule<events::ParticipationLevel> level;
    Rule<events::StanceChoice> stance_choice;
    Rule<std::vector<events::Phase>> phases;
    Rule<std::uint16_t> current_phase;
    std::optional<Rule<std::uint32_t>> charter;  // the version in force now
    std::vector<RecountedObject> objects;        // in the order of the log
};

// `project`: an id as text, or an origin. Nothing if the first `until` events open no such project.
// Reads all of them; about 2 seconds a million. `progress` may be empty. Throws storage's errors.
std::optional<Recount> recount(const storage::Log& log, std::uint64_t until,
                               std::string_view project,
                               const std::function<void(std::uint64_t, std::uint64_t)>& progress);

}  // namespace imaginons::projections
