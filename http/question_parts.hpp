// Questions to the city on their way from the read models into pages. Used by handlers only.
#pragma once

#include <string>
#include <vector>

#include "http/app.hpp"
#include "http/pages/answers.hpp"
#include "http/pages/questions.hpp"
#include "projections/queries.hpp"

namespace imaginons::http {

// Of one question, what becomes HTML once the lock is let go.
struct QuestionTexts {
    std::string body;
    std::string answer;
};

// Within a read of the views. `in_past`: rows of the past, where hidden ones keep their place.
void fill_questions(pages::Questions& out, std::vector<QuestionTexts>& texts, const Visit& visit,
                    const projections::Views& views, const projections::Proposal& proposal,
                    bool in_past);
void fill_questions(pages::Questions& out, std::vector<QuestionTexts>& texts, const Visit& visit,
                    const projections::Views& views, const projections::Project& project,
                    bool in_past);
void finish_questions(pages::Questions& out, const std::vector<QuestionTexts>& texts);

// Those that the visitor may answer.
void fill_waiting(pages::QueuePage& page, const Visit& visit, const projections::Views& views);

// Path and title of what a question is about.
struct AskedAbout {
    std::string path;
    std::string title;
};
AskedAbout asked_about(const projections::Views& views, const projections::Question& question);

// The person who visits is an agent there.
bool may_answer(const projections::Views& views, const Visit& visit,
                const events::ProjectId& project);

}  // namespace imaginons::http
