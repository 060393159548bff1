// Asking the city, and answering for it. Each is a form, one command, and 303 to the question on
// the page of what it is about.
#include <algorithm>

#include "commands/limits.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/hidden.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/question_parts.hpp"
#include "http/random.hpp"
#include "http/writes.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using commands::Outcome;
using commands::Refusal;
using commands::RefusalCode;
using projections::Views;

// Withdrawn, hidden or erased while this was being written.
bool is_closed(const Refusal& refusal) {
    return refusal.code == RefusalCode::proposal_withdrawn ||
           refusal.code == RefusalCode::contribution_hidden ||
           refusal.code == RefusalCode::words_removed;
}

// --- asking

// What a question is about, and the form for it.
struct About {
    bool exists = false;
    bool hidden = false;
    bool open = false;
    commands::AskQuestion body;
    pages::QuestionForm form;
};

About proposal_in(const Visit& visit) {
    About out;
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return out;
    visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, *id);
        if (row == nullptr || row->kind != projections::Kind::proposal) return;
        out.exists = true;
        out.hidden = row->state == projections::State::hidden;
        out.open = row->state == projections::State::submitted && !row->words.erased;
        out.body.proposal = *id;
        out.form.path = "/proposals/" + events::to_text(*id);
        out.form.title = title_of(*row);
    });
    return out;
}

About project_in(const Visit& visit) {
    About out;
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    if (!id) return out;
    visit.app.views.read([&](const Views& views) {
        const projections::Project* row = projections::find(views, *id);
        if (row == nullptr) return;
        out.exists = true;
        out.open = !row->words.erased;
        out.body.project = *id;
        out.form.path = "/projects/" + events::to_text(*id);
        out.form.title = row->words.title;
        out.form.project = true;
    });
    return out;
}

std::optional<Response> nothing_to_ask_about(const Visit& visit, const About& about) {
    if (!about.exists) return error_page(visit, pages::Problem::not_found);
    if (about.hidden) return hidden_page(visit, about.body.proposal);
    return std::nullopt;
}

Reply show_form(const Visit& visit, About about) {
    if (auto response = nothing_to_ask_about(visit, about)) return std::move(*response);
    if (!visit.who) return to_sign_in(visit, visit.path);
    // Its page says why.
    if (!about.open) return see_other(visit, about.form.path);
    about.form.body.limit = commands::limits::question_chars;
    return show<pages::Nav::proposals>(visit, about.form);
}

Reply send(Visit& visit, About (*about_in)(const Visit&)) {
    const PostedForm posted = PostedForm::of_session(visit, std::string(visit.path) + "/new");
    if (posted.refused()) return *posted.refused();
    About about = about_in(visit);
    if (auto response = nothing_to_ask_about(visit, about)) return std::move(*response);
    pages::QuestionForm& form = about.form;
    form.body.value = posted.text("body");
    check_text(form.body, commands::limits::question_chars);
    if (form.body.fault != pages::Fault::none) return show<pages::Nav::proposals>(visit, form, 422);
    about.body.question = random_id<events::QuestionId>();
    about.body.body = form.body.value;
    commands::Command command = command_of(visit, std::move(about.body), posted.request_id());
    return submit(
        visit, std::move(command), [form = std::move(form)](Visit& waiting, const Answer* answer) {
            const auto again = [&](pages::Fault fault, unsigned status) {
                pages::QuestionForm wrong = form;
                wrong.body.fault = fault;
                return show<pages::Nav::proposals>(waiting, wrong, status);
            };
            const auto* refusal = answer == nullptr ? nullptr : std::get_if<Refusal>(answer);
            if (refusal != nullptr && is_closed(*refusal))
                return again(pages::Fault::no_longer_open, 409);
            return form_answer(
                waiting, answer, form.path,
                [&](const Outcome& outcome) {
                    return form.path + "#q-" + events::to_text(outcome.object);
                },
                [&](const Refusal& wrong) { return again(fault_of(wrong.code), 422); });
        });
}

// --- answering

struct Asked {
    bool exists = false;
    bool hidden = false;
    bool allowed = false;
    bool open = false;
    events::QuestionId id;
    std::string words;
    std::string answer;
    std::string official;
    std::string function;
    pages::QuestionAnswerForm form;
};

bool is_open(const Views& views, const projections::Question& row) {
    if (row.words.erased) return false;
    if (row.proposal == no_row) return !views.projects[row.project].words.erased;
    const projections::Proposal& about = views.proposals[row.proposal];
    return about.state == projections::State::submitted && !about.words.erased;
}

Asked asked_in(const Visit& visit) {
    Asked out;
    const auto id = events::parse_id<events::QuestionId>(visit.captures[0]);
    if (!id) return out;
    visit.app.views.read([&](const Views& views) {
        const projections::Question* row = projections::find(views, *id);
        if (row == nullptr) return;
        const AskedAbout about = asked_about(views, *row);
        out.exists = true;
        out.id = *id;
        out.hidden = !is_shown(views, *row);
        out.allowed = may_answer(views, visit, projections::project_of(views, *row));
        out.open = is_open(views, *row);
        out.words = row->words.body;
        out.answer = row->answer.body;
        out.official = row->official;
        out.function = row->function;
        out.form.id = events::to_text(*id);
        out.form.path = about.path;
        out.form.title = about.title;
        out.form.author = person_name(views, row->author);
        out.form.at = row->asked_at_ms;
        out.form.version = row->version;
    });
    out.form.question = render_markdown(out.words, 3);
    out.form.body.limit = commands::limits::answer_body_chars;
    out.form.official.limit = commands::limits::answer_line_chars;
    out.form.function.limit = commands::limits::answer_line_chars;
    return out;
}

// Why the visitor may not answer; nothing if they may.
std::optional<Response> not_for(const Visit& visit, const Asked& asked) {
    if (!asked.exists || asked.hidden) return error_page(visit, pages::Problem::not_found);
    if (!visit.who) return to_sign_in(visit, visit.path);
    if (!asked.allowed) return error_page(visit, pages::Problem::forbidden);
    // The page of what it is about says why.
    if (!asked.open) return see_other(visit, asked.form.path);
    return std::nullopt;
}

bool has_fault(const pages::QuestionAnswerForm& form) {
    return form.body.fault != pages::Fault::none || form.official.fault != pages::Fault::none ||
           form.function.fault != pages::Fault::none;
}

// What was typed, over what another agent has published meanwhile.
Response after_another(const Visit& visit, pages::QuestionAnswerForm form) {
    const Asked now = asked_in(visit);
    if (auto response = not_for(visit, now)) return std::move(*response);
    form.version = now.form.version;
    form.changed = true;
    form.other = render_markdown(now.answer, 3);
    return show<pages::Nav::proposals>(visit, form, 409);
}

void put_fault(pages::QuestionAnswerForm& form, const Refusal& refusal) {
    pages::Field& field = refusal.field == "official"   ? form.official
                          : refusal.field == "function" ? form.function
                                                        : form.body;
    field.fault = fault_of(refusal.code);
}

}  // namespace

Reply ask_form(Visit& visit) {
    return show_form(visit, proposal_in(visit));
}

Reply ask(Visit& visit) {
    return send(visit, proposal_in);
}

Reply ask_about_project_form(Visit& visit) {
    return show_form(visit, project_in(visit));
}

Reply ask_about_project(Visit& visit) {
    return send(visit, project_in);
}

Reply answer_question_form(Visit& visit) {
    Asked asked = asked_in(visit);
    if (auto response = not_for(visit, asked)) return std::move(*response);
    asked.form.body.value = asked.answer;
    asked.form.official.value = asked.official;
    asked.form.function.value = asked.function;
    return show<pages::Nav::proposals>(visit, asked.form);
}

Reply answer_question(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, visit.path);
    if (posted.refused()) return *posted.refused();
    Asked asked = asked_in(visit);
    if (auto response = not_for(visit, asked)) return std::move(*response);
    pages::QuestionAnswerForm& form = asked.form;
    form.version = version_in(posted);
    form.body.value = posted.text("body");
    form.official.value = posted.text("official");
    form.function.value = posted.text("function");
    check_text(form.body, commands::limits::answer_body_chars);
    check_text(form.official, commands::limits::answer_line_chars);
    check_text(form.function, commands::limits::answer_line_chars);
    if (has_fault(form)) return show<pages::Nav::proposals>(visit, form, 422);
    commands::AnswerQuestion body{asked.id, form.version, form.body.value, form.official.value,
                                  form.function.value};
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command),
                  [form = std::move(form)](Visit& waiting, const Answer* answer) {
                      const std::string back = form.path + "#q-" + form.id;
                      const auto again = [&](const Refusal& refusal) {
                          if (refusal.code == RefusalCode::text_has_changed)
                              return after_another(waiting, form);
                          pages::QuestionAnswerForm wrong = form;
                          put_fault(wrong, refusal);
                          return show<pages::Nav::proposals>(waiting, wrong, 422);
                      };
                      return form_answer(
                          waiting, answer, form.path, [&](const Outcome&) { return back; }, again);
                  });
}

}  // namespace imaginons::http::site
