// The journeys of people without scripts: forms, redirects, banners, refusals, and what is never
// taken from a form.
#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

std::string id_in(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    return path.substr(slash + 1, 36);
}

// Fills in the form, reads it again, publishes; gives the id.
std::string propose(Browser& browser, const std::string& project, const std::string& title,
                    const std::string& body) {
    browser.get("/proposals/new" + (project.empty() ? "" : "?project=" + project));
    browser.post("/proposals/new",
                 {{"title", title}, {"body", body}, {"project", project}, {"step", "preview"}});
    REQUIRE(browser.page().status == 200);
    browser.post("/proposals/new",
                 {{"title", title}, {"body", body}, {"project", project}, {"step", "publish"}});
    REQUIRE_MESSAGE(browser.path().starts_with("/proposals/"), browser.path());
    return id_in(browser.path().substr(0, browser.path().find('?')));
}

}  // namespace

TEST_CASE("every page of a visitor answers, in French and in English") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Le parc");
    const std::string proposal = site.propose("Ada", project, "Des bancs");
    const std::string person = site.api("GET", "/api/v1/proposals/" + proposal).text("/author/id");
    for (const std::string prefix : {"", "/en"}) {
        for (const std::string& path :
             {std::string("/"), std::string("/projects"), "/projects/" + project,
              "/projects/" + project + "/feed", std::string("/proposals"),
              std::string("/proposals?kind=statement&sort=debated&state=all&q=banc"),
              "/proposals/" + proposal, "/people/" + person, std::string("/feed"),
              std::string("/charter"), std::string("/signin"), std::string("/signin/sent"),
              std::string("/accessibility"), std::string("/privacy"), std::string("/legal"),
              std::string("/sitemap")}) {
            CAPTURE(prefix + path);
            const RawResponse page =
                site.raw("GET", prefix == "" || path != "/" ? prefix + path : "/en/");
            CHECK(page.status == 200);
            CHECK(page.header("content-type") == "text/html; charset=utf-8");
            CHECK(page.body.find(prefix.empty() ? "<html lang=\"fr\">" : "<html lang=\"en\">") !=
                  std::string::npos);
            CHECK(page.header("content-security-policy").find("default-src 'none'") !=
                  std::string::npos);
        }
    }
    for (const std::string& path :
         {std::string("/feed.atom"), "/en/projects/" + project + "/feed.atom"}) {
        const RawResponse feed = site.raw("GET", path);
        CHECK(feed.header("content-type") == "application/atom+xml; charset=utf-8");
        CHECK(feed.body.find("Des bancs") != std::string::npos);
    }
}

TEST_CASE(
    "somebody signs in, proposes, is argued with, takes stances, edits and withdraws, all by "
    "forms") {
    TestSite site;
    Browser author(site);
    author.join("ines@example.org", "Inès");
    CHECK(author.shows("Bienvenue, Inès."));
    const std::string id = propose(author, "", "Ouvrir la cour", "Le samedi.\r\nDès 9 h.");
    CHECK(author.shows("Votre proposition est publiée."));
    CHECK(author.shows("Le samedi."));
    CHECK(site.api("GET", "/api/v1/proposals/" + id).text("/body") == "Le samedi.\nDès 9 h.");

    Browser other(site);
    other.join("karim@example.org", "Karim");
    other.get("/proposals/" + id);
    other.post("/proposals/" + id + "/stance", {{"stance", "for"}, {"version", "1"}});
    CHECK(other.shows("Votre avis est enregistré"));
    CHECK(other.shows("aria-pressed=\"true\""));
    other.post("/proposals/" + id + "/arguments", {{"side", "for"},
                                                   {"body", "Les enfants."},
                                                   {"source_url", "https://example.org/x"},
                                                   {"source_title", "Étude"}});
    CHECK(other.shows("Votre argument est publié."));
    CHECK(other.shows("https://example.org/x"));
    const std::size_t at = other.page().body.find("/arguments/new?parent=");
    REQUIRE(at != std::string::npos);
    const std::string argument = other.page().body.substr(at + 22, 36);

    author.get("/proposals/" + id + "/arguments/new?parent=" + argument);
    CHECK(author.shows("Karim"));
    author.post("/proposals/" + id + "/arguments",
                {{"parent", argument}, {"side", "beside"}, {"body", "Merci."}});
    CHECK(author.shows("Votre réponse est publiée."));
    author.post("/arguments/" + argument + "/stance", {{"stance", "for"}});
    CHECK(author.shows("cet argument vous est utile"));
    author.post("/arguments/" + argument + "/stance", {{"stance", "withdraw"}});

    author.get("/proposals/" + id + "/edit");
    CHECK(author.shows("Ouvrir la cour"));
    author.post("/proposals/" + id + "/edit", {{"title", "Ouvrir la cour"},
                                               {"body", "Le dimanche."},
                                               {"version", "1"},
                                               {"step", "publish"}});
    CHECK(author.shows("La nouvelle version est publiée."));
    other.get("/proposals/" + id);
    CHECK(other.shows("Votre avis porte sur la version 1."));
    other.post("/proposals/" + id + "/stance", {{"stance", "withdraw"}});
    CHECK(other.shows("Votre avis est retiré."));

    author.get("/proposals/" + id + "/withdraw");
    author.post("/proposals/" + id + "/withdraw", {{"reason", "Déjà fait."}});
    CHECK(author.shows("Déjà fait."));
    CHECK(site.api("GET", "/api/v1/proposals/" + id).text("/state") == "withdrawn");
    const ApiAnswer read = site.api("GET", "/api/v1/proposals/" + id);
    CHECK(read.number("/tally/for") == 0);
    CHECK(read.number("/superseded") == 1);
    CHECK(read.number("/arguments") == 2);
}

TEST_CASE("an edit that meets a newer version keeps what was typed and shows what is published") {
    TestSite site;
    Browser author(site);
    author.join("ines@example.org", "Inès");
    const std::string id = propose(author, "", "Ouvrir la cour", "Le samedi.");
    const std::string edit = "/proposals/" + id + "/edit";
    const auto publish = [&](std::string_view body, std::string_view version) {
        return author
            .post(edit, {{"title", "Ouvrir la cour"},
                         {"body", std::string(body)},
                         {"version", std::string(version)},
                         {"step", "publish"}})
            .status;
    };
    author.get(edit);
    publish("Le dimanche.", "1");
    author.get(edit);
    CHECK(publish("Le lundi.", "1") == 409);
    CHECK(author.shows("Le lundi.</textarea>"));
    CHECK(author.shows("La version publiée en ce moment"));
    CHECK(author.shows("<p>Le dimanche.</p>"));
    CHECK(author.shows("name=\"version\" value=\"2\""));
    CHECK(site.api("GET", "/api/v1/proposals/" + id).text("/body") == "Le dimanche.");
    publish("Le lundi.", "2");
    CHECK(author.shows("La nouvelle version est publiée."));
}

TEST_CASE(
    "a resident opens a project with phases, and the form keeps what was typed when it is wrong") {
    TestSite site;
    Browser browser(site);
    browser.join("lea@example.org", "Léa");
    browser.get("/projects/new");
    const std::vector<std::pair<std::string, std::string>> phases{
        {"phase_title", "Écouter"},        {"phase_starts_on", "2026-09-01"},
        {"phase_ends_on", "2026-10-01"},   {"phase_title", "Faire"},
        {"phase_starts_on", "2026-10-02"}, {"phase_ends_on", ""}};
    auto wrong = phases;
    wrong.insert(
        wrong.end(),
        {{"title", ""}, {"body", "Gardez-moi"}, {"level", "consult"}, {"choice", "support_only"}});
    const std::int64_t position = site.position();
    browser.post("/projects/new", wrong);
    CHECK(browser.page().status == 422);
    CHECK(browser.shows("Gardez-moi"));
    CHECK(browser.shows("Écouter"));
    CHECK(browser.shows("class=\"faults"));
    CHECK(site.position() == position);
    auto right = phases;
    right.insert(right.end(), {{"title", "Un verger"},
                               {"body", "Pour tous."},
                               {"level", "co_build"},
                               {"choice", "support_only"}});
    browser.post("/projects/new", right);
    CHECK(browser.shows("Votre projet est ouvert."));
    CHECK(browser.shows("Écouter"));
    const ApiAnswer projects = site.api("GET", "/api/v1/projects");
    CHECK(projects.text("/items/0/level") == "co_build");
    CHECK(projects.text("/items/0/phases/0/starts_on") == "2026-09-01");
}

TEST_CASE("a form without its token, or from another site, does nothing") {
    TestSite site;
    Browser browser(site);
    browser.join("omar@example.org", "Omar");
    browser.get("/proposals/new");
    const std::string csrf = browser.hidden("csrf");
    const std::int64_t position = site.position();
    const std::vector<std::pair<std::string, std::string>> fields{
        {"title", "a"}, {"body", "b"}, {"step", "publish"}};
    auto without = fields;
    without.emplace_back("csrf", "");
    CHECK(browser.post("/proposals/new", without).status == 403);
    auto forged = fields;
    forged.emplace_back("csrf", std::string(43, 'A'));
    CHECK(browser.post("/proposals/new", forged).status == 403);
    auto good = fields;
    good.emplace_back("csrf", csrf);
    browser.extra_headers = "Origin: https://evil.example\r\n";
    CHECK(browser.post("/proposals/new", good).status == 403);
    browser.extra_headers = "Origin: null\r\n";
    CHECK(browser.post("/proposals/new", good).status == 403);
    browser.extra_headers = "Sec-Fetch-Site: cross-site\r\n";
    CHECK(browser.post("/proposals/new", good).status == 403);
    CHECK(site.position() == position);
    browser.extra_headers = "Sec-Fetch-Site: same-origin\r\n";
    CHECK(browser.post("/proposals/new", good).status == 200);
    CHECK(site.position() == position + 1);
}

TEST_CASE("the button pressed twice does it once") {
    TestSite site;
    Browser browser(site);
    browser.join("rose@example.org", "Rose");
    browser.get("/proposals/new");
    const std::vector<std::pair<std::string, std::string>> fields{
        {"title", "Une fois"},
        {"body", "Pas deux."},
        {"step", "publish"},
        {"csrf", browser.hidden("csrf")},
        {"request_id", browser.hidden("request_id")}};
    const std::string first = browser.post("/proposals/new", fields, false).header("location");
    const std::string again = browser.post("/proposals/new", fields, false).header("location");
    CHECK(first == again);
    CHECK(first.find("?done=") != std::string::npos);
    CHECK(site.api("GET", "/api/v1/proposals").body.at("items").as_array().size() == 1);
}

TEST_CASE(
    "what is not one's own can be neither edited nor withdrawn, and a visitor is asked to sign "
    "in") {
    TestSite site;
    const std::string id = site.propose("Ada", "", "À Ada");
    Browser browser(site);
    CHECK(site.raw("GET", "/proposals/" + id + "/edit")
              .header("location")
              .starts_with("/signin?next="));
    CHECK(site.raw("GET", "/proposals/new").header("location").starts_with("/signin?next="));
    CHECK(site.raw("GET", "/account").header("location").starts_with("/signin?next="));
    CHECK(site.raw("POST", "/proposals/" + id + "/stance",
                   "Content-Type: application/x-www-form-urlencoded\r\n", "stance=for")
              .header("location")
              .starts_with("/signin?next="));
    browser.join("sami@example.org", "Sami");
    CHECK(browser.get("/proposals/" + id + "/edit").status == 403);
    CHECK(browser.get("/proposals/" + id + "/withdraw").status == 403);
    browser.get("/proposals/" + id);
    const std::int64_t position = site.position();
    CHECK(browser
              .post("/proposals/" + id + "/edit",
                    {{"title", "a"}, {"body", "b"}, {"step", "publish"}})
              .status == 403);
    CHECK(site.position() == position);
}

TEST_CASE("known attacks stand in pages as text") {
    const std::filesystem::path file = IMAGINONS_SHARED_DATA "/xss/payloads.json";
    std::vector<std::string> attacks{"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
                                     "</title><svg onload=alert(1)>", "[a](javascript:alert(1))",
                                     "<a href=\"jav&#x09;ascript:alert(1)\">x</a>"};
    if (std::filesystem::exists(file)) {
        std::ifstream in(file, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(in)),
                               std::istreambuf_iterator<char>());
        const boost::json::value payloads = boost::json::parse(text);
        for (const auto& entry : payloads.as_array()) {
            if (const auto* payload = entry.as_object().if_contains("payload");
                payload != nullptr && payload->is_string()) {
                attacks.emplace_back(payload->get_string());
            }
        }
    } else {
        std::cout << "skipped: " << file.string() << " is not there\n";
    }
    TestSite site;
    for (const std::string& attack : attacks) {
        CAPTURE(attack);
        const ApiAnswer answer = site.api("POST", "/api/v1/proposals", "Ada",
                                          "{\"title\":" + json_text(attack.substr(0, 60)) +
                                              ",\"body\":" + json_text(attack) + "}");
        if (answer.status != 201) continue;
        const RawResponse page = site.raw("GET", "/proposals/" + answer.text("/id"));
        CHECK(page.status == 200);
        for (const char* never :
             {"<script>", "<script ", "<svg onload", "<iframe", "href=\"javascript:", "<img ",
              "<object", "<embed", "<math", "<form action=\"http", "<style", "<base"}) {
            const std::size_t at = page.body.find(never);
            // Our own scripts are modules with a src; nothing else may look like this.
            CHECK_MESSAGE((at == std::string::npos ||
                           page.body.compare(at, 21, "<script type=\"module\"") == 0),
                          never);
        }
    }
}

TEST_CASE(
    "arguments are read in a fair mix, or as one asks for them, by a rule that the page says") {
    TestSite site({"Ada", "Béa", "Cléo", "Dana", "Emy"});
    const std::string id = site.propose("Ada", "", "Des arbres");
    const std::string arguments = "/api/v1/proposals/" + id + "/arguments";
    std::vector<std::string> ids;
    for (const char* words :
         {"Premier dit.", "Deuxième dit.", "Troisième dit.", "Quatrième dit."}) {
        ids.push_back(site.api("POST", arguments, "Ada",
                               R"({"side":"for","body":")" + std::string(words) + R"("})")
                          .text("/id"));
    }
    const auto find_useful = [&](std::size_t argument, const char* who) {
        REQUIRE(site.api("PUT", "/api/v1/arguments/" + ids[argument] + "/stance", who,
                         R"({"stance":"for"})")
                    .status == 200);
    };
    for (const char* who : {"Béa", "Cléo", "Dana"}) find_useful(0, who);
    for (const char* who : {"Béa", "Cléo"}) find_useful(1, who);
    find_useful(2, "Béa");
    const auto order = [&](const std::string& query) {
        const std::string body = site.raw("GET", "/proposals/" + id + query).body;
        std::vector<std::pair<std::size_t, int>> found;
        for (std::size_t i = 0; i < ids.size(); ++i)
            found.emplace_back(body.find("id=\"a-" + ids[i] + "\""), static_cast<int>(i) + 1);
        std::sort(found.begin(), found.end());
        std::string told;
        for (const auto& [at, number] : found) {
            REQUIRE(at != std::string::npos);
            told += std::to_string(number);
        }
        return told;
    };
    CHECK(order("") == "1243");
    CHECK(order("?sort=useful") == "1234");
    CHECK(order("?sort=recent") == "4321");
    CHECK(order("?sort=%00%ff&sort=recent") == "1243");
    const std::string page = site.raw("GET", "/proposals/" + id + "?sort=recent").body;
    CHECK(page.find("Du plus récent au plus ancien.") != std::string::npos);
    // A stance changes the order at once, on the pages that are kept too.
    for (const char* who : {"Béa", "Cléo", "Dana", "Emy"}) find_useful(3, who);
    CHECK(order("?sort=useful") == "4123");
}

}  // namespace imaginons::tests
