// Proposing an idea, giving it another wording, and taking it back. What is kept of it before it is
// published: drafts.hpp.
#include <algorithm>

#include "commands/limits.hpp"
#include "http/answer_parts.hpp"
#include "http/app_limits.hpp"
#include "http/drafts.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/hidden.hpp"
#include "http/labels.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/point_text.hpp"
#include "http/project_parts.hpp"
#include "http/propose_parts.hpp"
#include "http/random.hpp"
#include "http/searching.hpp"
#include "http/writes.hpp"
#include "projections/search_documents.hpp"

namespace imaginons::http::site {

using projections::Views;

void name_choices(const Visit& visit, pages::ProposeForm& form) {
    visit.app.views.read([&](const Views& views) {
        form.theme_choices = labels_to_choose(views.themes, form.themes);
        form.district_choices = labels_to_choose(views.districts, {form.district});
        const auto id = events::parse_id<events::ProjectId>(form.project_id);
        const projections::Project* chosen = id ? projections::find(views, *id) : nullptr;
        if (chosen != nullptr && !form.edit && !takes_ideas(*chosen)) {
            form.project_fault = allows(*chosen, commands::Contribution::idea)
                                     ? pages::Fault::not_chosen
                                     : pages::Fault::not_in_this_phase;
            chosen = nullptr;
        }
        form.project_id = chosen == nullptr ? std::string() : events::to_text(chosen->id);
        if (chosen != nullptr) form.project_title = chosen->words.title;
        if (chosen != nullptr || form.edit) return;
        for (const projections::Project& project : views.projects) {
            if (!takes_ideas(project)) continue;
            form.projects.push_back({events::to_text(project.id), project.words.title});
        }
    });
}

pages::ProposeForm propose_form_of(const PostedForm& posted) {
    pages::ProposeForm form;
    form.project_id = posted.text("project");
    form.title.value = posted.text("title");
    form.body.value = posted.text("body");
    form.themes = posted.texts("theme");
    form.district = posted.text("district");
    if (form.themes.size() > events::themes_borne)
        form.themes_fault = pages::Fault::too_many_themes;
    form.place = place_field(posted.text("place"));
    const bool said = form.place.value.find_first_not_of(" \t\r\n") != std::string::npos;
    if (said && !parse_point(form.place.value)) form.place.fault = pages::Fault::not_on_the_map;
    check_text(form.title, commands::limits::title_chars);
    check_text(form.body, commands::limits::proposal_body_chars);
    return form;
}

pages::Field place_field(std::string typed) {
    return {std::move(typed), pages::Fault::none, limits::place_text_bytes};
}

namespace {

using commands::Answer;
using commands::Outcome;
using commands::Refusal;
using commands::RefusalCode;

std::string proposal_path(const auto& id) {
    return "/proposals/" + events::to_text(id);
}

void put_fault(pages::ProposeForm& form, const Refusal& refusal) {
    if (refusal.field == "themes") {
        form.themes_fault = fault_of(refusal.code);
        return;
    }
    if (refusal.field == "district") {
        form.district_fault = fault_of(refusal.code);
        return;
    }
    if (refusal.field == "point") {
        form.place.fault = fault_of(refusal.code);
        return;
    }
    if (refusal.field == "project") {
        form.project_id.clear();
        form.project_fault = refusal.code == RefusalCode::not_in_this_phase
                                 ? pages::Fault::not_in_this_phase
                                 : pages::Fault::not_chosen;
        return;
    }
    (refusal.field == "title" ? form.title : form.body).fault = fault_of(refusal.code);
}

void name_similar(const Visit& visit, pages::ProposeForm& form) {
    const auto rows =
        visit.app.search().similar_to(form.title.value, form.body.value, limits::similar_rows);
    if (!rows) return;
    visit.app.views.read([&](const Views& views) {
        for (const std::uint32_t row : *rows) {
            if (projections::is_shown(views, {projections::SearchKind::proposal, row}))
                form.similar.push_back(proposal_row(views, views.proposals[row], delay_of(visit)));
        }
    });
}

// As it will stand. Of a new idea, with those that are like it: to support one often gets further.
Reply preview(Visit& visit, pages::ProposeForm form) {
    if (form.edit) return show<pages::Nav::proposals>(visit, form);
    return in_search_thread(
        visit,
        [form](Visit& waiting) {
            pages::ProposeForm compared = form;
            name_similar(waiting, compared);
            return show<pages::Nav::proposals>(waiting, compared);
        },
        [form](Visit& waiting) { return show<pages::Nav::proposals>(waiting, form); });
}

// Shows the form with its faults, or as it will stand; nothing if it is to be published.
std::optional<Reply> before_publishing(Visit& visit, const PostedForm& posted,
                                       pages::ProposeForm& form) {
    const bool wrong =
        form.title.fault != pages::Fault::none || form.body.fault != pages::Fault::none ||
        form.themes_fault != pages::Fault::none || form.place.fault != pages::Fault::none;
    const bool publish = posted.text("step") != "preview";
    if (publish && !wrong) return std::nullopt;
    name_choices(visit, form);
    form.preview = !wrong && form.project_fault == pages::Fault::none;
    if (!form.preview) return show<pages::Nav::proposals>(visit, form, 422);
    form.preview_body = render_markdown(form.body.value, 3);
    form.point = map_point(parse_point(form.place.value));
    return preview(visit, form);
}

// --- one proposal, for its author

struct OwnProposal {
    bool exists = false;
    bool hidden = false;
    bool own = false;
    std::string title;
    std::string body;
    std::uint32_t version = 1;
    std::vector<std::string> themes{};
    std::string district{};
    std::string place{};
};

OwnProposal own_proposal(const Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return {};
    return visit.app.views.read([&](const Views& views) -> OwnProposal {
        const projections::Proposal* row = projections::find(views, *id);
        if (row == nullptr || row->kind == projections::Kind::statement) return {};
        if (row->state == projections::State::hidden) return {true, true, false, {}, {}, 1};
        const bool own = visit.who && projections::is_author(views, *row, visit.who->person) &&
                         row->state == projections::State::submitted;
        OwnProposal out{true, false, own, row->words.title, row->words.body, row->version};
        for (const pages::LabelName& theme : theme_names(views, row->labels))
            out.themes.push_back(theme.code);
        out.district = district_name(views, row->labels).code;
        if (row->point) out.place = point_words(*row->point);
        return out;
    });
}

// The form again, as it was sent, with what is wrong. A text that changed meanwhile is shown
// beside, and publishing again replaces it.
Response form_again(const Visit& visit, pages::ProposeForm form, const Refusal& refusal) {
    put_fault(form, refusal);
    name_choices(visit, form);
    if (refusal.code != commands::RefusalCode::text_has_changed)
        return show<pages::Nav::proposals>(visit, form, 422);
    const OwnProposal published = own_proposal(visit);
    form.version = published.version;
    form.published_title = published.title;
    form.published_body = render_markdown(published.body, 3);
    return show<pages::Nav::proposals>(visit, form, 409);
}

// What was the draft of a new proposal is one, and no draft any more.
Reply publish_new(Visit& visit, commands::Command command, pages::ProposeForm form) {
    return submit(
        visit, std::move(command), [form = std::move(form)](Visit& waiting, const Answer* answer) {
            const Refusal* refusal = answer == nullptr ? nullptr : std::get_if<Refusal>(answer);
            const bool again =
                answer != nullptr &&
                (std::holds_alternative<commands::RequestConflict>(*answer) ||
                 (refusal != nullptr && refusal->code == RefusalCode::already_exists));
            if (again) {
                if (auto published = already_published(waiting, form)) return std::move(*published);
            }
            if (refusal != nullptr && refusal->field == "project")
                return form_again(waiting, form, *refusal);
            if (answer != nullptr && std::holds_alternative<Outcome>(*answer))
                drop_draft(waiting, draft_id(form));
            return form_answer(
                waiting, answer, "/proposals/new",
                [](const Outcome& outcome) { return proposal_path(outcome.object); },
                [&](const Refusal& wrong) { return form_again(waiting, form, wrong); });
        });
}

Reply publish_edit(Visit& visit, commands::Command command, pages::ProposeForm form,
                   std::string back) {
    return submit(
        visit, std::move(command),
        [form = std::move(form), back = std::move(back)](Visit& waiting, const Answer* answer) {
            return form_answer(
                waiting, answer, back,
                [](const Outcome& outcome) { return proposal_path(outcome.object); },
                [&](const Refusal& refusal) { return form_again(waiting, form, refusal); });
        });
}

// Words that are as they were make no new version, to which nobody would have given a stance.
commands::AnyCommand change_of(const Visit& visit, const OwnProposal& proposal,
                               const pages::ProposeForm& form) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]).value();
    const auto point = parse_point(form.place.value);
    if (form.title.value == proposal.title && form.body.value == proposal.body)
        return commands::PlaceProposal{id, form.themes, form.district, point, proposal.version};
    return commands::EditProposal{id, form.title.value, form.body.value, form.version,
                                  0,  form.themes,      form.district,   point};
}

// Why the author's form cannot be shown or taken; nothing if it can.
std::optional<Response> not_own(const Visit& visit, const OwnProposal& proposal) {
    if (!proposal.exists) return error_page(visit, pages::Problem::not_found);
    if (proposal.hidden)
        return hidden_page(visit, *events::parse_id<events::ProposalId>(visit.captures[0]));
    if (!visit.who) return to_sign_in(visit, visit.path);
    if (!proposal.own) return error_page(visit, pages::Problem::forbidden);
    return std::nullopt;
}

}  // namespace

namespace {

// With what the link that led there had chosen.
std::string propose_path(const Visit& visit) {
    std::string path = "/proposals/new";
    for (const char* name : {"project", "theme", "district"}) {
        const std::string value = query_value(visit, name);
        if (value.empty()) continue;
        path += (path.find('?') == std::string::npos ? '?' : '&') + std::string(name) + '=' +
                percent_encode(value);
    }
    return path;
}

}  // namespace

Reply propose_form(Visit& visit) {
    const std::string project = query_value(visit, "project");
    if (!visit.who) return to_sign_in(visit, propose_path(visit));
    pages::ProposeForm form;
    form.project_id = project;
    form.title.limit = commands::limits::title_chars;
    form.body.limit = commands::limits::proposal_body_chars;
    form.draft.id = events::to_text(random_id<events::ProposalId>());
    form.draft.others = drafts_of(visit).size();
    if (std::string theme = query_value(visit, "theme"); !theme.empty())
        form.themes.push_back(std::move(theme));
    form.district = query_value(visit, "district");
    name_choices(visit, form);
    return show<pages::Nav::proposals>(visit, form);
}

Reply propose(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/proposals/new");
    if (posted.refused()) return *posted.refused();
    pages::ProposeForm form = propose_form_of(posted);
    form.draft = draft_state_of(posted);
    const auto project = events::parse_id<events::ProjectId>(form.project_id);
    if (!project && !form.project_id.empty())
        return form_again(visit, form, Refusal{RefusalCode::unknown_project, "project"});
    if (auto reply = before_publishing(visit, posted, form)) return std::move(*reply);
    commands::SubmitProposal body{draft_id(form),
                                  project.value_or(events::ProjectId()),
                                  form.title.value,
                                  form.body.value,
                                  events::ProposalKind::idea,
                                  {}};
    body.themes = form.themes;
    body.district = form.district;
    body.point = parse_point(form.place.value);
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return publish_new(visit, std::move(command), std::move(form));
}

Reply edit_form(Visit& visit) {
    if (is_amendment(visit)) return edit_amendment_form(visit);
    const OwnProposal proposal = own_proposal(visit);
    if (auto response = not_own(visit, proposal)) return std::move(*response);
    pages::ProposeForm form;
    form.edit = true;
    form.proposal_id = visit.captures[0];
    form.version = proposal.version;
    form.title = {proposal.title, pages::Fault::none, commands::limits::title_chars};
    form.body = {proposal.body, pages::Fault::none, commands::limits::proposal_body_chars};
    form.themes = proposal.themes;
    form.district = proposal.district;
    form.place = place_field(proposal.place);
    name_choices(visit, form);
    return show<pages::Nav::proposals>(visit, form);
}

Reply edit(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, visit.path);
    if (posted.refused()) return *posted.refused();
    if (is_amendment(visit)) return edit_amendment(visit, posted);
    const OwnProposal proposal = own_proposal(visit);
    if (auto response = not_own(visit, proposal)) return std::move(*response);
    pages::ProposeForm form = propose_form_of(posted);
    form.edit = true;
    form.proposal_id = visit.captures[0];
    form.version = std::max(version_in(posted), 1U);
    if (auto reply = before_publishing(visit, posted, form)) return std::move(*reply);
    std::string back = "/proposals/" + visit.captures[0];
    commands::Command command =
        command_of(visit, change_of(visit, proposal, form), posted.request_id());
    return publish_edit(visit, std::move(command), std::move(form), std::move(back));
}

Reply withdraw_form(Visit& visit) {
    const OwnProposal proposal = own_proposal(visit);
    if (auto response = not_own(visit, proposal)) return std::move(*response);
    return show<pages::Nav::proposals>(
        visit, pages::WithdrawForm{visit.captures[0],
                                   proposal.title,
                                   {{}, pages::Fault::none, commands::limits::reason_chars}});
}

Reply withdraw(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, visit.path);
    if (posted.refused()) return *posted.refused();
    const OwnProposal proposal = own_proposal(visit);
    if (auto response = not_own(visit, proposal)) return std::move(*response);
    const pages::WithdrawForm form{
        visit.captures[0],
        proposal.title,
        {posted.text("reason"), pages::Fault::none, commands::limits::reason_chars}};
    commands::WithdrawProposal body{events::parse_id<events::ProposalId>(visit.captures[0]).value(),
                                    form.reason.value};
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command), [form](Visit& waiting, const Answer* answer) {
        const auto again = [&](const Refusal& refusal) {
            pages::WithdrawForm wrong = form;
            wrong.reason.fault = fault_of(refusal.code);
            return show<pages::Nav::proposals>(waiting, wrong, 422);
        };
        return form_answer(
            waiting, answer, "/proposals/" + form.proposal_id,
            [](const Outcome& outcome) { return proposal_path(outcome.object); }, again);
    });
}

}  // namespace imaginons::http::site
