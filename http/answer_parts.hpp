// The city's answers on their way from the read models into pages: what is owed and since when,
// what was answered, who may answer. Used by handlers only.
#pragma once

#include <string>
#include <vector>

#include "http/app.hpp"
#include "http/pages/answers.hpp"
#include "projections/queries.hpp"

namespace imaginons::http {

// How long the city may take, and what day it is: with these a row says when its answer is due.
struct Delay {
    std::int32_t days = 0;
    std::int32_t today = 0;  // since 1970-01-01, in the city's calendar
};
Delay delay_of(const Visit& visit);
pages::Due due_of(const projections::Proposal& proposal, const Delay& delay);
// Whatever has waited since before this is overdue.
std::int64_t overdue_before_ms(const Delay& delay);

// none: nothing is answered there (a statement, an amendment, an import without an answer).
pages::Stage stage_of(const projections::Proposal& proposal);
pages::Stage stage_of(events::ProposalStage stage);

// The person who visits may answer it: they are an agent for the whole city or for its project.
bool may_answer(const projections::Views& views, const Visit& visit,
                const projections::Proposal& proposal);
// They are an agent of anything.
bool is_an_agent(const projections::Views& views, const Visit& visit);

// Renders its Markdown: not under the views' lock.
pages::AnswerView answer_view(const events::Answer& words);

// What a proposal's page tells of the city, copied under the lock; finish() renders its texts.
struct CourseDraft {
    pages::Course course;
    events::Answer answer;
    std::vector<std::string> words;  // of each step
};
CourseDraft course_of(const projections::Views& views, const projections::Proposal& proposal,
                      const Delay& delay);
pages::Course finish(CourseDraft draft);

pages::DraftState draft_state(const projections::AnswerDraft& draft);

}  // namespace imaginons::http
