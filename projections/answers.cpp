// What the city does about proposals: its course, drafts, answers, the projects that carry it out,
// and since when an answer is owed.
#include <algorithm>
#include <limits>

#include "projections/consume.hpp"
#include "projections/queries.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

using events::ProposalStage;

// The row of what happened to it, made if it is the first; null if there is no such proposal. Notes
// the event.
Answering* own_event(Views& views, const Meta& meta, const events::ProposalId& id) {
    const std::uint32_t position = own_act(views, meta, id);
    if (position == Proposal::none) return nullptr;
    Proposal& row = views.proposals[position];
    if (row.answering == Proposal::none) {
        row.answering = static_cast<std::uint32_t>(views.answerings.size());
        views.answerings.emplace_back().proposal = position;
    }
    return &views.answerings[row.answering];
}

// The step is noted, with since when the city owes an answer; 0 = it owes none.
void come_to(Views& views, const Meta& meta, Answering& answering, ProposalStage stage,
             std::int64_t waits_since_ms) {
    Proposal& row = views.proposals[answering.proposal];
    row.stage = stage;
    row.waits_since_ms = waits_since_ms;
    StageChange& change = answering.course.emplace_back();
    change.stage = stage;
    change.at_ms = meta.happened_at_ms();
    change.seq = meta.seq;
    refresh_list_row(views, answering.proposal);
}

}  // namespace

// The author was asked for information, and has given it: the time to answer runs from now.
void Answers::apply(Views& views, const Meta& meta, const events::ProposalEdited& e) {
    const std::uint32_t position = position_of(views.proposal_by_id, e.proposal);
    if (position == Proposal::none) return;
    const Proposal& row = views.proposals[position];
    if (row.stage != ProposalStage::info_requested || row.answering == Proposal::none) return;
    come_to(views, meta, views.answerings[row.answering], ProposalStage::under_review,
            meta.happened_at_ms());
}

void Answers::apply(Views& views, const Meta& meta, const events::AnswerDrafted& e) {
    Answering* answering = own_event(views, meta, e.proposal);
    if (answering == nullptr) return;
    answering->drafts = e.draft;
    AnswerDraft& draft = answering->draft;
    draft = AnswerDraft{};
    draft.number = e.draft;
    draft.seq = meta.seq;
    draft.at_ms = meta.happened_at_ms();
    draft.version = e.version;
    draft.by = person_at(views, e.by);
    if (meta.sealed == nullptr || !meta.sealed->answer) return;
    draft.opened = true;
    draft.words = *meta.sealed->answer;
}

void Answers::apply(Views& views, const Meta& meta, const events::AnswerReviewed& e) {
    Answering* answering = own_event(views, meta, e.proposal);
    if (answering == nullptr || e.draft == 0 || answering->draft.number != e.draft) return;
    answering->draft.verdict = e.verdict;
    answering->draft.reviewed_by = person_at(views, e.by);
    set_words(answering->draft.review, meta, nullptr);
}

void Answers::apply(Views& views, const Meta& meta, const events::AnswerPublished& e) {
    Answering* answering = own_event(views, meta, e.proposal);
    if (answering == nullptr || !e.answer) return;
    answering->draft = AnswerDraft{};
    PublishedAnswer& answer = answering->answers.emplace_back();
    answer.seq = meta.seq;
    answer.at_ms = meta.happened_at_ms();
    answer.version = e.version;
    answer.drafted_by = person_at(views, e.drafted_by);
    answer.reviewed_by = person_at(views, e.reviewed_by);
    answer.words = *e.answer;
    come_to(views, meta, *answering, stage_after(e.answer->outcome), 0);
}

void Answers::apply(Views& views, const Meta& meta, const events::ProposalMoved& e) {
    Answering* answering = own_event(views, meta, e.proposal);
    if (answering == nullptr) return;
    const Proposal& row = views.proposals[answering->proposal];
    const bool studied = e.stage == ProposalStage::under_review;
    // The clock goes on; one that stood still while the author was asked starts anew.
    const bool stood_still = row.stage == ProposalStage::info_requested;
    const std::int64_t since = stood_still ? meta.happened_at_ms() : row.waits_since_ms;
    come_to(views, meta, *answering, e.stage, studied ? since : 0);
    set_words(answering->course.back().word, meta, e.text.get());
}

void Answers::apply(Views& views, const Meta& meta, const events::ProposalTakenUp& e) {
    Answering* answering = own_event(views, meta, e.proposal);
    if (answering != nullptr) answering->projects.push_back(e.project);
    Project* project = row_of(views.project_by_id, views.projects, e.project);
    if (project == nullptr) return;
    project->taken_up.push_back(e.proposal);
    project->seqs.push_back(meta.seq);
    project->touched = meta.seq;
}

const Answering* answering_of(const Views& views, const Proposal& proposal) {
    return proposal.answering == Proposal::none ? nullptr : &views.answerings[proposal.answering];
}

std::vector<std::uint32_t> to_answer(const Views& views) {
    std::vector<std::uint32_t> waiting;
    for (std::uint32_t i = 0; i < views.list.size(); ++i) {
        const ListRow& row = views.list[i];
        const bool asked = row.stage == ProposalStage::info_requested;
        if (row.state == State::submitted && (row.waits_since_ms != 0 || asked))
            waiting.push_back(i);
    }
    // What stands still comes last.
    const auto due = [&](std::uint32_t at) {
        const std::int64_t since = views.list[at].waits_since_ms;
        return since == 0 ? std::numeric_limits<std::int64_t>::max() : since;
    };
    std::sort(waiting.begin(), waiting.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (due(a) != due(b)) return due(a) < due(b);
        return events::ByBytes{}(views.proposals[a].id, views.proposals[b].id);
    });
    return waiting;
}

std::size_t waiting_since_before(const Views& views, std::int64_t time_ms) {
    return static_cast<std::size_t>(
        std::count_if(views.list.begin(), views.list.end(), [&](const ListRow& row) {
            return row.waits_since_ms != 0 && row.waits_since_ms < time_ms;
        }));
}

}  // namespace imaginons::projections
