// The rules that Beast's parser leaves open: one framing header, one Host, sane targets, no
// folding, and the limits.
#include "http/request_parser.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <functional>
#include <utility>

#include "http/limits.hpp"

namespace imaginons::http {

namespace {

namespace beast = boost::beast;
using beast::http::field;
using beast::http::verb;

std::string_view plain(beast::string_view view) {
    return {view.data(), view.size()};
}

bool same_text(std::string_view a, std::string_view b) {
    return beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

Method method_of(verb verb) {
    if (verb == verb::get) return Method::get;
    if (verb == verb::head) return Method::head;
    if (verb == verb::post) return Method::post;
    if (verb == verb::put) return Method::put;
    if (verb == verb::delete_) return Method::del;
    if (verb == verb::options) return Method::options;
    return Method::other;
}

// Printable ASCII without '#': Beast lets bytes past 0x7f through, and a fragment is never sent.
bool is_target(std::string_view target) {
    return std::all_of(target.begin(), target.end(),
                       [](char c) { return c > ' ' && c < 0x7f && c != '#'; });
}

// RFC 3986 host and port without userinfo: what a page may put into an absolute link.
bool is_authority(std::string_view text) {
    static constexpr std::string_view marks = "-._~%!$&'()*+,;=:[]";
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

// Whether a request line is right but for a version that is not ours.
bool names_other_version(std::string_view bytes) {
    const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
    const std::size_t space = std::min(line.rfind(' '), line.size());
    const std::string_view version = line.substr(space);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return version.size() == 9 && version.substr(0, 6) == " HTTP/" && digit(version[6]) &&
           version[7] == '.' && digit(version[8]) && version != " HTTP/1.0" &&
           version != " HTTP/1.1";
}

using Slot = std::string_view Request::*;

// Headers that may come once.
constexpr std::array<std::pair<field, Slot>, 6> single_headers{{
    {field::cookie, &Request::cookie},
    {field::authorization, &Request::authorization},
    {field::content_type, &Request::content_type},
    {field::origin, &Request::origin},
    {field::sec_fetch_site, &Request::fetch_site},
    {field::host, &Request::host},
}};

// Headers that are lists and may legally come several times: the first is enough for us.
constexpr std::array<std::pair<field, Slot>, 4> list_headers{{
    {field::accept, &Request::accept},
    {field::accept_language, &Request::accept_language},
    {field::accept_encoding, &Request::accept_encoding},
    {field::if_none_match, &Request::if_none_match},
}};

// Headers that Beast has no number for.
struct NamedHeader {
    std::string_view name;
    Slot slot;
    bool single;
};
constexpr std::array named_headers{
    NamedHeader{"Idempotency-Key", &Request::idempotency_key, true},
    NamedHeader{"Last-Event-ID", &Request::last_event_id, true},
    NamedHeader{"X-Forwarded-For", &Request::forwarded_for, false},
};

}  // namespace

RequestParser::RequestParser(std::string& body, std::size_t body_limit) : body_(body) {
    body_.clear();
    this->body_limit(body_limit);
    header_limit(limits::head_bytes);
}

RequestParser::Progress RequestParser::take(std::string_view bytes, std::size_t& taken) {
    const bool had_head = is_header_done();
    // Beast asserts that it never sees less than five bytes of a last chunk ("0\r\n\r\n") twice. At
    // least five more bytes follow at any point of a chunked body, so waiting for them never blocks
    // a valid one.
    if (had_head && chunked() && bytes.size() < 5) return Progress::need_more;
    eager(had_head);
    end_ = bytes.data() + bytes.size();

    Error error;
    taken += put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (error == beast::http::error::need_more) return Progress::need_more;
    if (error) {
        if (fault_.status == 0) fault_ = explain(error, bytes);
        return Progress::failed;
    }
    if (is_done()) {
        request_.body = body_;
        return Progress::complete;
    }
    return had_head ? Progress::need_more : Progress::head;
}

std::uint64_t RequestParser::declared_body_bytes() const {
    return content_length().value_or(0);
}

void RequestParser::refuse(Error& error, unsigned status, std::string_view detail) {
    fault_ = {status, detail};
    error = beast::http::error::bad_value;
}

void RequestParser::on_request_impl(verb verb, View method, View target, int version,
                                    Error& error) {
    version_ = version;
    request_.method = method_of(verb);
    if (target.size() > limits::target_bytes) {
        return refuse(error, 414, "The request target is too long.");
    }
    // PATCH and TRACE are known and answered by whoever knows the path (405); the others nobody
    // serves here.
    if (request_.method == Method::other && method != "PATCH" && method != "TRACE") {
        return refuse(error, 501, "This method is not served.");
    }
    if (!take_target(plain(target))) {
        return refuse(error, 400, "The request target is not a valid path.");
    }
}

bool RequestParser::take_target(std::string_view target) {
    if (!is_target(target)) return false;
    request_.target = target;
    if (target == "*") {
        request_.path = target;
        return request_.method == Method::options;
    }
    if (target.front() != '/') return take_absolute_target(target);
    const std::size_t mark = std::min(target.find('?'), target.size());
    request_.path = target.substr(0, mark);
    if (mark < target.size()) request_.query = target.substr(mark + 1);
    return true;
}

bool RequestParser::take_absolute_target(std::string_view target) {
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos) return false;
    if (!same_text(target.substr(0, scheme), "http") &&
        !same_text(target.substr(0, scheme), "https")) {
        return false;
    }
    target.remove_prefix(scheme + 3);
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    request_.host = target.substr(0, end);
    host_from_target_ = true;
    if (!is_authority(request_.host)) return false;
    target.remove_prefix(end);
    const std::size_t mark = std::min(target.find('?'), target.size());
    request_.path = mark == 0 ? std::string_view("/") : target.substr(0, mark);
    if (mark < target.size()) request_.query = target.substr(mark + 1);
    return true;
}

void RequestParser::on_field_impl(field field, View name, View view, Error& error) {
    if (++headers_ > limits::headers) return refuse(error, 431, "Too many headers.");
    // Trailers say nothing that we use, and must never replace what the head said.
    if (is_header_done()) return;
    const std::string_view value = plain(view);
    if (is_folded(plain(name), value)) {
        return refuse(error, 400, "A header is folded over several lines.");
    }
    if (take_framing(field, value, error)) return;
    for (const auto& [known, slot] : single_headers) {
        if (field == known) return take_single(slot, value, error);
    }
    for (const auto& [known, slot] : list_headers) {
        if (field != known) continue;
        if ((request_.*slot).empty()) request_.*slot = value;
        return;
    }
    if (field != field::unknown) return;
    for (const NamedHeader& known : named_headers) {
        if (!same_text(plain(name), known.name)) continue;
        if (known.single) return take_single(known.slot, value, error);
        if ((request_.*known.slot).empty()) request_.*known.slot = value;
        return;
    }
}

// Beast joins a folded value in memory of its own, or, when only one of its lines holds anything,
// lends that line.
bool RequestParser::is_folded(std::string_view name, std::string_view value) const {
    const char* after_name = name.data() + name.size();
    const std::less<> before;
    if (before(value.data(), after_name) || before(end_, value.data())) return true;
    return std::any_of(after_name, value.data(), [](char c) { return c == '\r' || c == '\n'; });
}

// Content-Length, Transfer-Encoding and Expect: the headers that decide where the request ends.
// Beast has seen the value before and refuses both lengths together; its lists ("3, 3") and unknown
// codings are refused here.
bool RequestParser::take_framing(field field, std::string_view value, Error& error) {
    if (field == field::content_length) {
        const bool digits = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
            return c >= '0' && c <= '9';
        });
        if (std::exchange(has_length_, true) || !digits || has_transfer_coding_) {
            refuse(error, 400, "Content-Length must be given once, as a number, and alone.");
        }
        return true;
    }
    if (field == field::transfer_encoding) {
        if (std::exchange(has_transfer_coding_, true) || has_length_) {
            refuse(error, 400, "Transfer-Encoding must be given once, and without Content-Length.");
        } else if (version_ < 11) {
            refuse(error, 400, "Transfer-Encoding needs HTTP/1.1.");
        } else if (!same_text(value, "chunked")) {
            refuse(error, 501, "The only transfer coding served is chunked.");
        }
        return true;
    }
    if (field == field::expect) {
        if (!same_text(value, "100-continue")) {
            refuse(error, 417, "The only expectation served is 100-continue.");
        }
        expects_continue_ = version_ == 11;
        return true;
    }
    return false;
}

void RequestParser::take_single(Slot slot, std::string_view value, Error& error) {
    if (slot == &Request::host) {
        if (std::exchange(has_host_, true)) return refuse(error, 400, "Two Host headers.");
        if (!is_authority(value)) return refuse(error, 400, "The Host header is not a host.");
        if (!host_from_target_) request_.host = value;  // RFC 9112, 3.2.2
        return;
    }
    // A view that was set is never null, even when its header was empty.
    if ((request_.*slot).data() != nullptr) {
        return refuse(error, 400, "A header that may come once came twice.");
    }
    request_.*slot = value;
}

void RequestParser::on_header_impl(Error& error) {
    if (version_ == 11 && !has_host_) refuse(error, 400, "HTTP/1.1 needs a Host header.");
}

std::size_t RequestParser::on_body_impl(View bytes, Error&) {
    body_.append(bytes.data(), bytes.size());
    return bytes.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t, View extensions, Error& error) {
    // Beast takes any byte inside a quoted extension, so a line feed that another parser would end
    // the line at.
    const bool control = std::any_of(extensions.begin(), extensions.end(), [](char c) {
        return static_cast<unsigned char>(c) < ' ' && c != '\t';
    });
    if (control) refuse(error, 400, "A chunk extension holds a control character.");
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View bytes, Error&) {
    body_.append(bytes.data(), bytes.size());
    return bytes.size();
}

Fault RequestParser::too_large() const {
    if (version_ == 0) return {414, "The request target is too long."};
    return {431, "The headers are too large."};
}

// What to answer for an error that Beast found; bytes start at what the failed call was given.
Fault RequestParser::explain(const Error& error, std::string_view bytes) const {
    namespace reason = beast::http;
    if (error == reason::error::body_limit) return {413, "The body is too large."};
    if (error == reason::error::header_limit) return too_large();
    if (error == reason::error::bad_version && names_other_version(bytes)) {
        return {505, "Only HTTP/1.0 and HTTP/1.1 are served."};
    }
    if (error == reason::error::bad_method || error == reason::error::bad_target ||
        error == reason::error::bad_version) {
        return {400, "The request line is not valid."};
    }
    if (error == reason::error::bad_chunk || error == reason::error::bad_chunk_extension) {
        return {400, "A chunk of the body is not valid."};
    }
    return {400, "A header is not valid."};
}

}  // namespace imaginons::http
