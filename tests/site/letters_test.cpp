// Letters about what people follow: what they say, that each thing is said once, also around a
// crash, that one click stops them, and that nothing of somebody erased is left.
#include "http/letter_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "http/pages/pages.hpp"
#include "http/unsubscribe.hpp"
#include "storage/store.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

constexpr const char* email = "quitterie@example.org";

std::string header_of(const std::string& mail, const std::string& name) {
    const std::size_t at = mail.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + 4 + name.size();
    return mail.substr(begin, mail.find("\r\n", begin) - begin);
}

std::size_t count_of(const std::string& text, std::string_view what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

// Quitterie follows a bench, and wants to hear at once.
struct Bench {
    Bench() : quitterie(site), id(site.propose("Ada", "", "Un banc <ici>")) {
        quitterie.join(email, "Quitterie");
        follow(id);
        quitterie.get("/account/following");
        quitterie.post("/account/following", {{"rhythm", "immediately"}, {"language", "fr"}});
        REQUIRE(quitterie.shows("C’est noté."));
    }
    void follow(const std::string& proposal) {
        quitterie.get("/proposals/" + proposal);
        quitterie.post("/follow", {{"kind", "proposal"}, {"id", proposal}, {"act", "start"}});
    }
    void argue(const std::string& body) {
        const auto answer = site.api("POST", "/api/v1/proposals/" + id + "/arguments", "Ada",
                                     "{\"side\":\"for\",\"body\":" + json_text(body) + "}");
        REQUIRE(answer.status == 201);
    }
    // Until the vault says that no letter is on its way: the file is there a moment before.
    void settle() {
        for (bool on_its_way = true; on_its_way;) {
            const auto data =
                boost::json::parse(quitterie.get("/account/data/mes-donnees.json").body);
            on_its_way = !data.at("following").at("letter_on_its_way_from").is_null();
        }
    }
    // What the vault says; the site must be stopped.
    storage::Following row(const std::function<void(storage::Following&)>& change = {}) {
        storage::Store store(site.data(), {});
        const auto person = store.vault.read().person_of(email);
        REQUIRE(person);
        auto following = store.vault.read().following(*person);
        REQUIRE(following);
        if (change) {
            change(*following);
            store.vault.write(
                [&](storage::VaultTxn& txn) { txn.put_following(*person, *following); });
        }
        return *following;
    }

    TestSite site;
    Browser quitterie;
    std::string id;
};

std::string unsubscribe_path(const std::string& mail) {
    const std::string url = header_of(mail, "List-Unsubscribe");
    const std::size_t at = url.find("/unsubscribe?token=");
    REQUIRE(at != std::string::npos);
    REQUIRE(url.back() == '>');
    return url.substr(at, url.size() - 1 - at);
}

}  // namespace

TEST_CASE(
    "a letter says what happened, where to read it, how often letters come, and how to stop them") {
    const http::pages::Pages templates;
    http::Letter letter;
    letter.to = email;
    letter.pseudonym = "Quitterie";
    letter.city = "Annemasse";
    letter.origin = "https://site.example";
    http::pages::FeedItem item;
    item.kind = http::pages::FeedKind::argument_added;
    item.path = "/proposals/p1#a-2";
    item.title = "Un banc\r\nBcc: all@example.org";
    item.excerpt = "De l’ombre.";
    item.who = {"018f", "Grand Pin", false};
    item.at = 1'776'668'700'000;
    letter.items = {item};
    letter.unsubscribe_token = "t0k3n";
    const http::Mail french = http::mail_of(letter, templates.languages()[0]);
    CHECK(french.subject == "Imaginons Annemasse : 1 nouvelle");
    CHECK(french.text.find("Argument : Un banc") != std::string::npos);
    CHECK(french.text.find("\nBcc:") == std::string::npos);
    CHECK(french.text.find("Grand Pin") != std::string::npos);
    CHECK(french.text.find("https://site.example/proposals/p1#a-2\n") != std::string::npos);
    CHECK(french.text.find("une fois par semaine au plus") != std::string::npos);
    CHECK(french.unsubscribe_url == "https://site.example/unsubscribe?token=t0k3n");
    CHECK(french.text.find("dans votre fil :") == std::string::npos);
    letter.more = 7;
    letter.rhythm = storage::LetterRhythm::daily;
    const http::Mail english = http::mail_of(letter, templates.languages()[1]);
    CHECK(english.subject == "Imaginons Annemasse: 8 pieces of news");
    CHECK(english.text.find("And 7 more pieces of news in your feed:\n"
                            "https://site.example/en/following\n") != std::string::npos);
    CHECK(english.text.find("once a day at most") != std::string::npos);
    const std::string bytes = http::compose(english, "A <a@site.example>", "i", 0);
    CHECK(bytes.find("\r\nList-Unsubscribe: <https://site.example/en/unsubscribe?token=t0k3n>\r\n"
                     "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n") != std::string::npos);
    CHECK(http::compose({email, "x", "y", {}}, "a@b.example", "i", 0).find("List-Unsubscribe") ==
          std::string::npos);
}

TEST_CASE("news come in one letter, each thing once, also when the program starts again") {
    Bench bench;
    bench.argue("Première raison.");
    const std::string mail = bench.site.newest_mail();
    CHECK(header_of(mail, "To") == email);
    CHECK(mail.find("Un banc <ici>") != std::string::npos);
    CHECK(count_of(mail, "Première raison.") == 1);
    CHECK(mail.find("/proposals/" + bench.id + "#a-") != std::string::npos);
    bench.settle();
    bench.site.stop();
    const auto told = bench.row();
    CHECK_FALSE(told.letter_from);
    CHECK(told.due_at_ms > 0);
    // Later than five minutes: what was told is not told again, what came meanwhile is.
    bench.site.restart();
    bench.argue("Seconde raison.");
    bench.site.stop();
    bench.row([](storage::Following& following) { following.due_at_ms = 0; });
    bench.site.restart();
    const std::string next = bench.site.newest_mail();
    CHECK(next.find("Première raison.") == std::string::npos);
    CHECK(count_of(next, "Seconde raison.") == 1);
    CHECK(header_of(next, "Message-ID") != header_of(mail, "Message-ID"));
}

TEST_CASE("a letter that a crash left half put comes as the same letter, without what came after") {
    Bench bench;
    bench.argue("Avant la panne.");
    const std::string mail = bench.site.newest_mail();
    bench.settle();
    bench.argue("Après la panne.");
    bench.site.stop();
    const auto row = bench.row();
    const std::uint64_t end = row.told;
    // As the first step leaves the vault.
    const std::uint64_t begin = row.follows.at(0).since;
    bench.row([&](storage::Following& following) {
        following.letter_from = begin;
        following.due_at_ms = 0;
    });
    bench.site.restart();
    const std::string again = bench.site.newest_mail();
    CHECK(header_of(again, "Message-ID") == header_of(mail, "Message-ID"));
    CHECK(count_of(again, "Avant la panne.") == 1);
    CHECK(again.find("Après la panne.") == std::string::npos);
    bench.settle();
    bench.site.stop();
    const auto after = bench.row();
    CHECK(after.told == end);
    CHECK_FALSE(after.letter_from);
}

TEST_CASE(
    "nobody is written to about nothing, nor about their own acts, nor who wants no letters") {
    Bench bench;
    bench.quitterie.get("/proposals/" + bench.id + "/arguments/new");
    bench.quitterie.post("/proposals/" + bench.id + "/arguments",
                         {{"side", "for"}, {"body", "Ma propre raison."}});
    REQUIRE(bench.quitterie.page().status == 200);
    bench.quitterie.get("/account/following");
    bench.quitterie.post("/account/following", {{"rhythm", "never"}, {"language", "fr"}});
    bench.argue("Pour personne.");
    // Somebody else's letter shows that a round has passed.
    Browser other(bench.site);
    other.join("otto@example.org", "Otto");
    other.get("/proposals/" + bench.id);
    other.post("/follow", {{"kind", "proposal"}, {"id", bench.id}, {"act", "start"}});
    other.get("/account/following");
    other.post("/account/following", {{"rhythm", "immediately"}, {"language", "en"}});
    bench.argue("Pour Otto.");
    const std::string mail = bench.site.newest_mail();
    CHECK(header_of(mail, "To") == "otto@example.org");
    CHECK(mail.find("Hello Otto,") != std::string::npos);
    CHECK(mail.find("Pour personne.") == std::string::npos);
    CHECK(std::filesystem::is_empty(bench.site.data() / "outbox"));
}

TEST_CASE("who proposes hears of it without having asked, once a week") {
    TestSite site;
    Browser author(site);
    author.join(email, "Quitterie");
    author.get("/proposals/new");
    author.post("/proposals/new", {{"title", "Un puits"}, {"body", "Là."}, {"step", "publish"}});
    site.newest_mail();  // waits for some rounds: nothing is due before Friday
    const auto position = static_cast<std::uint64_t>(site.position());
    site.stop();
    const storage::Store store(site.data(), {});
    const auto person = store.vault.read().person_of(email);
    REQUIRE(person);
    const auto row = store.vault.read().following(*person);
    REQUIRE(row);
    CHECK(row->rhythm == storage::LetterRhythm::weekly);
    CHECK(row->follows.empty());
    CHECK(row->told == position);
}

TEST_CASE(
    "one click stops letters, without a session; opening the link does not, nor does a forged "
    "one") {
    Bench bench;
    bench.argue("Une raison.");
    const std::string path = unsubscribe_path(bench.site.newest_mail());
    const auto rhythm_shown = [&](const std::string& name) {
        bench.quitterie.get("/account/following");
        return bench.quitterie.shows("value=\"" + name + "\" checked");
    };
    const RawResponse opened = bench.site.raw("GET", path);
    CHECK(opened.status == 200);
    CHECK(opened.body.find("Ne plus rien recevoir") != std::string::npos);
    CHECK(opened.header("cache-control") == "private, no-store");
    CHECK(rhythm_shown("immediately"));

    std::string altered = path;
    altered.back() = altered.back() == 'A' ? 'B' : 'A';
    std::string other = path;
    char& digit = other[std::string("/unsubscribe?token=").size()];
    digit = digit == '0' ? '1' : '0';
    for (const std::string& forged :
         {altered, other, std::string("/unsubscribe?token=x"), std::string("/unsubscribe")}) {
        CHECK(bench.site.raw("GET", forged).status == 403);
        CHECK(bench.site.raw("POST", forged).status == 403);
    }
    CHECK(rhythm_shown("immediately"));

    const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";
    const RawResponse done = bench.site.raw("POST", path, form, "List-Unsubscribe=One-Click");
    CHECK(done.status == 200);
    CHECK(done.body.find("plus d’e-mails") != std::string::npos);
    CHECK(rhythm_shown("never"));
    CHECK(bench.site.raw("POST", path, form, "List-Unsubscribe=One-Click").status == 200);
}

TEST_CASE("a letter that waits goes with the account, and its link then does nothing") {
    Bench bench;
    bench.argue("Une raison.");
    const std::string path = unsubscribe_path(bench.site.newest_mail());
    bench.settle();
    bench.site.stop();
    bench.row([](storage::Following& following) { following.due_at_ms = 0; });
    bench.site.restart();
    bench.argue("Une autre.");
    const auto letters = [&] {
        std::size_t count = 0;
        for (const auto& entry :
             std::filesystem::directory_iterator(bench.site.data() / "outbox")) {
            std::ifstream in(entry.path(), std::ios::binary);
            const std::string text((std::istreambuf_iterator<char>(in)),
                                   std::istreambuf_iterator<char>());
            count += count_of(text, email);
        }
        return count;
    };
    while (letters() == 0) std::this_thread::yield();
    bench.quitterie.get("/account/delete");
    bench.quitterie.post("/account/delete", {{"words", "keep"}});
    bench.quitterie.post("/account/delete", {{"words", "keep"}, {"confirm", "yes"}});
    REQUIRE(bench.quitterie.path() == "/account/deleted");
    CHECK(letters() == 0);
    CHECK(bench.site.raw("POST", path).status == 200);
    bench.site.stop();
    const storage::Store store(bench.site.data(), {});
    CHECK(store.vault.read()
              .due_for_letters(std::numeric_limits<std::int64_t>::max(), {}, 9)
              .empty());
}

}  // namespace imaginons::tests
