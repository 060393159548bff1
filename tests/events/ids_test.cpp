// Ids: text form, order, the layout of UUIDv7.
#include "events/ids.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tests/events/samples.hpp"

using namespace imaginons::events;

TEST_CASE("an id survives the way through its text") {
    const auto id = samples::id<ProposalId>(0xF8);
    CHECK(to_text(id) == "f8f9fafb-fcfd-feff-0001-020304050607");
    CHECK(parse_id<ProposalId>(to_text(id)) == id);
    CHECK(parse_id<ProposalId>("F8F9FAFB-FCFD-FEFF-0001-020304050607") == id);
}

TEST_CASE("a text that is not exactly a UUID is no id") {
    for (const char* text :
         {"", "f8f9fafb", "f8f9fafbfcfdfeff0001020304050607", "f8f9fafb-fcfd-feff-0001-02030405060",
          "f8f9fafb-fcfd-feff-0001-0203040506070", "g8f9fafb-fcfd-feff-0001-020304050607",
          "f8f9fafb_fcfd_feff_0001_020304050607", "{8f9fafb-fcfd-feff-0001-02030405060}",
          " f8f9fafb-fcfd-feff-0001-02030405060", "f8f9fafb-fcfd-feff-0001-02030405060\xC3",
          "f8f9fafbf-cfd-feff-0001-020304050607"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_id<Id>(text));
    }
}

TEST_CASE("ids are ordered by their bytes, as their texts are") {
    std::vector<Id> ids;
    for (const char* text :
         {"00000000-0000-0000-0000-000000000100", "00000000-0000-0000-0001-000000000000",
          "01000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001",
          "00ff0000-0000-0000-0000-000000000000"}) {
        ids.push_back(*parse_id<Id>(text));
    }
    std::sort(ids.begin(), ids.end(), ByBytes{});
    std::vector<std::string> texts;
    for (const Id& id : ids) texts.push_back(to_text(id));
    CHECK(std::is_sorted(texts.begin(), texts.end()));
    CHECK_FALSE(ByBytes{}(ids[0], ids[0]));
}

TEST_CASE("a UUIDv7 is laid out as in the example of RFC 9562") {
    // Appendix A.6: 2022-02-22T19:22:22Z, rand_a 0xCC3, rand_b 0b01, 0x8C4DC0C0C07398F.
    const std::array<std::uint8_t, 10> random{0x0C, 0xC3, 0x18, 0xC4, 0xDC,
                                              0x0C, 0x0C, 0x07, 0x39, 0x8F};
    CHECK(to_text(make_uuid7(0x017F22E279B0, random)) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

TEST_CASE("whatever is random in a UUIDv7 cannot touch its version, variant and time") {
    std::array<std::uint8_t, 10> random;
    random.fill(0xFF);
    CHECK(to_text(make_uuid7(1, random)) == "00000000-0001-7fff-bfff-ffffffffffff");
    random.fill(0);
    CHECK(to_text(make_uuid7(0xFFFFFFFFFFFF, random)) == "ffffffff-ffff-7000-8000-000000000000");
}

TEST_CASE("a UUIDv7 minted later comes later") {
    std::array<std::uint8_t, 10> high;
    high.fill(0xFF);
    const std::array<std::uint8_t, 10> low{};
    CHECK(ByBytes{}(make_uuid7(1'790'000'000'255, high), make_uuid7(1'790'000'000'256, low)));
}

TEST_CASE("nil is nil and nothing else is") {
    CHECK(is_nil(Id{}));
    CHECK_FALSE(is_nil(Id(0, 1)));
    CHECK_FALSE(is_nil(Id(1, 0)));
}

TEST_CASE("drawn and derived ids are UUIDs of their version, whatever the bytes") {
    std::array<std::uint8_t, 16> raw;
    raw.fill(0xFF);
    CHECK(to_text(uuid_from_bytes<ProposalId>(raw.data(), 4)) == "ffffffff-ffff-4fff-bfff-ffffffffffff");
    raw.fill(0);
    CHECK(to_text(uuid_from_bytes<ProposalId>(raw.data(), 8)) == "00000000-0000-8000-8000-000000000000");
}

TEST_CASE("an id of one kind keeps its bytes as another kind") {
    const auto proposal = samples::id<ProposalId>(1);
    CHECK(bytes_of(id_as<Id>(proposal)) == bytes_of(proposal));
    CHECK(id_as<ProposalId>(id_as<Id>(proposal)) == proposal);
}

TEST_CASE("a hash keeps its bytes in order") {
    const auto raw = bytes_of(samples::hash());
    CHECK(raw[0] == 0xC0);
    CHECK(raw[31] == 0xDF);
    CHECK(hash_from_bytes(raw.data()) == samples::hash());
}
