// Every limit of the transport and of the small parsers beside it, in one place. What a limit
// refuses is said where it is used; limits of texts and commands are not here but with the
// commands.
#pragma once

#include <chrono>
#include <cstddef>

namespace imaginons::http::limits {

inline constexpr std::size_t head_bytes = 16 * 1024;   // request line and headers; beyond: 431
inline constexpr std::size_t target_bytes = 8 * 1024;  // request target; beyond: 414
inline constexpr std::size_t body_room_bytes =
    8 * 1024;                                // least room in the buffer for a body's next piece
inline constexpr std::size_t headers = 100;  // header lines of one request; beyond: 431
inline constexpr std::size_t blank_lines_before =
    4;  // empty lines skipped before a request (RFC 9112, 2.2)
inline constexpr unsigned turn_requests = 32;  // answered for one client before the others' turn
inline constexpr std::size_t body_bytes = 1024 * 1024;  // request body; beyond: 413
inline constexpr std::size_t bodies_bytes = 256ULL
                                            << 20U;  // all request bodies held at once; beyond: 503
inline constexpr std::size_t kept_body_bytes =
    64 * 1024;  // a larger body's memory is given back after the request
inline constexpr std::size_t connections = 8192;  // open at once; beyond: 503
inline constexpr std::size_t refused_connections =
    64;  // being told 503 at once; beyond: closed without a word
inline constexpr std::size_t discarded_bytes =
    8ULL << 20U;  // read and thrown away so that a refusal can be read

// A body or an answer may take its timeout plus one second for each so many bytes, so that a large
// page reaches a slow phone and a client that reads one byte a minute does not hold a connection
// for ever.
inline constexpr std::size_t slowest_bytes_per_s = 4 * 1024;
inline constexpr std::chrono::seconds linger_timeout{2};

// Of what fetch.hpp asks of other servers.
inline constexpr std::chrono::seconds fetch_connect_timeout{10};
inline constexpr std::chrono::seconds fetch_timeout{60};
inline constexpr std::size_t fetch_body_bytes = 64ULL << 20U;
inline constexpr unsigned fetch_redirects = 3;

inline constexpr std::size_t form_fields = 200;   // fields of one query string or form
// A form that holds a file: parts, bytes before a part's content, and of what parts them.
inline constexpr std::size_t form_parts = 8;
inline constexpr std::size_t part_head_bytes = 2 * 1024;
inline constexpr std::size_t boundary_bytes = 70;
inline constexpr std::size_t path_segments = 16;  // segments of a path that a route can match

// Of the verb witness, which runs on a small machine. A request of tlog-witness with sixteen
// signatures of the largest kind has 110 kB.
inline constexpr std::size_t witness_body_bytes = 256 * 1024;
inline constexpr std::size_t witness_connections = 256;

}  // namespace imaginons::http::limits
