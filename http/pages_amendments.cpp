// Amendments: proposing one, adapting it when the text has changed, and what the authors decide.
#include <algorithm>

#include "commands/limits.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/hidden.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/project_parts.hpp"
#include "http/query.hpp"
#include "http/random.hpp"
#include "http/writes.hpp"
#include "http/writing_parts.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using commands::Outcome;
using commands::Refusal;
using commands::RefusalCode;
using projections::Proposal;
using projections::Views;

std::string path_of(const std::string& id) {
    return "/proposals/" + id;
}

// What a form about a proposal needs of it.
struct Amended {
    bool exists = false;
    bool hidden = false;
    bool open = false;  // to amendments
    events::ProjectId project;
    VersionOfWords words;  // in force
};

Amended amended_by(const Visit& visit, const std::string& text) {
    Amended out;
    const auto id = events::parse_id<events::ProposalId>(text);
    if (!id) return out;
    visit.app.views.read([&](const Views& views) {
        const Proposal* row = projections::find(views, *id);
        if (row == nullptr || row->kind != projections::Kind::proposal) return;
        out.exists = true;
        out.hidden = row->state == projections::State::hidden;
        out.open = row->state == projections::State::submitted && !row->words.erased;
        if (row->project != no_row) {
            const projections::Project& project = views.projects[row->project];
            out.project = project.id;
            if (!allows(project, commands::Contribution::wording)) out.open = false;
        }
        out.words = version_of_words(*row, row->version);
    });
    return out;
}

pages::AmendForm form_about(const std::string& id, const Amended& amended) {
    pages::AmendForm form;
    form.proposal_id = id;
    form.proposal_title = amended.words.title;
    form.version = amended.words.version;
    form.title.limit = commands::limits::title_chars;
    form.body.limit = commands::limits::proposal_body_chars;
    form.reason.limit = commands::limits::reason_chars;
    return form;
}

// What was posted, checked; `form.version` is the version that it says it was written on.
void take_fields(pages::AmendForm& form, const PostedForm& posted, const Amended& amended) {
    form.title.value = posted.text("title");
    form.body.value = posted.text("body");
    form.reason.value = posted.text("reason");
    form.version = version_in(posted, "amends_version");
    check_text(form.title, commands::limits::title_chars);
    check_text(form.body, commands::limits::proposal_body_chars);
    if (!form.edit) check_text(form.reason, commands::limits::reason_chars);
    form.unchanged =
        form.title.value == amended.words.title && form.body.value == amended.words.body;
    if (form.unchanged) form.body.fault = pages::Fault::not_chosen;
}

bool has_fault(const pages::AmendForm& form) {
    return form.title.fault != pages::Fault::none || form.body.fault != pages::Fault::none ||
           form.reason.fault != pages::Fault::none;
}

// The text has changed under it: shows what, and is for the version in force from now on.
void note_move(const Visit& visit, pages::AmendForm& form, const Amended& amended) {
    if (form.version == amended.words.version) return;
    VersionOfWords former = amended.words;
    former.version = form.version;
    form.version = amended.words.version;
    form.moved = true;
    const auto before = words_of(visit.app, former);
    if (!before) return;
    form.heading_moved = diff_of(before->title, amended.words.title);
    form.body_moved = diff_of(before->body, amended.words.body);
}

// Shows the form with its faults, or what it would change; nothing if it is to be published.
std::optional<Reply> before_publishing(const Visit& visit, const PostedForm& posted,
                                       pages::AmendForm& form, const Amended& amended) {
    const bool publish = posted.text("step") != "preview";
    const bool moved = form.version != amended.words.version;
    if (has_fault(form) || moved) {
        note_move(visit, form, amended);
        return show<pages::Nav::proposals>(visit, form, has_fault(form) ? 422 : 409);
    }
    if (publish) return std::nullopt;
    form.preview = true;
    form.heading_diff = diff_of(amended.words.title, form.title.value);
    form.body_diff = diff_of(amended.words.body, form.body.value);
    return show<pages::Nav::proposals>(visit, form);
}

// --- an amendment

struct OwnAmendment {
    bool decidable = false;  // by who looks
    bool own = false;        // of who looks
    bool editable = false;   // and still open
    std::string amended;
    std::uint32_t version = 1;
    std::string title;
    std::string body;
};

// Nothing if there is no such amendment to be seen.
std::optional<OwnAmendment> amendment_in(const Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return std::nullopt;
    return visit.app.views.read([&](const Views& views) -> std::optional<OwnAmendment> {
        const Proposal* row = projections::find(views, *id);
        const auto* amending = row == nullptr ? nullptr : projections::amending_of(views, *row);
        if (amending == nullptr || row->state == projections::State::hidden) return std::nullopt;
        const Proposal* amended = projections::find(views, row->amends);
        OwnAmendment out{false,          false,
                         false,          events::to_text(row->amends),
                         row->version,   row->words.title,
                         row->words.body};
        const bool open = amending->state == projections::Amending::State::open &&
                          row->state == projections::State::submitted;
        out.own = visit.who && projections::is_author(views, *row, visit.who->person);
        if (!visit.who || !open || amended == nullptr) return out;
        out.decidable = projections::is_author(views, *amended, visit.who->person);
        out.editable = out.own;
        return out;
    });
}

// --- the form

Response form_again(const Visit& visit, pages::AmendForm form, const Refusal& refusal) {
    if (refusal.code == RefusalCode::amended_text_has_changed) {
        note_move(visit, form, amended_by(visit, form.proposal_id));
        return show<pages::Nav::proposals>(visit, form, 409);
    }
    // Edited in another tab: published again, this wording takes that one's place.
    if (refusal.code == RefusalCode::text_has_changed) {
        if (const auto now = amendment_in(visit)) form.own_version = now->version;
    }
    pages::Field& field = refusal.field == "title"    ? form.title
                          : refusal.field == "reason" ? form.reason
                                                      : form.body;
    field.fault = fault_of(refusal.code);
    return show<pages::Nav::proposals>(visit, form, 422);
}

// What was typed, with word that it comes too late.
Response closed_form(const Visit& visit, pages::AmendForm form) {
    form.body.fault = pages::Fault::closed;
    return show<pages::Nav::proposals>(visit, form, 409);
}

// Withdrawn, hidden, erased or decided while this was being written.
bool is_closed(const Refusal& refusal) {
    return refusal.code == RefusalCode::proposal_withdrawn ||
           refusal.code == RefusalCode::contribution_hidden ||
           refusal.code == RefusalCode::words_removed ||
           refusal.code == RefusalCode::amendment_decided;
}

Reply publish(Visit& visit, commands::Command command, pages::AmendForm form) {
    return submit(
        visit, std::move(command), [form = std::move(form)](Visit& waiting, const Answer* answer) {
            const auto* refusal = answer == nullptr ? nullptr : std::get_if<Refusal>(answer);
            if (refusal != nullptr && is_closed(*refusal)) return closed_form(waiting, form);
            return form_answer(
                waiting, answer, path_of(form.proposal_id),
                [](const Outcome& outcome) { return path_of(events::to_text(outcome.object)); },
                [&](const Refusal& wrong) { return form_again(waiting, form, wrong); });
        });
}

// Why there is no form to amend it; nothing if there is one.
std::optional<Response> not_amendable(const Visit& visit, const Amended& amended) {
    if (!amended.exists) return error_page(visit, pages::Problem::not_found);
    if (amended.hidden)
        return hidden_page(visit, *events::parse_id<events::ProposalId>(visit.captures[0]));
    if (!visit.who) return to_sign_in(visit, path_of(visit.captures[0]));
    // Its page says why.
    if (!amended.open) return see_other(visit, path_of(visit.captures[0]));
    return std::nullopt;
}

// After a decision that could not be taken: the amendment's page says why.
Response not_decided(const Visit& visit, const std::string& id, const Refusal& refusal) {
    if (refusal.code == RefusalCode::text_has_changed)
        return see_other(visit, path_of(id) + "?seen=older#amendement");
    if (refusal.code == RefusalCode::amended_text_has_changed ||
        refusal.code == RefusalCode::amendment_decided)
        return see_other(visit, path_of(id) + "#amendement");
    return refusal_page(visit, refusal, path_of(id));
}

}  // namespace

Reply amend_form(Visit& visit) {
    const Amended amended = amended_by(visit, visit.captures[0]);
    if (auto response = not_amendable(visit, amended)) return std::move(*response);
    pages::AmendForm form = form_about(visit.captures[0], amended);
    form.title.value = amended.words.title;
    form.body.value = amended.words.body;
    return show<pages::Nav::proposals>(visit, form);
}

Reply amend(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, path_of(visit.captures[0]));
    if (posted.refused()) return *posted.refused();
    const Amended amended = amended_by(visit, visit.captures[0]);
    pages::AmendForm form = form_about(visit.captures[0], amended);
    take_fields(form, posted, amended);
    if (amended.exists && !amended.hidden && !amended.open) return closed_form(visit, form);
    if (auto response = not_amendable(visit, amended)) return std::move(*response);
    if (auto reply = before_publishing(visit, posted, form, amended)) return std::move(*reply);
    commands::SubmitProposal body;
    body.proposal = random_id<events::ProposalId>();
    body.project = amended.project;
    body.title = form.title.value;
    body.body = form.body.value;
    body.kind = events::ProposalKind::amendment;
    body.amends = events::parse_id<events::ProposalId>(form.proposal_id).value();
    body.amends_version = form.version;
    body.argument = random_id<events::ArgumentId>();
    body.reason = form.reason.value;
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return publish(visit, std::move(command), std::move(form));
}

bool is_amendment(const Visit& visit) {
    return amendment_in(visit).has_value();
}

Reply edit_amendment_form(Visit& visit) {
    if (!visit.who) return to_sign_in(visit, visit.path);
    const auto amendment = amendment_in(visit);
    if (!amendment->editable) return error_page(visit, pages::Problem::forbidden);
    const Amended amended = amended_by(visit, amendment->amended);
    if (!amended.open) return see_other(visit, path_of(visit.captures[0]));
    pages::AmendForm form = form_about(amendment->amended, amended);
    form.edit = true;
    form.amendment_id = visit.captures[0];
    form.own_version = amendment->version;
    form.title.value = amendment->title;
    form.body.value = amendment->body;
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]).value();
    form.version = visit.app.views.read([&](const Views& views) {
        return projections::amending_of(views, *projections::find(views, id))->version;
    });
    note_move(visit, form, amended);
    return show<pages::Nav::proposals>(visit, form);
}

Reply edit_amendment(Visit& visit, const PostedForm& posted) {
    const auto amendment = amendment_in(visit);
    if (!amendment->own) return error_page(visit, pages::Problem::forbidden);
    const Amended amended = amended_by(visit, amendment->amended);
    pages::AmendForm form = form_about(amendment->amended, amended);
    form.edit = true;
    form.amendment_id = visit.captures[0];
    form.own_version = std::max(version_in(posted), 1U);
    take_fields(form, posted, amended);
    if (!amendment->editable || !amended.open) return closed_form(visit, form);
    if (auto reply = before_publishing(visit, posted, form, amended)) return std::move(*reply);
    commands::EditProposal body{events::parse_id<events::ProposalId>(visit.captures[0]).value(),
                                form.title.value, form.body.value, form.own_version, form.version};
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return publish(visit, std::move(command), std::move(form));
}

Reply accept_amendment(Visit& visit) {
    const std::string id = visit.captures[0];
    const PostedForm posted = PostedForm::of_session(visit, path_of(id));
    if (posted.refused()) return *posted.refused();
    const auto amendment = amendment_in(visit);
    if (!amendment) return error_page(visit, pages::Problem::not_found);
    // The words that are there; should they not be those that were seen, the version says so.
    const commands::AcceptAmendment body{events::parse_id<events::ProposalId>(id).value(),
                                         version_in(posted), amendment->title, amendment->body};
    if (body.seen_version != amendment->version)
        return not_decided(visit, id, Refusal{RefusalCode::text_has_changed});
    commands::Command command = command_of(visit, body, posted.request_id());
    return submit(visit, std::move(command), [id](Visit& waiting, const Answer* answer) {
        if (const auto* refusal = answer == nullptr ? nullptr : std::get_if<Refusal>(answer))
            return not_decided(waiting, id, *refusal);
        return form_answer(
            waiting, answer, path_of(id),
            [](const Outcome& outcome) { return path_of(events::to_text(outcome.object)); }, {});
    });
}

Reply refuse_amendment_form(Visit& visit) {
    const auto amendment = amendment_in(visit);
    if (!amendment) return error_page(visit, pages::Problem::not_found);
    if (!visit.who) return to_sign_in(visit, visit.path);
    if (!amendment->decidable) return see_other(visit, path_of(visit.captures[0]));
    return show<pages::Nav::proposals>(
        visit, pages::RefusalForm{visit.captures[0],
                                  amendment->title,
                                  amendment->version,
                                  {{}, pages::Fault::none, commands::limits::reason_chars}});
}

Reply refuse_amendment(Visit& visit) {
    const std::string id = visit.captures[0];
    const PostedForm posted = PostedForm::of_session(visit, path_of(id));
    if (posted.refused()) return *posted.refused();
    const auto amendment = amendment_in(visit);
    if (!amendment) return error_page(visit, pages::Problem::not_found);
    const pages::RefusalForm form{
        id,
        amendment->title,
        std::max(version_in(posted), 1U),
        {posted.text("reason"), pages::Fault::none, commands::limits::reason_chars}};
    const commands::RefuseAmendment body{events::parse_id<events::ProposalId>(id).value(),
                                         form.version, form.reason.value};
    commands::Command command = command_of(visit, body, posted.request_id());
    return submit(visit, std::move(command), [form](Visit& waiting, const Answer* answer) {
        const auto* refusal = answer == nullptr ? nullptr : std::get_if<Refusal>(answer);
        if (refusal != nullptr && refusal->field != "reason")
            return not_decided(waiting, form.amendment_id, *refusal);
        return form_answer(
            waiting, answer, path_of(form.amendment_id),
            [](const Outcome& outcome) { return path_of(events::to_text(outcome.object)); },
            [&](const Refusal& wrong) {
                pages::RefusalForm again = form;
                again.reason.fault = fault_of(wrong.code);
                return show<pages::Nav::proposals>(waiting, again, 422);
            });
    });
}

}  // namespace imaginons::http::site
