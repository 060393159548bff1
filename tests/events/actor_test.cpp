// Whose act each kind of event is.
#include "events/actor.hpp"

#include <doctest/doctest.h>

#include <set>

#include "events/codec.hpp"
#include "events/well_formed.hpp"
#include "tests/events/samples.hpp"

using namespace imaginons::events;

TEST_CASE("every kind of event says whose act it is: a person's, a token's, a project's owner's") {
    const std::set<std::string_view> of_nobody{"CharterPublished", "ContributionHidden",
                                               "LogContinued"};
    const std::set<std::string_view> of_a_token{"StanceTaken", "StanceWithdrawn"};
    const std::set<std::string_view> of_a_seat{"RegistrationTaken", "RegistrationWithdrawn"};
    const std::set<std::string_view> of_the_owner{"ProjectChanged", "PhaseMoved", "NewsPublished",
                                                  "MilestoneSet", "MilestoneReached"};
    Encoder encoder;
    for (const Fact& fact : samples::one_of_each()) {
        const Bytes bytes = encoder.encode(samples::envelope(), fact);
        const std::string_view kind = kind_name(kind_of(bytes));
        CAPTURE(kind);
        const Actor actor = actor_of(bytes);
        if (of_nobody.contains(kind)) {
            CHECK(actor.kind == Actor::Kind::nobody);
        } else if (of_a_token.contains(kind)) {
            CHECK(actor.kind == Actor::Kind::token);
            CHECK(actor.id == samples::id<Id>(0xA0));
            CHECK(actor.scope == samples::id<Id>(0x40));
        } else if (of_a_seat.contains(kind)) {
            CHECK(actor.kind == Actor::Kind::token);
            CHECK(actor.id == samples::id<Id>(0xA0));
            CHECK(actor.scope == samples::id<Id>(0xB0));
        } else if (of_the_owner.contains(kind)) {
            CHECK(actor.kind == Actor::Kind::owner);
            CHECK(actor.id == samples::id<Id>(0x40));
        } else {
            CHECK(actor.kind == Actor::Kind::person);
            CHECK(actor.id == samples::id<Id>(0x50));
        }
    }
}

TEST_CASE("the city's project is nobody's act, and what an event does not say does no harm") {
    Encoder encoder;
    ProjectOpened of_the_city;
    of_the_city.owner_kind = OwnerKind::city;
    CHECK(actor_of(encoder.encode(samples::envelope(), Fact(of_the_city))).kind ==
          Actor::Kind::nobody);
    namespace schema = imaginons::schema;
    flatbuffers::FlatBufferBuilder builder;
    const auto taken = schema::CreateStanceTaken(builder);
    const Envelope envelope = samples::envelope();
    schema::FinishEventBuffer(
        builder,
        schema::CreateEvent(builder, &envelope.id, 1, &envelope.request, &envelope.request_hash, 1,
                            nullptr, 0, 0, schema::Payload::StanceTaken, taken.Union()));
    const Bytes bare(builder.GetBufferPointer(), builder.GetSize());
    REQUIRE(well_formed(bare));
    CHECK(actor_of(bare).kind == Actor::Kind::nobody);
}
