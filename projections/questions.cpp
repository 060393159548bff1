// Questions to the city: what was asked about a proposal or a project, since when it waits, and
// what was answered.
#include <algorithm>

#include "projections/consume.hpp"
#include "projections/queries.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

// Notes one of a question's own events; null if there is no such question.
Question* own_event(Views& views, const Meta& meta, const events::QuestionId& id) {
    const std::uint32_t position = position_of(views.question_by_id, id);
    if (position == Proposal::none) return nullptr;
    views.questions[position].seqs.push_back(meta.seq);
    touch_question(views, position, meta.seq);
    return &views.questions[position];
}

bool is_waiting(const Views& views, const Question& row) {
    if (row.version != 0 || row.words.erased || !is_shown(views, row)) return false;
    if (row.proposal == Proposal::none) return !views.projects[row.project].words.erased;
    const Proposal& about = views.proposals[row.proposal];
    return about.state == State::submitted && !about.words.erased;
}

}  // namespace

void Questions::apply(Views& views, const Meta& meta, const events::QuestionAsked& e) {
    const std::uint32_t proposal = position_of(views.proposal_by_id, e.proposal);
    const std::uint32_t project = position_of(views.project_by_id, e.project);
    if (proposal == Proposal::none && project == Proposal::none) return;
    const auto position = static_cast<std::uint32_t>(views.questions.size());
    if (!views.question_by_id.emplace(events::id_as<events::Id>(e.question), position).second)
        return;
    Question& row = views.questions.emplace_back();
    row.id = e.question;
    row.proposal = proposal;
    if (proposal == Proposal::none) row.project = project;
    row.author = person_at(views, e.author);
    row.asked_at_ms = meta.happened_at_ms();
    set_words(row.words, meta, nullptr);
    views.people[row.author].questions.push_back(position);
    (proposal == Proposal::none ? views.projects[project].questions
                                : views.proposals[proposal].questions)
        .push_back(position);
    own_event(views, meta, e.question);
}

void Questions::apply(Views& views, const Meta& meta, const events::QuestionAnswered& e) {
    Question* row = own_event(views, meta, e.question);
    if (row == nullptr) return;
    row->version = e.version;
    row->official = e.official;
    row->function = e.function;
    row->answered_at_ms = meta.happened_at_ms();
    set_words(row->answer, meta, e.text.get());
}

void Questions::apply(Views& views, const Meta& meta, const events::ContributionHidden& e) {
    if (e.object_kind != events::ObjectKind::question) return;
    Question* row = own_event(views, meta, events::id_as<events::QuestionId>(e.object));
    if (row != nullptr) row->state = State::hidden;
}

const Question* find(const Views& views, const events::QuestionId& id) {
    return row_of(views.question_by_id, views.questions, id);
}

bool is_shown(const Views& views, const Question& question) {
    const bool hidden_with = question.proposal != Proposal::none &&
                             views.proposals[question.proposal].state == State::hidden;
    return question.state != State::hidden && !hidden_with;
}

events::ProjectId project_of(const Views& views, const Question& question) {
    const std::uint32_t project = question.proposal == Proposal::none
                                      ? question.project
                                      : views.proposals[question.proposal].project;
    return project == Proposal::none ? events::ProjectId() : views.projects[project].id;
}

std::vector<std::uint32_t> questions_waiting(const Views& views) {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < views.questions.size(); ++row) {
        if (is_waiting(views, views.questions[row])) rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
        const Question& one = views.questions[a];
        const Question& other = views.questions[b];
        return one.asked_at_ms != other.asked_at_ms ? one.asked_at_ms < other.asked_at_ms
                                                    : events::ByBytes{}(one.id, other.id);
    });
    return rows;
}

}  // namespace imaginons::projections
