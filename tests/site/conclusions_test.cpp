// What debates come to, by forms and by the API: published at their head, said anew, told, seen as
// it was; and what is refused beside the field with nothing lost.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields conclusion(const std::string& said_for, const std::string& version = "0",
                  const std::string& phase = "0") {
    return {{"version", version},
            {"phase", phase},
            {"said_for", said_for},
            {"said_against", "Il *coûte*."},
            {"left_open", "Qui paie ?"}};
}

// Zoé has proposed a bench in Max's project; Inès is an agent of the city.
struct Debate {
    Debate() {
        zoe.join("zoe@example.org", "Zoé");
        max.join("max@example.org", "Max");
        ines.join("ines@example.org", "Inès");
        max.get("/projects/new");
        max.post("/projects/new", {{"title", "Le verger"},
                                   {"body", "Des pommiers."},
                                   {"level", "co_build"},
                                   {"choice", "for_neutral_against"},
                                   {"phase_title", "Débattre"},
                                   {"phase_starts_on", ""},
                                   {"phase_ends_on", ""}});
        project = max.path().substr(0, max.path().find('?'));
        REQUIRE(project.starts_with("/projects/"));
        const std::string id = project.substr(project.rfind('/') + 1);
        zoe.get("/proposals/new?project=" + id);
        zoe.post("/proposals/new", {{"title", "Un banc"},
                                    {"body", "Sous les pommiers."},
                                    {"project", id},
                                    {"step", "publish"}});
        path = zoe.path().substr(0, zoe.path().find('?'));
        REQUIRE(path.starts_with("/proposals/"));
        site.give_role("Inès", "agent");
    }

    void conclude(Browser& who, const std::string& about, const Fields& fields) {
        who.get(about + "/conclusion?phase=0");
        who.post(about + "/conclusion", fields);
    }

    TestSite site{{"Ada"}};
    Browser zoe{site};
    Browser max{site};
    Browser ines{site};
    std::string project;
    std::string path;
};

}  // namespace

TEST_CASE("an agent says at the head of a debate what it came to, and who took part hears of it") {
    Debate at;
    at.conclude(at.ines, at.path, conclusion("On s’y *repose*."));
    CHECK(at.ines.path().starts_with(at.path + "?done="));
    CHECK(at.ines.shows("La conclusion est publiée, en tête du débat."));
    Browser visitor(at.site);
    visitor.get(at.path);
    CHECK(visitor.shows("On s’y <em>repose</em>."));
    CHECK(visitor.shows("Il <em>coûte</em>."));
    CHECK(visitor.shows("Qui paie ?"));
    CHECK_FALSE(visitor.shows("Inès"));
    CHECK(visitor.page().body.find("id=\"conclusion\"") <
          visitor.page().body.find("id=\"arguments\""));
    CHECK_FALSE(visitor.shows("Conclure le débat"));
    at.zoe.get("/following");
    CHECK(at.zoe.shows("dit ce qui ressort d’un débat"));
    visitor.get(at.path + "/history");
    CHECK(visitor.shows("Conclusion du débat, version 1"));
    at.zoe.get(at.path);
    at.zoe.post(at.path + "/arguments", {{"side", "for"}, {"body", "Et on y lit."}});
    visitor.get(at.path);
    CHECK(visitor.shows("Depuis, 1 argument s’est ajouté"));
    const auto answer = at.site.api("GET", "/api/v1" + at.path);
    CHECK(answer.text("/conclusion/said_for") == "On s’y *repose*.");
    CHECK(answer.body.at_pointer("/conclusion/by").is_null());
}

TEST_CASE("a resident concludes the debates of their own project, under their name") {
    Debate at;
    at.conclude(at.max, at.project, conclusion("Des pommes."));
    CHECK(at.max.path().starts_with(at.project + "?done="));
    CHECK(at.max.shows("Des pommes."));
    at.conclude(at.max, at.path, conclusion("On s’y repose."));
    Browser visitor(at.site);
    visitor.get(at.path);
    CHECK(visitor.shows("On s’y repose."));
    CHECK(at.site.api("GET", "/api/v1" + at.path).text("/conclusion/by/pseudonym") == "Max");
    CHECK(at.site.api("GET", "/api/v1" + at.project).text("/conclusions/0/said_for") ==
          "Des pommes.");
    CHECK(at.zoe.get(at.path + "/conclusion").status == 403);
    CHECK(at.zoe.get(at.project + "/conclusion?phase=0").status == 403);
    CHECK(at.max.get(at.project + "/conclusion?phase=7").status == 404);
    CHECK(at.max.get(at.project + "/conclusion").status == 404);
    const std::string own = at.max.get("/account/data/mes-donnees.json").body;
    CHECK(own.find("Des pommes.") != std::string::npos);
    // His words go with his account; what the city says is said stays.
    at.conclude(at.ines, at.path, conclusion("Tous s’y reposent.", "1"));
    at.max.get("/account/delete");
    at.max.post("/account/delete", {{"words", "remove"}});
    at.max.post("/account/delete", {{"words", "remove"}, {"confirm", "yes"}});
    visitor.get(at.project);
    CHECK_FALSE(visitor.shows("Des pommes."));
    visitor.get(at.path);
    CHECK(visitor.shows("Tous s’y reposent."));
}

TEST_CASE("a conclusion is said anew, and nobody goes over one that they have not seen") {
    Debate at;
    at.conclude(at.ines, at.path, conclusion("Une première."));
    const std::int64_t first = at.site.position();
    at.conclude(at.max, at.path, conclusion("Sans l’avoir lue."));
    CHECK(at.max.page().status == 409);
    CHECK(at.max.shows("Une autre conclusion a été publiée pendant que vous écriviez."));
    CHECK(at.max.shows("Une première."));
    CHECK(at.max.shows("Sans l’avoir lue.</textarea>"));
    CHECK(at.max.hidden("version") == "1");
    CHECK(at.site.position() == first);
    at.max.post(at.path + "/conclusion", conclusion("Après l’avoir lue.", "1"));
    CHECK(at.max.shows("Après l’avoir lue."));
    CHECK(at.max.shows("version 2, du"));
    Browser visitor(at.site);
    visitor.get(at.path + "?at=" + std::to_string(first));
    CHECK(visitor.shows("Une première."));
    CHECK_FALSE(visitor.shows("Après l’avoir lue."));
    CHECK_FALSE(visitor.shows("Conclure"));
    visitor.get(at.path + "?at=" + std::to_string(first - 1));
    CHECK_FALSE(visitor.shows("Une première."));
}

TEST_CASE("both sides are told, or it is not published and all that was typed is there") {
    Debate at;
    Fields fields = conclusion("On s’y repose.");
    fields[3].second = " ";
    const std::int64_t position = at.site.position();
    at.conclude(at.ines, at.path, fields);
    CHECK(at.ines.page().status == 422);
    CHECK(at.ines.shows("Dites ce qui a été dit contre, ou que personne n’a rien dit."));
    CHECK(at.ines.shows("On s’y repose.</textarea>"));
    CHECK(at.ines.shows("Qui paie ?</textarea>"));
    fields = conclusion(std::string(4'001, 'a'));
    at.conclude(at.ines, at.path, fields);
    CHECK(at.ines.shows("Raccourcissez ce texte"));
    CHECK(at.site.position() == position);
}

TEST_CASE("conclusions through the API") {
    TestSite site{{"Ada", "Blaise"}};
    site.give_role("Blaise", "agent");
    const std::string proposal = "/api/v1/proposals/" + site.propose("Ada", "", "Un banc");
    CHECK(site.api("GET", proposal).body.at("conclusion").is_null());
    const char* words = R"({"said_for":"Oui.","said_against":"Rien.\r\nDu tout."})";
    CHECK(site.api("PUT", proposal + "/conclusion", "Ada", words).status == 403);
    CHECK(site.api("PUT", proposal + "/conclusion", "Blaise", words).status == 200);
    CHECK(site.api("PUT", proposal + "/conclusion", "Blaise", words).status == 409);
    CHECK(site.api("GET", proposal).text("/conclusion/said_against") == "Rien.\nDu tout.");
    CHECK(site.api("GET", proposal).number("/conclusion/version") == 1);
    CHECK(site.api("GET", "/api/v1/feed").text("/items/0/what") == "conclusion_published");
    const std::string project = "/api/v1/projects/" + site.open_project("Ada", "Le parc");
    CHECK(site.api("PUT", project + "/conclusion", "Ada",
                   R"({"phase":9,"said_for":"Oui.","said_against":"Non."})")
              .status == 404);
    CHECK(site.api("PUT", project + "/conclusion", "Ada", words).status == 422);
}

}  // namespace imaginons::tests
