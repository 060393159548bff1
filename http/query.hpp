// Strict reading of what people and programs put into URLs, forms and cookie headers:
// percent-encoding, query strings, application/x-www-form-urlencoded, cookies. Every fault is a
// value; multipart bodies (multipart.hpp) and JSON are not read here.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imaginons::http {

enum class FormFault : std::uint8_t { bad_escape, invalid_utf8, null_character, too_many_fields };

struct FormError {
    FormFault fault;
    std::string field;  // the field's name where it could be read, else empty
};

// One sentence for a problem's detail.
std::string_view describe(FormFault fault);

// The fields in the order they were sent; a name may occur more than once.
struct Form {
    std::vector<std::pair<std::string, std::string>> fields;

    // The first value of that name; lent by this form.
    std::optional<std::string_view> find(std::string_view name) const;
};

// A path segment (RFC 3986, 2.1): '+' stays '+'. The result is UTF-8 without NUL.
boost::system::result<std::string, FormFault> percent_decode(std::string_view text);

// The WHATWG urlencoded format, strictly: '+' is a space, a '%' must be followed by two hex digits,
// names and values are UTF-8 without NUL. Empty pieces between '&' are skipped; at most
// limits::form_fields fields.
boost::system::result<Form, FormError> parse_form(std::string_view text);

// Decimal digits and nothing else.
std::optional<std::uint64_t> parse_whole(std::string_view text);

// Everything but RFC 3986 unreserved characters as %XX: safe as a segment and as a query value.
std::string percent_encode(std::string_view text);

// RFC 6265 Cookie header: the value of the first cookie of exactly that name; quotes stay. Lent by
// the header.
std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name);

// Whether a Content-Type header names that media type, whatever its parameters; type in lower case.
bool has_media_type(std::string_view content_type, std::string_view type);

}  // namespace imaginons::http
