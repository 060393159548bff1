// A new version of the charter is asked for at the next act, with what changed and without losing
// what was typed; sessions are listed where they can be closed.
#include <doctest/doctest.h>

#include "commands/engine.hpp"
#include "commands/erasure.hpp"
#include "http/catalogue.hpp"
#include "http/clock.hpp"
#include "storage/store.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

// By the city, as the log knows it: there is no form for it.
void publish_charter(TestSite& site, const std::string& body) {
    site.stop();
    {
        storage::Store store(site.data(), {});
        commands::Engine engine(store.log, store.vault, {});
        engine.start();
        const auto answer =
            commands::execute_for_city(engine, commands::PublishCharter{"Charte", body});
        REQUIRE(std::holds_alternative<commands::Outcome>(answer));
        engine.stop();
    }
    site.restart();
}

void publish_lists(TestSite& site) {
    site.stop();
    {
        storage::Store store(site.data(), {});
        commands::Engine engine(store.log, store.vault, {});
        engine.start();
        commands::execute_for_city(engine,
                                   commands::PublishThemes{{{"velo", "À vélo", "By bike"}}});
        commands::execute_for_city(
            engine, commands::PublishDistricts{{{"gare", "La gare", "The station"}}});
        engine.stop();
    }
    site.restart();
}

// At the form for new people.
void to_joining(Browser& browser, const std::string& email) {
    browser.get(browser.ask_for_link(email));
    browser.post("/signin/confirm", {{"token", browser.hidden("token")}, {"next", ""}});
    REQUIRE(browser.path().starts_with("/signin/join"));
}

void sign_in(Browser& browser, const std::string& email) {
    browser.get(browser.ask_for_link(email));
    browser.post("/signin/confirm", {{"token", browser.hidden("token")}, {"next", "/account"}});
    REQUIRE(browser.path() == "/account?done=signed-in");
}

std::size_t count_of(const std::string& text, std::string_view what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

}  // namespace

TEST_CASE(
    "a new charter is asked for at the next act, shows what changed, and loses nothing typed") {
    TestSite site;
    Browser rose(site);
    rose.join("rose@example.org", "Rose");
    publish_charter(site, "On écoute chacun.");
    publish_charter(site, "On écoute chacune et chacun.");
    rose.get("/following");
    CHECK(rose.shows("La charte de la participation a changé."));
    rose.get("/proposals/new");
    const std::int64_t position = site.position();
    rose.post("/proposals/new", {{"title", "Un banc \"rond\""},
                                 {"body", "Une ligne.\r\n\r\nUne autre & <b>"},
                                 {"step", "publish"}});
    CHECK(rose.page().status == 409);
    CHECK(site.position() == position);
    CHECK(rose.shows("Tout ce que vous avez écrit est là"));
    CHECK(rose.shows("Ce qui change depuis la version 1"));
    CHECK(rose.shows("<ins>"));
    CHECK(rose.shows("name=\"accept_charter\" value=\"3\""));
    CHECK(rose.hidden("body") == html_escaped("Une ligne.\n\nUne autre & <b>"));
    // As the page's form would send it, hidden fields and all.
    rose.post("/proposals/new", {{"accept_charter", "3"},
                                 {"title", "Un banc \"rond\""},
                                 {"body", "Une ligne.\r\n\r\nUne autre & <b>"},
                                 {"step", "publish"}});
    CHECK(rose.page().status == 200);
    CHECK(rose.shows("Votre proposition est publiée."));
    CHECK(rose.shows("Une autre &amp; &lt;b&gt;"));
    // Accepted, then proposed.
    CHECK(site.position() == position + 2);
    rose.get("/following");
    CHECK_FALSE(rose.shows("La charte de la participation a changé."));
}

TEST_CASE(
    "a version that is no longer in force is not accepted by the way, and nothing is lost either") {
    TestSite site;
    Browser rose(site);
    rose.join("rose@example.org", "Rose");
    publish_charter(site, "Deux.");
    publish_charter(site, "Trois.");
    for (const std::string& version :
         {std::string("2"), std::string("99999999999"), std::string("x"), std::string()}) {
        CAPTURE(version);
        rose.get("/proposals/new");
        const std::int64_t position = site.position();
        rose.post("/proposals/new", {{"accept_charter", version},
                                     {"title", "Un banc"},
                                     {"body", "Là."},
                                     {"step", "publish"}});
        CHECK(rose.page().status == 409);
        CHECK(rose.hidden("title") == "Un banc");
        CHECK(site.position() == position);
    }
    // Without a form's token nothing is accepted.
    rose.get("/");
    rose.post("/proposals/new", {{"csrf", "forged"},
                                 {"accept_charter", "3"},
                                 {"title", "Un banc"},
                                 {"body", "Là."},
                                 {"step", "publish"}});
    CHECK(rose.page().status == 403);
    rose.get("/charter");
    CHECK(rose.shows("La charte a une nouvelle version"));
    rose.post("/charter/accept", {{"version", "3"}, {"next", "/account"}});
    CHECK(rose.shows("Vous avez accepté la charte."));
    rose.get("/charter");
    CHECK_FALSE(rose.shows("La charte a une nouvelle version"));
}

TEST_CASE("who joins may say more of themselves: it comes back after a refusal, for them alone") {
    TestSite site;
    publish_lists(site);
    Browser rose(site);
    to_joining(rose, "rose@example.org");
    CHECK(rose.shows("name=\"own_name\" value=\"\""));
    CHECK(rose.shows("La gare"));
    std::vector<std::pair<std::string, std::string>> fields{{"token", rose.hidden("token")},
                                                            {"next", ""},
                                                            {"charter_version", "1"},
                                                            {"charter", "yes"},
                                                            {"pseudonym", "Ada"},
                                                            {"own_name", "  Rose <b>Réelle</b> "},
                                                            {"district", "gare"},
                                                            {"theme", "velo"},
                                                            {"theme", "lune"}};
    rose.post("/signin/join", fields);
    CHECK(rose.page().status == 422);
    CHECK(rose.shows("name=\"own_name\" value=\"Rose &lt;b&gt;Réelle&lt;/b&gt;\""));
    CHECK(rose.shows("value=\"gare\" selected"));
    CHECK(rose.shows("value=\"velo\" checked"));
    CHECK(rose.shows("<details class=\"fold\" open>"));
    fields[4].second = "Rose";
    fields[5].second = std::string(61, 'R');
    rose.post("/signin/join", fields);
    CHECK(rose.page().status == 422);
    CHECK(rose.shows("href=\"#own_name\""));
    fields[5].second = "Rose\x01";
    rose.post("/signin/join", fields);
    CHECK(rose.page().status == 422);
    fields[5].second = "Rose Réelle";
    const std::int64_t position = site.position();
    rose.post("/signin/join", fields);
    CHECK(rose.page().status == 200);
    // The log has no more of it than of who says nothing.
    const std::int64_t joined = site.position();
    Browser lise(site);
    lise.join("lise@example.org", "Lise");
    CHECK(site.position() - joined == joined - position);
    rose.get("/account/interests");
    CHECK(rose.shows("name=\"own_name\" value=\"Rose Réelle\""));
    CHECK(rose.shows("value=\"gare\" selected"));
    CHECK(rose.shows("value=\"velo\" checked"));
    rose.get("/account/data/mes-donnees.json");
    CHECK(rose.shows(
        "\"interests\":{\"name\":\"Rose Réelle\",\"district\":\"gare\",\"themes\":[\"velo\"]}"));
    rose.get("/account/data/mes-donnees.html");
    CHECK(rose.shows("<bdi>Rose Réelle</bdi>"));
    for (const char* path : {"/feed", "/feed.atom", "/api/v1/feed"})
        CHECK(site.raw("GET", path).body.find("Réelle") == std::string::npos);
    // Taken away again.
    rose.get("/account/interests");
    rose.post("/account/interests", {{"own_name", ""}, {"district", "gare"}});
    CHECK(rose.shows("name=\"own_name\" value=\"\""));
    CHECK(rose.shows("value=\"gare\" selected"));
}

TEST_CASE("who says nothing more of themselves joins as before, and has no row for it") {
    TestSite site;
    Browser rose(site);
    rose.join("rose@example.org", "Rose");
    rose.get("/account/data/mes-donnees.json");
    CHECK(rose.shows("\"interests\":null"));
    rose.get("/account/interests");
    CHECK(rose.shows("name=\"own_name\" value=\"\""));
    CHECK_FALSE(rose.shows("name=\"follow\""));
    rose.post("/account/interests", {{"own_name", std::string(61, 'R')}});
    CHECK(rose.page().status == 422);
    CHECK(rose.shows(std::string(61, 'R')));
}

TEST_CASE("the charter is French on the English page too, and says so to who hears it read") {
    TestSite site;
    const std::string page = site.raw("GET", "/en/charter").body;
    CHECK(page.find("<html lang=\"en\"") != std::string::npos);
    CHECK(page.find("<div class=\"prose flow\" lang=\"fr\" dir=\"auto\">") != std::string::npos);
}

TEST_CASE("sessions are listed, and closed one by one or all but one's own") {
    TestSite site;
    Browser phone(site), library(site), work(site), stranger(site);
    phone.join("lise@example.org", "Lise");
    stranger.join("igor@example.org", "Igor");
    sign_in(library, "lise@example.org");
    sign_in(work, "lise@example.org");
    phone.get("/account");
    CHECK(count_of(phone.page().body, "Un navigateur") == 3);
    CHECK(count_of(phone.page().body, "celui-ci") == 1);
    const std::string today = http::Catalogue::french().day(http::today(http::now_ms()));
    CHECK(phone.shows("vu le " + today));
    // Nobody closes somebody else's, whatever they send, nor their own by this form.
    const std::size_t at = phone.page().body.find("name=\"end\" value=\"");
    REQUIRE(at != std::string::npos);
    const std::string id = phone.page().body.substr(at + 18, 43);
    stranger.get("/account");
    stranger.post("/account/sessions", {{"end", id}});
    CHECK(stranger.shows("C’est fermé."));
    phone.get("/account");
    CHECK(count_of(phone.page().body, "Un navigateur") == 3);

    phone.post("/account/sessions", {{"end", id}});
    CHECK(count_of(phone.page().body, "Un navigateur") == 2);
    const auto is_in = [](Browser& browser) {
        browser.get("/account");
        return browser.path() == "/account";
    };
    CHECK(is_in(phone));
    CHECK(static_cast<int>(is_in(library)) + static_cast<int>(is_in(work)) == 1);
    phone.get("/account");
    phone.post("/account/sessions", {{"end", "others"}});
    CHECK(count_of(phone.page().body, "Un navigateur") == 1);
    CHECK_FALSE(is_in(library));
    CHECK_FALSE(is_in(work));
    CHECK(is_in(stranger));
    site.restart();
    CHECK(is_in(phone));
    CHECK_FALSE(is_in(library));
}

}  // namespace imaginons::tests
