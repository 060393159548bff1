#include "http/response_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/problem.hpp"

namespace imaginons::http {

namespace {

// web.md, Security. Pages load nothing that is not ours, and nobody frames them.
constexpr std::string_view html_security =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";
constexpr std::string_view other_security = "X-Content-Type-Options: nosniff\r\n";

// What must not reach a header: it would end it and begin another (response splitting).
bool is_header_text(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

}  // namespace

std::string_view bytes_of(const Body& body) {
    if (const auto* text = std::get_if<std::string>(&body)) return *text;
    if (const auto* text = std::get_if<std::string_view>(&body)) return *text;
    const auto& shared = std::get<std::shared_ptr<const std::string>>(body);
    return shared ? std::string_view(*shared) : std::string_view();
}

bool has_no_body(unsigned status) {
    return status == 204 || status == 304;
}

bool is_sendable(const Response& response) {
    return is_header_text(response.content_type) &&
           std::all_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
               return is_header_text(header.first) && is_header_text(header.second);
           });
}

void append_head(std::string& out, const Response& response, const HeadAround& around) {
    const bool no_body = has_no_body(response.status);
    out += "HTTP/1.1 ";
    append_number(out, response.status);
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\n";
    out += around.date_header;
    if (!no_body && !response.content_type.empty()) {
        out += "Content-Type: ";
        out += response.content_type;
        out += "\r\n";
        const bool html = std::string_view(response.content_type).substr(0, 9) == "text/html";
        out += html ? html_security : other_security;
    }
    if (!no_body && around.body_bytes) {
        out += "Content-Length: ";
        append_number(out, *around.body_bytes);
        out += "\r\n";
    }
    for (const auto& [name, value] : response.headers) {
        out += name;
        out += ": ";
        out += value;
        out += "\r\n";
    }
    if (!around.keep_alive) {
        out += "Connection: close\r\n";
    } else if (!around.http_1_1) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
}

}  // namespace imaginons::http
