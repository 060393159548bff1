// Rows of questions as pages show them: see question_parts.hpp.
#include "http/question_parts.hpp"

#include <algorithm>

#include "http/app_limits.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"
#include "http/pages/limits.hpp"

namespace imaginons::http {

namespace {

using projections::Question;
using projections::Views;

// Those that wait, the longest waiting first; then the answered, the latest answer first. They are
// listed as they were asked.
std::vector<std::uint32_t> in_order(const Views& views, std::vector<std::uint32_t> rows) {
    const auto answered = std::stable_partition(rows.begin(), rows.end(), [&](std::uint32_t row) {
        return views.questions[row].version == 0;
    });
    std::stable_sort(answered, rows.end(), [&](std::uint32_t a, std::uint32_t b) {
        return views.questions[a].answered_at_ms > views.questions[b].answered_at_ms;
    });
    return rows;
}

void fill_rows(pages::Questions& out, std::vector<QuestionTexts>& texts, const Views& views,
               const std::vector<std::uint32_t>& rows, bool in_past) {
    for (const std::uint32_t row : in_order(views, rows)) {
        const Question& question = views.questions[row];
        const bool hidden = question.state == projections::State::hidden;
        if (hidden && !in_past) continue;
        pages::QuestionView& one = out.questions.emplace_back();
        one.id = events::to_text(question.id);
        one.author = person_name(views, question.author);
        one.state = state_of(question.state, question.words);
        one.at = question.asked_at_ms;
        one.version = question.version;
        one.official = question.official;
        one.function = question.function;
        one.answered_at = question.answered_at_ms;
        if (question.version == 0 && one.state == pages::ContributionState::open) ++out.waiting;
        texts.push_back({question.words.body, question.answer.body});
    }
}

}  // namespace

void fill_questions(pages::Questions& out, std::vector<QuestionTexts>& texts, const Visit& visit,
                    const Views& views, const projections::Proposal& proposal, bool in_past) {
    out.shown = proposal.kind == projections::Kind::proposal &&
                proposal.state != projections::State::hidden;
    if (!out.shown) return;
    out.path = "/proposals/" + events::to_text(proposal.id);
    out.open =
        !in_past && proposal.state == projections::State::submitted && !proposal.words.erased;
    out.may_answer = may_answer(views, visit, proposal);
    fill_rows(out, texts, views, proposal.questions, in_past);
}

void fill_questions(pages::Questions& out, std::vector<QuestionTexts>& texts, const Visit& visit,
                    const Views& views, const projections::Project& project, bool in_past) {
    out.shown = true;
    out.path = "/projects/" + events::to_text(project.id);
    out.open = !in_past && !project.words.erased;
    out.may_answer = may_answer(views, visit, project.id);
    fill_rows(out, texts, views, project.questions, in_past);
}

void finish_questions(pages::Questions& out, const std::vector<QuestionTexts>& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (out.questions[i].state == pages::ContributionState::open)
            out.questions[i].body = render_markdown(texts[i].body, 4);
        if (out.questions[i].version != 0)
            out.questions[i].answer = render_markdown(texts[i].answer, 4);
    }
}

void fill_waiting(pages::QueuePage& page, const Visit& visit, const Views& views) {
    for (const std::uint32_t row : projections::questions_waiting(views)) {
        const Question& question = views.questions[row];
        if (!may_answer(views, visit, projections::project_of(views, question))) continue;
        ++page.question_count;
        if (page.questions.size() == limits::queue_rows) continue;
        page.questions.push_back(
            {events::to_text(question.id), asked_about(views, question).title,
             plain_excerpt(question.words.body, pages::limits::excerpt_characters),
             person_name(views, question.author), question.asked_at_ms});
    }
}

AskedAbout asked_about(const Views& views, const Question& question) {
    if (question.proposal == no_row) {
        const projections::Project& project = views.projects[question.project];
        return {"/projects/" + events::to_text(project.id), project.words.title};
    }
    const projections::Proposal& proposal = views.proposals[question.proposal];
    return {"/proposals/" + events::to_text(proposal.id), title_of(proposal)};
}

bool may_answer(const Views& views, const Visit& visit, const events::ProjectId& project) {
    const projections::Person* person =
        visit.who ? projections::find(views, visit.who->person) : nullptr;
    return person != nullptr && projections::holds(*person, events::Role::agent, project);
}

}  // namespace imaginons::http
