// What FlatBuffers' verifier does not check: that bytes are an event of a known kind, with enums in
// range, UTF-8 and sizes under the caps. Asked before append, on import and by `verify`; generic
// over the schema.
#pragma once

#include "events/ids.hpp"

namespace imaginons::events {

constexpr const char* text_identifier = "IMTX";

// Null if the bytes (8-byte aligned) are a well-formed event, else what is wrong with them, in a
// few words.
const char* defect_of(Bytes event);
inline bool well_formed(Bytes event) {
    return defect_of(event) == nullptr;
}

// The same for the plaintext of a sealed part.
const char* defect_of_text(Bytes text);

// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF.
bool valid_utf8(std::string_view text);

}  // namespace imaginons::events
