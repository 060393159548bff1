// The contract of the JSON API, through a real socket. Every answer is also checked against
// openapi.json by the fixture.
#include <doctest/doctest.h>

#include <set>
#include <sstream>

#include "projections/replay.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

TEST_CASE("a project and a proposal are created, read back and listed") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Le parc");
    const ApiAnswer created =
        site.api("POST", "/api/v1/projects/" + project + "/proposals", "Blaise",
                 R"({"title":"Planter des arbres","body":"De l’ombre.\r\nBeaucoup."})");
    REQUIRE(created.status == 201);
    CHECK(created.raw.header("location") == "/api/v1/proposals/" + created.text("/id"));
    CHECK(created.number("/seq") == site.position() - 1);

    const ApiAnswer read = site.api("GET", created.raw.header("location"));
    CHECK(read.text("/title") == "Planter des arbres");
    CHECK(read.text("/body") == "De l’ombre.\nBeaucoup.");
    CHECK(read.text("/project") == project);
    CHECK(read.text("/author/pseudonym") == "Blaise");
    CHECK(read.text("/state") == "submitted");
    CHECK(read.number("/version") == 1);

    const ApiAnswer list = site.api("GET", "/api/v1/proposals?project=" + project +
                                               "&kind=proposal&sort=recent&limit=&cursor=");
    CHECK(list.body.at("items").as_array().size() == 1);
    CHECK(list.body.at("next").is_null());
    CHECK(site.api("GET", "/api/v1/projects/" + project).text("/owner/pseudonym") == "Ada");
    CHECK(site.api("GET", "/api/v1/projects").body.at("items").as_array().size() == 1);
}

TEST_CASE("stances are counted once a person, can be changed and withdrawn, and history is kept") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Le parc");
    const std::string path = "/api/v1/proposals/" + site.propose("Ada", project, "Des bancs");
    CHECK(site.api("PUT", path + "/stance", "Ada", R"({"stance":"for"})").status == 200);
    CHECK(site.api("PUT", path + "/stance", "Blaise", R"({"stance":"against"})").status == 200);
    CHECK(
        site.api("PUT", path + "/stance", "Blaise", R"({"stance":"neutral","version":1})").status ==
        200);
    CHECK(site.api("PUT", path + "/stance", "Camille", R"({"stance":"for"})").status == 200);
    CHECK(site.api("DELETE", path + "/stance", "Camille").status == 200);
    const ApiAnswer read = site.api("GET", path);
    CHECK(read.number("/tally/for") == 1);
    CHECK(read.number("/tally/neutral") == 1);
    CHECK(read.number("/tally/against") == 0);
    CHECK(read.number("/superseded") == 2);
    CHECK(site.api("DELETE", path + "/stance", "Camille").status == 409);
}

TEST_CASE("a project that takes only support refuses the other stances") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Budget", "support_only");
    const std::string path =
        "/api/v1/proposals/" + site.propose("Ada", project, "Un four à pain") + "/stance";
    const ApiAnswer refused = site.api("PUT", path, "Blaise", R"({"stance":"against"})");
    CHECK(refused.status == 422);
    CHECK(refused.text("/type") == "/problems/only_support_here");
    CHECK(site.api("PUT", path, "Blaise", R"({"stance":"for"})").status == 200);
}

TEST_CASE(
    "an Idempotency-Key gives the first answer again, also after a restart, and refuses another "
    "body") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Le parc");
    const std::string path = "/api/v1/projects/" + project + "/proposals";
    const std::string key = "Idempotency-Key: clé-1\r\n";
    const std::string body = R"({"title":"Une fois","body":"Pas deux."})";
    const ApiAnswer first = site.api("POST", path, "Ada", body, key);
    REQUIRE(first.status == 201);
    const std::int64_t position = site.position();
    const ApiAnswer again = site.api("POST", path, "Ada", body, key);
    CHECK(again.status == 201);
    CHECK(again.raw.body == first.raw.body);
    CHECK(again.raw.header("location") == first.raw.header("location"));
    const ApiAnswer other =
        site.api("POST", path, "Ada", R"({"title":"Autre","body":"Chose."})", key);
    CHECK(other.status == 422);
    CHECK(other.text("/field") == "Idempotency-Key");
    site.restart();
    CHECK(site.api("POST", path, "Ada", body, key).raw.body == first.raw.body);
    CHECK(site.api("POST", path, "Ada", R"({"title":"Autre","body":"Chose."})", key).status == 422);
    CHECK(site.position() == position);
    // Another person's key of the same name is another key.
    CHECK(site.api("POST", path, "Blaise", body, key).status == 201);
}

TEST_CASE("arguments, replies and sources are added, listed, and take stances of their own") {
    TestSite site;
    const std::string proposal = site.propose("Ada", "", "Libre");
    const std::string path = "/api/v1/proposals/" + proposal + "/arguments";
    const ApiAnswer argument =
        site.api("POST", path, "Blaise", R"({"side":"for","body":"Parce que."})");
    REQUIRE(argument.status == 201);
    const std::string id = argument.text("/id");
    CHECK(site.api("GET", argument.raw.header("location")).text("/body") == "Parce que.");
    const ApiAnswer reply =
        site.api("POST", path, "Ada", R"({"parent":")" + id + R"(","body":"Oui, mais."})");
    CHECK(reply.status == 201);
    const ApiAnswer source = site.api(
        "POST", path, "Ada",
        R"({"side":"beside","body":"Lisez.","title":"Un rapport","url":"https://example.org/r"})");
    CHECK(source.status == 201);
    CHECK(site.api("PUT", "/api/v1/arguments/" + id + "/stance", "Ada", R"({"stance":"for"})")
              .status == 200);
    const ApiAnswer list = site.api("GET", path);
    REQUIRE(list.body.at("items").as_array().size() == 3);
    CHECK(list.text("/items/0/side") == "for");
    CHECK(list.number("/items/0/tally/for") == 1);
    CHECK(list.text("/items/1/parent") == id);
    CHECK(list.text("/items/2/url") == "https://example.org/r");
    CHECK(site.api("DELETE", "/api/v1/arguments/" + id + "/stance", "Ada").status == 200);
    const ApiAnswer second = site.api("GET", path + "?limit=2");
    CHECK(second.body.at("items").as_array().size() == 2);
    CHECK(site.api("GET", path + "?limit=2&cursor=" + second.text("/next"))
              .body.at("items")
              .as_array()
              .size() == 1);
    CHECK(site.api("GET", "/api/v1/proposals/" + proposal).number("/arguments") == 3);
}

TEST_CASE("a proposal is edited and withdrawn by its author only, and then takes no stance") {
    TestSite site;
    const std::string path = "/api/v1/proposals/" + site.propose("Ada", "", "Premier jet");
    CHECK(site.api("PUT", path, "Blaise", R"({"title":"Le mien","body":"Non."})").status == 403);
    CHECK(site.api("PUT", path, "Ada", R"({"title":"Second jet","body":"Mieux.","version":1})")
              .status == 200);
    CHECK(site.api("PUT", path, "Ada", R"({"title":"Troisième","body":"Trop tard.","version":1})")
              .status == 409);
    CHECK(site.api("GET", path).number("/version") == 2);
    CHECK(site.api("PUT", path + "/stance", "Blaise", R"({"stance":"for","version":1})").status ==
          409);
    CHECK(site.api("POST", path + "/withdrawal", "Ada", R"({"reason":"Fait."})").status == 200);
    CHECK(site.api("GET", path).text("/state") == "withdrawn");
    const ApiAnswer refused = site.api("PUT", path + "/stance", "Blaise", R"({"stance":"for"})");
    CHECK(refused.status == 409);
    CHECK(refused.text("/type") == "/problems/proposal_withdrawn");
}

TEST_CASE("following next walks the whole list once, also as a Link header") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Le parc");
    std::set<std::string> made;
    for (int i = 0; i < 7; ++i)
        made.insert(site.propose("Ada", project, "Idée " + std::to_string(i)));
    std::set<std::string> seen;
    std::string cursor;
    for (int pages = 0; pages < 4; ++pages) {
        const ApiAnswer page =
            site.api("GET", "/api/v1/proposals?project=" + project + "&limit=2&cursor=" + cursor);
        REQUIRE(page.status == 200);
        for (const auto& item : page.body.at("items").as_array())
            seen.insert(item.at("id").as_string().c_str());
        if (page.body.at("next").is_null()) {
            CHECK(pages == 3);
            CHECK(page.raw.header("link").empty());
            break;
        }
        cursor = page.text("/next");
        const std::string link = page.raw.header("link");
        CHECK(link.starts_with("</api/v1/proposals?project=" + project + "&limit=2&cursor="));
        CHECK(link.ends_with(">; rel=\"next\""));
    }
    CHECK(seen == made);
}

TEST_CASE("an answer has a strong ETag that lasts until what it shows changes") {
    TestSite site;
    const std::string mine = "/api/v1/proposals/" + site.propose("Ada", "", "La mienne");
    const std::string other = "/api/v1/proposals/" + site.propose("Ada", "", "Une autre");
    const ApiAnswer first = site.api("GET", mine);
    const std::string etag = first.raw.header("etag");
    REQUIRE(etag.size() > 2);
    CHECK(etag.front() == '"');
    CHECK(site.api("GET", mine, {}, {}, "If-None-Match: " + etag + "\r\n").status == 304);
    CHECK(site.api("GET", mine, {}, {}, "If-None-Match: \"x\", W/" + etag + "\r\n").status == 304);
    site.api("PUT", other + "/stance", "Ada", R"({"stance":"for"})");
    CHECK(site.api("GET", mine, {}, {}, "If-None-Match: " + etag + "\r\n").status == 304);
    site.api("PUT", mine + "/stance", "Ada", R"({"stance":"for"})");
    const ApiAnswer changed = site.api("GET", mine, {}, {}, "If-None-Match: " + etag + "\r\n");
    CHECK(changed.status == 200);
    CHECK(changed.number("/tally/for") == 1);
    CHECK(changed.raw.header("etag") != etag);
}

TEST_CASE("a person reads their own write at once, in lists, pages and the feed") {
    TestSite site;
    for (int i = 0; i < 5; ++i) {
        const std::string title = "Idée " + std::to_string(i);
        const std::string id = site.propose("Ada", "", title);
        CHECK(site.api("GET", "/api/v1/proposals").text("/items/0/id") == id);
        CHECK(site.api("GET", "/api/v1/feed").text("/items/0/proposal") == id);
        CHECK(site.raw("GET", "/proposals/" + id).body.find(title) != std::string::npos);
        CHECK(site.raw("GET", "/proposals").body.find(title) != std::string::npos);
    }
}

TEST_CASE(
    "the event stream tells every event from a position on, and resumes after Last-Event-ID") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Le parc");
    const std::int64_t position = site.position();
    RawClient all(site.port());
    REQUIRE(all.send("GET /api/v1/events?after=-1 HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string told = all.receive_until("id: " + std::to_string(position - 1) + "\n");
    CHECK(told.find("id: 0\ndata: {\"seq\":0,") != std::string::npos);
    RawClient live(site.port());
    REQUIRE(live.send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: " +
                      std::to_string(position - 1) + "\r\n\r\n"));
    site.propose("Blaise", project, "Nouvelle");
    const std::string news = live.receive_until("\"kind\":\"ProposalSubmitted\"");
    CHECK(news.find("id: " + std::to_string(position) + "\n") != std::string::npos);
    // The public part holds no word that a person wrote.
    CHECK(news.find("Nouvelle") == std::string::npos);
    CHECK(site.api("GET", "/api/v1/events?after=x").status == 400);
}

TEST_CASE("the digest is what replay finds, and the same after a restart") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Le parc");
    for (int i = 0; i < 3; ++i) {
        const std::string id = site.propose("Blaise", project, "Idée " + std::to_string(i));
        site.api("PUT", "/api/v1/proposals/" + id + "/stance", "Camille",
                 R"({"stance":"neutral"})");
        site.api("POST", "/api/v1/proposals/" + id + "/arguments", "Ada",
                 R"({"side":"against","body":"Non."})");
    }
    const std::string live = site.digest_line();
    site.stop();  // an environment can be open only once in a process
    std::ostringstream out;
    std::ostringstream progress;
    CHECK(projections::replay_command(site.data(), std::nullopt, out, progress) == 0);
    CHECK(out.str() == live + "\n");
    site.restart();
    CHECK(site.digest_line() == live);
}

TEST_CASE("health, metrics and the small files are there") {
    TestSite site;
    CHECK(site.raw("GET", "/livez").status == 200);
    CHECK(site.raw("GET", "/readyz").status == 200);
    CHECK(site.raw("GET", "/metrics").body.find("imaginons_log_events") != std::string::npos);
    CHECK(site.raw("GET", "/robots.txt").body.find("/sitemap.xml") != std::string::npos);
    CHECK(site.raw("GET", "/sitemap.xml").body.find("<urlset") != std::string::npos);
    CHECK(site.raw("GET", "/.well-known/security.txt").body.find("Expires: ") != std::string::npos);
    CHECK(site.raw("GET", "/problems/too_long").status == 200);
    const RawResponse openapi = site.raw("GET", "/api/openapi.json");
    CHECK(openapi.header("content-type") == "application/json");
    CHECK(openapi.body.find("\"openapi\"") != std::string::npos);
    CHECK(site.raw("GET", "/static/style.css").status == 200);
    CHECK(site.raw("HEAD", "/").body.empty());
}

TEST_CASE("what is unknown is 404, a wrong method 405 with Allow, for programs and for people") {
    TestSite site;
    const std::string nobody = "00000000-0000-4000-8000-000000000000";
    CHECK(site.api("GET", "/api/v1/proposals/" + nobody).status == 404);
    CHECK(site.api("GET", "/api/v1/proposals/nonsense").status == 404);
    CHECK(site.api("GET", "/api/v1/projects/" + nobody).status == 404);
    CHECK(site.raw("GET", "/api/v1/nothing").header("content-type") == "application/problem+json");
    const RawResponse wrong = site.raw("DELETE", "/api/v1/projects");
    CHECK(wrong.status == 405);
    CHECK(wrong.header("allow").find("GET") != std::string::npos);
    CHECK(site.raw("GET", "/nothing").status == 404);
    CHECK(site.raw("GET", "/nothing").header("content-type") == "text/html; charset=utf-8");
    CHECK(site.raw("GET", "/proposals/" + nobody).status == 404);
    CHECK(site.raw("POST", "/charter").status == 405);
}

}  // namespace imaginons::tests
