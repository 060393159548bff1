// The rules of templates: every habit of Mustache that could lose a field or let a person's words
// out is refused at load.
#include "http/template.hpp"

#include <doctest/doctest.h>
#include <map>

using namespace imaginons::http;

namespace {

struct Row {
    std::string name;
    std::vector<Row> inner;
};

struct Page {
    std::string title{};
    std::vector<Row> rows{};
    bool open = false;
    std::uint64_t count = 0;
};

void bind_row(Fields& out, const Row& row) {
    out.text("name", row.name);
    out.flag("has_inner", !row.inner.empty());
}

void bind(Fields& out, const Page& page) {
    out.text("title", page.title);
    out.flag("open", page.open);
    out.number("count", page.count);
    out.url("link_url", page.title);
    out.html("body_html", render_markdown(page.title));
    out.list("rows", page.rows, bind_row);
    out.group("first", !page.rows.empty(), page.rows.empty() ? Row{} : page.rows.front(), bind_row);
}

TemplateSources sources_of(std::map<std::string, std::string> texts) {
    return {
        .partial = [texts](std::string_view name) -> std::string {
            const auto found = texts.find(std::string{name});
            if (found == texts.end()) {
                throw TemplateError("no template " + std::string{name});
            }
            return found->second;
        },
        .asset_url = [](std::string_view name) { return "/static/" + std::string{name}; },
        .icon = [](std::string_view) { return std::string{"<path d=\"M0 0\"/>"}; },
    };
}

std::string rendered(const std::string& text, const Page& page = {},
                     std::map<std::string, std::string> partials = {}) {
    static const Catalogue words = Catalogue::french();
    partials["page"] = text;
    Fields shape{words, Fields::Purpose::shape};
    bind(shape, Page{});
    const Template made{"page", sources_of(partials), words, shape};
    Fields fields{words};
    bind(fields, page);
    return made.render(fields);
}

std::string complaint(const std::string& text, std::map<std::string, std::string> partials = {}) {
    try {
        rendered(text, {}, std::move(partials));
    } catch (const TemplateError& error) {
        return error.what();
    }
    return {};
}

bool refuses(const std::string& text, std::string_view why) {
    const auto said = complaint(text);
    INFO(text << " -> " << said);
    CHECK(said.find(why) != std::string::npos);
    return said.find(why) != std::string::npos;
}

}  // namespace

TEST_CASE("a person's words are escaped among words and within quotes") {
    const Page page{.title = "<b>\"'&{{title}}{{>page}}", .rows = {}, .open = false, .count = 0};
    const auto escaped = "&lt;b&gt;&quot;&apos;&amp;{{title}}{{&gt;page}}";
    CHECK(rendered("<p>{{title}}</p>", page) == std::string{"<p>"} + escaped + "</p>");
    CHECK(rendered("<p title=\"{{title}}\"></p>", page) ==
          std::string{"<p title=\""} + escaped + "\"></p>");
}

TEST_CASE("a field that the page's struct does not name is refused, also within a list") {
    CHECK(refuses("{{titel}}", "not a field"));
    CHECK(refuses("{{#rows}}{{nmae}}{{/rows}}", "not a field"));
    CHECK(refuses("{{name}}", "not a field"));
    CHECK(refuses("{{#opne}}{{/opne}}", "not a field"));
    CHECK(rendered("{{#rows}}{{name}}{{title}} {{/rows}}",
                   {.title = "t", .rows = {{"a", {}}, {"b", {}}}}) == "at bt ");
}

TEST_CASE("text is never a section, and a section is never text") {
    CHECK(refuses("{{#title}}x{{/title}}", "use a flag"));
    CHECK(refuses("{{rows}}", "cannot be shown"));
    CHECK(refuses("{{open}}", "cannot be shown"));
}

TEST_CASE("nothing is shown unescaped but a field named _html, and only among words") {
    CHECK(refuses("{{{title}}}", "unescaped"));
    CHECK(refuses("{{&title}}", "unescaped"));
    CHECK(refuses("<p title=\"{{&body_html}}\"></p>", "unescaped"));
    CHECK(refuses("{{body_html}}", "shown by"));
    CHECK(rendered("{{&body_html}}", {.title = "a **b** <i>"}) ==
          "<p>a <strong>b</strong> &lt;i&gt;</p>\n");
}

TEST_CASE("a field in a tag stands within quotes") {
    CHECK(refuses("<p class={{title}}></p>", "no quotes"));
    CHECK(refuses("<p class=a></p>", "no quotes"));
    CHECK(refuses("<p {{title}}></p>", "within quotes"));
    CHECK(refuses("<h{{count}}>x</h1>", "within quotes"));
    CHECK(rendered("<input{{#open}} checked{{/open}}>", {.open = true}) == "<input checked>");
}

TEST_CASE(
    "scripts, styles, comments, handlers and style attributes hold no field, and nothing inline at "
    "all") {
    CHECK(refuses("<script>{{title}}</script>", "no inline script"));
    CHECK(refuses("<script>alert(1)</script>", "no inline script"));
    CHECK(refuses("<style>p{}</style>", "no inline"));
    CHECK(refuses("<!-- {{title}} -->", "no field in"));
    CHECK(refuses("<p onclick=\"{{title}}\"></p>", "onclick"));
    CHECK(refuses("<p style=\"color:{{title}}\"></p>", "style"));
    CHECK(rendered("<script src=\"/static/a.js\"></script>") ==
          "<script src=\"/static/a.js\"></script>");
}

TEST_CASE("an address comes from a field named _url, which only ever holds a safe one") {
    CHECK(refuses("<a href=\"{{title}}\">x</a>", "*_url"));
    CHECK(refuses("<a href=\"javascript:alert(1)\">x</a>", "neither"));
    const std::string text = "<a href=\"{{link_url}}\">x</a>";
    CHECK(rendered(text, {.title = "javascript:alert(1)"}) == "<a href=\"#\">x</a>");
    CHECK(rendered(text, {.title = "https://a.example/?x=1&y=2"}) ==
          "<a href=\"https://a.example/?x=1&amp;y=2\">x</a>");
    CHECK(rendered("<a href=\"/p/{{title}}\">x</a>", {.title = "7"}) == "<a href=\"/p/7\">x</a>");
}

TEST_CASE("partials are put in place at load, cycles and unknown ones are refused") {
    CHECK(rendered("a{{> one}}c", {}, {{"one", "b\n"}}) == "abc");
    CHECK(complaint("{{> one}}", {{"one", "{{> two}}"}, {"two", "{{> one}}"}})
              .find("includes itself") != std::string::npos);
    CHECK(complaint("{{> page}}").find("includes itself") != std::string::npos);
    CHECK(complaint("{{> none}}").find("no template none") != std::string::npos);
    CHECK(refuses("{{> title}}", "no template"));
}

TEST_CASE("delimiters, dots, unclosed tags and unclosed sections are refused") {
    CHECK(refuses("{{=<% %>=}}", "delimiters"));
    CHECK(refuses("{{.}}", "not a field's name"));
    CHECK(refuses("{{a.b}}", "not a field's name"));
    CHECK(refuses("{{title", "not closed"));
    CHECK(refuses("{{#rows}}", "not closed"));
    CHECK(refuses("{{#rows}}{{#open}}{{/rows}}{{/open}}", "closes nothing"));
    CHECK(refuses("{{/rows}}", "closes nothing"));
    CHECK(refuses("<p>[[words</p>", "not closed"));
    CHECK(refuses("<p", "ends inside"));
}

TEST_CASE("comments vanish, icons are drawn, assets and paths get their addresses") {
    CHECK(rendered("a{{! {{never}}b") == "ab");
    CHECK(rendered("@icon(for flip)") ==
          "<svg class=\"i flip\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M0 "
          "0\"/></svg>");
    CHECK(rendered("<a href=\"@/feed\" lang=\"@lang\">a@b</a>") ==
          "<a href=\"/feed\" lang=\"fr\">a@b</a>");
    CHECK(rendered("<link href=\"@static(a.css)\">") == "<link href=\"/static/a.css\">");
}

TEST_CASE("words get French spaces, and counted phrases the form of their number") {
    CHECK(rendered("[[Combien ?]] combien ?") == "Combien\u202f? combien ?");
    const std::string text = "[[#count|{{count}} avis retiré|{{count}} avis retirés]]";
    CHECK(rendered(text, {.count = 0}) == "0 avis retiré");
    CHECK(rendered(text, {.count = 1}) == "1 avis retiré");
    CHECK(rendered(text, {.count = 1'234'567}) == "1\u202f234\u202f567 avis retirés");
}

TEST_CASE("a group is there or not") {
    const std::string text = "{{#first}}{{name}}{{/first}}{{^first}}-{{/first}}";
    CHECK(rendered(text) == "-");
    CHECK(rendered(text, {.rows = {{"a", {}}}}) == "a");
}
