// What pages and API handlers see of HTTP: plain structs, no Beast, no Asio. The transport
// (server.*, worker.*, session.*) fills a Request, calls the handler once on its io thread, and
// carries out the Reply; nothing here knows what a proposal is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace imaginons::http {

enum class Method : std::uint8_t { get, head, post, put, del, options, other };
inline constexpr std::size_t method_count = static_cast<std::size_t>(Method::other) + 1;

// Everything lent by the session: valid until the reply to this request has been handed over (for a
// Deferred: until finish() has returned), never longer.
struct Request {
    Method method = Method::get;
    std::string_view target;  // as sent, "/proposals?sort=recent"
    std::string_view path;    // target up to '?', still percent-encoded, always starting with '/'
    std::string_view query;   // after '?', without it, may be empty
    std::string_view host;    // Host header
    std::string_view cookie;  // Cookie header
    std::string_view authorization;    // Authorization header
    std::string_view content_type;     // Content-Type header
    std::string_view accept;           // Accept header
    std::string_view accept_language;  // Accept-Language header
    std::string_view accept_encoding;  // Accept-Encoding header
    std::string_view if_none_match;    // If-None-Match header
    std::string_view idempotency_key;  // Idempotency-Key header
    std::string_view last_event_id;    // Last-Event-ID header
    std::string_view origin;           // Origin header
    std::string_view fetch_site;       // Sec-Fetch-Site header
    std::string_view
        forwarded_for;  // X-Forwarded-For header: only to be believed behind one's own proxy
    std::string_view
        peer;  // the client's IP address, for rate limits only: never stored, never logged
    std::string_view body;  // whole body, at most limits::body_bytes
};

// The bytes of a body: owned, shared with a cache (never copied per request), or static.
using Body = std::variant<std::string, std::shared_ptr<const std::string>, std::string_view>;

struct Response {
    unsigned status = 200;
    std::string content_type = "text/html; charset=utf-8";
    std::vector<std::pair<std::string, std::string>>
        headers;  // beyond Content-Type, Content-Length, Date, Connection
    Body body;
};

// An answer that waits for someone else (the writer). The session calls start once on its io thread
// with a `wake` that may be called once, from any thread; then, back on the io thread, it calls
// finish for the response.
struct Deferred {
    std::function<void(std::function<void()> wake)> start;
    std::function<Response()> finish;
};

// A Server-Sent-Events stream that stays open. `pull` is called on the io thread when the stream
// opens, after every Server::notify_streams() and it returns the bytes to send now (empty: nothing
// new). The session adds heartbeats.
struct EventStream {
    std::function<std::string()> pull;
};

using Reply = std::variant<Response, Deferred, EventStream>;
using Handler = std::function<Reply(const Request&)>;
// What a request is told whose head was whole but which no handler could answer: 413 (its body is
// too large; `body` is empty) or 500 (the handler threw).
using FailureAnswer = std::function<Response(const Request&, unsigned status)>;

}  // namespace imaginons::http
