// Questions to the city by forms and by the API: asked, shown to wait, answered, corrected; told to
// who asked; and what is refused beside the field with nothing lost.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Fields reply(const std::string& body, const std::string& version = "0") {
    return {{"version", version},
            {"body", body},
            {"official", "Iris Valdoré"},
            {"function", "adjointe aux écoles"}};
}

// Zoé has proposed a bench, Max asks about it, Inès is an agent of the city.
struct Bench {
    Bench() {
        zoe.join("zoe@example.org", "Zoé");
        max.join("max@example.org", "Max");
        ines.join("ines@example.org", "Inès");
        zoe.get("/proposals/new");
        zoe.post("/proposals/new",
                 {{"title", "Un banc"}, {"body", "Sous les tilleuls."}, {"step", "publish"}});
        path = zoe.path().substr(0, zoe.path().find('?'));
        REQUIRE(path.starts_with("/proposals/"));
        site.give_role("Inès", "agent");
    }

    // The question's id.
    std::string ask(Browser& who, const std::string& body) {
        who.get(path + "/questions/new");
        who.post(path + "/questions", {{"body", body}});
        REQUIRE(who.shows("Votre question est posée."));
        const auto list = site.api("GET", "/api/v1" + path + "/questions");
        return list.text("/items/" + std::to_string(list.body.at("items").as_array().size() - 1) +
                         "/id");
    }

    void answer(const std::string& question, const Fields& fields) {
        ines.get("/questions/" + question + "/answer");
        ines.post("/questions/" + question + "/answer", fields);
    }

    TestSite site{{"Ada"}};
    Browser zoe{site};
    Browser max{site};
    Browser ines{site};
    std::string path;
};

}  // namespace

TEST_CASE("a question waits in sight, is answered in the city's name, and who asked is told") {
    Bench at;
    const std::string id = at.ask(at.max, "Qui *paie* ?");
    CHECK(at.max.shows("Qui <em>paie</em> ?"));
    CHECK(at.max.shows("En attente depuis le "));
    CHECK(at.max.shows("1 question attend une réponse."));
    CHECK(at.max.get("/questions/" + id + "/answer").status == 403);
    at.ines.get("/queue");
    CHECK(at.ines.shows("1 question attend une réponse"));
    CHECK(at.ines.shows("/questions/" + id + "/answer"));
    at.answer(id, reply("La **ville**."));
    CHECK(at.ines.path().starts_with(at.path + "?done="));
    CHECK(at.ines.shows("La réponse est publiée sous la question."));
    Browser visitor(at.site);
    visitor.get(at.path);
    CHECK(visitor.shows("La <strong>ville</strong>."));
    CHECK(visitor.shows("Iris Valdoré"));
    CHECK_FALSE(visitor.shows("En attente depuis le "));
    CHECK_FALSE(visitor.shows("Inès"));
    visitor.get(at.path + "/history");
    CHECK(visitor.shows("Question à la ville"));
    CHECK(visitor.shows("Réponse à une question"));
    visitor.get("/feed");
    CHECK(visitor.shows("a posé une question à la ville"));
    CHECK(visitor.shows("a répondu à une question"));
    // Max follows nothing, and hears of it; so does who wrote the proposal.
    for (Browser* who : {&at.max, &at.zoe}) {
        who->get("/following");
        CHECK(who->shows("a répondu à une question"));
    }
    const std::string own = at.max.get("/account/data/mes-donnees.json").body;
    CHECK(own.find("Qui *paie* ?") != std::string::npos);
    at.max.get("/account/receipts");
    CHECK(at.max.shows("Une question à la ville"));
    CHECK(at.site.raw("GET", "/feed.atom").body.find("Question à la ville") != std::string::npos);
}

TEST_CASE("what one asked about is listed among what one follows, and can be left alone") {
    Bench at;
    const std::string project = at.site.open_project("Ada", "Le parc");
    const std::string id = at.ask(at.max, "Qui paie ?");
    at.max.get("/projects/" + project + "/questions/new");
    at.max.post("/projects/" + project + "/questions", {{"body", "Quand ?"}});
    at.max.get("/account/following");
    CHECK(at.max.shows("href=\"" + at.path + "#questions\""));
    CHECK(at.max.shows("href=\"/projects/" + project + "#questions\""));
    CHECK(at.max.shows("Vous y avez posé une question"));
    at.max.post("/follow", {{"kind", "proposal"},
                            {"id", at.path.substr(at.path.rfind('/') + 1)},
                            {"back", "list"},
                            {"act", "stop"}});
    CHECK_FALSE(at.max.shows("href=\"" + at.path + "#questions\""));
    CHECK(at.max.shows("href=\"/projects/" + project + "#questions\""));
    at.answer(id, reply("La ville."));
    at.max.get("/following");
    CHECK_FALSE(at.max.shows("a répondu à une question"));
    // Who argues as well has taken part: once in the list.
    at.zoe.get("/account/following");
    CHECK_FALSE(at.zoe.shows("Vous y avez posé une question"));
}

TEST_CASE("an answer is corrected; two agents at once do not overwrite what they have not seen") {
    Bench at;
    const std::string id = at.ask(at.max, "Qui paie ?");
    at.answer(id, reply("La ville."));
    const std::int64_t answered = at.site.position();
    at.answer(id, reply("Personne."));
    CHECK(at.ines.page().status == 409);
    CHECK(at.ines.shows("Un autre agent a répondu pendant que vous écriviez."));
    CHECK(at.ines.shows("La ville."));
    CHECK(at.ines.shows("Personne.</textarea>"));
    CHECK(at.ines.hidden("version") == "1");
    CHECK(at.site.position() == answered);
    at.ines.post("/questions/" + id + "/answer", reply("L’agglomération.", "1"));
    CHECK(at.ines.shows("L’agglomération."));
    CHECK(at.ines.shows("corrigée le"));
    // As it was: the first answer, and before it none.
    Browser visitor(at.site);
    visitor.get(at.path + "?at=" + std::to_string(answered));
    CHECK(visitor.shows("La ville."));
    CHECK_FALSE(visitor.shows("L’agglomération."));
    visitor.get(at.path + "?at=" + std::to_string(answered - 1));
    CHECK(visitor.shows("Qui paie ?"));
    CHECK(visitor.shows("En attente depuis le "));
}

TEST_CASE("what is refused is said beside the field, with all that was typed") {
    Bench at;
    const auto post = [&](const std::string& body) {
        at.max.get(at.path + "/questions/new");
        const std::int64_t position = at.site.position();
        const unsigned status = at.max.post(at.path + "/questions", {{"body", body}}).status;
        CHECK(at.site.position() == position);
        CHECK(at.max.shows(body + "</textarea>"));
        return status;
    };
    CHECK(post("") == 422);
    CHECK(at.max.shows("Écrivez votre question."));
    CHECK(post(std::string(2'001, 'a')) == 422);
    CHECK(at.max.shows("Raccourcissez ce texte"));
    for (int i = 1; i <= 3; ++i) at.ask(at.max, "Question " + std::to_string(i));
    CHECK(post("Et la quatrième ?") == 422);
    CHECK(at.max.shows("Vos questions d’avant attendent encore une réponse ici"));
    at.zoe.get(at.path + "/withdraw");
    at.max.get(at.path + "/questions/new");
    at.zoe.post(at.path + "/withdraw", {{"reason", ""}});
    CHECK(at.max.post(at.path + "/questions", {{"body", "Trop tard ?"}}).status == 409);
    CHECK(at.max.shows("On ne peut plus rien demander ici"));
    CHECK(at.max.shows("Trop tard ?</textarea>"));
    CHECK_FALSE(at.max.get(at.path).body.empty());
    CHECK_FALSE(at.max.shows("/questions/new"));
    CHECK(at.max.get("/proposals/00000000-0000-4000-8000-000000000001/questions/new").status ==
          404);
    Browser visitor(at.site);
    CHECK(visitor.get("/questions/00000000-0000-4000-8000-000000000001/answer").status == 404);
}

TEST_CASE("an answer without who signs it is not published") {
    Bench at;
    const std::string id = at.ask(at.max, "Qui paie ?");
    Fields fields = reply("La ville.");
    fields[2].second.clear();
    const std::int64_t position = at.site.position();
    at.answer(id, fields);
    CHECK(at.ines.page().status == 422);
    CHECK(at.ines.shows("Nommez la personne qui signe."));
    CHECK(at.ines.shows("La ville.</textarea>"));
    CHECK(at.site.position() == position);
}

TEST_CASE("a question about a project stands on its page") {
    Bench at;
    const std::string project = "/projects/" + at.site.open_project("Ada", "Le parc");
    at.max.get(project + "/questions/new");
    at.max.post(project + "/questions", {{"body", "Quand ouvre-t-il ?"}});
    CHECK(at.max.path().starts_with(project + "?done="));
    CHECK(at.max.shows("Quand ouvre-t-il ?"));
    const auto list = at.site.api("GET", "/api/v1" + project + "/questions");
    at.answer(list.text("/items/0/id"), reply("En avril."));
    Browser visitor(at.site);
    visitor.get(project);
    CHECK(visitor.shows("En avril."));
    visitor.get(project + "/history");
    CHECK(visitor.shows("Réponse à une question"));
    // The project is Ada's, the answer is not.
    const std::string answer_on =
        visitor.page().body.substr(visitor.page().body.find("Réponse à une question"));
    CHECK(answer_on.find("La ville") < answer_on.find("Ada"));
    visitor.get(project + "?at=" + std::to_string(at.site.position() - 1));
    CHECK(visitor.shows("Quand ouvre-t-il ?"));
    CHECK_FALSE(visitor.shows("En avril."));
}

TEST_CASE("questions through the API: asked, listed while they wait, answered") {
    TestSite site{{"Ada", "Blaise"}};
    site.give_role("Blaise", "agent");
    const std::string proposal = "/api/v1/proposals/" + site.propose("Ada", "", "Un banc");
    const auto asked =
        site.api("POST", proposal + "/questions", "Ada", R"({"body":"Qui paie ?\r\nEt quand ?"})");
    CHECK(asked.status == 201);
    const std::string question = "/api/v1/questions/" + asked.text("/id");
    CHECK(asked.raw.header("location") == question);
    CHECK(site.api("GET", question).text("/body") == "Qui paie ?\nEt quand ?");
    CHECK(site.api("GET", question).body.at("answer").is_null());
    CHECK(site.api("GET", "/api/v1/questions").text("/items/0/id") == asked.text("/id"));
    const char* answer = R"({"body":"La ville.","official":"Iris","function":"adjointe"})";
    CHECK(site.api("PUT", question + "/answer", "Ada", answer).status == 403);
    CHECK(site.api("PUT", question + "/answer", "Blaise", answer).status == 200);
    CHECK(site.api("PUT", question + "/answer", "Blaise", answer).status == 409);
    CHECK(site.api("GET", question).text("/answer/body") == "La ville.");
    CHECK(site.api("GET", question).number("/answer/version") == 1);
    CHECK(site.api("GET", "/api/v1/questions").body.at("items").as_array().empty());
    CHECK(site.api("GET", "/api/v1/feed").text("/items/0/what") == "question_answered");
    CHECK(site.api("GET", "/api/v1/feed").text("/items/0/question") == asked.text("/id"));
    CHECK(site.api("GET", "/api/v1/questions/00000000-0000-4000-8000-000000000001").status == 404);
    CHECK(site.api("POST", "/api/v1/projects/00000000-0000-4000-8000-000000000001/questions", "Ada",
                   R"({"body":"Qui ?"})")
              .status == 404);
    CHECK(site.api("POST", proposal + "/questions", "Ada", R"({"body":""})").status == 422);
}

TEST_CASE("whoever leaves with their texts takes their questions, and the answers stay") {
    Bench at;
    const std::string id = at.ask(at.max, "Qui paie vraiment ?");
    at.answer(id, reply("La ville."));
    at.max.get("/account/delete");
    at.max.post("/account/delete", {{"words", "remove"}});
    at.max.post("/account/delete", {{"words", "remove"}, {"confirm", "yes"}});
    Browser visitor(at.site);
    visitor.get(at.path);
    CHECK_FALSE(visitor.shows("Qui paie vraiment"));
    CHECK(visitor.shows("Effacé avec le compte de qui l’a écrit."));
    CHECK(visitor.shows("La ville."));
}

}  // namespace imaginons::tests
