// Loads a template in four steps: partials, words, addresses and icons, checks. What is left is
// plain Mustache without partials, lambdas, delimiters or unescaped fields other than _html ones,
// and only that reaches the library, whose looser habits (a string field run as a partial, silence
// about a missing field) are thereby out of reach.
#include "http/template.hpp"

#include "http/pages/limits.hpp"
#include "http/safe_url.hpp"

#include <algorithm>
#include <cassert>
#include <kainjow/mustache.hpp>
#include <map>
#include <optional>

namespace imaginons::http {
namespace {

using Data = kainjow::mustache::data;
using List = kainjow::mustache::basic_list<std::string>;

enum class Kind : std::uint8_t { text, html, url, flag, list, group };

struct Shape {
    std::map<std::string, Kind, std::less<>> names;
    std::map<std::string, std::shared_ptr<const Shape>, std::less<>>
        inner;  // of lists and groups; shared: shapes are copied
};

[[noreturn]] void fail(std::string_view name, const std::string& what) {
    throw TemplateError("template " + std::string{name} + ": " + what);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto from = text.find_first_not_of(blank);
    if (from == std::string_view::npos) {
        return {};
    }
    return text.substr(from, text.find_last_not_of(blank) - from + 1);
}

bool is_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

// ---- Mustache tags ----

struct Tag {
    std::size_t from = 0;  // of "{{"
    std::size_t to = 0;    // past "}}"
    char sigil = 0;        // 0 variable, or one of # ^ / > ! & {
    std::string_view name;
};

// The next tag at or after `from`.
std::optional<Tag> next_tag(std::string_view name, std::string_view text, std::size_t from) {
    const auto open = text.find("{{", from);
    if (open == std::string_view::npos) {
        return std::nullopt;
    }
    const bool triple = text.substr(open).starts_with("{{{");
    const std::string_view closing = triple ? "}}}" : "}}";
    const auto close = text.find(closing, open + 2);
    if (close == std::string_view::npos) {
        fail(name, "a {{ that is not closed");
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
        fail(name, "delimiters cannot be changed");
    }
    if (tag.sigil != '!' && !is_name(inside)) {
        fail(name, "\"" + std::string{inside} + "\" is not a field's name");
    }
    tag.name = inside;
    return tag;
}

// ---- Partials ----

void append_with_partials(const TemplateSources& sources, std::string_view name,
                          std::vector<std::string>& open, std::string& out) {
    if (std::ranges::find(open, name) != open.end()) {
        fail(name, "includes itself");
    }
    if (open.size() == pages::limits::template_depth) {
        fail(name, "partials nested too deeply");
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
            fail(name, "too long");
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
        fail(name, "a [[ that is not closed");
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
        fail(name, "a counted phrase needs [[#field|one|many]]");
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
            fail(name,
                 "the translation \"" + translation + "\" has " + tag + ", its original has not");
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
                fail(name, "an @ call that is not closed");
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

// ---- HTML context ----

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool takes_address(std::string_view attribute) {
    constexpr std::string_view names[] = {"href", "src",  "action", "formaction", "poster",
                                          "cite", "data", "srcset", "ping"};
    return std::ranges::find(names, attribute) != std::end(names);
}

// Reads a template as a browser's tokenizer would, far enough to know in which context each tag
// stands.
class HtmlReader {
  public:
    HtmlReader(std::string_view name, std::string_view text) : name_{name}, text_{text} {}

    void check() {
        while (at_ < text_.size()) {
            if (text_.substr(at_).starts_with("{{")) {
                const auto tag = next_tag(name_, text_, at_);
                check_tag(*tag);
                at_ = tag->to;
            } else {
                step();
            }
        }
        if (place_ != Place::words) {
            fail(name_, "ends inside a tag, a comment or a script");
        }
    }

  private:
    enum class Place : std::uint8_t { words, tag, value, raw };

    void check_tag(const Tag& tag) const {
        const bool shows = tag.sigil == 0 || tag.sigil == '{' || tag.sigil == '&';
        const bool unescaped = tag.sigil == '{' || tag.sigil == '&';
        const std::string shown{text_.substr(tag.from, tag.to - tag.from)};
        if (tag.sigil == '>') {
            fail(name_, shown + ": partials are put in place before");
        }
        if (unescaped && (!tag.name.ends_with("_html") || place_ != Place::words)) {
            fail(name_,
                 shown + ": only a field named *_html may be unescaped, and only among words");
        }
        if (!unescaped && shows && tag.name.ends_with("_html")) {
            fail(name_, shown + ": a field named *_html is shown by {{& }}");
        }
        if (!shows) {
            return;
        }
        if (place_ == Place::tag) {
            fail(name_, shown + ": a field in a tag must stand within quotes");
        }
        if (place_ == Place::raw) {
            fail(name_, shown + ": no field in a script, a style or a comment");
        }
        const bool starts_address =
            place_ == Place::value && takes_address(attribute_) && value_is_empty_;
        if (starts_address && !tag.name.ends_with("_url")) {
            fail(name_, shown + ": an address must come from a field named *_url");
        }
    }

    void step() {
        switch (place_) {
            case Place::words: step_words(); break;
            case Place::tag: step_tag(); break;
            case Place::value: step_value(); break;
            case Place::raw: step_raw(); break;
        }
    }

    void step_words() {
        const auto rest = text_.substr(at_);
        if (rest.starts_with("<!--")) {
            place_ = Place::raw;
            raw_end_ = "-->";
            at_ += 4;
        } else if (rest.starts_with('<') && rest.size() > 1 &&
                   (is_letter(rest[1]) || rest[1] == '/' || rest[1] == '!')) {
            element_ = rest.substr(1, rest.find_first_of(" \t\n>/{", 2) - 1);
            place_ = Place::tag;
            at_ += 1 + element_.size();
        } else {
            ++at_;
        }
    }

    void step_tag() {
        const char c = text_[at_];
        if (c == '>') {
            leave_tag();
        } else if (c == '=') {
            enter_value();
        } else if (c == '"' || c == '\'') {
            fail(name_,
                 "a quote in <" + std::string{element_} + "> that opens no attribute's value");
        } else if (is_letter(c)) {
            const auto end = text_.find_first_of("= \t\n>/{\"'", at_);
            attribute_ = text_.substr(at_, end - at_);
            if (attribute_ == "style" || attribute_.starts_with("on")) {
                fail(name_,
                     "no " + std::string{attribute_} + " attribute: the page's policy forbids it");
            }
            at_ += attribute_.size();
        } else {
            ++at_;
        }
    }

    void leave_tag() {
        ++at_;
        place_ = Place::words;
        if (element_ == "script" || element_ == "style") {
            place_ = Place::raw;
            raw_end_ = element_ == "script" ? "</script>" : "</style>";
            if (!text_.substr(at_).starts_with(raw_end_)) {
                fail(name_, "no inline script or style: the page's policy forbids it");
            }
        }
    }

    void enter_value() {
        ++at_;
        if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) {
            fail(name_, "the value of " + std::string{attribute_} + " in <" +
                            std::string{element_} + "> has no quotes");
        }
        quote_ = text_[at_];
        ++at_;
        place_ = Place::value;
        value_is_empty_ = true;
        const auto value = text_.substr(at_, text_.find(quote_, at_) - at_);
        const bool known = value.empty() || value.starts_with('/') || value.starts_with('#') ||
                           value.starts_with('?') || value.starts_with("{{") ||
                           value.starts_with("https://") || value.starts_with("mailto:");
        if (takes_address(attribute_) && !known) {
            fail(name_, "the address \"" + std::string{value} +
                            "\" is neither a path nor https nor mailto");
        }
    }

    void step_value() {
        if (text_[at_] == quote_) {
            place_ = Place::tag;
        } else {
            value_is_empty_ = false;
        }
        ++at_;
    }

    void step_raw() {
        if (text_.substr(at_).starts_with(raw_end_)) {
            at_ += raw_end_.size();
            place_ = Place::words;
        } else {
            ++at_;
        }
    }

    std::string_view name_;
    std::string_view text_;
    std::size_t at_ = 0;
    Place place_ = Place::words;
    std::string_view element_;
    std::string_view attribute_;
    std::string_view raw_end_;
    char quote_ = '"';
    bool value_is_empty_ = true;
};

// ---- Fields ----

struct Scope {
    const Shape* shape;
    std::string_view section;
};

std::optional<Kind> kind_of(const std::vector<Scope>& scopes, std::string_view field,
                            const Shape** inner) {
    for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
        if (scope->shape == nullptr) {
            continue;
        }
        const auto found = scope->shape->names.find(field);
        if (found != scope->shape->names.end()) {
            const auto child = scope->shape->inner.find(field);
            *inner = child == scope->shape->inner.end() ? nullptr : child->second.get();
            return found->second;
        }
    }
    return std::nullopt;
}

void check_field(std::string_view name, const Tag& tag, Kind kind) {
    const std::string field{tag.name};
    const bool section = tag.sigil == '#' || tag.sigil == '^';
    const bool opens = kind == Kind::flag || kind == Kind::list || kind == Kind::group;
    if (section && !opens) {
        fail(name,
             "{{" + std::string{tag.sigil} + field + "}}: a text is never absent; use a flag");
    }
    if (!section && opens) {
        fail(name, "{{" + field + "}} cannot be shown: it is a flag, a list or a group");
    }
    const bool unescaped = tag.sigil == '{' || tag.sigil == '&';
    if (!section && unescaped != (kind == Kind::html)) {
        fail(name, "{{" + field + "}}: {{& }} is for HTML and for nothing else");
    }
}

void check_fields(std::string_view name, std::string_view text, const Shape& shape) {
    std::vector<Scope> scopes{{&shape, {}}};
    for (auto tag = next_tag(name, text, 0); tag; tag = next_tag(name, text, tag->to)) {
        if (tag->sigil == '/') {
            if (scopes.back().section != tag->name) {
                fail(name, "{{/" + std::string{tag->name} + "}} closes nothing");
            }
            scopes.pop_back();
            continue;
        }
        const Shape* inner = nullptr;
        const auto kind = kind_of(scopes, tag->name, &inner);
        if (!kind) {
            fail(name, "{{" + std::string{tag->name} + "}} is not a field of this page");
        }
        check_field(name, *tag, *kind);
        if (tag->sigil == '#' || tag->sigil == '^') {
            scopes.push_back({tag->sigil == '#' ? inner : nullptr, tag->name});
        }
    }
    if (scopes.size() > 1) {
        fail(name, "{{#" + std::string{scopes.back().section} + "}} is not closed");
    }
}

}  // namespace

// ---- Fields ----

struct Fields::Impl {
    const Catalogue* words;
    Purpose purpose;
    Data object{Data::type::object};
    Shape shape;

    void put(std::string_view name, Kind kind, Data value) {
        assert(is_name(name));
        if (purpose == Purpose::shape) {
            shape.names.emplace(name, kind);
        } else {
            object[std::string{name}] = std::move(value);
        }
    }
};

Fields::Fields(const Catalogue& words, Purpose purpose) : impl_{std::make_unique<Impl>()} {
    impl_->words = &words;
    impl_->purpose = purpose;
}
Fields::~Fields() = default;
Fields::Fields(Fields&&) noexcept = default;
Fields& Fields::operator=(Fields&&) noexcept = default;

const Catalogue& Fields::words() const {
    return *impl_->words;
}

bool Fields::is_shape() const {
    return impl_->purpose == Purpose::shape;
}

Fields Fields::nested() const {
    return Fields{*impl_->words, impl_->purpose};
}

void Fields::text(std::string_view name, std::string_view value) {
    impl_->put(name, Kind::text, Data{clean_utf8(value)});
}

void Fields::html(std::string_view name, const Html& value) {
    assert(name.ends_with("_html"));
    impl_->put(name, Kind::html, Data{value.str()});
}

void Fields::url(std::string_view name, std::string_view value) {
    assert(name.ends_with("_url"));
    impl_->put(name, Kind::url, Data{safe_url(value).value_or("#")});
}

void Fields::path(std::string_view name, std::string_view value) {
    url(name, value.starts_with('/') ? words().prefix() + std::string{value} : std::string{value});
}

void Fields::flag(std::string_view name, bool value) {
    impl_->put(name, Kind::flag, Data{value});
}

void Fields::number(std::string_view name, std::uint64_t value) {
    text(name, words().number(value));
    const auto forms = is_shape() ? pages::limits::plural_forms : words().plural_forms();
    const auto form = words().plural_form(value);
    for (std::size_t i = 0; i < forms; ++i) {
        flag(std::string{name} + "_p" + std::to_string(i), i == form);
    }
}

void Fields::date(std::string_view name, std::int64_t unix_ms) {
    const std::string base{name};
    text(base, unix_ms == 0 ? std::string{} : words().date(unix_ms));
    text(base + "_iso", unix_ms == 0 ? std::string{} : iso_instant(unix_ms));
    flag(base + "_known", unix_ms != 0);
}

void Fields::day(std::string_view name, std::int32_t days) {
    const std::string base{name};
    text(base, days == 0 ? std::string{} : words().day(days));
    text(base + "_iso", days == 0 ? std::string{} : iso_day(days));
    flag(base + "_known", days != 0);
}

void Fields::put_shape(std::string_view name, Fields item) {
    impl_->put(name, Kind::list, Data{});
    impl_->shape.inner[std::string{name}] =
        std::make_shared<const Shape>(std::move(item.impl_->shape));
}

void Fields::start_list(std::string_view name, std::size_t size) {
    Data list{Data::type::list};
    // The library only adds to a list by copying whole trees; the list is ours and not const, so
    // room is made in it and items are moved in by append().
    const_cast<List&>(list.list_value()).reserve(size);
    impl_->put(name, Kind::list, std::move(list));
}

void Fields::append(std::string_view name, Fields item) {
    Data& list = impl_->object[std::string{name}];
    const_cast<List&>(list.list_value()).emplace_back(std::move(item.impl_->object));
}

void Fields::put_group(std::string_view name, bool present, Fields fields) {
    if (is_shape()) {
        impl_->put(name, Kind::group, Data{});
        impl_->shape.inner[std::string{name}] =
            std::make_shared<const Shape>(std::move(fields.impl_->shape));
        return;
    }
    impl_->put(name, Kind::group, present ? std::move(fields.impl_->object) : Data{false});
}

// ---- Template ----

struct Template::Compiled {
    // render() is not const in the library, yet without partials and lambdas, which the checks
    // exclude, it changes nothing: it keeps its state in locals. So one object serves all threads
    // (a test renders from several under TSan).
    mutable kainjow::mustache::mustache page;
};

Template::Template(std::string_view name, const TemplateSources& sources, const Catalogue& words,
                   const Fields& shape) {
    std::vector<std::string> open;
    std::string text;
    append_with_partials(sources, name, open, text);
    text = with_words(name, text, words);
    text = with_addresses(name, text, sources, words);
    check_html_context(name, text);
    check_fields(name, text, shape.impl_->shape);
    compiled_ = std::make_unique<Compiled>(Compiled{kainjow::mustache::mustache{text}});
    if (!compiled_->page.is_valid()) {
        fail(name, compiled_->page.error_message());
    }
}
Template::~Template() = default;
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;

std::string Template::render(const Fields& fields) const {
    std::string out;
    out.reserve(16'384);
    compiled_->page.render(fields.impl_->object,
                           [&out](const std::string& piece) { out += piece; });
    return out;
}

std::vector<Phrase> phrases_of(std::string_view template_text) {
    std::vector<Phrase> phrases;
    for (auto marker = next_marker("", template_text, 0); marker;
         marker = next_marker("", template_text, marker->to)) {
        phrases.push_back(marker->phrase);
    }
    return phrases;
}

void check_html_context(std::string_view name, std::string_view text) {
    HtmlReader{name, text}.check();
}

}  // namespace imaginons::http
