// libxml2 parses the HTML; its tree is walked once into blocks of styled runs, which
// markdown_runs.* writes.
#include "commands/html_to_markdown.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <new>

#include <libxml/HTMLparser.h>

#include "commands/markdown_runs.hpp"

namespace imaginons::commands {
namespace {

using namespace markdown;

// libxml2 itself stops at 256; deeper than this, words are kept and their shape is not.
constexpr int nesting = 200;
// Longer than anything that is accepted afterwards, and short enough for libxml2, which compares
// each attribute of a tag with all before it.
constexpr std::size_t longest_html = 128 * 1024;

// Blocks one after the other, a blank line between them; in a list's item a list may follow its
// words without one.
struct Blocks {
    bool in_item = false;
    std::string text{};
    char last_list = '\0';  // the marker of the list that the text ends with: two lists in a row
                            // would become one

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
    Named{"p", Shape::block},        Named{"div", Shape::block},
    Named{"ul", Shape::bullets},     Named{"ol", Shape::numbers},
    Named{"li", Shape::item},        Named{"h1", Shape::heading},
    Named{"h2", Shape::heading},     Named{"h3", Shape::heading},
    Named{"h4", Shape::heading},     Named{"h5", Shape::heading},
    Named{"h6", Shape::heading},     Named{"blockquote", Shape::quote},
    Named{"hr", Shape::rule},        Named{"br", Shape::line_break},
    Named{"strong", Shape::strong},  Named{"b", Shape::strong},
    Named{"em", Shape::emphasis},    Named{"i", Shape::emphasis},
    Named{"s", Shape::struck},       Named{"strike", Shape::struck},
    Named{"del", Shape::struck},     Named{"a", Shape::anchor},
    Named{"img", Shape::image},      Named{"pre", Shape::preformatted},
    Named{"td", Shape::cell},        Named{"th", Shape::cell},
    Named{"html", Shape::block},     Named{"body", Shape::block},
    Named{"table", Shape::block},    Named{"tbody", Shape::block},
    Named{"thead", Shape::block},    Named{"tfoot", Shape::block},
    Named{"tr", Shape::block},       Named{"caption", Shape::block},
    Named{"dl", Shape::block},       Named{"dt", Shape::block},
    Named{"dd", Shape::block},       Named{"section", Shape::block},
    Named{"article", Shape::block},  Named{"header", Shape::block},
    Named{"footer", Shape::block},   Named{"figure", Shape::block},
    Named{"address", Shape::block},  Named{"center", Shape::block},
    Named{"fieldset", Shape::block}, Named{"form", Shape::block},
    Named{"script", Shape::dropped}, Named{"style", Shape::dropped},
    Named{"head", Shape::dropped},   Named{"template", Shape::dropped},
    Named{"title", Shape::dropped},
};

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{}
                           : std::string_view(reinterpret_cast<const char*>(text));
}

struct FreeXml {
    void operator()(xmlChar* text) const { xmlFree(text); }
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
    void operator()(htmlParserCtxt* parser) const { htmlFreeParserCtxt(parser); }
};

std::string attribute(const xmlNode* node, const char* name) {
    const std::unique_ptr<xmlChar, FreeXml> value(
        xmlGetProp(node, reinterpret_cast<const xmlChar*>(name)));
    return without_controls(view(value.get()));
}

Shape shape_of(const xmlNode* node) {
    const auto* const found = std::find_if(shapes.begin(), shapes.end(), [&](const Named& named) {
        return named.name == view(node->name);
    });
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
            case Shape::line_break:
                loose.push_back({.text = {}, .href = {}, .line_break = true});
                return;
            case Shape::strong: inner.strong = true; return gather(node, inner, depth, out, loose);
            case Shape::emphasis:
                inner.emphasis = true;
                return gather(node, inner, depth, out, loose);
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

    static std::string quote(std::string_view text) {
        return text.empty() ? std::string{} : indented(text, "> ", "> ");
    }

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
        if (!line.empty())
            out.add(std::string(static_cast<std::size_t>(node->name[1] - '0'), '#') + " " + line);
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
            const std::string sign =
                (numbered ? std::to_string(number++) : std::string{}) + marker + " ";
            if (!text.empty()) text += loose_items ? "\n\n" : "\n";
            text += indented(item, sign, std::string(sign.size(), ' '));
        }
        // Only a list that starts with 1 may follow a paragraph without a blank line.
        if (out.in_item && first == 1 && !out.text.empty() &&
            out.text.find('\n') == std::string::npos) {
            out.text += "\n" + text;
        } else {
            out.add(text);
        }
        out.last_list = marker;
    }

    static unsigned first_number(const xmlNode* node) {
        const std::string start = attribute(node, "start");
        const bool plain = !start.empty() && start.size() <= 6 &&
                           std::all_of(start.begin(), start.end(), is_digit);
        return plain ? static_cast<unsigned>(std::stoul(start)) : 1;
    }
};

}  // namespace

std::string html_to_markdown(std::string_view html) {
    const std::string clean = without_controls(html);
    if (clean.empty()) return {};
    if (clean.size() > longest_html) return text_to_markdown(clean, BareLinks::leave);
    const std::unique_ptr<htmlParserCtxt, FreeXml> parser(htmlNewParserCtxt());
    if (!parser) throw std::bad_alloc();
    const std::unique_ptr<xmlDoc, FreeXml> document(htmlCtxtReadMemory(
        parser.get(), clean.data(), static_cast<int>(clean.size()), nullptr, "UTF-8",
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
            HTML_PARSE_COMPACT));
    // The parser gave up, at 256 levels: its tree lacks the rest. Then the source is the text, tags
    // and all.
    if (!document || parser->disableSAX != 0) return text_to_markdown(clean, BareLinks::leave);
    const xmlNode* root = xmlDocGetRootElement(document.get());
    if (root == nullptr) return {};
    return Walk().blocks(root, 0).text;
}

}  // namespace imaginons::commands
