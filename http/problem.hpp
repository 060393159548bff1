// Refusals as RFC 9457 problem documents, and the names of status codes. It builds a Response;
// deciding what is wrong, and pages that say it to people, live elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace imaginons::http {

struct Problem {
    unsigned status = 400;
    std::string_view detail;      // one sentence for the person who sent the request
    std::string_view field = {};  // the member or parameter that is wrong
    std::optional<std::uint64_t> limit =
        {};                       // the limit that was passed, in the unit that detail names
    std::string_view title = {};  // empty: the reason phrase of the status
    std::string_view type = "about:blank";  // URI reference of the kind of problem
    std::string_view hidden_at = {};        // of what was hidden: when, ISO 8601
    std::string_view ground = {};           // and why, as the event has it
};

// application/problem+json, Cache-Control: no-store.
Response problem(const Problem& problem);

// "Not Found" for 404 (RFC 9110 and RFC 6585); "Unknown" for a code without a name.
std::string_view reason_phrase(unsigned status);

// Appends text as a JSON string with its quotes; bytes that are not UTF-8 become '?'.
void append_json_string(std::string& out, std::string_view text);

}  // namespace imaginons::http
