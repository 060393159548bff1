// Strict UTF-8, after the cases of Markus Kuhn's decoder stress test and table 3-7 of the Unicode
// standard.
#include <doctest/doctest.h>

#include <string>

#include "events/well_formed.hpp"

using imaginons::events::valid_utf8;
using namespace std::string_literals;

namespace {

std::string encoded(unsigned code, int bytes) {
    if (bytes == 1) return std::string(1, static_cast<char>(code));
    std::string out;
    for (int i = bytes - 1; i > 0; --i) {
        out.insert(out.begin(), static_cast<char>(0x80 | (code & 0x3F)));
        code >>= 6;
    }
    const unsigned lead = (0xF00U >> bytes) & 0xFF;
    out.insert(out.begin(), static_cast<char>(lead | code));
    return out;
}

int length_of(unsigned code) {
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

}  // namespace

TEST_CASE("texts of people are UTF-8") {
    CHECK(valid_utf8(""));
    CHECK(valid_utf8("Une place pour l'été, 200 m², κόσμε, 日本語, 👩‍🌾"));
    CHECK(valid_utf8("a\0b"s));
}

TEST_CASE("every code point is accepted in its own length, but for surrogates") {
    for (unsigned code = 0; code <= 0x10FFFF; ++code) {
        const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        if (valid_utf8(encoded(code, length_of(code))) == surrogate) {
            FAIL("code point ", code);
        }
    }
}

TEST_CASE("overlong forms are refused") {
    for (int bytes = 2; bytes <= 4; ++bytes) {
        const unsigned first_of_length[] = {0, 0, 0x80, 0x800, 0x10000};
        for (unsigned code = 0; code < first_of_length[bytes]; ++code) {
            if (valid_utf8(encoded(code, bytes)))
                FAIL("code point ", code, " in ", bytes, " bytes");
        }
    }
    CHECK_FALSE(valid_utf8("\xC0\xAF"));
    CHECK_FALSE(valid_utf8("\xE0\x80\xAF"));
    CHECK_FALSE(valid_utf8("\xF0\x80\x80\xAF"));
    CHECK_FALSE(valid_utf8("\xC0\x80"));
}

TEST_CASE("nothing past U+10FFFF, and no five- or six-byte forms") {
    CHECK(valid_utf8("\xF4\x8F\xBF\xBF"));
    CHECK_FALSE(valid_utf8("\xF4\x90\x80\x80"));
    CHECK_FALSE(valid_utf8("\xF5\x80\x80\x80"));
    CHECK_FALSE(valid_utf8("\xF8\x88\x80\x80\x80"));
    CHECK_FALSE(valid_utf8("\xFC\x84\x80\x80\x80\x80"));
    CHECK_FALSE(valid_utf8("\xFE"));
    CHECK_FALSE(valid_utf8("\xFF"));
}

TEST_CASE("a lone continuation byte is refused wherever it stands") {
    for (std::size_t at = 0; at < 40; ++at) {
        std::string text(40, 'a');
        text[at] = '\x80';
        CHECK_FALSE(valid_utf8(text));
        text[at] = '\xBF';
        CHECK_FALSE(valid_utf8(text));
    }
}

TEST_CASE("a sequence cut off is refused, at the end and before other bytes") {
    for (const char* whole : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x92\xAC"}) {
        const std::string sequence = whole;
        for (std::size_t keep = 1; keep < sequence.size(); ++keep) {
            for (std::size_t before = 0; before < 10; ++before) {
                const std::string cut = std::string(before, 'x') + sequence.substr(0, keep);
                CHECK_FALSE(valid_utf8(cut));
                CHECK_FALSE(valid_utf8(cut + "abcdefghi"));
                CHECK_FALSE(valid_utf8(cut + sequence));
            }
        }
    }
}

TEST_CASE("surrogates are refused, alone and in pairs") {
    CHECK_FALSE(valid_utf8("\xED\xA0\x80"));
    CHECK_FALSE(valid_utf8("\xED\xBF\xBF"));
    CHECK_FALSE(valid_utf8("\xED\xA0\x81\xED\xB0\x80"));
    CHECK(valid_utf8("\xED\x9F\xBF"));
    CHECK(valid_utf8("\xEE\x80\x80"));
}
