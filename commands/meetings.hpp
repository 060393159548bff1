// Meetings on the write side: who may announce them, that they begin and end, and how many seats
// are taken, by tokens. The one writer decides: two people who ask for the last seat are one after
// the other.
#pragma once

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "commands/command.hpp"
#include "commands/result.hpp"
#include "events/codec.hpp"

namespace imaginons::commands {

struct State;

struct Meeting {
    events::ProjectId project;
    std::int64_t starts_at_ms = 0;
    std::int64_t ends_at_ms = 0;
    std::uint32_t capacity = 0;  // 0 = as many as come
    std::uint32_t version = 1;
    std::uint32_t minutes = 0;  // how often they were published
    bool cancelled = false;
    std::unordered_set<events::Token, events::IdHash> seats;
};

struct Meetings {
    std::unordered_map<events::MeetingId, Meeting, events::IdHash> by_id;
    std::unordered_map<events::ProjectId, std::size_t, events::IdHash> of_project;
};

// For the city's project its agents, its editors and the city; for a resident's its owner and, once
// they have left, those of the city, so that somebody can still call it off.
Decision decide(const State& state, const AnnounceMeeting& command, const Context& context);
// Until it begins. Seats that are taken stay so: there cannot be fewer.
Decision decide(const State& state, const ChangeMeeting& command, const Context& context);
Decision decide(const State& state, const CancelMeeting& command, const Context& context);
// From its beginning on; again, if there is something to correct.
Decision decide(const State& state, const PublishMinutes& command, const Context& context);
// By anybody who may write, until it begins.
Decision decide(const State& state, const TakeRegistration& command, const Context& context);
Decision decide(const State& state, const WithdrawRegistration& command, const Context& context);

void evolve(Meetings& meetings, const events::Meta& meta, const events::MeetingAnnounced& event);
void evolve(Meetings& meetings, const events::Meta& meta, const events::MeetingChanged& event);
void evolve(Meetings& meetings, const events::Meta& meta, const events::MeetingCancelled& event);
void evolve(Meetings& meetings, const events::Meta& meta, const events::MinutesPublished& event);
void evolve(Meetings& meetings, const events::Meta& meta, const events::RegistrationTaken& event);
void evolve(Meetings& meetings, const events::Meta& meta,
            const events::RegistrationWithdrawn& event);

bool has_seat(const Meetings& meetings, const events::MeetingId& meeting,
              const events::Token& token);
// Neither begun nor cancelled, ordered by id.
std::vector<events::MeetingId> meetings_to_come(const Meetings& meetings, std::int64_t now_ms);

}  // namespace imaginons::commands
