// Rows of answers as pages show them: see answer_parts.hpp.
#include "http/answer_parts.hpp"

#include <algorithm>

#include "http/catalogue.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"

namespace imaginons::http {

namespace {

using events::ProposalStage;

pages::Outcome outcome_of(events::AnswerOutcome outcome) {
    switch (outcome) {
        case events::AnswerOutcome::unset: return pages::Outcome::none;
        case events::AnswerOutcome::accepted: return pages::Outcome::accepted;
        case events::AnswerOutcome::refused: return pages::Outcome::refused;
        case events::AnswerOutcome::redirected: return pages::Outcome::redirected;
        case events::AnswerOutcome::info_requested: return pages::Outcome::info_requested;
    }
    return pages::Outcome::none;
}

pages::Finding finding_of(events::Finding finding) {
    switch (finding) {
        case events::Finding::unset: return pages::Finding::open;
        case events::Finding::met: return pages::Finding::met;
        case events::Finding::partly: return pages::Finding::partly;
        case events::Finding::not_met: return pages::Finding::not_met;
    }
    return pages::Finding::open;
}

pages::CriterionView criterion_of(const std::unique_ptr<events::Criterion>& criterion) {
    if (!criterion) return {};
    return {finding_of(criterion->finding), criterion->reason};
}

void fill_steps(CourseDraft& draft, const projections::Answering& answering) {
    for (const projections::StageChange& change : answering.course) {
        draft.course.steps.push_back({stage_of(change.stage), change.at_ms, {}});
        draft.words.push_back(change.word.body);
        if (change.stage == ProposalStage::done) draft.course.done_at = change.at_ms;
    }
}

void fill_answer(CourseDraft& draft, const projections::Answering& answering,
                 const projections::Proposal& proposal) {
    if (answering.answers.empty()) return;
    const projections::PublishedAnswer& answer = answering.answers.back();
    draft.course.has_answer = true;
    draft.course.answered_at = answer.at_ms;
    draft.answer = answer.words;
    draft.course.answer.at = answer.at_ms;
    draft.course.answer.version = answer.version;
    draft.course.answer.text_changed_since = answer.version < proposal.version;
}

}  // namespace

Delay delay_of(const Visit& visit) {
    return {visit.app.options.answer_days, today(visit.now_ms)};
}

pages::Due due_of(const projections::Proposal& proposal, const Delay& delay) {
    if (proposal.waits_since_ms == 0) return {};
    return {today(proposal.waits_since_ms) + delay.days, delay.today};
}

std::int64_t overdue_before_ms(const Delay& delay) {
    return city_midnight(delay.today - delay.days);
}

pages::Stage stage_of(ProposalStage stage) {
    switch (stage) {
        case ProposalStage::unset:
        case ProposalStage::submitted: return pages::Stage::submitted;
        case ProposalStage::under_review: return pages::Stage::under_review;
        case ProposalStage::info_requested: return pages::Stage::info_requested;
        case ProposalStage::accepted: return pages::Stage::accepted;
        case ProposalStage::redirected: return pages::Stage::redirected;
        case ProposalStage::refused: return pages::Stage::refused;
        case ProposalStage::in_progress: return pages::Stage::in_progress;
        case ProposalStage::done: return pages::Stage::done;
    }
    return pages::Stage::submitted;
}

pages::Stage stage_of(const projections::Proposal& proposal) {
    const bool open = proposal.state == projections::State::submitted && !proposal.words.erased;
    const bool answered = proposal.stage != ProposalStage::submitted;
    if (!answered && (!open || proposal.waits_since_ms == 0)) return pages::Stage::none;
    return stage_of(proposal.stage);
}

bool may_answer(const projections::Views& views, const Visit& visit,
                const projections::Proposal& proposal) {
    const projections::Person* person =
        visit.who ? projections::find(views, visit.who->person) : nullptr;
    if (person == nullptr || proposal.kind != projections::Kind::proposal) return false;
    const auto project =
        proposal.project == no_row ? events::ProjectId() : views.projects[proposal.project].id;
    return projections::holds(*person, events::Role::agent, project);
}

bool is_an_agent(const projections::Views& views, const Visit& visit) {
    const projections::Person* person =
        visit.who ? projections::find(views, visit.who->person) : nullptr;
    return person != nullptr &&
           std::any_of(person->roles.begin(), person->roles.end(),
                       [](const auto& held) { return held.role == events::Role::agent; });
}

pages::AnswerView answer_view(const events::Answer& words) {
    pages::AnswerView view;
    view.outcome = outcome_of(words.outcome);
    view.title = words.title;
    view.body = render_markdown(words.body, 3);
    view.competence = criterion_of(words.competence);
    view.legality = criterion_of(words.legality);
    view.general_interest = criterion_of(words.general_interest);
    view.feasibility = criterion_of(words.feasibility);
    view.cost = words.cost;
    view.calendar = words.calendar;
    view.redirected_to = words.redirected_to;
    view.official = words.official;
    view.function = words.function;
    return view;
}

CourseDraft course_of(const projections::Views& views, const projections::Proposal& proposal,
                      const Delay& delay) {
    CourseDraft draft;
    draft.course.stage = stage_of(proposal);
    draft.course.due = due_of(proposal, delay);
    draft.course.submitted_at = proposal.created_at_ms;
    const projections::Answering* answering = projections::answering_of(views, proposal);
    if (answering == nullptr) return draft;
    fill_steps(draft, *answering);
    fill_answer(draft, *answering, proposal);
    for (const events::ProjectId& id : answering->projects) {
        const projections::Project* project = projections::find(views, id);
        if (project == nullptr) continue;
        draft.course.projects.push_back({events::to_text(id), project->words.title});
    }
    return draft;
}

pages::Course finish(CourseDraft draft) {
    pages::Course& course = draft.course;
    for (std::size_t i = 0; i < course.steps.size(); ++i) {
        if (!draft.words[i].empty()) course.steps[i].word = render_markdown(draft.words[i]);
    }
    if (!course.has_answer) return std::move(course);
    const pages::AnswerView facts = course.answer;
    course.answer = answer_view(draft.answer);
    course.answer.at = facts.at;
    course.answer.version = facts.version;
    course.answer.text_changed_since = facts.text_changed_since;
    return std::move(course);
}

pages::DraftState draft_state(const projections::AnswerDraft& draft) {
    if (draft.number == 0 || !draft.opened) return pages::DraftState::none;
    switch (draft.verdict) {
        case events::ReviewVerdict::unset: return pages::DraftState::to_review;
        case events::ReviewVerdict::approved: return pages::DraftState::approved;
        case events::ReviewVerdict::sent_back: return pages::DraftState::sent_back;
    }
    return pages::DraftState::none;
}

}  // namespace imaginons::http
