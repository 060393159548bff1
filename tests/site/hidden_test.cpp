// What was hidden appears nowhere: not at its own address, nor in lists, feeds, searches, forms,
// the log's openings or a receipt; that it was hidden, when and why, is said. Nothing hides over
// HTTP yet, so the city's command is given to the engine while the site is stopped.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <vector>

#include "commands/engine.hpp"
#include "storage/store.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

// Of the hidden proposal, and of an argument on it that nobody hid.
constexpr const char* title = "Un zyzomys sous le palmier";
constexpr const char* body = "Phrase reconnaissable entre toutes.";
constexpr const char* argument_body = "Axolotl de toute évidence.";
// Of an argument that is hidden by itself, on a proposal that is not.
constexpr const char* insult = "Une quokka insultante.";
// Of a question about the hidden proposal, and of one that is hidden by itself.
constexpr const char* question_body = "Et le wombat ?";
constexpr const char* intrusive = "Qui est ce wallaby du deuxième étage ?";

bool tells(const std::string& text) {
    for (const char* word : {"zyzomys", "reconnaissable", "xolotl", "quokka", "wombat", "wallaby"})
        if (text.find(word) != std::string::npos) return true;
    return false;
}

void hide(const std::filesystem::path& data, events::ObjectKind kind, const std::string& id) {
    storage::Store store(data);
    commands::Engine engine(store.log, store.vault, {});
    engine.start();
    commands::Command command;
    command.body = commands::HideContribution{kind, *events::parse_id<events::Id>(id),
                                              events::HiddenGround::hidden_at_origin};
    command.actor.kind = commands::Actor::Kind::city;
    command.request = events::RequestId(7, store.log.size());
    REQUIRE(std::holds_alternative<commands::Outcome>(engine.execute(command)));
}

// Inès writes what is hidden later, Ada and Blaise join in.
struct Town {
    Town() : ines(site) {
        ines.join("ines@example.org", "Inès");
        project = site.open_project("Ada", "Le parc");
        ines.get("/proposals/new?project=" + project);
        ines.post("/proposals/new",
                  {{"title", title}, {"body", body}, {"step", "publish"}, {"project", project}});
        path = ines.path().substr(0, ines.path().find('?'));
        REQUIRE(path.starts_with("/proposals/"));
        id = path.substr(path.rfind('/') + 1);
        lamp = "/proposals/" + site.propose("Ada", project, "Une lampe");
        argument = argue("Blaise", path, argument_body);
        hidden_argument = argue("Blaise", lamp, insult);
        question = ask("Blaise", path, question_body);
        hidden_question = ask("Blaise", lamp, intrusive);
        site.api("PUT", "/api/v1" + path + "/stance", "Ada", "{\"stance\":\"against\"}");
        stance_seq = site.position() - 1;
    }

    std::string argue(std::string_view who, const std::string& on, const std::string& words) {
        const std::string json = "{\"side\":\"for\",\"body\":\"" + words + "\"}";
        return site.api("POST", "/api/v1" + on + "/arguments", who, json).text("/id");
    }

    std::string ask(std::string_view who, const std::string& about, const std::string& words) {
        const std::string json = "{\"body\":\"" + words + "\"}";
        return site.api("POST", "/api/v1" + about + "/questions", who, json).text("/id");
    }

    void hide_both() {
        site.stop();  // an environment can be open only once in a process
        hide(site.data(), events::ObjectKind::proposal, id);
        hide(site.data(), events::ObjectKind::argument, hidden_argument);
        hide(site.data(), events::ObjectKind::question, hidden_question);
        site.restart();
    }

    TestSite site{{"Ada", "Blaise"}};
    Browser ines;
    std::string project;
    std::string id;
    std::string path;  // of the proposal
    std::string lamp;  // path of another
    std::string argument;
    std::string hidden_argument;
    std::string question;
    std::string hidden_question;
    std::int64_t stance_seq = 0;
};

}  // namespace

TEST_CASE("a hidden proposal says that it is, when and on which ground, and none of its words") {
    Town town;
    CHECK(tells(town.site.raw("GET", town.path).body));
    town.hide_both();
    const RawResponse page = town.site.raw("GET", town.path);
    CHECK(page.status == 410);
    CHECK_FALSE(tells(page.body));
    CHECK(page.body.find("Ce texte est masqué") != std::string::npos);
    CHECK(page.body.find("Il a été masqué le ") != std::string::npos);
    CHECK(page.body.find("il l’était déjà sur la plateforme d’où il vient") != std::string::npos);
    CHECK(page.body.find("href=\"" + town.path + "/history\"") != std::string::npos);
    CHECK(page.body.find("noindex") != std::string::npos);
    CHECK(page.body.find("/account/data") == std::string::npos);
    CHECK(page.header("etag").empty());
    const RawResponse english = town.site.raw("GET", "/en" + town.path);
    CHECK(english.status == 410);
    CHECK(english.body.find("This text is hidden") != std::string::npos);

    const ApiAnswer answer = town.site.api("GET", "/api/v1" + town.path);
    CHECK(answer.status == 410);
    CHECK(answer.text("/type") == "/problems/contribution_hidden");
    CHECK(answer.text("/ground") == "hidden_at_origin");
    const std::string at = answer.text("/hidden_at");
    CHECK(at > town.site.api("GET", "/api/v1" + town.lamp).text("/created_at"));
    CHECK_FALSE(tells(answer.raw.body));
}

TEST_CASE("its arguments and questions keep out too, and one that is hidden by itself") {
    Town town;
    town.hide_both();
    for (const std::string& path :
         {town.path + "/arguments", "/arguments/" + town.argument,
          "/arguments/" + town.hidden_argument, town.path + "/arguments?state=hidden",
          town.path + "/questions", "/questions/" + town.question,
          "/questions/" + town.hidden_question}) {
        CAPTURE(path);
        const ApiAnswer answer = town.site.api("GET", "/api/v1" + path);
        CHECK(answer.status == 410);
        CHECK(answer.text("/ground") == "hidden_at_origin");
        CHECK_FALSE(tells(answer.raw.body));
    }
    const ApiAnswer listed =
        town.site.api("GET", "/api/v1" + town.lamp + "/arguments?state=hidden");
    CHECK(listed.text("/items/0/id") == town.hidden_argument);
    CHECK(listed.text("/items/0/body") == "");
    CHECK(town.site.api("GET", "/api/v1/arguments/00000000-0000-4000-8000-000000000000").status ==
          404);
}

TEST_CASE("hidden words are in no list, feed, search, form, history, opening or receipt") {
    Town town;
    const ApiAnswer shown = town.site.api("GET", "/api/v1" + town.path);
    const std::string author = "/people/" + shown.text("/author/id");
    const std::vector<std::string> paths{
        "/",
        "/feed",
        "/feed.atom",
        "/projects/" + town.project,
        "/projects/" + town.project + "/feed",
        "/projects/" + town.project + "/feed.atom",
        "/projects/" + town.project + "/history",
        "/projects/" + town.project + "/changes?from=1",
        "/projects/" + town.project + "?at=" + std::to_string(town.stance_seq),
        "/proposals",
        "/proposals?state=hidden",
        "/proposals?state=all",
        "/proposals?q=palmier",
        "/proposals?q=palmier&state=hidden",
        "/proposals?q=palmier&state=all",
        town.path,
        town.path + "?at=" + std::to_string(town.stance_seq),
        town.path + "/history",
        town.path + "/changes?from=1",
        town.path + "/edit",
        town.path + "/withdraw",
        town.path + "/arguments/new",
        town.path + "/arguments/new?parent=" + town.argument,
        town.path + "/questions/new",
        "/questions/" + town.hidden_question + "/answer",
        town.lamp,
        town.lamp + "/history",
        town.lamp + "/arguments/new?parent=" + town.hidden_argument,
        author,
        "/sitemap.xml",
        "/log/openings/000",
        "/verify?seq=" + std::to_string(town.stance_seq),
        "/receipts/" + std::to_string(town.stance_seq),
        "/api/v1/projects/" + town.project,
        "/api/v1/proposals",
        "/api/v1/proposals?state=hidden",
        "/api/v1" + town.path + "?at=" + std::to_string(town.stance_seq),
        "/api/v1" + town.path + "/arguments?at=" + std::to_string(town.stance_seq),
        "/api/v1" + town.lamp + "/arguments",
        "/api/v1" + town.lamp + "/questions",
        "/api/v1/questions",
        "/api/v1/feed"};
    // A page that is kept for visitors before must not be shown after.
    int told = 0;
    for (const std::string& path : paths) told += tells(town.site.raw("GET", path).body) ? 1 : 0;
    REQUIRE(told > 20);
    town.hide_both();
    for (const std::string& path : paths) {
        CAPTURE(path);
        const RawResponse visitor = town.site.raw("GET", path);
        CHECK(visitor.status < 500);
        CHECK_FALSE(tells(visitor.body));
        if (!path.starts_with("/api/")) CHECK_FALSE(tells(town.ines.get(path).body));
    }
    RawClient stream(town.site.port());
    REQUIRE(stream.send("GET /api/v1/events?after=-1 HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string last = "id: " + std::to_string(town.site.position() - 1) + "\n";
    const std::string told_live = stream.receive_until(last);
    CHECK(told_live.find("ContributionHidden") != std::string::npos);
    CHECK_FALSE(tells(told_live));
    const ApiAnswer found = town.site.api("GET", "/api/v1/proposals?q=palmier&state=hidden");
    CHECK(found.body.at("items").as_array().empty());
    const ApiAnswer all = town.site.api("GET", "/api/v1/proposals?state=hidden");
    CHECK(all.text("/items/0/id") == town.id);
    CHECK(all.text("/items/0/title") == "");
    CHECK(all.text("/items/0/body") == "");
}

TEST_CASE("nothing is added to what is hidden, and whoever tries is shown that it is") {
    Town town;
    town.hide_both();
    const std::int64_t before = town.site.position();
    for (const char* form : {"/edit", "/withdraw", "/arguments/new", "/questions/new"}) {
        CAPTURE(form);
        CHECK(town.ines.get(town.path + form).status == 410);
    }
    for (const auto& [path, fields] :
         std::vector<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>>{
             {"/edit", {{"title", "Autre"}, {"body", "Autre."}, {"step", "publish"}}},
             {"/withdraw", {{"reason", ""}}},
             {"/arguments", {{"side", "for"}, {"body", "Oui."}}},
             {"/questions", {{"body", "Pourquoi ?"}}},
             {"/stance", {{"stance", "for"}}}}) {
        CAPTURE(path);
        town.ines.get("/account");
        town.ines.post(town.path + path, fields);
        CHECK(town.ines.page().status == 410);
        CHECK(town.ines.shows("Ce texte est masqué"));
        CHECK_FALSE(tells(town.ines.page().body));
    }
    CHECK(town.site.api("PUT", "/api/v1" + town.path + "/stance", "Ada", "{\"stance\":\"for\"}")
              .status == 409);
    CHECK(town.site.position() == before);
}

TEST_CASE("who wrote it finds their own words in their data, and others' in nobody's") {
    Town town;
    town.hide_both();
    town.ines.get(town.path);
    CHECK(town.ines.page().status == 410);
    CHECK(town.ines.shows("/account/data"));
    const std::string own = town.ines.get("/account/data/mes-donnees.json").body;
    CHECK(own.find(title) != std::string::npos);
    CHECK(own.find(body) != std::string::npos);
    CHECK(own.find("xolotl") == std::string::npos);
    town.ines.get("/account/receipts");
    CHECK(town.ines.shows("Une proposition publiée"));
    CHECK_FALSE(tells(town.ines.page().body));

    Browser other(town.site);
    other.join("omar@example.org", "Omar");
    other.get(town.lamp);
    CHECK_FALSE(tells(other.get("/account/data/mes-donnees.json").body));
    const ApiAnswer receipts = town.site.api("GET", "/api/v1/me/receipts", "Ada");
    CHECK(receipts.text("/items/0/kind") == "StanceTaken");
    CHECK(receipts.body.at("items").at(0).at("title").is_null());
    CHECK_FALSE(tells(receipts.raw.body));
}

}  // namespace imaginons::tests
