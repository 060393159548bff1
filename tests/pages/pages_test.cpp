// Every page, with rich, empty and hostile data, in both languages. With IMAGINONS_RENDER_DIR set,
// the sample pages are saved there, to be looked at in a browser.
#include "http/pages/pages.hpp"

#include "http/catalogue.hpp"
#include "http/pages/atom.hpp"
#include "http/template.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>
#include <unistd.h>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <thread>

using namespace imaginons::http;
using namespace imaginons::http::pages;

namespace {

const Pages& site() {
    static const Pages pages;
    return pages;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

void save(const std::filesystem::path& path, const std::string& bytes) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << bytes;
}

bool is_void(std::string_view element) {
    static const std::set<std::string_view> names = {"!DOCTYPE", "meta", "link", "input", "br",
                                                     "hr",       "path", "rect", "circle"};
    return names.contains(element);
}

struct Tag {
    std::string element;
    std::map<std::string, std::string> attributes;
    bool closes = false;
    bool empty = false;
};

// Reads one tag at text[at] == '<'; at is then past its '>'. Attributes are all within quotes, or
// without value.
Tag read_tag(const std::string& text, std::size_t& at) {
    Tag tag;
    ++at;
    tag.closes = text[at] == '/';
    at += tag.closes ? 1 : 0;
    const auto name_end = text.find_first_of(" \n\t/>", at);
    tag.element = text.substr(at, name_end - at);
    at = name_end;
    while (text[at] != '>') {
        if (text[at] == ' ' || text[at] == '\n' || text[at] == '\t') {
            ++at;
        } else if (text[at] == '/') {
            tag.empty = true;
            ++at;
        } else {
            const auto end = text.find_first_of("= \n\t/>", at);
            const auto name = text.substr(at, end - at);
            at = end;
            std::string value;
            if (text[at] == '=') {
                const auto close = text.find(text[at + 1], at + 2);
                value = text.substr(at + 2, close - at - 2);
                at = close + 1;
            }
            CHECK_MESSAGE(!tag.attributes.contains(name),
                          "twice " << name << " in <" << tag.element << ">");
            tag.attributes.emplace(name, value);
        }
    }
    ++at;
    return tag;
}

void check_attributes(const Tag& tag, const std::string& name) {
    static const std::set<std::string> elements = {
        "!DOCTYPE", "html",     "head",    "meta",   "title",    "link",       "body",
        "a",        "header",   "div",     "svg",    "path",     "circle",     "rect",
        "g",        "span",     "small",   "nav",    "ul",       "ol",         "li",
        "main",     "p",        "b",       "strong", "em",       "section",    "h1",
        "h2",       "h3",       "h4",      "h5",     "h6",       "dl",         "dt",
        "dd",       "footer",   "form",    "label",  "input",    "button",     "details",
        "summary",  "fieldset", "legend",  "select", "option",   "textarea",   "time",
        "bdi",      "mark",     "article", "aside",  "progress", "blockquote", "code",
        "pre",      "br",       "hr",      "script", "ins",      "del",        "table",
        "caption",  "thead",    "tbody",   "tr",     "th",       "td"};
    CHECK_MESSAGE(elements.contains(tag.element), name << ": <" << tag.element << ">");
    for (const auto& [attribute, value] : tag.attributes) {
        CHECK_FALSE(attribute.starts_with("on"));
        CHECK(attribute != "style");
        if (attribute == "href" || attribute == "src" || attribute == "action") {
            const bool known = value.empty() || value.starts_with('#') ||
                               (value.starts_with('/') && !value.starts_with("//")) ||
                               value.starts_with("https://") || value.starts_with("http://") ||
                               value.starts_with("mailto:") || value.starts_with("geo:");
            CHECK_MESSAGE(known, name << ": " << attribute << "=" << value);
        }
    }
}

// Tags nest, ids are unique and found by what points at them, nothing can run, headings skip no
// level.
void check_page(const std::string& html, const std::string& name) {
    std::vector<std::string> open;
    std::multiset<std::string> ids;
    std::vector<std::string> wanted;
    int heading = 0;
    int firsts = 0;
    for (auto at = html.find('<'); at != std::string::npos; at = html.find('<', at)) {
        const auto tag = read_tag(html, at);
        check_attributes(tag, name);
        if (tag.closes) {
            REQUIRE_MESSAGE((!open.empty() && open.back() == tag.element),
                            name << ": </" << tag.element << ">");
            open.pop_back();
            continue;
        }
        if (!tag.empty && !is_void(tag.element)) {
            open.push_back(tag.element);
        }
        if (tag.element.size() == 2 && tag.element[0] == 'h' && tag.element[1] >= '1' &&
            tag.element[1] <= '6') {
            const int level = tag.element[1] - '0';
            firsts += level == 1 ? 1 : 0;
            CHECK_MESSAGE(level <= heading + 1, name << ": h" << level << " after h" << heading);
            heading = level;
        }
        if (const auto id = tag.attributes.find("id"); id != tag.attributes.end()) {
            ids.insert(id->second);
        }
        for (const auto* pointer : {"for", "aria-labelledby", "aria-describedby"}) {
            if (const auto found = tag.attributes.find(pointer); found != tag.attributes.end()) {
                wanted.push_back(found->second);
            }
        }
    }
    CHECK(open.empty());
    CHECK_MESSAGE(firsts == 1, name << ": " << firsts << " h1");
    for (const auto& id : ids) {
        CHECK_MESSAGE(ids.count(id) == 1, name << ": id " << id << " twice");
    }
    for (const auto& list : wanted) {
        for (std::size_t from = 0; from < list.size();) {
            const auto end = std::min(list.find(' ', from), list.size());
            const auto id = list.substr(from, end - from);
            CHECK_MESSAGE((id.empty() || ids.contains(id)), name << ": nothing has the id " << id);
            from = end + 1;
        }
    }
    CHECK(html.find("{{") == std::string::npos);
    CHECK(html.find("[[") == std::string::npos);
}

}  // namespace

TEST_CASE("every page is whole, in every language, with much and with nothing to show") {
    const char* folder = std::getenv("IMAGINONS_RENDER_DIR");
    std::set<std::string> names;
    for (auto& sample : samples::rich_and_empty()) {
        CHECK(names.insert(sample.name).second);
        for (const Catalogue& words : site().languages()) {
            auto chrome = sample.chrome;
            chrome.language = words.code();
            const auto html = sample.render(site(), chrome);
            check_page(html, words.code() + "/" + sample.name);
            CHECK(html.starts_with("<!DOCTYPE html>\n<html lang=\"" + words.code() + "\">"));
            CHECK(html.size() < 45'000);
            if (folder != nullptr) {
                save(std::filesystem::path{folder} / words.code() / (sample.name + ".html"), html);
            }
        }
    }
    if (folder != nullptr) {
        for (const auto* name : {"style.css", "logo.svg", "count.js", "draft.js", "live.js",
                                 "locate.js", "passkey.js", "similar.js"}) {
            const auto* asset = site().assets().find(site().assets().url(name));
            save(std::filesystem::path{folder} / asset->url.substr(1), asset->bytes);
        }
    }
}

TEST_CASE("whatever stands in every text, no page breaks and nothing can run") {
    std::vector<std::string> texts = {
        "",
        " ",
        "\"><script>alert(1)</script>",
        "'onmouseover='alert(1)",
        "javascript:alert(1)",
        "{{title}}{{>page}}{{{x}}}",
        "]]>--></title></textarea></main><h1>",
        "\xff\xfe\x00",
        "//evil.example",
        "https://a.example/\"onclick=x",
        "\u202egnorw",
        "# a\n\n### b\n\n[x](javascript:1) ![y](data:,z)",
    };
    const std::filesystem::path data{IMAGINONS_SHARED_DATA};
    for (const auto* file : {"xss/payloads.json", "blns/blns.json"}) {
        if (!std::filesystem::exists(data / file)) {
            MESSAGE("skipped: " << file << " is not there");
            continue;
        }
        const auto strings = boost::json::parse(read_file(data / file));
        for (const auto& value : strings.as_array()) {
            const auto& text =
                value.is_object() ? value.at("payload").as_string() : value.as_string();
            texts.emplace_back(text);
        }
    }
    for (const auto& text : texts) {
        for (const auto& sample : samples::filled_with(text)) {
            const auto html = sample.render(site(), sample.chrome);
            INFO(sample.name << " filled with " << text);
            std::size_t at = 0;
            for (at = html.find('<'); at != std::string::npos; at = html.find('<', at)) {
                check_attributes(read_tag(html, at), sample.name);
            }
            CHECK(html.find("<script>") == std::string::npos);
            CHECK(html.ends_with("</html>\n"));
        }
    }
}

TEST_CASE(
    "a visitor is offered the way in, who is signed in the three stances, none of them chosen "
    "beforehand") {
    const auto find = [](const std::string& name) {
        for (const auto& sample : samples::rich_and_empty()) {
            if (sample.name == name) {
                return sample.render(site(), sample.chrome);
            }
        }
        return std::string{};
    };
    const auto visitor = find("proposal");
    CHECK(visitor.find("/signin?next=/proposals/p44") != std::string::npos);
    CHECK(visitor.find("name=\"stance\"") == std::string::npos);
    CHECK(visitor.find("name=\"csrf\"") == std::string::npos);
    const auto given = find("proposal-signed-in");
    CHECK(given.find("value=\"for\" type=\"submit\" aria-pressed=\"true\"") != std::string::npos);
    CHECK(given.find("value=\"against\" type=\"submit\" aria-pressed=\"false\"") !=
          std::string::npos);
    CHECK(given.find("Votre avis est enregistré\u00a0: pour.") != std::string::npos);
    CHECK(given.find("n° 48\u202f213") != std::string::npos);
    const auto support = find("proposal-support");
    CHECK(support.find("value=\"against\" type=\"submit\"") == std::string::npos);
    CHECK(support.find("Soutenir") != std::string::npos);
    const auto withdrawn = find("proposal-withdrawn");
    CHECK(withdrawn.find("name=\"stance\"") == std::string::npos);
}

TEST_CASE("in English, paths stay in English and the switch leads back") {
    Chrome chrome;
    chrome.language = "en";
    chrome.path = "/proposals?sort=recent&q=a";
    const auto html = site().render(ProposalsPage{}, chrome);
    CHECK(html.find("href=\"/en/projects\"") != std::string::npos);
    CHECK(html.find("action=\"/en/proposals\"") != std::string::npos);
    CHECK(html.find("href=\"/proposals?sort=recent&amp;q=a\" lang=\"fr\"") != std::string::npos);
    CHECK(html.find("href=\"/projects\"") == std::string::npos);
    chrome.language = "xx";
    CHECK(site().render(ProposalsPage{}, chrome).find("<html lang=\"fr\">") != std::string::npos);
    const auto english = site().split_language("/en/feed");
    CHECK(english.language == "en");
    CHECK(english.path == "/feed");
    CHECK(site().split_language("/en").path == "/");
    CHECK(site().split_language("/english").path == "/english");
    CHECK(site().split_language("/feed").language == "fr");
}

TEST_CASE("what was wrong stands in the summary and beside its field, with what was typed") {
    for (const auto& sample : samples::rich_and_empty()) {
        if (sample.name != "propose-faults") {
            continue;
        }
        const auto html = sample.render(site(), sample.chrome);
        CHECK(html.find("Il reste 2 points à revoir") != std::string::npos);
        CHECK(html.find("<a href=\"#title\">Raccourcissez ce texte de 14 caractères.</a>") !=
              std::string::npos);
        CHECK(html.find("id=\"body-e\"") != std::string::npos);
        CHECK(html.find("value=\"Ouvrir un atelier") != std::string::npos);
        CHECK(html.find("94 sur 80") != std::string::npos);
        CHECK(html.find("<title>Erreur\u00a0: Proposer une idée") != std::string::npos);
    }
}

TEST_CASE(
    "assets are found by their permanent address, and a theme may replace them and the templates") {
    const auto& url = site().assets().url("style.css");
    CHECK(url.starts_with("/static/style."));
    bool permanent = false;
    const auto* asset = site().assets().find(url, &permanent);
    REQUIRE(asset != nullptr);
    CHECK(permanent);
    CHECK(asset->content_type == "text/css; charset=utf-8");
    CHECK(asset->gzip.size() < 15'000);
    CHECK(asset->gzip.size() > 1'000);
    CHECK(site().assets().find("/static/style.css", &permanent) == asset);
    CHECK_FALSE(permanent);
    CHECK(site().assets().find("/static/../po/en.mo") == nullptr);
    CHECK(site().assets().find("/static/style.css.gz") == nullptr);

    const auto theme =
        std::filesystem::temp_directory_path() / ("imaginons-theme-" + std::to_string(::getpid()));
    save(theme / "static/style.css", "p{}");
    save(theme / "sent.mustache", "{{> head}}{{> top}}<h1>{{city}}</h1>{{> foot}}");
    const Pages themed{theme};
    CHECK(themed.assets().url("style.css") != url);
    CHECK(themed.render(SentPage{}, Chrome{}).find("<h1>Annemasse</h1>") != std::string::npos);
    save(theme / "sent.mustache", "{{secret}}");
    CHECK_THROWS_AS(Pages{theme}, TemplateError);
    std::filesystem::remove_all(theme);
}

TEST_CASE("pages render from several threads at once and come out the same") {
    const auto all = samples::rich_and_empty();
    const auto expected = all.front().render(site(), all.front().chrome);
    std::vector<std::jthread> threads;
    std::vector<int> wrong(4, 0);
    for (std::size_t t = 0; t < wrong.size(); ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 20; ++i) {
                wrong[t] += all.front().render(site(), all.front().chrome) == expected ? 0 : 1;
            }
        });
    }
    threads.clear();
    CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("an Atom feed is well formed whatever the texts") {
    AtomFeed feed;
    feed.title = "Le fil <&>";
    feed.url = "https://a.example/feed.atom";
    feed.html_url = "https://a.example/feed";
    feed.entries = {{.id = "01920000-0000-7000-8000-000000000001",
                     .title = "a]]></title>\x01",
                     .url = "javascript:alert(1)",
                     .author = "",
                     .summary = "\"é\"",
                     .updated = 1'776'668'700'000}};
    const auto xml = render_atom(feed);
    CHECK(xml.find("<id>urn:uuid:01920000-0000-7000-8000-000000000001</id>") != std::string::npos);
    CHECK(xml.find("a]]&gt;&lt;/title&gt;\uFFFD") != std::string::npos);
    CHECK(xml.find("javascript") == std::string::npos);
    CHECK(xml.find("<updated>2026-04-20T07:05:00Z</updated>") != std::string::npos);
}
