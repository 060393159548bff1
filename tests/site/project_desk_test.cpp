// A project kept up to date on a real site, by forms and by the API: phases, milestones, news, its
// own words; by its owner, by the city's agents, and by nobody else.
#include <doctest/doctest.h>

#include <sstream>

#include "commands/role_command.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

void make_agent(TestSite& site, const std::string& pseudonym) {
    site.stop();
    std::ostringstream out;
    std::ostringstream errors;
    const int code = commands::role_command(
        site.data(), {.pseudonym = pseudonym, .give = "agent", .reason = "Service"}, out, errors);
    REQUIRE_MESSAGE(code == 0, errors.str());
    site.restart();
}

Fields project_fields() {
    return {{"title", "Un verger"},      {"body", "Des pommes."},
            {"level", "co_build"},       {"choice", "for_neutral_against"},
            {"phase_title", "Proposer"}, {"phase_kind", "propose"},
            {"phase_starts_on", ""},     {"phase_ends_on", ""},
            {"phase_title", "Planter"},  {"phase_kind", "realise"},
            {"phase_starts_on", ""},     {"phase_ends_on", ""}};
}

std::string opened_by(Browser& who, Fields fields = project_fields()) {
    who.get("/projects/new");
    who.post("/projects/new", std::move(fields));
    REQUIRE(who.shows("Votre projet est ouvert"));
    return who.path().substr(0, who.path().find('?'));
}

}  // namespace

TEST_CASE("who opened a project tells its news, moves its phases and reaches its milestones") {
    TestSite site{{"Ada"}};
    Browser zoe(site);
    zoe.join("zoe@example.org", "Zoé");
    const std::string project = opened_by(zoe);
    CHECK(zoe.shows("Vous pouvez proposer des idées"));

    zoe.get(project + "/news/new");
    zoe.post(project + "/news/new", {{"title", "Un terrain"}, {"body", ""}});
    CHECK(zoe.page().status == 422);
    CHECK(zoe.shows("Racontez en quelques lignes."));
    CHECK(zoe.shows("value=\"Un terrain\""));
    zoe.post(project + "/news/new", {{"title", "Un terrain"}, {"body", "Il est *trouvé*."}});
    CHECK(zoe.shows("La nouvelle est publiée."));
    CHECK(zoe.shows("Il est <em>trouvé</em>."));

    zoe.get(project + "/milestones/new");
    zoe.post(project + "/milestones/new",
             {{"title", "Cent arbres"}, {"due_on", "2027-13-01"}, {"progress", "101"}});
    CHECK(zoe.page().status == 422);
    CHECK(zoe.shows("Donnez un nombre de 0 à 100."));
    zoe.post(project + "/milestones/new",
             {{"title", "Cent arbres"}, {"due_on", "2027-12-01"}, {"progress", "20"}});
    CHECK(zoe.shows("L’étape est à jour."));
    const std::string& body = zoe.page().body;
    const std::size_t at = body.find(project + "/milestones/");
    const std::string milestone = body.substr(at, body.find('"', at) - at);
    zoe.get(milestone);
    CHECK(zoe.shows("value=\"20\""));
    zoe.post(milestone, {{"title", "Cent arbres"}, {"due_on", ""}, {"progress", "60"}});
    CHECK(zoe.shows("<span>60\u00a0%</span>"));
    zoe.post(milestone + "/reached", {});
    CHECK(zoe.shows("L’étape est atteinte."));
    const std::int64_t position = site.position();
    zoe.post(milestone + "/reached", {});
    CHECK(zoe.shows("Rien n’a changé"));
    CHECK(site.position() == position);

    zoe.post(project + "/phase", {{"phase", "1"}});
    CHECK(zoe.shows("Le projet est passé à une autre phase."));
    zoe.post(project + "/phase", {{"phase", "1"}});
    CHECK(zoe.shows("Rien n’a changé"));
    zoe.post(project + "/phase", {{"phase", "7"}});
    CHECK(zoe.page().status >= 400);
    CHECK(site.raw("GET", project).body.find("Un terrain") != std::string::npos);
}

TEST_CASE("a project is changed as it was seen, and keeps the phases that it has been in") {
    TestSite site{{"Ada"}};
    Browser zoe(site);
    zoe.join("zoe@example.org", "Zoé");
    const std::string project = opened_by(zoe);
    zoe.get(project + "/desk");
    zoe.post(project + "/phase", {{"phase", "1"}});
    zoe.get(project + "/edit");
    CHECK(zoe.shows("value=\"Planter\""));
    const std::string seen = zoe.hidden("seen");
    Fields fields = project_fields();
    fields[0].second = "Un grand verger";
    fields.emplace_back("seen", seen);
    Fields without_first = fields;
    without_first[4].second.clear();
    zoe.post(project + "/edit", without_first);
    CHECK(zoe.page().status == 422);
    CHECK(zoe.shows("elle ne se retire pas"));
    zoe.post(project + "/edit", fields);
    CHECK(zoe.shows("Le projet est modifié."));
    CHECK(zoe.shows("<h1 dir=\"auto\">Un grand verger</h1>"));

    // From another tab, opened before.
    fields[0].second = "Un petit verger";
    zoe.post(project + "/edit", fields);
    CHECK(zoe.page().status == 422);
    CHECK(zoe.shows("value=\"Un petit verger\""));
    fields.back().second = zoe.hidden("seen");
    zoe.post(project + "/edit", fields);
    CHECK(zoe.shows("<h1 dir=\"auto\">Un petit verger</h1>"));
}

TEST_CASE("agents open the city's projects and keep them up to date; nobody else does") {
    TestSite site{{"Ada"}};
    Browser ines(site);
    ines.join("ines@example.org", "Inès");
    ines.get("/projects/new");
    CHECK_FALSE(ines.shows("Qui porte ce projet"));
    Fields fields = project_fields();
    fields.emplace_back("whose", "city");
    ines.post("/projects/new", fields);
    CHECK(ines.page().status == 403);

    make_agent(site, "Inès");
    ines.get("/projects/new");
    CHECK(ines.shows("Qui porte ce projet"));
    const std::string project = opened_by(ines, fields);
    CHECK(ines.shows("Porté par la ville"));
    ines.get(project + "/news/new");
    ines.post(project + "/news/new", {{"title", "Le budget"}, {"body", "Il est voté."}});
    CHECK(ines.shows("La nouvelle est publiée."));

    Browser zoe(site);
    CHECK(zoe.get(project + "/desk").body.find("Votre adresse e-mail") != std::string::npos);
    zoe.join("zoe@example.org", "Zoé");
    const std::int64_t position = site.position();
    for (const char* page : {"/desk", "/edit", "/news/new", "/milestones/new"}) {
        CAPTURE(page);
        CHECK(zoe.get(project + page).status == 403);
    }
    zoe.get("/account");
    CHECK(zoe.post(project + "/news/new", {{"title", "a"}, {"body", "b"}}).status == 403);
    CHECK(zoe.post(project + "/phase", {{"phase", "1"}}).status == 403);
    CHECK(zoe.get("/projects/00000000-0000-0000-0000-000000000001/desk").status == 404);
    CHECK(site.position() == position);
}

TEST_CASE("the API keeps a project up to date by the same rules") {
    TestSite site{{"Ada", "Blaise"}};
    const std::string project = "/api/v1/projects/" + site.open_project("Ada", "Un verger");
    const auto put = [&](const std::string& path, const char* who, const std::string& body) {
        return site.api("PUT", project + path, who, body);
    };
    const std::string changed =
        R"({"title":"Un grand verger","body":"Oui.","level":"decide",)"
        R"("phases":[{"kind":"propose","title":"Proposer"},{"kind":"realise","title":"Planter"}]})";
    CHECK(put("", "Blaise", changed).status == 403);
    CHECK(put("", "Ada", changed).status == 200);
    CHECK(put("/phase", "Ada", R"({"phase":1})").status == 200);
    CHECK(put("/phase", "Ada", R"({"phase":1})").status == 409);
    CHECK(put("/phase", "Ada", R"({"phase":2})").status == 404);
    CHECK(put("/phase", "Ada", "{}").status == 422);
    CHECK(site.api("POST", project + "/news", "Ada", R"({"title":"Un terrain","body":"Trouvé."})")
              .status == 200);
    CHECK(site.api("POST", project + "/news", "Blaise", R"({"title":"a","body":"b"})").status ==
          403);
    const ApiAnswer set =
        site.api("POST", project + "/milestones", "Ada", R"({"title":"Cent arbres"})");
    REQUIRE(set.status == 200);
    const std::string milestone = "/milestones/" + set.text("/id");
    CHECK(put(milestone, "Ada", R"({"title":"Cent arbres","progress_percent":101})").status == 422);
    CHECK(put(milestone, "Ada", R"({"title":"Cent arbres","progress_percent":50})").status == 200);
    CHECK(site.api("PUT", project + milestone + "/reached", "Ada").status == 200);
    CHECK(site.api("PUT", project + milestone + "/reached", "Ada").status == 409);
    CHECK(
        put("/milestones/00000000-0000-0000-0000-000000000001", "Ada", R"({"title":"a"})").status ==
        404);

    const ApiAnswer read = site.api("GET", project);
    CHECK(read.text("/title") == "Un grand verger");
    CHECK(read.text("/level") == "decide");
    CHECK(read.text("/news/0/title") == "Un terrain");
    CHECK(read.text("/phases/1/kind") == "realise");
    CHECK(read.number("/milestones/0/progress_percent") == 100);
}

}  // namespace imaginons::tests
