// From an idea to the city's answer and its result, by forms and by the API, and what is kept from
// who is no agent.
#include <doctest/doctest.h>

#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields answer_fields(const std::string& outcome, const std::string& version = "1",
                     const std::string& seen_draft = "0") {
    Fields fields{{"version", version},
                  {"seen_draft", seen_draft},
                  {"outcome", outcome},
                  {"title", "Acceptée : deux bancs"},
                  {"body", "Nous les posons."},
                  {"official", "Iris Valdoré"},
                  {"function", "adjointe au cadre de vie"}};
    for (const char* criterion : {"competence", "legality", "general_interest", "feasibility"}) {
        fields.emplace_back(criterion, "met");
        fields.emplace_back(std::string(criterion) + "_reason", "Parce que oui.");
    }
    if (outcome == "accepted") fields.emplace_back("cost", "3 000 €");
    if (outcome == "accepted") fields.emplace_back("calendar", "avant juin");
    if (outcome == "redirected") fields.emplace_back("redirected_to", "l’agglomération");
    return fields;
}

Fields without(Fields fields, std::string_view name) {
    std::erase_if(fields, [&](const auto& field) { return field.first == name; });
    return fields;
}

// Two agents and a resident, each in a browser of their own.
struct Town {
    TestSite site{{"Ada"}};
    Browser ines{site};
    Browser karim{site};
    std::string proposal;
    std::string desk;

    Town() {
        ines.join("ines@example.org", "Inès");
        karim.join("karim@example.org", "Karim");
        site.give_role("Inès", "agent");
        site.give_role("Karim", "agent");
        proposal = site.propose("Ada", "", "Des bancs");
        desk = "/proposals/" + proposal + "/answer";
    }

    // As the given agents; the form's guard comes from the page that is open.
    void draft(Browser& agent, const Fields& fields) {
        agent.get(desk + "/draft");
        agent.post(desk + "/draft", fields);
    }
    void review(Browser& agent, const std::string& draft, const std::string& verdict,
                const std::string& word = {}) {
        agent.get(desk);
        agent.post(desk + "/review", {{"draft", draft}, {"verdict", verdict}, {"word", word}});
    }
    void publish(Browser& agent, const std::string& draft) {
        agent.get(desk);
        agent.post(desk + "/publish", {{"draft", draft}});
    }
};

}  // namespace

TEST_CASE("a draft is reviewed by another agent, published, and read by everybody") {
    Town town;
    const std::string page = "/proposals/" + town.proposal;
    town.draft(town.ines, answer_fields("accepted"));
    CHECK(town.ines.shows("Le brouillon est enregistré."));
    CHECK(town.ines.shows("un autre agent doit le relire"));
    CHECK(town.site.raw("GET", page).body.find("Nous les posons.") == std::string::npos);
    town.review(town.ines, "1", "approved");
    CHECK(town.ines.page().status == 403);
    town.publish(town.ines, "1");
    CHECK(town.ines.page().status == 409);

    town.review(town.karim, "1", "sent_back");
    CHECK(town.karim.page().status == 422);
    CHECK(town.karim.shows("Dites ce qu’il faut reprendre."));
    town.review(town.karim, "1", "approved", "Rien à redire.");
    CHECK(town.karim.shows("La réponse est relue."));
    town.publish(town.karim, "1");
    CHECK(town.karim.shows("La réponse est publiée."));

    const RawResponse read = town.site.raw("GET", page);
    CHECK(read.body.find("Nous les posons.") != std::string::npos);
    CHECK(read.body.find("Iris Valdoré") != std::string::npos);
    CHECK(read.body.find("Rien à redire.") == std::string::npos);
    const RawResponse feed = town.site.raw("GET", "/feed");
    CHECK(feed.body.find("a accepté une proposition") != std::string::npos);
    const RawResponse history = town.site.raw("GET", page + "/history");
    CHECK(history.body.find("acceptée</h3>") != std::string::npos);
    const ApiAnswer api = town.site.api("GET", "/api/v1/proposals/" + town.proposal + "/answers");
    CHECK(api.text("/stage") == "accepted");
    CHECK(api.text("/answers/0/feasibility") == "met");
    CHECK(api.text("/answers/0/cost") == "3 000 €");
    CHECK(town.site.api("GET", "/api/v1/proposals/" + town.proposal).text("/stage") == "accepted");
}

TEST_CASE("the answer of a moment is that of the page at that moment") {
    Town town;
    const std::string before = std::to_string(town.site.position());
    town.draft(town.ines, answer_fields("accepted"));
    town.review(town.karim, "1", "approved");
    town.publish(town.karim, "1");
    const std::string after = std::to_string(town.site.position());
    const std::string page = "/proposals/" + town.proposal + "?at=";
    CHECK(town.site.raw("GET", page + before).body.find("Nous les posons.") == std::string::npos);
    CHECK(town.site.raw("GET", page + after).body.find("Nous les posons.") != std::string::npos);
}

TEST_CASE("what is wrong with a draft is said beside each field, and nothing typed is lost") {
    Town town;
    Fields fields = without(without(answer_fields("accepted"), "cost"), "legality");
    town.draft(town.ines, fields);
    CHECK(town.ines.page().status == 422);
    CHECK(town.ines.shows("Il reste 2 points à revoir"));
    CHECK(town.ines.shows("Dites ce que cela coûte."));
    CHECK(town.ines.shows("Dites si ce critère est rempli."));
    CHECK(town.ines.shows("Nous les posons."));
    CHECK(town.ines.shows("value=\"Iris Valdoré\""));
    town.draft(town.ines, without(answer_fields("redirected"), "redirected_to"));
    CHECK(town.ines.shows("Dites vers qui la proposition est réorientée."));
    town.draft(town.ines, without(answer_fields("info_requested"), "legality"));
    CHECK(town.ines.shows("Le brouillon est enregistré."));
}

TEST_CASE("of two agents who draft at once, the second keeps their words and sees the other's") {
    Town town;
    town.draft(town.ines, answer_fields("accepted"));
    Fields later = without(answer_fields("refused"), "body");
    later.emplace_back("body", "Non, hélas.");
    town.draft(town.karim, later);
    CHECK(town.karim.page().status == 409);
    CHECK(town.karim.shows("Un autre brouillon est arrivé entre-temps, de Inès."));
    CHECK(town.karim.shows("Non, hélas."));
    CHECK(town.karim.shows("Nous les posons."));
    CHECK(town.karim.hidden("seen_draft") == "1");
    Fields again = without(later, "seen_draft");
    again.emplace_back("seen_draft", "1");
    town.karim.post(town.desk + "/draft", again);
    CHECK(town.karim.shows("Le brouillon est enregistré."));
    town.review(town.karim, "2", "approved");
    CHECK(town.karim.page().status == 403);
}

TEST_CASE("the same form sent twice is one draft") {
    Town town;
    town.ines.get(town.desk + "/draft");
    Fields fields = answer_fields("accepted");
    fields.emplace_back("csrf", town.ines.hidden("csrf"));
    fields.emplace_back("request_id", town.ines.hidden("request_id"));
    town.ines.post(town.desk + "/draft", fields);
    const std::int64_t position = town.site.position();
    town.ines.post(town.desk + "/draft", fields);
    CHECK(town.ines.page().status == 200);
    CHECK(town.site.position() == position);
}

TEST_CASE("only agents see the queue, the desk and drafts, and only where they are agents") {
    Town town;
    town.draft(town.ines, answer_fields("accepted"));
    Browser visitor(town.site);
    visitor.get("/queue");
    CHECK(visitor.path().starts_with("/signin"));
    visitor.get(town.desk);
    CHECK(visitor.path().starts_with("/signin"));
    Browser resident(town.site);
    resident.join("lea@example.org", "Léa");
    for (const std::string& path : {std::string("/queue"), town.desk, town.desk + "/draft"}) {
        CAPTURE(path);
        CHECK(resident.get(path).status == 403);
        CHECK_FALSE(resident.shows("Nous les posons."));
    }
    resident.get("/account");
    resident.post(town.desk + "/draft", answer_fields("accepted", "1", "1"));
    CHECK(resident.page().status == 403);
    const std::string project = town.site.open_project("Ada", "Le parc");
    const std::string inside = town.site.propose("Ada", project, "Une fontaine");
    town.site.give_role("Léa", "agent", project);
    CHECK(resident.get("/proposals/" + inside + "/answer").status == 200);
    CHECK(resident.get(town.desk).status == 403);
    resident.get("/queue");
    CHECK(resident.shows("Une fontaine"));
    CHECK_FALSE(resident.shows("Des bancs"));
    CHECK(town.ines.get("/proposals/00000000-0000-4000-8000-000000000000/answer").status == 404);
}

TEST_CASE("information is asked for, given by an edit, and the proposal comes to its result") {
    TestSite site({"Ada"});
    Browser author(site);
    author.join("lea@example.org", "Léa");
    Browser ines(site);
    ines.join("ines@example.org", "Inès");
    Browser karim(site);
    karim.join("karim@example.org", "Karim");
    site.give_role("Inès", "agent");
    site.give_role("Karim", "agent");
    author.get("/proposals/new");
    author.post("/proposals/new",
                {{"title", "Des bancs"}, {"body", "À l’ombre."}, {"step", "publish"}});
    const std::string page = author.path().substr(0, author.path().find('?'));
    const std::string desk = page + "/answer";
    const auto answer = [&](const std::string& outcome, const std::string& version,
                            const std::string& draft) {
        ines.get(desk + "/draft");
        ines.post(desk + "/draft", answer_fields(outcome, version));
        karim.get(desk);
        karim.post(desk + "/review", {{"draft", draft}, {"verdict", "approved"}});
        karim.post(desk + "/publish", {{"draft", draft}});
        REQUIRE(karim.shows("La réponse est publiée."));
    };
    answer("info_requested", "1", "1");
    author.get(page);
    CHECK(author.shows("La ville vous demande des précisions."));
    ines.get("/queue");
    CHECK(ines.shows("Horloge arrêtée"));
    author.get(page + "/edit");
    author.post(
        page + "/edit",
        {{"title", "Deux bancs"}, {"body", "À l’ombre."}, {"version", "1"}, {"step", "publish"}});
    author.get(page);
    CHECK(author.shows("À l’étude"));
    answer("accepted", "2", "2");
    const auto move = [&](const std::string& stage, const std::string& word) {
        ines.get(desk);
        ines.post(page + "/stage", {{"stage", stage}, {"step", word}});
    };
    move("in_progress", "");
    CHECK(ines.page().status == 422);
    CHECK(ines.shows("Dites en un mot où cela en est."));
    move("in_progress", "Le chantier commence.");
    CHECK(author.get(page).body.find("Le chantier commence.") != std::string::npos);
    const std::string project = site.open_project("Ada", "Le parc");
    ines.get(desk);
    ines.post(page + "/project", {{"project", project}});
    CHECK(ines.shows("La proposition est liée au projet."));
    CHECK(site.raw("GET", "/projects/" + project).body.find("D’où vient ce projet") !=
          std::string::npos);
    move("done", "Deux bancs, deux arbres.");
    CHECK(author.get(page).body.find("Réalisée") != std::string::npos);
    move("in_progress", "Encore.");
    CHECK(ines.page().status == 409);
}

TEST_CASE("an agent opens the city's project for what was accepted") {
    Town town;
    town.draft(town.ines, answer_fields("accepted"));
    town.review(town.karim, "1", "approved");
    town.publish(town.karim, "1");
    const std::string form = "/projects/new?proposal=" + town.proposal;
    town.ines.get(form);
    CHECK(town.ines.shows("La ville ouvre ce projet"));
    town.ines.post("/projects/new", {{"proposal", town.proposal},
                                     {"title", "Des bancs partout"},
                                     {"body", "Dix bancs."},
                                     {"level", "consult"},
                                     {"choice", "for_neutral_against"}});
    CHECK(town.ines.shows("Porté par la ville"));
    CHECK(town.ines.shows("D’où vient ce projet"));
    Browser resident(town.site);
    resident.join("lea@example.org", "Léa");
    CHECK(resident.get(form).status == 403);
}

TEST_CASE("agents answer through the API, under the same rules") {
    TestSite site({"Ada", "Blaise", "Camille"});
    site.give_role("Blaise", "agent");
    site.give_role("Camille", "agent");
    const std::string path = "/api/v1/proposals/" + site.propose("Ada", "", "Des bancs");
    const std::string draft =
        R"({"seen_draft":0,"version":1,"outcome":"refused","title":"Refusée","body":"Non.",)"
        R"("competence":"met","competence_reason":"Oui.","legality":"not_met",)"
        R"("legality_reason":"La loi l’interdit.","general_interest":"partly",)"
        R"("general_interest_reason":"Pour certains.","feasibility":"met",)"
        R"("feasibility_reason":"Oui.","official":"Iris Valdoré","function":"adjointe"})";
    CHECK(site.api("PUT", path + "/answer/draft", "Ada", draft).text("/type") ==
          "/problems/not_an_agent");
    CHECK(site.api("PUT", path + "/answer/draft", "Blaise", draft).status == 200);
    CHECK(site.api("PUT", path + "/answer/draft", "Camille", draft).text("/type") ==
          "/problems/draft_has_changed");
    const std::string approve = R"({"draft":1,"verdict":"approved"})";
    CHECK(site.api("POST", path + "/answer/review", "Blaise", approve).status == 403);
    CHECK(site.api("POST", path + "/answer/publication", "Blaise", R"({"draft":1})").status == 409);
    CHECK(site.api("POST", path + "/answer/review", "Camille", approve).status == 200);
    CHECK(site.api("POST", path + "/answer/publication", "Blaise", R"({"draft":1})").status == 200);
    const ApiAnswer read = site.api("GET", path + "/answers");
    CHECK(read.text("/stage") == "refused");
    CHECK(read.text("/answers/0/legality") == "not_met");
    CHECK(read.text("/answers/0/legality_reason") == "La loi l’interdit.");
    CHECK(read.body.at("waits_since").is_null());
    CHECK(site.api("POST", path + "/stage", "Blaise", R"({"stage":"done","word":"x"})").status ==
          409);
    CHECK(site.api("GET", "/api/v1/proposals?stage=refused").body.at("items").as_array().size() ==
          1);
    CHECK(site.api("GET", "/api/v1/proposals?stage=accepted").body.at("items").as_array().empty());
    CHECK(site.api("GET", "/api/v1/proposals?stage=x").status == 400);
}

TEST_CASE("a role is shown on the person's page, with its reason") {
    TestSite site({"Ada"});
    site.give_role("Ada", "agent");
    const std::string proposal = site.propose("Ada", "", "Des bancs");
    const std::string person = site.api("GET", "/api/v1/proposals/" + proposal).text("/author/id");
    const RawResponse page = site.raw("GET", "/people/" + person);
    CHECK(page.body.find("Répond pour la ville") != std::string::npos);
    CHECK(page.body.find("Service Citoyenneté") != std::string::npos);
}

}  // namespace imaginons::tests
