// The past, seen over HTTP: objects as they were, their history, and what changed; by position, by
// day of the city's calendar and by instant. What happens is told to the engine with a clock of its
// own, years ago.
#include <doctest/doctest.h>

#include <filesystem>
#include <future>

#include "commands/engine.hpp"
#include "events/time.hpp"
#include "storage/store.hpp"
#include "tests/site/site_fixture.hpp"

namespace imaginons::tests {

namespace {

template <class Id>
Id id_of(std::uint64_t number) {
    return Id(number * 0x9E3779B97F4A7C15ULL, number);
}

const auto bench = id_of<events::ProposalId>(10);
const auto park = id_of<events::ProjectId>(11);
const auto insult = id_of<events::ArgumentId>(12);
const auto reason = id_of<events::ArgumentId>(13);

// Fills a data directory with acts at times of its own.
class Story {
  public:
    explicit Story(const std::filesystem::path& data)
        : store_(data, {.origin = "past.example/log/1"}),
          engine_(store_.log, store_.vault, {.now_ms = [this] { return clock_ms_; }}) {
        engine_.start();
    }

    void at(std::string_view time) { clock_ms_ = *events::parse_iso_time(time); }

    // The first seq. `who` 0: the city.
    std::uint64_t act(commands::AnyCommand body, std::uint64_t who) {
        commands::Command command;
        command.body = std::move(body);
        command.actor.kind = who == 0 ? commands::Actor::Kind::city : commands::Actor::Kind::person;
        if (who != 0) command.actor.person = id_of<events::PersonId>(who);
        command.request = id_of<events::RequestId>(++requests_);
        const commands::Answer answer = engine_.execute(command);
        REQUIRE(std::holds_alternative<commands::Outcome>(answer));
        return std::get<commands::Outcome>(answer).seq;
    }

    std::uint64_t stance(events::Stance stance, std::uint64_t who) {
        commands::TakeStance take;
        take.object = events::id_as<events::Id>(bench);
        take.scope = events::id_as<events::Id>(park);
        take.stance = stance;
        take.token = *engine_.stance_token(take.scope, id_of<events::PersonId>(who));
        return act(take, who);
    }

  private:
    std::int64_t clock_ms_ = *events::parse_iso_time("2020-04-01T10:00:00Z");
    std::uint64_t requests_ = 1000;
    storage::Store store_;
    commands::Engine engine_;
};

// Summer time in Paris: two hours ahead.
struct Past {
    std::uint64_t submitted = 0;
    std::uint64_t first_stance = 0;
    std::uint64_t edited = 0;
    std::uint64_t argued = 0;
    std::uint64_t withdrawn = 0;
};

Past tell(const std::filesystem::path& data) {
    Past past;
    Story story(data);
    story.act(commands::JoinPerson{"Ada", 1, true}, 1);
    story.act(commands::JoinPerson{"Blaise", 1, true}, 2);
    commands::OpenProject open;
    open.project = park;
    open.title = "Le parc";
    open.body = "Un projet.";
    open.phases = {{events::Phase(18'300, 18'400, events::PhaseKind::propose), "Proposer"},
                   {events::Phase(0, 0, events::PhaseKind::decide), "Choisir"}};
    story.act(open, 0);
    story.at("2020-04-10T09:00:00Z");
    past.submitted =
        story.act(commands::SubmitProposal{bench, park, "Un banc", "Près de l’étang."}, 1);
    story.at("2020-04-10T21:59:59.999Z");
    past.first_stance = story.stance(events::Stance::for_, 2);
    story.at("2020-04-10T22:00:00Z");
    past.edited = story.act(commands::EditProposal{bench, "Deux bancs", "Près de la mare.", 1}, 1);
    story.at("2020-04-12T10:00:00Z");
    past.argued = story.act(
        commands::AddArgument{insult, bench, {}, events::Side::against, "Une insulte", "", ""}, 2);
    story.act(commands::AddArgument{reason, bench, {}, events::Side::for_, "De l’ombre", "", ""},
              2);
    story.stance(events::Stance::against, 2);
    story.at("2020-04-13T10:00:00Z");
    story.act(
        commands::HideContribution{events::ObjectKind::argument, events::id_as<events::Id>(insult),
                                   events::HiddenGround::hidden_at_origin},
        0);
    story.act(commands::MovePhase{park, 1}, 0);
    story.at("2020-04-14T10:00:00Z");
    past.withdrawn = story.act(commands::WithdrawProposal{bench, "C’est fait."}, 1);
    return past;
}

// A site on that story.
struct PastSite {
    PastSite() {
        site.stop();
        std::filesystem::remove_all(site.data());
        past = tell(site.data());
        site.restart();
    }
    ApiAnswer proposal(const std::string& at) {
        return site.api("GET", "/api/v1" + path + "?at=" + at);
    }
    RawResponse page(const std::string& rest) { return site.raw("GET", path + rest); }

    TestSite site{std::vector<std::string>{}};
    Past past;
    const std::string path = "/proposals/" + events::to_text(bench);
    const std::string project_path = "/projects/" + events::to_text(park);
};

bool shows(const RawResponse& page, std::string_view text) {
    return page.body.find(text) != std::string::npos;
}

std::string number(std::uint64_t value) {
    return std::to_string(value);
}

}  // namespace

TEST_CASE("a proposal is shown as it was at a position, a day and an instant") {
    PastSite story;
    const Past& past = story.past;
    const ApiAnswer first = story.proposal(number(past.submitted + 1));
    CHECK(first.text("/title") == "Un banc");
    CHECK(first.number("/version") == 1);
    CHECK(first.number("/tally/for") == 0);
    CHECK(first.text("/author/pseudonym") == "Ada");
    CHECK(first.number("/as_it_was/position") == static_cast<std::int64_t>(past.submitted + 1));
    CHECK(first.text("/as_it_was/at") == "2020-04-10T09:00:00Z");

    const ApiAnswer day = story.proposal("2020-04-10");
    CHECK(day.text("/title") == "Un banc");
    CHECK(day.number("/tally/for") == 1);
    CHECK(day.number("/as_it_was/position") == static_cast<std::int64_t>(past.edited));
    CHECK(story.proposal("2020-04-11").text("/title") == "Deux bancs");
    CHECK(story.proposal("2020-04-10T23:59:59%2B02:00").number("/tally/for") == 0);
    CHECK(story.proposal("2020-04-10T22:00:00Z").text("/title") == "Deux bancs");

    const ApiAnswer later = story.proposal("2020-04-12");
    CHECK(later.number("/tally/for") == 0);
    CHECK(later.number("/tally/against") == 1);
    CHECK(later.number("/superseded") == 1);
    CHECK(later.text("/state") == "submitted");
    CHECK(story.proposal("2020-04-14").text("/state") == "withdrawn");
    CHECK(story.site.api("GET", "/api/v1" + story.path).body.as_object().contains("as_it_was") ==
          false);
}

TEST_CASE("what is hidden now is not shown as it was, but that it was there") {
    PastSite story;
    const std::string at = "?at=" + number(story.past.argued + 2);
    CHECK(story.proposal(number(story.past.argued + 2)).number("/arguments") == 1);
    const std::string list = "/api/v1" + story.path + "/arguments" + at;
    const ApiAnswer shown = story.site.api("GET", list);
    CHECK(shown.body.at("items").as_array().size() == 1);
    CHECK(shown.text("/items/0/body") == "De l’ombre");
    CHECK(shown.number("/as_it_was/position") == static_cast<std::int64_t>(story.past.argued + 2));
    const ApiAnswer hidden = story.site.api("GET", list + "&state=hidden");
    CHECK(hidden.text("/items/0/id") == events::to_text(insult));
    CHECK(hidden.text("/items/0/body") == "");
    const RawResponse page = story.page(at);
    CHECK(page.status == 200);
    CHECK_FALSE(shows(page, "insulte"));
    CHECK(shows(page, "Ce texte est masqué."));
    for (const std::string rest : {"/history", "/changes?from=2020-04-11"}) {
        CHECK_FALSE(shows(story.page(rest), "insulte"));
    }
}

TEST_CASE(
    "a page of the past says so, leads back and on, offers no act and is not for search engines") {
    PastSite story;
    Browser browser(story.site);
    browser.join("ines@example.org", "Inès");
    const std::string at = story.path + "?at=2020-04-12";
    browser.get(at);
    CHECK(browser.page().status == 200);
    CHECK(browser.shows("telle qu’elle était à la fin du 12\u00a0avril\u00a02020"));
    CHECK(browser.shows("<meta name=\"robots\" content=\"noindex\">"));
    CHECK(browser.shows("href=\"" + story.path + "\""));
    CHECK(browser.shows(story.path + "/changes?from="));
    CHECK_FALSE(browser.shows("<form"));
    CHECK_FALSE(browser.shows("/signin?next="));
    browser.get(story.project_path + "?at=2020-04-12");
    CHECK(browser.page().status == 200);
    CHECK(browser.shows("telle qu’elle était"));
    CHECK_FALSE(browser.shows("<form"));
    browser.get("/en" + at);
    CHECK(browser.shows("as it was at the end of 12\u00a0April\u00a02020"));
    browser.get(story.path);
    CHECK_FALSE(browser.shows("telle qu’elle était"));
    CHECK(browser.shows(story.path + "/history"));
}

TEST_CASE("a project is shown as it was, with the ideas that were open") {
    PastSite story;
    const std::string api = "/api/v1" + story.project_path + "?at=";
    const ApiAnswer before = story.site.api("GET", api + number(story.past.submitted));
    CHECK(before.number("/proposals") == 0);
    CHECK(before.body.at_pointer("/phases/0/current").as_bool());
    CHECK(before.body.at_pointer("/stances").is_null());
    const ApiAnswer after = story.site.api("GET", api + "2020-04-13");
    CHECK(after.number("/proposals") == 1);
    CHECK(after.body.at_pointer("/phases/1/current").as_bool());

    const std::string page = story.project_path + "?at=";
    const RawResponse then = story.site.raw("GET", page + number(story.past.submitted + 1));
    CHECK(shows(then, "Un banc"));
    CHECK(shows(then, story.path + "?at=" + number(story.past.submitted + 1)));
    CHECK_FALSE(shows(story.site.raw("GET", page + number(story.past.submitted)), "Un banc"));
    // Withdrawn since: it was open then.
    CHECK(shows(story.site.raw("GET", page + "2020-04-13"), "Deux bancs"));
    CHECK_FALSE(shows(story.site.raw("GET", page + "2020-04-14"), "Deux bancs"));
}

TEST_CASE("a moment that cannot be shown is refused, saying why") {
    PastSite story;
    const auto refused = [&](const std::string& at, unsigned status, std::string_view words,
                             std::string_view detail) {
        CAPTURE(at);
        for (const std::string& path : {story.path, story.project_path}) {
            const RawResponse page = story.site.raw("GET", path + "?at=" + at);
            CHECK(page.status == status);
            CHECK(shows(page, words));
            const ApiAnswer answer = story.site.api("GET", "/api/v1" + path + "?at=" + at);
            CHECK(answer.status == status);
            CHECK(answer.text("/field") == "at");
            CHECK(answer.text("/detail").find(detail) != std::string::npos);
        }
        CHECK(story.page("/changes?from=" + at).status == status);
    };
    for (const std::string at :
         {"", "hier", "-1", "1e3", "2020-02-30", "2020-04-10T10:00", "18446744073709551616"}) {
        refused(at, 400, "Ce moment ne se lit pas", "must be a position");
    }
    refused("18446744073709551615", 404, "pas encore pass", "not over");
    refused("9999-12-31", 404, "pas encore pass", "not over");
    refused("9999-12-31T23:59:59Z", 404, "pas encore pass", "not over");
    refused("0", 404, "existait pas encore", "did not exist");
    refused("2020-03-31", 404, "existait pas encore", "did not exist");
    const std::string next = number(static_cast<std::uint64_t>(story.site.position()) + 1);
    refused(next, 404, "pas encore pass", "not over");
    CHECK(story.proposal(number(story.past.submitted)).status == 404);
    CHECK(story.proposal(number(story.past.submitted))
              .text("/detail")
              .find("position " + number(story.past.submitted)) != std::string::npos);

    CHECK(story.page("/changes").status == 400);
    CHECK(story.page("/changes?from=2020-04-12&to=2020-04-11").status == 400);
    CHECK(story.page("/changes?from=2020-04-12&to=soon").status == 400);
    CHECK(story.page("/history?cursor=x").status == 400);
    const std::string nobody = "/proposals/" + events::to_text(id_of<events::ProposalId>(99));
    for (const std::string rest : {"?at=1", "/history", "/changes?from=1"}) {
        CHECK(story.site.raw("GET", nobody + rest).status == 404);
        CHECK(story.site.raw("GET", "/proposals/x" + rest).status == 404);
    }
}

TEST_CASE("a history tells what happened day by day, and counts stances without their times") {
    PastSite story;
    const RawResponse page = story.page("/history");
    CHECK(page.status == 200);
    for (const std::string_view text :
         {"Proposition déposée", "Texte changé", "Argument contre", "Argument masqué",
          "Masqué depuis.", "De l’ombre", "Proposition retirée", "1 avis donné, changé ou retiré",
          "10\u00a0avril\u00a02020", "14\u00a0avril\u00a02020"}) {
        CAPTURE(text);
        CHECK(shows(page, text));
    }
    CHECK_FALSE(shows(page, "23\u00a0h\u00a059"));
    CHECK(shows(page, story.path + "?at=" + number(story.past.edited + 1)));
    CHECK(shows(page, story.path + "/changes?from=" + number(story.past.edited) +
                          "&amp;to=" + number(story.past.edited + 1)));
    CHECK(shows(page, "max=\""));

    const RawResponse project = story.site.raw("GET", story.project_path + "/history");
    for (const std::string_view text :
         {"Projet ouvert", "Passage à une autre phase", "Choisir", "Deux bancs"}) {
        CAPTURE(text);
        CHECK(shows(project, text));
    }
    CHECK(shows(story.site.raw("GET", "/en" + story.path + "/history"), "Text changed"));
}

TEST_CASE("what changed is told word by word, with counts, state and new arguments") {
    PastSite story;
    const RawResponse page = story.page("/changes?from=2020-04-10&to=2020-04-13");
    CHECK(page.status == 200);
    CHECK(shows(page, "<del><span class=\"hidden\">Retiré\u00a0: </span>Un banc</del>"));
    CHECK(shows(page, "<ins><span class=\"hidden\">Ajouté\u00a0: </span>Deux bancs</ins>"));
    CHECK(shows(page, "De l’ombre"));
    CHECK(shows(page, "Ce texte est masqué."));
    CHECK_FALSE(shows(page, "Retirée"));
    const RawResponse since = story.page("/changes?from=2020-04-13");
    CHECK(shows(since, "Retirée"));
    CHECK_FALSE(shows(since, "<ins>"));
    CHECK(shows(story.page("/changes?from=2020-04-14"), "Rien n’a changé"));
    const RawResponse project =
        story.site.raw("GET", story.project_path + "/changes?from=2020-04-02&to=2020-04-13");
    CHECK(shows(project, "Choisir"));
    CHECK(shows(project, "La phase en cours"));
    CHECK(shows(project, "Les idées du projet"));
}

TEST_CASE("a long history is told in pages that miss nothing and repeat nothing") {
    TestSite site;
    const std::string id = site.propose("Ada", "", "Des bancs");
    const std::string path = "/proposals/" + id;
    constexpr int arguments = 95;
    for (int i = 0; i < arguments; ++i) {
        const std::string body =
            "{\"side\":\"for\",\"body\":\"Raison n" + std::to_string(i) + "x\"}";
        REQUIRE(site.api("POST", "/api/v1" + path + "/arguments", "Blaise", body).status == 201);
    }
    CHECK(site.api("PUT", "/api/v1" + path + "/stance", "Ada", R"({"stance":"for"})").status ==
          200);
    std::string all;
    int pages = 0;
    for (std::string next = path + "/history"; !next.empty(); ++pages) {
        REQUIRE(pages < 10);
        const RawResponse page = site.raw("GET", next);
        REQUIRE(page.status == 200);
        all += page.body;
        const std::string link = "rel=\"next\" href=\"";
        const std::size_t at = page.body.find(link);
        const std::size_t from = at + link.size();
        next =
            at == std::string::npos ? "" : page.body.substr(from, page.body.find('"', from) - from);
    }
    CHECK(pages == 3);
    for (int i = 0; i < arguments; ++i) {
        const std::string text = "Raison n" + std::to_string(i) + "x";
        const std::size_t first = all.find(text);
        REQUIRE(first != std::string::npos);
        CHECK(all.find(text, first + 1) == std::string::npos);
    }
    const std::string counted = "1 avis donné, changé ou retiré";
    const std::size_t first = all.find(counted);
    REQUIRE(first != std::string::npos);
    CHECK(all.find(counted, first + 1) == std::string::npos);
}

TEST_CASE("a past that is long to read is told by the errands' thread, and is the same") {
    PastSite story;
    // Changes always go there; the same moments asked for many times at once all get the same page.
    const std::string asked = story.path + "/changes?from=2020-04-10";
    const std::string expected = story.site.raw("GET", asked).body;
    std::vector<std::future<RawResponse>> answers;
    for (int i = 0; i < 20; ++i) {
        answers.push_back(std::async(std::launch::async, [&] {
            RawClient client(story.site.port());
            REQUIRE(client.send("GET " + asked + " HTTP/1.1\r\nHost: 127.0.0.1:" +
                                std::to_string(story.site.port()) + "\r\n\r\n"));
            return client.receive(false);
        }));
    }
    for (auto& answer : answers) CHECK(answer.get().body == expected);
}

}  // namespace imaginons::tests
