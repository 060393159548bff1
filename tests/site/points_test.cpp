// Proposals at a point of the map, on a real site: said in the form in many ways, refused beside
// the field, kept in drafts, shown with links and never asked of anybody else; in the API, the past
// and GeoJSON.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

constexpr const char* marker =
    "href=\"https://www.openstreetmap.org/?mlat=46.19412&amp;mlon=6.23651#map=17/46.19412/"
    "6.23651\" "
    "rel=\"nofollow noopener\"";
constexpr const char* geo = "href=\"geo:46.19412,6.23651\"";

struct Town {
    Town() { zoe.join("zoe@example.org", "Zoé"); }

    // Zoé's form; the path that it leads to.
    std::string propose(const std::string& title, const std::string& place,
                        const std::string& step = "publish") {
        zoe.get("/proposals/new");
        zoe.post("/proposals/new",
                 {{"title", title}, {"body", "Là."}, {"place", place}, {"step", step}});
        return zoe.path().substr(0, zoe.path().find('?'));
    }
    void edit(const std::string& path, const std::string& place) {
        zoe.get(path + "/edit");
        zoe.post(path + "/edit", {{"version", zoe.hidden("version")},
                                  {"title", "Un banc"},
                                  {"body", "Là, à l’ombre."},
                                  {"place", place},
                                  {"step", "publish"}});
    }
    boost::json::object geojson(const std::string& query = {}) {
        const RawResponse answer = site.raw("GET", "/proposals.geojson" + query);
        REQUIRE(answer.status == 200);
        CHECK(answer.header("content-type") == "application/geo+json");
        return boost::json::parse(answer.body).as_object();
    }

    TestSite site{{"Ada", "Blaise"}};
    Browser zoe{site};
};

}  // namespace

TEST_CASE("a place that is typed or pasted becomes a point, shown with links and nothing loaded") {
    Town town;
    for (const char* place : {"46.19412, 6.23651", "46,19412 6,23651", "geo:46.19412,6.23651;u=20",
                              "https://www.openstreetmap.org/#map=17/46.19412/6.23651"}) {
        CAPTURE(place);
        const std::string path = town.propose("Un banc", place);
        REQUIRE(path.starts_with("/proposals/"));
        CHECK(town.zoe.shows(marker));
        CHECK(town.zoe.shows(geo));
        CHECK_FALSE(town.zoe.shows("<img"));
        CHECK_FALSE(town.zoe.shows("<iframe"));
    }
    const std::string nowhere = town.propose("Un pont", "  ");
    CHECK(town.zoe.shows("Un pont"));
    CHECK_FALSE(town.zoe.shows("openstreetmap"));
}

TEST_CASE("what says no point is refused beside the field, and everything typed is still there") {
    Town town;
    const std::int64_t position = town.site.position();
    for (const char* place : {"46,19412", "la gare", "91, 6", "<b>46.1, 6.2</b>"}) {
        CAPTURE(place);
        town.propose("Un banc", place);
        CHECK(town.zoe.page().status == 422);
        CHECK(town.zoe.shows("href=\"#place\""));
        CHECK(town.zoe.shows("Écrivez deux nombres"));
        CHECK(town.zoe.shows("value=\"Un banc\""));
        CHECK(town.zoe.shows("name=\"place\" value=\"" + html_escaped(place) + "\""));
    }
    CHECK(town.site.position() == position);
}

TEST_CASE("the preview says what was understood, and the form keeps what was typed") {
    Town town;
    town.propose("Un banc", "46,19412 6,23651", "preview");
    CHECK(town.zoe.shows(marker));
    CHECK(town.zoe.shows("name=\"place\" value=\"46,19412 6,23651\""));
}

TEST_CASE("a draft keeps the place as it was typed, also half of one") {
    Town town;
    town.zoe.get("/proposals/new");
    town.zoe.post("/account/drafts", {{"draft", town.zoe.hidden("draft")},
                                      {"draft_version", "0"},
                                      {"title", "Un banc"},
                                      {"body", ""},
                                      {"place", "46,19"}});
    REQUIRE(town.zoe.path().starts_with("/account/drafts/"));
    CHECK(town.zoe.shows("name=\"place\" value=\"46,19\""));
    town.zoe.get("/account/data/mes-donnees.json");
    CHECK(town.zoe.shows("\"place\":\"46,19\""));
}

TEST_CASE("an edit keeps a place, moves it and takes it away; the past has it where it was") {
    Town town;
    const std::string bench = town.propose("Un banc", "46.19412, 6.23651");
    const std::string before = std::to_string(town.site.position());
    town.zoe.get(bench + "/edit");
    CHECK(town.zoe.shows("name=\"place\" value=\"46.19412, 6.23651\""));
    town.edit(bench, "46.2, 6.3");
    CHECK(town.zoe.shows("geo:46.20000,6.30000"));
    const std::string then = town.site.raw("GET", bench + "?at=" + before).body;
    CHECK(then.find(geo) != std::string::npos);
    const std::string changes = town.site
                                    .raw("GET", bench + "/changes?from=" + before +
                                                    "&to=" + std::to_string(town.site.position()))
                                    .body;
    CHECK(changes.find("Le lieu et les thèmes") != std::string::npos);
    CHECK(changes.find("20000") != std::string::npos);
    town.edit(bench, "");
    CHECK_FALSE(town.zoe.shows("geo:"));
    const ApiAnswer past = town.site.api("GET", "/api/v1" + bench + "?at=" + before);
    CHECK(past.body.at("point").at("latitude").to_number<double>() == doctest::Approx(46.19412));
    CHECK(town.site.api("GET", "/api/v1" + bench).body.at("point").is_null());
}

TEST_CASE("changing only where it is makes no new version, and stances stay given to the text") {
    Town town;
    const std::string bench = town.propose("Un banc", "46.19412, 6.23651");
    Browser yan(town.site);
    yan.join("yan@example.org", "Yan");
    yan.get(bench);
    yan.post(bench + "/stance", {{"stance", "for"}, {"version", "1"}});
    const auto place = [&](const std::string& where) {
        town.zoe.get(bench + "/edit");
        CHECK(town.zoe.shows("ne fait pas de nouvelle version"));
        town.zoe.post(bench + "/edit", {{"version", town.zoe.hidden("version")},
                                        {"title", "Un banc"},
                                        {"body", "Là."},
                                        {"place", where},
                                        {"step", "publish"}});
    };
    const std::int64_t position = town.site.position();
    place("46.2, 6.3");
    CHECK(town.site.position() == position + 1);
    CHECK(town.zoe.shows("Le texte n’a pas changé"));
    CHECK(town.zoe.shows("geo:46.20000,6.30000"));
    const ApiAnswer row = town.site.api("GET", "/api/v1" + bench);
    CHECK(row.number("/version") == 1);
    CHECK(row.body.at("edited_at").is_null());
    yan.get(bench);
    CHECK_FALSE(yan.shows("Le texte a changé depuis"));
    CHECK(town.site.raw("GET", bench + "/history").body.find("Lieu ou thèmes changés") !=
          std::string::npos);
    // Once more the same: nothing to write down.
    place("46.2, 6.3");
    CHECK(town.site.position() == position + 1);
    CHECK(town.zoe.shows("Rien n’a changé"));
    town.site.restart();
    CHECK(town.site.raw("GET", bench).body.find("geo:46.20000,6.30000") != std::string::npos);
    town.zoe.get("/account/data/mes-donnees.html");
    CHECK(town.zoe.shows("Vous avez changé le lieu ou les thèmes d’une proposition"));
}

TEST_CASE("the API takes a whole point on earth, or null, or nothing") {
    Town town;
    const auto make = [&](const std::string& point) {
        return town.site.api("POST", "/api/v1/proposals", "Ada",
                             "{\"title\":\"Un banc\",\"body\":\"Là.\",\"point\":" + point + "}");
    };
    const ApiAnswer made = make("{\"latitude\":46.194124,\"longitude\":-6}");
    REQUIRE(made.status == 201);
    const std::string path = "/api/v1/proposals/" + made.text("/id");
    const auto point = [&] {
        const ApiAnswer row = town.site.api("GET", path);
        return boost::json::serialize(row.body.at("point"));
    };
    CHECK(town.site.raw("GET", path)
              .body.find("\"point\":{\"latitude\":46.19412,\"longitude\":-6.00000}") !=
          std::string::npos);
    CHECK(make("null").status == 201);
    const std::pair<const char*, const char*> wrong[] = {
        {"{\"latitude\":46.19412}", "point.longitude"},
        {"{\"latitude\":90.1,\"longitude\":6}", "point.latitude"},
        {"{\"latitude\":46,\"longitude\":-180.5}", "point.longitude"},
        {"{\"latitude\":\"46\",\"longitude\":6}", "point.latitude"},
        {"{\"latitude\":46,\"longitude\":6,\"altitude\":430}", "point.altitude"},
        {"\"46.19412, 6.23651\"", "point"},
        {"[46.19412,6.23651]", "point"}};
    for (const auto& [said, field] : wrong) {
        CAPTURE(said);
        const ApiAnswer refused = make(said);
        CHECK(refused.status == 422);
        CHECK(refused.text("/field") == field);
    }
    const auto put = [&](const std::string& more) {
        CHECK(
            town.site
                .api("PUT", path, "Ada", "{\"title\":\"Un banc\",\"body\":\"Là-bas.\"" + more + "}")
                .status == 200);
    };
    const std::string as_made = point();
    put("");
    CHECK(point() == as_made);
    put(",\"point\":{\"latitude\":1,\"longitude\":2}");
    CHECK(point() != as_made);
    put(",\"point\":null");
    CHECK(point() == "null");
    // The words stayed as they were after the first of these.
    CHECK(town.site.api("GET", path).number("/version") == 2);
    const ApiAnswer same =
        town.site.api("PUT", path, "Ada", "{\"title\":\"Un banc\",\"body\":\"Là-bas.\"}");
    CHECK(same.status == 409);
    CHECK(same.text("/type") == "/problems/nothing_changed");
}

TEST_CASE("the list's places are GeoJSON, with its filters, and only what is public") {
    Town town;
    const std::string bench = town.propose("Un banc", "46.19412, 6.23651");
    town.propose("Un pont", "");
    const std::string lamp = town.propose("Une lampe", "46.2, 6.3");
    boost::json::object all = town.geojson();
    CHECK(all.at("type").as_string() == "FeatureCollection");
    REQUIRE(all.at("features").as_array().size() == 2);
    CHECK_FALSE(all.contains("links"));
    const auto is_bench = [&](const boost::json::value& feature) {
        return "/proposals/" + std::string(feature.at("id").as_string()) == bench;
    };
    const boost::json::array& features = all.at("features").as_array();
    const boost::json::value& first = is_bench(features[0]) ? features[0] : features[1];
    REQUIRE(is_bench(first));
    CHECK(first.at("type").as_string() == "Feature");
    CHECK(first.at("geometry").at("type").as_string() == "Point");
    CHECK(first.at("geometry").at("coordinates").at(0).to_number<double>() ==
          doctest::Approx(6.23651));
    CHECK(first.at("geometry").at("coordinates").at(1).to_number<double>() ==
          doctest::Approx(46.19412));
    CHECK(first.at("properties").at("title").as_string() == "Un banc");
    CHECK(std::string(first.at("properties").at("url").as_string()).ends_with(bench));
    CHECK(town.geojson("?q=lampe").at("features").as_array().size() == 1);
    CHECK(town.site.raw("GET", "/proposals.geojson?theme=lune").status == 404);
    CHECK(town.site.raw("GET", "/proposals").body.find("/proposals.geojson?") != std::string::npos);
    // What goes with its author's account is on no map.
    town.zoe.get(lamp + "/withdraw");
    town.zoe.post(lamp + "/withdraw", {{"reason", ""}});
    CHECK(town.geojson().at("features").as_array().size() == 1);
    CHECK(town.geojson("?state=all").at("features").as_array().size() == 2);
    town.zoe.get("/account/delete");
    town.zoe.post("/account/delete", {{"words", "remove"}});
    town.zoe.post("/account/delete", {{"words", "remove"}, {"confirm", "yes"}});
    CHECK(town.geojson("?state=all").at("features").as_array().empty());
    CHECK(town.site.raw("GET", bench).body.find("geo:") == std::string::npos);
}

}  // namespace imaginons::tests
