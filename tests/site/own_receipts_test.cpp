// "Mes reçus": all that one did is listed for oneself, found by tokens that only the vault can
// make, and for nobody else.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>

#include "tests/site/running_witness.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

namespace json = boost::json;

// Everything that the API lists, by walking its pages; newest first.
std::vector<json::object> listed(TestSite& site, std::string_view who, std::string_view limit) {
    std::vector<json::object> all;
    std::string cursor;
    do {
        const ApiAnswer answer =
            site.api("GET", "/api/v1/me/receipts?limit=" + std::string(limit) + cursor, who);
        REQUIRE(answer.status == 200);
        CHECK(answer.raw.header("cache-control") == "private, no-store");
        for (const json::value& item : answer.body.at("items").as_array())
            all.push_back(item.as_object());
        const json::value& next = answer.body.at("next");
        CHECK(answer.raw.header("link").empty() == next.is_null());
        cursor = next.is_null() ? std::string() : "&cursor=" + std::string(next.as_string());
    } while (!cursor.empty());
    return all;
}

std::vector<std::int64_t> seqs_of(const std::vector<json::object>& acts) {
    std::vector<std::int64_t> seqs;
    for (const json::object& act : acts) seqs.push_back(act.at("seq").as_int64());
    return seqs;
}

std::string text_of(const json::object& act, std::string_view member) {
    const json::value& value = act.at(member);
    return value.is_null() ? "null" : std::string(value.as_string());
}

// One line for each: what is said of it.
std::vector<std::string> lines_of(const std::vector<json::object>& acts) {
    std::vector<std::string> lines;
    for (const json::object& act : acts)
        lines.push_back(text_of(act, "kind") + " " + text_of(act, "stance") + " " +
                        text_of(act, "title"));
    return lines;
}

// The address of the page before or after, as the open page links it.
std::string link_to(const Browser& browser, const std::string& relation) {
    const std::string& page = browser.page().body;
    const std::string before = "rel=\"" + relation + "\" href=\"";
    const std::size_t at = page.find(before);
    REQUIRE(at != std::string::npos);
    const std::size_t from = at + before.size();
    return page.substr(from, page.find('"', from) - from);
}

std::string stance(std::string_view of) {
    return "{\"stance\":\"" + std::string(of) + "\"}";
}

}  // namespace

TEST_CASE("everything that one did is listed, newest first, stances in every scope too") {
    TestSite site;
    const std::string park = site.open_project("Ada", "Le parc");
    const std::string bench = "/api/v1/proposals/" + site.propose("Ada", park, "Des bancs");
    const std::string tree = "/api/v1/proposals/" + site.propose("Blaise", "", "Des arbres");
    site.api("PUT", bench + "/stance", "Blaise", stance("for"));
    site.api("PUT", tree + "/stance", "Ada", stance("neutral"));
    site.api("PUT", bench + "/stance", "Ada", stance("for"));
    const ApiAnswer argument = site.api("POST", tree + "/arguments", "Blaise",
                                        "{\"side\":\"for\",\"body\":\"De l'ombre.\"}");
    site.api("PUT", "/api/v1/arguments/" + argument.text("/id") + "/stance", "Ada", stance("for"));
    site.api("PUT", bench + "/stance", "Ada", stance("against"));
    site.api("DELETE", bench + "/stance", "Ada");
    site.api("PUT", "/api/v1/me/pseudonym", "Ada", "{\"pseudonym\":\"Ada L.\"}");

    CHECK(lines_of(listed(site, "Ada", "100")) ==
          std::vector<std::string>{"PersonRenamed null null", "StanceWithdrawn null Des bancs",
                                   "StanceTaken against Des bancs", "StanceTaken for Des arbres",
                                   "StanceTaken for Des bancs", "StanceTaken neutral Des arbres",
                                   "ProposalSubmitted null Des bancs", "ProjectOpened null Le parc",
                                   "CharterAccepted null null", "PersonJoined null null"});
    CHECK(lines_of(listed(site, "Blaise", "100")) ==
          std::vector<std::string>{"ArgumentAdded null Des arbres", "StanceTaken for Des bancs",
                                   "ProposalSubmitted null Des arbres", "CharterAccepted null null",
                                   "PersonJoined null null"});
    // What came after the last look is there too, also after the log was folded anew.
    site.api("PUT", tree + "/stance", "Camille", stance("against"));
    for (const bool restarted : {false, true}) {
        CAPTURE(restarted);
        if (restarted) site.restart();
        CHECK(lines_of(listed(site, "Camille", "100")).front() == "StanceTaken against Des arbres");
    }
}

TEST_CASE("the pieces of the list are the list, whatever their size, and each receipt is there") {
    TestSite site({"Ada", "Blaise"});
    const std::string tree = "/api/v1/proposals/" + site.propose("Blaise", "", "Des arbres");
    for (const char* of : {"for", "against", "neutral", "for"})
        for (const char* who : {"Ada", "Blaise"})
            site.api("PUT", tree + "/stance", who, stance(of));
    const auto whole = listed(site, "Ada", "100");
    CHECK(whole.size() == 6);
    for (const char* limit : {"1", "2", "5", "6", "7"})
        CHECK(seqs_of(listed(site, "Ada", limit)) == seqs_of(whole));
    for (const json::object& act : whole)
        CHECK(site.api("GET", text_of(act, "receipt")).status == 200);
    std::set<std::int64_t> both;
    for (const char* who : {"Ada", "Blaise"})
        for (const std::int64_t seq : seqs_of(listed(site, who, "100"))) both.insert(seq);
    CHECK(both.size() == whole.size() + listed(site, "Blaise", "100").size());
}

TEST_CASE("the index of acts follows the log by itself, so that the first who asks need not wait") {
    TestSite site;
    const auto indexed = [&] {
        const std::string metrics = site.raw("GET", "/metrics").body;
        const std::string name = "\nimaginons_acts_events ";
        const std::size_t at = metrics.find(name);
        REQUIRE(at != std::string::npos);
        return std::stoll(metrics.substr(at + name.size()));
    };
    CHECK(indexed() == 0);  // so few are soon read
    const std::string proposal = "/api/v1/proposals/" + site.propose("Ada", "", "Un kiosque");
    for (int i = 0; i < 1'000; ++i) {
        const std::string stance = i % 2 == 0 ? "for" : "against";
        REQUIRE(site.api("PUT", proposal + "/stance", "Ada", "{\"stance\":\"" + stance + "\"}")
                    .status == 200);
    }
    CHECK(soon([&] { return indexed() >= 1'000; }));
    site.restart();
    CHECK(soon([&] { return indexed() == site.position(); }));
    CHECK(listed(site, "Ada", "100").size() == 1'003);  // two more when Ada joined
}

TEST_CASE("nobody sees another's list, nor any without being signed in") {
    TestSite site({"Ada"});
    CHECK(site.api("GET", "/api/v1/me/receipts").status == 401);
    CHECK(site.raw("GET", "/account/receipts").header("location") ==
          "/signin?next=%2Faccount%2Freceipts");
    const std::string idea = site.propose("Ada", "", "Des arbres");
    Browser first(site);
    Browser second(site);
    first.join("ines@example.org", "Inès");
    second.join("omar@example.org", "Omar");
    first.get("/proposals/" + idea);
    first.post("/proposals/" + idea + "/stance", {{"stance", "against"}});
    for (int again = 0; again < 2; ++again) {
        first.get("/account/receipts");
        CHECK(first.shows("Un avis\u00A0: contre"));
        CHECK(first.shows("Des arbres"));
        CHECK(first.page().header("cache-control") == "private, no-store");
        CHECK(first.page().header("etag").empty());
        second.get("/account/receipts");
        CHECK(second.page().status == 200);
        CHECK(second.shows("Un compte ouvert"));
        CHECK_FALSE(second.shows("Un avis"));
        CHECK_FALSE(second.shows("Des arbres"));
        CHECK(site.raw("GET", "/account/receipts").status == 303);
    }
}

TEST_CASE("the page is found from the account, says it in both languages, and has pages") {
    TestSite site({"Ada"});
    const std::string idea = site.propose("Ada", "", "Des arbres");
    Browser browser(site);
    browser.join("ines@example.org", "Inès");
    browser.get("/account");
    CHECK(browser.shows("href=\"/account/receipts\""));
    browser.get("/proposals/" + idea);
    for (int i = 0; i < 18; ++i)
        browser.post("/proposals/" + idea + "/stance",
                     {{"stance", i % 2 == 0 ? "for" : "against"}});
    browser.get("/en/account/receipts");
    CHECK(browser.shows("My receipts"));
    CHECK(browser.shows("1 to 20 of 21"));
    CHECK_FALSE(browser.shows("rel=\"prev\""));
    browser.get(link_to(browser, "next"));
    CHECK(browser.shows("21 to 21 of 21"));
    CHECK(browser.shows("An account opened"));
    browser.get(link_to(browser, "prev"));
    CHECK(browser.shows("1 to 20 of 21"));
    const std::string newest = "/en/receipts/" + std::to_string(site.position() - 1) + "\"";
    CHECK(browser.shows(newest));
    browser.get("/account/receipts?cursor=0");
    CHECK(browser.shows("Il n’y a rien de plus ancien"));
}

TEST_CASE("a cursor or a limit that is none is refused, and nothing else") {
    TestSite site({"Ada"});
    Browser browser(site);
    browser.join("ines@example.org", "Inès");
    for (const std::string& cursor :
         {std::string("x"), std::string("-1"), std::string("99999999999999999999"),
          std::string("1x"), std::string("%C3%A9")}) {
        CAPTURE(cursor);
        CHECK(browser.get("/account/receipts?cursor=" + cursor).status == 400);
        CHECK(site.api("GET", "/api/v1/me/receipts?cursor=" + cursor, "Ada").status == 400);
    }
    for (const char* query : {"?limit=0", "?limit=x", "?limit=1&limit=2", "?who=Ada"}) {
        CAPTURE(query);
        CHECK(site.api("GET", std::string("/api/v1/me/receipts") + query, "Ada").status == 400);
    }
    CHECK(site.api("POST", "/api/v1/me/receipts", "Ada", "{}").status == 405);
}

}  // namespace imaginons::tests
