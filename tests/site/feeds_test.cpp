// Atom and JSON Feed for every list: the same entries in both, discovered from the page, paged, and
// asked for again without being sent again.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "http/json_feed.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

boost::json::value json_feed(TestSite& site, const std::string& path) {
    const RawResponse answer = site.raw("GET", path);
    REQUIRE_MESSAGE(answer.status == 200, path);
    CHECK(answer.header("content-type") == "application/feed+json; charset=utf-8");
    return boost::json::parse(answer.body);
}

std::size_t entries_of(const std::string& atom) {
    std::size_t count = 0;
    for (std::size_t at = atom.find("<entry>"); at != std::string::npos;
         at = atom.find("<entry>", at + 1))
        ++count;
    return count;
}

}  // namespace

TEST_CASE("every list has its feeds, and its page leads to them") {
    TestSite site;
    const std::string square = site.open_project("Ada", "La place & l’ombre");
    const std::string bench = site.propose("Blaise", square, "Un banc <b>");
    site.propose("Camille", "", "Une fontaine");
    const auto blaise = site.api("GET", "/api/v1/proposals/" + bench).text("/author/id");
    struct List {
        std::string page, feed;
        std::size_t entries;
    };
    const List lists[] = {
        {"/feed", "/feed", 0},
        {"/projects", "/projects", 1},
        {"/projects/" + square, "/projects/" + square + "/feed", 2},
        {"/proposals", "/proposals", 2},
        {"/proposals/" + bench, "/proposals/" + bench + "/feed", 1},
        {"/people/" + blaise, "/people/" + blaise + "/feed", 2},
    };
    for (const List& list : lists) {
        CAPTURE(list.page);
        const std::string page = site.raw("GET", list.page).body;
        CHECK(page.find(" type=\"application/atom+xml\"") != std::string::npos);
        CHECK(page.find("href=\"" + list.feed + ".atom") != std::string::npos);
        CHECK(page.find("href=\"" + list.feed + ".json") != std::string::npos);
        const std::string atom = site.raw("GET", list.feed + ".atom").body;
        const auto feed = json_feed(site, list.feed + ".json");
        CHECK(entries_of(atom) == feed.at("items").as_array().size());
        if (list.entries != 0) CHECK(entries_of(atom) == list.entries);
        CHECK(feed.at("feed_url").as_string().ends_with(list.feed + ".json"));
        CHECK(site.raw("GET", "/en" + list.feed + ".atom").body.find("xml:lang=\"en\"") !=
              std::string::npos);
    }
    CHECK(site.raw("GET", "/proposals.atom").body.find("Un banc &lt;b&gt;") != std::string::npos);
    CHECK(site.raw("GET", "/projects.atom").body.find("La place &amp; l’ombre") !=
          std::string::npos);
}

TEST_CASE("the feed of the list of proposals keeps its filters, and pages go on") {
    TestSite site;
    const std::string square = site.open_project("Ada", "La place");
    for (int i = 0; i < 53; ++i) site.propose("Ada", square, "Banc " + std::to_string(i));
    site.propose("Blaise", "", "Fontaine");
    const std::string filters = "?sort=recent&state=open&project=" + square + "&q=banc";
    const auto first = json_feed(site, "/proposals.json" + filters);
    CHECK(first.at("items").as_array().size() == 50);
    const std::string next(first.at("next_url").as_string());
    CHECK(next.find("&project=" + square + "&q=banc&cursor=") != std::string::npos);
    const auto second = json_feed(site, next.substr(next.find("/proposals.json")));
    CHECK(second.at("items").as_array().size() == 3);
    CHECK_FALSE(second.as_object().contains("next_url"));
    CHECK(site.raw("GET", "/proposals.atom" + filters + "x").body.find("<entry>") ==
          std::string::npos);
    CHECK(site.raw("GET", "/proposals.json?cursor=x").status == 400);
    CHECK(site.raw("GET", "/proposals.json?project=x").status == 404);
    CHECK(site.raw("GET", "/feed.json?cursor=-1").status == 400);
    CHECK(site.raw("GET", "/proposals/nothing/feed.json").status == 404);
    CHECK(site.raw("GET", "/people/nothing/feed.atom").status == 404);
}

TEST_CASE("who asks again gets 304 until something has happened") {
    TestSite site;
    const std::string bench = site.propose("Ada", "", "Un banc");
    for (const std::string& path :
         {std::string("/feed.json"), "/proposals/" + bench + "/feed.atom"}) {
        CAPTURE(path);
        const std::string etag(site.raw("GET", path).header("etag"));
        REQUIRE_FALSE(etag.empty());
        const std::string condition = "If-None-Match: " + etag + "\r\n";
        CHECK(site.raw("GET", path, condition).status == 304);
        site.api("POST", "/api/v1/proposals/" + bench + "/arguments", "Blaise",
                 "{\"side\":\"for\",\"body\":\"Oui.\"}");
        CHECK(site.raw("GET", path, condition).status == 200);
    }
}

TEST_CASE("a JSON feed is well formed whatever the texts") {
    http::pages::AtomFeed feed;
    feed.title = "Le fil \"\x01";
    feed.url = "https://a.example/feed.json";
    feed.html_url = "javascript:alert(1)";
    feed.entries = {{"7", "\xff</script>", "javascript:alert(1)", "", "", 1'776'668'700'000}};
    const auto parsed = boost::json::parse(http::render_json_feed(feed));
    CHECK(parsed.at("version") == "https://jsonfeed.org/version/1.1");
    CHECK_FALSE(parsed.as_object().contains("home_page_url"));
    const auto& item = parsed.at("items").as_array()[0];
    CHECK(item.at("id") == "https://a.example/feed.json#7");
    CHECK_FALSE(item.as_object().contains("url"));
    CHECK(item.at("content_text") == "\uFFFD</script>");
    CHECK(item.at("date_published") == "2026-04-20T07:05:00Z");
}

}  // namespace imaginons::tests
