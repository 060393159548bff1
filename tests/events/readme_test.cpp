// events/README.md against the schema: its catalogue names every kind, its example is a record that
// is really read.
#include <doctest/doctest.h>

#include <charconv>
#include <map>
#include <regex>
#include <sstream>
#include <string>

#include "events/codec.hpp"
#include "tests/events/files.hpp"

using namespace imaginons::events;
namespace fs = std::filesystem;
namespace schema = imaginons::schema;
using imaginons::tests::read_file;

namespace {

const fs::path source_dir = IMAGINONS_SOURCE_DIR;

std::string readme() {
    return read_file(source_dir / "events/README.md");
}

std::map<int, std::string> kinds_of_schema() {
    std::map<int, std::string> kinds;
    for (const schema::Payload kind : schema::EnumValuesPayload()) {
        if (kind != schema::Payload::NONE) kinds[static_cast<int>(kind)] = kind_name(kind);
    }
    return kinds;
}

}  // namespace

TEST_CASE("the catalogue has a row for every kind, and none for what does not exist") {
    std::map<int, std::string> rows;
    const std::regex row(R"(\| (\d+) \| `(\w+)` \|(.*)\| (\d+) \|)");
    std::istringstream lines(readme());
    for (std::string line; std::getline(lines, line);) {
        std::smatch cells;
        if (!std::regex_match(line, cells, row)) continue;
        const int number = std::stoi(cells[1].str());
        CHECK_MESSAGE(rows.emplace(number, cells[2].str()).second, line);
        const int since = std::stoi(cells[4].str());
        CHECK(since >= 1);
        CHECK(since <= schema_number);
    }
    CHECK(rows == kinds_of_schema());
}

TEST_CASE("the example in bytes is the golden record of a stance") {
    const std::string text = readme();
    std::string bytes;
    const std::regex line(R"(([0-9a-f]{4})((?: [0-9a-f]{2}){1,16})  .*)");
    std::istringstream lines(text);
    for (std::string each; std::getline(lines, each);) {
        std::smatch parts;
        if (!std::regex_match(each, parts, line)) continue;
        CHECK_MESSAGE(std::stoul(parts[1].str(), nullptr, 16) == bytes.size(), each);
        std::istringstream hex(parts[2].str());
        for (std::string byte; hex >> byte;)
            bytes += static_cast<char>(std::stoi(byte, nullptr, 16));
    }
    CHECK(bytes == read_file(source_dir / "tests/golden/stance_taken.bin"));
}

TEST_CASE("the example as JSON is what the golden record gives") {
    const std::string json = read_file(source_dir / "tests/golden/stance_taken.json");
    CHECK(readme().find(json) != std::string::npos);
}
