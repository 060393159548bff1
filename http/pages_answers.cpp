// Where agents answer: the queue, the desk of one proposal, the form of a draft, and what they do
// there. Whoever is no agent is told so; what is refused after is decided by the write side.
#include <algorithm>

#include "commands/limits.hpp"
#include "http/answer_form.hpp"
#include "http/answer_parts.hpp"
#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/query.hpp"
#include "http/question_parts.hpp"
#include "http/writes.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using commands::Outcome;
using commands::Refusal;
using commands::RefusalCode;
using projections::Views;
namespace limits = commands::limits;

std::string desk_path(const Visit& visit) {
    return "/proposals/" + visit.captures[0] + "/answer";
}

// What an agent's page is made from, copied under the lock; texts are rendered after.
struct DeskRows {
    bool exists = false;
    bool allowed = false;
    bool open = false;  // something may be done about it
    events::ProposalId id;
    std::string title;
    std::string body;
    std::uint32_t version = 1;
    events::ProposalStage stage = events::ProposalStage::submitted;
    pages::Due due;
    pages::DraftState state = pages::DraftState::none;
    projections::AnswerDraft draft;
    bool own = false;
    pages::PersonName by;
    pages::PersonName reviewed_by;
    std::vector<pages::LinkedProject> linked;
    std::vector<pages::LinkedProject> projects;
};

void take_draft(DeskRows& rows, const Visit& visit, const Views& views,
                const projections::Answering& answering) {
    for (const events::ProjectId& id : answering.projects) {
        const projections::Project* project = projections::find(views, id);
        if (project != nullptr) rows.linked.push_back({events::to_text(id), project->words.title});
    }
    rows.state = draft_state(answering.draft);
    if (rows.state == pages::DraftState::none) return;
    rows.draft = answering.draft;
    rows.own = views.people[answering.draft.by].id == visit.who->person;
    rows.by = person_name(views, answering.draft.by);
    if (answering.draft.verdict != events::ReviewVerdict::unset)
        rows.reviewed_by = person_name(views, answering.draft.reviewed_by);
}

DeskRows desk_rows(const Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return {};
    return visit.app.views.read([&](const Views& views) {
        DeskRows rows;
        const projections::Proposal* row = projections::find(views, *id);
        rows.exists = row != nullptr && row->kind == projections::Kind::proposal &&
                      row->state != projections::State::hidden;
        rows.allowed = rows.exists && may_answer(views, visit, *row);
        if (!rows.allowed) return rows;
        rows.open = row->state == projections::State::submitted && !row->words.erased;
        rows.id = *id;
        rows.title = row->words.title;
        rows.body = row->words.body;
        rows.version = row->version;
        rows.stage = row->stage;
        rows.due = due_of(*row, delay_of(visit));
        if (const auto* answering = projections::answering_of(views, *row))
            take_draft(rows, visit, views, *answering);
        for (const projections::Project& project : views.projects) {
            if (!project.words.erased)
                rows.projects.push_back({events::to_text(project.id), project.words.title});
        }
        return rows;
    });
}

// Why the visitor may not be here; nothing if they may.
std::optional<Response> not_for(const Visit& visit, const DeskRows& rows) {
    if (!rows.exists) return error_page(visit, pages::Problem::not_found);
    if (!visit.who) return to_sign_in(visit, visit.path);
    if (!rows.allowed) return error_page(visit, pages::Problem::forbidden);
    return std::nullopt;
}

// --- the desk

bool is_one_of(events::ProposalStage stage, std::initializer_list<events::ProposalStage> some) {
    return std::find(some.begin(), some.end(), stage) != some.end();
}

pages::AnswerDesk desk_of(DeskRows rows) {
    using Stage = events::ProposalStage;
    pages::AnswerDesk desk;
    desk.proposal_id = events::to_text(rows.id);
    desk.title = rows.title;
    desk.due = rows.due;
    desk.stage = stage_of(rows.stage);
    desk.draft = rows.state;
    desk.number = rows.draft.number;
    desk.own = rows.own;
    desk.by = rows.by;
    desk.reviewed_by = rows.reviewed_by;
    if (!rows.draft.review.body.empty()) desk.review_word = render_markdown(rows.draft.review.body);
    desk.text_changed_since =
        rows.state != pages::DraftState::none && rows.draft.version < rows.version;
    if (rows.state != pages::DraftState::none) desk.answer = answer_view(rows.draft.words);
    desk.word.limit = limits::reason_chars;
    desk.step.limit = limits::reason_chars;
    desk.can_begin = rows.open && is_one_of(rows.stage, {Stage::submitted, Stage::info_requested});
    desk.can_start = rows.open && rows.stage == Stage::accepted;
    desk.can_finish = rows.open && is_one_of(rows.stage, {Stage::accepted, Stage::in_progress});
    desk.can_link =
        rows.open && is_one_of(rows.stage, {Stage::accepted, Stage::in_progress, Stage::done});
    if (desk.can_link) desk.projects = std::move(rows.projects);
    desk.linked = std::move(rows.linked);
    return desk;
}

// The desk as it is now, with what was typed and what is wrong with it.
Response desk_again(const Visit& visit, pages::Field pages::AnswerDesk::*field, std::string value,
                    const Refusal& refusal) {
    DeskRows rows = desk_rows(visit);
    if (auto response = not_for(visit, rows)) return std::move(*response);
    pages::AnswerDesk desk = desk_of(std::move(rows));
    (desk.*field).value = std::move(value);
    (desk.*field).fault = fault_of(refusal.code);
    return show<pages::Nav::proposals>(visit, desk, 422);
}

// Submits what an agent does at the desk, and comes back to it.
Reply do_at_desk(Visit& visit, const PostedForm& posted, commands::AnyCommand body,
                 pages::Field pages::AnswerDesk::*field, std::string value) {
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command),
                  [field, value = std::move(value)](Visit& waiting, const Answer* answer) {
                      const std::string back = desk_path(waiting);
                      const auto again = [&](const Refusal& refusal) {
                          if (refusal.code == RefusalCode::draft_has_changed)
                              return error_page(waiting, pages::Problem::conflict);
                          return desk_again(waiting, field, value, refusal);
                      };
                      return form_answer(
                          waiting, answer, back, [&](const Outcome&) { return back; }, again);
                  });
}

std::uint32_t number_in(const PostedForm& posted, std::string_view name) {
    const auto number = parse_whole(posted.text(name));
    return number && *number < 0x7FFFFFFF ? static_cast<std::uint32_t>(*number) : 0;
}

// --- the form of a draft

// The form about the proposal as it is now; what stands in its fields is put in after.
pages::AnswerForm form_about(const DeskRows& rows) {
    pages::AnswerForm form;
    form.proposal_id = events::to_text(rows.id);
    form.proposal_title = rows.title;
    form.proposal_body = render_markdown(rows.body, 4);
    form.version = rows.version;
    form.seen_draft = rows.state == pages::DraftState::none ? 0 : rows.draft.number;
    set_limits(form);
    return form;
}

// The form again with everything that was typed; what came in between is shown beside it, and
// saving again goes over it.
Response form_again(const Visit& visit, const pages::AnswerForm& sent, const Refusal& refusal) {
    const DeskRows rows = desk_rows(visit);
    if (auto response = not_for(visit, rows)) return std::move(*response);
    pages::AnswerForm form = sent;
    form.proposal_body = render_markdown(rows.body, 4);
    form.text_changed = refusal.code == RefusalCode::text_has_changed;
    const bool another = refusal.code == RefusalCode::draft_has_changed;
    if (!form.text_changed && !another) {
        put_fault(form, refusal);
        return show<pages::Nav::proposals>(visit, form, 422);
    }
    form.version = rows.version;
    form.seen_draft = rows.state == pages::DraftState::none ? 0 : rows.draft.number;
    if (another && rows.state != pages::DraftState::none) {
        form.other = answer_view(rows.draft.words);
        form.other_by = rows.by;
    }
    return show<pages::Nav::proposals>(visit, form, 409);
}

// --- the queue

pages::QueueRow queue_row(const Views& views, const Visit& visit,
                          const projections::Proposal& proposal, const Delay& delay) {
    pages::QueueRow row;
    row.proposal = proposal_row(views, proposal, delay);
    row.asked = proposal.stage == events::ProposalStage::info_requested;
    const auto* answering = projections::answering_of(views, proposal);
    if (answering == nullptr) return row;
    row.draft = draft_state(answering->draft);
    row.own_draft = row.draft != pages::DraftState::none &&
                    views.people[answering->draft.by].id == visit.who->person;
    return row;
}

std::uint64_t answered_since(const Views& views, std::int64_t since_ms) {
    std::uint64_t count = 0;
    for (const projections::Answering& answering : views.answerings) {
        count += static_cast<std::uint64_t>(
            std::count_if(answering.answers.begin(), answering.answers.end(),
                          [&](const auto& answer) { return answer.at_ms >= since_ms; }));
    }
    return count;
}

std::int64_t first_of_month_ms(std::int64_t now_ms) {
    const std::int32_t day = today(now_ms);
    const auto day_of_month = parse_whole(iso_day(day).substr(8)).value_or(1);
    return city_midnight(day - static_cast<std::int32_t>(day_of_month) + 1);
}

}  // namespace

Reply queue(Visit& visit) {
    if (!visit.who) return to_sign_in(visit, "/queue");
    pages::QueuePage page;
    pages::Chrome chrome;
    const Delay delay = delay_of(visit);
    const bool allowed = visit.app.views.read([&](const Views& views) {
        if (!is_an_agent(views, visit)) return false;
        for (const std::uint32_t at : projections::to_answer(views)) {
            const projections::Proposal& proposal = views.proposals[at];
            if (!may_answer(views, visit, proposal)) continue;
            pages::QueueRow row = queue_row(views, visit, proposal, delay);
            ++(row.asked ? page.asked : page.waiting);
            if (row.proposal.due.overdue()) ++page.overdue;
            if (row.draft == pages::DraftState::to_review && !row.own_draft) ++page.to_review;
            if (page.rows.size() < http::limits::queue_rows) page.rows.push_back(std::move(row));
        }
        page.answered_this_month = answered_since(views, first_of_month_ms(visit.now_ms));
        fill_waiting(page, visit, views);
        chrome = chrome_in(views, visit, pages::Nav::none);
        return true;
    });
    if (!allowed) return error_page(visit, pages::Problem::forbidden);
    return html(visit, visit.app.templates.render(page, chrome));
}

Reply answer_desk(Visit& visit) {
    DeskRows rows = desk_rows(visit);
    if (auto response = not_for(visit, rows)) return std::move(*response);
    return show<pages::Nav::proposals>(visit, desk_of(std::move(rows)));
}

Reply answer_form(Visit& visit) {
    const DeskRows rows = desk_rows(visit);
    if (auto response = not_for(visit, rows)) return std::move(*response);
    if (!rows.open) return error_page(visit, pages::Problem::conflict);
    pages::AnswerForm form = form_about(rows);
    if (rows.state != pages::DraftState::none) put_words(form, rows.draft.words);
    return show<pages::Nav::proposals>(visit, form);
}

Reply draft_answer(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, visit.path);
    if (posted.refused()) return *posted.refused();
    const DeskRows rows = desk_rows(visit);
    if (auto response = not_for(visit, rows)) return std::move(*response);
    pages::AnswerForm form = form_about(rows);
    form.version = number_in(posted, "version");
    form.seen_draft = number_in(posted, "seen_draft");
    take_fields(form, posted);
    if (!check(form)) return show<pages::Nav::proposals>(visit, form, 422);
    commands::DraftAnswer body{rows.id, form.seen_draft, form.version, words_in(form)};
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(
        visit, std::move(command), [form = std::move(form)](Visit& waiting, const Answer* answer) {
            const std::string back = desk_path(waiting);
            return form_answer(
                waiting, answer, back, [&](const Outcome&) { return back; },
                [&](const Refusal& refusal) { return form_again(waiting, form, refusal); });
        });
}

Reply review_answer(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, desk_path(visit));
    if (posted.refused()) return *posted.refused();
    const DeskRows rows = desk_rows(visit);
    if (auto response = not_for(visit, rows)) return std::move(*response);
    const std::string verdict = posted.text("verdict");
    if (verdict != "approved" && verdict != "sent_back")
        return error_page(visit, pages::Problem::bad_request);
    std::string word = posted.text("word");
    commands::ReviewAnswer body{
        rows.id, number_in(posted, "draft"),
        verdict == "approved" ? events::ReviewVerdict::approved : events::ReviewVerdict::sent_back,
        word};
    return do_at_desk(visit, posted, std::move(body), &pages::AnswerDesk::word, std::move(word));
}

Reply publish_answer(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, desk_path(visit));
    if (posted.refused()) return *posted.refused();
    const DeskRows rows = desk_rows(visit);
    if (auto response = not_for(visit, rows)) return std::move(*response);
    commands::Command command = command_of(
        visit, commands::PublishAnswer{rows.id, number_in(posted, "draft")}, posted.request_id());
    return submit(visit, std::move(command), [](Visit& waiting, const Answer* answer) {
        const std::string page = "/proposals/" + waiting.captures[0] + "#reponse";
        return form_answer(waiting, answer, desk_path(waiting),
                           [&](const Outcome&) { return page; }, {});
    });
}

Reply move_proposal(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, desk_path(visit));
    if (posted.refused()) return *posted.refused();
    const DeskRows rows = desk_rows(visit);
    if (auto response = not_for(visit, rows)) return std::move(*response);
    const std::string stage = posted.text("stage");
    commands::MoveProposal body{rows.id, events::ProposalStage::unset, posted.text("step")};
    if (stage == "under_review") body.stage = events::ProposalStage::under_review;
    if (stage == "in_progress") body.stage = events::ProposalStage::in_progress;
    if (stage == "done") body.stage = events::ProposalStage::done;
    if (body.stage == events::ProposalStage::unset)
        return error_page(visit, pages::Problem::bad_request);
    std::string word = body.word;
    return do_at_desk(visit, posted, std::move(body), &pages::AnswerDesk::step, std::move(word));
}

Reply take_up_proposal(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, desk_path(visit));
    if (posted.refused()) return *posted.refused();
    const DeskRows rows = desk_rows(visit);
    if (auto response = not_for(visit, rows)) return std::move(*response);
    const auto project = events::parse_id<events::ProjectId>(posted.text("project"));
    if (!project) {
        return desk_again(visit, &pages::AnswerDesk::project, {},
                          Refusal{RefusalCode::unknown_value, "project"});
    }
    return do_at_desk(visit, posted, commands::TakeUpProposal{rows.id, *project},
                      &pages::AnswerDesk::project, {});
}

}  // namespace imaginons::http::site
