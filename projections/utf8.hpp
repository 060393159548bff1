// Code points out of UTF-8 and into it. ICU's macros for that do not compile without warnings.
#pragma once

#include <unicode/umachine.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace imaginons::projections {

// The character at `at`, which moves past it; U+FFFD for one byte that begins no character.
UChar32 next_in_utf8(std::string_view text, std::size_t& at);
// `c` is beyond ASCII.
void append_utf8(std::string& out, UChar32 c);

}  // namespace imaginons::projections
