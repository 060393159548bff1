// Reads an address the way a browser would (WHATWG URL: tabs and newlines vanish, backslashes are
// slashes), and refuses whatever would be read differently by the two.
#include "http/safe_url.hpp"

#include "http/pages/limits.hpp"

#include <algorithm>
#include <array>

namespace imaginons::http {
namespace {

constexpr std::string_view web_schemes[] = {"http", "https"};

bool is_control_or_space(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f;
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return out;
}

std::string percent_encoded(std::string_view address) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(address.size());
    for (const char c : address) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || c == '"' || c == '<' || c == '>' || c == '`' || c == '{' || c == '}' ||
            c == '\'') {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15U];
        } else {
            out += c;
        }
    }
    return out;
}

bool is_web(std::string_view address, std::string_view scheme) {
    if (std::ranges::find(web_schemes, scheme) == std::end(web_schemes)) {
        return false;
    }
    const auto rest = address.substr(scheme.size() + 1);
    // A host must follow: "http:foo" is relative to this site in some browsers.
    return rest.size() > 2 && rest.starts_with("//") && rest[2] != '/' && rest[2] != '?' &&
           rest[2] != '#';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_control_or_space(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_control_or_space(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

bool is_path(std::string_view address) {
    return address.starts_with('#') || (address.starts_with('/') && !address.starts_with("//"));
}

std::optional<std::string> checked(std::string_view given, bool web_only) {
    const auto address = trimmed(given);
    const bool odd = std::ranges::any_of(address, is_control_or_space) ||
                     address.find('\\') != std::string_view::npos;
    if (address.empty() || odd || address.size() > pages::limits::url_bytes) {
        return std::nullopt;
    }
    if (is_path(address)) {
        return web_only ? std::nullopt : std::optional{percent_encoded(address)};
    }
    const auto colon = address.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto scheme = lower(address.substr(0, colon));
    const bool mail = !web_only && scheme == "mailto" && address.size() > colon + 1;
    if (!mail && !is_web(address, scheme)) {
        return std::nullopt;
    }
    return percent_encoded(address);
}

}  // namespace

std::optional<std::string> safe_url(std::string_view address) {
    return checked(address, false);
}

std::optional<std::string> safe_web_url(std::string_view address) {
    return checked(address, true);
}

}  // namespace imaginons::http
