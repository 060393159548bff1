#include "http/multipart.hpp"

#include "http/limits.hpp"
#include "http/query.hpp"

namespace imaginons::http {

namespace {

constexpr std::string_view line_end = "\r\n";

// Cuts `text` up to `mark`, and the mark; nothing if it is not there.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view before = text.substr(0, at);
    text.remove_prefix(at + mark.size());
    return before;
}

bool take(std::string_view& text, std::string_view start) {
    if (!text.starts_with(start)) return false;
    text.remove_prefix(start.size());
    return true;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// A header's name or the name of a parameter, whatever its case.
bool take_name(std::string_view& text, std::string_view name) {
    if (text.size() < name.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (lower(text[i]) != name[i]) return false;
    }
    text.remove_prefix(name.size());
    return true;
}

// RFC 2046, 5.1.1: what a boundary is made of.
bool is_boundary(std::string_view text) {
    if (text.empty() || text.size() > limits::boundary_bytes || text.back() == ' ') return false;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
        if (!plain && std::string_view("'()+_,-./:=? ").find(c) == std::string_view::npos)
            return false;
    }
    return true;
}

std::optional<std::string_view> boundary_in(std::string_view content_type) {
    if (!has_media_type(content_type, "multipart/form-data")) return std::nullopt;
    while (take_until(content_type, ";")) {
        std::string_view parameter = content_type;
        while (take(parameter, " ")) {
        }
        if (!take_name(parameter, "boundary=")) continue;
        const bool quoted = take(parameter, "\"");
        const std::string_view value = parameter.substr(0, parameter.find(quoted ? '"' : ';'));
        return is_boundary(value) ? std::optional(value) : std::nullopt;
    }
    return std::nullopt;
}

// "form-data; name=\"x\"; filename=\"y\"": browsers write a quote within a name as %22.
bool read_disposition(std::string_view value, Part& part) {
    while (take(value, " ")) {
    }
    if (!take_name(value, "form-data")) return false;
    bool named = false;
    while (!value.empty()) {
        if (!take(value, ";")) return false;
        while (take(value, " ")) {
        }
        const auto name = take_until(value, "=\"");
        const auto text = name ? take_until(value, "\"") : std::nullopt;
        if (!text) return false;
        if (*name == "name") {
            part.name = *text;
            named = true;
        } else if (*name == "filename") {
            part.is_file = true;
        } else {
            return false;
        }
    }
    return named;
}

bool read_head(std::string_view head, Part& part) {
    bool disposed = false;
    head.remove_suffix(line_end.size());
    while (const auto line = take_until(head, line_end)) {
        std::string_view header = *line;
        if (!take_name(header, "content-disposition:")) continue;
        if (disposed || !read_disposition(header, part)) return false;
        disposed = true;
    }
    return disposed && head.empty();
}

}  // namespace

std::optional<std::vector<Part>> parse_multipart(std::string_view content_type,
                                                 std::string_view body) {
    const auto boundary = boundary_in(content_type);
    if (!boundary) return std::nullopt;
    const std::string delimiter = "\r\n--" + std::string(*boundary);
    if (!take(body, std::string_view(delimiter).substr(line_end.size()))) return std::nullopt;
    std::vector<Part> parts;
    while (take(body, line_end)) {
        const std::size_t head_end = body.substr(0, limits::part_head_bytes).find("\r\n\r\n");
        if (head_end == std::string_view::npos || parts.size() == limits::form_parts)
            return std::nullopt;
        Part part;
        if (!read_head(body.substr(0, head_end + 2 * line_end.size()), part)) return std::nullopt;
        body.remove_prefix(head_end + 2 * line_end.size());
        const auto content = take_until(body, delimiter);
        if (!content) return std::nullopt;
        part.body = *content;
        parts.push_back(std::move(part));
    }
    if (!take(body, "--") || (!body.empty() && body != line_end)) return std::nullopt;
    return parts;
}

}  // namespace imaginons::http
