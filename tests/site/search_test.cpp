// Searching on a real site: the page and the API find what was written a moment ago, mark it,
// filter it, suggest a better spelling, and answer whatever is typed with a page.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>

#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

std::string search_path(const std::string& query) {
    return "/search?" + form_encoded({{"q", query}});
}

// A town where something can be found.
struct Town {
    Town() : site({"Ada", "Blaise"}) {
        project = site.open_project("Ada", "Des cours d’école plus fraîches");
        bikes = site.propose("Ada", project, "Des arceaux pour les vélos de l’école",
                             "# Pourquoi\n\nIl y a **quatorze vélos** pour quatre arceaux.");
        lamp = site.propose("Blaise", "", "Une lampe sur la passerelle", "La nuit à Annemasse.");
        site.api("POST", "/api/v1/proposals/" + lamp + "/arguments", "Ada",
                 R"({"side":"for","body":"À vélo on n’y voit rien."})");
        wait_for_index();
    }
    // The site answers before its index is there, and says how far that is.
    void wait_for_index() {
        const std::int64_t wanted = site.position();
        while (site.api("GET", "/api/v1/search?q=velo").number("/position") < wanted) {
        }
    }
    TestSite site;
    std::string project;
    std::string bikes;
    std::string lamp;
};

std::vector<std::string> paths(const ApiAnswer& answer) {
    std::vector<std::string> all;
    for (const auto& item : answer.body.at("items").as_array())
        all.emplace_back(item.at("path").as_string());
    return all;
}

}  // namespace

TEST_CASE("the search page finds what was just written, marks it and leads there") {
    Town town;
    Browser visitor(town.site);
    visitor.get("/search");
    CHECK(visitor.page().status == 200);
    CHECK(visitor.shows("Que cherchez-vous"));
    visitor.get(search_path("velo"));
    CHECK(visitor.shows("Des arceaux pour les <mark>vélos</mark> de l’école"));
    CHECK(visitor.shows("quatorze <mark>vélos</mark> pour quatre arceaux."));
    CHECK(visitor.shows("/proposals/" + town.bikes));
    CHECK(visitor.shows("À <mark>vélo</mark> on n’y voit rien."));
    CHECK(visitor.shows("/proposals/" + town.lamp + "#a-"));
    CHECK(visitor.shows("2 résultats"));
    visitor.get(search_path("l'ecole") + "&kind=project");
    CHECK(visitor.shows("Des cours d’<mark>école</mark> plus fraîches"));
    CHECK_FALSE(visitor.shows("/proposals/" + town.bikes));
    visitor.get("/en" + search_path("velo"));
    CHECK(visitor.shows("2 results"));
}

TEST_CASE("a misspelt search suggests a better one and keeps the filters") {
    Town town;
    Browser visitor(town.site);
    visitor.get(search_path("anemasse") + "&kind=proposal&sort=recent");
    CHECK(visitor.shows("Vouliez-vous dire"));
    CHECK(visitor.shows("/search?q=annemasse&amp;kind=proposal&amp;sort=recent"));
    visitor.get("/search?q=annemasse&kind=proposal");
    CHECK(visitor.shows("/proposals/" + town.lamp));
    CHECK_FALSE(visitor.shows("Vouliez-vous dire"));
    visitor.get(search_path("xylophone"));
    CHECK(visitor.shows("Rien ne correspond"));
    CHECK(visitor.shows("/proposals/new"));
}

TEST_CASE("the list of proposals is filtered by the same words") {
    Town town;
    Browser visitor(town.site);
    visitor.get("/proposals?q=velos");
    CHECK(visitor.shows("/proposals/" + town.bikes));
    CHECK_FALSE(visitor.shows("/proposals/" + town.lamp));
    visitor.get("/proposals?q=passerel");
    CHECK(visitor.shows("/proposals/" + town.lamp));
    const auto listed = town.site.api("GET", "/api/v1/proposals?q=arceau&project=" + town.project);
    CHECK(listed.body.at("items").as_array().size() == 1);
}

TEST_CASE("the API searches, filters and pages") {
    Town town;
    auto answer = town.site.api("GET", "/api/v1/search?q=v%C3%A9lo");
    CHECK(answer.number("/matching") == 2);
    const auto found = paths(answer);
    CHECK(std::count(found.begin(), found.end(), "/proposals/" + town.bikes) == 1);
    answer = town.site.api("GET", "/api/v1/search?q=velo&kind=argument");
    CHECK(answer.text("/items/0/kind") == "argument");
    answer = town.site.api("GET", "/api/v1/search?q=velo&limit=1");
    CHECK(answer.text("/next") == "1");
    answer = town.site.api("GET", "/api/v1/search?q=velo&limit=1&cursor=1");
    CHECK(answer.body.at("items").as_array().size() == 1);
    CHECK(answer.body.at("next").is_null());
    answer = town.site.api("GET", "/api/v1/search?q=anemasse");
    CHECK(answer.text("/suggestion") == "annemasse");
    answer = town.site.api("GET", "/api/v1/search?q=velo&project=" + town.project);
    CHECK(answer.number("/matching") == 1);
    answer = town.site.api("GET", "/api/v1/search?q=velo&until=2001-01-01");
    CHECK(answer.number("/matching") == 0);
    for (const char* wrong : {"kind=tout", "state=hidden", "sort=random", "from=hier", "limit=0",
                              "cursor=x", "project=1", "unknown=1"}) {
        CAPTURE(wrong);
        CHECK(town.site.api("GET", std::string("/api/v1/search?q=velo&") + wrong).status == 400);
    }
}

TEST_CASE("similar proposals are named before an idea is published, and nothing is lost") {
    Town town;
    Browser ada(town.site);
    ada.join("ada@exemple.fr", "Ada Lovelace");
    ada.get("/proposals/new");
    ada.post("/proposals/new", {{"title", "Plus d’arceaux à vélo devant l’école"},
                                {"body", "Il en manque."},
                                {"project", ""},
                                {"step", "preview"}});
    CHECK(ada.page().status == 200);
    CHECK(ada.shows("Relisez avant de publier"));
    CHECK(ada.shows("Une idée ressemble à la vôtre"));
    CHECK(ada.shows("/proposals/" + town.bikes));
    CHECK(ada.shows("value=\"Plus d’arceaux à vélo devant l’école\""));
    ada.post("/proposals/new", {{"title", "Planter des tilleuls"},
                                {"body", "De l’ombre."},
                                {"project", ""},
                                {"step", "preview"}});
    CHECK_FALSE(ada.shows("ressemble à la vôtre"));
    const auto answer = town.site.api("GET", "/api/v1/similar?title=Des+arceaux+%C3%A0+v%C3%A9lo");
    CHECK(answer.text("/items/0/id") == town.bikes);
    CHECK(town.site.api("GET", "/api/v1/similar").body.at("items").as_array().empty());
}

TEST_CASE("whatever is typed, the search answers with a page and shows it as text") {
    Town town;
    Browser visitor(town.site);
    std::vector<std::string> typed = {"a",
                                      "le la les",
                                      "?!",
                                      "\"",
                                      "\"velo",
                                      "« velo",
                                      "(velo AND OR NOT",
                                      "title:velo*",
                                      "velo~ ^2 +-",
                                      std::string(2'000, 'e'),
                                      std::string(1'000, '"'),
                                      "\xE2\x80\xAE\xF0\x9F\x9A\xB2",
                                      "</title><script>alert(1)</script>"};
    const std::filesystem::path file = IMAGINONS_SHARED_DATA "/xss/payloads.json";
    if (std::filesystem::exists(file)) {
        std::ifstream in(file);
        const std::string bytes{std::istreambuf_iterator<char>(in),
                                std::istreambuf_iterator<char>()};
        const boost::json::value payloads = boost::json::parse(bytes);
        for (const auto& each : payloads.as_array()) {
            const auto* payload = each.as_object().if_contains("payload");
            if (payload == nullptr || !payload->is_string()) continue;
            const std::string text(payload->get_string());
            if (form_encoded({{"q", text}}).size() < 4'000) typed.push_back(text);
        }
    }
    for (const std::string& text : typed) {
        CAPTURE(text);
        visitor.get(search_path(text));
        CHECK(visitor.page().status == 200);
        CHECK(visitor.shows("<h1>Rechercher</h1>"));
        CHECK_FALSE(visitor.shows("<script>alert"));
    }
    for (const char* path :
         {"/search?q=%00", "/search?q=%ff", "/search?q=%", "/search?q=velo&cursor=-1",
          "/search?q=velo&cursor=999999999999", "/search?q=velo&kind=x&since=y",
          "/search?q=velo&project=nowhere", "/search?q="}) {
        CAPTURE(path);
        visitor.get(path);
        CHECK(visitor.page().status == 200);
    }
    CHECK(town.site.raw("GET", "/search?q=" + std::string(10'000, 'e')).status == 414);
}

TEST_CASE("what the search knows is there after a restart, also when the index is gone") {
    Town town;
    const auto found = [&] { return paths(town.site.api("GET", "/api/v1/search?q=velo")).size(); };
    CHECK(found() == 2);
    town.site.restart();
    town.wait_for_index();
    CHECK(found() == 2);
    town.site.stop();
    std::filesystem::remove_all(town.site.data() / "search");
    town.site.restart();
    town.wait_for_index();
    CHECK(found() == 2);
}

}  // namespace imaginons::tests
