// What signing in and its tests share: how an e-mail address is written so that it is one person's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace imaginons::http {

// In lower case, without surrounding blanks; nothing unless it is a plain address (RFC 5321's
// Dot-string at a domain with a dot, ASCII): quoted local parts and address literals are nobody's.
std::optional<std::string> normalized_email(std::string_view text);

}  // namespace imaginons::http
