// Following: the button, one's own feed, what one follows, and that none of it is in the log.
#include "http/following.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

using http::city_midnight;
using storage::FollowedKind;
using storage::Following;
using storage::LetterRhythm;

constexpr std::int64_t hour_ms = 3'600'000;

const events::Id one(1, 2), two(3, 4);

RawResponse press(Browser& browser, const std::string& page, const std::string& kind,
                  const std::string& id, const std::string& act) {
    browser.get(page);
    return browser.post("/follow", {{"kind", kind}, {"id", id}, {"act", act}});
}

std::string argue(TestSite& site, std::string_view who, const std::string& proposal,
                  const std::string& body) {
    const auto answer = site.api("POST", "/api/v1/proposals/" + proposal + "/arguments", who,
                                 "{\"side\":\"for\",\"body\":" + json_text(body) + "}");
    REQUIRE(answer.status == 201);
    return answer.text("/id");
}

std::size_t count_of(const std::string& text, std::string_view what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

}  // namespace

TEST_CASE(
    "letters are due on Fridays or every morning at eight in the city, also when clocks change") {
    const std::int32_t thursday = 20'783;  // 2026-11-26
    const std::int64_t noon = city_midnight(thursday) + 12 * hour_ms;
    const std::int64_t friday_at_8 = city_midnight(thursday + 1) + 8 * hour_ms;
    CHECK(http::next_letter_ms(LetterRhythm::weekly, noon) == friday_at_8);
    CHECK(http::next_letter_ms(LetterRhythm::weekly, friday_at_8 - 1) == friday_at_8);
    CHECK(http::next_letter_ms(LetterRhythm::weekly, friday_at_8) ==
          city_midnight(thursday + 8) + 8 * hour_ms);
    CHECK(http::next_letter_ms(LetterRhythm::daily, noon) == friday_at_8);
    CHECK(http::next_letter_ms(LetterRhythm::daily, friday_at_8) ==
          city_midnight(thursday + 2) + 8 * hour_ms);
    CHECK(http::next_letter_ms(LetterRhythm::immediately, noon) == noon);
    CHECK(http::next_letter_ms(LetterRhythm::never, noon) > noon + 1'000'000 * hour_ms);
    // Summer time begins on 2026-03-29 and ends on 2026-10-25, at night.
    for (const std::int32_t change : {20'541, 20'751}) {
        const std::int64_t at =
            http::next_letter_ms(LetterRhythm::daily, city_midnight(change) - hour_ms);
        CHECK(http::city_time(at).days == change);
        CHECK(http::city_time(at).hour == 8);
    }
}

TEST_CASE("what one visit shows is read at the next, and visits close together are one") {
    Following following = http::new_following("fr", 10, 0);
    CHECK(following.read == 10);
    const std::int64_t visit_ms = std::chrono::milliseconds(http::limits::visit_ends_after).count();
    http::note_visit(following, 20, visit_ms * 10);
    CHECK(following.read == 10);
    http::note_visit(following, 30, visit_ms * 11);
    CHECK(following.read == 10);
    CHECK(following.visited == 30);
    http::note_visit(following, 40, visit_ms * 13);
    CHECK(following.read == 30);
    CHECK(following.visited == 40);
}

TEST_CASE(
    "as much is followed as there is room for, and what is followed by itself can be stopped") {
    Following following;
    CHECK(http::start_following(following, FollowedKind::project, one, 5));
    CHECK(http::start_following(following, FollowedKind::project, one, 9));
    CHECK(following.follows ==
          std::vector<storage::Follow>{{FollowedKind::project, false, one, 5}});
    CHECK(http::stop_following(following, FollowedKind::project, one, false));
    CHECK(following.follows.empty());
    CHECK(http::stop_following(following, FollowedKind::proposal, two, true));
    CHECK(following.follows ==
          std::vector<storage::Follow>{{FollowedKind::proposal, true, two, 0}});
    CHECK(http::start_following(following, FollowedKind::proposal, two, 7));
    CHECK(following.follows ==
          std::vector<storage::Follow>{{FollowedKind::proposal, false, two, 7}});
    for (std::uint64_t n = 1; n < storage::limits::follows_of_person; ++n)
        CHECK(http::start_following(following, FollowedKind::person, events::Id(n, n), 0));
    CHECK_FALSE(http::start_following(following, FollowedKind::person, one, 0));
    CHECK_FALSE(http::stop_following(following, FollowedKind::person, one, true));
    CHECK(following.follows.size() == storage::limits::follows_of_person);
}

TEST_CASE(
    "what somebody follows comes in their own feed, is new until read, and stays out of the log") {
    TestSite site;
    Browser zoe(site);
    const std::string bench = site.propose("Ada", "", "Un banc");
    argue(site, "Blaise", bench, "Avant.");
    zoe.join("zoe@example.org", "Zoé");
    const std::int64_t position = site.position();
    zoe.get("/following");
    CHECK(zoe.shows("Bonjour, Zoé"));
    CHECK(zoe.shows("Rien encore dans votre fil"));
    press(zoe, "/proposals/" + bench, "proposal", bench, "start");
    CHECK(zoe.path() == "/proposals/" + bench + "?done=following");
    CHECK(zoe.shows("C’est suivi."));
    CHECK(zoe.shows("aria-pressed=\"true\">"));
    CHECK(site.position() == position);

    argue(site, "Camille", bench, "Après.");
    zoe.get("/following");
    CHECK(zoe.shows("1 nouvelle depuis votre dernière visite."));
    CHECK(zoe.shows("Avant."));
    CHECK(count_of(zoe.page().body, "<li class=\"cover new\">") == 1);
    const std::string shown = zoe.hidden("position");
    argue(site, "Ada", bench, "Pendant.");
    zoe.post("/following/read", {{"position", shown}});
    CHECK(zoe.shows("Tout est marqué comme lu."));
    CHECK(count_of(zoe.page().body, "<li class=\"cover new\">") == 1);
    CHECK(zoe.shows("Pendant."));
    zoe.post("/following/read", {{"position", zoe.hidden("position")}});
    CHECK(zoe.shows("Rien de nouveau depuis votre dernière visite."));
    CHECK(zoe.post("/following/read", {{"position", "99999999"}}).status == 400);

    site.restart();
    zoe.get("/account/following");
    CHECK(zoe.shows("Un banc"));
    zoe.post("/follow", {{"kind", "proposal"}, {"id", bench}, {"act", "stop"}, {"back", "list"}});
    CHECK(zoe.path() == "/account/following?done=not-following");
    CHECK_FALSE(zoe.shows("Un banc"));
    zoe.get("/following");
    CHECK(zoe.shows("Rien encore dans votre fil"));
}

TEST_CASE("a project, a person and one's own proposals are followed too, page by page") {
    TestSite site;
    Browser yan(site);
    const std::string square = site.open_project("Ada", "La place");
    const std::string bench = site.propose("Ada", square, "Un banc");
    const auto ada = site.api("GET", "/api/v1/proposals/" + bench).text("/author/id");
    yan.join("yan@example.org", "Yan");
    press(yan, "/projects/" + square, "project", square, "start");
    press(yan, "/people/" + ada, "person", ada, "start");
    yan.get("/proposals/new");
    yan.post("/proposals/new", {{"title", "Une fontaine"}, {"body", "Là."}, {"step", "publish"}});
    const std::string own = yan.path().substr(0, yan.path().find('?'));
    CHECK(yan.shows("Vous suivez"));
    for (int i = 0; i < 25; ++i) argue(site, "Blaise", bench, "Raison " + std::to_string(i));
    argue(site, "Blaise", own.substr(own.rfind('/') + 1), "Et l’eau ?");
    argue(site, "Ada", own.substr(own.rfind('/') + 1), "De la source.");
    yan.get("/following");
    CHECK(count_of(yan.page().body, "<li class=\"cover") == http::limits::own_feed_rows);
    // Both by Ada and about his own proposal: once.
    CHECK(count_of(yan.page().body, "De la source.") == 1);
    const std::size_t next = yan.page().body.find("/following?cursor=");
    REQUIRE(next != std::string::npos);
    yan.get(yan.page().body.substr(next, yan.page().body.find('"', next) - next));
    CHECK(yan.shows("Raison 0"));
    CHECK_FALSE(yan.shows("Raison 24"));
    CHECK_FALSE(yan.shows("<strong class=\"fresh\">Nouveau</strong> <bdi>Yan"));
    yan.get("/following?only=own");
    CHECK(count_of(yan.page().body, "<li class=\"cover") == 2);
    const std::string id = own.substr(own.rfind('/') + 1);
    press(yan, own, "proposal", id, "stop");
    yan.get("/following?only=own");
    CHECK(yan.shows("Rien encore sur vos idées"));
    press(yan, own, "proposal", id, "start");
    yan.get("/following?cursor=x");
    CHECK(yan.page().status == 400);
}

TEST_CASE("following needs somebody signed in, a form of ours, and something that exists") {
    TestSite site;
    const std::string bench = site.propose("Ada", "", "Un banc");
    Browser visitor(site);
    visitor.get("/proposals/" + bench);
    CHECK(visitor.shows("/signin?next=/proposals/" + bench));
    visitor.get("/following");
    CHECK(visitor.path() == "/signin?next=%2Ffollowing");
    visitor.get("/account/following");
    CHECK(visitor.path() == "/signin?next=%2Faccount%2Ffollowing");
    Browser will(site);
    will.join("will@example.org", "Will");
    CHECK(press(will, "/account", "proposal", bench, "adore").status == 400);
    CHECK(press(will, "/account", "tree", bench, "start").status == 404);
    CHECK(press(will, "/account", "proposal", "nonsense", "start").status == 404);
    CHECK(press(will, "/account", "person", bench, "start").status == 404);
    will.get("/");
    CHECK(will.post("/follow",
                    {{"csrf", "forged"}, {"kind", "proposal"}, {"id", bench}, {"act", "start"}})
              .status == 403);
    will.get("/account/following");
    will.post("/account/following", {{"rhythm", "daily"}, {"language", "en"}});
    CHECK(will.shows("C’est noté."));
    CHECK(will.shows("value=\"daily\" checked"));
    CHECK(will.shows("value=\"en\" lang=\"en\" selected"));
    will.get("/account/following");
    CHECK(will.post("/account/following", {{"rhythm", "hourly"}, {"language", "en"}}).status ==
          400);
    will.get("/account/following");
    CHECK(will.post("/account/following", {{"rhythm", "daily"}, {"language", "xx"}}).status == 400);
}

TEST_CASE("one's own data say what one follows, and it goes with the account") {
    TestSite site;
    const std::string bench = site.propose("Ada", "", "Un banc unique");
    Browser vera(site);
    vera.join("vera@example.org", "Véra");
    press(vera, "/proposals/" + bench, "proposal", bench, "start");
    const auto data = boost::json::parse(vera.get("/account/data/mes-donnees.json").body);
    const auto& following = data.at("following");
    CHECK(following.at("letters") == "weekly");
    REQUIRE(following.at("follows").as_array().size() == 1);
    CHECK(following.at("follows").as_array()[0].at("title") == "Un banc unique");
    vera.get("/account/data/mes-donnees.html");
    CHECK(vera.shows("Un banc unique"));
    vera.get("/account/delete");
    vera.post("/account/delete", {{"words", "keep"}});
    vera.post("/account/delete", {{"words", "keep"}, {"confirm", "yes"}});
    CHECK(vera.path() == "/account/deleted");
    site.stop();
    const storage::Store store(site.data(), {});
    CHECK(store.vault.read()
              .due_for_letters(std::numeric_limits<std::int64_t>::max(), {}, 9)
              .empty());
}

}  // namespace imaginons::tests
