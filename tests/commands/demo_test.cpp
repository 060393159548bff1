// The demo: that every command of it is accepted, that it holds what README promises, and that a
// second start adds nothing.
#include "commands/demo.hpp"

#include "commands/engine.hpp"
#include "commands/import_plan.hpp"
#include "import_fixture.hpp"

using namespace imaginons;
using namespace imaginons::tests;

namespace {

constexpr std::int64_t base_ms = 1'795'392'000'000;  // 2026-11-23T00:00:00Z

void seed(const Folder& folder, std::int64_t base_time_ms, commands::CarriedOut& done) {
    storage::Store store(folder / "data");
    commands::Engine engine(store.log, store.vault, {});
    engine.start();
    done = commands::seed_demo(engine, store.log, base_time_ms, {});
    engine.stop();
}

Count count_of(const Told& log, const std::string& proposal) {
    return log.objects.at(commands::plan::derived_id<events::Id>("demo\nproposal\n" + proposal))
        .count();
}

}  // namespace

TEST_CASE("the demo is whole: projects, proposals, arguments, statements, stances, all accepted") {
    const Folder folder;
    commands::CarriedOut done;
    seed(folder, base_ms, done);
    REQUIRE(done.failure == "");
    const Told log = told(folder / "data");
    CHECK(log.projects.size() == 6);
    CHECK(log.kinds.at("ProjectOpened") == 6);
    CHECK(log.of_kind("proposal").size() == 32);  // two of them amendments
    CHECK(log.of_kind("statement").size() == 14);
    CHECK(log.of_kind("argument").size() > 60);
    CHECK(log.of_kind("source").size() >= 6);
    CHECK(log.persons.size() >= 120);
    CHECK(log.kinds.at("MilestoneSet") >= 20);
    CHECK(log.kinds.at("MilestoneReached") >= 4);
    CHECK(log.kinds.at("PhaseMoved") >= 7);
    CHECK(log.kinds.at("NewsPublished") >= 8);
    CHECK(log.kinds.at("ProposalEdited") >= 3);
    CHECK(log.kinds.at("ProposalWithdrawn") == 1);
    CHECK(log.kinds.at("ThemesPublished") == 1);
    CHECK(log.kinds.at("DistrictsPublished") == 1);
    std::size_t free_standing = 0;
    std::set<events::Side> sides;
    bool reply = false;
    for (const auto& [id, object] : log.objects) {
        if (object.kind == "proposal" && events::is_nil(object.project)) ++free_standing;
        if (object.kind == "argument") sides.insert(object.side);
        reply = reply || (object.kind == "argument" && !events::is_nil(object.parent));
    }
    CHECK(free_standing == 12);
    CHECK(sides.size() == 3);
    CHECK(reply);
    CHECK(count_of(log, "mediatheque") == Count{84, 11, 16, 0});
    CHECK(count_of(log, "q-passerelle") == Count{102, 0, 0, 0});
    CHECK(log.kinds.at("RoleGiven") == 2);
    CHECK(log.kinds.at("CoAuthorAccepted") == 1);
    CHECK(log.kinds.at("AmendmentAccepted") == 1);
    CHECK(log.kinds.at("AnswerPublished") == 17);
    CHECK(log.kinds.at("ProposalTakenUp") >= 10);
    CHECK(log.kinds.at("ProposalMoved") >= 6);
    CHECK(log.kinds.at("MeetingAnnounced") == 3);
    CHECK(log.kinds.at("MinutesPublished") == 1);
    CHECK(log.kinds.at("RegistrationTaken") == 38 + 14 + 12);
    CHECK(log.kinds.at("QuestionAsked") == 5);
    CHECK(log.kinds.at("QuestionAnswered") == 2);
    CHECK(log.kinds.at("ConclusionPublished") == 3);
}

TEST_CASE("the demo ends just before its base time and reaches back more than half a year") {
    const Folder folder;
    commands::CarriedOut done;
    seed(folder, base_ms + 9 * 3'600'000, done);
    REQUIRE(done.failure == "");
    const Told log = told(folder / "data");
    CHECK(log.in_order_of_time);
    CHECK(log.latest_ms < base_ms + 9 * 3'600'000);
    CHECK(log.latest_ms > base_ms - std::int64_t{3} * 86'400'000);
    for (const auto& [id, object] : log.objects) {
        CHECK(object.happened_at_ms > base_ms - std::int64_t{240} * 86'400'000);
    }
}

TEST_CASE("a second start on another day adds nothing") {
    const Folder folder;
    commands::CarriedOut done;
    seed(folder, base_ms, done);
    const auto before = told(folder / "data").events;
    seed(folder, base_ms + std::int64_t{5} * 86'400'000, done);
    CHECK(done.failure == "");
    CHECK(done.commands == 0);
    CHECK(told(folder / "data").events == before);
}
