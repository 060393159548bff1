// multipart/form-data (RFC 7578) as browsers and curl send it, read strictly: for the one form that
// takes a file. Pure, with limits; what a file holds is nobody's business here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::http {

struct Part {
    std::string name;       // of the field
    bool is_file = false;   // it came with a file's name, which nobody needs
    std::string_view body;  // lent by the request
};

// Nothing unless the content type names a boundary and the body is parts between it, from its first
// byte to its last: no preamble, no epilogue, at most limits::form_parts parts.
std::optional<std::vector<Part>> parse_multipart(std::string_view content_type,
                                                 std::string_view body);

}  // namespace imaginons::http
