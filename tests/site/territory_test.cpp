// Themes and districts on a real site: published by the verb, chosen in the form, kept in drafts,
// filtered by, followed, told in feeds; in the API, in the past, and when they make no sense.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "commands/territory_command.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr const char* header = "code,french,english\n";

struct Published {
    int code = 0;
    std::string out;
    std::string errors;
};

// The site stops for it and goes on. What is empty is not given.
Published publish(TestSite& site, const std::string& themes, const std::string& districts) {
    TempDir dir;
    commands::TerritoryOptions options;
    const auto write = [&](const std::string& name, const std::string& rows) {
        std::ofstream(dir.path / name) << header << rows;
        return dir.path / name;
    };
    if (!themes.empty()) options.themes = write("themes.csv", themes);
    if (!districts.empty()) options.districts = write("districts.csv", districts);
    site.stop();
    std::ostringstream out;
    std::ostringstream errors;
    const int code = commands::territory_command(site.data(), options, out, errors);
    site.restart();
    return {code, out.str(), errors.str()};
}

constexpr const char* themes =
    "eau,\"L’eau, la vie\",Water\nvelo,À vélo,By bike\narbres,Les arbres,Trees\njeux,Jouer,Play\n";
constexpr const char* districts = "gare,La gare,The station\nlac,Le lac,The lake\n";

// Published by Zoé's form.
std::string propose(Browser& zoe, const std::string& title, const Fields& labels) {
    zoe.get("/proposals/new");
    Fields fields{{"title", title}, {"body", "Là."}, {"step", "publish"}};
    fields.insert(fields.end(), labels.begin(), labels.end());
    zoe.post("/proposals/new", fields);
    return zoe.path().substr(0, zoe.path().find('?'));
}

std::string id_in(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

struct Town {
    Town() {
        const Published published = publish(site, themes, districts);
        REQUIRE_MESSAGE(published.code == 0, published.errors);
        zoe.join("zoe@example.org", "Zoé");
    }
    TestSite site{{"Ada", "Blaise"}};
    Browser zoe{site};
};

}  // namespace

TEST_CASE("the verb publishes lists, says them again, and tells what is wrong with a file") {
    TestSite site({"Ada"});
    Published published = publish(site, themes, districts);
    CHECK(published.code == 0);
    CHECK(published.out.starts_with("theme\teau\tL’eau, la vie\tWater\n"));
    CHECK(published.out.find("district\tlac\tLe lac\tThe lake\n") != std::string::npos);
    const std::int64_t position = site.position();
    CHECK(publish(site, themes, "").code == 0);
    CHECK(publish(site, "", "").out == published.out);
    CHECK(site.position() == position);
    published = publish(site, "velo,À vélo,By bike\n", "");
    CHECK(published.out.find("theme\teau\tL’eau, la vie\tWater\tretired\n") != std::string::npos);
    published = publish(site, "eau,Autre chose,Else\n", "");
    CHECK(published.code == 1);
    CHECK(published.errors.find("code_meant_another") != std::string::npos);
    published = publish(site, "eau,Trop\n", "");
    CHECK(published.code == 1);
    CHECK(published.errors.find("themes.csv, line 2") != std::string::npos);
}

TEST_CASE("a proposal is given themes and a district, and shows them to everybody") {
    Town town;
    town.zoe.get("/proposals/new");
    CHECK(town.zoe.shows("L’eau, la vie"));
    CHECK(town.zoe.shows("La gare"));
    const std::string bench =
        propose(town.zoe, "Un banc", {{"theme", "velo"}, {"theme", "eau"}, {"district", "gare"}});
    CHECK(town.zoe.shows("href=\"/themes/velo\">À vélo</a>"));
    CHECK(town.zoe.shows("href=\"/districts/gare\">"));
    const std::string english = town.site.raw("GET", "/en" + bench).body;
    CHECK(english.find(">By bike</a>") != std::string::npos);
    CHECK(english.find("The station") != std::string::npos);
    const ApiAnswer row = town.site.api("GET", "/api/v1" + bench);
    CHECK(boost::json::serialize(row.body.at("themes")) == "[\"velo\",\"eau\"]");
    CHECK(row.text("/district") == "gare");
    const std::string list = town.site.raw("GET", "/proposals").body;
    CHECK(list.find("<span>À vélo</span>") != std::string::npos);
}

TEST_CASE("what was chosen stays in the form, in its preview and in its draft") {
    Town town;
    town.zoe.get("/proposals/new?theme=jeux&district=lac");
    CHECK(town.zoe.shows("value=\"jeux\" checked"));
    CHECK(town.zoe.shows("value=\"lac\" selected"));
    town.zoe.post("/proposals/new", {{"title", "Un banc"},
                                     {"body", "Là."},
                                     {"theme", "velo"},
                                     {"district", "gare"},
                                     {"step", "preview"}});
    CHECK(town.zoe.shows("value=\"velo\" checked"));
    CHECK(town.zoe.shows("value=\"gare\" selected"));
    CHECK_FALSE(town.zoe.shows("value=\"jeux\" checked"));
    town.zoe.post("/account/drafts", {{"draft", town.zoe.hidden("draft")},
                                      {"draft_version", "0"},
                                      {"title", "Un banc"},
                                      {"body", "Là."},
                                      {"theme", "velo"},
                                      {"theme", "eau"},
                                      {"district", "lac"}});
    REQUIRE(town.zoe.path().starts_with("/account/drafts/"));
    CHECK(town.zoe.shows("value=\"velo\" checked"));
    CHECK(town.zoe.shows("value=\"eau\" checked"));
    CHECK(town.zoe.shows("value=\"lac\" selected"));
}

TEST_CASE("four themes are one too many: the form comes back with everything in it") {
    Town town;
    const std::int64_t position = town.site.position();
    propose(town.zoe, "Un banc",
            {{"theme", "velo"}, {"theme", "eau"}, {"theme", "jeux"}, {"theme", "arbres"}});
    CHECK(town.zoe.page().status == 422);
    CHECK(town.zoe.shows("Choisissez au plus 3 thèmes."));
    CHECK(town.zoe.shows("href=\"#themes\""));
    CHECK(town.zoe.shows("value=\"Un banc\""));
    CHECK(town.zoe.shows("value=\"arbres\" checked"));
    CHECK(town.site.position() == position);
    propose(town.zoe, "Un banc", {{"theme", "lune"}});
    CHECK(town.zoe.page().status == 422);
    CHECK(town.zoe.shows("Un de ces thèmes n’est plus dans la liste. Choisissez à nouveau."));
    propose(town.zoe, "Un banc", {{"district", "mars"}});
    CHECK(town.zoe.page().status == 422);
    CHECK(town.zoe.shows("Ce quartier n’est plus dans la liste."));
    CHECK(town.site.position() == position);
}

TEST_CASE("an edit moves a proposal; its history tells it, and the past still has it there") {
    Town town;
    const std::string bench =
        propose(town.zoe, "Un banc", {{"theme", "velo"}, {"district", "gare"}});
    const std::int64_t before = town.site.position();
    town.zoe.get(bench + "/edit");
    CHECK(town.zoe.shows("value=\"velo\" checked"));
    CHECK(town.zoe.shows("value=\"gare\" selected"));
    town.zoe.post(bench + "/edit", {{"version", town.zoe.hidden("version")},
                                    {"title", "Un banc"},
                                    {"body", "Là."},
                                    {"theme", "eau"},
                                    {"district", ""},
                                    {"step", "publish"}});
    CHECK(town.zoe.shows("href=\"/themes/eau\""));
    CHECK_FALSE(town.zoe.shows("href=\"/districts/gare\""));
    const std::string at = std::to_string(before);
    const std::string then = town.site.raw("GET", bench + "?at=" + at).body;
    CHECK(then.find("href=\"/themes/velo\"") != std::string::npos);
    CHECK(then.find("href=\"/districts/gare\"") != std::string::npos);
    const ApiAnswer row = town.site.api("GET", "/api/v1" + bench + "?at=" + at);
    CHECK(row.text("/district") == "gare");
    const std::string changes = town.site
                                    .raw("GET", bench + "/changes?from=" + at +
                                                    "&to=" + std::to_string(town.site.position()))
                                    .body;
    CHECK(changes.find("Le lieu et les thèmes") != std::string::npos);
    // The API's edit leaves alone what it does not speak of.
    const std::string blaise = town.site.propose("Blaise", "", "Un pont");
    const std::string path = "/api/v1/proposals/" + blaise;
    town.site.api(
        "PUT", path, "Blaise",
        "{\"title\":\"Un pont\",\"body\":\"Ici.\",\"themes\":[\"velo\"],\"district\":\"lac\"}");
    CHECK(town.site.api("PUT", path, "Blaise", "{\"title\":\"Un pont\",\"body\":\"Ici même.\"}")
              .status == 200);
    CHECK(town.site.api("GET", path).text("/district") == "lac");
    town.site.api("PUT", path, "Blaise",
                  "{\"title\":\"Un pont\",\"body\":\"Ici.\",\"themes\":[],\"district\":\"\"}");
    CHECK(boost::json::serialize(town.site.api("GET", path).body.at("themes")) == "[]");
    CHECK(town.site.api("GET", path).body.at("district").is_null());
}

TEST_CASE("lists, search and feeds are filtered by theme and district") {
    Town town;
    propose(town.zoe, "Un banc au bord",
            {{"theme", "velo"}, {"theme", "eau"}, {"district", "gare"}});
    propose(town.zoe, "Un ponton au bord", {{"theme", "eau"}});
    const auto has = [&](const std::string& path, const std::string& title) {
        const RawResponse answer = town.site.raw("GET", path);
        CHECK(answer.status == 200);
        return answer.body.find(title) != std::string::npos;
    };
    for (const std::string& path : {std::string("/proposals"), std::string("/proposals.atom"),
                                    std::string("/api/v1/proposals")}) {
        CAPTURE(path);
        CHECK(has(path + "?theme=velo", "Un banc"));
        CHECK_FALSE(has(path + "?theme=velo", "Un ponton"));
        CHECK(has(path + "?theme=eau", "Un ponton"));
        CHECK_FALSE(has(path + "?theme=eau&district=gare", "Un ponton"));
        CHECK_FALSE(has(path + "?district=lac", "Un banc"));
    }
    CHECK(town.site.raw("GET", "/proposals?theme=lune").status == 404);
    CHECK(town.site.raw("GET", "/proposals.json?district=lune").status == 404);
    CHECK(town.site.api("GET", "/api/v1/proposals?theme=lune").status == 400);
    for (const std::string& path :
         {std::string("/search?q=bord"), std::string("/api/v1/search?q=bord")}) {
        CAPTURE(path);
        CHECK(has(path + "&theme=velo", "banc"));
        CHECK_FALSE(has(path + "&theme=velo", "ponton"));
        CHECK(has(path + "&district=gare", "banc"));
        CHECK_FALSE(has(path + "&district=gare", "ponton"));
    }
    CHECK(town.site.raw("GET", "/search?q=bord&theme=lune").status == 200);
    CHECK(town.site.api("GET", "/api/v1/search?q=bord&theme=lune").status == 400);
    CHECK(town.zoe.get("/proposals?theme=velo").body.find("&amp;theme=velo") != std::string::npos);
}

TEST_CASE("the page of a theme and of a district: its ideas, its feed, and following it") {
    Town town;
    const std::string bench =
        propose(town.zoe, "Un banc", {{"theme", "velo"}, {"district", "gare"}});
    Browser yan(town.site);
    yan.join("yan@example.org", "Yan");
    yan.get("/themes");
    CHECK(yan.shows("href=\"/themes/velo\">À vélo</a> <span class=\"soft\">1 idée</span>"));
    yan.get("/districts/gare");
    CHECK(yan.shows("Un banc"));
    CHECK(yan.shows("1 idée ouverte aux avis"));
    yan.post("/follow", {{"kind", "district"}, {"id", "gare"}, {"act", "start"}});
    CHECK(yan.path() == "/districts/gare?done=following");
    CHECK(yan.shows("Vous suivez"));
    CHECK(yan.post("/follow", {{"kind", "theme"}, {"id", "lune"}, {"act", "start"}}).status == 404);
    town.site.api("POST", "/api/v1/proposals/" + id_in(bench) + "/arguments", "Blaise",
                  "{\"side\":\"for\",\"body\":\"On y attend.\"}");
    yan.get("/following");
    CHECK(yan.shows("On y attend."));
    yan.get("/account/following");
    CHECK(yan.shows("<bdi>La gare</bdi>"));
    yan.get("/en/account/following");
    CHECK(yan.shows("<bdi>The station</bdi>"));
    yan.get("/account/data/mes-donnees.json");
    CHECK(yan.shows("\"kind\":\"district\",\"id\":\"gare\",\"title\":\"La gare\""));
    town.site.restart();
    yan.get("/districts/gare");
    CHECK(yan.shows("Vous suivez"));
    yan.post("/follow", {{"kind", "district"}, {"id", "gare"}, {"act", "stop"}});
    CHECK_FALSE(yan.shows("Vous suivez"));
    for (const std::string& path : {std::string("/themes/velo"), std::string("/districts/gare")}) {
        CAPTURE(path);
        const std::string page = town.site.raw("GET", path).body;
        CHECK(page.find("href=\"" + path + "/feed.atom") != std::string::npos);
        const std::string atom = town.site.raw("GET", path + "/feed.atom").body;
        CHECK(atom.find("Un banc") != std::string::npos);
        const auto feed = boost::json::parse(town.site.raw("GET", path + "/feed.json").body);
        CHECK(feed.at("items").as_array().size() == 2);
    }
    CHECK(town.site.raw("GET", "/themes/lune").status == 404);
    CHECK(town.site.raw("GET", "/themes/gare").status == 404);
    CHECK(town.site.raw("GET", "/districts/lune/feed.atom").status == 404);
}

TEST_CASE("a project is given themes and a district, and stands on their pages") {
    Town town;
    town.zoe.get("/projects/new");
    CHECK(town.zoe.shows("value=\"velo\""));
    Fields fields{{"title", "Le lac"},  {"body", "Pour tous."},
                  {"level", "consult"}, {"choice", "for_neutral_against"},
                  {"theme", "eau"},     {"district", "mars"}};
    town.zoe.post("/projects/new", fields);
    CHECK(town.zoe.page().status == 422);
    CHECK(town.zoe.shows("Ce quartier n’est plus dans la liste."));
    CHECK(town.zoe.shows("value=\"eau\" checked"));
    fields.back().second = "lac";
    town.zoe.post("/projects/new", fields);
    const std::string path = town.zoe.path().substr(0, town.zoe.path().find('?'));
    REQUIRE(path.starts_with("/projects/"));
    CHECK(town.zoe.shows("href=\"/districts/lac\""));
    CHECK(town.site.api("GET", "/api/v1" + path).text("/themes/0") == "eau");
    for (const char* page : {"/themes/eau", "/districts/lac"}) {
        const std::string body = town.site.raw("GET", page).body;
        CHECK(body.find("href=\"" + path + "\"") != std::string::npos);
        CHECK(town.site.raw("GET", std::string(page) + "/feed.atom").body.find("Le lac") !=
              std::string::npos);
    }
    const ApiAnswer made = town.site.api(
        "POST", "/api/v1/projects", "Ada",
        "{\"title\":\"Un quai\",\"body\":\"\",\"level\":\"consult\",\"themes\":[\"velo\"],"
        "\"district\":\"gare\"}");
    CHECK(made.status == 201);
    CHECK(town.site.api("GET", "/api/v1/projects/" + made.text("/id")).text("/district") == "gare");
}

TEST_CASE("a renamed or retired theme is so on every page at once, also on kept ones") {
    Town town;
    const std::string bench = propose(town.zoe, "Un banc", {{"theme", "velo"}});
    CHECK(town.site.raw("GET", bench).body.find(">À vélo</a>") != std::string::npos);
    publish(town.site, "velo,Pédaler,Cycling\n", "");
    CHECK(town.site.raw("GET", bench).body.find(">Pédaler</a>") != std::string::npos);
    publish(town.site, "eau,\"L’eau, la vie\",Water\n", "");
    CHECK(town.site.raw("GET", bench).body.find(">Pédaler</a>") != std::string::npos);
    CHECK(town.site.raw("GET", "/themes/velo").body.find("La ville n’utilise plus ce nom") !=
          std::string::npos);
    const ApiAnswer all = town.site.api("GET", "/api/v1/themes");
    CHECK(all.text("/items/0/code") == "eau");
    CHECK(all.body.at("items").as_array().size() == 4);
    CHECK(town.site.api("GET", "/api/v1/districts").text("/items/0/french") == "La gare");
    // What bears it keeps it through an edit, and nothing else is offered it.
    town.zoe.get(bench + "/edit");
    CHECK(town.zoe.shows("value=\"velo\" checked"));
    town.zoe.get("/proposals/new");
    CHECK_FALSE(town.zoe.shows("value=\"velo\""));
}

TEST_CASE("where one lives and what one cares about is said to oneself alone, and goes with one") {
    Town town;
    Browser& zoe = town.zoe;
    const std::int64_t position = town.site.position();
    zoe.get("/account");
    CHECK(zoe.shows("href=\"/account/interests\""));
    zoe.get("/account/interests");
    zoe.post("/account/interests",
             {{"district", "lac"}, {"theme", "eau"}, {"theme", "lune"}, {"theme", "eau"}});
    CHECK(zoe.path() == "/account/interests?done=interests");
    CHECK(zoe.shows("value=\"lac\" selected"));
    CHECK(zoe.shows("value=\"eau\" checked"));
    CHECK(town.site.position() == position);
    zoe.get("/account/following");
    CHECK_FALSE(zoe.shows("Le lac"));
    zoe.get("/account/interests");
    zoe.post("/account/interests", {{"district", "lac"}, {"theme", "eau"}, {"follow", "yes"}});
    zoe.get("/account/following");
    CHECK(zoe.shows("<bdi>Le lac</bdi>"));
    town.site.restart();
    zoe.get("/account/data/mes-donnees.json");
    CHECK(zoe.shows("\"interests\":{\"name\":null,\"district\":\"lac\",\"themes\":[\"eau\"]}"));
    zoe.get("/account/data/mes-donnees.html");
    CHECK(zoe.shows("<li>Le lac</li>"));
    const std::string her_page = [&] {
        zoe.get("/account");
        const std::size_t at = zoe.page().body.find("/people/");
        return zoe.page().body.substr(at, zoe.page().body.find('"', at) - at);
    }();
    CHECK(town.site.raw("GET", her_page).body.find("lac") == std::string::npos);
    zoe.get("/account/interests");
    zoe.post("/account/interests", {});
    zoe.get("/account/data/mes-donnees.json");
    CHECK(zoe.shows("\"interests\":null"));
    Browser nobody(town.site);
    nobody.get("/account/interests");
    CHECK(nobody.path().starts_with("/signin"));
}

TEST_CASE("a site without lists asks for none and shows none") {
    TestSite site({"Ada"});
    Browser zoe(site);
    zoe.join("zoe@example.org", "Zoé");
    zoe.get("/proposals/new");
    CHECK_FALSE(zoe.shows("Sur quels thèmes"));
    CHECK_FALSE(zoe.shows("Dans quel quartier"));
    zoe.get("/proposals");
    CHECK_FALSE(zoe.shows("Quartiers et thèmes</a>"));
    zoe.get("/themes");
    CHECK(zoe.shows("Pas encore de liste"));
}

}  // namespace imaginons::tests
