// In which place of a page each field of a template stands: among words, in an attribute, in a
// script. Knows Mustache's tags and enough of HTML; knows nothing of which fields there are.
#pragma once

#include <string_view>

namespace imaginons::http {

// Throws TemplateError, naming the template, if a field could leave its place: unescaped but for
// *_html among words, in a tag outside quotes, in a script, style or comment, at the start of an
// address without being *_url; likewise for style attributes, event handlers and inline scripts,
// which the pages' policy forbids. `text` has no partials left.
void check_html_context(std::string_view name, std::string_view text);

}  // namespace imaginons::http
