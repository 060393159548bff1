// Whatever is wrong gets a clear 4xx that names the field, and leaves nothing in the log.
#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

struct BadBody {
    const char* body;
    unsigned status;
    const char* field;
};

// For POST of a proposal.
constexpr BadBody bad_proposals[] = {
    {"", 400, ""},
    {"{", 400, ""},
    {"nonsense", 400, ""},
    {"{\"title\":\"a\",\"body\":\"b\"}x", 400, ""},
    {"{'title':'a','body':'b'}", 400, ""},
    {"{\"title\":\"a\",\"body\":\"b\",}", 400, ""},
    {"{\"title\":\"a\",\"title\":\"b\",\"body\":\"c\"}", 400, "title"},
    {"{\"title\":\"\\ud800\",\"body\":\"b\"}", 400, ""},
    {"{\"title\":\"\xff\",\"body\":\"b\"}", 400, ""},
    {"{\"title\":\"\xed\xa0\x80\",\"body\":\"b\"}", 400, ""},
    {"{\"title\":[[[[[[[[[[[[1]]]]]]]]]]]],\"body\":\"b\"}", 400, ""},
    {"[]", 422, ""},
    {"null", 422, ""},
    {"\"title\"", 422, ""},
    {"{}", 422, "title"},
    {"{\"title\":\"a\"}", 422, "body"},
    {"{\"title\":1,\"body\":\"b\"}", 422, "title"},
    {"{\"title\":null,\"body\":\"b\"}", 422, "title"},
    {"{\"title\":\"a\",\"body\":{}}", 422, "body"},
    {"{\"title\":\"a\",\"body\":\"b\",\"author\":\"me\"}", 422, "author"},
    {"{\"title\":\"a\",\"body\":\"b\",\"kind\":\"petition\"}", 422, "kind"},
    {"{\"title\":\"\",\"body\":\"b\"}", 422, "title"},
    {"{\"title\":\"  \\t \",\"body\":\"b\"}", 422, "title"},
    {"{\"title\":\"\xc2\xa0\xe2\x80\x83\",\"body\":\"b\"}", 422, "title"},
    {"{\"title\":\"a\",\"body\":\" \\n\\n \"}", 422, "body"},
    {"{\"title\":\"a\\u0000b\",\"body\":\"b\"}", 422, "title"},
    {"{\"title\":\"a\\nb\",\"body\":\"b\"}", 422, "title"},
    {"{\"title\":\"a\",\"body\":\"b\\u0007\"}", 422, "body"},
};

std::string field_of(const ApiAnswer& answer) {
    const auto* object = answer.body.if_object();
    const auto* field = object == nullptr ? nullptr : object->if_contains("field");
    return field == nullptr ? std::string() : std::string(field->as_string());
}

}  // namespace

TEST_CASE("a bad body of a proposal is refused with the field, and the log stays as it is") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Le parc");
    const std::int64_t position = site.position();
    for (const BadBody& bad : bad_proposals) {
        CAPTURE(bad.body);
        const ApiAnswer answer =
            site.api("POST", "/api/v1/projects/" + project + "/proposals", "Ada", bad.body);
        CHECK(answer.status == bad.status);
        CHECK(field_of(answer) == bad.field);
        CHECK(answer.raw.header("content-type") == "application/problem+json");
    }
    CHECK(site.position() == position);
}

TEST_CASE("a text at its limit is taken, and one character more is refused with the limit") {
    TestSite site;
    const auto post = [&](const std::string& title, const std::string& body) {
        return site.api("POST", "/api/v1/proposals", "Ada",
                        "{\"title\":" + json_text(title) + ",\"body\":" + json_text(body) + "}");
    };
    const auto repeated = [](std::string_view character, std::size_t count) {
        std::string out;
        for (std::size_t i = 0; i < count; ++i) out += character;
        return out;
    };
    // Characters are code points, not bytes.
    CHECK(post(repeated("é", 250), "b").status == 201);
    const ApiAnswer title = post(repeated("é", 251), "b");
    CHECK(title.status == 422);
    CHECK(title.number("/limit") == 250);
    CHECK(post("a", repeated("œ", 25'000)).status == 201);
    const ApiAnswer body = post("a", repeated("œ", 25'001));
    CHECK(body.status == 422);
    CHECK(body.number("/limit") == 25'000);
    const std::string huge = "{\"title\":\"a\",\"body\":\"" + std::string(1'100'000, 'x') + "\"}";
    CHECK(site.api("POST", "/api/v1/proposals", "Ada", huge).status == 413);
}

TEST_CASE("a form that is too large is refused with a page, in the reader's language") {
    TestSite site;
    Browser browser(site);
    browser.join("lea@example.org", "Léa");
    browser.get("/en/proposals/new");
    const auto refused =
        browser.post("/en/proposals/new", {{"title", "a"}, {"body", std::string(1'100'000, 'x')}});
    CHECK(refused.status == 413);
    CHECK(refused.header("content-type") == "text/html; charset=utf-8");
    CHECK(browser.shows("too long for this site"));
    CHECK(browser.shows("lang=\"en\""));
}

TEST_CASE("a bad stance is refused with the field, and the log stays as it is") {
    TestSite site;
    const std::string path = "/api/v1/proposals/" + site.propose("Ada", "", "Libre") + "/stance";
    const std::int64_t position = site.position();
    const BadBody bodies[] = {
        {"{}", 422, "stance"},
        {R"({"stance":"maybe"})", 422, "stance"},
        {R"({"stance":"For"})", 422, "stance"},
        {R"({"stance":1})", 422, "stance"},
        {R"({"stance":"for","version":0})", 422, "version"},
        {R"({"stance":"for","version":1.5})", 422, "version"},
        {R"({"stance":"for","version":99999999999999999999})", 422, "version"},
        {R"({"stance":"for","token":"x"})", 422, "token"},
        {R"({"stance":"for","stance":"against"})", 400, "stance"},
    };
    for (const BadBody& bad : bodies) {
        CAPTURE(bad.body);
        const ApiAnswer answer = site.api("PUT", path, "Ada", bad.body);
        CHECK(answer.status == bad.status);
        CHECK(field_of(answer) == bad.field);
    }
    CHECK(site.api("PUT", path, "Ada", R"({"stance":"for","version":2})").status == 409);
    CHECK(site.position() == position);
}

TEST_CASE("writing without a token, with a wrong one, or with a wrong media type is refused") {
    TestSite site;
    const std::string path = "/api/v1/proposals/" + site.propose("Ada", "", "Libre") + "/stance";
    const std::int64_t position = site.position();
    const std::string body = R"({"stance":"for"})";
    const ApiAnswer none = site.api("PUT", path, {}, body);
    CHECK(none.status == 401);
    CHECK(none.raw.header("www-authenticate").starts_with("Bearer"));
    const std::string wrong_token(43, 'A');
    const ApiAnswer wrong =
        site.api("PUT", path, {}, body, "Authorization: Bearer " + wrong_token + "\r\n");
    CHECK(wrong.status == 401);
    CHECK(wrong.raw.header("www-authenticate").find("invalid_token") != std::string::npos);
    CHECK(site.api("PUT", path, {}, body, "Authorization: Basic QWRhOng=\r\n").status == 401);
    CHECK(site.api("DELETE", path).status == 401);
    CHECK(site.api("PUT", path, "Ada", body, "Content-Type: text/plain\r\n").status == 415);
    CHECK(site.api("PUT", path, "Ada", body, "Idempotency-Key: " + std::string(256, 'k') + "\r\n")
              .status == 400);
    CHECK(site.position() == position);
}

TEST_CASE("arguments and replies that cannot be are refused") {
    TestSite site;
    const std::string one = "/api/v1/proposals/" + site.propose("Ada", "", "Une") + "/arguments";
    const std::string two = "/api/v1/proposals/" + site.propose("Ada", "", "Deux") + "/arguments";
    const std::string argument =
        site.api("POST", one, "Ada", R"({"side":"for","body":"Oui."})").text("/id");
    const std::int64_t position = site.position();
    CHECK(site.api("POST", one, "Ada", R"({"body":"Sans côté."})").status == 422);
    CHECK(site.api("POST", one, "Ada", R"({"side":"left","body":"b"})").status == 422);
    CHECK(site.api("POST", one, "Ada", R"({"side":"for","body":"  "})").status == 422);
    const ApiAnswer link =
        site.api("POST", one, "Ada", R"x({"side":"for","body":"b","url":"javascript:alert(1)"})x");
    CHECK(link.status == 422);
    CHECK(field_of(link) == "url");
    CHECK(site.api("POST", two, "Ada", R"({"body":"b","parent":")" + argument + "\"}").status ==
          422);
    CHECK(site.api("POST", one, "Ada", R"({"body":"b","parent":"nobody"})").status == 422);
    CHECK(site.position() == position);
}

TEST_CASE("parameters without a meaning are refused by name") {
    TestSite site;
    const std::pair<const char*, const char*> bad[] = {
        {"/api/v1/proposals?sort=best", "sort"},    {"/api/v1/proposals?kind=idea", "kind"},
        {"/api/v1/proposals?state=gone", "state"},  {"/api/v1/proposals?limit=0", "limit"},
        {"/api/v1/proposals?limit=-1", "limit"},    {"/api/v1/proposals?limit=many", "limit"},
        {"/api/v1/proposals?cursor=zzz", "cursor"}, {"/api/v1/proposals?project=x", "project"},
        {"/api/v1/proposals?projet=x", "projet"},   {"/api/v1/proposals?q=%ff", "q"},
        {"/api/v1/proposals?q=a&q=b", "q"},         {"/api/v1/projects?cursor=x", "cursor"},
        {"/api/v1/feed?cursor=x", "cursor"},
    };
    for (const auto& [target, field] : bad) {
        CAPTURE(target);
        const ApiAnswer answer = site.api("GET", target);
        CHECK(answer.status == 400);
        CHECK(field_of(answer) == field);
    }
}

TEST_CASE("naughty strings come back byte for byte, or are refused by a rule that has a name") {
    const std::filesystem::path file = IMAGINONS_SHARED_DATA "/blns/blns.json";
    if (!std::filesystem::exists(file)) {
        std::cout << "skipped: " << file.string() << " is not there\n";
        return;
    }
    std::ifstream in(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    TestSite site;
    const std::string argued =
        "/api/v1/proposals/" + site.propose("Ada", "", "Libre") + "/arguments";
    std::size_t taken = 0;
    const boost::json::value strings = boost::json::parse(text);
    for (const auto& entry : strings.as_array()) {
        const std::string naughty(entry.as_string());
        CAPTURE(naughty);
        const ApiAnswer answer =
            site.api("POST", "/api/v1/proposals", "Ada",
                     "{\"title\":" + json_text(naughty) + ",\"body\":" + json_text(naughty) + "}");
        if (answer.status == 201) {
            ++taken;
            const ApiAnswer read = site.api("GET", answer.raw.header("location"));
            CHECK(read.text("/title") == naughty);
            CHECK(read.text("/body") == naughty);
            const RawResponse page = site.raw("GET", "/proposals/" + answer.text("/id"));
            CHECK(page.status == 200);
            if (naughty.find('<') != std::string::npos) {
                CHECK(page.body.find("<h1 dir=\"auto\">" + naughty) == std::string::npos);
            }
        } else {
            CHECK(answer.status == 422);
            CHECK(answer.text("/type").starts_with("/problems/"));
        }
        const ApiAnswer argument = site.api(
            "POST", argued, "Blaise", "{\"side\":\"beside\",\"body\":" + json_text(naughty) + "}");
        if (argument.status != 201) CHECK(argument.status == 422);
    }
    CHECK(taken * 100 >= strings.as_array().size() * 95);
    CHECK(site.raw("GET", argued.substr(7, argued.size() - 17)).status == 200);
}

}  // namespace imaginons::tests
