// The one gate through which an address from outside reaches a page: it lets through http, https,
// mailto and paths of this site, and nothing that a browser could run.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace imaginons::http {

// The address, ready for a double-quoted attribute's value before HTML escaping: printable ASCII,
// with anything else percent-encoded. Nothing if the scheme is not http, https or mailto, or if a
// path could be read as another host.
std::optional<std::string> safe_url(std::string_view address);

// As safe_url, but only addresses that leave this site over the web (http, https): what people may
// give as a source.
std::optional<std::string> safe_web_url(std::string_view address);

}  // namespace imaginons::http
