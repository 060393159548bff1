// What the read models make of writing together: who signs, whose words stand, amendments.
#include <doctest/doctest.h>

#include <algorithm>

#include "projections/followed.hpp"
#include "projections/queries.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using events::ErasedWords;

namespace {

const auto anna = id_of<events::PersonId>(1);
const auto bruno = id_of<events::PersonId>(2);
const auto park = id_of<events::ProjectId>(10);
const auto bench = id_of<events::ProposalId>(20);
const auto longer = id_of<events::ProposalId>(21);

template <class Event>
Event about_bench(const events::PersonId& person) {
    Event e;
    e.proposal = bench;
    e.person = person;
    if constexpr (requires { e.by; }) e.by = anna;
    return e;
}

Recorder town() {
    Recorder recorder;
    recorder.add_sealed(joined(anna), name("Anna"), anna);
    recorder.add_sealed(joined(bruno), name("Bruno"), bruno);
    recorder.add(city_project(park, "Le parc"));
    recorder.add_sealed(submitted(bench, park, anna), words("Un banc", "À l'ombre."), anna);
    return recorder;
}

void sign(Recorder& town) {
    town.add(about_bench<events::CoAuthorInvited>(bruno));
    town.add(about_bench<events::CoAuthorAccepted>(bruno));
}

std::uint64_t edit(Recorder& town, const events::PersonId& by, std::uint32_t version) {
    events::ProposalEdited e;
    e.proposal = bench;
    e.author = by;
    e.version = version;
    return town.add_sealed(e, words("Un banc", "Version " + std::to_string(version)), by);
}

std::uint64_t erase(Recorder& town, const events::PersonId& who, ErasedWords what) {
    events::PersonErased e;
    e.person = who;
    e.words = what;
    e.by = events::ErasedBy::person;
    return town.add(e);
}

std::uint64_t amend(Recorder& town) {
    events::ProposalSubmitted e = submitted(longer, park, bruno);
    e.kind = events::ProposalKind::amendment;
    e.amends = bench;
    e.amends_version = 1;
    return town.add_sealed(e, words("Un banc", "À l'ombre, et long."), bruno);
}

}  // namespace

TEST_CASE("an invitation is for who is invited alone, a signature for everybody") {
    Recorder recorder = town();
    const std::uint64_t seq = recorder.add(about_bench<events::CoAuthorInvited>(bruno));
    auto views = recorder.views();
    const auto shown = [&] { return feed(*views, {}, ~std::uint64_t{0}, 100); };
    const auto has = [&](const auto& lines, FeedItem::What what) {
        return std::any_of(lines.begin(), lines.end(),
                           [&](const FeedItem& line) { return line.what == what; });
    };
    CHECK(is_invited(*views, views->proposals[0], bruno));
    CHECK_FALSE(is_author(*views, views->proposals[0], bruno));
    CHECK_FALSE(has(shown(), FeedItem::What::co_author_invited));
    FollowedRange range;
    range.most = 100;
    const auto his = followed_feed(*views, views->people[1], {}, range);
    REQUIRE(his.size() == 1);
    CHECK(his[0].item.seq == seq);
    const auto hers = followed_feed(*views, views->people[0], {}, range);
    CHECK(std::none_of(hers.begin(), hers.end(),
                       [&](const FollowedLine& line) { return line.item.seq == seq; }));
    recorder.add(about_bench<events::CoAuthorAccepted>(bruno));
    views = recorder.views();
    CHECK(authors_of(*views, views->proposals[0]) == std::vector<std::uint32_t>{0, 1});
    CHECK(views->people[1].proposals == std::vector<std::uint32_t>{0});
    CHECK(has(shown(), FeedItem::What::co_author_accepted));
    recorder.add(about_bench<events::CoAuthorLeft>(bruno));
    views = recorder.views();
    CHECK(authors_of(*views, views->proposals[0]) == std::vector<std::uint32_t>{0});
    CHECK(views->people[1].proposals.empty());
}

TEST_CASE("the words of who goes with them go, and the latest of somebody else stand again") {
    Recorder recorder = town();
    sign(recorder);
    edit(recorder, bruno, 2);
    edit(recorder, anna, 3);
    edit(recorder, bruno, 4);
    edit(recorder, bruno, 5);
    auto views = recorder.views();
    CHECK(views->proposals[0].words.body == "Version 5");
    const std::uint64_t seq = erase(recorder, bruno, ErasedWords::removed);
    views = recorder.views();
    const Proposal& row = views->proposals[0];
    CHECK(row.words.body == "Version 3");
    CHECK(row.version == 3);
    CHECK(row.words.opened);
    CHECK(row.touched == seq);
    CHECK(row.search.find("version 3") != std::string::npos);
    CHECK(dump(*views).find("Version 5") == std::string::npos);
    CHECK(dump(*views).find("Version 2") == std::string::npos);
    CHECK(authors_of(*views, row) == std::vector<std::uint32_t>{0});
    erase(recorder, anna, ErasedWords::removed);
    views = recorder.views();
    CHECK(views->proposals[0].words.erased);
    CHECK(dump(*views).find("Version") == std::string::npos);
}

TEST_CASE("a co-author's words stay when the author's go, also after they have left") {
    Recorder recorder = town();
    sign(recorder);
    edit(recorder, bruno, 2);
    recorder.add(about_bench<events::CoAuthorLeft>(bruno));
    erase(recorder, anna, ErasedWords::removed);
    auto views = recorder.views();
    CHECK(views->proposals[0].words.body == "Version 2");
    erase(recorder, bruno, ErasedWords::removed);
    views = recorder.views();
    CHECK(views->proposals[0].words.erased);
}

TEST_CASE("an account that goes without its words changes no text") {
    Recorder recorder = town();
    sign(recorder);
    edit(recorder, bruno, 2);
    erase(recorder, bruno, ErasedWords::kept);
    CHECK(recorder.views()->proposals[0].words.body == "Version 2");
}

TEST_CASE("an amendment is listed with what it amends, and what was decided") {
    Recorder recorder = town();
    const std::uint64_t seq = amend(recorder);
    auto views = recorder.views();
    CHECK(views->proposals[0].amendments == std::vector<std::uint32_t>{1});
    CHECK(views->proposals[0].touched == seq);
    const Amending* amending = amending_of(*views, views->proposals[1]);
    REQUIRE(amending != nullptr);
    CHECK(amending->version == 1);
    CHECK(amending->state == Amending::State::open);
    // Who wrote what it amends is told.
    FollowedRange range;
    range.most = 100;
    const auto told = followed_feed(*views, views->people[0], {}, range);
    REQUIRE_FALSE(told.empty());
    CHECK(told[0].item.seq == seq);
    Recorder refusing = town();
    amend(refusing);
    events::AmendmentRefused refused;
    refused.proposal = bench;
    refused.amendment = longer;
    refused.amendment_version = 1;
    refused.by = anna;
    refusing.add_sealed(refused, words("", "Trop long."), anna);
    views = refusing.views();
    amending = amending_of(*views, views->proposals[1]);
    CHECK(amending->state == Amending::State::refused);
    CHECK(amending->reason.body == "Trop long.");
    erase(refusing, anna, ErasedWords::removed);
    CHECK(dump(*refusing.views()).find("Trop long") == std::string::npos);
    events::AmendmentAccepted accepted;
    accepted.proposal = bench;
    accepted.amendment = longer;
    accepted.amendment_version = 1;
    accepted.version = 2;
    accepted.by = anna;
    recorder.add(accepted);
    edit(recorder, anna, 2);
    views = recorder.views();
    amending = amending_of(*views, views->proposals[1]);
    CHECK(amending->state == Amending::State::accepted);
    CHECK(amending->became == 2);
    CHECK(views->proposals[0].version == 2);
}
