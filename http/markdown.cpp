// Parses with cmark, walks the tree, and replaces every node that could carry more than words
// before rendering it.
#include "http/markdown.hpp"

#include "http/pages/limits.hpp"
#include "http/safe_url.hpp"

#include <cmark.h>
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <vector>

namespace imaginons::http {
namespace {

struct FreeNode {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeIterator {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
struct FreeString {
    void operator()(char* text) const { std::free(text); }  // cmark's default allocator
};
using Document = std::unique_ptr<cmark_node, FreeNode>;

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

std::string_view view(const char* text) {
    return text == nullptr ? std::string_view{} : std::string_view{text};
}

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

// Length of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none (RFC 3629).
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i) {
        return i < text.size() && (byte(i) & 0xC0U) == 0x80;
    };
    const unsigned first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return continues(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const bool good = continues(1) && continues(2) && !(first == 0xE0 && byte(1) < 0xA0) &&
                          !(first == 0xED && byte(1) > 0x9F);
        return good ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool good = continues(1) && continues(2) && continues(3) &&
                          !(first == 0xF0 && byte(1) < 0x90) && !(first == 0xF4 && byte(1) > 0x8F);
        return good ? 4 : 0;
    }
    return 0;
}

bool is_bad_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7f;
}

// HTML forbids the C1 controls (U+0080..U+009F) and the noncharacters U+nFFFE, U+nFFFF and
// U+FDD0..U+FDEF.
bool is_bad_sequence(std::string_view bytes) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    if (bytes.size() == 2) {
        return byte(0) == 0xC2 && byte(1) < 0xA0;
    }
    const auto last = bytes.size() - 1;
    if (bytes.size() == 3 && byte(0) == 0xEF && byte(1) == 0xB7) {
        return byte(2) >= 0x90 && byte(2) <= 0xAF;
    }
    const bool ends_in_ffff =
        bytes.size() >= 3 && (byte(last) == 0xBE || byte(last) == 0xBF) && byte(last - 1) == 0xBF;
    return ends_in_ffff && (bytes.size() == 3 ? byte(0) == 0xEF : (byte(1) & 0x0FU) == 0x0F);
}

std::string_view cut(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) {
        return text;
    }
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80) {
        --bytes;
    }
    return text.substr(0, bytes);
}

Document parse(std::string_view text) {
    const auto clean = clean_utf8(cut(text, pages::limits::markdown_bytes));
    Document document{cmark_parse_document(clean.data(), clean.size(), CMARK_OPT_DEFAULT)};
    if (!document) {
        throw std::runtime_error("cmark: out of memory");
    }
    cmark_consolidate_text_nodes(document.get());
    return document;
}

// Every node, parents before children, and the depth of the deepest.
std::vector<cmark_node*> nodes_of(cmark_node* root, std::size_t& deepest) {
    std::vector<cmark_node*> nodes;
    const std::unique_ptr<cmark_iter, FreeIterator> walk{cmark_iter_new(root)};
    std::size_t depth = 0;
    deepest = 0;
    for (auto event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(walk.get())) {
        cmark_node* node = cmark_iter_get_node(walk.get());
        if (event == CMARK_EVENT_ENTER) {
            nodes.push_back(node);
            const bool leaf = cmark_node_first_child(node) == nullptr;
            deepest = std::max(deepest, depth + 1);
            depth += leaf ? 0 : 1;
        } else if (cmark_node_first_child(node) != nullptr) {
            --depth;
        }
    }
    return nodes;
}

void put_in_place_of(cmark_node* node, cmark_node* other) {
    cmark_node_replace(node, other);
    cmark_node_free(node);
}

cmark_node* text_node(std::string_view text) {
    cmark_node* node = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(node, std::string{text}.c_str());
    return node;
}

// A node that renders as an <a> around its children.
cmark_node* anchor(const std::string& safe_address) {
    cmark_node* node = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
    const auto open = "<a href=\"" + escaped(safe_address) + "\" rel=\"nofollow ugc noopener\">";
    cmark_node_set_on_enter(node, open.c_str());
    cmark_node_set_on_exit(node, "</a>");
    return node;
}

bool has_words(cmark_node* node) {
    std::size_t ignored = 0;
    return std::ranges::any_of(nodes_of(node, ignored), [](cmark_node* child) {
        const auto type = cmark_node_get_type(child);
        const bool literal =
            type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_HTML_INLINE;
        return literal && view(cmark_node_get_literal(child)).find_first_not_of(" \t\n") !=
                              std::string_view::npos;
    });
}

// Links and images: an anchor if the address is safe, else only their words. Images never load: a
// reader's address would reach whoever hosts them.
void tame_link(cmark_node* node) {
    const std::string address{view(cmark_node_get_url(node))};
    auto safe = safe_url(address);
    if (safe && (safe->starts_with('/') || safe->starts_with('#'))) {
        safe.reset();  // people's texts link to the web, not to the site's own acts
    }
    if (!has_words(node)) {
        cmark_node_append_child(node, text_node(address.empty() ? "…" : address));
    }
    cmark_node* holder = safe ? anchor(*safe) : cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
    while (cmark_node* child = cmark_node_first_child(node)) {
        cmark_node_append_child(holder, child);
    }
    put_in_place_of(node, holder);
}

bool inside_link(cmark_node* node) {
    for (auto* up = cmark_node_parent(node); up != nullptr; up = cmark_node_parent(up)) {
        if (cmark_node_get_type(up) == CMARK_NODE_LINK ||
            cmark_node_get_type(up) == CMARK_NODE_IMAGE ||
            cmark_node_get_type(up) == CMARK_NODE_CUSTOM_INLINE) {
            return true;
        }
    }
    return false;
}

// Where an address written bare in a text begins; npos if nowhere.
std::size_t find_bare_address(std::string_view text, std::size_t from) {
    const auto at = std::min(text.find("http://", from), text.find("https://", from));
    return at;
}

std::string_view bare_address(std::string_view from_here) {
    auto address = from_here.substr(0, from_here.find_first_of(" \t\n<>\"|"));
    const auto no_break = address.find("\xC2\xA0");
    address = address.substr(0, no_break);
    while (!address.empty()) {
        const bool lone_bracket =
            address.back() == ')' && address.find('(') == std::string_view::npos;
        const bool ends_sentence =
            std::string_view{".,;:!?'*_]"}.find(address.back()) != std::string_view::npos;
        if (address.ends_with("»") || address.ends_with("’")) {
            address.remove_suffix(std::string_view{address.ends_with("»") ? "»" : "’"}.size());
        } else if (lone_bracket || ends_sentence) {
            address.remove_suffix(1);
        } else {
            break;
        }
    }
    return address;
}

void link_bare_addresses(cmark_node* node) {
    const std::string text{view(cmark_node_get_literal(node))};
    std::size_t done = 0;
    std::size_t search = 0;
    for (auto at = find_bare_address(text, 0); at != std::string::npos;
         at = find_bare_address(text, search)) {
        const auto address = bare_address(std::string_view{text}.substr(at));
        search = at + std::max<std::size_t>(address.size(), 1);
        const auto safe = safe_web_url(address);
        if (!safe) {
            continue;
        }
        if (at > done) {
            cmark_node_insert_before(node,
                                     text_node(std::string_view{text}.substr(done, at - done)));
        }
        cmark_node* link = anchor(*safe);
        cmark_node_append_child(link, text_node(address));
        cmark_node_insert_before(node, link);
        done = at + address.size();
    }
    if (done > 0) {
        cmark_node_set_literal(node, text.substr(done).c_str());
    }
}

// Raw HTML is shown as what was typed, so that nothing is lost and nothing runs.
void show_raw_html(cmark_node* node) {
    cmark_node* shown = text_node(view(cmark_node_get_literal(node)));
    if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK) {
        cmark_node* paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
        cmark_node_append_child(paragraph, shown);
        shown = paragraph;
    }
    put_in_place_of(node, shown);
}

void embolden(cmark_node* heading) {
    cmark_node* paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
    cmark_node* strong = cmark_node_new(CMARK_NODE_STRONG);
    while (cmark_node* child = cmark_node_first_child(heading)) {
        cmark_node_append_child(strong, child);
    }
    cmark_node_append_child(paragraph, strong);
    put_in_place_of(heading, paragraph);
}

// Headings go from `top` downwards without skipping a level, so that the page's outline stays
// whole. Those inside quotes and lists, and empty ones, are no part of the outline.
class Outline {
  public:
    explicit Outline(int top) : top_{top} {}

    void fit(cmark_node* heading) {
        const bool in_flow = cmark_node_get_type(cmark_node_parent(heading)) == CMARK_NODE_DOCUMENT;
        if (top_ == 0 || !in_flow || !has_words(heading)) {
            embolden(heading);
            return;
        }
        const int written = cmark_node_get_heading_level(heading);
        while (!open_.empty() && open_.back() >= written) {
            open_.pop_back();
        }
        open_.push_back(written);
        cmark_node_set_heading_level(heading,
                                     std::min(6, top_ + static_cast<int>(open_.size()) - 1));
    }

  private:
    int top_;
    std::vector<int> open_;  // levels as written, from the highest that is still open
};

void tame(const std::vector<cmark_node*>& nodes, int top_heading) {
    Outline outline{top_heading};
    // Children first for links, so that an image inside a link has become words when the link is
    // looked at.
    std::vector<cmark_node*> links;
    for (cmark_node* node : nodes) {
        switch (cmark_node_get_type(node)) {
            case CMARK_NODE_TEXT:
                if (!inside_link(node)) {
                    link_bare_addresses(node);
                }
                break;
            case CMARK_NODE_HTML_BLOCK:
            case CMARK_NODE_HTML_INLINE: show_raw_html(node); break;
            case CMARK_NODE_HEADING: outline.fit(node); break;
            case CMARK_NODE_CODE_BLOCK: cmark_node_set_fence_info(node, ""); break;
            case CMARK_NODE_LINK:
            case CMARK_NODE_IMAGE: links.push_back(node); break;
            default: break;
        }
    }
    for (auto node = links.rbegin(); node != links.rend(); ++node) {
        const bool nested = inside_link(*node);
        if (nested) {
            cmark_node_set_url(*node, "");  // no link within a link
        }
        tame_link(*node);
    }
}

std::string as_plain_paragraph(std::string_view text) {
    return "<p>" + escaped(clean_utf8(cut(text, pages::limits::markdown_bytes))) + "</p>\n";
}

}  // namespace

Html render_markdown(std::string_view text, int top_heading) {
    const auto document = parse(text);
    std::size_t deepest = 0;
    const auto nodes = nodes_of(document.get(), deepest);
    if (deepest > pages::limits::markdown_depth) {
        return Html{as_plain_paragraph(text)};
    }
    tame(nodes, top_heading);
    // People press Enter where they want a new line.
    const std::unique_ptr<char, FreeString> html{
        cmark_render_html(document.get(), CMARK_OPT_SAFE | CMARK_OPT_HARDBREAKS)};
    return Html{std::string{view(html.get())}};
}

std::string plain_excerpt(std::string_view markdown, std::size_t characters) {
    const auto document = parse(markdown);
    std::size_t ignored = 0;
    std::string words;
    for (cmark_node* node : nodes_of(document.get(), ignored)) {
        const auto type = cmark_node_get_type(node);
        const bool literal = type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE ||
                             type == CMARK_NODE_CODE_BLOCK || type == CMARK_NODE_HTML_INLINE ||
                             type == CMARK_NODE_HTML_BLOCK;
        const bool inline_node = type > CMARK_NODE_LAST_BLOCK;
        if (!inline_node || type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
            words += ' ';
        }
        if (literal) {
            words += view(cmark_node_get_literal(node));
        }
    }
    std::string out;
    std::size_t length = 0;
    std::size_t last_word_end = 0;
    for (std::size_t i = 0; i < words.size();) {
        const auto size =
            std::max<std::size_t>(sequence_length(std::string_view{words}.substr(i)), 1);
        const bool space = size == 1 && (words[i] == ' ' || words[i] == '\n' || words[i] == '\t');
        if (space && (out.empty() || out.back() == ' ')) {
            i += size;
            continue;
        }
        if (length == characters) {
            out.resize(last_word_end > 0 ? last_word_end : out.size());
            while (!out.empty() &&
                   std::string_view{" ,.;:"}.find(out.back()) != std::string_view::npos) {
                out.pop_back();
            }
            return out + " …";
        }
        if (space) {
            last_word_end = out.size();
            out += ' ';
        } else {
            out.append(words, i, size);
        }
        ++length;
        i += size;
    }
    while (!out.empty() && out.back() == ' ') {
        out.pop_back();
    }
    return out;
}

std::string clean_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto size = sequence_length(text.substr(i));
        const bool bad = size == 0 || (size == 1 ? is_bad_control(text[i])
                                                 : is_bad_sequence(text.substr(i, size)));
        if (bad) {
            out += replacement;
        } else {
            out.append(text, i, size);
        }
        i += std::max<std::size_t>(size, 1);
    }
    return out;
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

}  // namespace imaginons::http
