// What people write becomes HTML that can do nothing: links that are safe, no images, headings that
// fit the page.
#include "http/markdown.hpp"

#include "http/pages/limits.hpp"
#include "http/safe_url.hpp"

#include <doctest/doctest.h>
#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

using namespace imaginons::http;

namespace {

std::string html(std::string_view text, int top = 0) {
    return render_markdown(text, top).str();
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

// Every tag of `text`, checked against the few that may appear, with the only attributes they may
// have.
bool is_harmless(const std::string& text) {
    static const std::set<std::string> bare = {
        "p",    "/p",         "strong",      "/strong", "em",  "/em",  "br /",  "ul",
        "/ul",  "ol",         "/ol",         "li",      "/li", "code", "/code", "pre",
        "/pre", "blockquote", "/blockquote", "hr /",    "/a",  "h2",   "/h2",   "h3",
        "/h3",  "h4",         "/h4",         "h5",      "/h5", "h6",   "/h6"};
    for (auto open = text.find('<'); open != std::string::npos; open = text.find('<', open + 1)) {
        const auto close = text.find('>', open);
        const auto tag = text.substr(open + 1, close - open - 1);
        const bool list = tag.starts_with("ol start=\"") &&
                          tag.find_first_not_of("0123456789", 10) == tag.size() - 1;
        const bool link =
            (tag.starts_with("a href=\"http://") || tag.starts_with("a href=\"https://") ||
             tag.starts_with("a href=\"mailto:")) &&
            tag.ends_with("\" rel=\"nofollow ugc noopener\"") && std::ranges::count(tag, '"') == 4;
        if (!bare.contains(tag) && !list && !link) {
            MESSAGE("tag: " << tag);
            return false;
        }
    }
    return true;
}

}  // namespace

TEST_CASE("plain Markdown is rendered, and a newline is a new line") {
    CHECK(html("**a** *b*\nc\n\n- d") ==
          "<p><strong>a</strong> <em>b</em><br />\nc</p>\n<ul>\n<li>d</li>\n</ul>\n");
    CHECK(html("") == "");
}

TEST_CASE("links keep http, https and mailto, and lose everything else but their words") {
    CHECK(
        html("[a](https://b.example/?x=1&y=2)") ==
        "<p><a href=\"https://b.example/?x=1&amp;y=2\" rel=\"nofollow ugc noopener\">a</a></p>\n");
    CHECK(html("[a](mailto:a@b.example)") ==
          "<p><a href=\"mailto:a@b.example\" rel=\"nofollow ugc noopener\">a</a></p>\n");
    for (const auto* address : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
                                "vbscript:x", "/account", "//evil.example", "file:///etc/passwd",
                                "java&#115;cript:alert(1)", "ftp://x.example"}) {
        CHECK(html(std::string{"[a]("} + address + ")") == "<p>a</p>\n");
    }
    CHECK(html("[](https://b.example)") ==
          "<p><a href=\"https://b.example\" rel=\"nofollow ugc "
          "noopener\">https://b.example</a></p>\n");
}

TEST_CASE("an address written bare becomes a link, without the stop that ends the sentence") {
    CHECK(
        html("Voir https://a.example/b_c, puis (http://d.example).") ==
        "<p>Voir <a href=\"https://a.example/b_c\" rel=\"nofollow ugc "
        "noopener\">https://a.example/b_c</a>, puis "
        "(<a href=\"http://d.example\" rel=\"nofollow ugc noopener\">http://d.example</a>).</p>\n");
    CHECK(html("https://") == "<p>https://</p>\n");
}

TEST_CASE("images become links to what they show, never images") {
    CHECK(html("![chat](https://b.example/c.png)") ==
          "<p><a href=\"https://b.example/c.png\" rel=\"nofollow ugc noopener\">chat</a></p>\n");
    CHECK(html("![](javascript:x)") == "<p>javascript:x</p>\n");
    CHECK(html("[![a](https://b.example/c.png)](https://d.example)") ==
          "<p><a href=\"https://d.example\" rel=\"nofollow ugc noopener\">a</a></p>\n");
}

TEST_CASE("raw HTML is shown as what was typed") {
    CHECK(html("a <script>alert(1)</script>") ==
          "<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
    CHECK(html("<div onclick=\"x\">\nb\n</div>").find("<div") == std::string::npos);
}

TEST_CASE(
    "headings start where the page says and never skip a level; without a level they are bold") {
    CHECK(html("# a\n### b\n# c\n###### d", 2) ==
          "<h2>a</h2>\n<h3>b</h3>\n<h2>c</h2>\n<h3>d</h3>\n");
    CHECK(html("### a\n# b", 4) == "<h4>a</h4>\n<h4>b</h4>\n");
    CHECK(html("# a") == "<p><strong>a</strong></p>\n");
    CHECK(html("> # a", 2) == "<blockquote>\n<p><strong>a</strong></p>\n</blockquote>\n");
}

TEST_CASE("input is cut at its limit, on a whole character, and deep nesting is shown as text") {
    const std::string over(pages::limits::markdown_bytes - 1, 'a');
    CHECK(html(over + "é").find("é") == std::string::npos);
    CHECK(html(over + "bc") == "<p>" + over + "b</p>\n");
    const auto deep = html(std::string(pages::limits::markdown_bytes, '>'));
    CHECK(deep.starts_with("<p>&gt;&gt;"));
    CHECK(is_harmless(html(std::string(10'000, '[') + std::string(10'000, ']'))));
    CHECK(is_harmless(html(std::string(20'000, '*'))));
}

TEST_CASE("invalid UTF-8 and control characters are replaced") {
    CHECK(clean_utf8("a\xff"
                     "b\xc0\x80"
                     "c\x01"
                     "d\n\te") == "a\uFFFDb\uFFFD\uFFFDc\uFFFDd\n\te");
    CHECK(clean_utf8("\xed\xa0\x80\xf4\x90\x80\x80") ==
          "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
    CHECK(clean_utf8("\xef\xbf\xbf é 😀") == "\uFFFD é 😀");
    CHECK(clean_utf8("\xc2\x85") == "\uFFFD");
    CHECK(html(std::string_view{"a\0b", 3}) == "<p>a\uFFFDb</p>\n");
    CHECK(count_characters("é😀a") == 3);
}

TEST_CASE("an excerpt is plain text cut between words") {
    CHECK(plain_excerpt("# Un\n\n**deux** [trois](https://x.example), quatre", 100) ==
          "Un deux trois, quatre");
    CHECK(plain_excerpt("un deux trois", 9) == "un deux …");
    CHECK(plain_excerpt("été été", 7) == "été été");
    CHECK(plain_excerpt("", 10) == "");
}

TEST_CASE("safe_url lets through http, https, mailto and paths of this site") {
    CHECK(safe_url(" https://a.example/é\"<>").value() == "https://a.example/%C3%A9%22%3C%3E");
    CHECK(safe_url("/proposals/1?x=1#y").value() == "/proposals/1?x=1#y");
    CHECK(safe_url("#contenu").value() == "#contenu");
    CHECK(safe_url("mailto:a@b.example").has_value());
    for (const auto* address :
         {"", " ", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)",
          "java\nscript:x", "jav\tascript:x", "\x01javascript:x", "data:,x", "http:evil",
          "https:///x", "https://", "blob:x", "a.example", "?x=1"}) {
        INFO(address);
        CHECK_FALSE(safe_url(address).has_value());
    }
    CHECK_FALSE(safe_web_url("/path").has_value());
    CHECK_FALSE(safe_web_url("mailto:a@b.example").has_value());
    CHECK_FALSE(
        safe_url("https://a.example/" + std::string(pages::limits::url_bytes, 'a')).has_value());
}

TEST_CASE("known attacks and naughty strings come out harmless") {
    const std::filesystem::path data{IMAGINONS_SHARED_DATA};
    std::size_t tried = 0;
    for (const auto* file : {"xss/payloads.json", "blns/blns.json"}) {
        if (!std::filesystem::exists(data / file)) {
            MESSAGE("skipped: " << file << " is not there");
            continue;
        }
        const auto strings = boost::json::parse(read_file(data / file));
        for (const auto& value : strings.as_array()) {
            const auto& text =
                value.is_object() ? value.at("payload").as_string() : value.as_string();
            CHECK(is_harmless(html(std::string_view{text}, 2)));
            CHECK(is_harmless(html("[" + std::string{text} + "](" + std::string{text} +
                                   ")\n\n![x](" + std::string{text} + ")")));
            ++tried;
        }
    }
    CHECK((tried == 0 || tried > 300));
}
