// The strict readers of CSV and JSON lines: what they take, and with which line they refuse.
#include "commands/csv.hpp"

#include <doctest/doctest.h>

#include "commands/json_lines.hpp"

using namespace imaginons::commands;

namespace {

CsvTable table(const std::string& text) {
    auto read = read_csv("a.csv", text);
    REQUIRE(std::holds_alternative<CsvTable>(read));
    return std::get<CsvTable>(std::move(read));
}
std::string csv_error(const std::string& text) {
    const auto read = read_csv("a.csv", text);
    return std::holds_alternative<FileError>(read) ? std::get<FileError>(read).text() : "none";
}
std::string json_error(const std::string& text) {
    const auto read = read_json_lines("a.jsonl", text);
    return std::holds_alternative<FileError>(read) ? std::get<FileError>(read).text() : "none";
}
JsonRow row(const std::string& text) {
    auto read = read_json_lines("a.jsonl", text + "\n");
    REQUIRE(std::holds_alternative<std::vector<JsonRow>>(read));
    return std::move(std::get<std::vector<JsonRow>>(read).at(0));
}

}  // namespace

TEST_CASE("fields may hold commas, doubled quotes and line ends between quotes") {
    const auto t = table("a,b\r\n1,\"x, \"\"y\"\"\"\n\"2\nlines\",z\n3,\n");
    CHECK(t.header == std::vector<std::string>{"a", "b"});
    REQUIRE(t.rows.size() == 3);
    CHECK(t.rows[0].fields[1] == "x, \"y\"");
    CHECK(t.rows[1].fields[0] == "2\nlines");
    CHECK(t.rows[2].fields[1].empty());
    CHECK(t.column("b") == 1);
    CHECK_FALSE(t.column("c"));
}

TEST_CASE("a row knows the line where it starts, also after line ends in a field") {
    const auto t = table("a\n\"1\n2\n3\"\nx\n");
    CHECK(t.rows[0].line == 2);
    CHECK(t.rows[1].line == 5);
}

TEST_CASE("a byte order mark at the start is not part of the first name") {
    CHECK(table("\xEF\xBB\xBFname\n1\n").column("name") == 0);
}

TEST_CASE("a damaged CSV file is refused with the line and the reason") {
    CHECK(csv_error("") == "a.csv: is empty");
    CHECK(csv_error("a,b\n1,2\n3\n") == "a.csv, line 3: has 1 fields, the first line has 2");
    CHECK(csv_error("a,b\n1,2,3\n") == "a.csv, line 2: has 3 fields, the first line has 2");
    CHECK(csv_error("a,b\n1,\"2\n3,4\n") == "a.csv, line 2: the file ends inside a quoted field");
    CHECK(csv_error("a,b\n1,2\"x\n") == "a.csv, line 2: a quote inside a field that is not quoted");
    CHECK(csv_error("a,b\n1,\"2\"x\n") == "a.csv, line 2: text after the closing quote of a field");
    CHECK(csv_error("a,b\n1,2\r3,4\n") == "a.csv, line 2: CR without LF");
    CHECK(csv_error("a,b\n1,2\n3,\xFF\n") == "a.csv, line 3: not UTF-8");
    CHECK(csv_error("a,a\n1,2\n") == "a.csv, line 1: names the column \"a\" twice");
    CHECK(csv_error("a,b\n1,2\n3,4") == "a.csv, line 3: the file ends in the middle of the line");
}

TEST_CASE("JSON lines give their values by name and type") {
    auto r = row(
        R"({"id": 7, "title": "\u00e9t\u00e9", "open": true, "at": "2015-09-26T14:05:04+0200", "more": null})");
    CHECK(r.count("id", 10) == 7);
    CHECK(r.text("title") == "été");
    CHECK(r.flag("open"));
    CHECK(r.time("at") == 1443269104000);
    CHECK_FALSE(r.count_if_there("absent", 1));
    CHECK(r.error() == nullptr);
}

TEST_CASE("a missing, mistyped or absurd value is named with its line") {
    const auto error = [](auto&& ask) {
        auto r = row(R"({"n": -1, "s": "x", "b": 1, "f": 1.5, "t": "2015-09-26"})");
        ask(r);
        REQUIRE(r.error() != nullptr);
        return r.error()->text();
    };
    CHECK(error([](JsonRow& r) { r.text("absent"); }) == "a.jsonl, line 1: \"absent\" is missing");
    CHECK(error([](JsonRow& r) { r.text("b"); }) == "a.jsonl, line 1: \"b\" is not a text");
    CHECK(error([](JsonRow& r) { r.flag("b"); }) == "a.jsonl, line 1: \"b\" is not true or false");
    CHECK(error([](JsonRow& r) { r.count("f", 9); }) ==
          "a.jsonl, line 1: \"f\" is not a whole number");
    CHECK(error([](JsonRow& r) { r.count("n", 9); }) ==
          "a.jsonl, line 1: \"n\" is -1, not between 0 and 9");
    CHECK(error([](JsonRow& r) { r.count_if_there("s", 9); }) ==
          "a.jsonl, line 1: \"s\" is not a whole number");
    CHECK(error([](JsonRow& r) { r.time("t"); }) ==
          "a.jsonl, line 1: \"t\" is not an ISO 8601 time with its offset");
}

TEST_CASE("damaged JSON lines are refused with the line") {
    CHECK(json_error("{\"a\": 1}\n{\"a\": 2") ==
          "a.jsonl, line 2: the file ends in the middle of the line");
    CHECK(json_error("{\"a\": 1}\n{\"a\": 2}") ==
          "a.jsonl, line 2: the file ends in the middle of the line");
    CHECK(json_error("{\"a\": 1}\n{\"a\": \n").starts_with("a.jsonl, line 2: is not JSON: "));
    CHECK(json_error("{\"a\": 1}\n\n").starts_with("a.jsonl, line 2: is not JSON: "));
    CHECK(json_error("{\"a\": 1,}\n").starts_with("a.jsonl, line 1: is not JSON: "));
    CHECK(json_error("{\"a\": \"\xFF\"}\n").starts_with("a.jsonl, line 1: is not JSON: "));
    CHECK(json_error("{\"a\": 1} {\"b\": 2}\n").starts_with("a.jsonl, line 1: "));
    CHECK(json_error("{\"a\": 1, \"a\": 2}\n") == "a.jsonl, line 1: \"a\" is given twice");
    CHECK(json_error("{\"a\": [1]}\n") == "a.jsonl, line 1: \"a\" is a list, not a plain value");
    CHECK(json_error("{\"a\": {}}\n") == "a.jsonl, line 1: \"a\" is an object, not a plain value");
    CHECK(json_error("[]\n") == "a.jsonl, line 1: is not an object");
    CHECK(json_error("7\n") == "a.jsonl, line 1: is not an object");
}
