// The segment tree behind Router: some dozens of routes, so children are searched in a sorted
// vector.
#include "http/router.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "http/limits.hpp"
#include "http/query.hpp"

namespace imaginons::http {

namespace {

constexpr std::array<std::string_view, method_count> method_names{
    "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", ""};

// The segments of a path after its first '/'; too many segments cannot match anything.
struct Segments {
    std::array<std::string_view, limits::path_segments> at;
    std::size_t count = 0;

    // From this segment to the end of the path.
    std::string_view rest(std::size_t depth) const {
        const char* begin = at[depth].data();
        const char* end = at[count - 1].data() + at[count - 1].size();
        return {begin, static_cast<std::size_t>(end - begin)};
    }
};

std::optional<Segments> split(std::string_view path) {
    Segments segments;
    if (path.empty() || path.front() != '/') return std::nullopt;
    path.remove_prefix(1);
    while (true) {
        if (segments.count == segments.at.size()) return std::nullopt;
        const std::size_t end = std::min(path.find('/'), path.size());
        segments.at[segments.count++] = path.substr(0, end);
        if (end == path.size()) return segments;
        path.remove_prefix(end + 1);
    }
}

bool is_capture(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool is_rest(std::string_view segment) {
    return is_capture(segment) && segment.ends_with("...}");
}

}  // namespace

struct Router::Node {
    std::vector<std::pair<std::string, Node>> literals;  // sorted by segment
    std::unique_ptr<Node> capture;
    std::unique_ptr<Node> rest;  // of the path; has no children
    std::array<std::optional<unsigned>, method_count> handlers;

    // The first literal that is not less than segment.
    std::vector<std::pair<std::string, Node>>::const_iterator find(std::string_view segment) const {
        return std::lower_bound(literals.begin(), literals.end(), segment,
                                [](const auto& entry, std::string_view wanted) {
                                    return std::string_view(entry.first) < wanted;
                                });
    }

    Node& literal(std::string_view segment) {
        const auto place = find(segment);
        const auto index = static_cast<std::size_t>(place - literals.begin());
        if (place == literals.end() || place->first != segment) {
            literals.emplace(place, std::string(segment), Node{});
        }
        return literals[index].second;
    }

    bool serves_anything() const {
        return std::any_of(handlers.begin(), handlers.end(),
                           [](const auto& handler) { return handler.has_value(); });
    }

    // The node that serves the rest of the path, preferring literals; captured collects the raw
    // captures on the way.
    const Node* descend(const Segments& segments, std::size_t depth,
                        std::vector<std::string_view>& captured) const {
        if (depth == segments.count) return serves_anything() ? this : nullptr;
        const std::string_view segment = segments.at[depth];
        const auto place = find(segment);
        if (place != literals.end() && place->first == segment) {
            if (const Node* end = place->second.descend(segments, depth + 1, captured)) return end;
        }
        if (segment.empty()) return nullptr;
        if (capture) {
            captured.push_back(segment);
            if (const Node* end = capture->descend(segments, depth + 1, captured)) return end;
            captured.pop_back();
        }
        if (!rest || segments.at[segments.count - 1].empty()) return nullptr;
        captured.push_back(segments.rest(depth));
        return rest.get();
    }
};

void Router::add(const Route& route) {
    const auto segments = split(route.pattern);
    if (!segments) throw std::invalid_argument("bad route pattern " + std::string(route.pattern));
    Node* node = root_.get();
    for (std::size_t i = 0; i < segments->count; ++i) {
        const std::string_view segment = segments->at[i];
        if (is_capture(segment)) {
            const bool all = is_rest(segment);
            if (all && i + 1 < segments->count) {
                throw std::invalid_argument("nothing can follow the rest in " +
                                            std::string(route.pattern));
            }
            std::unique_ptr<Node>& child = all ? node->rest : node->capture;
            if (!child) child = std::make_unique<Node>();
            node = child.get();
        } else {
            node = &node->literal(segment);
        }
    }
    auto& handler = node->handlers[static_cast<std::size_t>(route.method)];
    if (handler) throw std::invalid_argument("two routes for " + std::string(route.pattern));
    handler = route.handler;
}

Router::Router(std::span<const Route> routes) : root_(std::make_unique<Node>()) {
    for (const Route& route : routes) add(route);
}

Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

Match Router::match(Method method, std::string_view path) const {
    Match match;
    const auto segments = split(path);
    if (!segments) return match;
    std::vector<std::string_view> captured;
    const Node* node = root_->descend(*segments, 0, captured);
    if (node == nullptr) return match;

    auto handler = node->handlers[static_cast<std::size_t>(method)];
    if (!handler && method == Method::head) {
        handler = node->handlers[static_cast<std::size_t>(Method::get)];
    }
    if (!handler) {
        match.routing = Routing::method_not_allowed;
        for (std::size_t m = 0; m + 1 < method_count; ++m) {
            const bool head_by_get = m == static_cast<std::size_t>(Method::head) &&
                                     node->handlers[static_cast<std::size_t>(Method::get)];
            if (!node->handlers[m] && !head_by_get) continue;
            if (!match.allow.empty()) match.allow += ", ";
            match.allow += method_names[m];
        }
        return match;
    }
    for (const std::string_view raw : captured) {
        auto decoded = percent_decode(raw);
        if (!decoded) {
            match.routing = Routing::bad_path;
            return match;
        }
        match.captures.push_back(std::move(*decoded));
    }
    match.routing = Routing::found;
    match.handler = *handler;
    return match;
}

}  // namespace imaginons::http
