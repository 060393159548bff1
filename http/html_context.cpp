// Reads a template as a browser's tokenizer would, as far as quotes, attributes and raw text go.
#include "http/html_context.hpp"

#include "http/template_text.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace imaginons::http {
namespace {

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
            template_error(name_, "ends inside a tag, a comment or a script");
        }
    }

  private:
    enum class Place : std::uint8_t { words, tag, value, raw };

    void check_tag(const Tag& tag) const {
        const bool shows = tag.sigil == 0 || tag.sigil == '{' || tag.sigil == '&';
        const bool unescaped = tag.sigil == '{' || tag.sigil == '&';
        const std::string shown{text_.substr(tag.from, tag.to - tag.from)};
        if (tag.sigil == '>') {
            template_error(name_, shown + ": partials are put in place before");
        }
        if (unescaped && (!tag.name.ends_with("_html") || place_ != Place::words)) {
            template_error(
                name_,
                shown + ": only a field named *_html may be unescaped, and only among words");
        }
        if (!unescaped && shows && tag.name.ends_with("_html")) {
            template_error(name_, shown + ": a field named *_html is shown by {{& }}");
        }
        if (!shows) {
            return;
        }
        if (place_ == Place::tag) {
            template_error(name_, shown + ": a field in a tag must stand within quotes");
        }
        if (place_ == Place::raw) {
            template_error(name_, shown + ": no field in a script, a style or a comment");
        }
        const bool starts_address =
            place_ == Place::value && takes_address(attribute_) && value_is_empty_;
        if (starts_address && !tag.name.ends_with("_url")) {
            template_error(name_, shown + ": an address must come from a field named *_url");
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
            template_error(name_, "a quote in <" + std::string{element_} +
                                      "> that opens no attribute's value");
        } else if (is_letter(c)) {
            const auto end = text_.find_first_of("= \t\n>/{\"'", at_);
            attribute_ = text_.substr(at_, end - at_);
            if (attribute_ == "style" || attribute_.starts_with("on")) {
                template_error(name_, "no " + std::string{attribute_} +
                                          " attribute: the page's policy forbids it");
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
                template_error(name_, "no inline script or style: the page's policy forbids it");
            }
        }
    }

    void enter_value() {
        ++at_;
        if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) {
            template_error(name_, "the value of " + std::string{attribute_} + " in <" +
                                      std::string{element_} + "> has no quotes");
        }
        quote_ = text_[at_];
        ++at_;
        place_ = Place::value;
        value_is_empty_ = true;
        const auto value = text_.substr(at_, text_.find(quote_, at_) - at_);
        const bool known = value.empty() || value.starts_with('/') || value.starts_with('#') ||
                           value.starts_with('?') || value.starts_with("{{") ||
                           value.starts_with("https://") || value.starts_with("mailto:") ||
                           value.starts_with("geo:");
        if (takes_address(attribute_) && !known) {
            template_error(name_, "the address \"" + std::string{value} +
                                      "\" is neither a path nor https, mailto or geo");
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

}  // namespace

void check_html_context(std::string_view name, std::string_view text) {
    HtmlReader{name, text}.check();
}

}  // namespace imaginons::http
