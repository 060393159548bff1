// Meetings through forms and the API: announced, come to, full, changed, called off, written down;
// and what is refused beside the field with nothing lost.
#include <doctest/doctest.h>

#include "events/time.hpp"
#include "http/catalogue.hpp"
#include "http/clock.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr std::int64_t day_ms = std::int64_t{24} * 3'600'000;

std::string day_from_now(int days) {
    return http::iso_day(http::today(http::now_ms()) + days);
}

Fields invitation(const std::string& capacity = "1") {
    return {{"title", "Atelier n° 1"},
            {"day", day_from_now(30)},
            {"starts", "18:30"},
            {"ends", "20:00"},
            {"last_day", ""},
            {"place", "École de Romagny"},
            {"link", ""},
            {"capacity", capacity},
            {"agenda", "Dessiner *ensemble*."}};
}

Fields with(Fields fields, const std::string& name, const std::string& value) {
    for (auto& [field, old] : fields) {
        if (field == name) old = value;
    }
    return fields;
}

// A resident's project, its owner and a neighbour, each in a browser of their own.
struct Town {
    TestSite site{{"Ada", "Blaise"}};
    Browser owner{site};
    Browser neighbour{site};
    std::string project;

    Town() {
        owner.join("owner@example.org", "Vis et versa");
        neighbour.join("neighbour@example.org", "Voisine");
        owner.get("/projects/new");
        owner.post("/projects/new", {{"title", "Le verger"},
                                     {"body", "Des pommiers."},
                                     {"level", "co_build"},
                                     {"choice", "for_neutral_against"}});
        project = owner.path().substr(0, owner.path().find('?'));
    }

    // The meeting's path.
    std::string announce(const Fields& fields) {
        owner.get(project + "/meetings/new");
        owner.post(project + "/meetings/new", fields);
        return owner.path().substr(0, owner.path().find('?'));
    }
};

void press(Browser& who, const std::string& meeting, const std::string& act) {
    who.get(meeting);
    who.post(meeting + "/registration", {{"act", act}});
}

}  // namespace

TEST_CASE("a meeting is announced, somebody takes the last seat, gives it back, another takes it") {
    Town town;
    const std::string meeting = town.announce(invitation());
    REQUIRE(meeting.starts_with("/meetings/"));
    CHECK(town.owner.shows("La rencontre est annoncée."));
    CHECK(town.owner.shows("1 place sur 1 encore libre"));
    CHECK(town.owner.shows("Dessiner <em>ensemble</em>."));

    press(town.neighbour, meeting, "take");
    CHECK(town.neighbour.shows("Votre place est réservée."));
    press(town.owner, meeting, "take");
    CHECK(town.owner.page().status == 409);
    CHECK(town.owner.shows("la dernière place vient d’être prise"));
    CHECK(town.site.raw("GET", meeting).body.find("Complète") != std::string::npos);

    press(town.neighbour, meeting, "withdraw");
    CHECK(town.neighbour.shows("Votre place est libre pour quelqu’un d’autre."));
    press(town.owner, meeting, "take");
    CHECK(town.owner.page().status == 200);
    CHECK(town.owner.shows("Votre place est réservée."));
}

TEST_CASE("pressing twice, or for what is so already, changes nothing and frightens nobody") {
    Town town;
    const std::string meeting = town.announce(invitation("5"));
    press(town.neighbour, meeting, "take");
    const std::int64_t before = town.site.position();
    press(town.neighbour, meeting, "take");
    CHECK(town.neighbour.page().status == 200);
    CHECK(town.neighbour.shows("c’était déjà enregistré"));
    press(town.owner, meeting, "withdraw");
    CHECK(town.owner.shows("c’était déjà enregistré"));
    CHECK(town.site.position() == before);
}

TEST_CASE("who comes is on no page and in no event but as a token") {
    Town town;
    const std::string meeting = town.announce(invitation("5"));
    press(town.neighbour, meeting, "take");
    town.neighbour.get("/account");
    CHECK(town.site.raw("GET", meeting).body.find("Voisine") == std::string::npos);
    CHECK(town.site.raw("GET", "/feed").body.find("Une inscription") == std::string::npos);
    town.neighbour.get("/account/receipts");
    CHECK(town.neighbour.shows("Une inscription à une rencontre"));
    town.neighbour.get("/account/following");
    CHECK(town.neighbour.shows("Atelier n° 1"));
}

TEST_CASE("what is wrong is said beside its field, and nothing that was typed is lost") {
    Town town;
    const std::string form = town.project + "/meetings/new";
    const auto refused = [&](const Fields& fields, const char* words) {
        town.owner.get(form);
        const std::int64_t before = town.site.position();
        town.owner.post(form, fields);
        CAPTURE(words);
        CHECK(town.owner.page().status == 422);
        CHECK(town.owner.shows(words));
        CHECK(town.owner.shows("École de Romagny"));
        CHECK(town.site.position() == before);
    };
    refused(with(invitation(), "title", ""), "Dites de quoi l’on parlera.");
    refused(with(invitation(), "day", "demain"), "Écrivez une date");
    refused(with(invitation(), "day", ""), "Choisissez un jour.");
    refused(with(invitation(), "starts", "25:00"), "Écrivez une heure qui existe ce jour-là");
    refused(with(invitation(), "ends", "18:00"), "La fin vient avant le début");
    refused(with(invitation(), "day", day_from_now(-1)), "Cette heure est déjà passée");
    refused(with(invitation(), "day", day_from_now(1'200)), "C’est trop loin");
    refused(with(invitation(), "last_day", day_from_now(60)), "C’est trop long");
    refused(with(invitation(), "capacity", "0"), "Sans place, personne ne peut venir");
    refused(with(invitation(), "capacity", "dix"), "Écrivez un nombre entier");
    refused(with(invitation(), "capacity", "100001"), "C’est trop\u00a0: au plus");
    refused(with(invitation(), "link", "javascript:alert(1)"), "Donnez une adresse");
    town.owner.get(form);
    town.owner.post(form, with(invitation(), "place", ""));
    CHECK(town.owner.shows("Dites où l’on se retrouve, ou donnez un lien."));
}

TEST_CASE("an hour that the clocks skip in spring is no hour of that day") {
    Town town;
    // The next last Sunday of March that is ahead.
    std::int32_t day = http::today(http::now_ms()) + 1;
    const auto skips = [](std::int32_t of) { return !http::city_instant({of, 2, 30}); };
    while (!skips(day)) ++day;
    town.owner.get(town.project + "/meetings/new");
    Fields fields = with(with(invitation(), "day", http::iso_day(day)), "starts", "02:30");
    town.owner.post(town.project + "/meetings/new", fields);
    CHECK(town.owner.page().status == 422);
    CHECK(town.owner.shows("Écrivez une heure qui existe ce jour-là"));
    town.owner.post(town.project + "/meetings/new", with(fields, "starts", "03:00"));
    CHECK(town.owner.page().status == 200);
}

TEST_CASE("only who speaks for the project announces, changes, cancels and writes minutes") {
    Town town;
    const std::string meeting = town.announce(invitation());
    for (const char* tail : {"/change", "/cancel", "/minutes"}) {
        CHECK(town.neighbour.get(meeting + tail).status == 403);
        CHECK(town.site.raw("GET", meeting + tail).header("location").find("/signin") !=
              std::string::npos);
    }
    CHECK(town.neighbour.get(town.project + "/meetings/new").status == 403);
    CHECK(town.neighbour.get("/meetings/00000000-0000-4000-8000-000000000001").status == 404);
    CHECK(town.neighbour.get("/meetings/forged").status == 404);
    town.neighbour.get(meeting);
    town.neighbour.post("/meetings/00000000-0000-4000-8000-000000000001/registration",
                        {{"act", "take"}});
    CHECK(town.neighbour.page().status == 404);
    CHECK_FALSE(town.neighbour.get(meeting).body.empty());
    CHECK_FALSE(town.neighbour.shows("Organiser"));
    town.owner.get(meeting);
    CHECK(town.owner.shows("Organiser"));
    town.owner.get(meeting + "/minutes");
    town.owner.post(meeting + "/minutes", {{"body", "Trop tôt."}});
    CHECK(town.owner.page().status == 409);
}

TEST_CASE(
    "a change is told, keeps who has a seat, and meets another change without losing either") {
    Town town;
    const std::string meeting = town.announce(invitation("2"));
    press(town.neighbour, meeting, "take");
    town.owner.get(meeting + "/change");
    CHECK(town.owner.shows("value=\"18:30\""));
    CHECK(town.owner.shows("value=\"" + day_from_now(30) + "\""));
    Fields later = with(invitation("2"), "starts", "19:00");
    later.emplace_back("version", "1");
    town.owner.post(meeting + "/change", later);
    CHECK(town.owner.shows("La rencontre est modifiée"));
    CHECK(town.owner.shows("1 place sur 2 encore libre"));
    town.owner.get(meeting + "/change");
    town.owner.post(meeting + "/change", with(later, "starts", "19:30"));
    CHECK(town.owner.page().status == 422);
    CHECK(town.owner.shows("Cette rencontre a changé entre-temps"));
    CHECK(town.owner.hidden("version") == "2");
    CHECK(town.owner.shows("value=\"19:30\""));
    const RawResponse calendar = town.site.raw("GET", meeting + "/meeting.ics");
    CHECK(calendar.header("content-type") == "text/calendar; charset=utf-8");
    CHECK(calendar.body.find("\r\nSEQUENCE:1\r\n") != std::string::npos);
    town.neighbour.get("/following");
    CHECK(town.neighbour.shows("a changé une rencontre"));
}

TEST_CASE("a cancelled meeting says why, takes nobody, and stays in calendars as cancelled") {
    Town town;
    const std::string meeting = town.announce(invitation("2"));
    town.owner.get(meeting + "/cancel");
    town.owner.post(meeting + "/cancel", {{"body", " "}});
    CHECK(town.owner.page().status == 422);
    CHECK(town.owner.shows("Dites pourquoi"));
    town.neighbour.get(meeting);
    town.owner.post(meeting + "/cancel", {{"body", "Il neige."}});
    CHECK(town.owner.shows("Il neige."));
    // The page that was open has a button still.
    town.neighbour.post(meeting + "/registration", {{"act", "take"}});
    CHECK(town.neighbour.page().status == 409);
    CHECK(town.neighbour.shows("Cette rencontre est annulée"));
    const std::string all = town.site.raw("GET", "/meetings.ics").body;
    CHECK(all.find("\r\nSTATUS:CANCELLED\r\n") != std::string::npos);
    CHECK(all.find("\r\nSEQUENCE:1\r\n") != std::string::npos);
    CHECK(town.site.raw("GET", town.project + "/meetings.ics").body ==
          town.site.raw("GET", town.project + "/meetings.ics").body);
    CHECK(town.site.raw("GET", town.project + "/history").body.find("Rencontre annulée") !=
          std::string::npos);
}

TEST_CASE("the project's page names its next meetings; a visitor sees a seat go at once") {
    Town town;
    const std::string meeting = town.announce(invitation("2"));
    const auto shows = [&](const std::string& path, const char* words) {
        return town.site.raw("GET", path).body.find(words) != std::string::npos;
    };
    for (const std::string& path : {town.project, std::string("/meetings"), meeting}) {
        CAPTURE(path);
        CHECK(shows(path, "2 places sur 2 encore libres"));
    }
    press(town.neighbour, meeting, "take");
    for (const std::string& path : {town.project, std::string("/meetings"), meeting}) {
        CAPTURE(path);
        CHECK(shows(path, "1 place sur 2 encore libre"));
    }
    CHECK(shows("/en" + meeting, "1 seat of 2 still free"));
    CHECK(shows("/meetings?project=" + town.project.substr(10), "Atelier n° 1"));
    CHECK(town.site.raw("GET", "/meetings?project=forged").status == 404);
}

TEST_CASE("whoever has a seat is written to at once when the meeting is called off") {
    Town town;
    const std::string meeting = town.announce(invitation("2"));
    press(town.neighbour, meeting, "take");
    town.owner.get(meeting + "/cancel");
    town.owner.post(meeting + "/cancel", {{"body", "Il neige."}});
    const std::string mail = town.site.newest_mail();
    CHECK(mail.find("To: neighbour@example.org") != std::string::npos);
    CHECK(mail.find("Rencontre annulée : Atelier n° 1") != std::string::npos);
    CHECK(mail.find("Il neige.") != std::string::npos);
}

TEST_CASE("somebody who deletes their account frees their seat") {
    Town town;
    const std::string meeting = town.announce(invitation("1"));
    press(town.neighbour, meeting, "take");
    town.neighbour.get("/account/delete");
    town.neighbour.post("/account/delete", {{"words", "keep"}});
    town.neighbour.post("/account/delete", {{"words", "keep"}, {"confirm", "yes"}});
    CHECK(town.site.raw("GET", meeting).body.find("1 place sur 1 encore libre") !=
          std::string::npos);
}

TEST_CASE("the API announces, lists, seats and refuses as the pages do") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Le parc");
    const std::string starts = events::iso_time(http::now_ms() + 30 * day_ms);
    const std::string ends = events::iso_time(http::now_ms() + 31 * day_ms);
    const std::string body = R"({"title":"Atelier","place":"Mairie","agenda":"Tout","capacity":1,)"
                             R"("starts_at":")" +
                             starts + R"(","ends_at":")" + ends + "\"}";
    const ApiAnswer made =
        site.api("POST", "/api/v1/projects/" + project + "/meetings", "Ada", body);
    REQUIRE(made.status == 201);
    const std::string path = "/api/v1/meetings/" + made.text("/id");
    CHECK(made.raw.header("location") == path);
    CHECK(site.api("POST", "/api/v1/projects/" + project + "/meetings", "Blaise", body).status ==
          403);
    CHECK(site.api("GET", path).number("/seats_left") == 1);
    CHECK(site.api("PUT", path + "/registration", "Blaise").status == 200);
    const ApiAnswer full = site.api("PUT", path + "/registration", "Camille");
    CHECK(full.status == 409);
    CHECK(full.text("/type") == "/problems/meeting_full");
    CHECK(site.api("PUT", path + "/registration", "Blaise").text("/type") ==
          "/problems/already_registered");
    CHECK(site.api("DELETE", path + "/registration", "Camille").text("/type") ==
          "/problems/not_registered");
    CHECK(site.api("DELETE", path + "/registration", "Blaise").status == 200);
    CHECK(site.api("PUT", path + "/registration", "Camille").status == 200);
    CHECK(site.api("GET", path).number("/registered") == 1);
    CHECK(site.api("GET", "/api/v1/meetings").body.at("items").as_array().size() == 1);
    CHECK(
        site.api("GET", "/api/v1/meetings?project=" + project).body.at("items").as_array().size() ==
        1);
    CHECK(site.api("GET", "/api/v1/meetings?project=forged").status == 404);
    CHECK(site.api("GET", "/api/v1/meetings/forged").status == 404);
    CHECK(site.api("PUT", "/api/v1/meetings/forged/registration", "Camille").status == 404);
    CHECK(site.api("PUT", path, "Ada", body).status == 200);
    CHECK(site.api("GET", path).number("/version") == 2);
    CHECK(site.api("POST", path + "/minutes", "Ada", R"({"body":"Trop tôt"})").text("/type") ==
          "/problems/not_begun_yet");
    CHECK(site.api("POST", path + "/cancellation", "Ada", R"({"reason":"Neige"})").status == 200);
    CHECK(site.api("GET", path).text("/reason") == "Neige");
    CHECK(site.api("DELETE", path + "/registration", "Camille").text("/type") ==
          "/problems/meeting_cancelled");
}

}  // namespace imaginons::tests
