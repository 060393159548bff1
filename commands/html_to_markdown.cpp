// libxml2 parses the HTML; its tree is walked once into blocks of styled runs, and those are written as Markdown that
// CommonMark 0.30 reads back as the same words.
#include "commands/html_to_markdown.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <optional>
#include <vector>

#include <libxml/HTMLparser.h>

namespace imaginons::commands {
namespace {

// libxml2 itself stops at 256; deeper than this, words are kept and their shape is not.
constexpr int nesting = 200;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_punct(char c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}
// Part of a word, as far as "_" is concerned: any byte of a character beyond ASCII counts.
bool is_word(char c) { return is_alpha(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80; }

constexpr std::string_view no_break_space = "\xC2\xA0";

// Without what no text may hold (text_rules.hpp): C0 controls but tab and line ends, DEL, the C1 controls (U+0080 to
// U+009F), U+FFFE and U+FFFF.
std::string without_controls(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) continue;
        if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
            ++i;
            continue;
        }
        if (const auto rest = text.substr(i); rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF")) {
            i += 2;
            continue;
        }
        out += text[i];
    }
    return out;
}

void trim(std::string& text, bool front, bool back) {
    const auto blank_at_front = [&] {
        if (!text.empty() && is_space(text.front())) return std::size_t{1};
        return text.starts_with(no_break_space) ? no_break_space.size() : std::size_t{0};
    };
    const auto blank_at_back = [&] {
        if (!text.empty() && is_space(text.back())) return std::size_t{1};
        return text.ends_with(no_break_space) ? no_break_space.size() : std::size_t{0};
    };
    if (front) {
        while (const std::size_t n = blank_at_front()) text.erase(0, n);
    }
    if (back) {
        while (const std::size_t n = blank_at_back()) text.erase(text.size() - n);
    }
}

// ---------------------------------------------------------------------------------------------------- styled runs

struct Run {
    std::string text;  // not yet escaped; empty for a line break
    std::string href;  // empty = no link
    bool strong = false;
    bool emphasis = false;
    bool line_break = false;
};
using Runs = std::vector<Run>;

// Where a text stands decides what in it could be read as a sign.
struct Place {
    bool at_line_start = false;
    bool at_run_end = false;  // something else is written right after: its first character is not known here
    bool in_heading = false;
    bool in_link = false;
};

// open_end: what is unfinished might be finished by what follows.
bool entity_starts(std::string_view at_ampersand, bool open_end) {
    std::size_t i = 1;
    if (i < at_ampersand.size() && at_ampersand[i] == '#') ++i;
    const std::size_t first = i;
    while (i < at_ampersand.size() && (is_alpha(at_ampersand[i]) || is_digit(at_ampersand[i]))) ++i;
    if (i == at_ampersand.size()) return open_end;
    return i > first && at_ampersand[i] == ';';
}

// How many characters at the start of a line must be kept from starting a block: the position of the one to escape.
std::optional<std::size_t> block_sign(std::string_view line) {
    if (line.empty()) return std::nullopt;
    const auto ends_or_space = [&](std::size_t i) { return i >= line.size() || is_space(line[i]); };
    const char c = line.front();
    if (c == '>' || c == '=') return 0;
    if (c == '~') return line.starts_with("~~~") ? std::optional<std::size_t>(0) : std::nullopt;
    if (c == '-' || c == '+') {
        return ends_or_space(1) || line[1] == c ? std::optional<std::size_t>(0) : std::nullopt;
    }
    if (c == '#') {
        const std::size_t n = std::min(line.find_first_not_of('#'), line.size());
        return n <= 6 && ends_or_space(n) ? std::optional<std::size_t>(0) : std::nullopt;
    }
    std::size_t digits = 0;
    while (digits < line.size() && is_digit(line[digits])) ++digits;
    if (digits == 0 || digits > 9 || digits == line.size()) return std::nullopt;
    const bool marker = (line[digits] == '.' || line[digits] == ')') && ends_or_space(digits + 1);
    return marker ? std::optional<std::size_t>(digits) : std::nullopt;
}

bool needs_escape(std::string_view text, std::size_t i, const Place& place) {
    const bool last = i + 1 == text.size();
    const char next = last ? '\0' : text[i + 1];
    const bool open_end = last && place.at_run_end;
    const bool lone = (i == 0 ? place.at_line_start : is_space(text[i - 1])) && (last ? !place.at_run_end : is_space(next));
    switch (text[i]) {
        case '\\': return last || is_ascii_punct(next);
        case '`': return true;
        case '*': return !lone || (i == 0 && place.at_line_start);
        case '_':
            if (i == 0 && place.at_line_start) return true;
            return !lone && (i == 0 || last || !is_word(text[i - 1]) || !is_word(next));
        case '[': return place.in_link;
        case ']': return place.in_link || open_end || next == '(' || next == '[' || next == ':';
        case '!': return open_end;
        case '<': return open_end || is_alpha(next) || next == '/' || next == '!' || next == '?';
        case '&': return entity_starts(text.substr(i), place.at_run_end);
        case '#': return place.in_heading;
        default: return false;
    }
}

std::string escaped(std::string_view text, const Place& place) {
    std::string out;
    out.reserve(text.size() + 8);
    const auto sign = place.at_line_start ? block_sign(text) : std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (sign == i || needs_escape(text, i, place)) out += '\\';
        out += text[i];
    }
    return out;
}

// The address, made fit for "<...>", if it leads where links may lead.
std::optional<std::string> safe_href(std::string_view href) {
    while (!href.empty() && is_space(href.front())) href.remove_prefix(1);
    while (!href.empty() && is_space(href.back())) href.remove_suffix(1);
    const auto starts = [&](std::string_view scheme) {
        return href.size() > scheme.size() && std::equal(scheme.begin(), scheme.end(), href.begin(), [](char a, char b) {
                   return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
               });
    };
    if (!starts("http://") && !starts("https://") && !starts("mailto:")) return std::nullopt;
    std::string out;
    for (const char c : href) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) return std::nullopt;  // browsers skip some of these: not what it seems
        constexpr std::string_view hex = "0123456789ABCDEF";
        if (c == ' ' || c == '<' || c == '>' || c == '\\' || c == '"' || c == '`') {
            out += '%';
            out += hex[byte >> 4];
            out += hex[byte & 15U];
        } else {
            out += c;
        }
    }
    return out;
}

// "<url>" if what is shown is the address itself, else "[text](<url>)".
std::string link(std::string_view text, const std::string& href, bool in_heading) {
    const bool entity_like = href.find('&') != std::string::npos && href.find(';') != std::string::npos;
    if (text == href && !entity_like && !href.starts_with("mailto:")) return "<" + href + ">";
    std::string address;
    for (const char c : href) {
        address += c;
        if (c == '&' && entity_like) address += "amp;";
    }
    return "[" + escaped(text, {.at_run_end = false, .in_heading = in_heading, .in_link = true}) + "](<" + address + ">)";
}

// White space in a row is one space, and none stands at either end of a line.
Runs tidied(Runs runs) {
    Runs out;
    bool space_before = true;
    for (Run& run : runs) {
        if (run.line_break) {
            while (!out.empty() && !out.back().line_break) {
                trim(out.back().text, false, true);
                if (!out.back().text.empty()) break;
                out.pop_back();
            }
            out.push_back(std::move(run));
            space_before = true;
            continue;
        }
        std::string text;
        for (const char c : run.text) {
            if (!is_space(c)) {
                text += c;
                space_before = false;
            } else if (!space_before) {
                text += ' ';
                space_before = true;
            }
        }
        if (out.empty() || out.back().line_break) trim(text, true, false);
        if (text.empty()) continue;
        run.text = std::move(text);
        const bool same = !out.empty() && !out.back().line_break && out.back().strong == run.strong &&
                          out.back().emphasis == run.emphasis && out.back().href == run.href;
        if (same) {
            out.back().text += run.text;
        } else {
            out.push_back(std::move(run));
        }
    }
    while (!out.empty()) {
        trim(out.back().text, false, true);
        if (!out.back().text.empty()) break;
        out.pop_back();
    }
    while (!out.empty() && out.front().line_break) out.erase(out.begin());
    return out;
}

// General punctuation and the signs of Latin-1 that Unicode counts as punctuation: enough for European texts. A sign that is
// missed costs an asterisk that shows.
bool punctuation_at_front(std::string_view text) {
    if (is_ascii_punct(text.front())) return true;
    if (text.starts_with("\xC2")) return std::string_view("\xA1\xA7\xAB\xB6\xB7\xBB\xBF").find(text[1]) != std::string_view::npos;
    return text.starts_with("\xE2\x80") && text.size() > 2 && static_cast<unsigned char>(text[2]) >= 0x90 &&
           static_cast<unsigned char>(text[2]) <= 0xBE && text[2] != '\xA8' && text[2] != '\xA9' && text[2] != '\xAF';
}
bool punctuation_at_back(std::string_view text) {
    if (is_ascii_punct(text.back())) return true;
    std::size_t first = text.size() - 1;
    while (first > 0 && (static_cast<unsigned char>(text[first]) & 0xC0U) == 0x80) --first;
    return static_cast<unsigned char>(text[first]) >= 0x80 && punctuation_at_front(text.substr(first));
}
bool blank_at_front(std::string_view text) { return is_space(text.front()) || text.starts_with(no_break_space); }
bool blank_at_back(std::string_view text) { return is_space(text.back()) || text.ends_with(no_break_space); }

// Splits white space off the ends of styled runs: "** bold **" would not be bold.
Runs with_plain_edges(const Runs& runs) {
    Runs out;
    for (const Run& run : runs) {
        if (run.line_break || (!run.strong && !run.emphasis)) {
            out.push_back(run);
            continue;
        }
        std::string middle = run.text;
        trim(middle, true, true);
        const std::size_t at = middle.empty() ? 0 : run.text.find(middle);
        const auto add = [&](std::string_view text, bool styled) {
            if (text.empty()) return;
            Run part = run;
            part.text = text;
            if (!styled) {
                part.strong = part.emphasis = false;
                part.href.clear();
            }
            out.push_back(std::move(part));
        };
        const std::string_view whole = run.text;
        add(whole.substr(0, middle.empty() ? whole.size() : at), false);
        add(middle, true);
        if (!middle.empty()) add(whole.substr(at + middle.size()), false);
    }
    return out;
}

// Whether delimiters around run i would be read as delimiters (CommonMark 0.30, 6.2: flanking). What is written for a link
// begins and ends in punctuation.
bool can_be_emphasised(const Runs& runs, std::size_t i) {
    const Run& run = runs[i];
    const bool first_in_line = i == 0 || runs[i - 1].line_break;
    const bool last_in_line = i + 1 == runs.size() || runs[i + 1].line_break;
    const bool opens_with_sign = !run.href.empty() || punctuation_at_front(run.text);
    const bool closes_with_sign = !run.href.empty() || punctuation_at_back(run.text);
    if (!first_in_line) {
        const Run& before = runs[i - 1];
        // Two styles side by side could be paired otherwise than meant.
        if (before.strong || before.emphasis) return false;
        const bool free = !before.href.empty() || blank_at_back(before.text) || punctuation_at_back(before.text);
        if (opens_with_sign && !free) return false;
    }
    if (!last_in_line) {
        const Run& after = runs[i + 1];
        const bool free = !after.href.empty() || blank_at_front(after.text) || punctuation_at_front(after.text);
        if (closes_with_sign && !free) return false;
    }
    return true;
}

// One paragraph's worth of runs (no two line breaks in a row) as Markdown.
std::string written(const Runs& tidy, bool in_heading) {
    Runs runs = with_plain_edges(tidy);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!runs[i].line_break && (runs[i].strong || runs[i].emphasis) && !can_be_emphasised(runs, i)) {
            runs[i].strong = runs[i].emphasis = false;
        }
    }
    std::string out;
    bool line_start = true;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const Run& run = runs[i];
        if (run.line_break) {
            out += in_heading ? " " : "  \n";
            line_start = !in_heading;
            continue;
        }
        const std::string_view mark = run.strong ? (run.emphasis ? "***" : "**") : (run.emphasis ? "*" : "");
        const bool more = !mark.empty() || (i + 1 < runs.size() && !runs[i + 1].line_break);
        out += mark;
        if (run.href.empty()) {
            out += escaped(run.text, {.at_line_start = line_start && mark.empty(), .at_run_end = more,
                                      .in_heading = in_heading});
        } else {
            out += link(run.text, run.href, in_heading);
        }
        out += mark;
        line_start = false;
    }
    return out;
}

// Paragraphs: two line breaks in a row end one.
std::vector<std::string> paragraphs(Runs runs) {
    const Runs tidy = tidied(std::move(runs));
    std::vector<std::string> out;
    Runs one;
    for (std::size_t i = 0; i < tidy.size(); ++i) {
        if (tidy[i].line_break && i + 1 < tidy.size() && tidy[i + 1].line_break) {
            out.push_back(written(one, false));
            one.clear();
            while (i + 1 < tidy.size() && tidy[i + 1].line_break) ++i;
            continue;
        }
        one.push_back(tidy[i]);
    }
    if (!one.empty()) out.push_back(written(one, false));
    return out;
}

// ---------------------------------------------------------------------------------------------------------- blocks

// Blocks one after the other, a blank line between them; in a list's item a list may follow its words without one.
struct Blocks {
    bool in_item = false;
    std::string text{};
    char last_list = '\0';  // the marker of the list that the text ends with: two lists in a row would become one

    void add(std::string_view block) {
        if (block.empty()) return;
        if (!text.empty()) text += "\n\n";
        text += block;
        last_list = '\0';
    }
};

std::string indented(std::string_view text, std::string_view first, std::string_view rest) {
    std::string out(first);
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] != '\n') continue;
        if (i + 1 < text.size() && text[i + 1] != '\n') {
            out += rest;
        } else {
            out += rest.substr(0, rest.find_last_not_of(' ') + 1);  // no spaces on an empty line
        }
    }
    return out;
}

enum class Shape : unsigned char {
    inline_words,
    block,
    heading,
    quote,
    bullets,
    numbers,
    item,
    rule,
    line_break,
    strong,
    emphasis,
    struck,
    anchor,
    image,
    preformatted,
    cell,
    dropped,
};

struct Named {
    std::string_view name;
    Shape shape;
};
constexpr std::array shapes{
    Named{"p", Shape::block},         Named{"div", Shape::block},       Named{"ul", Shape::bullets},
    Named{"ol", Shape::numbers},      Named{"li", Shape::item},         Named{"h1", Shape::heading},
    Named{"h2", Shape::heading},      Named{"h3", Shape::heading},      Named{"h4", Shape::heading},
    Named{"h5", Shape::heading},      Named{"h6", Shape::heading},      Named{"blockquote", Shape::quote},
    Named{"hr", Shape::rule},         Named{"br", Shape::line_break},   Named{"strong", Shape::strong},
    Named{"b", Shape::strong},        Named{"em", Shape::emphasis},     Named{"i", Shape::emphasis},
    Named{"s", Shape::struck},        Named{"strike", Shape::struck},   Named{"del", Shape::struck},
    Named{"a", Shape::anchor},        Named{"img", Shape::image},       Named{"pre", Shape::preformatted},
    Named{"td", Shape::cell},         Named{"th", Shape::cell},         Named{"html", Shape::block},
    Named{"body", Shape::block},      Named{"table", Shape::block},     Named{"tbody", Shape::block},
    Named{"thead", Shape::block},     Named{"tfoot", Shape::block},     Named{"tr", Shape::block},
    Named{"caption", Shape::block},   Named{"dl", Shape::block},        Named{"dt", Shape::block},
    Named{"dd", Shape::block},        Named{"section", Shape::block},   Named{"article", Shape::block},
    Named{"header", Shape::block},    Named{"footer", Shape::block},    Named{"figure", Shape::block},
    Named{"address", Shape::block},   Named{"center", Shape::block},    Named{"fieldset", Shape::block},
    Named{"form", Shape::block},      Named{"script", Shape::dropped},  Named{"style", Shape::dropped},
    Named{"head", Shape::dropped},    Named{"template", Shape::dropped}, Named{"title", Shape::dropped},
};

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

struct FreeXml {
    void operator()(xmlChar* text) const { xmlFree(text); }
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
    void operator()(htmlParserCtxt* parser) const { htmlFreeParserCtxt(parser); }
};

std::string attribute(const xmlNode* node, const char* name) {
    const std::unique_ptr<xmlChar, FreeXml> value(xmlGetProp(node, reinterpret_cast<const xmlChar*>(name)));
    return without_controls(view(value.get()));
}

Shape shape_of(const xmlNode* node) {
    const auto* const found = std::find_if(shapes.begin(), shapes.end(),
                                           [&](const Named& named) { return named.name == view(node->name); });
    return found == shapes.end() ? Shape::inline_words : found->shape;
}

class Walk {
  public:
    // The blocks under `parent`; words outside any block become paragraphs of their own.
    Blocks blocks(const xmlNode* parent, int depth, bool in_item = false) {
        Blocks out{.in_item = in_item};
        Runs loose;
        gather(parent, {}, depth, out, loose);
        flush(out, loose);
        return out;
    }

  private:
    static void flush(Blocks& out, Runs& loose) {
        for (const std::string& paragraph : paragraphs(std::move(loose))) out.add(paragraph);
        loose.clear();
    }

    static void words(Runs& loose, const Run& style, std::string_view text) {
        Run run = style;
        run.text = text;
        loose.push_back(std::move(run));
    }

    void gather(const xmlNode* parent, const Run& style, int depth, Blocks& out, Runs& loose) {
        for (const xmlNode* node = parent->children; node != nullptr; node = node->next) {
            if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
                words(loose, style, without_controls(view(node->content)));
            } else if (node->type == XML_ELEMENT_NODE && depth < nesting) {
                element(node, style, depth + 1, out, loose);
            }
        }
    }

    void element(const xmlNode* node, const Run& style, int depth, Blocks& out, Runs& loose) {
        Run inner = style;
        switch (shape_of(node)) {
            case Shape::dropped: return;
            case Shape::inline_words: return gather(node, style, depth, out, loose);
            case Shape::line_break: loose.push_back({.text = {}, .href = {}, .line_break = true}); return;
            case Shape::strong: inner.strong = true; return gather(node, inner, depth, out, loose);
            case Shape::emphasis: inner.emphasis = true; return gather(node, inner, depth, out, loose);
            case Shape::struck:
                words(loose, style, "~~");
                gather(node, style, depth, out, loose);
                return words(loose, style, "~~");
            case Shape::anchor:
                inner.href = safe_href(attribute(node, "href")).value_or(std::string{});
                return gather(node, inner, depth, out, loose);
            case Shape::image: return image(node, style, loose);
            case Shape::cell: words(loose, {}, " "); return gather(node, style, depth, out, loose);
            case Shape::block:
                flush(out, loose);
                gather(node, style, depth, out, loose);
                return flush(out, loose);
            case Shape::preformatted: flush(out, loose); return preformatted(node, out);
            case Shape::heading: flush(out, loose); return heading(node, depth, out);
            case Shape::quote: flush(out, loose); return out.add(quote(blocks(node, depth).text));
            case Shape::rule: flush(out, loose); return out.add("___");
            case Shape::bullets: flush(out, loose); return list(node, false, depth, out);
            case Shape::numbers: flush(out, loose); return list(node, true, depth, out);
            case Shape::item:  // outside any list
                flush(out, loose);
                return out.add(indented(blocks(node, depth).text, "- ", "  "));
        }
    }

    static std::string quote(std::string_view text) { return text.empty() ? std::string{} : indented(text, "> ", "> "); }

    static void image(const xmlNode* node, const Run& style, Runs& loose) {
        std::string text = one_line(attribute(node, "alt"));
        const auto href = safe_href(attribute(node, "src"));
        if (text.empty() && href) text = "image";
        Run run = style;
        if (href && run.href.empty()) run.href = *href;
        words(loose, run, text);
    }

    static void preformatted(const xmlNode* node, Blocks& out) {
        const std::unique_ptr<xmlChar, FreeXml> content(xmlNodeGetContent(node));
        out.add(text_to_markdown(view(content.get()), BareLinks::leave));
    }

    void heading(const xmlNode* node, int depth, Blocks& out) {
        Blocks inner;
        Runs loose;
        gather(node, {}, depth, inner, loose);
        // Markdown has no block in a heading: then its words stay as the blocks they are.
        if (!inner.text.empty()) {
            flush(inner, loose);
            return out.add(inner.text);
        }
        const std::string line = written(tidied(std::move(loose)), true);
        if (!line.empty()) out.add(std::string(static_cast<std::size_t>(node->name[1] - '0'), '#') + " " + line);
    }

    void list(const xmlNode* node, bool numbered, int depth, Blocks& out) {
        std::vector<std::string> items;
        bool loose_items = false;
        for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
            if (child->type != XML_ELEMENT_NODE || depth >= nesting) continue;
            Blocks item{.in_item = true};
            if (shape_of(child) == Shape::item) {
                item = blocks(child, depth + 1, true);
            } else {
                Runs words_of_child;
                element(child, {}, depth + 1, item, words_of_child);
                flush(item, words_of_child);
            }
            if (item.text.empty()) continue;
            loose_items = loose_items || item.text.find("\n\n") != std::string::npos;
            items.push_back(std::move(item.text));
        }
        if (items.empty()) return;
        const char usual = numbered ? '.' : '-';
        const char other = numbered ? ')' : '*';
        const char marker = out.last_list == usual ? other : usual;
        const unsigned first = numbered ? first_number(node) : 1;
        unsigned number = first;
        std::string text;
        for (const std::string& item : items) {
            const std::string sign = (numbered ? std::to_string(number++) : std::string{}) + marker + " ";
            if (!text.empty()) text += loose_items ? "\n\n" : "\n";
            text += indented(item, sign, std::string(sign.size(), ' '));
        }
        // Only a list that starts with 1 may follow a paragraph without a blank line.
        if (out.in_item && first == 1 && !out.text.empty() && out.text.find('\n') == std::string::npos) {
            out.text += "\n" + text;
        } else {
            out.add(text);
        }
        out.last_list = marker;
    }

    static unsigned first_number(const xmlNode* node) {
        const std::string start = attribute(node, "start");
        const bool plain = !start.empty() && start.size() <= 6 && std::all_of(start.begin(), start.end(), is_digit);
        return plain ? static_cast<unsigned>(std::stoul(start)) : 1;
    }
};

// ------------------------------------------------------------------------------------------------------ plain text

// The length of "<br>", "<br/>", "<br />", "</br>" in either case at `i`, 0 if there is none.
std::size_t break_at(std::string_view text, std::size_t i) {
    const std::size_t start = i;
    const auto skip = [&](char c) { return i < text.size() && text[i] == c && (++i, true); };
    const auto letter = [&](char c) { return i < text.size() && (text[i] | 0x20) == c && (++i, true); };
    if (!skip('<')) return 0;
    skip('/');
    if (!letter('b') || !letter('r')) return 0;
    while (skip(' ')) {
    }
    skip('/');
    return skip('>') ? i - start : 0;
}

// The length of a web address that starts at `i`, 0 if there is none. Signs that end a sentence are not part of it.
std::size_t address_at(std::string_view text, std::size_t i) {
    const std::string_view rest = text.substr(i);
    if (i > 0 && is_word(text[i - 1])) return 0;
    const std::size_t scheme = rest.starts_with("https://") ? 8 : rest.starts_with("http://") ? 7 : 0;
    if (scheme == 0) return 0;
    std::size_t n = scheme;
    while (n < rest.size() && static_cast<unsigned char>(rest[n]) > 0x20 && static_cast<unsigned char>(rest[n]) < 0x7F &&
           std::string_view("<>\"\\`").find(rest[n]) == std::string_view::npos) {
        ++n;
    }
    while (n > scheme && std::string_view(".,;:!?'*_)").find(rest[n - 1]) != std::string_view::npos) {
        const auto whole = rest.substr(0, n);
        if (whole.back() == ')' && std::count(whole.begin(), whole.end(), '(') >= std::count(whole.begin(), whole.end(), ')')) {
            break;
        }
        --n;
    }
    return n == scheme ? 0 : n;
}

Runs text_runs(std::string_view text, BareLinks links) {
    Runs runs;
    std::string words;
    const auto flush = [&] {
        if (!words.empty()) runs.push_back({.text = std::move(words), .href = {}});
        words.clear();
    };
    for (std::size_t i = 0; i < text.size();) {
        if (const std::size_t tag = break_at(text, i)) {
            flush();
            runs.push_back({.text = {}, .href = {}, .line_break = true});
            i += tag;
            // The line end that was typed after the tag is the same line end.
            while (i < text.size() && (text[i] == ' ' || text[i] == '\r')) ++i;
            if (i < text.size() && text[i] == '\n') ++i;
            continue;
        }
        if (const std::size_t address = links == BareLinks::mark ? address_at(text, i) : 0) {
            flush();
            const std::string href(text.substr(i, address));
            runs.push_back({.text = href, .href = href});
            i += address;
            continue;
        }
        if (text[i] == '\n' || text[i] == '\r') {
            flush();
            runs.push_back({.text = {}, .href = {}, .line_break = true});
            i += text.substr(i).starts_with("\r\n") ? std::size_t{2} : std::size_t{1};
            continue;
        }
        words += text[i++];
    }
    flush();
    return runs;
}

}  // namespace

std::string html_to_markdown(std::string_view html) {
    const std::string clean = without_controls(html);
    if (clean.empty()) return {};
    const std::unique_ptr<htmlParserCtxt, FreeXml> parser(htmlNewParserCtxt());
    if (!parser) throw std::bad_alloc();
    const std::unique_ptr<xmlDoc, FreeXml> document(htmlCtxtReadMemory(
        parser.get(), clean.data(), static_cast<int>(clean.size()), nullptr, "UTF-8",
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT));
    // The parser gave up, at 256 levels: its tree lacks the rest. Then the source is the text, tags and all.
    if (!document || parser->disableSAX != 0) return text_to_markdown(clean, BareLinks::leave);
    const xmlNode* root = xmlDocGetRootElement(document.get());
    if (root == nullptr) return {};
    return Walk().blocks(root, 0).text;
}

std::string text_to_markdown(std::string_view text, BareLinks links) {
    Blocks out;
    for (const std::string& paragraph : paragraphs(text_runs(without_controls(text), links))) out.add(paragraph);
    return out.text;
}

std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : without_controls(text)) {
        if (!is_space(c)) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    trim(out, true, true);
    return out;
}

}  // namespace imaginons::commands
