// "Supprimer mon compte" and "Mes données" on a real site: what is gone, what stays, what is
// refused.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "projections/replay.hpp"
#include "storage/store.hpp"
#include "storage/verify.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

namespace fs = std::filesystem;

constexpr const char* email = "capucine.distincte@exemple-effacement.fr";
constexpr const char* pseudonym = "Capucine Distincte";
constexpr const char* own_name = "Nom-de-naissance Introuvable";
constexpr const char* title = "Un zyzomys sous le palmipède";
constexpr const char* body = "Phrase reconnaissable entre toutes.";

int files_with(const fs::path& dir, const std::string& bytes) {
    int found = 0;
    for (const auto& entry : fs::recursive_directory_iterator(dir)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string all{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        found += all.find(bytes) != std::string::npos ? 1 : 0;
    }
    return found;
}

std::string replayed(const TestSite& site) {
    std::ostringstream out;
    std::ostringstream progress;
    CHECK(projections::replay_command(site.data(), std::nullopt, out, progress) == 0);
    return out.str();
}

// A town where Capucine has proposed and argued, and others have answered her.
struct Town {
    Town() : site({"Ada", "Blaise"}), capucine(site) {
        capucine.join(email, pseudonym);
        capucine.get("/account/interests");
        capucine.post("/account/interests", {{"own_name", own_name}});
        REQUIRE(capucine.shows(own_name));
        capucine.get("/proposals/new");
        capucine.post("/proposals/new",
                      {{"title", title}, {"body", body}, {"step", "publish"}, {"project", ""}});
        proposal = capucine.path().substr(0, capucine.path().find('?'));
        REQUIRE(proposal.starts_with("/proposals/"));
        capucine.post(proposal + "/stance", {{"stance", "for"}, {"version", "1"}});
        for (const char* who : {"Ada", "Blaise"}) {
            site.api("PUT", "/api/v1" + proposal + "/stance", who, "{\"stance\":\"for\"}");
        }
        lamp = site.propose("Ada", "", "Une lampe", "La nuit.");
        capucine.get("/proposals/" + lamp);
        capucine.post("/proposals/" + lamp + "/arguments",
                      {{"side", "for"}, {"body", std::string(body) + " Oui."}});
        const auto people = site.api("GET", "/api/v1" + proposal);
        person = people.text("/author/id");
    }

    const RawResponse& leave(const std::string& words) {
        capucine.get("/account/delete");
        capucine.post("/account/delete", {{"words", words}});
        REQUIRE(capucine.shows("Supprimer votre compte pour toujours"));
        return capucine.post("/account/delete", {{"words", words}, {"confirm", "yes"}});
    }

    // Everything public, as one text.
    std::string all_pages() {
        std::string all;
        for (const std::string& path :
             {std::string("/"), std::string("/feed"), std::string("/feed.atom"),
              std::string("/proposals"), std::string("/proposals?q=zyzomys"), proposal,
              "/proposals/" + lamp, "/people/" + person, std::string("/en/feed"),
              std::string("/api/v1/proposals"), "/api/v1" + proposal,
              "/api/v1/proposals/" + lamp + "/arguments", std::string("/api/v1/feed")}) {
            all += site.raw("GET", path).body;
        }
        return all;
    }

    TestSite site;
    Browser capucine;
    std::string proposal;  // its path
    std::string lamp;
    std::string person;
};

// A second browser of Capucine's, at the page that the letter's link leads to.
Browser with_a_letter(TestSite& site) {
    Browser browser(site);
    browser.get(browser.ask_for_link(email));
    return browser;
}

std::string tally_of(TestSite& site, const std::string& proposal) {
    const auto answer = site.api("GET", "/api/v1" + proposal);
    return boost::json::serialize(answer.body.at("tally"));
}

}  // namespace

TEST_CASE("who deletes their account is named nowhere any more; their texts stay if they wish") {
    for (const bool keep : {true, false}) {
        CAPTURE(keep);
        Town town;
        Browser second(town.site);
        const std::string tally = tally_of(town.site, town.proposal);
        CHECK(town.all_pages().find(pseudonym) != std::string::npos);
        // A letter that lies in the outbox; the mailer writes it on a thread of its own.
        second.get("/signin");
        second.post("/signin", {{"email", email}});
        while (files_with(town.site.data(), email) == 0) std::this_thread::yield();

        town.leave(keep ? "keep" : "remove");
        CHECK(town.capucine.path() == "/account/deleted");
        CHECK(town.capucine.shows("Votre compte est supprimé"));
        const std::string pages = town.all_pages();
        CHECK(pages.find(pseudonym) == std::string::npos);
        CHECK((pages.find(html_escaped(title)) != std::string::npos) == keep);
        CHECK((pages.find("reconnaissable") != std::string::npos) == keep);
        CHECK(pages.find("Personne qui a supprimé son compte") != std::string::npos);
        CHECK(pages.find("Somebody who deleted their account") != std::string::npos);
        CHECK((pages.find("qui l’avait écrit a supprimé son compte") != std::string::npos) ==
              !keep);
        CHECK(town.site.raw("GET", "/people/" + town.person).status == 404);
        CHECK(tally_of(town.site, town.proposal) == tally);
        CHECK(pages.find(own_name) == std::string::npos);
        for (const char* trace : {email, pseudonym, own_name, body, title})
            CHECK(files_with(town.site.data(), trace) == 0);

        const std::string live = town.site.digest_line();
        town.site.stop();  // an environment can be open only once in a process
        CHECK(replayed(town.site) == live + "\n");
        std::ostringstream verdict;
        CHECK(storage::verify_command(town.site.data(), verdict, nullptr) == 0);
        town.site.restart();
        CHECK(town.site.digest_line() == live);
        CHECK(town.all_pages().find(pseudonym) == std::string::npos);
        CHECK(tally_of(town.site, town.proposal) == tally);

        // Nothing may be added to words that are gone; to those that stay, it may.
        const auto more = town.site.api("PUT", "/api/v1" + town.proposal + "/stance", "Ada",
                                        "{\"stance\":\"against\"}");
        CHECK(more.status == (keep ? 200 : 409));
    }
}

TEST_CASE("a letter that is still on its way when somebody leaves does not get into the outbox") {
    Town town;
    Browser second(town.site);
    second.get("/signin");
    second.post("/signin", {{"email", email}});
    town.leave("remove");
    town.site.stop();  // the mailer writes what it still has
    CHECK(files_with(town.site.data(), email) == 0);
}

TEST_CASE(
    "who leaves while the disk fails is told that not everything is gone; the next start goes on") {
    Town town;
    Browser late = with_a_letter(town.site);
    Browser other = town.capucine;
    other.get("/account");
    Browser delete_form = town.capucine;
    delete_form.get("/account/delete");
    Browser argument_form = town.capucine;
    argument_form.get("/proposals/" + town.lamp);
    const fs::path list = town.site.data() / "erased";
    fs::create_directory(list);
    town.leave("keep");
    CHECK(town.capucine.path() == "/account/closed");
    CHECK(town.capucine.shows("Tout n’est pas encore effacé"));
    CHECK(town.all_pages().find(pseudonym) == std::string::npos);
    // Wherever they are still signed in, whatever they do there, and if they come in once more:
    // nobody is told that all is done.
    const std::int64_t position = town.site.position();
    for (const char* path : {"/account", "/account/delete", "/account/data", "/following"}) {
        CAPTURE(path);
        Browser browser = other;
        browser.get(path);
        CHECK(browser.path() == "/account/closed");
        browser.get("/account");
        CHECK(browser.path().starts_with("/signin"));  // its session is over
    }
    Browser again = delete_form;
    again.post("/account/delete", {{"words", "remove"}, {"confirm", "yes"}});
    CHECK(again.path() == "/account/closed");
    Browser arguing = argument_form;
    arguing.post("/proposals/" + town.lamp + "/arguments", {{"side", "for"}, {"body", "Encore."}});
    CHECK(arguing.path() == "/account/closed");
    late.post("/signin/confirm", {{"token", late.hidden("token")}, {"next", ""}});
    late.post("/signin/join", {{"token", late.hidden("token")},
                               {"next", ""},
                               {"charter_version", late.hidden("charter_version")},
                               {"charter", "yes"},
                               {"pseudonym", "Quelqu’un"}});
    CHECK(late.path() == "/account/closed");
    CHECK(town.site.position() == position);
    town.site.stop();
    CHECK(storage::StoreReader(town.site.data()).vault->read().person_of(email).has_value());
    fs::remove(list);
    town.site.restart();
    for (const char* trace : {email, pseudonym}) CHECK(files_with(town.site.data(), trace) == 0);
    town.site.stop();
    CHECK_FALSE(storage::StoreReader(town.site.data()).vault->read().person_of(email));
}

TEST_CASE("after leaving, every session is over and the address is that of somebody new") {
    Town town;
    Browser other = with_a_letter(town.site);
    other.post("/signin/confirm", {{"token", other.hidden("token")}, {"next", ""}});
    other.get("/account");
    REQUIRE(other.path() == "/account");

    town.leave("keep");
    for (Browser* browser : {&other, &town.capucine}) {
        browser->get("/account");
        CHECK(browser->path().starts_with("/signin"));
    }
    Browser anew(town.site);
    anew.join(email, pseudonym);
    CHECK(anew.shows(pseudonym));
    anew.get("/account");
    CHECK_FALSE(anew.shows(town.person));
}

TEST_CASE("an account is not deleted by a link, a foreign form, half a form or a stranger") {
    Town town;
    const std::int64_t position = town.site.position();
    Browser visitor(town.site);
    visitor.get("/account/delete");
    CHECK(visitor.path().starts_with("/signin"));
    visitor.get("/account/data");
    CHECK(visitor.path().starts_with("/signin"));
    for (const char* file : {"json", "html"}) {
        const auto answer = town.site.raw("GET", std::string("/account/data/mes-donnees.") + file);
        CHECK(answer.status == 303);
        CHECK(answer.body.find(email) == std::string::npos);
    }
    visitor.post("/account/delete", {{"words", "keep"}, {"confirm", "yes"}, {"csrf", "x"}});
    CHECK(visitor.path().starts_with("/signin"));

    town.capucine.get("/account/delete");
    for (const char* csrf : {"", "nonsense"}) {
        CHECK(town.capucine
                  .post("/account/delete", {{"csrf", csrf}, {"words", "keep"}, {"confirm", "yes"}},
                        false)
                  .status == 403);
        town.capucine.get("/account/delete");
    }
    for (const char* words : {"", "all", "KEEP"}) {
        CHECK(
            town.capucine.post("/account/delete", {{"words", words}, {"confirm", "yes"}}).status ==
            422);
        CHECK(town.capucine.shows("Choisissez ce que deviennent vos textes."));
    }
    CHECK(town.capucine.post("/account/delete", {{"words", "keep"}}).status == 200);
    CHECK(town.capucine.post("/account/delete", {{"words", "keep"}, {"confirm", "no"}}).status ==
          200);
    CHECK(town.site.position() == position);

    // Whoever they name, they leave themselves.
    const std::string ada =
        town.site.api("GET", "/api/v1/proposals/" + town.lamp).text("/author/id");
    town.capucine.post("/account/delete", {{"words", "keep"}, {"confirm", "yes"}, {"person", ada}});
    CHECK(town.site.api("GET", "/api/v1/proposals/" + town.lamp).text("/author/pseudonym") ==
          "Ada");
    CHECK(town.site.position() == position + 1);
}

TEST_CASE("leaving twice, and twice at once, is leaving once") {
    Town town;
    town.capucine.get("/account/delete");
    const std::int64_t position = town.site.position();
    Browser twin = town.capucine;
    std::thread at_once([&] {
        twin.post("/account/delete", {{"words", "keep"}, {"confirm", "yes"}, {"request_id", "b"}},
                  false);
    });
    town.capucine.post("/account/delete",
                       {{"words", "remove"}, {"confirm", "yes"}, {"request_id", "a"}}, false);
    at_once.join();
    CHECK(town.site.position() == position + 1);
    CHECK(town.capucine.page().status == 303);
    CHECK(twin.page().status == 303);
    town.capucine.post("/account/delete", {{"words", "keep"}, {"confirm", "yes"}, {"csrf", "x"}});
    CHECK(town.capucine.path().starts_with("/signin"));
    CHECK(town.site.position() == position + 1);
}

TEST_CASE("one takes along everything that is kept about oneself, and nothing about others") {
    Town town;
    town.capucine.get("/account/data");
    REQUIRE(town.capucine.path() == "/account/data");
    const RawResponse file = town.capucine.get("/account/data/mes-donnees.json");
    CHECK(file.status == 200);
    CHECK(file.header("content-disposition") == "attachment; filename=\"mes-donnees.json\"");
    CHECK(file.header("cache-control") == "private, no-store");
    const auto data = boost::json::parse(file.body).as_object();
    CHECK(data.at("email").as_string() == email);
    CHECK(data.at("person").as_string() == town.person.c_str());
    CHECK(data.at("sessions").as_array().size() == 1);
    std::map<std::string, int> kinds;
    for (const auto& act : data.at("acts").as_array())
        ++kinds[std::string(act.as_object().at("kind").as_string())];
    CHECK(kinds == std::map<std::string, int>{{"PersonJoined", 1},
                                              {"CharterAccepted", 1},
                                              {"EmailConfirmed", 1},
                                              {"ProposalSubmitted", 1},
                                              {"StanceTaken", 1},
                                              {"ArgumentAdded", 1}});
    for (const char* own : {pseudonym, title, body, "Une lampe"})
        CHECK(file.body.find(own) != std::string::npos);
    for (const char* other : {"Blaise", "La nuit."})
        CHECK(file.body.find(other) == std::string::npos);

    const RawResponse page = town.capucine.get("/en/account/data/mes-donnees.html");
    CHECK(page.header("content-disposition") == "attachment; filename=\"mes-donnees.html\"");
    CHECK(page.header("cache-control") == "private, no-store");
    for (const char* own : {email, pseudonym, title, body, "You gave an opinion: for"})
        CHECK(page.body.find(html_escaped(own)) != std::string::npos);
    CHECK(page.body.find("La nuit.") == std::string::npos);
}

}  // namespace imaginons::tests
