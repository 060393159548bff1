// Request bodies in JSON: what is malformed is refused, what is well formed is read, twice the same
// key is refused by rule.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

#include "http/app_limits.hpp"
#include "http/json_body.hpp"

namespace imaginons::tests {

TEST_CASE("a public suite of good and bad JSON is told apart") {
    const std::filesystem::path folder = IMAGINONS_SHARED_DATA "/jsontestsuite/test_parsing";
    if (!std::filesystem::exists(folder)) {
        std::cout << "skipped: " << folder.string() << " is not there\n";
        return;
    }
    // Well-formed by RFC 8259, which leaves it open what a key means that is there twice: not here.
    const std::set<std::string> refused_by_rule{"y_object_duplicated_key.json",
                                                "y_object_duplicated_key_and_value.json"};
    std::size_t seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        CAPTURE(name);
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(in)),
                               std::istreambuf_iterator<char>());
        http::BodyFault fault;
        const bool read = http::parse_json(text, fault).has_value();
        if (name.starts_with("y_")) CHECK(read == !refused_by_rule.contains(name));
        if (name.starts_with("n_")) CHECK_FALSE(read);
        if (!read) CHECK(fault.status == 400);
        if (!read) CHECK_FALSE(fault.detail.empty());
        ++seen;
    }
    CHECK(seen > 280);
}

TEST_CASE("nesting is read up to its limit and refused one deeper") {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    http::BodyFault fault;
    CHECK(http::parse_json(nested(http::limits::json_depth), fault));
    CHECK_FALSE(http::parse_json(nested(http::limits::json_depth + 1), fault));
    CHECK_FALSE(http::parse_json(nested(100'000), fault));
    CHECK_FALSE(http::parse_json(std::string(1'000'000, '['), fault));
}

TEST_CASE("fields are taken by name and type, and the first thing wrong is the one that is told") {
    http::BodyFault fault;
    const auto body = http::parse_json(R"({"a":"x","n":7,"b":true,"l":[1,2],"z":null})", fault);
    REQUIRE(body);
    http::FieldReader fields(*body, fault);
    CHECK(fields.text("a") == "x");
    CHECK(fields.optional_whole("n", 1, 7) == 7);
    CHECK(fields.optional_truth("b") == true);
    CHECK(fields.optional_array("l")->size() == 2);
    CHECK_FALSE(fields.optional_text("none").has_value());
    CHECK_FALSE(fields.complete());
    CHECK(fault.field == "z");
    CHECK(fault.status == 422);
}

TEST_CASE("a measure is a number between its ends, whole or not, and nothing else") {
    http::BodyFault fault;
    const auto body = http::parse_json(
        R"({"a":46.19412,"b":-7,"c":90.00001,"d":"6","o":{"x":1},"n":null,"t":3})", fault);
    REQUIRE(body);
    http::FieldReader fields(*body, fault);
    CHECK(fields.measure("a", -90, 90) == 46.19412);
    CHECK(fields.measure("b", -90, 90) == -7);
    CHECK(fields.optional_object("o")->members.size() == 1);
    CHECK(fields.optional_object("n")->kind == http::Json::Kind::null);
    CHECK(fields.optional_object("none") == nullptr);
    CHECK(fault.detail.empty());
    CHECK(fields.optional_object("t") == nullptr);
    CHECK(fault.field == "t");
    for (const char* name : {"c", "d", "missing"}) {
        CAPTURE(name);
        http::BodyFault told;
        http::FieldReader again(*body, told);
        again.measure(name, -90, 90);
        CHECK(told.field == name);
        CHECK(told.status == 422);
    }
}

}  // namespace imaginons::tests
