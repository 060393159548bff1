// Projects of the city and of residents: whose words stand where, who may change what, phases and
// milestones.
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;

TEST_CASE("the city's words are public, a resident's are sealed under the resident's key") {
    World world = small_town();
    const Facts by_city = world.happen(open_project(30), city);
    const auto& official = only<events::ProjectOpened>(by_city);
    CHECK(official.owner_kind == events::OwnerKind::city);
    CHECK(events::is_nil(official.owner));
    REQUIRE(official.text);
    CHECK(official.text->title == "Le parc");
    CHECK(official.text->phases == std::vector<std::string>{"Phase", "Phase"});
    CHECK_FALSE(by_city[0].sealed);

    const Facts by_ada = world.happen(open_project(31), ada);
    const auto& residents = only<events::ProjectOpened>(by_ada);
    CHECK(residents.owner_kind == events::OwnerKind::person);
    CHECK(residents.owner == ada.person);
    CHECK_FALSE(residents.text);
    REQUIRE(by_ada[0].sealed);
    CHECK(by_ada[0].sealed->body == "Un parc pour tous");
    CHECK(by_ada[0].subject == ada.person);
    CHECK(residents.phases == official.phases);
}

TEST_CASE("news and milestones follow the same rule") {
    World world = small_town();
    CHECK(only<events::NewsPublished>(
              world.happen(PublishNews{project(1), news(1), "Nouvelle", "Ça avance"}, city))
              .text);
    CHECK(only<events::MilestoneSet>(
              world.happen(SetMilestone{project(1), milestone(1), "Plans", 0, 0}, city))
              .text);
    CHECK(world.happen(PublishNews{project(2), news(2), "Nouvelle", "Ça avance"}, ada)[0]
              .sealed->title == "Nouvelle");
    CHECK(
        world.happen(SetMilestone{project(2), milestone(1), "Plans", 0, 0}, ada)[0].sealed->title ==
        "Plans");
    CHECK(world.happen(change_project(2), ada)[0].sealed->title == "Le grand parc");
}

namespace {

std::vector<AnyCommand> all_about(std::uint64_t number) {
    return {change_project(number), MovePhase{project(number), 1},
            PublishNews{project(number), news(9), "Nouvelle", "Ça avance"},
            SetMilestone{project(number), milestone(9), "Plans", 0, 0},
            ReachMilestone{project(number), milestone(9)}};
}

// Who did what is about a project for the city; nil if nobody by name.
struct By {
    std::optional<events::PersonId> operator()(const auto& event) const {
        if constexpr (requires { std::optional<events::PersonId>(event.by); })
            return event.by;
        else
            return std::nullopt;
    }
};
events::PersonId by_of(const events::Fact& fact) {
    return std::visit(By{}, fact.payload).value();
}

}  // namespace

TEST_CASE("for the city's projects its agents act, each named by the event") {
    World world = small_town();
    const Actor ann = by(5);
    world.join(ann, "Ann");
    CHECK(world.code(change_project(1), ann) == RefusalCode::not_an_agent);
    OpenProject opened = open_project(30);
    opened.for_city = true;
    CHECK(world.code(opened, ann) == RefusalCode::not_an_agent);
    world.happen(GiveRole{ann.person, events::Role::editor, project(1), "Rédaction"}, city);
    CHECK(world.accepts(change_project(1), ann));
    CHECK(world.code(opened, ann) == RefusalCode::not_an_agent);
    world.happen(GiveRole{ann.person, events::Role::agent, {}, "Service"}, city);

    for (const AnyCommand& command : all_about(1)) {
        const Facts facts = world.happen(command, ann);
        CHECK(by_of(facts[0]) == ann.person);
        CHECK_FALSE(facts[0].sealed);
    }
    for (const AnyCommand& command : all_about(2))
        CHECK(world.code(command, ann) == RefusalCode::not_the_owner);
    const Facts facts = world.happen(opened, ann);
    const auto& project = only<events::ProjectOpened>(facts);
    CHECK(project.owner_kind == events::OwnerKind::city);
    CHECK(events::is_nil(project.owner));
    CHECK(project.by == ann.person);
    CHECK(project.text);
    const Facts own = world.happen(open_project(31), ann);
    CHECK(events::is_nil(only<events::ProjectOpened>(own).by));
    CHECK(own[0].sealed);
    CHECK(events::is_nil(by_of(world.happen(change_project(31), ann)[0])));
}

TEST_CASE("once a resident has left, the city goes on with their project") {
    World world = small_town();
    CHECK(world.code(change_project(2), city) == RefusalCode::not_the_owner);
    world.happen(ErasePerson{{}, events::ErasedWords::kept}, ada);
    for (const AnyCommand& command : all_about(2))
        CHECK_FALSE(world.happen(command, city)[0].sealed);
}

TEST_CASE("the phase in which a project is does not go with a change, the first one neither") {
    World world = small_town();
    ChangeProject command = change_project(2);
    command.phases.clear();
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::unknown_phase, "phases"});
    command.phases = {phase(0, 0)};
    CHECK(world.accepts(command, ada));
    world.happen(MovePhase{project(2), 1}, ada);
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::unknown_phase, "phases"});
    OpenProject without = open_project(30);
    without.phases.clear();
    world.happen(without, ada);
    ChangeProject none = change_project(30);
    none.phases.clear();
    CHECK(world.accepts(none, ada));
}

TEST_CASE("who changes a project without having seen its latest words is told") {
    World world = small_town();
    const auto words_seq = [&] { return world.state.projects.by_id.at(project(2)).words_seq; };
    ChangeProject command = change_project(2);
    command.seen_seq = words_seq();
    world.happen(PublishNews{project(2), news(1), "Nouvelle", "Ça avance"}, ada);
    world.happen(command, ada);
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::text_has_changed, "seen_seq"});
    command.seen_seq = words_seq();
    CHECK(world.accepts(command, ada));
}

TEST_CASE("a project is changed by who speaks for it only") {
    World world = small_town();
    for (const AnyCommand& command : all_about(1)) {
        CHECK(world.code(command, ada) == RefusalCode::not_an_agent);
        CHECK(world.code(command, stranger) == RefusalCode::unknown_person);
    }
    for (const AnyCommand& command : all_about(2)) {
        CHECK(world.code(command, ben) == RefusalCode::not_the_owner);
        CHECK(world.code(command, city) == RefusalCode::not_the_owner);
    }
    for (const AnyCommand& command : all_about(77)) {
        CHECK(world.refusal(command, city) == Refusal{RefusalCode::unknown_project, "project"});
    }
    for (const AnyCommand& command : all_about(1)) world.happen(command, city);
    for (const AnyCommand& command : all_about(2)) {
        if (std::holds_alternative<PublishNews>(command)) continue;
        world.happen(command, ada);
    }
}

TEST_CASE("an id that some project, proposal or argument has cannot be taken again") {
    World world = small_town();
    world.happen(argue(20, 10), ben);
    for (const events::Id& taken : {any(project(1)), any(proposal(10)), any(argument(20))}) {
        OpenProject again = open_project(1);
        again.project = events::id_as<events::ProjectId>(taken);
        CHECK(world.refusal(again, city) == Refusal{RefusalCode::already_exists, "project"});
        SubmitProposal proposed = submit(1);
        proposed.proposal = events::id_as<events::ProposalId>(taken);
        CHECK(world.refusal(proposed, ada) == Refusal{RefusalCode::already_exists, "proposal"});
        AddArgument argued = argue(1, 10);
        argued.argument = events::id_as<events::ArgumentId>(taken);
        CHECK(world.refusal(argued, ada) == Refusal{RefusalCode::already_exists, "argument"});
        AddStatement stated = state_that(1, project(1));
        stated.statement = events::id_as<events::ProposalId>(taken);
        CHECK(world.refusal(stated, ada) == Refusal{RefusalCode::already_exists, "statement"});
    }
    OpenProject nil = open_project(1);
    nil.project = {};
    CHECK(world.refusal(nil, city) == Refusal{RefusalCode::unknown_value, "project"});
}

TEST_CASE("a project says what it is worth in numbers that the schema names") {
    const World world = small_town();
    OpenProject command = open_project(30);
    command.level = static_cast<events::ParticipationLevel>(9);
    CHECK(world.refusal(command, city) == Refusal{RefusalCode::unknown_value, "level"});
    command.level = events::ParticipationLevel::unset;
    CHECK(world.refusal(command, city) == Refusal{RefusalCode::unknown_value, "level"});
    command = open_project(30);
    command.stance_choice = static_cast<events::StanceChoice>(3);
    CHECK(world.refusal(command, city) == Refusal{RefusalCode::unknown_value, "stance_choice"});
    command = open_project(30);
    command.phases[0].phase = events::Phase(1, 2, static_cast<events::PhaseKind>(200));
    CHECK(world.refusal(command, city) == Refusal{RefusalCode::unknown_value, "phases"});
    command.phases[0].phase = events::Phase(INT32_MAX, 0, events::PhaseKind::decide);
    CHECK(world.refusal(command, city) == Refusal{RefusalCode::unknown_value, "phases"});
}

TEST_CASE("the limits of a project's texts are met exactly") {
    const World world = small_town();
    OpenProject command = open_project(30);
    command.title = repeated("é", limits::title_chars);
    command.body = repeated("é", limits::project_body_chars);
    CHECK(world.accepts(command, ada));
    command.title += "é";
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::too_long, "title", 250, 251});
    command.title = "Le parc";
    command.body += "é";
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::too_long, "body", 20'000, 20'001});
    command.body.clear();
    CHECK(world.accepts(command, ada));
    command.phases[1].title = repeated("é", limits::phase_title_chars + 1);
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::too_long, "phases", 80, 81});
    command.phases[1].title = "";
    CHECK(world.refusal(command, ada) == Refusal{RefusalCode::empty, "phases"});
}

TEST_CASE("the city's words fit into a public event") {
    const World world = small_town();
    OpenProject command = open_project(30);
    const std::size_t others = command.title.size() + 2 * command.phases[0].title.size();
    command.body = repeated("x", limits::official_text_bytes - others);
    CHECK(world.accepts(command, city));
    command.body += "x";
    CHECK(world.refusal(command, city) == Refusal{RefusalCode::too_long, "body", 14'000, 14'001});
    CHECK(world.accepts(command, ada));
}

TEST_CASE("phases come one after the other, at most twelve, dates or not") {
    const World world = small_town();
    OpenProject command = open_project(30);
    command.phases = {};
    CHECK(world.accepts(command, city));
    command.phases.assign(limits::phases, phase(0, 0));
    CHECK(world.accepts(command, city));
    command.phases.push_back(phase(0, 0));
    CHECK(world.refusal(command, city) == Refusal{RefusalCode::too_many_phases, "phases", 12, 13});
    command.phases = {phase(100, 99)};
    CHECK(world.refusal(command, city) == Refusal{RefusalCode::phases_out_of_order, "phases"});
    command.phases = {phase(100, 200), phase(0, 0), phase(99, 300)};
    CHECK(world.refusal(command, city) == Refusal{RefusalCode::phases_out_of_order, "phases"});
    command.phases = {phase(100, 200), phase(150, 300)};
    CHECK(world.accepts(command, city));
    command.phases = {phase(100, 0), phase(0, 50)};
    CHECK(world.accepts(command, city));
}

TEST_CASE("a project moves to another of its phases, and keeps the one it is in") {
    World world = small_town();
    CHECK(only<events::PhaseMoved>(world.happen(MovePhase{project(1), 1}, city)).phase == 1);
    CHECK(world.code(MovePhase{project(1), 1}, city) == RefusalCode::phase_already_current);
    CHECK(world.code(MovePhase{project(1), 2}, city) == RefusalCode::unknown_phase);
    ChangeProject shorter = change_project(1);
    shorter.phases.resize(1);
    CHECK(world.refusal(shorter, city) == Refusal{RefusalCode::unknown_phase, "phases"});
    world.happen(change_project(1), city);
    world.happen(MovePhase{project(1), 2}, city);
    world.happen(MovePhase{project(1), 0}, city);
    world.happen(shorter, city);
    CHECK(world.code(MovePhase{project(1), 1}, city) == RefusalCode::unknown_phase);
}

TEST_CASE("a milestone is set, set anew, and reached once") {
    World world = small_town();
    SetMilestone command{project(1), milestone(1), "Plans", 20'000, 100};
    const Facts facts = world.happen(command, city);
    CHECK(only<events::MilestoneSet>(facts).due_on == 20'000);
    CHECK(only<events::MilestoneSet>(facts).progress_percent == 100);
    command.progress_percent = 101;
    CHECK(world.refusal(command, city) ==
          Refusal{RefusalCode::progress_over_100, "progress_percent"});
    command.progress_percent = 0;
    world.happen(command, city);
    command.due_on = INT32_MIN;
    CHECK(world.refusal(command, city) == Refusal{RefusalCode::unknown_value, "due_on"});
    CHECK(world.code(ReachMilestone{project(1), milestone(2)}, city) ==
          RefusalCode::unknown_milestone);
    CHECK(world.code(ReachMilestone{project(3), milestone(1)}, city) ==
          RefusalCode::unknown_milestone);
    world.happen(ReachMilestone{project(1), milestone(1)}, city);
    CHECK(world.code(ReachMilestone{project(1), milestone(1)}, city) ==
          RefusalCode::milestone_already_reached);
    command.due_on = 0;
    CHECK(world.code(command, city) == RefusalCode::milestone_already_reached);
    command.milestone = {};
    CHECK(world.refusal(command, city) == Refusal{RefusalCode::unknown_value, "milestone"});
}

TEST_CASE("a project has at most fifty milestones; one of them can still be set anew") {
    World world = small_town();
    for (std::uint64_t i = 0; i < limits::milestones; ++i) {
        world.happen(SetMilestone{project(1), milestone(i + 1), "Étape", 0, 0}, city);
    }
    CHECK(world.refusal(SetMilestone{project(1), milestone(51), "Étape", 0, 0}, city) ==
          Refusal{RefusalCode::too_many_milestones, "milestone", 50, 51});
    CHECK(world.accepts(SetMilestone{project(1), milestone(50), "Étape", 0, 0}, city));
}

TEST_CASE("news have a title, a body and an id of their own") {
    World world = small_town();
    world.happen(PublishNews{project(1), news(1), "Nouvelle", "Ça avance"}, city);
    CHECK(world.code(PublishNews{project(1), news(1), "Nouvelle", "Ça avance"}, city) ==
          RefusalCode::already_exists);
    CHECK(world.code(PublishNews{project(2), news(1), "Nouvelle", "Ça avance"}, ada) ==
          RefusalCode::already_exists);
    CHECK(world.code(PublishNews{project(1), {}, "Nouvelle", "Ça avance"}, city) ==
          RefusalCode::unknown_value);
    CHECK(world.refusal(PublishNews{project(1), news(2), "Nouvelle", " "}, city) ==
          Refusal{RefusalCode::empty, "body"});
    CHECK(world.refusal(PublishNews{project(1), news(2), "", "Ça avance"}, city) ==
          Refusal{RefusalCode::empty, "title"});
}
