// Every refusal there is can be met, has a name of its own, and comes without anything having
// changed.
#include <set>

#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;
using events::Stance;

namespace {

struct Case {
    RefusalCode code;
    AnyCommand command;
    Actor actor;
};

constexpr auto last = RefusalCode::not_in_this_phase;

const Actor gone = by(3);
const Actor ann = by(5);  // agents
const Actor bob = by(6);

DraftAnswer ask_for_more(std::uint64_t about) {
    DraftAnswer command;
    command.proposal = proposal(about);
    command.answer.outcome = events::AnswerOutcome::info_requested;
    command.answer.title = "Où, exactement ?";
    command.answer.body = "Dites-nous la rue.";
    command.answer.official = "Iris Valdoré";
    command.answer.function = "adjointe au cadre de vie";
    return command;
}
GiveRole give(const Actor& to, events::Role role) {
    return {to.person, role, {}, "Service"};
}
ReviewAnswer approve(std::uint64_t about) {
    return {proposal(about), 1, events::ReviewVerdict::approved, {}};
}

SubmitProposal bears(std::vector<std::string> themes, std::string district) {
    SubmitProposal command = submit(30);
    command.themes = std::move(themes);
    command.district = std::move(district);
    return command;
}

SubmitProposal at_point(std::int32_t latitude, std::int32_t longitude) {
    SubmitProposal command = submit(30);
    command.point = events::Point(latitude, longitude);
    return command;
}

constexpr std::int64_t hour = std::int64_t{60} * 60 * 1000;

AnnounceMeeting invite(std::uint64_t number, std::int64_t from, std::int64_t to) {
    AnnounceMeeting command;
    command.meeting = meeting(number);
    command.project = project(1);
    command.starts_at_ms = from;
    command.ends_at_ms = to;
    command.capacity = 1;
    command.words = {"Atelier", "", "Mairie", ""};
    return command;
}
ChangeMeeting change_seats(std::uint64_t number, std::uint32_t seats) {
    return {meeting(number), hour, 2 * hour, seats, {"Atelier", "", "Mairie", ""}, 0};
}
TakeRegistration come(std::uint64_t number, std::uint64_t who) {
    return {meeting(number), token(who)};
}

// Meeting 1 is to come and full, 2 is cancelled, 3 has begun; project 3 has as many as it can.
void add_meetings(World& world) {
    world.now_ms = 0;
    world.happen(invite(3, 500, hour), city);
    world.now_ms = 1'000;
    AnnounceMeeting two_seats = invite(1, hour, 2 * hour);
    two_seats.capacity = 2;
    world.happen(two_seats, city);
    world.happen(come(1, 1), ada);
    world.happen(come(1, 3), ben);
    world.happen(invite(2, hour, 2 * hour), city);
    world.happen(CancelMeeting{meeting(2), "Neige"}, city);
    for (std::uint64_t i = 0; i < limits::meetings; ++i) {
        AnnounceMeeting command = invite(100 + i, hour, 2 * hour);
        command.project = project(3);
        world.happen(command, city);
    }
}

std::vector<Case> meeting_cases() {
    AnnounceMeeting one_more = invite(99, hour, 2 * hour);
    one_more.project = project(3);
    AnnounceMeeting nowhere = invite(99, hour, 2 * hour);
    nowhere.words.place.clear();
    return {
        {RefusalCode::unknown_meeting, come(77, 1), ada},
        {RefusalCode::too_many_meetings, one_more, city},
        {RefusalCode::ends_before_it_begins, invite(99, 2 * hour, hour), city},
        {RefusalCode::lasts_too_long, invite(99, hour, 24 * 15 * hour), city},
        {RefusalCode::already_begun, come(3, 1), ada},
        {RefusalCode::not_begun_yet, PublishMinutes{meeting(1), "Rien"}, city},
        {RefusalCode::too_far_ahead, invite(99, 24 * 1'097 * hour, 24 * 1'098 * hour), city},
        {RefusalCode::no_place, nowhere, city},
        {RefusalCode::no_seats, change_seats(1, 0), city},
        {RefusalCode::too_many_seats, change_seats(1, limits::seats + 1), city},
        {RefusalCode::fewer_seats_than_taken, change_seats(1, 1), city},
        {RefusalCode::meeting_cancelled, come(2, 1), ada},
        {RefusalCode::meeting_full, come(1, 2), ben},
        {RefusalCode::already_registered, come(1, 1), ada},
        {RefusalCode::not_registered, WithdrawRegistration{meeting(1), token(2)}, ben},
    };
}

SubmitProposal amend(std::uint64_t number, std::uint64_t amended, std::uint32_t version) {
    SubmitProposal command = submit(number);
    command.kind = events::ProposalKind::amendment;
    command.amends = proposal(amended);
    command.amends_version = version;
    command.argument = argument(number);
    command.reason = "Pour plus d’ombre.";
    return command;
}

// Project 2 has as many questions as the limit, project 3 as many of Ben's that wait.
void ask_much(World& world) {
    for (std::uint64_t n = 0; n < limits::questions; ++n) {
        world.happen(ask_about(project(2), 100 + n), ben);
        world.happen(answer_question(100 + n), ann);
    }
    for (std::uint64_t n = 0; n < limits::open_questions; ++n)
        world.happen(ask_about(project(3), 50 + n), ben);
}

// A town where something stands in the way of everything.
World busy_town() {
    World world = small_town();
    world.happen(PublishThemes{{{"eau", "Eau", "Water"}}}, city);
    world.happen(PublishThemes{}, city);
    add_meetings(world);
    world.join(gone, "Chloé");
    world.happen(submit(16), gone);
    world.happen(ErasePerson{{}, events::ErasedWords::removed}, gone);
    world.happen(argue(20, 10), ben);
    world.happen(reply(21, 10, 20), ada);
    world.happen(reply(22, 10, 21), ben);
    world.happen(submit(13), ben);
    world.happen(WithdrawProposal{proposal(13), ""}, ben);
    world.happen(submit(14), ben);
    world.happen(HideContribution{events::ObjectKind::proposal, any(proposal(14)),
                                  events::HiddenGround::hidden_at_origin},
                 city);
    world.happen(submit(15, project(3)), ben);
    OpenProject told = open_project(4);
    told.phases = {{events::Phase(100, 200, events::PhaseKind::inform), "Savoir"}};
    world.happen(told, city);
    world.happen(SetMilestone{project(1), milestone(1), "Plans", 0, 10}, city);
    world.happen(ReachMilestone{project(1), milestone(1)}, city);
    for (std::uint64_t i = 0; i < limits::milestones; ++i) {
        world.happen(SetMilestone{project(3), milestone(100 + i), "Étape", 0, 0}, city);
    }
    world.join(ann, "Ann");
    world.join(bob, "Bob");
    world.happen(give(ada, events::Role::administrator), city);
    world.happen(give(ann, events::Role::agent), ada);
    world.happen(give(bob, events::Role::agent), ada);
    world.happen(submit(17), ben);
    world.happen(ask_for_more(17), ann);
    world.happen(approve(17), bob);
    world.happen(submit(18), ben);
    world.happen(ask_for_more(18), ann);
    world.happen(submit(19), ada);
    world.happen(InviteCoAuthor{proposal(19), "Ben"}, ada);
    for (std::uint64_t n = 1; n < limits::co_authors; ++n) {
        world.join(by(200 + n), "Voisine " + std::to_string(n));
        world.happen(InviteCoAuthor{proposal(19), "Voisine " + std::to_string(n)}, ada);
    }
    world.happen(amend(40, 19, 1), ben);
    world.happen(RefuseAmendment{proposal(40), 1, "Non."}, ada);
    world.happen(amend(41, 19, 1), ben);
    world.happen(edit(19), ada);
    for (std::uint64_t n = 1; n < limits::open_amendments; ++n)
        world.happen(amend(41 + n, 19, 2), ben);
    ask_much(world);
    return world;
}

TakeStance argument_stance(std::uint64_t about) {
    TakeStance command = think(Stance::for_, 10, any(project(1)), 1);
    command.object_kind = events::ObjectKind::argument;
    command.object = any(argument(about));
    return command;
}

std::vector<Case> cases() {
    SubmitProposal empty = submit(30);
    empty.title = " ";
    SubmitProposal too_long = submit(30);
    too_long.title = repeated("é", limits::title_chars + 1);
    SubmitProposal not_utf8 = submit(30);
    not_utf8.body = "\xFF";
    SubmitProposal control = submit(30);
    control.title = "a\nb";
    AddArgument no_link = argue(30, 10);
    no_link.url = "javascript:alert(1)";
    SubmitProposal no_kind = submit(30);
    no_kind.kind = events::ProposalKind::unset;
    OpenProject backwards = open_project(30);
    backwards.phases = {phase(200, 300), phase(100, 150)};
    OpenProject endless = open_project(30);
    endless.phases.assign(limits::phases + 1, phase(0, 0));
    EditProposal stale = edit(10);
    stale.seen_version = 7;
    const events::Id free_scope = any(proposal(11));
    return {
        {RefusalCode::empty, empty, ada},
        {RefusalCode::too_short, JoinPerson{"x", 1}, stranger},
        {RefusalCode::too_long, too_long, ada},
        {RefusalCode::not_utf8, not_utf8, ada},
        {RefusalCode::control_character, control, ada},
        {RefusalCode::not_a_link, no_link, ada},
        {RefusalCode::unknown_value, no_kind, ada},
        {RefusalCode::unknown_person, submit(30), stranger},
        {RefusalCode::unknown_project, submit(30, project(77)), ada},
        {RefusalCode::unknown_proposal, argue(30, 77), ada},
        {RefusalCode::unknown_argument, argument_stance(77), ada},
        {RefusalCode::unknown_milestone, ReachMilestone{project(1), milestone(77)}, city},
        {RefusalCode::unknown_phase, MovePhase{project(1), 2}, city},
        {RefusalCode::person_erased, submit(30), gone},
        {RefusalCode::words_removed, argue(30, 16), ada},
        {RefusalCode::already_joined, JoinPerson{"Ada2", 1}, ada},
        {RefusalCode::pseudonym_taken, JoinPerson{"ADA", 1}, stranger},
        {RefusalCode::same_pseudonym, RenamePerson{"Ada"}, ada},
        {RefusalCode::charter_already_accepted, AcceptCharter{1}, ada},
        {RefusalCode::charter_version_not_in_force, AcceptCharter{2}, ada},
        {RefusalCode::already_exists, submit(10), ben},
        {RefusalCode::not_the_owner, change_project(2), ben},
        {RefusalCode::not_the_author, edit(10), ben},
        {RefusalCode::not_the_city, PublishCharter{"Charte", "La mienne."}, ada},
        {RefusalCode::nothing_changed, PublishCharter{"Charte", "Soyons polis."}, city},
        {RefusalCode::phases_out_of_order, backwards, ada},
        {RefusalCode::too_many_phases, endless, ada},
        {RefusalCode::too_many_milestones, SetMilestone{project(3), milestone(99), "Étape", 0, 0},
         city},
        {RefusalCode::phase_already_current, MovePhase{project(1), 0}, city},
        {RefusalCode::progress_over_100, SetMilestone{project(1), milestone(2), "Étape", 0, 101},
         city},
        {RefusalCode::milestone_already_reached, ReachMilestone{project(1), milestone(1)}, city},
        {RefusalCode::proposal_withdrawn, think(Stance::for_, 13, any(proposal(13)), 1), ada},
        {RefusalCode::contribution_hidden, think(Stance::for_, 14, any(proposal(14)), 1), ada},
        {RefusalCode::already_hidden,
         HideContribution{events::ObjectKind::proposal, any(proposal(14)),
                          events::HiddenGround::hidden_at_origin},
         city},
        {RefusalCode::text_has_changed, stale, ada},
        {RefusalCode::reply_too_deep, reply(30, 10, 22), ada},
        {RefusalCode::argument_of_another_proposal, reply(30, 11, 20), ada},
        {RefusalCode::only_support_here, think(Stance::against, 15, any(project(3)), 1), ada},
        {RefusalCode::no_stance,
         WithdrawStance{events::ObjectKind::proposal, any(proposal(11)), free_scope, token(1)},
         ada},
        {RefusalCode::wrong_scope, think(Stance::for_, 10, free_scope, 1), ada},
        {RefusalCode::not_an_administrator, give(ben, events::Role::agent), ben},
        {RefusalCode::not_an_agent, ask_for_more(10), ada},
        {RefusalCode::role_already_held, give(ann, events::Role::agent), ada},
        {RefusalCode::role_not_held, TakeRole{ben.person, events::Role::agent, {}, "Parti"}, ada},
        {RefusalCode::last_administrator,
         TakeRole{ada.person, events::Role::administrator, {}, "Parti"}, ada},
        {RefusalCode::stage_does_not_follow,
         MoveProposal{proposal(10), events::ProposalStage::done, "Fait."}, ann},
        {RefusalCode::unknown_draft, approve(10), ann},
        {RefusalCode::draft_has_changed, ask_for_more(17), bob},
        {RefusalCode::own_draft, approve(17), ann},
        {RefusalCode::already_reviewed, approve(17), bob},
        {RefusalCode::not_approved, PublishAnswer{proposal(18), 1}, bob},
        {RefusalCode::not_accepted, TakeUpProposal{proposal(10), project(1)}, ann},
        {RefusalCode::not_invited, AcceptInvitation{proposal(10)}, ben},
        {RefusalCode::already_an_author, InviteCoAuthor{proposal(10), "Ada"}, ada},
        {RefusalCode::already_invited, InviteCoAuthor{proposal(19), "Ben"}, ada},
        {RefusalCode::too_many_co_authors, InviteCoAuthor{proposal(19), "Ann"}, ada},
        {RefusalCode::amendment_decided, RefuseAmendment{proposal(40), 1, "Non."}, ada},
        {RefusalCode::amended_text_has_changed, AcceptAmendment{proposal(41), 1, "A", "B"}, ada},
        {RefusalCode::too_many_amendments, amend(50, 19, 2), ben},
        {RefusalCode::not_a_code, PublishThemes{{{"À", "A", "A"}}}, city},
        {RefusalCode::code_used_twice, PublishThemes{{{"a", "A", "A"}, {"a", "A", "A"}}}, city},
        {RefusalCode::code_meant_another, PublishThemes{{{"eau", "Lune", "Moon"}}}, city},
        {RefusalCode::too_many_labels,
         PublishThemes{std::vector<NamedCode>(limits::labels + 1, {"a", "A", "A"})}, city},
        {RefusalCode::unknown_theme, bears({"eau"}, ""), ada},
        {RefusalCode::unknown_district, bears({}, "lune"), ada},
        {RefusalCode::too_many_themes, bears({"a", "b", "c", "d"}, ""), ada},
        {RefusalCode::not_on_earth, at_point(9'000'001, 0), ada},
        {RefusalCode::unknown_question, answer_question(77), ann},
        {RefusalCode::too_many_questions, ask_about(project(2), 99), ada},
        {RefusalCode::questions_waiting, ask_about(project(3), 99), ben},
        {RefusalCode::phase_not_begun, conclude(project(3), 1), ann},
        {RefusalCode::not_in_this_phase, submit(30, project(4)), ada},
    };
}

}  // namespace

TEST_CASE("every refusal can be met") {
    const World world = busy_town();
    std::set<RefusalCode> met;
    std::vector<Case> all = cases();
    for (Case& each : meeting_cases()) all.push_back(std::move(each));
    for (const Case& tried : all) {
        CAPTURE(name(tried.code));
        CHECK(world.code(tried.command, tried.actor) == tried.code);
        met.insert(tried.code);
    }
    World other = busy_town();
    other.happen(PublishCharter{"Charte", "Soyons très polis."}, city);
    CHECK(other.code(submit(30), ada) == RefusalCode::charter_not_accepted);
    met.insert(RefusalCode::charter_not_accepted);
    for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i) {
        CAPTURE(name(static_cast<RefusalCode>(i)));
        CHECK(met.contains(static_cast<RefusalCode>(i)));
    }
}

TEST_CASE("every refusal has a name of its own") {
    std::set<std::string_view> names;
    for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i) {
        CHECK_FALSE(name(static_cast<RefusalCode>(i)).empty());
        names.insert(name(static_cast<RefusalCode>(i)));
    }
    CHECK(names.size() == static_cast<std::size_t>(last) + 1);
    CHECK(name(RefusalCode::already_joined) == "already_joined");
}

TEST_CASE("deciding twice gives the same, accepted or refused") {
    const World world = busy_town();
    for (const Case& tried : cases()) {
        CHECK(world.refusal(tried.command, tried.actor) ==
              world.refusal(tried.command, tried.actor));
    }
    const Decision once = world.ask(submit(30), ada);
    const Decision again = world.ask(submit(30), ada);
    REQUIRE(once);
    REQUIRE(again);
    CHECK(once.facts() == again.facts());
}

TEST_CASE("an origin and a date of import are checked whatever the command") {
    const World world = small_town();
    Command command;
    command.body = submit(30);
    command.actor = ada;
    const auto refusal = [&] {
        const Decision decision = decide(world.state, command, 1'000);
        REQUIRE_FALSE(decision);
        return decision.refusal();
    };
    command.origin = repeated("x", limits::origin_bytes);
    CHECK(static_cast<bool>(decide(world.state, command, 1'000)));
    command.origin += "x";
    CHECK(refusal() == Refusal{RefusalCode::too_long, "origin", 200, 201});
    command.origin = "\xFF";
    CHECK(refusal().code == RefusalCode::not_utf8);
    command.origin = "a\n";
    CHECK(refusal().code == RefusalCode::control_character);
    command.origin.clear();
    for (const std::int64_t out_of_range :
         {INT64_MAX, INT64_MIN, std::int64_t{253'402'300'800'000}}) {
        command.occurred_at_ms = out_of_range;
        CHECK(refusal() == Refusal{RefusalCode::unknown_value, "occurred_at"});
    }
    command.occurred_at_ms = 253'402'300'799'999;
    CHECK(static_cast<bool>(decide(world.state, command, 1'000)));
}
