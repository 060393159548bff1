// Answers that say no, for people (a page) and for programs (a problem document), and the common
// headers of both.
#pragma once

#include <cstdint>
#include <string>

#include "commands/engine.hpp"
#include "http/app.hpp"
#include "http/json_body.hpp"
#include "http/message.hpp"

namespace imaginons::http {

namespace pages {
enum class Problem : std::uint8_t;
struct ErrorPage;
}  // namespace pages

// A page in the visitor's language.
Response error_page(const Visit& visit, pages::Problem what, std::uint32_t retry_after_s = 0);
Response error_page(const Visit& visit, const pages::ErrorPage& page);

// What no route serves: 404, 405 with Allow, 400.
Response routing_error(const Visit& visit, const Match& match, Area area);

// 304 with the headers of the answer that it stands for.
Response not_modified(const Response& full);

// The queue is full, or the server is not ready: 503 with Retry-After.
Response busy_problem();

// The refusals of the write side, said in HTTP.
struct RefusalWords {
    unsigned status;
    std::string_view detail;  // one English sentence
};
RefusalWords words_of(commands::RefusalCode code);
Response refusal_problem(const commands::Refusal& refusal);
Response body_problem(const BodyFault& fault);

}  // namespace imaginons::http
