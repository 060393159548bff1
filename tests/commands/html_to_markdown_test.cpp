// What comes out of HTML and of plain text, read back by cmark: the same words, nothing that could
// run, no link elsewhere than http, https and mailto.
#include "commands/html_to_markdown.hpp"

#include <cmark.h>
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "events/well_formed.hpp"

using namespace imaginons;
using commands::BareLinks;
using commands::html_to_markdown;
using commands::text_to_markdown;

namespace {

struct FreeNode {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
using Document = std::unique_ptr<cmark_node, FreeNode>;

Document parsed(const std::string& markdown) {
    return Document(cmark_parse_document(markdown.data(), markdown.size(), CMARK_OPT_UNSAFE));
}

std::string rendered(const std::string& markdown) {
    char* html = cmark_render_html(parsed(markdown).get(), CMARK_OPT_UNSAFE);
    std::string out(html);
    std::free(html);
    return out;
}

template <class F>
void each_node(const std::string& markdown, F&& f) {
    const Document document = parsed(markdown);
    cmark_iter* walk = cmark_iter_new(document.get());
    for (auto event = cmark_iter_next(walk); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(walk)) {
        f(cmark_iter_get_node(walk), event == CMARK_EVENT_ENTER);
    }
    cmark_iter_free(walk);
}

// Empty, or what is dangerous in it when rendered without any protection.
std::string danger_in(const std::string& markdown) {
    std::string danger;
    each_node(markdown, [&](cmark_node* node, bool entering) {
        if (!entering) return;
        const auto type = cmark_node_get_type(node);
        if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) {
            danger = std::string("raw HTML: ") + cmark_node_get_literal(node);
        }
        if (type == CMARK_NODE_IMAGE) danger = "an image";
        if (type == CMARK_NODE_LINK) {
            const std::string url = cmark_node_get_url(node);
            std::string lower = url.substr(0, 8);
            for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            if (!lower.starts_with("http://") && !lower.starts_with("https://") &&
                !lower.starts_with("mailto:")) {
                danger = "a link to " + url;
            }
        }
    });
    return danger;
}

// The words as a reader sees them: a line end for a line break, an empty line between blocks.
std::string words(const std::string& markdown) {
    std::string out;
    each_node(markdown, [&](cmark_node* node, bool entering) {
        const auto type = cmark_node_get_type(node);
        if (type == CMARK_NODE_TEXT && entering) out += cmark_node_get_literal(node);
        if (type == CMARK_NODE_SOFTBREAK && entering) out += ' ';
        if (type == CMARK_NODE_LINEBREAK && entering) out += '\n';
        if (type == CMARK_NODE_PARAGRAPH && entering && !out.empty()) out += "\n\n";
        // Anything else would be a sign that was not meant.
        const bool plain = type == CMARK_NODE_DOCUMENT || type == CMARK_NODE_PARAGRAPH ||
                           type == CMARK_NODE_TEXT || type == CMARK_NODE_SOFTBREAK ||
                           type == CMARK_NODE_LINEBREAK;
        if (!plain && entering) out += std::string("{") + cmark_node_get_type_string(node) + "}";
    });
    return out;
}

// What a plain text should come out as, said in another way than the code does: lines trimmed and
// squeezed, at most one empty line between two, none at the ends.
std::string plain_words(const std::string& text) {
    const auto blank = [](const std::string& s, std::size_t i) {
        return s[i] == ' ' || s[i] == '\t' || s[i] == '\f';
    };
    std::vector<std::string> lines(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
        if (text[i] == '\n' || text[i] == '\r') {
            lines.emplace_back();
            continue;
        }
        if ((byte < 0x20 && byte != '\t') || byte == 0x7F) continue;
        if (byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
            ++i;
            continue;
        }
        if (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF") {
            i += 2;
            continue;
        }
        lines.back() += text[i];
    }
    std::string out;
    bool gap = false;
    for (const std::string& line : lines) {
        std::string tidy;
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (!blank(line, i))
                tidy += line[i];
            else if (!tidy.empty() && tidy.back() != ' ')
                tidy += ' ';
        }
        const auto ends_blank = [&] { return tidy.ends_with(' ') || tidy.ends_with("\xC2\xA0"); };
        while (!tidy.empty() && ends_blank())
            tidy.erase(tidy.size() - (tidy.back() == ' ' ? 1 : 2));
        while (tidy.starts_with(' ') || tidy.starts_with("\xC2\xA0"))
            tidy.erase(0, tidy[0] == ' ' ? 1 : 2);
        if (tidy.empty()) {
            gap = true;
            continue;
        }
        if (!out.empty()) out += gap ? "\n\n" : "\n";
        gap = false;
        out += tidy;
    }
    return out;
}

std::string file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return std::move(bytes).str();
}

std::filesystem::path shared(const char* what) {
    return std::filesystem::path(IMAGINONS_SHARED_DATA) / what;
}

}  // namespace

TEST_CASE("paragraphs, emphasis and entities become Markdown") {
    CHECK(html_to_markdown("<p>L&#39;acc&egrave;s &agrave; l&#x2019;internet</p>\r\n\r\n<p>est un "
                           "<strong>droit</strong>.</p>") ==
          "L'accès à l’internet\n\nest un **droit**.");
    CHECK(
        html_to_markdown("<p>un <b>deux</b> <em>trois</em> <b><i>quatre</i></b> <u>cinq</u></p>") ==
        "un **deux** *trois* ***quatre*** cinq");
    CHECK(html_to_markdown("<p>un<strong> deux </strong>trois</p>") == "un **deux** trois");
    CHECK(html_to_markdown("<p>1 &lt; 2 &amp; 3 &gt; 2</p>") == "1 < 2 & 3 > 2");
}

TEST_CASE("struck text stays recognisable as struck") {
    CHECK(html_to_markdown("<p>les <s>citoyens</s> habitants</p>") == "les ~~citoyens~~ habitants");
}

TEST_CASE("emphasis that Markdown could not read back is left out rather than shown as asterisks") {
    CHECK(html_to_markdown("<p>a<strong>(b)</strong>c</p>") == "a(b)c");
    CHECK(html_to_markdown("<p>a<strong>b</strong>c</p>") == "a**b**c");
    CHECK(rendered(html_to_markdown("<p><strong>Art. 1.</strong> - Le</p>")) ==
          "<p><strong>Art. 1.</strong> - Le</p>\n");
    CHECK(rendered(html_to_markdown("<p><b>« Oui »</b>, dit-elle</p>")) ==
          "<p><strong>« Oui »</strong>, dit-elle</p>\n");
}

TEST_CASE("line breaks stay, two of them begin a paragraph") {
    CHECK(html_to_markdown("<p>un<br />\r\n- deux<br><br>trois<br></p>") ==
          "un  \n\\- deux\n\ntrois");
    CHECK(rendered(html_to_markdown("<p>un<br/>deux</p>")) == "<p>un<br />\ndeux</p>\n");
}

TEST_CASE("headings, quotes, rules and lists, nested ones too, keep their shape") {
    CHECK(html_to_markdown(
              "<h2>Article 4</h2><blockquote><p>un</p><p>deux</p></blockquote><hr><p>trois</p>") ==
          "## Article 4\n\n> un\n>\n> deux\n\n___\n\ntrois");
    CHECK(html_to_markdown("<ul><li>un</li><li>deux<ul><li>deux bis</li></ul></li></ul>") ==
          "- un\n- deux\n  - deux bis");
    CHECK(html_to_markdown("<ol start=\"3\"><li>un</li><li>deux</li></ol>") == "3. un\n4. deux");
    CHECK(html_to_markdown("<ol><li><p>un</p><p>suite</p></li><li>deux</li></ol>") ==
          "1. un\n\n   suite\n\n2. deux");
    CHECK(rendered(html_to_markdown("<ul><li>un</li></ul><ul><li>deux</li></ul>")) ==
          "<ul>\n<li>un</li>\n</ul>\n<ul>\n<li>deux</li>\n</ul>\n");
}

TEST_CASE("links are kept to http, https and mailto only") {
    CHECK(html_to_markdown("<a href=\"https://a.example/x y?b=1&amp;c=2\">ici</a>") ==
          "[ici](<https://a.example/x%20y?b=1&c=2>)");
    CHECK(html_to_markdown("<a href=\"http://a.example/\">http://a.example/</a>") ==
          "<http://a.example/>");
    CHECK(html_to_markdown("<a href=\"mailto:a@b.example\">écrire</a>") ==
          "[écrire](<mailto:a@b.example>)");
    CHECK(html_to_markdown("<a href=\"javascript:alert(1)\">ici</a>") == "ici");
    CHECK(html_to_markdown("<a href=\"java&#10;script:alert(1)\">ici</a>") == "ici");
    CHECK(html_to_markdown("<a href=\"/relatif\">ici</a>") == "ici");
    CHECK(html_to_markdown("<a href=\"http:\\\\evil\">ici</a>") == "ici");
    CHECK(html_to_markdown("<img src=\"http://a.example/i.png\" alt=\"un plan\">") ==
          "[un plan](<http://a.example/i.png>)");
    CHECK(html_to_markdown("<img src=\"data:image/png;base64,x\" alt=\"un plan\">") == "un plan");
    CHECK(rendered(html_to_markdown("<a href=\"http://a.example/?x=&amp;copy;\">ici</a>")) ==
          "<p><a href=\"http://a.example/?x=&amp;copy;\">ici</a></p>\n");
}

TEST_CASE("scripts and styles vanish, unknown tags leave their words") {
    CHECK(html_to_markdown(
              "<p>a<script>alert(1)</script><style>p{}</style><nom de famille>b</nom></p>") ==
          "ab");
}

TEST_CASE("signs of Markdown in a text are only signs") {
    CHECK(words(text_to_markdown(
              "# titre\n- point\n1. premier\n> cité\n```\n    code\n***\n---\n===\n+ plus",
              BareLinks::leave)) ==
          "# titre\n- point\n1. premier\n> cité\n```\ncode\n***\n---\n===\n+ plus");
    CHECK(words(text_to_markdown("*a* _b_ `c` [d](javascript:e) ![f](g) <i>h</i> &lt; \\* a_b_c",
                                 BareLinks::leave)) ==
          "*a* _b_ `c` [d](javascript:e) ![f](g) <i>h</i> &lt; \\* a_b_c");
    CHECK(words(text_to_markdown("[a]: http://b.example\n[a]", BareLinks::leave)) ==
          "[a]: http://b.example\n[a]");
}

TEST_CASE("text without such signs comes out byte for byte") {
    const std::string plain =
        "Bonjour, 3 * 4 = 12 ; l'eau_vive - ou (presque) [sic] + 1 < 2 & c'est tout ! 10. Oui";
    CHECK(text_to_markdown(plain, BareLinks::leave) == plain);
}

TEST_CASE("bare addresses become links where asked, without the sign that ends the sentence") {
    CHECK(text_to_markdown("Voir http://a.example/x_y_z.", BareLinks::mark) ==
          "Voir <http://a.example/x_y_z>.");
    CHECK(text_to_markdown("(https://a.example/b_(c))", BareLinks::mark) ==
          "(<https://a.example/b_(c)>)");
    CHECK(danger_in(text_to_markdown("<http://a.example/\"><script>", BareLinks::mark)).empty());
}

TEST_CASE("a <br> typed into plain text is a line end, any other tag is words") {
    CHECK(text_to_markdown("un<br>\r\ndeux</br>trois <nom de famille>", BareLinks::mark) ==
          "un  \ndeux  \ntrois \\<nom de famille>");
}

TEST_CASE("control characters are dropped") {
    CHECK(html_to_markdown(std::string("<p>a\0b\x01"
                                       "c&#7;d\xC2\x85"
                                       "e\x7F</p>",
                                       19)) == "abcde");
    CHECK(commands::one_line("  un\r\n\tdeux \x02 trois ") == "un deux trois");
}

TEST_CASE("nesting beyond every limit ends in words") {
    for (const int depth : {100, 190, 300, 5000, 100000}) {
        std::string html;
        for (int i = 0; i < depth; ++i) html += "<blockquote>";
        html += "au fond";
        const std::string out = html_to_markdown(html);
        CHECK(out.find("au fond") != std::string::npos);
        CHECK(danger_in(out).empty());
    }
}

TEST_CASE("random tag soup gives UTF-8 without anything dangerous") {
    const auto seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const std::vector<std::string> parts = {"<p>",
                                            "</p>",
                                            "<b>",
                                            "</b>",
                                            "<em>",
                                            "</em>",
                                            "<a href=\"javascript:x\">",
                                            "<a href='http://a.example/'>",
                                            "</a>",
                                            "<ul>",
                                            "<li>",
                                            "</ul>",
                                            "<ol>",
                                            "</ol>",
                                            "<br>",
                                            "<script>",
                                            "</script>",
                                            "<img src=x alt='](javascript:y)'>",
                                            "&lt;script&gt;",
                                            "&amp;lt;",
                                            "&#60;",
                                            "*",
                                            "**",
                                            "_",
                                            "`",
                                            "```",
                                            "[",
                                            "]",
                                            "(",
                                            ")",
                                            "![",
                                            "](",
                                            "]:",
                                            "<!--",
                                            "-->",
                                            "\n",
                                            "\n\n",
                                            "    ",
                                            "#",
                                            "> ",
                                            "- ",
                                            "1. ",
                                            "\\",
                                            "&",
                                            "javascript:alert(1)",
                                            "é",
                                            "\xC2\xA0",
                                            "word",
                                            " ",
                                            "<",
                                            ">",
                                            "\"",
                                            "'",
                                            "!",
                                            "~~~",
                                            "<http://a.example>",
                                            "http://a.example/*_",
                                            "<s>",
                                            "</s>",
                                            "<h1>",
                                            "</h1>",
                                            "<blockquote>",
                                            "</blockquote>",
                                            "<hr>"};
    for (int round = 0; round < 3000; ++round) {
        std::string soup;
        const auto n = 1 + random() % 25;
        for (unsigned i = 0; i < n; ++i) soup += parts[random() % parts.size()];
        for (const std::string& out :
             {html_to_markdown(soup), text_to_markdown(soup, BareLinks::leave),
              text_to_markdown(soup, BareLinks::mark)}) {
            INFO("soup: " << soup << "\nMarkdown: " << out);
            CHECK(events::valid_utf8(out));
            CHECK(danger_in(out) == "");
        }
    }
}

TEST_CASE("what looks like an address between angle brackets stays the words that it is") {
    for (const std::string text : {"__<'-@1>", "<1@a>", "<+@b.c>", "a <'@1>"}) {
        CAPTURE(text);
        CHECK(words(text_to_markdown(text, BareLinks::leave)) == plain_words(text));
    }
}

TEST_CASE("plain text of random signs is read back word for word") {
    const auto seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const std::string signs = "*_`[]()!<>&;#+-=~\\.:1a é\n\"'|/@";
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        const auto n = 1 + random() % 20;
        for (unsigned i = 0; i < n; ++i) {
            const char c = signs[random() % signs.size()];
            if (static_cast<unsigned char>(c) < 0x80)
                text += c;
            else
                text += "é";
        }
        if (text.find("<br") != std::string::npos) continue;
        INFO("text: " << text << "\nMarkdown: " << text_to_markdown(text, BareLinks::leave));
        CHECK(words(text_to_markdown(text, BareLinks::leave)) == plain_words(text));
    }
}

TEST_CASE("no payload of DOMPurify's collection survives") {
    const auto path = shared("xss/payloads.json");
    if (!std::filesystem::exists(path)) {
        MESSAGE("skipped: " << path.string() << " is not there");
        return;
    }
    const auto payloads = boost::json::parse(file(path));
    for (const auto& one : payloads.as_array()) {
        const std::string payload(one.as_object().at("payload").as_string());
        for (const std::string& out :
             {html_to_markdown(payload), text_to_markdown(payload, BareLinks::mark)}) {
            INFO("payload: " << payload << "\nMarkdown: " << out);
            CHECK(danger_in(out) == "");
        }
    }
}

TEST_CASE("naughty strings as plain text are read back word for word") {
    const auto folder = shared("blns");
    if (!std::filesystem::exists(folder)) {
        MESSAGE("skipped: " << folder.string() << " is not there");
        return;
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        const auto strings = boost::json::parse(file(entry.path()));
        for (const auto& one : strings.as_array()) {
            const std::string text(one.as_string());
            INFO("text: " << text);
            CHECK(words(text_to_markdown(text, BareLinks::leave)) == plain_words(text));
            CHECK(danger_in(html_to_markdown(text)) == "");
        }
    }
}
