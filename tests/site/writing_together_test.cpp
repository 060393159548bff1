// Co-authors and amendments on a real site: invited, accepted, amended, decided, refused beside the
// field; and what stays when somebody goes with their texts.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// Zoé has proposed a bench; Max is somebody else.
struct Bench {
    Bench() {
        zoe.join("zoe@example.org", "Zoé");
        max.join("max@example.org", "Max");
        zoe.get("/proposals/new");
        zoe.post("/proposals/new",
                 {{"title", "Un banc"}, {"body", "Sous les tilleuls."}, {"step", "publish"}});
        path = zoe.path().substr(0, zoe.path().find('?'));
        REQUIRE(path.starts_with("/proposals/"));
    }

    void sign_together() {
        zoe.get(path + "/authors");
        zoe.post(path + "/authors", {{"pseudonym", "max"}});
        max.get(path);
        REQUIRE(max.shows("On vous invite à signer cette proposition."));
        max.post(path + "/authors/accept", {});
        REQUIRE(max.shows("Vous signez maintenant cette proposition."));
    }

    void edit(Browser& who, const std::string& body) {
        who.get(path + "/edit");
        who.post(path + "/edit", {{"version", who.hidden("version")},
                                  {"title", "Un banc"},
                                  {"body", body},
                                  {"step", "publish"}});
        REQUIRE(who.shows("La nouvelle version est publiée."));
    }

    // The amendment's path.
    std::string amend(Browser& who, const std::string& body) {
        who.get(path + "/amendments/new");
        const std::string base = who.hidden("amends_version");
        who.post(path + "/amendments", {{"amends_version", base},
                                        {"title", "Un banc"},
                                        {"body", body},
                                        {"reason", "On y attend le bus."},
                                        {"step", "publish"}});
        REQUIRE(who.shows("Votre amendement est publié."));
        return who.path().substr(0, who.path().find('?'));
    }

    void leave(Browser& who) {
        who.get("/account/delete");
        who.post("/account/delete", {{"words", "remove"}});
        who.post("/account/delete", {{"words", "remove"}, {"confirm", "yes"}});
    }

    std::string id() const { return path.substr(path.rfind('/') + 1); }

    TestSite site{{"Ada"}};
    Browser zoe{site};
    Browser max{site};
    std::string path;
};

}  // namespace

TEST_CASE("somebody invited signs, edits, and is named as an author everywhere") {
    Bench at;
    at.sign_together();
    const auto answer = at.site.api("GET", "/api/v1/proposals/" + at.id());
    CHECK(answer.text("/author/pseudonym") == "Zoé");
    CHECK(answer.text("/authors/0/pseudonym") == "Zoé");
    CHECK(answer.text("/authors/1/pseudonym") == "Max");
    at.edit(at.max, "Sous les tilleuls, et long.");
    CHECK(at.max.shows("Sous les tilleuls, et long."));
    Browser visitor(at.site);
    visitor.get(at.path);
    CHECK(visitor.shows("Max"));
    visitor.get(at.path + "/history");
    CHECK(visitor.shows("Nouvelle signature"));
    visitor.get("/feed");
    CHECK(visitor.shows("signe maintenant une proposition"));
    CHECK_FALSE(visitor.shows("vous invite à signer"));
    at.max.get("/following");
    CHECK(at.max.shows("vous invite à signer une proposition"));
    at.max.get(at.path + "/authors");
    at.max.post(at.path + "/authors/end", {});
    CHECK(at.max.path().starts_with(at.path + "?done="));
    CHECK(at.max.get(at.path + "/edit").status == 403);
}

TEST_CASE("whom one cannot invite is said beside the field, with the name that was typed") {
    Bench at;
    struct Try {
        const char* name;
        const char* words;
    };
    const auto invite = [&](const Try& tried) {
        at.zoe.get(at.path + "/authors");
        const std::int64_t position = at.site.position();
        CHECK(at.zoe.post(at.path + "/authors", {{"pseudonym", tried.name}}).status == 422);
        CHECK(at.zoe.shows(tried.words));
        CHECK(at.zoe.shows("value=\"" + std::string(tried.name) + "\""));
        CHECK(at.site.position() == position);
    };
    invite({"Personne", "Personne ne porte ce nom ici."});
    invite({"Zoé", "Cette personne signe déjà cette proposition."});
    invite({"", "Écrivez le nom public de la personne."});
    at.zoe.get(at.path + "/authors");
    at.zoe.post(at.path + "/authors", {{"pseudonym", "Max"}});
    invite({"Max", "Cette personne est déjà invitée"});
    CHECK(at.max.get(at.path + "/authors").status == 403);
    CHECK(at.max.get("/proposals/00000000-0000-4000-8000-000000000001/authors").status == 404);
    at.max.get(at.path);
    at.max.post(at.path + "/authors/end", {});
    CHECK_FALSE(at.max.shows("On vous invite"));
    at.max.post(at.path + "/authors/accept", {});
    CHECK(at.max.page().status == 409);
    at.zoe.get(at.path + "/withdraw");
    at.zoe.post(at.path + "/withdraw", {{"reason", ""}});
    invite({"Ada", "Cette proposition ne peut plus changer"});
}

TEST_CASE("an amendment shows what it changes, is accepted, and is the new version") {
    Bench at;
    at.max.get(at.path + "/amendments/new");
    CHECK(at.max.shows("Sous les tilleuls."));
    const Fields fields = {{"amends_version", "1"},
                           {"title", "Un banc"},
                           {"body", "Sous les platanes."},
                           {"reason", "Il y a plus d’ombre."}};
    Fields preview = fields;
    preview.emplace_back("step", "preview");
    at.max.post(at.path + "/amendments", preview);
    CHECK(at.max.shows("<ins>"));
    CHECK(at.max.shows("platanes"));
    const std::string amendment = at.amend(at.max, "Sous les platanes.");
    CHECK(at.max.shows("Ce qu’il change"));
    CHECK(at.max.shows("On y attend le bus."));
    at.zoe.get(at.path);
    CHECK(at.zoe.shows("1 amendement"));
    CHECK(at.zoe.shows("Amendement de Max"));
    at.max.get(amendment);
    CHECK(at.max.post(amendment + "/accept", {{"version", "1"}}).status == 403);
    at.zoe.get(amendment);
    at.zoe.post(amendment + "/accept", {{"version", "1"}});
    CHECK(at.zoe.path().starts_with(at.path + "?done="));
    CHECK(at.zoe.shows("Sous les platanes."));
    CHECK(at.zoe.shows("Version 2"));
    at.zoe.get(amendment);
    CHECK(at.zoe.shows("son texte est devenu la version 2."));
    CHECK(at.zoe.shows("<del>"));
    const auto answer = at.site.api("GET", "/api/v1" + amendment);
    CHECK(answer.text("/amendment/decision") == "accepted");
    CHECK(answer.number("/amendment/became") == 2);
    // Twice is not decided twice.
    const std::int64_t position = at.site.position();
    at.zoe.post(amendment + "/accept", {{"version", "1"}});
    CHECK(at.site.position() == position);
}

TEST_CASE("an amendment to a text that has moved is not accepted, and is adapted with all kept") {
    Bench at;
    const std::string amendment = at.amend(at.max, "Sous les platanes.");
    at.max.get(at.path + "/amendments/new");
    at.edit(at.zoe, "Sous les vieux tilleuls.");
    // Written meanwhile: comes back with what has changed.
    const Fields late = {{"amends_version", "1"},
                         {"title", "Un banc"},
                         {"body", "Sous les chênes."},
                         {"reason", "Ils sont plus vieux."},
                         {"step", "publish"}};
    CHECK(at.max.post(at.path + "/amendments", late).status == 409);
    CHECK(at.max.shows("Le texte a changé pendant que vous écriviez."));
    CHECK(at.max.shows("Sous les chênes."));
    CHECK(at.max.shows("Ils sont plus vieux."));
    CHECK(at.max.shows("vieux"));
    CHECK(at.max.hidden("amends_version") == "2");
    const std::int64_t position = at.site.position();
    at.zoe.get(amendment);
    CHECK(at.zoe.shows("Il ne peut pas être accepté tel quel"));
    CHECK_FALSE(at.zoe.shows("Accepter cet amendement"));
    at.zoe.post(amendment + "/accept", {{"version", "1"}});
    CHECK(at.zoe.shows("Il ne peut pas être accepté tel quel"));
    CHECK(at.site.position() == position);
    at.max.get(amendment + "/edit");
    CHECK(at.max.shows("Sous les platanes."));
    CHECK(at.max.shows("Le texte a changé pendant que vous écriviez."));
    at.max.post(amendment + "/edit", {{"version", "1"},
                                      {"amends_version", "2"},
                                      {"title", "Un banc"},
                                      {"body", "Sous les vieux platanes."},
                                      {"step", "publish"}});
    CHECK(at.max.shows("Sous les vieux platanes."));
    // What was decided on is what was read.
    at.zoe.post(amendment + "/accept", {{"version", "1"}});
    CHECK(at.zoe.shows("L’amendement a changé depuis que vous l’avez lu."));
    at.zoe.post(amendment + "/accept", {{"version", "2"}});
    CHECK(at.zoe.shows("Sous les vieux platanes."));
    CHECK(at.zoe.shows("Version 3"));
}

TEST_CASE("an amendment is refused with a reason, which everybody reads") {
    Bench at;
    const std::string amendment = at.amend(at.max, "Sous les platanes.");
    CHECK(at.max.get(amendment + "/refuse").status == 200);
    CHECK(at.max.path() == amendment);
    at.zoe.get(amendment + "/refuse");
    CHECK(at.zoe.post(amendment + "/refuse", {{"version", "1"}, {"reason", " "}}).status == 422);
    CHECK(at.zoe.shows("Dites pourquoi vous refusez."));
    at.zoe.post(amendment + "/refuse", {{"version", "1"}, {"reason", "Trop de *feuilles*."}});
    CHECK(at.zoe.shows("Refusé."));
    CHECK(at.zoe.shows("Trop de <em>feuilles</em>."));
    Browser visitor(at.site);
    visitor.get(amendment);
    CHECK(visitor.shows("Trop de <em>feuilles</em>."));
    CHECK_FALSE(visitor.shows("Donner mon avis"));
}

TEST_CASE("an amendment that says nothing new, or not why, comes back as it was typed") {
    Bench at;
    at.max.get(at.path + "/amendments/new");
    Fields fields = {{"amends_version", "1"},
                     {"title", "Un banc"},
                     {"body", "Sous les tilleuls."},
                     {"reason", "Parce que."},
                     {"step", "publish"}};
    CHECK(at.max.post(at.path + "/amendments", fields).status == 422);
    CHECK(at.max.shows("changez ce que vous voulez voir changer"));
    CHECK(at.max.shows("Parce que."));
    fields[2].second = "Sous les platanes.";
    fields[3].second = "";
    CHECK(at.max.post(at.path + "/amendments", fields).status == 422);
    CHECK(at.max.shows("Dites pourquoi vous proposez ce changement."));
    CHECK(at.max.shows("Sous les platanes."));
    CHECK(at.max.post("/proposals/nonsense/amendments", fields).status == 404);
    // Withdrawn meanwhile: too late, and nothing of it is lost.
    fields[3].second = "Parce que.";
    at.zoe.get(at.path + "/withdraw");
    at.zoe.post(at.path + "/withdraw", {{"reason", ""}});
    at.max.get("/account");
    CHECK(at.max.post(at.path + "/amendments", fields).status == 409);
    CHECK(at.max.shows("Cette proposition ne peut plus changer"));
    CHECK(at.max.shows("Sous les platanes."));
    CHECK(at.max.post(at.path + "/accept", {{"version", "1"}}).status == 404);
}

TEST_CASE("who goes with their texts takes only their own versions") {
    Bench at;
    at.sign_together();
    at.edit(at.max, "Ce que Max a changé.");
    at.leave(at.max);
    Browser visitor(at.site);
    visitor.get(at.path);
    CHECK(visitor.shows("Sous les tilleuls."));
    CHECK_FALSE(visitor.shows("Ce que Max a changé."));
    visitor.get(at.path + "/changes?from=8");
    CHECK_FALSE(visitor.shows("Ce que Max a changé."));
    at.site.restart();
    visitor.get(at.path);
    CHECK(visitor.shows("Sous les tilleuls."));
    at.edit(at.zoe, "Et Zoé continue.");
    at.leave(at.zoe);
    visitor.get(at.path);
    CHECK_FALSE(visitor.shows("Et Zoé continue."));
    CHECK(visitor.shows("Ce texte est effacé"));
}

TEST_CASE("the API writes together as the pages do") {
    TestSite site({"Ada", "Blaise"});
    const std::string bench = site.propose("Ada", "", "Un banc", "Sous les tilleuls.");
    const std::string base = "/api/v1/proposals/" + bench;
    CHECK(site.api("POST", base + "/authors", "Ada", "{\"pseudonym\":\"Personne\"}").status == 404);
    CHECK(site.api("POST", base + "/authors", "Ada", "{\"pseudonym\":\"Blaise\"}").status == 200);
    CHECK(site.api("PUT", base + "/authors/me", "Blaise").status == 200);
    CHECK(site.api("PUT", base + "/authors/me", "Blaise").status == 409);
    CHECK(site.api("DELETE", base + "/authors/me", "Blaise").status == 200);
    const std::string words =
        "\"title\":\"Un banc\",\"body\":\"Sous les platanes.\",\"reason\":\"L’ombre.\"";
    CHECK(site.api("POST", base + "/amendments", "Blaise", "{" + words + "}").status == 422);
    CHECK(
        site.api("POST", base + "/amendments", "Blaise", "{" + words + ",\"version\":7}").status ==
        409);
    const auto made =
        site.api("POST", base + "/amendments", "Blaise", "{" + words + ",\"version\":1}");
    REQUIRE(made.status == 201);
    const std::string amendment = "/api/v1/proposals/" + made.text("/id");
    CHECK(site.api("GET", base + "/amendments").text("/items/0/id") == made.text("/id"));
    CHECK(site.api("GET", amendment).text("/amendment/decision") == "open");
    CHECK(site.api("POST", amendment + "/refusal", "Blaise", "{\"version\":1,\"reason\":\"Non.\"}")
              .status == 403);
    CHECK(site.api("POST", amendment + "/acceptance", "Ada", "{\"version\":2}").status == 409);
    CHECK(site.api("POST", amendment + "/acceptance", "Ada", "{\"version\":1}").status == 200);
    CHECK(site.api("GET", base).text("/body") == "Sous les platanes.");
    CHECK(site.api("POST", amendment + "/refusal", "Ada", "{\"version\":1,\"reason\":\"Non.\"}")
              .status == 409);
}

}  // namespace imaginons::tests
