// A project that comes to another phase, on a real site: what its pages offer, and what forms and
// the API answer to who still asks for what was possible before.
#include <doctest/doctest.h>

#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// The city's, kept by Inès; it is in its first phase.
struct Town {
    TestSite site{{"Ada", "Blaise"}};
    Browser ines{site};
    Browser zoe{site};
    std::string project;   // an id
    std::string proposal;  // likewise, by Ada

    Town() {
        ines.join("ines@example.org", "Inès");
        site.give_role("Inès", "agent");
        ines.get("/projects/new");
        Fields fields{{"title", "Un verger"},
                      {"body", "Des pommes."},
                      {"level", "co_build"},
                      {"choice", "for_neutral_against"},
                      {"whose", "city"}};
        for (const auto& [title, kind] : {std::pair{"Proposer", "propose"},
                                          {"Débattre", "debate"},
                                          {"Choisir", "decide"},
                                          {"Planter", "realise"}}) {
            fields.insert(fields.end(), {{"phase_title", title},
                                         {"phase_kind", kind},
                                         {"phase_starts_on", ""},
                                         {"phase_ends_on", ""}});
        }
        ines.post("/projects/new", fields);
        project = site.api("GET", "/api/v1/projects").text("/items/0/id");
        proposal = site.propose("Ada", project, "Deux poiriers");
        zoe.join("zoe@example.org", "Zoé");
    }

    void move_to(int phase) {
        ines.get("/projects/" + project + "/desk");
        ines.post("/projects/" + project + "/phase", {{"phase", std::to_string(phase)}});
        REQUIRE(ines.shows("Le projet est passé à une autre phase."));
    }
    std::string page() const { return "/proposals/" + proposal; }
    std::string read_as_visitor() { return site.raw("GET", page()).body; }
};

bool has(const std::string& body, std::string_view text) {
    return body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("a proposal's page offers what its project's phase allows, from the moment it moves") {
    Town at;
    CHECK(has(at.read_as_visitor(), "Donner mon avis"));
    at.zoe.get(at.page());
    CHECK(at.zoe.shows("Ajouter un argument"));
    CHECK(at.zoe.shows("Proposer un amendement"));

    at.move_to(2);
    at.zoe.get(at.page());
    CHECK(at.zoe.shows("Ajouter un argument"));
    CHECK(at.zoe.shows("name=\"stance\""));
    CHECK_FALSE(at.zoe.shows("Proposer un amendement"));

    at.move_to(3);
    CHECK_FALSE(has(at.read_as_visitor(), "Donner mon avis"));
    CHECK(has(at.read_as_visitor(), "on n’y donne pas d’avis"));
    at.zoe.get(at.page());
    CHECK_FALSE(at.zoe.shows("Ajouter un argument"));
    CHECK_FALSE(at.zoe.shows("name=\"stance\""));
    CHECK(at.zoe.shows("Poser une question à la ville"));
}

TEST_CASE("what was open on a page from before is refused beside the field, with what was typed") {
    Town at;
    at.zoe.get(at.page());
    at.move_to(3);
    const std::int64_t position = at.site.position();
    at.zoe.post(at.page() + "/stance", {{"stance", "for"}, {"version", "1"}});
    CHECK(at.zoe.shows("la phase où en est le projet ne le permet pas."));
    CHECK(at.zoe.shows("Planter"));
    at.zoe.post(at.page() + "/arguments", {{"side", "for"}, {"body", "Elles sont bonnes."}});
    CHECK(at.zoe.page().status == 422);
    CHECK(at.zoe.shows("La phase où en est le projet ne le permet pas"));
    CHECK(at.zoe.shows("Elles sont bonnes."));
    CHECK(at.site.position() == position);
}

TEST_CASE("an idea for a project that takes none any more can still be proposed outside of it") {
    Town at;
    at.zoe.get("/proposals/new?project=" + at.project);
    CHECK_FALSE(at.zoe.shows("La phase où en est le projet"));
    at.move_to(1);
    Fields fields{{"project", at.project}, {"title", "Un noyer"}, {"body", "Pour l’ombre."}};
    at.zoe.post("/proposals/new", fields);
    CHECK(at.zoe.page().status == 422);
    CHECK(at.zoe.shows("La phase où en est le projet ne le permet pas"));
    CHECK(at.zoe.shows("Un noyer"));
    // Nor by a preview, nor by the form for it.
    fields.emplace_back("step", "preview");
    at.zoe.post("/proposals/new", fields);
    CHECK(at.zoe.page().status == 422);
    at.zoe.get("/proposals/new?project=" + at.project);
    CHECK(at.zoe.shows("La phase où en est le projet ne le permet pas"));
    CHECK_FALSE(at.zoe.shows("<option value=\"" + at.project));
    CHECK_FALSE(at.zoe.get("/projects/" + at.project).body.find("Proposer une idée") !=
                std::string::npos);
    at.zoe.get("/proposals/new");
    at.zoe.post("/proposals/new", {{"title", "Un noyer"}, {"body", "Pour l’ombre."}});
    CHECK(at.zoe.shows("Un noyer"));
    CHECK(at.zoe.page().status == 200);
}

TEST_CASE("an amendment is neither proposed nor accepted once the choice is made") {
    Town at;
    at.zoe.get(at.page() + "/amendments/new");
    at.zoe.post(at.page() + "/amendments", {{"title", "Trois poiriers"},
                                            {"body", "Un texte."},
                                            {"reason", "Il y a la place."},
                                            {"amends_version", "1"}});
    CHECK(at.zoe.page().status == 200);
    const std::string items = at.site.raw("GET", "/api/v1/proposals/" + at.proposal).body;
    CHECK(has(items, "amendment"));
    at.move_to(2);
    at.zoe.get(at.page() + "/amendments/new");
    CHECK_FALSE(at.zoe.shows("name=\"reason\""));
    at.zoe.get("/account");
    at.zoe.post(at.page() + "/amendments", {{"title", "Dix poiriers"},
                                            {"body", "Un texte."},
                                            {"reason", "Il y a la place."},
                                            {"amends_version", "1"}});
    CHECK(at.zoe.shows("ou son projet est passé à une autre phase."));
    CHECK(at.zoe.shows("Dix poiriers"));
}

TEST_CASE("the API says what a project is open to, and refuses the rest by name") {
    Town at;
    const std::string project = "/api/v1/projects/" + at.project;
    CHECK(at.site.api("GET", project).body.at("open_to").as_array().size() == 5);
    at.move_to(1);
    const auto open_to = at.site.api("GET", project).body.at("open_to").as_array();
    CHECK(open_to.size() == 4);
    CHECK(open_to[0].as_string() == "wording");
    const ApiAnswer idea = at.site.api("POST", project + "/proposals", "Blaise",
                                       R"({"title":"Un noyer","body":"Pour l’ombre."})");
    CHECK(idea.status == 409);
    CHECK(idea.text("/type") == "/problems/not_in_this_phase");
    CHECK(idea.text("/field") == "project");
    const std::string proposal = "/api/v1/proposals/" + at.proposal;
    CHECK(at.site.api("PUT", proposal + "/stance", "Blaise", R"({"stance":"for"})").status == 200);
    at.move_to(3);
    for (const auto& [method, path, body] :
         {std::tuple{"PUT", "/stance", R"({"stance":"against"})"},
          {"DELETE", "/stance", ""},
          {"POST", "/arguments", R"({"side":"for","body":"Oui."})"}}) {
        CAPTURE(path);
        const ApiAnswer late =
            at.site.api(method, proposal + path, "Blaise",
                        *body == '\0' ? std::nullopt : std::optional<std::string>(body));
        CHECK(late.status == 409);
        CHECK(late.text("/type") == "/problems/not_in_this_phase");
    }
    CHECK(at.site.api("GET", proposal).number("/tally/for") == 1);
}

}  // namespace imaginons::tests
