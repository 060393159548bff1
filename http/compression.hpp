// What goes out compressed: who accepts it (Accept-Encoding), and gzip itself. What is worth
// compressing is for others to say.
#pragma once

#include <string>
#include <string_view>

namespace imaginons::http {

// Whether an Accept-Encoding header (RFC 9110, 12.5.3) names gzip, or everything, without refusing
// it. No header, no gzip.
bool accepts_gzip(std::string_view accept_encoding);

// The bytes as one gzip member (RFC 1952), the same at each call: half a millisecond for the 60 kB
// of a full bundle. Throws std::bad_alloc only.
std::string gzipped(std::string_view bytes);

}  // namespace imaginons::http
