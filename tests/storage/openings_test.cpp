// Openings as bytes, and against the events that they are of.
#include "storage/openings.hpp"

#include <doctest/doctest.h>

#include "events/limits.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons;
using namespace imaginons::storage;
using imaginons::storage::testing::TempDir;

namespace {

Opening opening_of(std::uint64_t seq, const testing::SealedEvent& event, const DataKey& key) {
    const events::Meta meta = events::read_meta(seq, event.event);
    auto opened = open_sealed(key, meta.id, *meta.commitment, event.row);
    REQUIRE(opened);
    return {seq, *std::move(opened)};
}

std::string bytes_of(const Opening& opening) {
    std::string bytes;
    append_opening(bytes, opening);
    return bytes;
}

}  // namespace

TEST_CASE("openings are read back as they were written, in order of seq only") {
    Opening first{7, {}};
    first.opened.r.fill(0xAB);
    first.opened.plaintext = {1, 2, 3};
    Opening second{std::uint64_t{1} << 40U, {}};
    const std::string bytes = bytes_of(first) + bytes_of(second);
    CHECK(bytes.size() == 44 + 3 + 44);
    CHECK(openings_in("")->empty());
    const auto read = openings_in(bytes);
    REQUIRE(read);
    REQUIRE(read->size() == 2);
    CHECK((*read)[0].seq == 7);
    CHECK((*read)[0].opened.r == first.opened.r);
    CHECK((*read)[0].opened.plaintext == first.opened.plaintext);
    CHECK((*read)[1].seq == second.seq);
    CHECK((*read)[1].opened.plaintext.empty());
    CHECK_FALSE(openings_in(bytes_of(second) + bytes_of(first)));
    CHECK_FALSE(openings_in(bytes_of(first) + bytes_of(first)));
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        if (cut == bytes_of(first).size()) continue;
        CAPTURE(cut);
        CHECK_FALSE(openings_in(std::string_view(bytes).substr(0, cut)));
    }
    Opening longest{0, {}};
    longest.opened.plaintext.resize(events::limits::sealed_bytes);
    CHECK(openings_in(bytes_of(longest)));
    longest.opened.plaintext.push_back(0);
    CHECK_FALSE(openings_in(bytes_of(longest)));
}

TEST_CASE("an opening fits the event that it is of, and nothing else") {
    const DataKey key{{1, 2, 3}};
    const auto event = testing::sealed_event(5, key, testing::person(0));
    const auto other = testing::sealed_event(6, key, testing::person(0));
    const Opening opening = opening_of(5, event, key);
    CHECK(defect_of_opening(opening, event.event) == nullptr);
    const std::string_view changed = "the opening is not what the event committed to";
    CHECK(defect_of_opening(opening, other.event) == changed);
    CHECK(defect_of_opening(opening, testing::stance_event(5)) ==
          std::string_view("an opening belongs to no commitment"));
    Opening wrong = opening;
    wrong.opened.r[31] ^= 1;
    CHECK(defect_of_opening(wrong, event.event) == changed);
    wrong = opening;
    wrong.opened.plaintext[0] ^= 1;
    CHECK(defect_of_opening(wrong, event.event) == changed);
    wrong = opening;
    wrong.opened.plaintext.pop_back();
    CHECK(defect_of_opening(wrong, event.event) == changed);
}

TEST_CASE("the openings of a directory are found by seq, and a damaged file is named") {
    const TempDir dir;
    CHECK(Openings::load(dir.path / "none").size() == 0);
    std::filesystem::create_directories(dir.path / "x001");
    testing::spill(dir.path / "000", bytes_of({3, {}}) + bytes_of({9, {}}));
    testing::spill(dir.path / "x001" / "000", bytes_of({256'000, {}}));
    testing::spill(dir.path / "x001" / "001.new", "half of a fi");
    const Openings all = Openings::load(dir.path);
    CHECK(all.size() == 3);
    CHECK(all.find(9)->seq == 9);
    CHECK(all.find(256'000) != nullptr);
    CHECK(all.find(4) == nullptr);
    testing::spill(dir.path / "x001" / "001", "half of a file");
    CHECK_THROWS_WITH_AS(
        Openings::load(dir.path),
        ((dir.path / "x001" / "001").string() + " is damaged: mirror the log again").c_str(),
        Error);
}
