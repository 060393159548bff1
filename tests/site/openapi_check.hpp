// Whether an answer is one that http/openapi.json describes: path, status, media type, and the body
// against its schema. Knows the part of JSON Schema that the file uses, and refuses the rest.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace imaginons::tests {

// Empty if the answer is as described, else what is wrong with it. `target` may have a query.
std::string openapi_defect(std::string_view method, std::string_view target, unsigned status,
                           std::string_view content_type, const boost::json::value& body);

}  // namespace imaginons::tests
