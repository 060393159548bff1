// How a writing request of the API comes in and is answered: token, media type, JSON, one command.
// Shared by the files that write; of no use elsewhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/command.hpp"
#include "http/api.hpp"
#include "http/errors.hpp"
#include "http/json_body.hpp"
#include "http/writes.hpp"

namespace imaginons::http::api {

// Who asks and what they sent, or why not.
struct Entrance {
    std::optional<Response> refused;
    Json body;
};

Entrance enter(Visit& visit);
Response unknown(commands::RefusalCode code);
// Forms send CRLF; a program may too: the log holds lines that end in LF.
std::string with_plain_line_ends(std::string text);
// A list of short texts; nothing if there is none.
std::optional<std::vector<std::string>> codes_in(FieldReader& fields, std::string_view name);
// `location`, of static storage: where a created object is found, before its id; empty if nothing
// is created.
// `also`: as in submit().
Reply write(Visit& visit, commands::AnyCommand body, std::string_view location = {},
            VaultChange also = {});

// Reads what was sent into a command about the object that the path names, and hands it over.
// `object`: the command's field for it; `missing`: there can be none of that name.
template <class Body, class Id, class Read>
Reply write_about(Visit& visit, Id Body::*object, commands::RefusalCode missing, Read read) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    Body body;
    read(fields, body);
    if (!fields.complete()) return body_problem(fault);
    const auto id = events::parse_id<Id>(visit.captures[0]);
    if (!id) return unknown(missing);
    body.*object = *id;
    return write(visit, std::move(body));
}

}  // namespace imaginons::http::api
