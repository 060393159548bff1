// Passkeys: what an authenticator answers is taken only for this site, this question, once; and the
// way of a person through the pages with one.
#include <doctest/doctest.h>

#include "http/app_limits.hpp"
#include "http/passkeys.hpp"
#include "http/random.hpp"
#include "storage/base64.hpp"
#include "storage/limits.hpp"
#include "storage/vault.hpp"
#include "tests/site/authenticator.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

using http::PasskeyAct;
using http::PasskeyChallenges;
using storage::Passkey;

const http::RelyingParty site{"localhost", "http://localhost:8080"};
constexpr std::string_view challenge = "1795730000000.question.signature";

std::optional<Passkey> registered(const Authenticator::Answer& answer) {
    return http::registered(site, challenge, {answer.client_data, answer.authenticator_data});
}

std::optional<std::uint32_t> asserted(const Authenticator::Answer& answer, const Passkey& passkey) {
    return http::asserted(site, challenge,
                          {answer.client_data, answer.authenticator_data, answer.signature},
                          passkey);
}

// A site whose origin knows passkeys, and a device.
struct PasskeySite {
    PasskeySite() {
        at.origin = site.origin;
        at.restart();
    }
    static std::vector<std::pair<std::string, std::string>> fields(
        const std::string& asked, const Authenticator::Answer& answer) {
        return {{"challenge", asked},
                {"client_data", storage::base64(answer.client_data)},
                {"authenticator_data", storage::base64(answer.authenticator_data)}};
    }
    // Posts what the device says to the question of the account's page.
    static unsigned add(Browser& browser, const Authenticator& device,
                        const std::string& name = {}) {
        browser.get("/account");
        const std::string asked = browser.hidden("challenge");
        auto form = fields(asked, device.create(asked));
        form.emplace_back("passkey_name", name);
        return browser.post("/account/passkeys", form).status;
    }
    static std::vector<std::pair<std::string, std::string>> entrance(Browser& browser,
                                                                     Authenticator& device,
                                                                     const TestBytes& user) {
        browser.get("/signin?next=/account");
        const std::string asked = browser.hidden("challenge");
        const auto answer = device.get(asked);
        auto form = fields(asked, answer);
        form.emplace_back("signature", storage::base64(answer.signature));
        form.emplace_back("credential", storage::base64(device.id));
        form.emplace_back("user", storage::base64(user));
        form.emplace_back("next", "/account");
        return form;
    }
    static unsigned enter(Browser& browser, Authenticator& device, const TestBytes& user) {
        return browser.post("/signin/passkey", entrance(browser, device, user)).status;
    }
    TestSite at{std::vector<std::string>{}};
};

// The handle that the page hands to the device.
TestBytes user_of(Browser& browser) {
    browser.get("/account");
    const std::string& page = browser.page().body;
    const std::size_t begin = page.find("data-user=\"") + 11;
    auto user = storage::parse_base64(page.substr(begin, page.find('"', begin) - begin));
    REQUIRE(user);
    return *user;
}

}  // namespace

TEST_CASE("a challenge is good once, for a while, for what it was made for") {
    PasskeyChallenges challenges;
    const std::int64_t now = 1'795'730'000'000;
    const std::int64_t lifetime =
        std::chrono::milliseconds(http::limits::passkey_challenge_lifetime).count();
    const std::string made = challenges.issue(PasskeyAct::get, "", now);
    CHECK(made != challenges.issue(PasskeyAct::get, "", now));
    CHECK_FALSE(challenges.use(PasskeyAct::create, "", made, now));
    CHECK_FALSE(challenges.use(PasskeyAct::get, "a session", made, now));
    CHECK_FALSE(challenges.use(PasskeyAct::get, "", made, now + lifetime));
    CHECK(challenges.use(PasskeyAct::get, "", made, now + lifetime - 1));
    CHECK_FALSE(challenges.use(PasskeyAct::get, "", made, now));
    const std::string other = challenges.issue(PasskeyAct::get, "", now);
    CHECK_FALSE(PasskeyChallenges().use(PasskeyAct::get, "", other, now));
    for (std::size_t i = 0; i < other.size(); ++i) {
        std::string bent = other;
        bent[i] = bent[i] == '1' ? '2' : '1';
        CHECK_FALSE(challenges.use(PasskeyAct::get, "", bent, now));
    }
    for (const char* nonsense : {"", ".", "..", "1.2.3", "9999999999999999999999.a.b"})
        CHECK_FALSE(challenges.use(PasskeyAct::get, "", nonsense, now));
}

TEST_CASE("passkeys are offered where browsers know them") {
    const auto id = [](std::string_view origin) {
        const auto party = http::relying_party(origin);
        return party ? party->id : std::string();
    };
    CHECK(id("https://participation.annemasse.example") == "participation.annemasse.example");
    CHECK(id("https://participation.annemasse.example:8443") == "participation.annemasse.example");
    CHECK(id("http://localhost:8080") == "localhost");
    CHECK(id("http://participation.annemasse.example").empty());
    CHECK(id("http://127.0.0.1:8080").empty());
    CHECK(id("https://192.0.2.7").empty());
    CHECK(id("https://[2001:db8::7]").empty());
    CHECK(id("").empty());
}

TEST_CASE("what a device answers is taken, by either kind of key, and counted if it counts") {
    for (const auto kind : {Authenticator::Key::p256, Authenticator::Key::ed25519}) {
        Authenticator device(kind);
        device.cross_origin = "false";
        auto passkey = registered(device.create(challenge));
        REQUIRE(passkey);
        CHECK(passkey->id == device.id);
        CHECK(asserted(device.get(challenge), *passkey) == 0U);
        CHECK(asserted(device.get(challenge), *passkey) == 0U);
        device.count = 7;
        CHECK(asserted(device.get(challenge), *passkey) == 8U);
        passkey->sign_count = 8;
        CHECK(asserted(device.get(challenge), *passkey) == 9U);
        // Somebody has copied it: one of the two is behind.
        passkey->sign_count = 20;
        CHECK_FALSE(asserted(device.get(challenge), *passkey));
        device.count = 19;
        CHECK_FALSE(asserted(device.get(challenge), *passkey));
    }
}

TEST_CASE("what is meant for another site, question or act, or says too little, is refused") {
    Authenticator device;
    const auto passkey = registered(device.create(challenge));
    REQUIRE(passkey);
    const auto refused = [&](const auto& bend) {
        Authenticator bent = device;
        bend(bent);
        return !registered(bent.create(challenge)) && !asserted(bent.get(challenge), *passkey);
    };
    CHECK_FALSE(refused([](Authenticator&) {}));
    CHECK(refused([](Authenticator& at) { at.relying_party = "example.org"; }));
    CHECK(refused([](Authenticator& at) { at.origin = "http://localhost:8081"; }));
    CHECK(refused([](Authenticator& at) { at.origin = "https://localhost:8080"; }));
    CHECK(refused([](Authenticator& at) { at.cross_origin = "true"; }));
    CHECK(refused([](Authenticator& at) { at.cross_origin = "1"; }));
    CHECK(refused([](Authenticator& at) { at.type = "payment.get"; }));
    CHECK(refused([](Authenticator& at) { at.user_present = false; }));
    CHECK(refused([](Authenticator& at) { at.user_verified = false; }));
    CHECK_FALSE(registered(device.create("another question")));
    CHECK_FALSE(asserted(device.get("another question"), *passkey));
    // The answer to one act is none to the other.
    CHECK_FALSE(registered(device.get(challenge)));
    CHECK_FALSE(asserted(device.create(challenge), *passkey));
    CHECK_FALSE(asserted(Authenticator().get(challenge), *passkey));
}

TEST_CASE("answers that are cut short or bent anywhere are refused") {
    Authenticator device;
    const auto whole = device.create(challenge);
    const auto passkey = registered(whole);
    REQUIRE(passkey);
    for (std::size_t size = 0; size < whole.authenticator_data.size(); ++size) {
        auto cut = whole;
        cut.authenticator_data.resize(size);
        CHECK_FALSE(registered(cut));
    }
    for (std::size_t size = 0; size < whole.client_data.size(); ++size) {
        auto cut = whole;
        cut.client_data.resize(size);
        CHECK_FALSE(registered(cut));
    }
    const auto signed_one = device.get(challenge);
    REQUIRE(asserted(signed_one, *passkey));
    for (std::size_t i = 0; i < signed_one.signature.size(); ++i) {
        auto bent = signed_one;
        bent.signature[i] ^= 1U;
        CHECK_FALSE(asserted(bent, *passkey));
    }
    for (std::size_t i = 0; i < signed_one.authenticator_data.size(); ++i) {
        auto bent = signed_one;
        bent.authenticator_data[i] ^= 1U;
        CHECK_FALSE(asserted(bent, *passkey));
    }
}

TEST_CASE("no key is kept of somebody who was erased while it was being added") {
    const TempDir dir;
    storage::Vault vault = storage::Vault::open(dir.path / "vault", storage::VaultKey{});
    const auto person = http::random_id<events::PersonId>();
    const auto other = http::random_id<events::PersonId>();
    const auto passkey = registered(Authenticator().create(challenge));
    REQUIRE(passkey);
    vault.write([&](storage::VaultTxn& txn) {
        txn.put_identity("ines@example.org", person);
        txn.put_identity("omar@example.org", other);
        txn.erase_person(person);
    });
    vault.write([&](storage::VaultTxn& txn) {
        CHECK(http::keep_passkey(txn, person, *passkey) == http::PasskeyKept::no_person);
        CHECK(http::keep_passkey(txn, other, *passkey) == http::PasskeyKept::yes);
    });
    CHECK_FALSE(vault.read().holds(person));
    CHECK(vault.read().passkeys_of(other) == std::vector{*passkey});
}

TEST_CASE("a key is added, told of by mail, opens the account, and is taken away") {
    PasskeySite site;
    Browser browser(site.at);
    browser.join("ines@example.org", "Inès");
    const TestBytes user = user_of(browser);
    const std::int64_t position = site.at.position();
    Authenticator device;
    CHECK(site.add(browser, device, "Mon téléphone") == 200);
    CHECK(browser.path() == "/account?done=passkey-added#cles");
    CHECK(browser.shows("Mon téléphone"));
    CHECK(site.at.newest_mail().find("/account#cles") != std::string::npos);
    browser.post("/signout", {});

    Browser other(site.at);
    CHECK(site.enter(other, device, user) == 200);
    CHECK(other.path() == "/account?done=signed-in");
    CHECK(other.shows("Inès"));
    CHECK(other.shows("utilisée le"));
    // Nothing of it is anybody's business but theirs.
    CHECK(site.at.position() == position);

    site.at.restart();
    Browser third(site.at);
    CHECK(site.enter(third, device, user) == 200);
    CHECK(third.shows("Inès"));
    const std::size_t at =
        third.page().body.find("name=\"end\" value=\"", third.page().body.find("passkeys/end"));
    REQUIRE(at != std::string::npos);
    third.post("/account/passkeys/end", {{"end", third.page().body.substr(at + 18, 43)}});
    CHECK(third.path() == "/account?done=passkey-ended#cles");
    CHECK_FALSE(third.shows("Mon téléphone"));
    Browser fourth(site.at);
    CHECK(site.enter(fourth, device, user) == 422);
    CHECK(fourth.shows("n’ouvre aucun compte"));
}

TEST_CASE("a question is answered once, by whom it was put to") {
    PasskeySite site;
    Browser browser(site.at);
    browser.join("ines@example.org", "Inès");
    const TestBytes user = user_of(browser);
    Authenticator device;
    REQUIRE(site.add(browser, device) == 200);
    CHECK(site.at.newest_mail().find("/account#cles") != std::string::npos);

    Browser visitor(site.at);
    const auto form = site.entrance(visitor, device, user);
    CHECK(visitor.post("/signin/passkey", form).status == 200);
    Browser thief(site.at);
    thief.get("/signin");
    CHECK(thief.post("/signin/passkey", form).status == 422);
    CHECK(thief.shows("a déjà servi"));
    CHECK(thief.get("/account").body.find("Inès") == std::string::npos);

    // Another person's question, and a button that is pressed twice.
    Browser second(site.at);
    second.join("omar@example.org", "Omar");
    second.get("/account");
    const std::string asked = second.hidden("challenge");
    Authenticator theirs;
    browser.get("/account");
    CHECK(browser.post("/account/passkeys", PasskeySite::fields(asked, theirs.create(asked)))
              .status == 422);
    second.get("/account");
    CHECK(
        second.post("/account/passkeys", PasskeySite::fields(asked, theirs.create(asked))).status ==
        200);
    second.get("/account");
    CHECK(
        second.post("/account/passkeys", PasskeySite::fields(asked, theirs.create(asked))).status ==
        200);
    CHECK(second.path() == "/account?done=passkey-added#cles");
    // A key opens its own account only.
    Browser mixed(site.at);
    CHECK(site.enter(mixed, theirs, user) == 422);
    CHECK(site.enter(mixed, device, user_of(second)) == 422);
    CHECK(site.enter(mixed, device, TestBytes(15)) == 422);
}

TEST_CASE("names and numbers of keys have limits, and nothing typed is lost") {
    PasskeySite site;
    Browser browser(site.at);
    browser.join("ines@example.org", "Inès");
    const std::string longest(http::limits::passkey_name_chars, 'x');
    CHECK(site.add(browser, Authenticator(), longest + "y") == 422);
    CHECK(browser.shows(longest + "y"));
    for (std::size_t n = 0; n < storage::limits::passkeys_of_person; ++n)
        CHECK(site.add(browser, Authenticator(), n == 0 ? longest : std::string()) == 200);
    CHECK_FALSE(browser.shows("data-passkey"));
    // A page that was open since before the last came.
    browser.get("/account");
    CHECK(browser.post("/account/passkeys", {{"challenge", "x"}}).status == 422);
}

TEST_CASE("without a domain name nothing is offered, and with the account the keys go") {
    TestSite plain;
    Browser browser(plain);
    CHECK(browser.get("/signin").body.find("passkey") == std::string::npos);
    browser.join("ines@example.org", "Inès");
    browser.get("/account");
    CHECK_FALSE(browser.shows("passkey"));
    CHECK(browser.post("/account/passkeys", {}).status == 404);
    browser.get("/account");
    plain.origin = site.origin;
    plain.restart();

    Authenticator device;
    const TestBytes user = user_of(browser);
    browser.get("/account");
    const std::string asked = browser.hidden("challenge");
    REQUIRE(browser.post("/account/passkeys", PasskeySite::fields(asked, device.create(asked)))
                .status == 200);
    CHECK(browser.get("/account/data/mes-donnees.json").body.find("\"passkeys\":[{") !=
          std::string::npos);
    browser.get("/account/delete");
    browser.post("/account/delete", {{"words", "remove"}, {"confirm", "yes"}});
    CHECK(browser.path() == "/account/deleted");
    Browser back(plain);
    CHECK(PasskeySite::enter(back, device, user) == 422);
}

}  // namespace imaginons::tests
