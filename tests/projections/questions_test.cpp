// Questions as they are known: what waits and since when, who is told, what erasing and hiding
// leave.
#include <doctest/doctest.h>

#include "projections/followed.hpp"
#include "projections/openings.hpp"
#include "projections/queries.hpp"
#include "projections/search_documents.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;
using events::ErasedWords;
using events::QuestionId;

namespace {

const auto anna = id_of<events::PersonId>(1);
const auto bruno = id_of<events::PersonId>(2);
const auto park = id_of<events::ProjectId>(10);
const auto bench = id_of<events::ProposalId>(20);
const auto who_pays = id_of<QuestionId>(30);
const auto when_it_opens = id_of<QuestionId>(31);

// Bruno asks about Anna's bench, then about the city's park that it is for.
Recorder town() {
    Recorder recorder;
    recorder.add_sealed(joined(anna), name("Anna"), anna);
    recorder.add_sealed(joined(bruno), name("Bruno"), bruno);
    recorder.add(city_project(park, "Le parc"));
    recorder.add_sealed(submitted(bench, park, anna), words("Un banc", "À l'ombre."), anna);
    events::QuestionAsked about_bench;
    about_bench.question = who_pays;
    about_bench.proposal = bench;
    about_bench.author = bruno;
    recorder.add_sealed(about_bench, words("", "Qui paie ?"), bruno);
    events::QuestionAsked about_park;
    about_park.question = when_it_opens;
    about_park.project = park;
    about_park.author = bruno;
    recorder.add_sealed(about_park, words("", "Quand ouvre-t-il ?"), bruno);
    return recorder;
}

std::uint64_t answer(Recorder& town, const QuestionId& question, std::uint32_t version,
                     const std::string& body) {
    events::QuestionAnswered e;
    e.question = question;
    e.version = version;
    e.text = std::make_unique<events::Text>(words("", body));
    e.official = "Iris Valdoré";
    e.function = "adjointe aux écoles";
    return town.add(std::move(e));
}

std::uint64_t erase(Recorder& town, const events::PersonId& who, ErasedWords what) {
    events::PersonErased e;
    e.person = who;
    e.words = what;
    e.by = events::ErasedBy::person;
    return town.add(e);
}

using Rows = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("questions agree with a naive model, and images however they came about") {
    RandomWorld world(seed());
    world.with_erasures = true;
    world.steps(3'000);
    const auto live = world.recorder.views();
    std::size_t waiting = 0;
    std::size_t answered = 0;
    for (const auto& [number, naive] : world.questions) {
        const Question* row = find(*live, id_of<QuestionId>(number));
        REQUIRE(row != nullptr);
        CHECK(row->version == naive.answers);
        CHECK((row->state == State::hidden) == naive.hidden);
        CHECK((row->proposal != Proposal::none) == naive.proposal.has_value());
        CHECK((row->project != Proposal::none) == naive.project.has_value());
        CHECK(live->people[row->author].id == id_of<events::PersonId>(naive.author));
        const auto gone = world.erased.find(naive.author);
        CHECK(row->words.erased ==
              (gone != world.erased.end() && gone->second == ErasedWords::removed));
        ++(naive.answers == 0 ? waiting : answered);
    }
    CHECK(waiting > 0);
    CHECK(answered > 0);
    for (const std::uint32_t at : questions_waiting(*live)) {
        CHECK(live->questions[at].version == 0);
        CHECK(is_shown(*live, live->questions[at]));
    }
    const TempDir dir;
    storage::Store store(dir.path);
    world.recorder.store_all(store);
    const auto folded = fold(store.log, &store.vault, {});
    CHECK(digests(*folded).public_hex == digests(*live).public_hex);
}

TEST_CASE("what waits comes the longest waiting first, until it is answered") {
    Recorder recorder = town();
    auto views = recorder.views();
    CHECK(questions_waiting(*views) == Rows{0, 1});
    CHECK(project_of(*views, views->questions[0]) == park);
    CHECK(project_of(*views, views->questions[1]) == park);
    const std::uint64_t seq = answer(recorder, who_pays, 1, "La ville.");
    views = recorder.views();
    CHECK(questions_waiting(*views) == Rows{1});
    CHECK(views->questions[0].answer.official);
    CHECK(views->questions[0].answer.body == "La ville.");
    CHECK(views->proposals[0].touched == seq);
    answer(recorder, who_pays, 2, "L'agglomération.");
    views = recorder.views();
    CHECK(views->questions[0].answer.body == "L'agglomération.");
    CHECK(views->questions[0].version == 2);
    // Nobody answers what is withdrawn.
    events::ProposalWithdrawn withdrawn;
    withdrawn.proposal = bench;
    withdrawn.author = anna;
    Recorder other = town();
    other.add(withdrawn);
    CHECK(questions_waiting(*other.views()) == Rows{1});
}

TEST_CASE(
    "whoever asked is told of the answer, as are the author and who follows, and nobody else") {
    Recorder recorder = town();
    const std::uint64_t seq = answer(recorder, who_pays, 1, "La ville.");
    const auto views = recorder.views();
    FollowedRange range;
    range.most = 100;
    const auto told = [&](std::uint32_t person, const storage::Following& following) {
        const auto lines = followed_feed(*views, views->people[person], following, range);
        return std::any_of(lines.begin(), lines.end(),
                           [&](const FollowedLine& line) { return line.item.seq == seq; });
    };
    CHECK(told(0, {}));
    CHECK(told(1, {}));
    storage::Following stopped;
    stopped.follows = {{storage::FollowedKind::proposal, true, plain(bench), 0}};
    CHECK_FALSE(told(1, stopped));
    storage::Following park_followed;
    park_followed.follows = {{storage::FollowedKind::project, false, plain(park), 0}};
    CHECK(told(1, park_followed));
    const FeedItem& line = views->feed.back();
    CHECK(line.what == FeedItem::What::question_answered);
    CHECK(line.person == Proposal::none);
    CHECK(find(*views, park)->feed.back() == views->feed.size() - 1);
}

TEST_CASE("a question goes with the words of who asked it, the city's answer stays") {
    Recorder recorder = town();
    answer(recorder, who_pays, 1, "La ville.");
    const std::uint64_t seq = erase(recorder, bruno, ErasedWords::removed);
    const auto views = recorder.views();
    CHECK(views->questions[0].words.erased);
    CHECK(views->questions[0].words.body.empty());
    CHECK(views->questions[0].answer.body == "La ville.");
    CHECK(views->proposals[0].touched == seq);
    CHECK(views->projects[0].touched == seq);
    CHECK(questions_waiting(*views).empty());
    CHECK(dump(*views).find("Qui paie") == std::string::npos);
    Recorder kept = town();
    erase(kept, bruno, ErasedWords::kept);
    CHECK(kept.views()->questions[0].words.body == "Qui paie ?");
}

TEST_CASE("a hidden question is in no feed, not searched and not opened, and waits for nothing") {
    Recorder recorder = town();
    const auto opened = [&] {
        const TempDir dir;
        storage::Store store(dir.path);
        recorder.store_all(store);
        return published_seqs(*recorder.views(), store.log, 0, recorder.events.size());
    };
    const SearchKey key{SearchKind::proposal, 0};
    CHECK(opened() == std::vector<std::uint64_t>{0, 1, 3, 4, 5});
    CHECK(document_of(*recorder.views(), key)->body.find("Qui paie") != std::string::npos);
    const std::uint64_t seq = recorder.add(hid(events::ObjectKind::question, plain(who_pays)));
    const auto views = recorder.views();
    CHECK(opened() == std::vector<std::uint64_t>{0, 1, 3, 5});
    CHECK(document_of(*views, key)->body.find("Qui paie") == std::string::npos);
    CHECK(questions_waiting(*views) == Rows{1});
    const auto lines = feed(*views, {}, ~std::uint64_t{0}, 100);
    CHECK(std::none_of(lines.begin(), lines.end(),
                       [](const FeedItem& line) { return line.question == 0; }));
    SearchChanges changes;
    add_changes(*views, seq, recorder.applied(seq).bytes, changes);
    CHECK(changes.takes_away);
    CHECK(std::any_of(changes.keys.begin(), changes.keys.end(), [](const SearchKey& changed) {
        return changed.kind == SearchKind::proposal && changed.row == 0;
    }));
}
