// Builds problem documents by hand: eight members need no JSON library.
#include "http/problem.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "events/well_formed.hpp"

namespace imaginons::http {

namespace {

struct Reason {
    unsigned status;
    std::string_view phrase;
};

constexpr std::array reasons{
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{206, "Partial Content"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{411, "Length Required"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Range Not Satisfiable"},
    Reason{417, "Expectation Failed"},
    Reason{421, "Misdirected Request"},
    Reason{422, "Unprocessable Content"},
    Reason{428, "Precondition Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{503, "Service Unavailable"},
    Reason{505, "HTTP Version Not Supported"},
};

void append_member(std::string& out, std::string_view name, std::string_view value) {
    out += ",\"";
    out += name;
    out += "\":";
    append_json_string(out, value);
}

}  // namespace

std::string_view reason_phrase(unsigned status) {
    if (status == 200) return reasons[0].phrase;
    const auto* found = std::lower_bound(
        reasons.begin(), reasons.end(), status,
        [](const Reason& reason, unsigned wanted) { return reason.status < wanted; });
    return found != reasons.end() && found->status == status ? found->phrase : "Unknown";
}

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    const bool utf8 = events::valid_utf8(text);
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20) {
            out += "\\u00";
            out += hex[byte >> 4U];
            out += hex[byte & 15U];
        } else {
            out += byte < 0x80 || utf8 ? c : '?';
        }
    }
    out += '"';
}

Response problem(const Problem& problem) {
    std::string body = "{\"type\":";
    append_json_string(body, problem.type);
    append_member(body, "title",
                  problem.title.empty() ? reason_phrase(problem.status) : problem.title);
    body += ",\"status\":";
    body += std::to_string(problem.status);
    if (!problem.detail.empty()) append_member(body, "detail", problem.detail);
    if (!problem.field.empty()) append_member(body, "field", problem.field);
    if (problem.limit) {
        body += ",\"limit\":";
        body += std::to_string(*problem.limit);
    }
    if (!problem.hidden_at.empty()) append_member(body, "hidden_at", problem.hidden_at);
    if (!problem.ground.empty()) append_member(body, "ground", problem.ground);
    body += "}\n";
    Response response;
    response.status = problem.status;
    response.content_type = "application/problem+json";
    response.headers.emplace_back("Cache-Control", "no-store");
    response.body = std::move(body);
    return response;
}

}  // namespace imaginons::http
