// What may be written, at each limit: nothing, just enough, one too many, and bytes that are no
// text.
#include "commands/text_rules.hpp"

#include <doctest/doctest.h>

#include "commands/limits.hpp"
#include "world.hpp"

using namespace imaginons::commands;
using test::repeated;

namespace {

const TextRule title{.field = "title", .most_chars = 5};
const TextRule body{.field = "body", .most_chars = 5, .many_lines = true};
const TextRule optional{
    .field = "reason", .most_chars = 5, .many_lines = true, .may_be_empty = true};

RefusalCode code(std::string_view text, const TextRule& rule) {
    const auto refusal = defect_of(text, rule);
    REQUIRE(refusal);
    CHECK(refusal->field == rule.field);
    return refusal->code;
}

}  // namespace

TEST_CASE("a text is counted in characters, not in bytes") {
    CHECK(chars_in("") == 0);
    CHECK(chars_in("été") == 3);
    CHECK(chars_in("🎉🎉") == 2);
    CHECK_FALSE(defect_of("ééééé", title));
    CHECK_FALSE(defect_of("🎉🎉🎉🎉🎉", title));
    CHECK(defect_of("éééééé", title) == Refusal{RefusalCode::too_long, "title", 5, 6});
}

TEST_CASE("a text of which nothing is left after trimming is empty") {
    for (const char* blank : {"", " ", "   ", "\u00A0", "\u200B", "\u2003\u200D", "\uFEFF",
                              "\u3000", "\u2028", "\u00AD", "\u2800", "\u3164", "\u2060"}) {
        CAPTURE(blank);
        CHECK(code(blank, title) == RefusalCode::empty);
        CHECK(code(blank, body) == RefusalCode::empty);
    }
    CHECK(code("\n\t", body) == RefusalCode::empty);
    CHECK_FALSE(defect_of("", optional));
    CHECK(code(" ", optional) == RefusalCode::empty);
    CHECK_FALSE(defect_of(" a ", title));
}

TEST_CASE("bytes that are not UTF-8 are refused") {
    for (const char* bytes : {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80",
                              "\xF4\x90\x80\x80", "a\xFF", "\xC3"}) {
        CHECK(code(bytes, title) == RefusalCode::not_utf8);
        CHECK(code(bytes, body) == RefusalCode::not_utf8);
        CHECK(code(bytes, optional) == RefusalCode::not_utf8);
    }
}

TEST_CASE("control characters are refused, but line ends and tabs may stand in a body") {
    using namespace std::string_view_literals;
    for (const std::string_view text :
         {"a\0b"sv, "a\x01"sv, "\x1B[2J"sv, "a\x7F"sv, "a\u0085"sv, "\uFFFE"sv, "\uFFFF"sv}) {
        CHECK(code(text, title) == RefusalCode::control_character);
        CHECK(code(text, body) == RefusalCode::control_character);
    }
    for (const char* text : {"a\nb", "a\tb", "a\r\nb"}) {
        CHECK(code(text, title) == RefusalCode::control_character);
        CHECK_FALSE(defect_of(text, body));
    }
    CHECK_FALSE(defect_of("a\u2028b", title));
}

TEST_CASE("a pseudonym has 2 to 40 characters to see") {
    CHECK(defect_of_pseudonym("a") == Refusal{RefusalCode::too_short, "pseudonym", 2, 1});
    CHECK(defect_of_pseudonym("a ") == Refusal{RefusalCode::too_short, "pseudonym", 2, 1});
    CHECK(defect_of_pseudonym("")->code == RefusalCode::empty);
    CHECK(defect_of_pseudonym("  ")->code == RefusalCode::empty);
    CHECK_FALSE(defect_of_pseudonym("Jo"));
    CHECK_FALSE(defect_of_pseudonym("李明"));
    CHECK_FALSE(defect_of_pseudonym(repeated("é", 40)));
    CHECK(defect_of_pseudonym(repeated("é", 41)) ==
          Refusal{RefusalCode::too_long, "pseudonym", 40, 41});
    CHECK(defect_of_pseudonym("Jo\xFF")->code == RefusalCode::not_utf8);
}

TEST_CASE("a pseudonym holds nothing invisible and nothing that turns the direction of writing") {
    for (const char* trick :
         {"Ma\u200Brie", "Marie\u202E", "\u2066Marie", "Ma\u00ADrie", "Marie\uFEFF", "Ma\u200Drie",
          "Marie\u200F", "Marie\uFE0F", "Marie\u2028x", "Ma\nrie", "Marie\U000E0041", "a\u2800b",
          "Marie\u061C", "Marie\uFFF9", "Ma\u3164rie"}) {
        CAPTURE(trick);
        REQUIRE(defect_of_pseudonym(trick));
        CHECK(defect_of_pseudonym(trick)->code == RefusalCode::control_character);
    }
    CHECK_FALSE(defect_of_pseudonym("Marie-Hélène d'Arc 🎉"));
}

TEST_CASE("two pseudonyms that read the same have the same key") {
    const auto same = [](std::string_view a, std::string_view b) {
        return pseudonym_key(a) == pseudonym_key(b);
    };
    CHECK(same("Marie", "MARIE"));
    CHECK(same("H\u00E9l\u00E8ne", "He\u0301le\u0300ne"));
    CHECK(same("Marie", "\uFF2D\uFF41\uFF52\uFF49\uFF45"));
    CHECK(same("Stra\u00DFe", "STRASSE"));
    CHECK(same("Marie Curie", " marie \u00A0 curie "));
    CHECK(same("\u03A3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C2",
               "\u03C3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C3"));
    CHECK_FALSE(same("Marie", "Maria"));
    CHECK_FALSE(same("Helene", "H\u00E9l\u00E8ne"));
    CHECK_FALSE(same("Marie Curie", "MarieCurie"));
}

TEST_CASE("a link is http or https, with a host, without spaces") {
    for (const char* good : {"https://annemasse.fr", "HTTP://annemasse.fr/a?b#c", "https://é.fr/é",
                             "http://[::1]:8080/", "https://a.fr:8080/x@y", "http://10.0.0.1"}) {
        CAPTURE(good);
        CHECK_FALSE(defect_of_link(good, "url"));
    }
    for (const char* bad :
         {"", "annemasse.fr", "javascript:alert(1)", "ftp://a.fr", "https://", "https:///x",
          "http://:80/", "http://a b.fr", "http://a.fr/\n", "http://a.fr/\x01",
          "http://a.fr\\@b.fr", "data:text/html,x", "//a.fr", "http:a.fr", "https://?x",
          "http://a\u200B.fr", "http://mairie.fr@b.fr"}) {
        CAPTURE(bad);
        REQUIRE(defect_of_link(bad, "url"));
        CHECK(defect_of_link(bad, "url")->code == RefusalCode::not_a_link);
    }
    const std::string longest = "https://a.fr/" + repeated("x", limits::url_bytes - 13);
    CHECK_FALSE(defect_of_link(longest, "url"));
    CHECK(defect_of_link(longest + "x", "url") ==
          Refusal{RefusalCode::too_long, "url", 2'000, 2'001});
    CHECK(defect_of_link("https://a.fr/\xFF", "url")->code == RefusalCode::not_utf8);
}
