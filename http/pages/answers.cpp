// Bindings of the city's answers.
#include "http/pages/answers.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {
namespace {

void bind_criterion(Fields& out, const std::string& name, const CriterionView& criterion) {
    const bool examined = criterion.finding != Finding::open || !criterion.reason.empty();
    out.group(name, examined, criterion, [](Fields& group, const CriterionView& given) {
        group.flag("met", given.finding == Finding::met);
        group.flag("partly", given.finding == Finding::partly);
        group.flag("not_met", given.finding == Finding::not_met);
        group.flag("left_open", given.finding == Finding::open);
        group.text("reason", given.reason);
    });
}

void bind_outcome(Fields& out, Outcome outcome) {
    out.flag("accepted", outcome == Outcome::accepted);
    out.flag("refused", outcome == Outcome::refused);
    out.flag("redirected", outcome == Outcome::redirected);
    out.flag("info_requested", outcome == Outcome::info_requested);
}

void bind_answer(Fields& out, const AnswerView& answer) {
    bind_outcome(out, answer.outcome);
    out.text("verdict", answer.title);
    out.html("answer_html", answer.body);
    bind_criterion(out, "competence", answer.competence);
    bind_criterion(out, "legality", answer.legality);
    bind_criterion(out, "general_interest", answer.general_interest);
    bind_criterion(out, "feasibility", answer.feasibility);
    out.flag("has_key",
             !answer.cost.empty() || !answer.calendar.empty() || !answer.redirected_to.empty());
    out.flag("has_cost", !answer.cost.empty());
    out.text("cost", answer.cost);
    out.flag("has_calendar", !answer.calendar.empty());
    out.text("calendar", answer.calendar);
    out.flag("has_redirected_to", !answer.redirected_to.empty());
    out.text("redirected_to", answer.redirected_to);
    out.text("official", answer.official);
    out.text("official_initials", initials_of(answer.official));
    out.text("official_colour", std::to_string(colour_of(answer.official)));
    out.text("function", answer.function);
    out.date("published", answer.at);
    out.flag("text_changed_since", answer.text_changed_since);
    out.text("answered_version", std::to_string(answer.version));
}

void bind_linked(Fields& out, const std::string& name, const std::vector<LinkedProject>& projects) {
    out.list(name, projects, [](Fields& item, const LinkedProject& project) {
        item.text("linked_id", project.id);
        item.text("linked_title", title_or_gone(item, project.title));
    });
}

constexpr std::int64_t ms_a_day = 86'400'000;

// How far along the thread of a proposal is: proposal, answer, project, result.
void bind_thread(Fields& out, const Course& course) {
    const Stage stage = course.stage;
    const bool answered = course.answered_at != 0;
    const bool goes_on =
        stage == Stage::accepted || stage == Stage::in_progress || stage == Stage::done;
    out.date("submitted", course.submitted_at);
    out.flag("answered", answered);
    out.date("answered_at", course.answered_at);
    const auto days = (course.answered_at - course.submitted_at) / ms_a_day;
    out.number("answer_days", answered && days > 0 ? static_cast<std::uint64_t>(days) : 0);
    // An answer that asked for details is not the last word.
    const bool reopened =
        answered && (stage == Stage::under_review || stage == Stage::info_requested);
    out.flag("answer_now", !answered || reopened);
    out.flag("answer_done", answered && !reopened);
    out.flag("asked", stage == Stage::info_requested);
    out.flag("goes_on", goes_on);
    out.flag("undecided", !answered || reopened);
    out.flag("project_now", stage == Stage::accepted || stage == Stage::in_progress);
    out.flag("project_done", stage == Stage::done);
    out.flag("result_done", stage == Stage::done);
    out.date("done_at", course.done_at);
    out.flag("has_linked", !course.projects.empty());
    bind_linked(out, "linked", course.projects);
}

void bind_steps(Fields& out, const Course& course) {
    out.flag("has_steps", !course.steps.empty());
    out.list("steps", course.steps, [](Fields& item, const CourseStep& step) {
        bind_stage(item, step.stage, {});
        item.date("step_at", step.at);
        item.html("word_html", step.word);
    });
}

void bind_draft(Fields& out, DraftState draft) {
    out.flag("no_draft", draft == DraftState::none);
    out.flag("to_review", draft == DraftState::to_review);
    out.flag("sent_back", draft == DraftState::sent_back);
    out.flag("approved", draft == DraftState::approved);
}

void bind_finding(Fields& out, const Field& finding) {
    out.flag("is_met", finding.value == "met");
    out.flag("is_partly", finding.value == "partly");
    out.flag("is_not_met", finding.value == "not_met");
}

// Group `name`: title of the criterion by flag, the choice and the reason.
void bind_criterion_fields(FormBinding& form, const std::string& name,
                           const CriterionFields& criterion) {
    form.field(name, criterion.reason, name + "_reason", missing::criterion_reason,
               [&](Fields& group) {
                   group.text("anchor", name);
                   bind_finding(group, criterion.finding);
                   group.flag("finding_wrong", criterion.finding.fault != Fault::none);
                   group.text("finding_fault",
                              form.fault(criterion.finding, name + "_met", missing::finding));
               });
}

}  // namespace

void bind_course(Fields& out, const Course& course, bool shown) {
    const bool told = shown && course.stage != Stage::none;
    out.group("course", told, course, [](Fields& group, const Course& given) {
        bind_stage(group, given.stage, given.due);
        bind_thread(group, given);
        bind_steps(group, given);
        group.group("answer", given.has_answer, given.answer, bind_answer);
    });
}

void bind(Fields& out, const AnswerDesk& page) {
    FormBinding form{out};
    out.text("proposal_id", page.proposal_id);
    out.text("title", title_or_gone(out, page.title));
    bind_stage(out, page.stage, page.due);
    bind_draft(out, page.draft);
    out.flag("has_draft", page.draft != DraftState::none);
    out.text("number", std::to_string(page.number));
    out.flag("can_review", page.draft == DraftState::to_review && !page.own);
    out.flag("waits_for_other", page.draft == DraftState::to_review && page.own);
    out.text("by", name_or_gone(out, page.by.pseudonym));
    out.text("reviewed_by", name_or_gone(out, page.reviewed_by.pseudonym));
    out.flag("has_review_word", !page.review_word.empty());
    out.html("review_html", page.review_word);
    out.flag("proposal_changed", page.text_changed_since);
    out.group("answer", page.draft != DraftState::none, page.answer, bind_answer);
    form.field("word", page.word, "word", missing::review_word);
    form.field("step", page.step, "step", missing::step_word);
    out.flag("can_begin", page.can_begin);
    out.flag("can_start", page.can_start);
    out.flag("can_finish", page.can_finish);
    out.flag("can_move", page.can_begin || page.can_start || page.can_finish);
    out.flag("can_link", page.can_link);
    form.field("project", page.project, "project", missing::project);
    bind_linked(out, "projects", page.projects);
    out.flag("has_projects", !page.projects.empty());
    bind_linked(out, "linked", page.linked);
    out.flag("has_linked", !page.linked.empty());
    form.finish();
}

void bind(Fields& out, const AnswerForm& page) {
    FormBinding form{out};
    out.text("proposal_id", page.proposal_id);
    out.text("proposal_title", title_or_gone(out, page.proposal_title));
    out.html("proposal_html", page.proposal_body);
    out.text("version", std::to_string(page.version));
    out.text("seen_draft", std::to_string(page.seen_draft));
    out.flag("text_changed", page.text_changed);
    form.field("outcome", page.outcome, "outcome_accepted", missing::outcome, [&](Fields& group) {
        group.flag("is_accepted", page.outcome.value == "accepted");
        group.flag("is_refused", page.outcome.value == "refused");
        group.flag("is_redirected", page.outcome.value == "redirected");
        group.flag("is_info_requested", page.outcome.value == "info_requested");
    });
    form.field("redirected_to", page.redirected_to, "redirected_to", missing::redirected_to);
    form.field("title", page.title, "title", missing::verdict);
    form.field("body", page.body, "body", missing::answer_body);
    bind_criterion_fields(form, "competence", page.competence);
    bind_criterion_fields(form, "legality", page.legality);
    bind_criterion_fields(form, "general_interest", page.general_interest);
    bind_criterion_fields(form, "feasibility", page.feasibility);
    form.field("cost", page.cost, "cost", missing::cost);
    form.field("calendar", page.calendar, "calendar", missing::calendar);
    form.field("official", page.official, "official", missing::official);
    form.field("function", page.function, "function", missing::function);
    out.group("other", page.other.outcome != Outcome::none, page,
              [](Fields& group, const AnswerForm& given) {
                  group.text("other_by", name_or_gone(group, given.other_by.pseudonym));
                  group.group("answer", true, given.other, bind_answer);
              });
    form.finish();
}

void bind(Fields& out, const QueuePage& page) {
    out.flag("has_questions", !page.questions.empty());
    out.number("question_count", page.question_count);
    out.list("questions", page.questions, bind_waiting_question);
    out.flag("is_empty", page.rows.empty());
    out.number("waiting", page.waiting);
    out.flag("any_overdue", page.overdue > 0);
    out.number("overdue_count", page.overdue);
    out.number("to_review_count", page.to_review);
    out.number("asked_count", page.asked);
    out.number("answered_count", page.answered_this_month);
    out.list("rows", page.rows, [](Fields& item, const QueueRow& row) {
        bind_proposal_row(item, row.proposal);
        bind_draft(item, row.draft);
        item.flag("own_draft", row.own_draft);
        item.flag("asked", row.asked);
        const auto late = static_cast<std::uint64_t>(row.proposal.due.days_late());
        item.number("days_late", late);
        const bool act = row.draft == DraftState::to_review && !row.own_draft;
        item.flag("act_review", act);
        item.flag("act_publish", row.draft == DraftState::approved);
        item.flag("act_prepare", row.draft == DraftState::none);
    });
}

}  // namespace imaginons::http::pages
