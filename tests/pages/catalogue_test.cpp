// Languages: every phrase has its English, numbers and dates are right in both, days are those of
// the city's calendar.
#include "http/catalogue.hpp"

#include "http/assets.hpp"
#include "http/pages/binding.hpp"
#include "http/template.hpp"

#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

using namespace imaginons::http;

namespace {

Catalogue english() {
    return Catalogue::from_mo("en", embedded_file("po/en.mo")->bytes);
}

// 2026-04-20 07:05:00 UTC.
constexpr std::int64_t april = 1'776'668'700'000;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

}  // namespace

TEST_CASE("every phrase of every template has an English translation") {
    const auto words = english();
    std::size_t phrases = 0;
    for (const auto& entry : std::filesystem::directory_iterator{
             std::filesystem::path{IMAGINONS_SOURCE_DIR} / "http/pages"}) {
        if (entry.path().extension() != ".mustache") {
            continue;
        }
        CHECK(embedded_file("pages/" + entry.path().filename().string()) != nullptr);
        for (const Phrase& phrase : phrases_of(read_file(entry.path()))) {
            INFO(entry.path().filename().string() << ": " << phrase.one);
            const bool counted = !phrase.many.empty();
            CHECK((counted ? words.find_plural(phrase.one, phrase.many, 1) : words.find(phrase.one))
                      .has_value());
            ++phrases;
        }
    }
    CHECK(phrases > 300);
}

TEST_CASE("every phrase of the code has an English translation") {
    const auto words = english();
    for (const auto& phrase : pages::code_phrases()) {
        INFO(std::string{phrase.one});
        CHECK((phrase.many.empty() ? words.find(phrase.one)
                                   : words.find_plural(phrase.one, phrase.many, 0))
                  .has_value());
    }
}

TEST_CASE("every phrase that the server's code asks for by name has an English translation") {
    const auto words = english();
    const std::regex asked{R"re(words\.text\(\s*"([^"]+)"\))re"};
    std::size_t phrases = 0;
    for (const auto& entry : std::filesystem::directory_iterator{
             std::filesystem::path{IMAGINONS_SOURCE_DIR} / "http"}) {
        if (entry.path().extension() != ".cpp") {
            continue;
        }
        const auto text = read_file(entry.path());
        for (std::sregex_iterator found{text.begin(), text.end(), asked}, end; found != end;
             ++found) {
            INFO(entry.path().filename().string() << ": " << (*found)[1].str());
            CHECK(words.find((*found)[1].str()).has_value());
            ++phrases;
        }
    }
    CHECK(phrases > 0);
}

TEST_CASE("French counts nought as singular, English as plural") {
    const auto french = Catalogue::french();
    const auto words = english();
    CHECK(french.plural_form(0) == 0);
    CHECK(french.plural_form(1) == 0);
    CHECK(french.plural_form(2) == 1);
    CHECK(words.plural_form(0) == 1);
    CHECK(words.plural_form(1) == 0);
    CHECK(words.plural_form(2) == 1);
    CHECK(words.plural_forms() == 2);
    CHECK(words.plural("{{total}} projet", "{{total}} projets", 0) == "{{total}} projects");
}

TEST_CASE("thousands are separated as the language does") {
    CHECK(Catalogue::french().number(0) == "0");
    CHECK(Catalogue::french().number(999) == "999");
    CHECK(Catalogue::french().number(88'622) == "88\u202f622");
    CHECK(english().number(88'622) == "88,622");
    CHECK(english().number(18'446'744'073'709'551'615U) == "18,446,744,073,709,551,615");
}

TEST_CASE("dates are written as the language does, and do not break across lines") {
    const auto french = Catalogue::french();
    const auto words = english();
    CHECK(french.date(april) == "20\u00a0avril\u00a02026");
    CHECK(french.time(april) == "9\u00a0h\u00a005");
    CHECK(words.date(april) == "20\u00a0April\u00a02026");
    CHECK(words.time(april) == "9:05");
    CHECK(french.day(0) == "1er\u00a0janvier\u00a01970");
    CHECK(words.day(0) == "1\u00a0January\u00a01970");
    CHECK(words.code() == "en");
    CHECK(words.name() == "English");
    CHECK(words.prefix() == "/en");
}

TEST_CASE("days and hours are those of the city, in winter and in summer") {
    // 2026-01-31 23:30 UTC is 1 February in Annemasse.
    CHECK(Catalogue::french().date(1'769'902'200'000) == "1er\u00a0février\u00a02026");
    // Summer time begins 2026-03-29 at 01:00 UTC and ends 2026-10-25 at 01:00 UTC.
    CHECK(Catalogue::french().time(1'774'745'999'000) == "1\u00a0h\u00a059");
    CHECK(Catalogue::french().time(1'774'746'000'000) == "3\u00a0h\u00a000");
    CHECK(Catalogue::french().time(1'792'889'999'000) == "2\u00a0h\u00a059");
    CHECK(Catalogue::french().time(1'792'890'000'000) == "2\u00a0h\u00a000");
    CHECK(iso_instant(april) == "2026-04-20T07:05:00Z");
    CHECK(iso_instant(-1'000) == "1969-12-31T23:59:59Z");
    CHECK(iso_day(20'563) == "2026-04-20");
}

TEST_CASE("French typography puts no-break spaces where they belong") {
    CHECK(french_spaces("Vous doutez ? « Oui » : 200 % ; non !") ==
          "Vous doutez\u202f? «\u00a0Oui\u00a0»\u00a0: 200\u00a0%\u202f; non\u202f!");
    CHECK(french_spaces("https://x.example") == "https://x.example");
}

TEST_CASE("a catalogue that cannot be read is refused") {
    CHECK_THROWS_AS(Catalogue::from_mo("en", "not a catalogue"), std::runtime_error);
    CHECK_THROWS_AS(Catalogue::from_mo("en", ""), std::runtime_error);
}
