// Bindings of questions to the city.
#include "http/pages/questions.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {

namespace {

void bind_question(Fields& out, const QuestionView& question) {
    const bool open = question.state == ContributionState::open;
    const bool answered = question.version != 0 && question.state != ContributionState::hidden;
    out.text("id", question.id);
    bind_author(out, question.author);
    bind_state(out, question.state);
    out.flag("by_city", false);
    out.date("at", question.at);
    out.flag("shown", open);
    out.html("body_html", question.body);
    out.flag("answerable", open);
    out.flag("answered", answered);
    out.flag("waits", open && !answered);
    out.html("answer_html", question.answer);
    out.text("official", question.official);
    out.text("function", question.function);
    out.date("answered_at", question.answered_at);
    out.flag("answered_anew", question.version > 1);
}

}  // namespace

void bind_questions(Fields& out, const Questions& questions) {
    out.group("ask", questions.shown, questions, [](Fields& group, const Questions& given) {
        group.path("about_url", given.path);
        group.path("ask_url", given.path + "/questions/new");
        group.text("sign_in_next", given.path);
        group.flag("has_questions", !given.questions.empty());
        group.number("question_count", given.questions.size());
        group.flag("any_waiting", given.waiting > 0);
        group.number("waiting_count", given.waiting);
        group.flag("may_ask", given.open);
        group.flag("answers_here", given.may_answer && given.open);
        group.list("questions", given.questions, bind_question);
    });
}

void bind_waiting_question(Fields& out, const WaitingQuestion& row) {
    out.text("question_id", row.id);
    out.text("title", title_or_gone(out, row.title));
    out.text("excerpt", row.excerpt);
    bind_author(out, row.author);
    out.date("at", row.at);
}

void bind(Fields& out, const QuestionForm& page) {
    FormBinding form{out};
    out.flag("project", page.project);
    out.path("about_url", page.path);
    out.path("form_url", page.path + "/questions");
    out.text("title", title_or_gone(out, page.title));
    form.field("body", page.body, "body", missing::question);
    form.finish();
}

void bind(Fields& out, const QuestionAnswerForm& page) {
    FormBinding form{out};
    out.text("question_id", page.id);
    out.path("about_url", page.path);
    out.text("title", title_or_gone(out, page.title));
    bind_author(out, page.author);
    out.html("question_html", page.question);
    out.date("at", page.at);
    out.flag("by_city", false);
    out.text("version", std::to_string(page.version));
    out.flag("again", page.version != 0);
    out.flag("changed", page.changed);
    out.html("other_html", page.other);
    form.field("body", page.body, "body", missing::answer_body);
    form.field("official", page.official, "official", missing::official);
    form.field("function", page.function, "function", missing::function);
    form.finish();
}

}  // namespace imaginons::http::pages
