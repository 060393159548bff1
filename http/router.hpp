// Which handler serves a method and a path: a tree of path segments built once from a table of
// patterns. It knows nothing of handlers but their numbers, and of requests but their path.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace imaginons::http {

struct Route {
    Method method;
    std::string_view
        pattern;  // "/api/v1/proposals/{id}/stance": a {name} matches one segment that is not
                  // empty; a last "{name...}" the whole rest of the path, of one segment or more
    unsigned handler;  // the caller's number for it
};

enum class Routing : std::uint8_t {
    found,
    not_found,           // 404
    method_not_allowed,  // 405 with Match::allow
    bad_path,            // 400: a captured segment is not percent-encoded UTF-8
};

struct Match {
    Routing routing = Routing::not_found;
    unsigned handler = 0;
    std::vector<std::string> captures;  // percent-decoded, in the order of the pattern
    std::string allow;                  // "GET, HEAD, PUT" with method_not_allowed
};

// Immutable once built, so any number of threads may match at once.
class Router {
  public:
    // Throws std::invalid_argument for a pattern that does not start with '/', for one that goes on
    // after a {name...}, and for two routes of one method and path.
    explicit Router(std::span<const Route> routes);
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    ~Router();

    // `path` as in Request::path. HEAD is served by GET's handler. A literal segment wins over a
    // {name}, and both over a {name...}; literal segments are compared as sent. A rest that ends in
    // '/' or begins with one is no rest.
    Match match(Method method, std::string_view path) const;

  private:
    struct Node;
    void add(const Route& route);
    std::unique_ptr<Node> root_;
};

}  // namespace imaginons::http
