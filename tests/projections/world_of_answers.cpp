// Roles and the city's answers in the random world: see world.hpp.
#include "world.hpp"

namespace imaginons::test {

using namespace events;

namespace {

std::unique_ptr<Criterion> criterion(Finding finding, std::string reason) {
    auto out = std::make_unique<Criterion>();
    out->finding = finding;
    out->reason = std::move(reason);
    return out;
}

}  // namespace

Answer answered(AnswerOutcome outcome, std::string title) {
    Answer out;
    out.outcome = outcome;
    out.title = std::move(title);
    out.body = "Nous le faisons *avec vous*.";
    out.competence = criterion(Finding::met, "La place est à la ville.");
    out.legality = criterion(Finding::met, "Rien ne s'y oppose.");
    out.general_interest = criterion(Finding::partly, "Pour qui attend le bus.");
    out.feasibility = criterion(Finding::not_met, "Pas avant le printemps.");
    out.official = "Iris Valdoré";
    out.function = "adjointe au cadre de vie";
    if (outcome == AnswerOutcome::accepted) out.cost = "3 000 €";
    if (outcome == AnswerOutcome::accepted) out.calendar = "avant juin";
    if (outcome == AnswerOutcome::redirected) out.redirected_to = "l'agglomération";
    return out;
}

void RandomWorld::role_event() {
    const auto person = id_of<PersonId>(people_[below(people_.size())]);
    const auto tell = [&](auto e) {
        e.person = person;
        e.role = static_cast<Role>(1 + below(5));
        if (one_in(2)) e.scope = id_of<ProjectId>(projects_[below(projects_.size())]);
        recorder.add_sealed(e, words("", "Service Citoyenneté"), person);
    };
    one_in(3) ? tell(RoleTaken()) : tell(RoleGiven());
}

void RandomWorld::answer_event() {
    const auto number = any_object(false);
    if (!number || !versions_.contains(*number)) return;
    const auto agent = id_of<PersonId>(people_[below(people_.size())]);
    const auto tell = [&](auto e) {
        e.proposal = id_of<ProposalId>(*number);
        e.by = agent;
        return e;
    };
    std::uint32_t& draft = drafts_[*number];
    switch (below(5)) {
        case 0: {
            AnswerDrafted e = tell(AnswerDrafted());
            e.draft = ++draft;
            e.version = versions_[*number];
            Text text;
            text.answer = std::make_unique<Answer>(answered(AnswerOutcome::refused, "Brouillon"));
            recorder.add_sealed(e, std::move(text), agent);
            return;
        }
        case 1: {
            AnswerReviewed e = tell(AnswerReviewed());
            e.draft = draft;
            e.verdict = one_in(2) ? ReviewVerdict::approved : ReviewVerdict::sent_back;
            recorder.add_sealed(e, words("", "Relu."), agent);
            return;
        }
        case 2: {
            AnswerPublished e = tell(AnswerPublished());
            e.draft = draft;
            e.version = versions_[*number];
            e.drafted_by = agent;
            e.reviewed_by = id_of<PersonId>(people_[below(people_.size())]);
            const auto outcome = static_cast<AnswerOutcome>(1 + below(4));
            e.answer = std::make_unique<Answer>(answered(outcome, "Réponse"));
            recorder.add(std::move(e), when());
            return;
        }
        case 3: {
            ProposalMoved e = tell(ProposalMoved());
            e.stage = one_in(2) ? ProposalStage::under_review : ProposalStage::in_progress;
            e.text = std::make_unique<Text>(words("", "Nous commençons."));
            recorder.add(std::move(e), when());
            return;
        }
        default: {
            ProposalTakenUp e = tell(ProposalTakenUp());
            e.project = id_of<ProjectId>(projects_[below(projects_.size())]);
            recorder.add(e);
        }
    }
}

}  // namespace imaginons::test
