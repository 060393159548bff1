// An event's public part as one line of JSON, generic over the schema: ids as UUIDs, hashes as hex,
// *_at as ISO 8601 times, *_on as dates, enums by name, nil ids and unsaid dates as null. For
// reading by others; nothing is ever rebuilt from it.
#pragma once

#include <string>

#include "events/ids.hpp"

namespace imaginons::events {

// {"seq":7,"id":"...","recorded_at":"...",...,"kind":"StanceTaken","payload":{...}} without a
// newline. Bytes well formed.
std::string to_json(std::uint64_t seq, Bytes event);

// Appends text as a JSON string with its quotes. text must be UTF-8.
void append_json_string(std::string& out, std::string_view text);

}  // namespace imaginons::events
