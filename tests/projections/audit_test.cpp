// The recount: it agrees with the read models whatever happened, says where they differ, and its
// lists hold exactly the events that count.
#include "projections/audit.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <sstream>

#include "projections/queries.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;

namespace {

struct Printed {
    int code = 0;
    std::string out;
    std::string errors;
};

Printed audit(const std::filesystem::path& data, AuditOptions options) {
    std::ostringstream out;
    std::ostringstream errors;
    std::ostringstream progress;
    const int code = audit_command(data, options, out, errors, progress);
    return {code, out.str(), errors.str()};
}

std::uint64_t size_of(const std::vector<std::uint64_t>& seqs) {
    return seqs.size();
}

// A bench that two people are for and one against, after changes, and one who took it back.
struct Small {
    Small() {
        const auto anna = id_of<events::PersonId>(1);
        events::CharterPublished charter;
        charter.version = 1;
        recorder.add(std::move(charter));
        events::ProjectOpened opened = city_project(park, "Le parc");
        opened.phases = {events::Phase(20'000, 20'010, events::PhaseKind::propose),
                         events::Phase(0, 0, events::PhaseKind::decide)};
        recorder.add(std::move(opened), {"city/7", 0});                                    // 1
        recorder.add_sealed(submitted(bench, park, anna), words("Un banc", "Ici"), anna);  // 2
        take(1, events::Stance::for_);                                                     // 3
        take(2, events::Stance::neutral);                                                  // 4
        take(2, events::Stance::for_);                                                     // 5
        take(3, events::Stance::against);                                                  // 6
        take(4, events::Stance::for_);                                                     // 7
        recorder.add(took_back(events::ObjectKind::proposal, plain(bench),
                               id_of<events::Token>(4)));  // 8
        events::PhaseMoved moved;
        moved.project = park;
        moved.phase = 1;
        recorder.add(moved);  // 9
        store.emplace(dir.path);
        recorder.store_all(*store);
    }
    void take(std::uint64_t token, events::Stance stance) {
        recorder.add(
            took(events::ObjectKind::proposal, plain(bench), id_of<events::Token>(token), stance));
    }

    const events::ProjectId park = id_of<events::ProjectId>(70);
    const events::ProposalId bench = id_of<events::ProposalId>(71);
    TempDir dir;
    Recorder recorder;
    std::optional<storage::Store> store;  // closed before a verb opens the directory
};

}  // namespace

TEST_CASE("a recount agrees with the read models, whatever happened") {
    std::mt19937_64 random(seed());
    for (int round = 0; round < 4; ++round) {
        const TempDir dir;
        RandomWorld world(random());
        world.steps(1'500);
        storage::Store store(dir.path);
        world.recorder.store_all(store);
        for (int i = 0; i < 4; ++i) {
            FoldOptions options;
            options.until = i == 0 ? store.log.size() : random() % store.log.size();
            const auto views = fold(store.log, nullptr, options);
            std::uint64_t stances = 0;
            for (const Project& project : views->projects) {
                const auto counted =
                    recount(store.log, options.until, events::to_text(project.id), {});
                REQUIRE(counted);
                CHECK(disagreements(*counted, *views).empty());
                for (const RecountedObject& object : counted->objects) {
                    stances +=
                        size_of(object.for_) + size_of(object.neutral) + size_of(object.against);
                }
            }
            CHECK(stances <= views->stances);
        }
    }
}

TEST_CASE("a recount says which events count, which were replaced and which were taken back") {
    const Small small;
    const auto counted = recount(small.store->log, small.store->log.size(), "city/7", {});
    REQUIRE(counted);
    CHECK(counted->project == small.park);
    CHECK(counted->level.seq == 1);
    CHECK(counted->phases.value.size() == 2);
    CHECK(counted->current_phase.value == 1);
    CHECK(counted->current_phase.seq == 9);
    CHECK(counted->charter->seq == 0);
    REQUIRE(counted->objects.size() == 1);
    const RecountedObject& bench = counted->objects[0];
    CHECK(bench.for_ == std::vector<std::uint64_t>{3, 5});
    CHECK(bench.neutral.empty());
    CHECK(bench.against == std::vector<std::uint64_t>{6});
    CHECK(bench.superseded == std::vector<std::uint64_t>{4});
    CHECK(bench.taken_back == std::vector<std::uint64_t>{7});
    CHECK(bench.withdrawals == std::vector<std::uint64_t>{8});
    // Before the change and the withdrawal.
    const auto before = recount(small.store->log, 5, "city/7", {});
    CHECK(before->objects[0].neutral == std::vector<std::uint64_t>{4});
    CHECK(before->objects[0].superseded.empty());
    CHECK_FALSE(recount(small.store->log, 1, "city/7", {}));
}

TEST_CASE("read models that say otherwise are found out, whatever is wrong in them") {
    const Small small;
    const auto counted = recount(small.store->log, small.store->log.size(), "city/7", {});
    const auto said = [&](auto&& tamper) {
        const auto views = fold(small.store->log, nullptr, {});
        REQUIRE(disagreements(*counted, *views).empty());
        tamper(*views);
        std::string all;
        for (const std::string& what : disagreements(*counted, *views)) all += what + '\n';
        return all;
    };
    const std::string bench = "proposal " + events::to_text(small.bench) + ": ";
    CHECK(said([](Views& views) { ++views.proposals[0].tally.for_; }) ==
          bench + "they have another tally\n");
    CHECK(said([](Views& views) { --views.proposals[0].tally.superseded; }) ==
          bench + "they have another tally\n");
    CHECK(said([](Views& views) {
              views.proposals[0].stances.set(views.tokens.find(id_of<events::Token>(3)),
                                             events::Stance::for_, 3);
          }) == bench + "they count other events\n");
    CHECK(said([](Views& views) { views.proposals[0].state = State::withdrawn; }) ==
          bench + "they have another state\n");
    CHECK(said([](Views& views) { views.proposal_by_id.clear(); }) ==
          bench + "they do not have it\n");
    CHECK(said([](Views& views) {
              views.projects[0].level = events::ParticipationLevel::decide;
          }) == "they have another participation level\n");
    CHECK(said([](Views& views) { views.projects[0].current_phase = 0; }) ==
          "they have another current phase\n");
    CHECK(said([](Views& views) { views.projects[0].phases.pop_back(); }) ==
          "they have other phases\n");
    CHECK(said([](Views& views) { views.projects[0].proposals.clear(); }) ==
          "they list other proposals\n");
    CHECK(said([](Views& views) { views.charter.clear(); }) ==
          "they have another charter in force\n");
    CHECK(said([](Views& views) { views.project_by_id.clear(); }) == "they have no such project\n");
    CHECK(said([](Views& views) { --views.position; }) == "they are of another position\n");
}

TEST_CASE("audit prints tallies with their events and the rules in force") {
    Small small;
    small.store.reset();
    const Printed printed = audit(small.dir.path, {"city/7", false, false});
    CHECK(printed.code == 0);
    CHECK(printed.errors.empty());
    for (const std::string_view line :
         {"participation level consult, set by event 1", "  for 2: 3 5\n", "  neutral 0\n",
          "  against 1: 6\n", "  superseded 1: 4\n", "  taken back 1: 7\n", "  withdrawals 1: 8\n",
          "    2 decide - -, current, set by event 9\n", "  Un banc\n", "opened as: Le parc\n",
          "in all: objects 1, stances that count 3, superseded 1, taken back 1\n",
          "the read models agree\n"}) {
        CAPTURE(line);
        CHECK(printed.out.find(line) != std::string::npos);
    }
    CHECK(audit(small.dir.path, {events::to_text(small.park), false, false}).out == printed.out);
    const Printed brief = audit(small.dir.path, {"city/7", false, true});
    CHECK(brief.out.find("  for 2\n") != std::string::npos);
    CHECK(brief.out.find("3 5") == std::string::npos);
}

TEST_CASE("audit as JSON says the same") {
    Small small;
    small.store.reset();
    const Printed printed = audit(small.dir.path, {"city/7", true, false});
    CHECK(printed.code == 0);
    const boost::json::value said = boost::json::parse(printed.out);
    CHECK(said.at_pointer("/project/id").as_string() == events::to_text(small.park));
    CHECK(said.at_pointer("/rules/current_phase/seq").as_int64() == 9);
    CHECK(said.at_pointer("/rules/phases/value/0/starts_on").as_string() == "2024-10-04");
    CHECK(said.at_pointer("/objects/0/for/1").as_int64() == 5);
    CHECK(said.at_pointer("/objects/0/taken_back/0").as_int64() == 7);
    CHECK(said.at_pointer("/objects/0/state").as_string() == "submitted");
    CHECK(said.at_pointer("/objects/0/hidden_seq").is_null());
    CHECK(said.at_pointer("/read_models_agree").as_bool());
    const boost::json::value brief =
        boost::json::parse(audit(small.dir.path, {"city/7", true, true}).out);
    CHECK(brief.at_pointer("/objects/0/for").as_int64() == 2);
}

TEST_CASE("an unknown project is one sentence and exit 1, and changes nothing") {
    Small small;
    small.store.reset();
    for (const std::string project : {"city/8", "", "7e000000-0000-0000-0000-000000000000"}) {
        const Printed printed = audit(small.dir.path, {project, false, false});
        CHECK(printed.code == 1);
        CHECK(printed.out.empty());
        CHECK(printed.errors == "audit: no project has the id or the origin " + project + "\n");
    }
}

TEST_CASE("a mirror without a vault is counted the same, without people's words") {
    const TempDir mirror;
    std::string with_vault;
    {
        Small small;
        small.store.reset();
        with_vault = audit(small.dir.path, {"city/7", false, false}).out;
        std::filesystem::copy(small.dir.path / "log", mirror.path / "log",
                              std::filesystem::copy_options::recursive);
    }
    const Printed printed = audit(mirror.path, {"city/7", false, false});
    CHECK(printed.code == 0);
    CHECK(printed.out.find("opened as: Le parc") != std::string::npos);
    const std::size_t title = with_vault.find("  Un banc\n");
    REQUIRE(title != std::string::npos);
    CHECK(printed.out == with_vault.erase(title, 10));
}
