// What the FlatBuffers verifier lets through and the log must not: each case writes bytes that are
// safe to read and wrong.
#include "events/well_formed.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

#include "events/json.hpp"
#include "events/limits.hpp"
#include "tests/events/samples.hpp"

using namespace imaginons::events;
using namespace std::string_literals;
using samples::Record;
namespace schema = imaginons::schema;

namespace {

std::string defect(Bytes bytes) {
    const char* found = defect_of(bytes);
    return found == nullptr ? "none" : found;
}

std::string defect(const Fact& fact) {
    return defect(Record(samples::envelope(), fact).bytes());
}

// The bytes after `change(builder)` has written a payload and said of what kind; everything else is
// as it should be.
template <class Change>
Record written(Change change) {
    flatbuffers::FlatBufferBuilder builder;
    const auto [kind, payload] = change(builder);
    const Envelope envelope = samples::envelope();
    schema::EventBuilder event(builder);
    event.add_id(&envelope.id);
    event.add_recorded_at(envelope.recorded_at_ms);
    event.add_request(&envelope.request);
    event.add_request_hash(&envelope.request_hash);
    event.add_schema(schema_number);
    event.add_payload_type(kind);
    event.add_payload(payload);
    schema::FinishEventBuffer(builder, event.Finish());
    return Record({builder.GetBufferPointer(), builder.GetSize()});
}

struct Payload {
    schema::Payload kind;
    flatbuffers::Offset<void> offset;
};

Payload stance(flatbuffers::FlatBufferBuilder& builder,
               schema::Payload kind = schema::Payload::StanceTaken) {
    const StanceTaken sample = samples::stance_taken();
    return {kind, schema::StanceTaken::Pack(builder, &sample).Union()};
}

bool verifier_accepts(Bytes bytes) {
    flatbuffers::Verifier verifier(bytes.data(), bytes.size());
    return schema::VerifyEventBuffer(verifier);
}

Record with_bytes_behind(const Fact& fact, const std::string& tail) {
    const Record record(samples::envelope(), fact);
    std::vector<std::uint8_t> bytes(record.bytes().begin(), record.bytes().end());
    bytes.insert(bytes.end(), tail.begin(), tail.end());
    return Record(bytes);
}

// True for the two bytes in a vtable that say how long its tables are: padding at a table's end may
// count as the table's or as nobody's.
bool is_table_size(Bytes bytes, std::size_t at) {
    for (std::size_t table = 0; table + 4 <= bytes.size(); table += 4) {
        const auto back = flatbuffers::ReadScalar<flatbuffers::soffset_t>(bytes.data() + table);
        if (static_cast<std::int64_t>(table) - back + 2 == static_cast<std::int64_t>(at / 2 * 2))
            return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a kind that the schema does not know is refused") {
    for (const int number : {3, 16, 49, 61, 255}) {
        const Record record =
            written([&](auto& b) { return stance(b, static_cast<schema::Payload>(number)); });
        CHECK(verifier_accepts(record.bytes()));
        CHECK(defect(record.bytes()) == "its kind is unknown");
    }
    const Record none = written([](auto& b) { return stance(b, schema::Payload::NONE); });
    CHECK(defect(none.bytes()) == "its kind is unknown");
}

TEST_CASE("an event without a payload is refused") {
    const Record record = written([](auto&) { return Payload{schema::Payload::StanceTaken, {}}; });
    CHECK(verifier_accepts(record.bytes()));
    CHECK(defect(record.bytes()) == "it has no payload");
}

TEST_CASE("an enum out of range is refused, in tables and in structs of a list") {
    StanceTaken taken = samples::stance_taken();
    taken.stance = static_cast<Stance>(4);
    CHECK(verifier_accepts(Record(samples::envelope(), Fact(taken)).bytes()));
    CHECK(defect(Fact(taken)) == "an enum is out of range");
    taken.stance = static_cast<Stance>(255);
    CHECK(defect(Fact(taken)) == "an enum is out of range");

    ProjectOpened opened = samples::project_opened();
    opened.phases.emplace_back(1, 2, static_cast<PhaseKind>(7));
    CHECK(defect(Fact(std::move(opened))) == "an enum is out of range");
}

TEST_CASE("a flag that is neither 0 nor 1 is refused") {
    const Record record = written([](auto& builder) {
        schema::ArgumentAddedBuilder argument(builder);
        builder.template AddElement<std::uint8_t>(schema::ArgumentAdded::VT_SOURCE, 2, 0);
        return Payload{schema::Payload::ArgumentAdded, argument.Finish().Union()};
    });
    CHECK(verifier_accepts(record.bytes()));
    CHECK(defect(record.bytes()) == "a flag is neither true nor false");
}

TEST_CASE("invalid UTF-8 is refused wherever a string stands") {
    const std::string bad = "caf\xE9";
    for (int where = 0; where < 5; ++where) {
        ProjectOpened e = samples::project_opened();
        std::string* texts[] = {&e.text->title, &e.text->body, &e.text->url, &e.text->name,
                                &e.text->phases[1]};
        *texts[where] = bad;
        CHECK(defect(Fact(std::move(e))) == "a string is not UTF-8");
    }
    Envelope envelope = samples::envelope();
    envelope.origin = bad;
    CHECK(defect(Record(envelope, Fact(samples::stance_taken())).bytes()) ==
          "a string is not UTF-8");
}

TEST_CASE("bytes behind the end are refused, zero or not") {
    for (const Fact& fact : samples::one_of_each()) {
        for (std::size_t more : {8UL, 9UL, 16UL, 4000UL}) {
            const Record record = with_bytes_behind(fact, std::string(more, '\0'));
            CHECK(verifier_accepts(record.bytes()));
            CHECK(defect(record.bytes()) == "it holds bytes that belong to nothing");
        }
        const Record secret = with_bytes_behind(fact, "x");
        CHECK(verifier_accepts(secret.bytes()));
        CHECK(defect(secret.bytes()) == "its padding is not zero");
    }
}

TEST_CASE("bytes between the parts that nothing leads to are refused") {
    const Record record = written([](auto& builder) {
        builder.CreateString("a name that nobody finds");
        return stance(builder);
    });
    CHECK(verifier_accepts(record.bytes()));
    CHECK(defect(record.bytes()) == "it holds bytes that belong to nothing");
}

TEST_CASE("a field that this schema does not know is refused: nobody could export it") {
    const Record record = written([](auto& builder) {
        const auto start = builder.StartTable();
        const PersonId person = samples::id<PersonId>(0x50);
        builder.AddStruct(schema::PersonJoined::VT_PERSON, &person);
        builder.template AddElement<std::uint64_t>(flatbuffers::FieldIndexToOffset(1),
                                                   0x4142434445464748, 0);
        return Payload{schema::Payload::PersonJoined,
                       flatbuffers::Offset<void>(builder.EndTable(start))};
    });
    CHECK(verifier_accepts(record.bytes()));
    CHECK(defect(record.bytes()) == "it has a field that this schema does not know");
}

TEST_CASE("two fields on the same bytes are refused") {
    Record record(samples::envelope(), Fact(samples::stance_taken()));
    // In the payload's vtable the object is made to stand where the token stands.
    const auto* payload = static_cast<const std::uint8_t*>(event_in(record.bytes()).payload());
    std::uint8_t* vtable = record.data() + (payload - record.bytes().data()) -
                           flatbuffers::ReadScalar<flatbuffers::soffset_t>(payload);
    std::memcpy(vtable + schema::StanceTaken::VT_OBJECT, vtable + schema::StanceTaken::VT_TOKEN, 2);
    CHECK(verifier_accepts(record.bytes()));
    CHECK(defect(record.bytes()) == "its parts overlap");
}

TEST_CASE("two tables may share a vtable, as the builder makes them") {
    // MilestoneReached has no field that the event's table could share with; a text and a charter
    // have.
    CharterPublished charter;
    charter.version = 1;
    charter.text = std::make_unique<Text>();
    charter.text->title = "a";
    charter.text->body = "b";
    CHECK(defect(Fact(std::move(charter))) == "none");
}

TEST_CASE("padding that is not zero is refused, in a struct, in a table and between parts") {
    int kinds_with_padding = 0;
    for (const Fact& fact : samples::one_of_each()) {
        Record record(samples::envelope(), fact);
        for (std::size_t i = 0; i < record.bytes().size(); ++i) {
            if (record.bytes()[i] != 0) continue;
            record.data()[i] = 0x55;
            // Other zeros mean something; then the record is damaged, or says something else.
            if (defect(record.bytes()) == "its padding is not zero") {
                CHECK(verifier_accepts(record.bytes()));
                ++kinds_with_padding;
                break;
            }
            record.data()[i] = 0;
        }
    }
    CHECK(kinds_with_padding == static_cast<int>(std::variant_size_v<AnyPayload>));
}

TEST_CASE("every bit of a record counts: flip one and it is refused or says something else") {
    for (const Fact& fact : samples::one_of_each()) {
        Record record(samples::envelope(), fact);
        const std::string said = to_json(0, record.bytes());
        for (std::size_t bit = 0; bit < record.bytes().size() * 8; ++bit) {
            record.data()[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            if (well_formed(record.bytes()) && to_json(0, record.bytes()) == said &&
                !is_table_size(record.bytes(), bit / 8)) {
                FAIL("bit ", bit, " of ", kind_name(kind_of(record.bytes())));
            }
            record.data()[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        }
    }
}

TEST_CASE("a record cut short anywhere is refused") {
    for (const Fact& fact : samples::one_of_each()) {
        const Record whole(samples::envelope(), fact);
        for (std::size_t size = 0; size < whole.bytes().size(); ++size) {
            // In memory of exactly that size, so that AddressSanitizer sees any look behind it.
            const Record cut(whole.bytes().first(size));
            const bool only_padding_lost =
                whole.bytes().size() - size < 8 && well_formed(cut.bytes());
            if (only_padding_lost)
                CHECK(samples::fact_in(cut.bytes()) == fact);
            else
                CHECK_FALSE(well_formed(cut.bytes()));
        }
    }
}

TEST_CASE(
    "damaged bytes never crash: random flips, overwritten words, and what is left is readable") {
    const unsigned seed = std::random_device()();
    MESSAGE("seed ", seed);
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto all = samples::one_of_each();
    int accepted = 0;
    for (int round = 0; round < 60'000; ++round) {
        Record record(samples::envelope(), all[random() % all.size()]);
        const std::size_t size = record.bytes().size();
        for (std::size_t flips = 1 + random() % 6; flips != 0; --flips) {
            const std::size_t at = random() % size;
            if (random() % 2 == 0) {
                record.data()[at] ^= static_cast<std::uint8_t>(1U << (random() % 8));
            } else {
                const auto word =
                    static_cast<std::uint32_t>(random() % (random() % 2 == 0 ? 300 : 0xFFFFFFFF));
                std::memcpy(record.data() + at / 4 * 4, &word,
                            std::min<std::size_t>(4, size - at / 4 * 4));
            }
        }
        if (!well_formed(record.bytes())) continue;
        ++accepted;
        CHECK_FALSE(to_json(1, record.bytes()).empty());
        samples::fact_in(record.bytes());
        object_of(record.bytes());
    }
    CHECK(accepted > 0);
}

TEST_CASE("a sealed text is held to the same rules") {
    const auto text_defect = [](const Record& record) {
        const char* found = defect_of_text(record.bytes());
        return std::string(found == nullptr ? "none" : found);
    };
    const std::vector<std::uint8_t> good = encode_text(*samples::text(true));
    CHECK(text_defect(Record(good)) == "none");

    std::vector<std::uint8_t> longer = good;
    longer.insert(longer.end(), 8, 0);
    CHECK(text_defect(Record(longer)) == "it holds bytes that belong to nothing");

    Text bad;
    bad.name = "\xFF";
    CHECK(text_defect(Record(encode_text(bad))) == "a string is not UTF-8");

    Text big;
    big.body.assign(limits::sealed_bytes, 'x');
    CHECK(text_defect(Record(encode_text(big))) == "it is too long");
}

TEST_CASE("sizes are allowed up to their limit and not one past it") {
    CharterPublished charter = samples::charter_published();
    const std::size_t frame =
        Record(samples::envelope(), Fact(charter)).bytes().size() - charter.text->body.size();
    charter.text->body.assign(limits::event_bytes - frame - 8, 'x');
    while (Record(samples::envelope(), Fact(charter)).bytes().size() <= limits::event_bytes) {
        CHECK(defect(Fact(charter)) == "none");
        charter.text->body += 'x';
    }
    CHECK(defect(Fact(charter)) == "it is too long");

    Envelope envelope = samples::envelope();
    const std::string origin(limits::origin_bytes + 1, 'o');
    envelope.origin = std::string_view(origin).substr(1);
    CHECK(defect(Record(envelope, Fact(samples::stance_taken())).bytes()) == "none");
    envelope.origin = origin;
    CHECK(defect(Record(envelope, Fact(samples::stance_taken())).bytes()) ==
          "its origin is too long");

    ProjectOpened opened = samples::project_opened();
    opened.phases.resize(limits::phases);
    opened.text->phases.resize(limits::phases);
    CHECK(defect(Fact(opened)) == "none");
    opened.phases.resize(limits::phases + 1);
    CHECK(defect(Fact(opened)) == "a list is too long");
    opened.phases.resize(limits::phases);
    opened.text->phases.resize(limits::phases + 1);
    CHECK(defect(Fact(opened)) == "a list is too long");

    // The longest list that the rules of commands/ let through: codes of 16 bytes, names of 40
    // characters of four.
    ThemesPublished themes;
    themes.codes.resize(limits::phases, std::string(16, 'c'));
    themes.french.resize(limits::phases, std::string(160, 'n'));
    themes.english = themes.french;
    CHECK(defect(Fact(themes)) == "none");
    themes.codes.emplace_back("one-more");
    CHECK(defect(Fact(themes)) == "a list is too long");
}

TEST_CASE("times and dates are those of a calendar with four digits of year") {
    Envelope envelope = samples::envelope();
    const auto at = [&envelope](std::int64_t recorded_at_ms) {
        envelope.recorded_at_ms = recorded_at_ms;
        return defect(Record(envelope, Fact(samples::stance_taken())).bytes());
    };
    CHECK(at(253'402'300'799'999) == "none");
    CHECK(at(253'402'300'800'000) == "a time is out of range");
    CHECK(at(-62'167'219'200'000) == "none");
    CHECK(at(-62'167'219'200'001) == "a time is out of range");

    MilestoneSet milestone = samples::milestone_set();
    milestone.due_on = 2'932'897;
    CHECK(defect(Fact(milestone)) == "a date is out of range");
    milestone.due_on = 2'932'896;
    CHECK(defect(Fact(milestone)) == "none");
    ProjectOpened opened = samples::project_opened();
    opened.phases.emplace_back(std::numeric_limits<std::int32_t>::min(), 0, PhaseKind::debate);
    CHECK(defect(Fact(opened)) == "a date is out of range");
}

TEST_CASE("an envelope must name the event, the request and the schema") {
    Envelope envelope = samples::envelope();
    envelope.id = Id{};
    CHECK(defect(Record(envelope, Fact(samples::stance_taken())).bytes()) == "it has no id");

    flatbuffers::FlatBufferBuilder builder;
    const Payload payload = stance(builder);
    const Id id = samples::id<Id>(1);
    schema::EventBuilder event(builder);
    event.add_id(&id);
    event.add_schema(schema_number);
    event.add_payload_type(payload.kind);
    event.add_payload(payload.offset);
    schema::FinishEventBuffer(builder, event.Finish());
    CHECK(defect(Record({builder.GetBufferPointer(), builder.GetSize()}).bytes()) ==
          "it has no request");

    Record unnumbered(samples::envelope(), Fact(samples::stance_taken()));
    const auto* root = reinterpret_cast<const std::uint8_t*>(&event_in(unnumbered.bytes()));
    const auto* number =
        reinterpret_cast<const flatbuffers::Table*>(root)->GetAddressOf(schema::Event::VT_SCHEMA);
    std::memset(unnumbered.data() + (number - unnumbered.bytes().data()), 0, 2);
    CHECK(defect(unnumbered.bytes()) == "it has no schema number");
}

TEST_CASE("what is no event at all is refused with a word that says so") {
    CHECK(defect(Bytes{}) == "it is too short");
    const std::vector<std::uint8_t> zeros(64, 0);
    CHECK(defect(Record(zeros).bytes()) == "its identifier is wrong");
    CHECK(defect(Record(encode_text(*samples::text(false))).bytes()) == "its identifier is wrong");
    const Record record(samples::envelope(), Fact(samples::stance_taken()));
    std::vector<std::uint64_t> shifted(record.bytes().size() / 8 + 2);
    auto* unaligned = reinterpret_cast<std::uint8_t*>(shifted.data()) + 4;
    std::memcpy(unaligned, record.bytes().data(), record.bytes().size());
    CHECK(defect({unaligned, record.bytes().size()}) == "its bytes are not aligned");
}
