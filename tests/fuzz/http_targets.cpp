// Requests, JSON bodies, query strings, forms, cookies.
#include <algorithm>
#include <optional>

#include "events/well_formed.hpp"
#include "http/json_body.hpp"
#include "http/limits.hpp"
#include "http/query.hpp"
#include "http/request_parser.hpp"
#include "tests/fuzz/targets.hpp"

namespace imaginons::fuzz {

namespace {

using http::RequestParser;

// What a request was read as.
struct Reading {
    RequestParser::Progress progress = RequestParser::Progress::need_more;
    unsigned fault = 0;
    std::string target;
    std::string path;
    std::string host;
    std::string body;
    std::size_t taken = 0;

    friend bool operator==(const Reading&, const Reading&) = default;
};

// As a session does, with `step` bytes more each time.
Reading read_request(std::string_view bytes, std::size_t step) {
    std::string body;
    RequestParser parser(body, http::limits::body_bytes);
    Reading reading;
    std::size_t there = 0;
    while (there < bytes.size()) {
        there = std::min(there + step, bytes.size());
        do {
            reading.progress =
                parser.take(bytes.substr(reading.taken, there - reading.taken), reading.taken);
        } while (reading.progress == RequestParser::Progress::head);
        if (reading.progress != RequestParser::Progress::need_more) break;
    }
    if (reading.progress == RequestParser::Progress::failed) reading.fault = parser.fault().status;
    if (reading.progress != RequestParser::Progress::complete) {
        // Where it stopped depends on the pieces; what it said of the whole does not.
        reading.taken = 0;
        return reading;
    }
    reading.target = parser.request().target;
    reading.path = parser.request().path;
    reading.host = parser.request().host;
    reading.body = parser.request().body;
    return reading;
}

void walk(const http::Json& value, std::size_t depth) {
    need(depth < 64, "JSON nests no deeper than its limit");
    need(events::valid_utf8(value.text), "a JSON text is UTF-8");
    for (const http::Json& item : value.items) walk(item, depth + 1);
    for (const auto& [name, member] : value.members) {
        need(events::valid_utf8(name), "a JSON name is UTF-8");
        walk(member, depth + 1);
    }
}

}  // namespace

void http_request(std::string_view bytes) {
    const Reading whole = read_request(bytes, bytes.size());
    const Reading pieces = read_request(bytes, 1);
    // Of a chunk that is not whole yet, the parser may wait for more before it says what is wrong.
    need(whole.progress == pieces.progress ||
             (whole.progress == RequestParser::Progress::failed &&
              pieces.progress == RequestParser::Progress::need_more),
         "a request in pieces is read like a whole one");
    if (whole.progress == RequestParser::Progress::complete) {
        need(whole == pieces, "a request in pieces says what a whole one says");
    }
    if (whole.progress == RequestParser::Progress::failed) {
        need(whole.fault >= 400 && whole.fault < 600, "a refused request has a status");
    }
}

void json_body(std::string_view bytes) {
    http::BodyFault fault;
    const auto value = http::parse_json(bytes, fault);
    if (!value) {
        need(!fault.detail.empty() && fault.status == 400, "a refused body is told why");
        return;
    }
    walk(*value, 0);
    if (value->kind != http::Json::Kind::object) return;
    http::FieldReader fields(*value, fault);
    fields.text("title");
    fields.optional_text("body");
    fields.optional_whole("version", 0, 10);
    fields.optional_truth("source");
    fields.optional_array("phases");
    need(fields.complete() || !fault.detail.empty(), "a refused body is told why");
}

void query(std::string_view bytes) {
    if (const auto form = http::parse_form(bytes)) {
        std::string again;
        for (const auto& [name, value] : form->fields) {
            need(events::valid_utf8(name) && events::valid_utf8(value), "a form is UTF-8");
            if (!again.empty()) again += '&';
            again += http::percent_encode(name) + '=' + http::percent_encode(value);
        }
        const auto read_again = http::parse_form(again);
        need(read_again.has_value() && read_again->fields == form->fields,
             "a form that is written again is the same form");
    }
    if (const auto decoded = http::percent_decode(bytes)) {
        const auto again = http::percent_decode(http::percent_encode(*decoded));
        need(again.has_value() && *again == *decoded,
             "a segment that is written again is the same");
    }
    http::find_cookie(bytes, "session");
    http::has_media_type(bytes, "application/json");
}

}  // namespace imaginons::fuzz
