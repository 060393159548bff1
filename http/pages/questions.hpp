// Questions to the city: on the page of what they are about, the form that asks, the form that
// answers. Plain data.
#pragma once

#include "http/markdown.hpp"
#include "http/pages/common.hpp"

namespace imaginons::http::pages {

struct QuestionView {
    std::string id;
    PersonName author;
    ContributionState state = ContributionState::open;
    Html body;
    std::int64_t at = 0;
    std::uint32_t version = 0;  // of the answer; 0: it waits for one
    Html answer;
    std::string official;
    std::string function;
    std::int64_t answered_at = 0;
};

// Of a proposal's or a project's page.
struct Questions {
    bool shown = false;                   // one may ask about it, or could
    std::string path;                     // "/proposals/ID", of what they are about
    std::vector<QuestionView> questions;  // those that wait, the longest waiting first; then the
                                          // answered, the latest answer first
    std::uint64_t waiting = 0;
    bool open = false;        // one may ask and answer now
    bool may_answer = false;  // who looks at the page
};

struct QuestionForm {
    std::string path;  // of what it is about
    std::string title;
    bool project = false;
    Field body;
};

struct QuestionAnswerForm {
    std::string id;    // of the question
    std::string path;  // of what it is about
    std::string title;
    PersonName author;
    Html question;
    std::int64_t at = 0;
    std::uint32_t version = 0;  // of the answer that it takes the place of; 0: it is the first
    bool changed = false;       // another agent has answered meanwhile: this is theirs
    Html other;
    Field body;
    Field official;
    Field function;
};

// One that an agent may answer, in their queue.
struct WaitingQuestion {
    std::string id;
    std::string title;  // of what it is about
    std::string excerpt;
    PersonName author;
    std::int64_t at = 0;
};

}  // namespace imaginons::http::pages
