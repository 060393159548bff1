// The head of an answer: which answers may go out at all, and the bytes that come before a body.
// Knows no socket.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace imaginons::http {

// Lent from the body.
std::string_view bytes_of(const Body& body);
// 204 and 304 (RFC 9110, 6.4.1).
bool has_no_body(unsigned status);
// Whether no header of it would end early and begin another (response splitting).
bool is_sendable(const Response& response);

// What the connection adds to an answer.
struct HeadAround {
    std::string_view date_header;           // a whole line
    std::optional<std::size_t> body_bytes;  // nothing: until the connection ends
    bool keep_alive = false;
    bool http_1_1 = true;  // which the client speaks; of interest only if it is kept alive
};
// Status line, headers and the empty line, appended to `out`.
void append_head(std::string& out, const Response& response, const HeadAround& around);

}  // namespace imaginons::http
