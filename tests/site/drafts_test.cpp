// Drafts of proposals: kept for their author alone, never in the log, and no words of them lost.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "storage/limits.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// What the form that is open would send with these words.
Fields words_of(const Browser& browser, const std::string& title, const std::string& body) {
    return {{"draft", browser.hidden("draft")},
            {"draft_version", browser.hidden("draft_version")},
            {"title", title},
            {"body", body}};
}

// The path of the draft that it becomes.
std::string write(Browser& browser, const std::string& title, const std::string& body) {
    browser.get("/proposals/new");
    browser.post("/account/drafts", words_of(browser, title, body));
    REQUIRE(browser.page().status == 200);
    return browser.path().substr(0, browser.path().find('?'));
}

const RawResponse& publish(Browser& browser, const std::string& title, const std::string& body) {
    Fields fields = words_of(browser, title, body);
    fields.emplace_back("step", "publish");
    return browser.post("/proposals/new", fields);
}

struct Writing {
    Writing() { zoe.join("zoe@example.org", "Zoé"); }
    TestSite site;
    Browser zoe{site};
};

}  // namespace

TEST_CASE("a draft is kept, gone on with and published, and nothing of it is in the log before") {
    Writing at;
    const std::int64_t position = at.site.position();
    const std::string draft = write(at.zoe, "Un banc <b>vert</b>", "Sous les *tilleuls*.");
    CHECK(draft.starts_with("/account/drafts/"));
    CHECK(at.zoe.shows("Brouillon enregistré à"));
    CHECK(at.zoe.shows("value=\"Un banc &lt;b&gt;vert&lt;/b&gt;\""));
    CHECK(at.site.position() == position);
    at.zoe.get("/account/drafts");
    CHECK(at.zoe.shows("Un banc &lt;b&gt;vert&lt;/b&gt;"));
    CHECK(at.zoe.shows(draft + "\""));
    at.zoe.get("/proposals/new");
    CHECK(at.zoe.shows("Reprendre un brouillon"));
    at.zoe.get(draft);
    CHECK(at.zoe.hidden("draft_version") == "1");
    Fields preview = words_of(at.zoe, "Un banc vert", "Sous les *tilleuls*.");
    preview.emplace_back("step", "preview");
    at.zoe.post("/proposals/new", preview);
    CHECK(at.zoe.shows("Sous les <em>tilleuls</em>."));
    CHECK(at.site.position() == position);
    publish(at.zoe, "Un banc vert", "Sous les *tilleuls*.");
    const std::string id = draft.substr(draft.rfind('/') + 1);
    CHECK(at.zoe.path().starts_with("/proposals/" + id + "?done="));
    CHECK(at.site.position() == position + 1);
    at.zoe.get("/account/drafts");
    CHECK_FALSE(at.zoe.shows("Un banc"));
    at.zoe.get(draft);
    CHECK(at.zoe.path() == "/proposals/" + id);
}

TEST_CASE("somebody else's draft is as one that does not exist") {
    Writing at;
    const std::string draft = write(at.zoe, "Un secret", "Que personne ne lit.");
    Browser other(at.site);
    CHECK(other.get(draft).status == 200);
    CHECK(other.path().starts_with("/signin"));
    other.join("max@example.org", "Max");
    CHECK(other.get(draft).status == 404);
    const std::string theirs = other.page().body;
    CHECK(other.get("/account/drafts/00000000-0000-4000-8000-000000000001").status == 404);
    CHECK(theirs.size() == other.page().body.size());
    other.get("/account");
    CHECK(other.post(draft + "/delete", {}).status == 404);
    other.get("/proposals/new");
    // An id that is taken from somebody else becomes a draft of one's own.
    other.post("/account/drafts", {{"draft", draft.substr(draft.rfind('/') + 1)},
                                   {"draft_version", "1"},
                                   {"title", "À moi"},
                                   {"body", ""}});
    CHECK(other.path() == draft + "?done=saved");
    at.zoe.get(draft);
    CHECK(at.zoe.shows("Un secret"));
    CHECK_FALSE(at.zoe.shows("À moi"));
}

TEST_CASE("of two tabs the later one overwrites nothing before its author has seen both") {
    Writing at;
    const std::string draft = write(at.zoe, "Un banc", "Premier jet.");
    const Fields first_tab = words_of(at.zoe, "Un banc", "Ce que dit le premier onglet.");
    const Fields second_tab = words_of(at.zoe, "Un banc", "Ce que dit le second onglet.");
    at.zoe.post("/account/drafts", first_tab);
    CHECK(at.zoe.page().status == 200);
    // The same words again, from a button pressed twice, are no conflict.
    at.zoe.post("/account/drafts", first_tab);
    CHECK(at.zoe.page().status == 200);
    CHECK(at.zoe.hidden("draft_version") == "2");
    at.zoe.post("/account/drafts", second_tab);
    CHECK(at.zoe.page().status == 409);
    CHECK(at.zoe.shows("Ce brouillon a changé dans un autre onglet"));
    CHECK(at.zoe.shows("Ce que dit le second onglet."));
    CHECK(at.zoe.shows("Ce que dit le premier onglet."));
    at.zoe.post("/account/drafts", words_of(at.zoe, "Un banc", "Ce que dit le second onglet."));
    CHECK(at.zoe.page().status == 200);
    CHECK(at.zoe.hidden("draft_version") == "3");
    // Thrown away in one tab, still being written in the other: it is kept again.
    at.zoe.get("/account/drafts");
    at.zoe.post(draft + "/delete", {});
    CHECK(at.zoe.shows("Le brouillon est supprimé."));
    at.zoe.get("/proposals/new");
    at.zoe.post("/account/drafts", second_tab);
    CHECK(at.zoe.page().status == 200);
}

TEST_CASE("one draft becomes one proposal, however often it is published") {
    Writing at;
    write(at.zoe, "Un banc", "Premier jet.");
    const std::int64_t position = at.site.position();
    const std::string draft = at.zoe.hidden("draft");
    publish(at.zoe, "Un banc", "Premier jet.");
    const std::string proposal = "/proposals/" + draft;
    CHECK(at.zoe.path().starts_with(proposal));
    // Another tab, where the form is still open: with the same words, then with others.
    const Fields again = {{"draft", draft}, {"draft_version", "1"}, {"step", "publish"}};
    at.zoe.get("/proposals/new");
    Fields same = again;
    same.insert(same.end(), {{"title", "Un banc"}, {"body", "Premier jet."}});
    at.zoe.post("/proposals/new", same);
    CHECK(at.zoe.path() == proposal);
    at.zoe.get("/proposals/new");
    Fields other = again;
    other.insert(other.end(), {{"title", "Deux bancs"}, {"body", "Second jet."}});
    CHECK(at.zoe.post("/proposals/new", other).status == 409);
    CHECK(at.zoe.shows("Ce brouillon est déjà publié."));
    CHECK(at.zoe.shows("Second jet."));
    CHECK(at.zoe.hidden("draft") != draft);
    at.zoe.post("/account/drafts", other);
    CHECK(at.zoe.page().status == 409);
    CHECK(at.zoe.shows("Second jet."));
    CHECK(at.site.position() == position + 1);
}

TEST_CASE("what cannot be kept comes back as it was typed, and nothing is written") {
    Writing at;
    at.zoe.get("/proposals/new");
    CHECK(at.zoe.post("/account/drafts", words_of(at.zoe, " ", "\n")).status == 422);
    CHECK(at.zoe.shows("Écrivez votre idée en une phrase."));
    CHECK(at.zoe.post("/account/drafts", words_of(at.zoe, "\xff", "Corps")).status == 400);
    at.zoe.get("/proposals/new");
    const std::string most(storage::limits::draft_body_bytes, 'a');
    CHECK(at.zoe.post("/account/drafts", words_of(at.zoe, "Trop", most + "a")).status == 422);
    at.zoe.get("/account/drafts");
    CHECK(at.zoe.shows("Rien en cours d’écriture"));
    // More than may be published is kept while it is being shortened.
    write(at.zoe, "Long", most);
    CHECK(at.zoe.shows(most));
    CHECK(publish(at.zoe, "Long", most).status == 422);
    CHECK(at.zoe.shows(most));
    for (std::size_t n = 1; n < storage::limits::drafts_of_person; ++n)
        write(at.zoe, "Idée " + std::to_string(n), "");
    at.zoe.get("/proposals/new");
    at.zoe.post("/account/drafts", words_of(at.zoe, "Une de trop", "Et son texte."));
    CHECK(at.zoe.page().status == 422);
    CHECK(at.zoe.shows("autant de brouillons que l’on peut en garder"));
    CHECK(at.zoe.shows("Et son texte."));
}

TEST_CASE("a project that is not there is said beside the field, and the words stay") {
    Writing at;
    const std::int64_t position = at.site.position();
    const std::string forged = "00000000-0000-4000-8000-000000000001";
    for (const std::string& project : {forged, std::string("nonsense")}) {
        at.zoe.get("/proposals/new");
        Fields fields = words_of(at.zoe, "Un banc", "Sous les tilleuls.");
        fields.insert(fields.end(), {{"step", "publish"}, {"project", project}});
        CHECK(at.zoe.post("/proposals/new", fields).status == 422);
        CHECK(at.zoe.shows("Ce projet n’est pas ouvert aux idées."));
        CHECK(at.zoe.shows("Sous les tilleuls."));
    }
    CHECK(at.site.position() == position);
}

TEST_CASE("the script is told what was kept, and of a conflict only that there is one") {
    Writing at;
    at.zoe.get("/proposals/new");
    const Fields first = words_of(at.zoe, "Un banc", "Premier jet.");
    const std::string draft = at.zoe.hidden("draft");
    const std::string csrf = at.zoe.hidden("csrf");
    at.zoe.extra_headers = "Accept: application/json\r\n";
    at.zoe.post("/account/drafts", first);
    REQUIRE(at.zoe.page().status == 200);
    const auto kept = boost::json::parse(at.zoe.page().body).as_object();
    CHECK(kept.at("id").as_string() == draft);
    CHECK(kept.at("version").as_int64() == 1);
    CHECK(std::string(kept.at("time").as_string()).find("h") != std::string::npos);
    Fields stale = {{"csrf", csrf},
                    {"draft", draft},
                    {"draft_version", "0"},
                    {"title", "Un banc"},
                    {"body", "Autre"}};
    CHECK(at.zoe.post("/account/drafts", stale).status == 409);
    stale[0].second = "forged";
    CHECK(at.zoe.post("/account/drafts", stale).status == 403);
    at.zoe.extra_headers.clear();
    at.zoe.get("/account/drafts/" + draft);
    CHECK(at.zoe.shows("Premier jet."));
}

TEST_CASE("drafts are among one's data, survive a restart, and go with the account") {
    Writing at;
    const std::string draft = write(at.zoe, "Un banc", "Sous les tilleuls.");
    at.site.restart();
    at.zoe.get("/account/data/mes-donnees.json");
    const auto all = boost::json::parse(at.zoe.page().body).as_object();
    REQUIRE(all.at("drafts").as_array().size() == 1);
    CHECK(all.at("drafts").at(0).at("body").as_string() == "Sous les tilleuls.");
    at.zoe.get("/account/data/mes-donnees.html");
    CHECK(at.zoe.shows("Sous les tilleuls."));
    at.zoe.get("/account/delete");
    at.zoe.post("/account/delete", {{"words", "keep"}});
    at.zoe.post("/account/delete", {{"words", "keep"}, {"confirm", "yes"}});
    at.zoe.join("zoe@example.org", "Zoé");
    at.zoe.get("/account/drafts");
    CHECK(at.zoe.shows("Rien en cours d’écriture"));
    CHECK(at.zoe.get(draft).status == 404);
}

}  // namespace imaginons::tests
