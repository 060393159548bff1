// Percent-encoding, forms, cookies and problem documents.
#include "http/query.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "http/limits.hpp"
#include "http/problem.hpp"

using namespace imaginons::http;

TEST_CASE("a form is read in order, with plus as space and escapes decoded") {
    const auto form = parse_form("title=Une+piste+%C3%A9clair%C3%A9e&body=&&a%3Db=c%26d=e&flag");
    REQUIRE(form.has_value());
    REQUIRE(form->fields.size() == 4);
    CHECK(form->find("title") == "Une piste éclairée");
    CHECK(form->find("body") == "");
    CHECK(form->find("a=b") == "c&d=e");
    CHECK(form->find("flag") == "");
    CHECK(!form->find("other"));
    CHECK(parse_form("")->fields.empty());
}

TEST_CASE("a form with a bad escape, bad UTF-8 or a null character names the field") {
    const auto fault = [](std::string_view text) { return parse_form(text).error(); };
    for (const auto* text : {"a=1&b=%", "b=%2", "b=%zz", "b=%2g"}) {
        CAPTURE(text);
        CHECK(fault(text).fault == FormFault::bad_escape);
        CHECK(fault(text).field == "b");
    }
    CHECK(fault("b=%FF").fault == FormFault::invalid_utf8);
    CHECK(fault("b=\xff").fault == FormFault::invalid_utf8);
    CHECK(fault("b=%ED%A0%80").fault == FormFault::invalid_utf8);
    CHECK(fault("b=%00").fault == FormFault::null_character);
    CHECK(fault("%FF=b").field.empty());
}

TEST_CASE("a form may have as many fields as the limit and not one more") {
    std::string text;
    for (std::size_t i = 0; i < limits::form_fields; ++i) text += "a=b&";
    CHECK(parse_form(text)->fields.size() == limits::form_fields);
    CHECK(parse_form(text + "c=d").error().fault == FormFault::too_many_fields);
}

TEST_CASE("what percent_encode writes, percent_decode and parse_form read back") {
    const auto seed = std::random_device{}();
    INFO("seed ", seed);
    std::mt19937 random(seed);
    for (int i = 0; i < 200; ++i) {
        std::string text;
        for (int k = 0; k < 30; ++k) text += static_cast<char>(1 + random() % 127);
        text += "é漢😀";
        const auto decoded = percent_decode(percent_encode(text));
        REQUIRE(decoded.has_value());
        CHECK(*decoded == text);
        CHECK(parse_form("x=" + percent_encode(text))->find("x") == text);
    }
}

TEST_CASE("a cookie is found by its exact name, the first one of it") {
    CHECK(find_cookie("__Host-session=abc; lang=fr", "__Host-session") == "abc");
    CHECK(find_cookie("a=1;lang=fr;  b=x=y ", "b") == "x=y");
    CHECK(find_cookie("lang=fr; lang=en", "lang") == "fr");
    CHECK(!find_cookie("xlang=fr; langx=en; lang", "lang"));
    CHECK(!find_cookie("", "lang"));
    CHECK(find_cookie("lang=", "lang") == "");
}

TEST_CASE("a media type is known whatever its case and parameters") {
    CHECK(has_media_type("Application/JSON; charset=utf-8", "application/json"));
    CHECK(has_media_type(" application/json ", "application/json"));
    CHECK(!has_media_type("application/json-seq", "application/json"));
    CHECK(!has_media_type("", "application/json"));
}

TEST_CASE("a problem names the field and the limit, and is JSON whatever it quotes") {
    const Response response = problem({.status = 422,
                                       .detail = "A \"title\"\n has at most 120 characters.",
                                       .field = "ti\x01\xfftle",
                                       .limit = 120});
    CHECK(response.status == 422);
    CHECK(response.content_type == "application/problem+json");
    CHECK(
        std::get<std::string>(response.body) ==
        "{\"type\":\"about:blank\",\"title\":\"Unprocessable Content\",\"status\":422,"
        "\"detail\":\"A \\\"title\\\"\\n has at most 120 characters.\",\"field\":\"ti\\u0001?tle\","
        "\"limit\":120}\n");
    CHECK(reason_phrase(299) == "Unknown");
}
