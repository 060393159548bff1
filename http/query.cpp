// The parsers of query.hpp: one pass each, nothing lenient.
#include "http/query.hpp"

#include <algorithm>
#include <charconv>

#include "events/well_formed.hpp"
#include "http/limits.hpp"

namespace imaginons::http {

namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

boost::system::result<std::string, FormFault> decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size()) return FormFault::bad_escape;
        const int high = hex_value(text[i + 1]);
        const int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0) return FormFault::bad_escape;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (out.find('\0') != std::string::npos) return FormFault::null_character;
    if (!events::valid_utf8(out)) return FormFault::invalid_utf8;
    return out;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// Cuts the piece up to the separator (or the end) off the front of text.
std::string_view take_piece(std::string_view& text, char separator) {
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return piece;
}

}  // namespace

std::string_view describe(FormFault fault) {
    switch (fault) {
        case FormFault::bad_escape: return "A % must be followed by two hexadecimal digits.";
        case FormFault::invalid_utf8: return "The text is not UTF-8.";
        case FormFault::null_character: return "The text holds a null character.";
        case FormFault::too_many_fields: return "The form has too many fields.";
    }
    return {};
}

std::optional<std::string_view> Form::find(std::string_view name) const {
    for (const auto& [field, value] : fields) {
        if (field == name) return value;
    }
    return std::nullopt;
}

boost::system::result<std::string, FormFault> percent_decode(std::string_view text) {
    return decode(text, false);
}

boost::system::result<Form, FormError> parse_form(std::string_view text) {
    Form form;
    while (!text.empty()) {
        std::string_view piece = take_piece(text, '&');
        if (piece.empty()) continue;
        if (form.fields.size() == limits::form_fields) {
            return FormError{FormFault::too_many_fields, {}};
        }
        auto name = decode(take_piece(piece, '='), true);
        if (!name) return FormError{name.error(), {}};
        auto value = decode(piece, true);
        if (!value) return FormError{value.error(), std::move(*name)};
        form.fields.emplace_back(std::move(*name), std::move(*value));
    }
    return form;
}

std::optional<std::uint64_t> parse_whole(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                                c == '~';
        if (unreserved) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += hex[byte >> 4U];
        out += hex[byte & 15U];
    }
    return out;
}

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        std::string_view pair = trim(take_piece(header, ';'));
        if (pair.find('=') == std::string_view::npos) continue;
        if (take_piece(pair, '=') == name) return pair;
    }
    return std::nullopt;
}

bool has_media_type(std::string_view content_type, std::string_view type) {
    const std::string_view named = trim(take_piece(content_type, ';'));
    return std::equal(named.begin(), named.end(), type.begin(), type.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

}  // namespace imaginons::http
