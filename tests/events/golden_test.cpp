// Golden bytes: what was written once must be read for ever. tests/golden/ holds a record of every
// kind as this schema wrote it first, and its JSON; no file there is ever changed. A new kind's
// files are made by running this test with IMAGINONS_WRITE_GOLDEN=1, which writes what is missing
// and nothing else.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "events/json.hpp"
#include "events/well_formed.hpp"
#include "tests/events/files.hpp"
#include "tests/events/samples.hpp"

using namespace imaginons::events;
namespace fs = std::filesystem;
using imaginons::tests::read_file;

namespace {

constexpr const char* points_of_submission = "proposal_submitted_at_a_point";
constexpr const char* points_of_edit = "proposal_edited_at_a_point";
const fs::path golden_dir = fs::path(IMAGINONS_SOURCE_DIR) / "tests/golden";

std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

samples::Record read_record(const fs::path& path) {
    const std::string bytes = read_file(path);
    return samples::Record({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

// The file's path, once it is there.
fs::path golden(const std::string& name, std::string_view first_content) {
    const fs::path path = golden_dir / name;
    const char* write = std::getenv("IMAGINONS_WRITE_GOLDEN");
    if (!fs::exists(path) && write != nullptr && std::string_view(write) == "1") {
        std::ofstream(path, std::ios::binary) << first_content;
    }
    REQUIRE_MESSAGE(
        fs::exists(path), "tests/golden/", name,
        " is missing; for a new kind run: IMAGINONS_WRITE_GOLDEN=1 ctest -R events/golden_test");
    return path;
}

std::string kind_of_sample(const Fact& fact) {
    return std::string(kind_name(kind_of(samples::Record(samples::envelope(), fact).bytes())));
}

}  // namespace

TEST_CASE("golden records of every kind are well formed and say what they said") {
    for (const Fact& fact : samples::one_of_each()) {
        const samples::Record fresh(samples::envelope(), fact);
        const std::string name = samples::snake_case(kind_of_sample(fact));
        CAPTURE(name);
        const samples::Record record = read_record(golden(name + ".bin", as_text(fresh.bytes())));
        const fs::path json = golden(name + ".json", to_json(0, fresh.bytes()) + '\n');

        REQUIRE(defect_of(record.bytes()) == nullptr);
        CHECK(samples::fact_in(record.bytes()) == fact);
        CHECK(to_json(0, record.bytes()) + '\n' == read_file(json));
        const Meta meta = read_meta(0, record.bytes());
        const Envelope envelope = samples::envelope();
        CHECK(meta.id == envelope.id);
        CHECK(meta.recorded_at_ms == envelope.recorded_at_ms);
        CHECK(meta.occurred_at_ms == envelope.occurred_at_ms);
        CHECK(meta.request == envelope.request);
        CHECK(meta.request_hash == envelope.request_hash);
        CHECK(meta.origin == envelope.origin);
        REQUIRE(meta.commitment != nullptr);
        CHECK(*meta.commitment == *envelope.commitment);
    }
}

// What was added to these kinds after their first record was written; that one reads as before.
TEST_CASE("golden records of proposals at a point say where they are") {
    ProposalSubmitted submitted = samples::proposal_submitted();
    submitted.themes = {"velo", "eau"};
    submitted.district = "gare";
    submitted.point = std::make_unique<Point>(4'619'412, -623'651);
    ProposalEdited edited = samples::proposal_edited();
    edited.point = std::make_unique<Point>(-9'000'000, 18'000'000);
    const std::pair<std::string, Fact> facts[] = {{points_of_submission, Fact(submitted)},
                                                  {points_of_edit, Fact(edited)}};
    for (const auto& [name, fact] : facts) {
        CAPTURE(name);
        const samples::Record fresh(samples::envelope(), fact);
        const samples::Record record = read_record(golden(name + ".bin", as_text(fresh.bytes())));
        const fs::path json = golden(name + ".json", to_json(0, fresh.bytes()) + '\n');
        REQUIRE(defect_of(record.bytes()) == nullptr);
        CHECK(samples::fact_in(record.bytes()) == fact);
        CHECK(to_json(0, record.bytes()) + '\n' == read_file(json));
    }
}

TEST_CASE("a golden sealed text says what it said") {
    const std::vector<std::uint8_t> fresh = encode_text(*samples::text(true));
    const samples::Record record = read_record(golden("text.bin", as_text(fresh)));
    CHECK(decode_text(record.bytes()) == *samples::text(true));
}

TEST_CASE("a golden draft of an answer says what it said") {
    Text draft;
    draft.answer = std::make_unique<Answer>(samples::answer());
    const std::vector<std::uint8_t> fresh = encode_text(draft);
    const samples::Record record = read_record(golden("text_of_a_draft.bin", as_text(fresh)));
    CHECK(decode_text(record.bytes()) == draft);
}

TEST_CASE("no golden file is left without a kind: kinds are never deleted") {
    std::set<std::string> names{"text", "text_of_a_draft", points_of_submission, points_of_edit};
    for (const Fact& fact : samples::one_of_each())
        names.insert(samples::snake_case(kind_of_sample(fact)));
    for (const auto& entry : fs::directory_iterator(golden_dir)) {
        CHECK_MESSAGE(names.contains(entry.path().stem().string()),
                      entry.path().filename().string());
    }
}
