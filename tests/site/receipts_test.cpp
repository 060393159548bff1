// Receipts of what people do: offered after every act, given to whoever asks, good for the log's
// key, and never a way to make the server sign more than about once a second.
#include <doctest/doctest.h>

#include <chrono>
#include <set>

#include "storage/data_dir.hpp"
#include "storage/receipt.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

std::string origin_in(const std::string& receipt) {
    const std::size_t at = receipt.find("\n\n") + 2;
    return receipt.substr(at, receipt.find('\n', at) - at);
}

storage::VerifierKey key_of(const TestSite& site, const std::string& origin) {
    const storage::DataDir dir{site.data()};
    return storage::Signer(origin, storage::read_key_file(dir.signing_key())).verifier_key();
}

// Whether the text is a receipt that the site's own key vouches for.
bool is_good(const TestSite& site, const std::string& text) {
    const auto parsed = storage::parse_receipt(text);
    const auto* receipt = std::get_if<storage::Receipt>(&parsed);
    if (receipt == nullptr) return false;
    const auto checked = storage::check_receipt(*receipt, key_of(site, origin_in(text)));
    return std::holds_alternative<storage::Checkpoint>(checked);
}

std::string receipt_of(TestSite& site, const ApiAnswer& accepted) {
    REQUIRE_MESSAGE(accepted.status < 300, accepted.raw.body);
    const ApiAnswer answer = site.api("GET", accepted.text("/receipt"));
    REQUIRE(answer.status == 200);
    return answer.raw.body;
}

}  // namespace

TEST_CASE("every write that the API accepts names its receipt, and the receipt is good") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Le parc");
    const std::string proposal = "/api/v1/proposals/" + site.propose("Ada", project, "Des bancs");
    const auto write = [&](std::string_view method, const std::string& path, std::string_view who,
                           const std::optional<std::string>& body) {
        const ApiAnswer answer = site.api(method, path, who, body);
        const std::string receipt = receipt_of(site, answer);
        CHECK(is_good(site, receipt));
        const std::string index = "\nindex " + std::to_string(answer.number("/seq")) + "\n";
        CHECK(receipt.find(index) != std::string::npos);
        return answer;
    };
    write("POST", "/api/v1/projects", "Blaise",
          "{\"title\":\"Le stade\",\"body\":\"Un stade.\",\"level\":\"consult\"}");
    write("POST", "/api/v1/proposals", "Ada", "{\"title\":\"Des arbres\",\"body\":\"Douze.\"}");
    write("PUT", proposal, "Ada", "{\"title\":\"Des bancs\",\"body\":\"Vingt.\"}");
    const ApiAnswer argument = write("POST", proposal + "/arguments", "Blaise",
                                     "{\"side\":\"for\",\"body\":\"On s'y assied.\"}");
    write("PUT", "/api/v1/arguments/" + argument.text("/id") + "/stance", "Ada",
          "{\"stance\":\"for\"}");
    write("PUT", proposal + "/stance", "Blaise", "{\"stance\":\"against\"}");
    write("DELETE", proposal + "/stance", "Blaise", std::nullopt);
    write("PUT", "/api/v1/me/pseudonym", "Camille", "{\"pseudonym\":\"Camille C.\"}");
    write("POST", proposal + "/withdrawal", "Ada", "{}");
}

TEST_CASE("there is no receipt of what is not in the log") {
    TestSite site({"Ada"});
    const std::string next = std::to_string(site.position());
    for (const std::string& seq : {next, std::string("18446744073709551616"), std::string("-1"),
                                   std::string("x"), std::string("1x")}) {
        CAPTURE(seq);
        CHECK(site.api("GET", "/api/v1/receipts/" + seq).status == 404);
        CHECK(site.raw("GET", "/receipts/" + seq).status == 404);
    }
    CHECK(site.api("GET", "/api/v1/receipts/0").status == 200);
}

TEST_CASE("asking for receipts makes the server sign no more than about once a second") {
    using Clock = std::chrono::steady_clock;
    TestSite site({"Ada"});
    const std::string proposal = "/api/v1/proposals/" + site.propose("Ada", "", "Des bancs");
    const auto start = Clock::now();
    std::set<std::string> checkpoints;
    for (int i = 0; i < 6; ++i) {
        const std::string receipt =
            receipt_of(site, site.api("PUT", proposal + "/stance", "Ada", "{\"stance\":\"for\"}"));
        CHECK(is_good(site, receipt));
        checkpoints.insert(receipt.substr(receipt.find("\n\n")));
    }
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start).count();
    CHECK(static_cast<std::int64_t>(checkpoints.size()) <= seconds + 2);
}

TEST_CASE("after an act the page offers its receipt as a file, in both languages") {
    TestSite site;
    Browser browser(site);
    browser.join("ines@example.org", "Inès");
    CHECK(browser.shows("Votre participation est inscrite au registre"));
    const std::string id = site.propose("Ada", "", "Des bancs");
    browser.get("/en/proposals/" + id);
    browser.post("/en/proposals/" + id + "/stance", {{"stance", "for"}});
    CHECK(browser.shows("Your contribution is in the register"));
    const std::size_t at = browser.page().body.find("/en/receipts/");
    REQUIRE(at != std::string::npos);
    const std::string path = browser.page().body.substr(at, browser.page().body.find('"', at) - at);
    const std::string seq = path.substr(path.rfind('/') + 1);
    const RawResponse file = site.raw("GET", path);
    CHECK(file.status == 200);
    CHECK(file.header("content-type") == "text/plain; charset=utf-8");
    CHECK(file.header("content-disposition") == "attachment; filename=\"recu-" + seq + ".txt\"");
    CHECK(file.header("cache-control") == "no-store");
    CHECK(is_good(site, file.body));
}

TEST_CASE(
    "a receipt that is pasted or given as a file is checked, and said in words, never whose") {
    TestSite site;
    const std::string id = site.propose("Ada", "", "Des bancs");
    const std::string receipt =
        receipt_of(site, site.api("PUT", "/api/v1/proposals/" + id + "/stance", "Blaise",
                                  "{\"stance\":\"against\"}"));
    const auto pasted = [&](const std::string& prefix, const std::string& text) {
        return site.raw("POST", prefix + "/verify",
                        "Content-Type: application/x-www-form-urlencoded\r\n",
                        form_encoded({{"recu", text}}));
    };
    const RawResponse french = pasted("", receipt);
    CHECK(french.status == 200);
    CHECK(french.body.find("Votre reçu est valable") != std::string::npos);
    CHECK(french.body.find("Un avis\u00A0: contre") != std::string::npos);
    CHECK(french.body.find("/proposals/" + id) != std::string::npos);
    CHECK(french.body.find("Des bancs") != std::string::npos);
    CHECK(french.body.find("Blaise") == std::string::npos);
    CHECK(french.header("cache-control") == "private, no-store");
    CHECK(pasted("/en", receipt).body.find("Your receipt is valid") != std::string::npos);

    const std::string body =
        "--b\r\nContent-Disposition: form-data; name=\"recu\"\r\n\r\n\r\n--b\r\n"
        "Content-Disposition: form-data; name=\"fichier\"; filename=\"recu-8.txt\"\r\n"
        "Content-Type: text/plain\r\n\r\n" +
        receipt + "\r\n--b--\r\n";
    const char* multipart = "Content-Type: multipart/form-data; boundary=b\r\n";
    CHECK(site.raw("POST", "/verify", multipart, body).body.find("Votre reçu est valable") !=
          std::string::npos);
    CHECK(site.raw("POST", "/verify", multipart, body.substr(0, body.size() - 9)).status == 400);
    CHECK(site.raw("POST", "/verify", "Content-Type: text/plain\r\n", receipt).status == 400);

    const RawResponse form = site.raw("GET", "/verify?seq=" + std::to_string(site.position() - 1));
    CHECK(form.status == 200);
    CHECK(form.body.find("c2sp.org/tlog-proof@v1\n") != std::string::npos);
    CHECK(site.raw("GET", "/verify?seq=999999").status == 200);
}

TEST_CASE("a receipt that is not good is refused with one sentence, and nothing else happens") {
    TestSite site;
    TestSite other({"Ada"}, "Gaillard");
    const std::string receipt =
        receipt_of(site, site.api("POST", "/api/v1/proposals", "Ada",
                                  "{\"title\":\"Des arbres\",\"body\":\"Douze.\"}"));
    const std::string foreign = other.api("GET", "/api/v1/receipts/0").raw.body;
    std::string altered = receipt;
    char& one = altered[altered.find("extra ") + 40];
    one = one == 'A' ? 'B' : 'A';
    const std::string damaged = "c2sp.org/tlog-proof@v1\nextra ?\nindex 1\n\n";
    const std::int64_t before = site.position();
    const std::vector<std::pair<std::string, std::string>> all{
        {"", "Collez le texte d’un reçu"},
        {std::string(70'000, 'x'), "trop long pour un reçu"},
        {"Bonjour", "Ce n’est pas un reçu"},
        {receipt.substr(0, receipt.size() / 2), "Il manque la fin de ce reçu"},
        {damaged, "La ligne 2 de ce reçu est abîmée"},
        {altered, "ne mène pas à l’empreinte signée"},
        {foreign, "Ce reçu "}};
    for (const auto& [text, words] : all) {
        CAPTURE(words);
        const RawResponse page =
            site.raw("POST", "/verify", "Content-Type: application/x-www-form-urlencoded\r\n",
                     form_encoded({{"recu", text}}));
        CHECK(page.status == 422);
        CHECK(page.body.find("Ce reçu n’est pas accepté") != std::string::npos);
        CHECK(page.body.find(words) != std::string::npos);
    }
    CHECK(site.position() == before);
}

TEST_CASE(
    "the audit page says what was signed, with which key, and a digest that a recount gives") {
    TestSite site;
    site.propose("Ada", "", "Des bancs");
    const std::string receipt = site.api("GET", "/api/v1/receipts/1").raw.body;
    CHECK(site.raw("GET", "/audit").status == 200);
    // Answered on the errands' thread after the page's own: then the page has its digest.
    const std::string digest = site.api("GET", "/api/v1/digest").text("/public");
    const RawResponse page = site.raw("GET", "/audit");
    CHECK(page.status == 200);
    CHECK(page.header("cache-control") == "no-cache");
    CHECK(page.header("etag").empty());
    CHECK(page.body.find(digest) != std::string::npos);
    const std::string key = key_of(site, origin_in(receipt)).text();
    CHECK(page.body.find(html_escaped(key)) != std::string::npos);
    CHECK(page.body.find("Rien ne vous oblige à nous croire") != std::string::npos);
    CHECK(page.body.find("Personne ne contresigne encore ce registre") != std::string::npos);
    CHECK(site.raw("GET", "/en/audit").body.find("You do not have to believe us") !=
          std::string::npos);
}

TEST_CASE("an address with somebody else's act in it says nothing was done") {
    TestSite site;
    const std::string id = site.propose("Ada", "", "Des bancs");
    const ApiAnswer stance =
        site.api("PUT", "/api/v1/proposals/" + id + "/stance", "Ada", "{\"stance\":\"for\"}");
    const std::string done = "?done=" + std::to_string(stance.number("/seq"));
    const std::string proposed = "?done=" + std::to_string(stance.number("/seq") - 1);
    Browser browser(site);
    browser.join("ines@example.org", "Inès");
    for (const std::string& query :
         {done, proposed, std::string("?done=0"), std::string("?done=18446744073709551615")}) {
        CAPTURE(query);
        browser.get("/proposals/" + id + query);
        CHECK_FALSE(browser.shows("banner good"));
        CHECK_FALSE(browser.shows("class=\"receipt\""));
    }
}

}  // namespace imaginons::tests
