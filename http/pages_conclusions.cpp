// Saying what a debate came to: a form, one command, and 303 to the head of the debate.
#include <algorithm>

#include "commands/limits.hpp"
#include "http/conclusion_parts.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/hidden.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/query.hpp"
#include "http/writes.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using commands::Outcome;
using commands::Refusal;
using commands::RefusalCode;
using projections::Views;

Response show(const Visit& visit, const pages::ConclusionForm& form, unsigned status = 200) {
    const auto nav = form.project ? pages::Nav::projects : pages::Nav::proposals;
    return html(visit, visit.app.templates.render(form, chrome_of(visit, nav)), status);
}

// The debate that the path and, of a project, the phase name, with what was said of it last.
struct Debate {
    bool exists = false;
    bool hidden = false;
    bool allowed = false;
    bool open = false;
    commands::PublishConclusion body;
    events::Conclusion last;
    pages::ConclusionForm form;
};

void take_last(Debate& debate, const Views& views, std::uint32_t row) {
    if (row == no_row) return;
    const projections::Conclusion& conclusion = views.conclusions[row];
    debate.form.version = conclusion.version;
    debate.last = conclusion.words;
}

void set_limits(pages::ConclusionForm& form) {
    for (pages::Field* field : {&form.said_for, &form.said_against, &form.left_open})
        field->limit = commands::limits::conclusion_part_chars;
}

Debate proposal_in(const Visit& visit, std::string_view) {
    Debate out;
    set_limits(out.form);
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return out;
    visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, *id);
        if (row == nullptr || row->kind != projections::Kind::proposal) return;
        const auto project =
            row->project == no_row ? events::ProjectId() : views.projects[row->project].id;
        out.exists = true;
        out.hidden = row->state == projections::State::hidden;
        out.open = row->state == projections::State::submitted && !row->words.erased;
        out.allowed = may_conclude(views, visit, project);
        out.body.proposal = *id;
        out.form.path = "/proposals/" + events::to_text(*id);
        out.form.title = title_of(*row);
        take_last(out, views, row->conclusion);
    });
    return out;
}

Debate phase_in(const Visit& visit, std::string_view phase_text) {
    Debate out;
    set_limits(out.form);
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    const auto phase = parse_whole(phase_text);
    if (!id || !phase) return out;
    visit.app.views.read([&](const Views& views) {
        const projections::Project* row = projections::find(views, *id);
        if (row == nullptr || *phase >= row->phases.size() || *phase > row->current_phase) return;
        out.exists = true;
        out.open = !row->words.erased;
        out.allowed = may_conclude(views, visit, *id);
        out.body.project = *id;
        out.body.phase = static_cast<std::uint16_t>(*phase);
        out.form.path = "/projects/" + events::to_text(*id);
        out.form.title = row->words.title;
        out.form.project = true;
        out.form.phase = out.body.phase;
        if (*phase < row->words.phases.size()) out.form.phase_title = row->words.phases[*phase];
        for (const std::uint32_t at : row->conclusions) {
            if (views.conclusions[at].phase == out.body.phase) take_last(out, views, at);
        }
    });
    return out;
}

// Why the visitor may not conclude it; nothing if they may.
std::optional<Response> not_for(const Visit& visit, const Debate& debate) {
    if (!debate.exists) return error_page(visit, pages::Problem::not_found);
    if (debate.hidden) return hidden_page(visit, debate.body.proposal);
    if (!visit.who) return to_sign_in(visit, debate.form.path);
    if (!debate.allowed) return error_page(visit, pages::Problem::forbidden);
    // Its page says why.
    if (!debate.open) return see_other(visit, debate.form.path);
    return std::nullopt;
}

using DebateIn = Debate (*)(const Visit&, std::string_view phase);

Reply show_form(const Visit& visit, Debate debate) {
    if (auto response = not_for(visit, debate)) return std::move(*response);
    debate.form.said_for.value = debate.last.said_for;
    debate.form.said_against.value = debate.last.said_against;
    debate.form.left_open.value = debate.last.left_open;
    return show(visit, debate.form);
}

void take_fields(pages::ConclusionForm& form, const PostedForm& posted) {
    form.version = version_in(posted);
    form.said_for.value = posted.text("said_for");
    form.said_against.value = posted.text("said_against");
    form.left_open.value = posted.text("left_open");
    for (pages::Field* field : {&form.said_for, &form.said_against, &form.left_open})
        check_text(*field, field->limit);
    if (form.left_open.fault == pages::Fault::missing) form.left_open.fault = pages::Fault::none;
}

bool has_fault(const pages::ConclusionForm& form) {
    return form.said_for.fault != pages::Fault::none ||
           form.said_against.fault != pages::Fault::none ||
           form.left_open.fault != pages::Fault::none;
}

// What was typed, below what somebody else has published meanwhile.
Response after_another(const Visit& visit, pages::ConclusionForm form, DebateIn debate_in) {
    const Debate now = debate_in(visit, std::to_string(form.phase));
    if (auto response = not_for(visit, now)) return std::move(*response);
    form.version = now.form.version;
    form.changed = true;
    put_words(form.other, now.last);
    return show(visit, form, 409);
}

void put_fault(pages::ConclusionForm& form, const Refusal& refusal) {
    pages::Field& field = refusal.field == "said_for"       ? form.said_for
                          : refusal.field == "said_against" ? form.said_against
                                                            : form.left_open;
    field.fault = fault_of(refusal.code);
    if (refusal.limit != 0) field.limit = refusal.limit;
}

Reply send(Visit& visit, DebateIn debate_in) {
    const PostedForm posted = PostedForm::of_session(visit, visit.path);
    if (posted.refused()) return *posted.refused();
    Debate debate = debate_in(visit, posted.text("phase"));
    if (auto response = not_for(visit, debate)) return std::move(*response);
    pages::ConclusionForm& form = debate.form;
    take_fields(form, posted);
    if (has_fault(form)) return show(visit, form, 422);
    commands::PublishConclusion& body = debate.body;
    body.seen_version = form.version;
    body.words.said_for = form.said_for.value;
    body.words.said_against = form.said_against.value;
    body.words.left_open = form.left_open.value;
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command),
                  [form = std::move(form), debate_in](Visit& waiting, const Answer* answer) {
                      const auto again = [&](const Refusal& refusal) {
                          if (refusal.code == RefusalCode::text_has_changed)
                              return after_another(waiting, form, debate_in);
                          pages::ConclusionForm wrong = form;
                          put_fault(wrong, refusal);
                          return show(waiting, wrong, 422);
                      };
                      return form_answer(
                          waiting, answer, form.path,
                          [&](const Outcome&) { return form.path + "#conclusion"; }, again);
                  });
}

}  // namespace

Reply conclude_form(Visit& visit) {
    return show_form(visit, proposal_in(visit, {}));
}

Reply conclude(Visit& visit) {
    return send(visit, proposal_in);
}

Reply conclude_phase_form(Visit& visit) {
    return show_form(visit, phase_in(visit, query_value(visit, "phase")));
}

Reply conclude_phase(Visit& visit) {
    return send(visit, phase_in);
}

}  // namespace imaginons::http::site
