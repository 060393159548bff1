// Signing in by mail: links that are good once and for a while, the same answer to everybody,
// limits, sessions that end.
#include <doctest/doctest.h>

#include "http/mailer.hpp"
#include "http/rate_limit.hpp"
#include "http/sign_in.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

TEST_CASE("opening the link uses nothing up; the button does, once") {
    TestSite site;
    Browser browser(site);
    const std::string link = browser.ask_for_link("nina@example.org");
    CHECK(browser.get(link).status == 200);
    CHECK(browser.get(link).status == 200);
    const std::string token = browser.hidden("token");
    browser.post("/signin/confirm", {{"token", token}, {"next", ""}});
    CHECK(browser.path().starts_with("/signin/join"));
    CHECK(browser.get(link).status == 410);
    browser.get("/signin");
    CHECK(browser.post("/signin/confirm", {{"token", token}, {"next", ""}}).status == 410);
    browser.get("/signin");
    CHECK(browser.post("/signin/confirm", {{"token", "nonsense"}, {"next", ""}}).status == 410);
}

TEST_CASE("who has joined comes back by a new link, whatever the letters' case, and signs out") {
    TestSite site;
    Browser first(site);
    first.join("Paul@Example.org", "Paul");
    const std::int64_t position = site.position();
    Browser second(site);
    second.get(second.ask_for_link(" paul@example.ORG "));
    second.post("/signin/confirm", {{"token", second.hidden("token")}, {"next", "/account"}});
    CHECK(second.path() == "/account?done=signed-in");
    CHECK(second.shows("Paul"));
    CHECK(site.position() == position);
    second.post("/signout", {});
    CHECK(second.shows("Vous êtes hors ligne."));
    second.get("/account");
    CHECK(second.path().starts_with("/signin"));
    // The other browser's session is another one.
    first.get("/account");
    CHECK(first.path() == "/account");
    site.restart();
    first.get("/account");
    CHECK(first.path() == "/account");
}

TEST_CASE("the answer does not tell whether somebody has an account") {
    TestSite site;
    Browser known(site);
    known.join("quentin@example.org", "Quentin");
    Browser visitor(site);
    visitor.get("/signin");
    const RawResponse to_known = visitor.post("/signin", {{"email", "quentin@example.org"}}, false);
    visitor.get("/signin");
    const RawResponse to_unknown =
        visitor.post("/signin", {{"email", "personne@example.org"}}, false);
    CHECK(to_known.status == to_unknown.status);
    CHECK(to_known.header("location") == to_unknown.header("location"));
    CHECK(to_known.body == to_unknown.body);
}

TEST_CASE(
    "a name that is taken is said beside the field, and another one goes through with the same "
    "link") {
    TestSite site;
    Browser browser(site);
    browser.get(browser.ask_for_link("blaise@example.org"));
    browser.post("/signin/confirm", {{"token", browser.hidden("token")}, {"next", ""}});
    const std::int64_t position = site.position();
    const auto join = [&](const std::string& name, const std::string& charter) {
        browser.post("/signin/join", {{"token", browser.hidden("token")},
                                      {"next", ""},
                                      {"charter", charter},
                                      {"charter_version", browser.hidden("charter_version")},
                                      {"pseudonym", name}});
        return browser.page().status;
    };
    CHECK(join("BLAISE", "yes") == 422);
    CHECK(browser.shows("BLAISE"));
    CHECK(join("Blaise du Perrier", "") == 422);
    CHECK(join("  ", "yes") == 422);
    CHECK(site.position() == position);
    CHECK(join("Blaise du Perrier", "yes") == 200);
    CHECK(browser.shows("Bienvenue, Blaise du Perrier."));
    // Joined, accepted the charter, confirmed the address.
    CHECK(site.position() == position + 3);
}

TEST_CASE("a new name is seen on old contributions at once") {
    TestSite site;
    Browser browser(site);
    browser.join("tom@example.org", "Tom");
    browser.get("/proposals/new");
    browser.post("/proposals/new", {{"title", "Un banc"}, {"body", "Ici."}, {"step", "publish"}});
    const std::string page = browser.path().substr(0, browser.path().find('?'));
    CHECK(site.raw("GET", page).body.find("Tom") != std::string::npos);
    browser.get("/account");
    browser.post("/account/rename", {{"pseudonym", "Thomas"}});
    CHECK(browser.shows("Thomas"));
    CHECK(site.raw("GET", page).body.find("Thomas") != std::string::npos);
    CHECK(site.raw("GET", page).body.find("<bdi>Tom</bdi>") == std::string::npos);
}

TEST_CASE("an address that is none is refused beside the field, and nothing is mailed") {
    TestSite site;
    Browser browser(site);
    for (const char* email :
         {"", "nobody", "a@b", "a b@example.org", "a@example.org\r\nBcc: x@example.org",
          "@example.org", "<a@example.org>", "a@exa_mple.org", "a@-example.org",
          "\"a\"@example.org", "é@example.org"}) {
        CAPTURE(email);
        browser.get("/signin");
        browser.post("/signin", {{"email", email}});
        CHECK(browser.page().status == 422);
    }
    CHECK(std::filesystem::is_empty(site.data() / "outbox"));
}

TEST_CASE("too many links for one address are refused with Retry-After") {
    TestSite site;
    Browser browser(site);
    for (int i = 0; i < 5; ++i) {
        browser.get("/signin");
        CHECK(browser.post("/signin", {{"email", "ursule@example.org"}}).status == 200);
    }
    browser.get("/signin");
    const RawResponse refused = browser.post("/signin", {{"email", "ursule@example.org"}});
    CHECK(refused.status == 429);
    CHECK(std::stoi(refused.header("retry-after")) > 0);
    browser.get("/signin");
    CHECK(browser.post("/signin", {{"email", "valentin@example.org"}}).status == 200);
}

TEST_CASE("a path to go on to cannot lead elsewhere") {
    TestSite site;
    Browser browser(site);
    for (const char* next :
         {"//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"}) {
        browser.get("/signin?next=" + std::string(next));
        CHECK(browser.hidden("next").empty());
    }
    browser.get("/signin?next=/proposals");
    CHECK(browser.hidden("next") == "/proposals");
}

TEST_CASE("a rate limit counts within its window and forgets after it") {
    http::RateLimit limit(2, std::chrono::milliseconds(1000));
    CHECK(limit.take("a", 5'000) == 0);
    CHECK(limit.take("a", 5'100) == 0);
    CHECK(limit.take("a", 5'200) == 800);
    CHECK(limit.take("b", 5'200) == 0);
    CHECK(limit.take("a", 6'000) == 0);
    CHECK(http::address_group("192.0.2.7") == "192.0.2.7");
    CHECK(http::address_group("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2:");
    CHECK(http::address_group("2001:db8::1") == "2001:db8::");
}

TEST_CASE("a mail is plain RFC 5322 with its words in UTF-8") {
    const std::string mail =
        http::compose({"a@example.org", "Votre lien", "Bonjour,\nà bientôt\n", {}},
                      "Mairie d’Annemasse <m@example.org>", "id-1", 1'445'412'480'000);
    CHECK(mail.find("Date: Wed, 21 Oct 2015 07:28:00 +0000\r\n") != std::string::npos);
    CHECK(mail.find("To: a@example.org\r\n") != std::string::npos);
    CHECK(mail.find("From: =?UTF-8?B?") != std::string::npos);
    CHECK(mail.find("Message-ID: <id-1@example.org>\r\n") != std::string::npos);
    CHECK(mail.find("\r\n\r\nBonjour,\r\nà bientôt\r\n") != std::string::npos);
}

}  // namespace imaginons::tests
