// What the city does about proposals, and who does it, as the read models show it.
#include <doctest/doctest.h>

#include "projections/openings.hpp"
#include "projections/queries.hpp"
#include "projections/words.hpp"
#include "storage/log.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using events::AnswerOutcome;
using events::ProposalStage;
using events::Role;

namespace {

const auto anna = id_of<events::PersonId>(1);
const auto ines = id_of<events::PersonId>(2);  // agents
const auto karim = id_of<events::PersonId>(3);
const auto park = id_of<events::ProjectId>(10);
const auto bench = id_of<events::ProposalId>(20);
constexpr std::int64_t first_ms = 1'790'000'000'000;  // of the recorder's first event

Recorder small_town() {
    Recorder town;
    town.add_sealed(joined(anna), name("Anna"), anna);
    town.add_sealed(joined(ines), name("Inès"), ines);
    town.add_sealed(joined(karim), name("Karim"), karim);
    town.add(city_project(park, "Le parc"));
    town.add_sealed(submitted(bench, {}, anna), words("Un banc", "À l'ombre."), anna);
    return town;
}

template <class Event>
Event about_bench(const events::PersonId& by) {
    Event e;
    e.proposal = bench;
    e.by = by;
    return e;
}

void draft(Recorder& town, std::uint32_t number) {
    auto e = about_bench<events::AnswerDrafted>(ines);
    e.draft = number;
    e.version = 1;
    events::Text text;
    text.answer = std::make_unique<events::Answer>(answered(AnswerOutcome::accepted, "Secret"));
    town.add_sealed(e, std::move(text), ines);
}

void review(Recorder& town, std::uint32_t number, events::ReviewVerdict verdict) {
    auto e = about_bench<events::AnswerReviewed>(karim);
    e.draft = number;
    e.verdict = verdict;
    town.add_sealed(e, words("", "Le coût manque."), karim);
}

std::uint64_t publish(Recorder& town, AnswerOutcome outcome) {
    auto e = about_bench<events::AnswerPublished>(ines);
    e.draft = 1;
    e.version = 1;
    e.drafted_by = ines;
    e.reviewed_by = karim;
    e.answer = std::make_unique<events::Answer>(answered(outcome, "Oui"));
    return town.add(std::move(e));
}

std::uint64_t move(Recorder& town, ProposalStage stage, std::string word) {
    auto e = about_bench<events::ProposalMoved>(ines);
    e.stage = stage;
    e.text = std::make_unique<events::Text>(words("", std::move(word)));
    return town.add(std::move(e));
}

void edit(Recorder& town) {
    events::ProposalEdited e;
    e.proposal = bench;
    e.author = anna;
    e.version = 2;
    town.add_sealed(e, words("Deux bancs", "À l'ombre."), anna);
}

events::RoleGiven given(const events::PersonId& person, Role role, events::ProjectId scope = {}) {
    events::RoleGiven e;
    e.person = person;
    e.role = role;
    e.scope = scope;
    return e;
}

std::int64_t time_of(std::uint64_t seq) {
    return first_ms + static_cast<std::int64_t>(seq) * 1000;
}

const Proposal& bench_in(const Views& views) {
    return *find(views, bench);
}

}  // namespace

TEST_CASE("an answer has been owed since the submission, until it is given") {
    Recorder town = small_town();
    const auto before = town.views();
    CHECK(bench_in(*before).stage == ProposalStage::submitted);
    CHECK(bench_in(*before).waits_since_ms == time_of(4));
    CHECK(to_answer(*before) == std::vector<std::uint32_t>{0});
    CHECK(waiting_since_before(*before, time_of(4)) == 0);
    CHECK(waiting_since_before(*before, time_of(4) + 1) == 1);
    draft(town, 1);
    CHECK(bench_in(*town.views()).waits_since_ms == time_of(4));
    const std::uint64_t seq = publish(town, AnswerOutcome::accepted);
    const auto views = town.views();
    CHECK(bench_in(*views).stage == ProposalStage::accepted);
    CHECK(bench_in(*views).waits_since_ms == 0);
    CHECK(views->list[0].stage == ProposalStage::accepted);
    CHECK(to_answer(*views).empty());
    const Answering& answering = *answering_of(*views, bench_in(*views));
    CHECK(answering.draft.number == 0);
    REQUIRE(answering.answers.size() == 1);
    CHECK(answering.answers[0].at_ms == time_of(seq));
    CHECK(answering.answers[0].words == answered(AnswerOutcome::accepted, "Oui"));
    REQUIRE(answering.course.size() == 1);
    CHECK(answering.course[0].stage == ProposalStage::accepted);
}

TEST_CASE("while an author is asked for information the clock stands still, then it starts anew") {
    Recorder town = small_town();
    publish(town, AnswerOutcome::info_requested);
    const auto asked = town.views();
    CHECK(bench_in(*asked).waits_since_ms == 0);
    CHECK(to_answer(*asked) == std::vector<std::uint32_t>{0});
    edit(town);
    const auto views = town.views();
    CHECK(bench_in(*views).stage == ProposalStage::under_review);
    CHECK(bench_in(*views).waits_since_ms == time_of(6));
    const Answering& answering = *answering_of(*views, bench_in(*views));
    REQUIRE(answering.course.size() == 2);
    CHECK(answering.course[1].at_ms == time_of(6));
}

TEST_CASE("an agent's step keeps the clock going, and its word is public") {
    Recorder town = small_town();
    move(town, ProposalStage::under_review, "Le service espaces verts regarde.");
    CHECK(bench_in(*town.views()).waits_since_ms == time_of(4));
    publish(town, AnswerOutcome::accepted);
    const std::uint64_t seq = move(town, ProposalStage::in_progress, "Le chantier commence.");
    const auto views = town.views();
    CHECK(bench_in(*views).stage == ProposalStage::in_progress);
    CHECK(bench_in(*views).waits_since_ms == 0);
    const StageChange& change = answering_of(*views, bench_in(*views))->course.back();
    CHECK(change.seq == seq);
    CHECK(change.word.official);
    CHECK(change.word.body == "Le chantier commence.");
    CHECK(views->feed.back().what == FeedItem::What::proposal_moved);
    CHECK(views->feed.back().person == Proposal::none);
}

TEST_CASE("nothing is owed to what is withdrawn, hidden, imported, or no proposal") {
    Recorder town = small_town();
    events::ProposalWithdrawn withdrawn;
    withdrawn.proposal = bench;
    withdrawn.author = anna;
    town.add(withdrawn);
    const auto imported = id_of<events::ProposalId>(21);
    town.add_sealed(submitted(imported, {}, anna), words("x", "y"), anna, {"elsewhere/1", 1'000});
    const auto hidden = id_of<events::ProposalId>(22);
    town.add_sealed(submitted(hidden, {}, anna), words("x", "y"), anna);
    town.add(hid(events::ObjectKind::proposal, plain(hidden)));
    auto amendment = submitted(id_of<events::ProposalId>(23), {}, anna);
    amendment.kind = events::ProposalKind::amendment;
    town.add_sealed(amendment, words("x", "y"), anna);
    const auto views = town.views();
    CHECK(to_answer(*views).empty());
    CHECK(waiting_since_before(*views, time_of(1'000)) == 0);
    for (const Proposal& row : views->proposals) CHECK(row.waits_since_ms == 0);
}

TEST_CASE("the longest waiting comes first, what waits for its author last") {
    Recorder town = small_town();
    const auto second = id_of<events::ProposalId>(21);
    town.add_sealed(submitted(second, {}, anna), words("x", "y"), anna);
    CHECK(to_answer(*town.views()) == std::vector<std::uint32_t>{0, 1});
    publish(town, AnswerOutcome::info_requested);
    CHECK(to_answer(*town.views()) == std::vector<std::uint32_t>{1, 0});
}

TEST_CASE("lists are filtered by stage, and by since when an answer is owed") {
    Recorder town = small_town();
    town.add_sealed(submitted(id_of<events::ProposalId>(21), {}, anna), words("x", "y"), anna);
    publish(town, AnswerOutcome::refused);
    const auto views = town.views();
    const auto listed = [&](std::optional<ProposalStage> stage, std::optional<std::int64_t> since) {
        ProposalFilter filter;
        filter.stage = stage;
        filter.waiting_since_before_ms = since;
        return list_proposals(*views, filter)->rows;
    };
    CHECK(listed(ProposalStage::refused, std::nullopt) == std::vector<std::uint32_t>{0});
    CHECK(listed(ProposalStage::submitted, std::nullopt) == std::vector<std::uint32_t>{1});
    CHECK(listed(std::nullopt, time_of(6)) == std::vector<std::uint32_t>{1});
    CHECK(listed(std::nullopt, time_of(5)).empty());
}

TEST_CASE("a cursor of one stage is no cursor of another") {
    Recorder town = small_town();
    for (std::uint64_t i = 21; i < 25; ++i)
        town.add_sealed(submitted(id_of<events::ProposalId>(i), {}, anna), words("x", "y"), anna);
    const auto views = town.views();
    ProposalFilter filter;
    filter.stage = ProposalStage::submitted;
    filter.limit = 2;
    filter.cursor = list_proposals(*views, filter)->next;
    REQUIRE_FALSE(filter.cursor.empty());
    CHECK(list_proposals(*views, filter));
    filter.stage = ProposalStage::refused;
    CHECK_FALSE(list_proposals(*views, filter));
    filter.stage = ProposalStage::submitted;
    filter.waiting_since_before_ms = 1;
    CHECK_FALSE(list_proposals(*views, filter));
}

TEST_CASE(
    "a draft's words are opened for agents, are no part of a digest and are never published") {
    Recorder town = small_town();
    draft(town, 1);
    review(town, 1, events::ReviewVerdict::sent_back);
    TempDir dir;
    storage::Store store(dir.path / "data");
    town.store_all(store);
    const auto views = fold(store.log, &store.vault, {});
    const AnswerDraft& opened = answering_of(*views, bench_in(*views))->draft;
    CHECK(opened.opened);
    CHECK(opened.words.title == "Secret");
    CHECK(opened.review.body == "Le coût manque.");
    CHECK(opened.verdict == events::ReviewVerdict::sent_back);
    const std::string with_words = digests(*views).full_hex;
    views->answerings[0].draft.words.title = "Autre";
    views->answerings[0].draft.opened = false;
    CHECK(digests(*views).full_hex == with_words);
    const auto published = published_seqs(*views, store.log, 0, store.log.size());
    CHECK(published == std::vector<std::uint64_t>{1, 2, 4});
}

TEST_CASE("a role is shown with its reason until it is taken, or its holder is erased") {
    Recorder town = small_town();
    town.add_sealed(given(ines, Role::agent), words("", "Service Citoyenneté"), ines);
    town.add_sealed(given(ines, Role::editor, park), words("", "Le parc"), ines);
    const auto with = town.views();
    const Person& agent = *find(*with, ines);
    REQUIRE(agent.roles.size() == 2);
    CHECK(agent.roles[0].reason.body == "Service Citoyenneté");
    CHECK(holds(agent, Role::agent, {}));
    CHECK(holds(agent, Role::agent, park));
    CHECK(holds(agent, Role::editor, park));
    CHECK_FALSE(holds(agent, Role::editor, {}));
    events::RoleTaken taken;
    taken.person = ines;
    taken.role = Role::agent;
    town.add_sealed(taken, words("", "Change de service"), ines);
    CHECK_FALSE(holds(*find(*town.views(), ines), Role::agent, park));
    events::PersonErased erased;
    erased.person = ines;
    erased.words = events::ErasedWords::kept;
    town.add(erased);
    CHECK(find(*town.views(), ines)->roles.empty());
}

TEST_CASE("whose words are removed leaves no draft, but the city's answer stays") {
    Recorder town = small_town();
    publish(town, AnswerOutcome::accepted);
    draft(town, 2);
    events::PersonErased erased;
    erased.person = ines;
    erased.words = events::ErasedWords::removed;
    town.add(erased);
    const auto views = town.views();
    const Answering& answering = *answering_of(*views, bench_in(*views));
    CHECK(answering.draft.number == 0);
    CHECK(answering.draft.words.title.empty());
    CHECK(answering.answers[0].words.title == "Oui");
    CHECK(bench_in(*views).touched == views->position - 1);
}

TEST_CASE("a project that takes up a proposal tells of it, and the other way round") {
    Recorder town = small_town();
    publish(town, AnswerOutcome::accepted);
    auto e = about_bench<events::ProposalTakenUp>(ines);
    e.project = park;
    const std::uint64_t seq = town.add(e);
    const auto views = town.views();
    CHECK(answering_of(*views, bench_in(*views))->projects == std::vector{park});
    const Project& project = *find(*views, park);
    CHECK(project.taken_up == std::vector{bench});
    CHECK(project.seqs.back() == seq);
    CHECK(project.touched == seq);
    const auto lines = feed(*views, park, ~std::uint64_t{0}, 10);
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.front().what == FeedItem::What::proposal_taken_up);
}
