// Who did what an event says, as far as its public part tells: a person, or only the token that
// stands for somebody in one scope. What the event is about is codec.hpp's object_of.
#pragma once

#include "events/fact.hpp"

namespace imaginons::events {

struct Actor {
    enum class Kind : std::uint8_t {
        nobody,  // the city, or whoever moderates: no person's act
        person,
        token,  // of a person, in `scope`
        owner,  // whoever owns the project: the event names only that
    };
    Kind kind = Kind::nobody;
    Id id;     // of the person; the token; the project that has an owner
    Id scope;  // of a token
};

// Bytes well formed. About 10 ns: nothing is unpacked.
Actor actor_of(Bytes event);

}  // namespace imaginons::events
