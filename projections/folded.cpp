// Text as filters compare it: words in lower case without accents, one space between them. Not for
// sorting, not for names.
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <array>
#include <cassert>
#include <utility>

#include "projections/queries.hpp"
#include "projections/utf8.hpp"

namespace imaginons::projections {

namespace {

// Letters that Unicode does not decompose, but that people type as two, or without the stroke.
const char* plain_letters(UChar32 c) {
    switch (c) {
        case 0x0153: return "oe";  // œ
        case 0x00E6: return "ae";  // æ
        case 0x00DF: return "ss";  // ß
        case 0x00F8: return "o";   // ø
        case 0x0142: return "l";   // ł
        case 0x0111: return "d";   // đ
        case 0x0131: return "i";   // ı
        default: return nullptr;
    }
}

// Code points, not ICU's macros for them: those do not compile without warnings.
UChar32 next_in_utf16(std::u16string_view text, std::size_t& at) {
    const char16_t unit = text[at++];
    const bool pair = unit >= 0xD800 && unit < 0xDC00 && at < text.size();
    return pair ? 0x10000 + ((unit - 0xD800) << 10) + (text[at++] - 0xDC00) : unit;
}

// Appends words; whatever is neither letter nor digit ends one.
class Folder {
  public:
    explicit Folder(std::size_t size) { out_.reserve(size); }

    void ascii(char c) {
        if (c >= 'A' && c <= 'Z') {
            letter(static_cast<char>(c - 'A' + 'a'));
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            letter(c);
        } else {
            between_ = true;
        }
    }

    void wide(UChar32 c) {
        std::array<UChar, 32> parts;
        UErrorCode error = U_ZERO_ERROR;
        const std::int32_t length = unorm2_getDecomposition(
            nfkd(), c, parts.data(), static_cast<std::int32_t>(parts.size()), &error);
        if (length < 0 || U_FAILURE(error)) return decomposed(c);
        const std::u16string_view units(parts.data(), static_cast<std::size_t>(length));
        for (std::size_t at = 0; at < units.size();) decomposed(next_in_utf16(units, at));
    }

    std::string take() { return std::move(out_); }

  private:
    static const UNormalizer2* nfkd() {
        UErrorCode error = U_ZERO_ERROR;
        static const UNormalizer2* const instance = unorm2_getNFKDInstance(&error);
        assert(instance != nullptr && "ICU brings its own tables");
        return instance;
    }

    void begin() {
        if (between_ && !out_.empty()) out_ += ' ';
        between_ = false;
    }

    void letter(char c) {
        begin();
        out_ += c;
    }

    void decomposed(UChar32 c) {
        if (c < 0x80) return ascii(static_cast<char>(c));
        if (u_charType(c) == U_NON_SPACING_MARK) return;
        if (!u_isalnum(c)) {
            between_ = true;
            return;
        }
        const UChar32 lower = u_foldCase(c, U_FOLD_CASE_DEFAULT);
        begin();
        if (const char* plain = plain_letters(lower)) {
            out_ += plain;
            return;
        }
        if (lower < 0x80) return ascii(static_cast<char>(lower));
        append_utf8(out_, lower);
    }

    std::string out_;
    bool between_ = false;
};

}  // namespace

UChar32 next_in_utf8(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at++);
    const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (more == 0) return lead < 0x80 ? lead : 0xFFFD;
    if (more > text.size() - at) return 0xFFFD;
    UChar32 c = lead & (0x3F >> more);
    for (std::size_t i = 0; i < more; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return 0xFFFD;
        c = (c << 6) | (byte(at + i) & 0x3F);
    }
    at += more;
    return c <= 0x10FFFF ? c : 0xFFFD;
}

void append_utf8(std::string& out, UChar32 c) {
    const auto add = [&](UChar32 byte) { out += static_cast<char>(byte); };
    if (c < 0x800) {
        add(0xC0 | (c >> 6));
    } else if (c < 0x10000) {
        add(0xE0 | (c >> 12));
        add(0x80 | ((c >> 6) & 0x3F));
    } else {
        add(0xF0 | (c >> 18));
        add(0x80 | ((c >> 12) & 0x3F));
        add(0x80 | ((c >> 6) & 0x3F));
    }
    add(0x80 | (c & 0x3F));
}

std::string folded(std::string_view text) {
    Folder folder(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            folder.ascii(text[at++]);
        } else {
            folder.wide(next_in_utf8(text, at));
        }
    }
    return folder.take();
}

}  // namespace imaginons::projections
