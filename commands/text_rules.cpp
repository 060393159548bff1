#include "commands/text_rules.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "commands/limits.hpp"
#include "events/well_formed.hpp"

namespace imaginons::commands {

namespace {

// Takes the first code point off text, which is not empty and is UTF-8.
char32_t take(std::string_view& text) {
    const auto byte = [&](std::size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
    };
    const char32_t first = byte(0);
    char32_t code_point = first;
    std::size_t size = 1;
    if (first >= 0xF0) {
        code_point =
            (first & 7) << 18 | (byte(1) & 63) << 12 | (byte(2) & 63) << 6 | (byte(3) & 63);
        size = 4;
    } else if (first >= 0xE0) {
        code_point = (first & 15) << 12 | (byte(1) & 63) << 6 | (byte(2) & 63);
        size = 3;
    } else if (first >= 0xC0) {
        code_point = (first & 31) << 6 | (byte(1) & 63);
        size = 2;
    }
    text.remove_prefix(size);
    return code_point;
}

bool is_line_or_tab(char32_t c) {
    return c == '\n' || c == '\r' || c == '\t';
}

// C0, DEL, C1, and the two that XML forbids: an Atom feed that held one would be broken for every
// reader.
bool is_control(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xFFFE || c == 0xFFFF;
}

// Nothing is to be seen of it: Unicode white space, what is ignored by default (zero widths,
// joiners, direction marks, fillers), and the empty braille cell.
bool is_blank(char32_t c) {
    if (c > 0x20 && c < 0x7F) return false;
    const auto code_point = static_cast<UChar32>(c);
    return u_hasBinaryProperty(code_point, UCHAR_WHITE_SPACE) != 0 ||
           u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0 || c == 0x2800;
}

bool is_invisible_or_turns(char32_t c) {
    const auto code_point = static_cast<UChar32>(c);
    const auto type = u_charType(code_point);
    return u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0 ||
           type == U_FORMAT_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR ||
           c == 0x2800;
}

template <class Test>
bool any_char(std::string_view text, Test test) {
    while (!text.empty()) {
        if (test(take(text))) return true;
    }
    return false;
}

std::size_t visible_chars(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) count += is_blank(take(text)) ? 0U : 1U;
    return count;
}

bool starts_with_folded(std::string_view text, std::string_view lower) {
    return text.size() >= lower.size() &&
           std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) {
               return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
           });
}

}  // namespace

std::size_t chars_in(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::optional<Refusal> defect_of(std::string_view text, const TextRule& rule) {
    if (!events::valid_utf8(text)) return Refusal{RefusalCode::not_utf8, rule.field};
    const std::size_t chars = chars_in(text);
    if (chars > rule.most_chars)
        return Refusal{RefusalCode::too_long, rule.field, rule.most_chars, chars};
    const bool control = any_char(
        text, [&](char32_t c) { return is_control(c) && !(rule.many_lines && is_line_or_tab(c)); });
    if (control) return Refusal{RefusalCode::control_character, rule.field};
    const bool seen = any_char(text, [](char32_t c) { return !is_blank(c); });
    if (!seen && !(rule.may_be_empty && text.empty()))
        return Refusal{RefusalCode::empty, rule.field};
    return std::nullopt;
}

std::optional<Refusal> defect_of_pseudonym(std::string_view pseudonym) {
    constexpr std::string_view field = "pseudonym";
    if (auto refusal = defect_of(pseudonym, {field, limits::pseudonym_chars})) return refusal;
    if (any_char(pseudonym, is_invisible_or_turns))
        return Refusal{RefusalCode::control_character, field};
    const std::size_t visible = visible_chars(pseudonym);
    if (visible < limits::pseudonym_min_chars) {
        return Refusal{RefusalCode::too_short, field, limits::pseudonym_min_chars, visible};
    }
    return std::nullopt;
}

std::optional<Refusal> defect_of_link(std::string_view url, std::string_view field) {
    if (!events::valid_utf8(url)) return Refusal{RefusalCode::not_utf8, field};
    if (url.size() > limits::url_bytes)
        return Refusal{RefusalCode::too_long, field, limits::url_bytes, url.size()};
    const Refusal not_a_link{RefusalCode::not_a_link, field};
    const std::size_t scheme = starts_with_folded(url, "https://")  ? 8
                               : starts_with_folded(url, "http://") ? 7
                                                                    : 0;
    if (scheme == 0) return not_a_link;
    if (any_char(url, [](char32_t c) { return is_control(c) || is_blank(c) || c == '\\'; }))
        return not_a_link;
    const std::string_view authority =
        url.substr(scheme, url.find_first_of("/?#", scheme) - scheme);
    // A user name before the host misleads about where the link goes.
    if (authority.find('@') != std::string_view::npos) return not_a_link;
    const std::string_view host =
        authority.substr(0, authority.starts_with('[') ? authority.size() : authority.find(':'));
    return host.empty() ? std::optional(not_a_link) : std::nullopt;
}

std::string pseudonym_key(std::string_view pseudonym) {
    UErrorCode status = U_ZERO_ERROR;
    // Lives for the whole program; the data is in ICU's library, so there is nothing that a user
    // could break.
    const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    assert(U_SUCCESS(status));
    std::string folded;
    icu::StringByteSink<std::string> sink(&folded);
    fold->normalizeUTF8(
        0, icu::StringPiece(pseudonym.data(), static_cast<std::int32_t>(pseudonym.size())), sink,
        nullptr, status);
    assert(U_SUCCESS(status));

    std::string key;
    std::string_view rest = folded;
    bool gap = false;
    while (!rest.empty()) {
        const std::string_view before = rest;
        if (is_blank(take(rest))) {
            gap = true;
            continue;
        }
        if (gap && !key.empty()) key += ' ';
        gap = false;
        key.append(before.substr(0, before.size() - rest.size()));
    }
    return key;
}

}  // namespace imaginons::commands
