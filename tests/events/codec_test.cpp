// Every kind of event through the codec and back.
#include "events/codec.hpp"

#include <doctest/doctest.h>

#include <set>

#include "events/well_formed.hpp"
#include "tests/events/samples.hpp"

using namespace imaginons::events;

TEST_CASE("there is a sample of every kind, in the order of the union") {
    const auto all = samples::one_of_each();
    REQUIRE(all.size() == std::variant_size_v<AnyPayload>);
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].payload.index() == i);
    // NONE is the one member that is no kind.
    CHECK(all.size() + 1 == std::size(imaginons::schema::EnumValuesPayload()));
}

TEST_CASE("a copy of every kind equals its original") {
    for (const Fact& fact : samples::one_of_each()) {
        const Fact copy = fact;
        CHECK(copy == fact);
        Fact assigned;
        assigned = copy;
        CHECK(assigned == fact);
        const Fact moved = std::move(assigned);
        CHECK(moved == fact);
    }
}

TEST_CASE("a copy is its own: changing its words leaves the original alone") {
    const Fact original(samples::project_opened());
    Fact copy = original;
    std::get<ProjectOpened>(copy.payload).text->title = "Autre chose";
    CHECK_FALSE(copy == original);
    CHECK(std::get<ProjectOpened>(original.payload).text->title == "Un jardin partagé");
}

TEST_CASE("facts that differ in one field, in the sealed part or in its subject are not equal") {
    StanceTaken other = samples::stance_taken();
    other.stance = Stance::neutral;
    CHECK_FALSE(Fact(other) == Fact(samples::stance_taken()));
    const Fact joined(samples::of_person<PersonJoined>(), *samples::text(false),
                      samples::id<PersonId>(0x50));
    CHECK(joined == Fact(joined));
    CHECK_FALSE(joined == Fact(samples::of_person<PersonJoined>()));
    CHECK_FALSE(joined == Fact(samples::of_person<PersonJoined>(), *samples::text(true),
                               samples::id<PersonId>(0x50)));
    CHECK_FALSE(joined == Fact(samples::of_person<PersonJoined>(), *samples::text(false),
                               samples::id<PersonId>(0x51)));
}

TEST_CASE("every kind comes back from its bytes as it went in") {
    Encoder encoder;
    for (const Fact& fact : samples::one_of_each()) {
        const samples::Record record(encoder.encode(samples::envelope(), fact));
        const char* defect = defect_of(record.bytes());
        REQUIRE_MESSAGE(defect == nullptr, kind_name(kind_of(record.bytes())), ": ", defect);
        CHECK(samples::fact_in(record.bytes()) == fact);
    }
}

TEST_CASE("every kind with nothing set is well formed and comes back") {
    for (const Fact& fact : samples::one_of_each()) {
        const Fact empty = std::visit(
            [](const auto& e) { return Fact(std::decay_t<decltype(e)>{}); }, fact.payload);
        Envelope envelope;
        envelope.id = samples::id<Id>(1);
        const samples::Record record(envelope, empty);
        CHECK(defect_of(record.bytes()) == nullptr);
        CHECK(samples::fact_in(record.bytes()) == empty);
    }
}

TEST_CASE("the envelope comes back as it went in") {
    const samples::Record record(samples::envelope(), Fact(samples::stance_taken()));
    const Meta meta = read_meta(41, record.bytes());
    CHECK(meta.seq == 41);
    CHECK(meta.id == samples::envelope().id);
    CHECK(meta.recorded_at_ms == samples::envelope().recorded_at_ms);
    CHECK(meta.occurred_at_ms == samples::envelope().occurred_at_ms);
    CHECK(meta.happened_at_ms() == samples::envelope().occurred_at_ms);
    CHECK(meta.request == samples::envelope().request);
    CHECK(meta.request_hash == samples::envelope().request_hash);
    CHECK(meta.origin == "republique-numerique/100");
    REQUIRE(meta.commitment != nullptr);
    CHECK(*meta.commitment == samples::hash());
    CHECK(event_in(record.bytes()).schema() == schema_number);
}

TEST_CASE("an event made here has no origin, no commitment, and happened when it was recorded") {
    Envelope envelope;
    envelope.id = samples::id<Id>(1);
    envelope.recorded_at_ms = 1'790'000'000'000;
    const samples::Record record(envelope, Fact(samples::stance_taken()));
    const Meta meta = read_meta(0, record.bytes());
    CHECK(meta.origin.empty());
    CHECK(meta.commitment == nullptr);
    CHECK(meta.happened_at_ms() == 1'790'000'000'000);
}

TEST_CASE("the encoder lends aligned bytes, also after it has grown") {
    Encoder encoder;
    for (std::size_t size : {0UL, 1UL, 900UL, 5000UL, 13'000UL, 3UL}) {
        CharterPublished charter = samples::charter_published();
        charter.text->body.assign(size, 'x');
        const Bytes bytes = encoder.encode(samples::envelope(), Fact(std::move(charter)));
        CHECK(reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 == 0);
        CHECK(well_formed(bytes));
    }
}

TEST_CASE("the same event gives the same bytes, whatever the encoder wrote before") {
    Encoder used;
    const samples::Record first(used.encode(samples::envelope(), Fact(samples::stance_taken())));
    used.encode(samples::envelope(), Fact(samples::project_opened()));
    const samples::Record again(used.encode(samples::envelope(), Fact(samples::stance_taken())));
    CHECK(std::equal(first.bytes().begin(), first.bytes().end(), again.bytes().begin(),
                     again.bytes().end()));
}

TEST_CASE("an event names the object that it is about") {
    const auto object = [](const Fact& fact) {
        return object_of(samples::Record(samples::envelope(), fact).bytes());
    };
    CHECK(object(Fact(samples::stance_taken())) == samples::id<Id>(0x60));
    CHECK(object(Fact(samples::argument_added())) == samples::id<Id>(0x80));
    CHECK(object(Fact(samples::statement_added())) == samples::id<Id>(0x68));
    CHECK(object(Fact(samples::news_published())) == samples::id<Id>(0x58));
    CHECK(object(Fact(samples::of_person<PersonJoined>())) == samples::id<Id>(0x50));
    for (const Fact& fact : samples::one_of_each()) CHECK_FALSE(is_nil(object(fact)));
}

TEST_CASE("every kind has a name of its own") {
    std::set<std::string_view> names;
    for (const Fact& fact : samples::one_of_each()) {
        names.insert(kind_name(kind_of(samples::Record(samples::envelope(), fact).bytes())));
    }
    CHECK(names.size() == std::variant_size_v<AnyPayload>);
    CHECK(names.contains("StanceTaken"));
}

TEST_CASE("a sealed text comes back as it went in, and damaged bytes give nothing") {
    const std::vector<std::uint8_t> bytes = encode_text(*samples::text(true));
    const auto text = decode_text(bytes);
    REQUIRE(text);
    CHECK(*text == *samples::text(true));
    CHECK(decode_text(encode_text(Text{})) == Text{});

    samples::Record cut(Bytes(bytes).first(bytes.size() - 4));
    CHECK_FALSE(decode_text(cut.bytes()));
    samples::Record other(bytes);
    other.data()[4] = 'X';
    CHECK_FALSE(decode_text(other.bytes()));
    CHECK_FALSE(
        decode_text(samples::Record(samples::envelope(), Fact(samples::stance_taken())).bytes()));
}
