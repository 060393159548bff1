// What the read models make of PersonErased: names and, if so chosen, words are gone; sums stay.
#include <doctest/doctest.h>

#include "projections/queries.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using events::ErasedWords;
using events::ObjectKind;
using events::Stance;

namespace {

const auto anna = id_of<events::PersonId>(1);
const auto bruno = id_of<events::PersonId>(2);
const auto park = id_of<events::ProjectId>(10);
const auto garden = id_of<events::ProjectId>(11);
const auto bench = id_of<events::ProposalId>(20);
const auto lamp = id_of<events::ProposalId>(21);
const auto because = id_of<events::ArgumentId>(30);
const auto indeed = id_of<events::ArgumentId>(31);
const auto one = id_of<events::Token>(101);

// Anna's project, her withdrawn proposal and her argument; Bruno's beside and below hers.
Recorder small_town() {
    Recorder town;
    town.add_sealed(joined(anna), name("Anna"), anna);
    town.add_sealed(joined(bruno), name("Bruno"), bruno);
    town.add(city_project(park, "Le parc"));
    events::ProjectOpened opened = city_project(garden, "");
    opened.text.reset();
    opened.owner_kind = events::OwnerKind::person;
    opened.owner = anna;
    town.add_sealed(std::move(opened), words("Le jardin d'Anna", "Des fleurs"), anna);
    events::MilestoneSet set;
    set.project = garden;
    set.milestone = id_of<events::MilestoneId>(40);
    town.add_sealed(set, words("Semer", ""), anna);
    events::NewsPublished news;
    news.project = garden;
    news.news = id_of<events::NewsId>(50);
    town.add_sealed(news, words("Premières pousses", "Elles sont là."), anna);
    town.add_sealed(submitted(bench, park, anna), words("Un banc", "À l'ombre."), anna);
    town.add_sealed(submitted(lamp, garden, bruno), words("Une lampe", "La nuit."), bruno);
    town.add_sealed(argued(because, lamp, anna), words("Étude", "On y voit."), anna);
    town.add_sealed(argued(indeed, bench, bruno), words("", "On s'assoit."), bruno);
    town.add(took(ObjectKind::proposal, plain(bench), one, Stance::for_));
    town.add(took(ObjectKind::argument, plain(because), one, Stance::for_));
    events::ProposalWithdrawn withdrawn;
    withdrawn.proposal = bench;
    withdrawn.author = anna;
    town.add_sealed(withdrawn, words("", "La mairie l'a posé."), anna);
    return town;
}

std::uint64_t erase(Recorder& town, ErasedWords what) {
    events::PersonErased erased;
    erased.person = anna;
    erased.words = what;
    erased.by = events::ErasedBy::person;
    return town.add(erased);
}

bool is_empty(const Words& of) {
    return of.erased && !of.opened && of.title.empty() && of.body.empty() && of.url.empty() &&
           of.phases.empty();
}

}  // namespace

TEST_CASE("who is erased with their words kept loses the name, and nothing else") {
    Recorder town = small_town();
    const auto before = town.views();
    const std::uint64_t seq = erase(town, ErasedWords::kept);
    const auto views = town.views();
    const Person& row = views->people[0];
    CHECK(row.pseudonym.empty());
    CHECK(row.name_seq == 0);
    CHECK(row.erased == ErasedWords::kept);
    CHECK(row.seqs.back() == seq);
    CHECK_FALSE(views->person_by_name.contains("Anna"));
    CHECK(views->person_by_name.size() == 1);
    CHECK(views->projects[1].words.title == "Le jardin d'Anna");
    CHECK(views->proposals[0].words.body == "À l'ombre.");
    CHECK(views->proposals[0].reason == "La mairie l'a posé.");
    CHECK(views->proposals[0].search == before->proposals[0].search);
    CHECK(views->arguments[0].words.body == "On y voit.");
    CHECK(row.proposals == before->people[0].proposals);
}

TEST_CASE("who is erased with their words leaves no word of theirs, and every sum") {
    Recorder town = small_town();
    const auto before = town.views();
    erase(town, ErasedWords::removed);
    const auto views = town.views();
    CHECK(views->people[0].erased == ErasedWords::removed);
    CHECK(is_empty(views->projects[1].words));
    CHECK(is_empty(views->projects[1].milestones[0].words));
    CHECK(is_empty(views->projects[1].news[0].words));
    CHECK(is_empty(views->proposals[0].words));
    CHECK(views->proposals[0].search.empty());
    CHECK(views->proposals[0].reason.empty());
    CHECK(views->proposals[0].reason_seq == 0);
    CHECK(is_empty(views->arguments[0].words));

    CHECK(views->projects[0].words.title == "Le parc");
    CHECK(views->proposals[1].words.title == "Une lampe");
    CHECK(views->arguments[1].words.body == "On s'assoit.");
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(views->proposals[i].tally == before->proposals[i].tally);
        CHECK(views->arguments[i].tally == before->arguments[i].tally);
        CHECK(views->projects[i].stances == before->projects[i].stances);
        CHECK(views->projects[i].arguments == before->projects[i].arguments);
        CHECK(views->list[i] == before->list[i]);
    }
    CHECK(views->proposals[0].words.seq == before->proposals[0].words.seq);
    CHECK(views->stances == before->stances);
    CHECK(dump(*views).find("ombre") == std::string::npos);
    CHECK(dump(*before).find("ombre") != std::string::npos);
}

TEST_CASE("every page that named or quoted somebody erased is touched") {
    for (const ErasedWords what : {ErasedWords::kept, ErasedWords::removed}) {
        Recorder town = small_town();
        const std::uint64_t seq = erase(town, what);
        const auto views = town.views();
        CHECK(views->people[0].touched == seq);
        CHECK(views->people[1].touched == seq);
        for (const Project& row : views->projects) CHECK(row.touched == seq);
        for (const Proposal& row : views->proposals) CHECK(row.touched == seq);
    }
}

TEST_CASE("the feed no longer says that somebody erased has joined") {
    Recorder town = small_town();
    const auto lines = [&] {
        const auto views = town.views();
        const auto all = feed(*views, {}, ~std::uint64_t{0}, 100);
        return std::count_if(all.begin(), all.end(), [](const FeedItem& item) {
            return item.what == FeedItem::What::person_joined;
        });
    };
    CHECK(lines() == 2);
    erase(town, ErasedWords::kept);
    CHECK(lines() == 1);
}

TEST_CASE("somebody whose joining is not in the log can be erased") {
    Recorder town;
    erase(town, ErasedWords::removed);
    const auto views = town.views();
    REQUIRE(views->people.size() == 1);
    CHECK(views->people[0].erased == ErasedWords::removed);
}
