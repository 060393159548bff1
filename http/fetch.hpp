// A blocking HTTP(S) client for what this program asks of other servers: a log to mirror, a witness
// to cosign. Small on purpose: GET and POST, one answer held in memory, a limit on everything.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/limits.hpp"

namespace imaginons::http {

struct FetchOptions {
    std::chrono::milliseconds connect_timeout = limits::fetch_connect_timeout;
    std::chrono::milliseconds timeout = limits::fetch_timeout;  // for the whole answer
    std::size_t body_bytes = limits::fetch_body_bytes;          // of the answer, after unpacking
};

// What came back: an answer with whatever status, or the reason why there is none.
struct Fetched {
    std::string failure;  // one sentence that names the address; empty if the server answered
    unsigned status = 0;
    std::string content_type;
    std::string body;

    bool answered() const { return failure.empty(); }
};

// Keeps its connection between requests to one server. Of one thread at a time; each thread that
// fetches has its own.
class Fetcher {
  public:
    using Headers = std::vector<std::pair<std::string, std::string>>;

    explicit Fetcher(FetchOptions options = {});
    ~Fetcher();
    Fetcher(Fetcher&&) noexcept;
    Fetcher& operator=(Fetcher&&) noexcept;

    // http:// and https:// only, certificates checked. Follows a few redirects, never to another
    // host, another port or from https to http: such a one is a failure. Never throws for what a
    // server or the network does.
    Fetched get(const std::string& url, const Headers& headers = {});
    // A redirect is not followed: it is the answer.
    Fetched post(const std::string& url, std::string_view content_type, std::string_view body,
                 const Headers& headers = {});

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace imaginons::http
