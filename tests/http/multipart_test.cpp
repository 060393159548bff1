// Forms with a file in them.
#include "http/multipart.hpp"

#include <doctest/doctest.h>

#include <random>

#include "http/limits.hpp"

using namespace imaginons::http;

namespace {

constexpr const char* type = "multipart/form-data; boundary=----x";

std::string part(const std::string& disposition, const std::string& body) {
    return "------x\r\nContent-Disposition: form-data" + disposition +
           "\r\nContent-Type: text/plain\r\n\r\n" + body + "\r\n";
}

}  // namespace

TEST_CASE("fields and files are read as they were sent") {
    const std::string body = part("; name=\"recu\"", "") +
                             part("; name=\"fichier\"; filename=\"a.txt\"", "un\r\n--\r\ndeux\n") +
                             "------x--\r\n";
    const auto parts = parse_multipart(type, body);
    REQUIRE(parts);
    REQUIRE(parts->size() == 2);
    CHECK((*parts)[0].name == "recu");
    CHECK_FALSE((*parts)[0].is_file);
    CHECK((*parts)[0].body.empty());
    CHECK((*parts)[1].name == "fichier");
    CHECK((*parts)[1].is_file);
    CHECK((*parts)[1].body == "un\r\n--\r\ndeux\n");
    CHECK(parse_multipart("Multipart/Form-Data; charset=utf-8; Boundary=\"----x\"", body));
    CHECK(parse_multipart(type, "------x--")->empty());
}

TEST_CASE("what is not parts between boundaries from the first byte to the last is refused") {
    const std::string one = part("; name=\"a\"", "b");
    REQUIRE(parse_multipart(type, one + "------x--\r\n"));
    for (const std::string& wrong : std::vector<std::string>{
             std::string(), one, one + "------x", one + "------x-", one + "------x--\r\nmore",
             "preamble\r\n" + one + "------x--", "------x\r\n\r\nb\r\n------x--",
             part("", "b") + "------x--", part("; name=\"a", "b") + "------x--",
             part("; name=a", "b") + "------x--",
             part("; size=\"1\"; name=\"a\"", "b") + "------x--",
             "------x\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: "
             "form-data; "
             "name=\"b\"\r\n\r\nc\r\n------x--"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_multipart(type, wrong));
    }
    for (const char* wrong :
         {"", "text/plain; boundary=----x", "multipart/form-data", "multipart/form-data; boundary=",
          "multipart/form-data; boundary=\"----x ", "multipart/form-data; boundary=--\x01--x"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_multipart(wrong, one + "------x--\r\n"));
    }
}

TEST_CASE("limits: parts, what stands before a part's content, the boundary") {
    std::string body;
    for (std::size_t i = 0; i < limits::form_parts; ++i) body += part("; name=\"a\"", "b");
    CHECK(parse_multipart(type, body + "------x--"));
    CHECK_FALSE(parse_multipart(type, body + part("; name=\"a\"", "b") + "------x--"));
    const std::string long_name(limits::part_head_bytes, 'n');
    CHECK_FALSE(parse_multipart(type, part("; name=\"" + long_name + "\"", "b") + "------x--"));
    for (const std::size_t size : {limits::boundary_bytes, limits::boundary_bytes + 1}) {
        const std::string boundary(size, 'b');
        CHECK(parse_multipart("multipart/form-data; boundary=" + boundary, "--" + boundary + "--")
                  .has_value() == (size == limits::boundary_bytes));
    }
}

TEST_CASE("no bytes whatever are more than refused") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 random(seed);
    const std::string whole = part("; name=\"a\"; filename=\"f\"", "b") + "------x--\r\n";
    for (int round = 0; round < 20'000; ++round) {
        std::string body = whole;
        for (int i = 0; i < 3 && !body.empty(); ++i) {
            const std::size_t at = random() % body.size();
            if (random() % 2 == 0) {
                body[at] = static_cast<char>(random());
            } else {
                body.erase(at, random() % 20);
            }
        }
        const auto parts = parse_multipart(type, body);
        if (parts) CHECK(parts->size() <= limits::form_parts);
    }
}
