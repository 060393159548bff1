// From a draft to the city's answer, and from an answer to its result.
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;

namespace {

using events::AnswerOutcome;
using events::Finding;
using events::ProposalStage;
using events::ReviewVerdict;
using events::Role;

const Actor ann = by(5);  // agents
const Actor bob = by(6);

std::unique_ptr<events::Criterion> criterion(Finding finding, std::string reason) {
    auto out = std::make_unique<events::Criterion>();
    out->finding = finding;
    out->reason = std::move(reason);
    return out;
}

events::Answer answer(AnswerOutcome outcome) {
    events::Answer out;
    out.outcome = outcome;
    out.title = "Acceptée : deux bancs d’ici juin";
    out.body = "Nous les posons avec vous.";
    out.competence = criterion(Finding::met, "La place est à la ville.");
    out.legality = criterion(Finding::met, "Rien ne s’y oppose.");
    out.general_interest = criterion(Finding::met, "Tout le monde attend le bus.");
    out.feasibility = criterion(Finding::partly, "Pas avant le printemps.");
    out.official = "Iris Valdoré";
    out.function = "adjointe au cadre de vie";
    if (outcome == AnswerOutcome::accepted) {
        out.cost = "3 000 €";
        out.calendar = "avant juin";
    }
    if (outcome == AnswerOutcome::redirected) out.redirected_to = "l’agglomération";
    return out;
}

DraftAnswer draft(std::uint64_t about, std::uint32_t seen_draft = 0,
                  AnswerOutcome outcome = AnswerOutcome::accepted) {
    return {proposal(about), seen_draft, 1, answer(outcome)};
}
ReviewAnswer approve(std::uint64_t about, std::uint32_t number = 1) {
    return {proposal(about), number, ReviewVerdict::approved, {}};
}
ReviewAnswer send_back(std::uint64_t about, std::uint32_t number = 1) {
    return {proposal(about), number, ReviewVerdict::sent_back, "Le coût manque."};
}
MoveProposal move(std::uint64_t about, ProposalStage stage) {
    return {proposal(about), stage, "Le chantier commence."};
}

World town_with_agents() {
    World world = small_town();
    world.join(ann, "Ann");
    world.join(bob, "Bob");
    world.happen(GiveRole{ann.person, Role::agent, {}, "Service"}, city);
    world.happen(GiveRole{bob.person, Role::agent, {}, "Service"}, city);
    return world;
}

void publish(World& world, std::uint64_t about, AnswerOutcome outcome, std::uint32_t number = 1) {
    DraftAnswer command = draft(about, 0, outcome);
    command.seen_version = world.state.proposals.by_id.at(proposal(about)).version;
    world.happen(command, ann);
    world.happen(approve(about, number), bob);
    world.happen(PublishAnswer{proposal(about), number}, ann);
}

}  // namespace

TEST_CASE("a draft's words are sealed under the agent's key: the log says only that there is one") {
    World world = town_with_agents();
    const Facts facts = world.happen(draft(10), ann);
    const auto& drafted = only<events::AnswerDrafted>(facts);
    CHECK(drafted.proposal == proposal(10));
    CHECK(drafted.draft == 1);
    CHECK(drafted.version == 1);
    CHECK(drafted.by == ann.person);
    REQUIRE(facts[0].sealed);
    REQUIRE(facts[0].sealed->answer);
    CHECK(*facts[0].sealed->answer == answer(AnswerOutcome::accepted));
    CHECK(facts[0].subject == ann.person);
}

TEST_CASE("what another agent approved is published, word for word, and nothing else") {
    World world = town_with_agents();
    world.happen(draft(10), ann);
    CHECK(world.refusal(PublishAnswer{proposal(10), 1}, bob) ==
          Refusal{RefusalCode::not_approved, "draft"});
    CHECK(world.code(approve(10), ann) == RefusalCode::own_draft);
    world.happen(approve(10), bob);
    CHECK(world.code(approve(10), bob) == RefusalCode::already_reviewed);
    CHECK(world.code(PublishAnswer{proposal(10), 2}, bob) == RefusalCode::draft_has_changed);
    const Facts facts = world.happen(PublishAnswer{proposal(10), 1}, bob);
    const auto& published = only<events::AnswerPublished>(facts);
    REQUIRE(published.answer);
    CHECK(*published.answer == answer(AnswerOutcome::accepted));
    CHECK(published.drafted_by == ann.person);
    CHECK(published.reviewed_by == bob.person);
    CHECK(published.version == 1);
    CHECK_FALSE(facts[0].sealed);
    CHECK(stage_of(world.state.answers, proposal(10)) == ProposalStage::accepted);
    CHECK(world.code(PublishAnswer{proposal(10), 1}, bob) == RefusalCode::unknown_draft);
}

TEST_CASE("a draft that was sent back is prepared anew, and reviewed anew") {
    World world = town_with_agents();
    world.happen(draft(10), ann);
    ReviewAnswer without_word = send_back(10);
    without_word.word.clear();
    CHECK(world.refusal(without_word, bob) == Refusal{RefusalCode::empty, "word"});
    const Facts back = world.happen(send_back(10), bob);
    CHECK(back[0].sealed->body == "Le coût manque.");
    CHECK(back[0].subject == bob.person);
    CHECK(world.code(PublishAnswer{proposal(10), 1}, ann) == RefusalCode::not_approved);
    // Bob mends it himself: then Ann reviews.
    world.happen(draft(10, 1), bob);
    CHECK(world.code(approve(10, 2), bob) == RefusalCode::own_draft);
    world.happen(approve(10, 2), ann);
    // Whoever changes it after the approval has it reviewed again.
    world.happen(draft(10, 2), ann);
    CHECK(world.code(PublishAnswer{proposal(10), 3}, bob) == RefusalCode::not_approved);
}

TEST_CASE("of two agents who draft at once, the second is told that there is another draft") {
    World world = town_with_agents();
    world.happen(draft(10), ann);
    CHECK(world.refusal(draft(10), bob) == Refusal{RefusalCode::draft_has_changed, "seen_draft"});
    CHECK(world.accepts(draft(10, 1), bob));
    CHECK(world.code(draft(11, 1), bob) == RefusalCode::draft_has_changed);
    world.happen(edit(11), ada);
    CHECK(world.refusal(draft(11), bob) == Refusal{RefusalCode::text_has_changed, "seen_version"});
}

TEST_CASE("only agents answer, where they are agents, and only proposals that are there") {
    World world = town_with_agents();
    CHECK(world.code(draft(10), ada) == RefusalCode::not_an_agent);
    CHECK(world.code(draft(10), city) == RefusalCode::unknown_person);
    CHECK(world.code(draft(10), stranger) == RefusalCode::unknown_person);
    world.happen(GiveRole{ben.person, Role::moderator, {}, "Service"}, city);
    CHECK(world.code(draft(10), ben) == RefusalCode::not_an_agent);
    world.happen(GiveRole{ben.person, Role::agent, project(1), "Service"}, city);
    CHECK(world.accepts(draft(10), ben));
    CHECK(world.code(draft(11), ben) == RefusalCode::not_an_agent);
    CHECK(world.code(draft(77), ann) == RefusalCode::unknown_proposal);
    CHECK(world.code(draft(12), ann) == RefusalCode::unknown_proposal);
    world.happen(draft(11), ann);
    world.happen(WithdrawProposal{proposal(11), ""}, ada);
    CHECK(world.code(draft(11, 1), ann) == RefusalCode::proposal_withdrawn);
    CHECK(world.code(approve(11), bob) == RefusalCode::proposal_withdrawn);
    world.happen(TakeRole{ann.person, Role::agent, {}, "Part"}, city);
    CHECK(world.code(draft(10), ann) == RefusalCode::not_an_agent);
}

TEST_CASE("an amendment is for the authors of what it amends, not for the city") {
    World world = town_with_agents();
    SubmitProposal command = submit(30, project(1));
    command.kind = events::ProposalKind::amendment;
    command.amends = proposal(10);
    world.happen(command, ben);
    CHECK(world.code(draft(30), ann) == RefusalCode::unknown_proposal);
}

TEST_CASE("each outcome asks for what it must say, beside the four criteria") {
    const World world = town_with_agents();
    const auto field_of = [&](auto&& spoil, AnswerOutcome outcome = AnswerOutcome::accepted) {
        DraftAnswer command = draft(10, 0, outcome);
        spoil(command.answer);
        return world.refusal(command, ann);
    };
    using Code = RefusalCode;
    CHECK(field_of([](auto& a) { a.outcome = AnswerOutcome::unset; }) ==
          Refusal{Code::unknown_value, "outcome"});
    CHECK(field_of([](auto& a) { a.title.clear(); }) == Refusal{Code::empty, "title"});
    CHECK(field_of([](auto& a) { a.body.clear(); }) == Refusal{Code::empty, "body"});
    CHECK(field_of([](auto& a) { a.official.clear(); }) == Refusal{Code::empty, "official"});
    CHECK(field_of([](auto& a) { a.function.clear(); }) == Refusal{Code::empty, "function"});
    CHECK(field_of([](auto& a) { a.cost.clear(); }) == Refusal{Code::empty, "cost"});
    CHECK(field_of([](auto& a) { a.calendar.clear(); }) == Refusal{Code::empty, "calendar"});
    CHECK(field_of([](auto& a) { a.redirected_to.clear(); }, AnswerOutcome::redirected) ==
          Refusal{Code::empty, "redirected_to"});
    CHECK(field_of([](auto& a) { a.legality.reset(); }) ==
          Refusal{Code::unknown_value, "legality"});
    CHECK(field_of([](auto& a) { a.competence->finding = Finding::unset; }) ==
          Refusal{Code::unknown_value, "competence"});
    CHECK(field_of([](auto& a) { a.general_interest->reason.clear(); }) ==
          Refusal{Code::empty, "general_interest_reason"});
    CHECK(field_of([](auto& a) {
              a.feasibility->reason = repeated("é", limits::criterion_chars + 1);
          }) == Refusal{Code::too_long, "feasibility_reason", 1'000, 1'001});
    for (const AnswerOutcome outcome : {AnswerOutcome::accepted, AnswerOutcome::refused,
                                        AnswerOutcome::redirected, AnswerOutcome::info_requested})
        CHECK(world.accepts(draft(10, 0, outcome), ann));
}

TEST_CASE("who asks for information may leave criteria open") {
    const World world = town_with_agents();
    DraftAnswer command = draft(10, 0, AnswerOutcome::info_requested);
    command.answer.legality.reset();
    command.answer.feasibility = criterion(Finding::unset, {});
    CHECK(world.accepts(command, ann));
    command.answer.outcome = AnswerOutcome::refused;
    CHECK(world.code(command, ann) == RefusalCode::unknown_value);
}

TEST_CASE("an answer's words fit into a public event, also at their longest") {
    const World world = town_with_agents();
    DraftAnswer command = draft(10);
    command.answer.body = repeated("x", limits::answer_body_chars);
    for (auto* each : {&command.answer.competence, &command.answer.legality,
                       &command.answer.general_interest, &command.answer.feasibility})
        (*each)->reason = repeated("x", limits::criterion_chars);
    CHECK(world.accepts(command, ann));
    command.answer.body = repeated("é", limits::answer_body_chars);
    CHECK(world.refusal(command, ann).field == "body");
    CHECK(world.refusal(command, ann).limit == limits::official_text_bytes);
}

TEST_CASE("information that was asked for is given by an edit, and the city goes on") {
    World world = town_with_agents();
    world.happen(edit(10), ada);
    CHECK(stage_of(world.state.answers, proposal(10)) == ProposalStage::submitted);
    publish(world, 10, AnswerOutcome::info_requested);
    CHECK(stage_of(world.state.answers, proposal(10)) == ProposalStage::info_requested);
    world.happen(edit(10), ada);
    CHECK(stage_of(world.state.answers, proposal(10)) == ProposalStage::under_review);
    publish(world, 10, AnswerOutcome::refused, 2);
    CHECK(stage_of(world.state.answers, proposal(10)) == ProposalStage::refused);
}

TEST_CASE("a proposal comes from stage to stage in order, with a word that is public") {
    World world = town_with_agents();
    const auto follows = [&](ProposalStage stage) { return world.accepts(move(10, stage), ann); };
    CHECK(world.refusal(move(10, ProposalStage::done), ann) ==
          Refusal{RefusalCode::stage_does_not_follow, "stage"});
    for (const ProposalStage stage :
         {ProposalStage::submitted, ProposalStage::info_requested, ProposalStage::accepted,
          ProposalStage::redirected, ProposalStage::refused, ProposalStage::in_progress})
        CHECK_FALSE(follows(stage));
    CHECK(world.code(move(10, ProposalStage::under_review), ada) == RefusalCode::not_an_agent);
    world.happen(MoveProposal{proposal(10), ProposalStage::under_review, {}}, ann);
    CHECK_FALSE(follows(ProposalStage::under_review));
    publish(world, 10, AnswerOutcome::accepted);
    CHECK_FALSE(follows(ProposalStage::under_review));
    CHECK(follows(ProposalStage::done));
    MoveProposal silent = move(10, ProposalStage::in_progress);
    silent.word.clear();
    CHECK(world.refusal(silent, ann) == Refusal{RefusalCode::empty, "word"});
    const Facts facts = world.happen(move(10, ProposalStage::in_progress), ann);
    const auto& moved = only<events::ProposalMoved>(facts);
    REQUIRE(moved.text);
    CHECK(moved.text->body == "Le chantier commence.");
    CHECK_FALSE(facts[0].sealed);
    world.happen(move(10, ProposalStage::done), bob);
    CHECK_FALSE(follows(ProposalStage::in_progress));
}

TEST_CASE("what was accepted is carried out in a project, new or there already") {
    World world = town_with_agents();
    const TakeUpProposal into_one{proposal(11), project(1)};
    CHECK(world.refusal(into_one, ann) == Refusal{RefusalCode::not_accepted, "proposal"});
    publish(world, 11, AnswerOutcome::accepted);
    CHECK(world.code(into_one, ada) == RefusalCode::not_an_agent);
    CHECK(world.code(TakeUpProposal{proposal(11), project(77)}, ann) ==
          RefusalCode::unknown_project);
    world.happen(into_one, ann);
    CHECK(world.code(into_one, ann) == RefusalCode::nothing_changed);
    OpenProject open = open_project(50);
    open.takes_up = proposal(11);
    CHECK(world.code(open, ada) == RefusalCode::not_an_agent);
    const Facts facts = world.happen(open, ann);
    REQUIRE(facts.size() == 2);
    const auto& opened = std::get<events::ProjectOpened>(facts[0].payload);
    CHECK(opened.owner_kind == events::OwnerKind::city);
    CHECK(opened.text);
    CHECK(std::get<events::ProposalTakenUp>(facts[1].payload).project == project(50));
    open = open_project(51);
    open.takes_up = proposal(10);
    CHECK(world.code(open, ann) == RefusalCode::not_accepted);
}

TEST_CASE("a draft goes with its agent's words, and stays if these stay") {
    World world = town_with_agents();
    world.happen(draft(10), ann);
    world.happen(draft(11), ann);
    World kept = world;
    kept.happen(ErasePerson{{}, events::ErasedWords::kept, false}, ann);
    kept.happen(approve(10), bob);
    CHECK(kept.accepts(PublishAnswer{proposal(10), 1}, bob));
    world.happen(ErasePerson{{}, events::ErasedWords::removed, false}, ann);
    CHECK(world.code(approve(10), bob) == RefusalCode::unknown_draft);
    const Facts anew = world.happen(draft(10), bob);
    CHECK(only<events::AnswerDrafted>(anew).draft == 2);
}
