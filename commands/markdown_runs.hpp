// Words with their emphasis, links and line ends, written as Markdown that CommonMark 0.30 reads
// back as the same words. Not for use outside html_to_markdown.cpp and text_to_markdown.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::commands::markdown {

inline bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
inline bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline bool is_ascii_punct(char c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
           (c >= '{' && c <= '~');
}
// Part of a word, as far as "_" is concerned: any byte of a character beyond ASCII counts.
inline bool is_word(char c) {
    return is_alpha(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}

constexpr std::string_view no_break_space = "\xC2\xA0";

// Without what no text may hold (text_rules.hpp): C0 controls but tab and line ends, DEL, the C1
// controls (U+0080 to U+009F), U+FFFE and U+FFFF.
std::string without_controls(std::string_view text);
// Takes white space off, no-break spaces too.
void trim(std::string& text, bool front, bool back);

struct Run {
    std::string text;  // not yet escaped; empty for a line break
    std::string href;  // empty = no link
    bool strong = false;
    bool emphasis = false;
    bool line_break = false;
};
using Runs = std::vector<Run>;

// The address, made fit for "<...>", if it leads where links may lead: http, https, mailto.
std::optional<std::string> safe_href(std::string_view href);

// White space in a row is one space, and none stands at either end of a line.
Runs tidied(Runs runs);
// One paragraph's worth of tidied runs (no two line breaks in a row).
std::string written(const Runs& tidy, bool in_heading);
// Each as Markdown: two line breaks in a row end one.
std::vector<std::string> paragraphs(Runs runs);

}  // namespace imaginons::commands::markdown
