// Resolves a template step by step; each step works on text alone.
#include "http/template_text.hpp"

#include "http/pages/limits.hpp"

#include <algorithm>

namespace imaginons::http {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto from = text.find_first_not_of(blank);
    if (from == std::string_view::npos) {
        return {};
    }
    return text.substr(from, text.find_last_not_of(blank) - from + 1);
}

// ---- Partials ----

void append_with_partials(const TemplateSources& sources, std::string_view name,
                          std::vector<std::string>& open, std::string& out) {
    if (std::ranges::find(open, name) != open.end()) {
        template_error(name, "includes itself");
    }
    if (open.size() == pages::limits::template_depth) {
        template_error(name, "partials nested too deeply");
    }
    open.emplace_back(name);
    const auto text = sources.partial(name);
    std::size_t done = 0;
    while (const auto tag = next_tag(name, text, done)) {
        out.append(text, done, tag->from - done);
        if (tag->sigil == '>') {
            append_with_partials(sources, tag->name, open, out);
        } else if (tag->sigil != '!') {
            out.append(text, tag->from, tag->to - tag->from);
        }
        done = tag->to;
        if (out.size() > pages::limits::template_bytes) {
            template_error(name, "too long");
        }
    }
    std::string_view rest = std::string_view{text}.substr(done);
    if (open.size() > 1 && rest.ends_with('\n')) {
        rest.remove_suffix(1);  // a partial's last newline belongs to its file, not to the page
    }
    out += rest;
    open.pop_back();
}
// ---- Words ----

std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : trimmed(text)) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank) {
            out += c;
        } else if (out.back() != ' ') {
            out += ' ';
        }
    }
    return out;
}

struct Marker {
    std::size_t from = 0;
    std::size_t to = 0;
    std::string counted;  // the number's field, if counted
    Phrase phrase;
};

std::optional<Marker> next_marker(std::string_view name, std::string_view text, std::size_t from) {
    const auto open = text.find("[[", from);
    if (open == std::string_view::npos) {
        return std::nullopt;
    }
    const auto close = text.find("]]", open);
    if (close == std::string_view::npos) {
        template_error(name, "a [[ that is not closed");
    }
    Marker marker{.from = open, .to = close + 2, .counted = {}, .phrase = {}};
    const auto inside = text.substr(open + 2, close - open - 2);
    if (!inside.starts_with('#')) {
        marker.phrase.one = one_line(inside);
        return marker;
    }
    const auto first = inside.find('|');
    const auto second = inside.find('|', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos) {
        template_error(name, "a counted phrase needs [[#field|one|many]]");
    }
    marker.counted = std::string{trimmed(inside.substr(1, first - 1))};
    marker.phrase.one = one_line(inside.substr(first + 1, second - first - 1));
    marker.phrase.many = one_line(inside.substr(second + 1));
    return marker;
}

std::vector<std::string> tags_in(std::string_view name, std::string_view text) {
    std::vector<std::string> tags;
    for (auto tag = next_tag(name, text, 0); tag; tag = next_tag(name, text, tag->to)) {
        tags.emplace_back(text.substr(tag->from, tag->to - tag->from));
    }
    std::ranges::sort(tags);
    const auto repeated = std::ranges::unique(tags);
    tags.erase(repeated.begin(), repeated.end());
    return tags;
}

// A translation may move fields about, never add one: every tag of it must stand in the original.
void check_translation(std::string_view name, const std::string& original,
                       const std::string& translation) {
    const auto known = tags_in(name, original);
    for (const auto& tag : tags_in(name, translation)) {
        if (std::ranges::find(known, tag) == known.end()) {
            template_error(name, "the translation \"" + translation + "\" has " + tag +
                                     ", its original has not");
        }
    }
}

std::string spaced(const Catalogue& words, const std::string& text) {
    return words.code() == "fr" ? french_spaces(text) : text;
}

std::string counted_phrase(std::string_view name, const Marker& marker, const Catalogue& words) {
    std::string out;
    for (std::size_t form = 0; form < words.plural_forms(); ++form) {
        auto text = words.find_plural(marker.phrase.one, marker.phrase.many, form)
                        .value_or(form == 0 ? marker.phrase.one : marker.phrase.many);
        check_translation(name, marker.phrase.one + marker.phrase.many, text);
        const auto flag = marker.counted + "_p" + std::to_string(form);
        out += "{{#" + flag + "}}" + spaced(words, text) + "{{/" + flag + "}}";
    }
    return out;
}

std::string with_words(std::string_view name, std::string_view text, const Catalogue& words) {
    std::string out;
    std::size_t done = 0;
    while (const auto marker = next_marker(name, text, done)) {
        out.append(text, done, marker->from - done);
        if (marker->counted.empty()) {
            const auto translation = words.text(marker->phrase.one);
            check_translation(name, marker->phrase.one, translation);
            out += spaced(words, translation);
        } else {
            out += counted_phrase(name, *marker, words);
        }
        done = marker->to;
    }
    out += text.substr(done);
    return out;
}

// ---- Icons, assets, paths ----

std::string drawn_icon(const TemplateSources& sources, std::string_view call) {
    const auto space = call.find(' ');
    const auto extra =
        space == std::string_view::npos ? std::string{} : std::string{call.substr(space)};
    return "<svg class=\"i" + extra + "\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">" +
           sources.icon(call.substr(0, space)) + "</svg>";
}

std::string with_addresses(std::string_view name, std::string_view text,
                           const TemplateSources& sources, const Catalogue& words) {
    std::string out;
    std::size_t done = 0;
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', done)) {
        out.append(text, done, at - done);
        const auto rest = text.substr(at);
        const bool icon = rest.starts_with("@icon(");
        if (icon || rest.starts_with("@static(")) {
            const auto open = rest.find('(') + 1;
            const auto close = rest.find(')');
            if (close == std::string_view::npos) {
                template_error(name, "an @ call that is not closed");
            }
            const auto call = rest.substr(open, close - open);
            out += icon ? drawn_icon(sources, call) : sources.asset_url(call);
            done = at + close + 1;
        } else if (rest.starts_with("@lang")) {
            out += words.code();
            done = at + 5;
        } else if (rest.starts_with("@/")) {
            out += words.prefix();
            done = at + 1;
        } else {
            out += '@';
            done = at + 1;
        }
    }
    out += text.substr(done);
    return out;
}

}  // namespace

void template_error(std::string_view name, const std::string& what) {
    throw TemplateError("template " + std::string{name} + ": " + what);
}

bool is_field_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::optional<Tag> next_tag(std::string_view name, std::string_view text, std::size_t from) {
    const auto open = text.find("{{", from);
    if (open == std::string_view::npos) {
        return std::nullopt;
    }
    const bool triple = text.substr(open).starts_with("{{{");
    const std::string_view closing = triple ? "}}}" : "}}";
    const auto close = text.find(closing, open + 2);
    if (close == std::string_view::npos) {
        template_error(name, "a {{ that is not closed");
    }
    Tag tag{.from = open, .to = close + closing.size(), .sigil = 0, .name = {}};
    auto inside = trimmed(text.substr(open + closing.size(), close - open - closing.size()));
    if (triple) {
        tag.sigil = '{';
    } else if (!inside.empty() &&
               std::string_view{"#^/>!&="}.find(inside.front()) != std::string_view::npos) {
        tag.sigil = inside.front();
        inside = trimmed(inside.substr(1));
    }
    if (tag.sigil == '=') {
        template_error(name, "delimiters cannot be changed");
    }
    if (tag.sigil != '!' && !is_field_name(inside)) {
        template_error(name, "\"" + std::string{inside} + "\" is not a field's name");
    }
    tag.name = inside;
    return tag;
}

std::string resolved_template(std::string_view name, const TemplateSources& sources,
                              const Catalogue& words) {
    std::vector<std::string> open;
    std::string text;
    append_with_partials(sources, name, open, text);
    return with_addresses(name, with_words(name, text, words), sources, words);
}

std::vector<Phrase> phrases_of(std::string_view template_text) {
    std::vector<Phrase> phrases;
    for (auto marker = next_marker("", template_text, 0); marker;
         marker = next_marker("", template_text, marker->to)) {
        phrases.push_back(marker->phrase);
    }
    return phrases;
}

}  // namespace imaginons::http
