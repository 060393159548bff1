// The text of a template before it is parsed: its tags, and what is resolved when it loads
// (partials, words, icons, addresses). What may stand where is checked elsewhere (html_context,
// template).
#pragma once

#include "http/catalogue.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace imaginons::http {

// Where templates and what they name come from.
struct TemplateSources {
    std::function<std::string(std::string_view)>
        partial;  // text of a template by name; throws if there is none
    std::function<std::string(std::string_view)>
        asset_url;  // "/static/style.0123.css"; throws if there is none
    std::function<std::string(std::string_view)>
        icon;  // what stands inside its <svg>; throws if there is none
};

// A broken template: names the template and what is wrong with it. Only ever at load.
class TemplateError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct Tag {
    std::size_t from = 0;  // of "{{"
    std::size_t to = 0;    // past "}}"
    char sigil = 0;        // 0 variable, or one of # ^ / > ! & {
    std::string_view name;
};

// The next tag at or after `from`.

// The next tag of `text` at or after `from`, nothing if there is none. Throws TemplateError, naming
// the template, if it is not closed, has no proper name, or would change the delimiters. The tag's
// views are of `text`.
std::optional<Tag> next_tag(std::string_view name, std::string_view text, std::size_t from);

// True for what a field may be called: small letters, digits, underscores.
bool is_field_name(std::string_view name);

// Throws TemplateError about the template `name`.
[[noreturn]] void template_error(std::string_view name, const std::string& what);

// The template `name` with its partials in place, its words in the language, its icons drawn and
// its addresses complete.
std::string resolved_template(std::string_view name, const TemplateSources& sources,
                              const Catalogue& words);

// Every msgid of a template text (not of its partials): singular and, for counted phrases, plural.
struct Phrase {
    std::string one;
    std::string many;  // empty: not counted
    bool operator==(const Phrase&) const = default;
};
std::vector<Phrase> phrases_of(std::string_view template_text);

}  // namespace imaginons::http
