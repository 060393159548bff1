// What a client makes of a body in gzip: zlib's own reading, none of ours.
#pragma once

#include <zlib.h>

#include <optional>
#include <string>

namespace imaginons::tests {

// The bytes of one gzip member and nothing after it; nothing if it is none.
inline std::optional<std::string> gunzipped(const std::string& bytes) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return std::nullopt;
    std::string in = bytes;
    std::string out(std::size_t{8} << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool whole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0;
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return whole ? std::optional(out) : std::nullopt;
}

}  // namespace imaginons::tests
