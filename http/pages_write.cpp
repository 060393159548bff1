// What people do on the site beside proposing (pages_propose.cpp): argue, take a stance, open a
// project, accept the charter. Each is a form, one command, and 303 to the object.
#include <algorithm>

#include "commands/limits.hpp"
#include "events/time.hpp"
#include "http/answer_parts.hpp"
#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/hidden.hpp"
#include "http/labels.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"
#include "http/pages/limits.hpp"
#include "http/pages_handlers.hpp"
#include "http/random.hpp"
#include "http/searching.hpp"
#include "http/writes.hpp"
#include "projections/search_documents.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using commands::Outcome;
using commands::Refusal;
using projections::Views;

std::string proposal_path(const auto& id) {
    return "/proposals/" + events::to_text(id);
}

// Renders any page struct in the frame of the visit.
template <class Page>
Response show(const Visit& visit, const Page& page, unsigned status = 200,
              pages::Nav nav = pages::Nav::proposals) {
    return html(visit, visit.app.templates.render(page, chrome_of(visit, nav)), status);
}

// --- arguments

// What an argument is about, as its form says it; nothing if it does not exist or cannot be argued
// about.
std::optional<pages::ArgumentForm> argument_form_about(const Visit& visit,
                                                       std::string_view parent) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return std::nullopt;
    return visit.app.views.read([&](const Views& views) -> std::optional<pages::ArgumentForm> {
        const projections::Proposal* row = projections::find(views, *id);
        if (row == nullptr || row->state == projections::State::hidden) return std::nullopt;
        pages::ArgumentForm form;
        form.proposal_id = events::to_text(row->id);
        form.proposal_title = title_of(*row);
        form.body.limit = commands::limits::argument_chars;
        form.source_title.limit = commands::limits::title_chars;
        if (parent.empty()) return form;
        const auto parent_id = events::parse_id<events::ArgumentId>(parent);
        const projections::Argument* above =
            parent_id ? projections::find(views, *parent_id) : nullptr;
        if (above == nullptr || above->state != projections::State::submitted) return std::nullopt;
        form.reply = true;
        form.parent_id = events::to_text(above->id);
        form.parent_author = views.people[above->author].pseudonym;
        form.parent_excerpt = plain_excerpt(above->words.body, pages::limits::excerpt_characters);
        return form;
    });
}

// Why there is no such form.
Response no_argument_form(const Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    const bool hidden = id && visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, *id);
        return row != nullptr && row->state == projections::State::hidden;
    });
    return hidden ? hidden_page(visit, *id) : error_page(visit, pages::Problem::not_found);
}

events::Side side_named(std::string_view name) {
    if (name == "for") return events::Side::for_;
    if (name == "against") return events::Side::against;
    return events::Side::beside;
}

bool has_fault(const pages::ArgumentForm& form) {
    const pages::Fault none = pages::Fault::none;
    return form.side.fault != none || form.body.fault != none || form.source_url.fault != none ||
           form.source_title.fault != none;
}

void take_fields(pages::ArgumentForm& form, const PostedForm& posted) {
    form.side.value = posted.text("side");
    if (form.reply && form.side.value.empty()) form.side.value = "beside";
    form.body.value = posted.text("body");
    form.source_url.value = posted.text("source_url");
    form.source_title.value = posted.text("source_title");
    check_text(form.body, commands::limits::argument_chars);
    const std::string& side = form.side.value;
    if (side != "for" && side != "against" && side != "beside")
        form.side.fault = pages::Fault::not_chosen;
    if (form.source_url.value.empty() && !form.source_title.value.empty()) {
        form.source_url.fault = pages::Fault::missing;
    }
}

void put_fault(pages::ArgumentForm& form, const Refusal& refusal) {
    pages::Field& field = refusal.field == "url"     ? form.source_url
                          : refusal.field == "title" ? form.source_title
                          : refusal.field == "side"  ? form.side
                                                     : form.body;
    field.fault = fault_of(refusal.code);
}

// --- stances

std::optional<events::Stance> stance_named(std::string_view name) {
    if (name == "for") return events::Stance::for_;
    if (name == "neutral") return events::Stance::neutral;
    if (name == "against") return events::Stance::against;
    return std::nullopt;
}

// `back`: the path that shows the object, perhaps with an anchor.
Reply stance(Visit& visit, const PostedForm& posted, const StanceTarget& target, std::string back) {
    if (!target.exists) return error_page(visit, pages::Problem::not_found);
    const auto token = visit.app.engine.stance_token(target.scope, visit.who->person);
    const std::string wanted = posted.text("stance");
    const auto taken = stance_named(wanted);
    if (!token || (!taken && wanted != "withdraw"))
        return error_page(visit, pages::Problem::bad_request);
    commands::AnyCommand body;
    if (taken) {
        body = commands::TakeStance{target.object_kind, target.object, target.scope, *token, *taken,
                                    version_in(posted)};
    } else {
        body = commands::WithdrawStance{target.object_kind, target.object, target.scope, *token};
    }
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(
        visit, std::move(command), [back = std::move(back)](Visit& waiting, const Answer* answer) {
            const std::string path = back.substr(0, back.find('#'));
            return form_answer(waiting, answer, path, [&](const Outcome&) { return back; }, {});
        });
}

// --- projects

std::optional<events::ParticipationLevel> level_named(std::string_view name) {
    if (name == "inform") return events::ParticipationLevel::inform;
    if (name == "consult") return events::ParticipationLevel::consult;
    if (name == "co_build") return events::ParticipationLevel::co_build;
    if (name == "decide") return events::ParticipationLevel::decide;
    return std::nullopt;
}

pages::ProjectForm empty_project_form() {
    pages::ProjectForm form;
    form.title.limit = commands::limits::title_chars;
    form.body.limit = commands::limits::project_body_chars;
    form.phases.resize(pages::limits::project_form_phases);
    return form;
}

bool day_in(pages::Field& field, std::int32_t& day) {
    day = 0;
    if (field.value.empty()) return true;
    const auto parsed = events::parse_iso_date(field.value);
    if (!parsed) field.fault = pages::Fault::not_a_date;
    day = parsed.value_or(0);
    return parsed.has_value();
}

// The phases that the rows say, in order; rows left empty say nothing. False if a row is wrong: its
// fault is set.
bool phases_in(pages::ProjectForm& form, std::vector<commands::PhaseWords>& phases) {
    bool right = true;
    std::int32_t before = 0;
    for (pages::PhaseField& row : form.phases) {
        if (row.title.value.empty() && row.starts_on.value.empty() && row.ends_on.value.empty())
            continue;
        if (row.title.value.empty()) row.title.fault = pages::Fault::missing;
        std::int32_t starts_on = 0;
        std::int32_t ends_on = 0;
        const bool days = day_in(row.starts_on, starts_on) && day_in(row.ends_on, ends_on);
        const bool backwards = ends_on != 0 && starts_on != 0 && ends_on < starts_on;
        if (days && (backwards || (starts_on != 0 && starts_on < before)))
            row.ends_on.fault = pages::Fault::order;
        if (starts_on != 0) before = starts_on;
        right = right && days && row.title.fault == pages::Fault::none &&
                row.ends_on.fault == pages::Fault::none;
        phases.push_back(
            {events::Phase(starts_on, ends_on, events::PhaseKind::debate), row.title.value});
    }
    return right;
}

pages::ProjectForm project_form_of(const PostedForm& posted) {
    pages::ProjectForm form = empty_project_form();
    form.title.value = posted.text("title");
    form.body.value = posted.text("body");
    check_text(form.title, commands::limits::title_chars);
    check_text(form.body, commands::limits::project_body_chars);
    form.level.value = posted.text("level");
    form.choice.value = posted.text("choice");
    form.themes = posted.texts("theme");
    form.district = posted.text("district");
    if (form.themes.size() > events::themes_borne)
        form.themes_fault = pages::Fault::too_many_themes;
    if (!level_named(form.level.value)) form.level.fault = pages::Fault::not_chosen;
    if (form.choice.value != "for_neutral_against" && form.choice.value != "support_only") {
        form.choice.fault = pages::Fault::not_chosen;
    }
    const auto titles = posted.texts("phase_title");
    const auto starts = posted.texts("phase_starts_on");
    const auto ends = posted.texts("phase_ends_on");
    for (std::size_t i = 0; i < form.phases.size(); ++i) {
        if (i < titles.size()) form.phases[i].title.value = titles[i];
        if (i < starts.size()) form.phases[i].starts_on.value = starts[i];
        if (i < ends.size()) form.phases[i].ends_on.value = ends[i];
    }
    return form;
}

// The proposal that the city opens the project for; false if the visitor may not answer it.
bool name_proposal(const Visit& visit, pages::ProjectForm& form, std::string_view text) {
    const auto id = events::parse_id<events::ProposalId>(text);
    return id && visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, *id);
        if (row == nullptr || !may_answer(views, visit, *row)) return false;
        form.takes_up = events::to_text(row->id);
        form.takes_up_title = row->words.title;
        return true;
    });
}

// Of the proposal that it takes up: the project is likely to be about the same.
void take_labels(const Visit& visit, pages::ProjectForm& form) {
    visit.app.views.read([&](const Views& views) {
        const auto id = events::parse_id<events::ProposalId>(form.takes_up);
        const projections::Proposal* row = id ? projections::find(views, *id) : nullptr;
        if (row == nullptr) return;
        for (const pages::LabelName& theme : theme_names(views, row->labels))
            form.themes.push_back(theme.code);
        form.district = district_name(views, row->labels).code;
    });
}

void put_fault(pages::ProjectForm& form, const Refusal& refusal) {
    if (refusal.field == "themes") {
        form.themes_fault = fault_of(refusal.code);
        return;
    }
    if (refusal.field == "district") {
        form.district_fault = fault_of(refusal.code);
        return;
    }
    pages::Field& field = refusal.field == "title"   ? form.title
                          : refusal.field == "level" ? form.level
                          : refusal.field == "phases" && !form.phases.empty()
                              ? form.phases.front().title
                              : form.body;
    field.fault = fault_of(refusal.code);
}

Response show_project_form(const Visit& visit, pages::ProjectForm form, unsigned status) {
    visit.app.views.read([&](const projections::Views& views) {
        form.theme_choices = labels_to_choose(views.themes);
        form.district_choices = labels_to_choose(views.districts);
    });
    return show(visit, form, status, pages::Nav::projects);
}

}  // namespace

Reply argument_form(Visit& visit) {
    const std::string parent = query_value(visit, "parent");
    const auto form = argument_form_about(visit, parent);
    if (!form) return no_argument_form(visit);
    if (!visit.who) return to_sign_in(visit, "/proposals/" + form->proposal_id);
    return show(visit, *form);
}

Reply add_argument(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/proposals/" + visit.captures[0]);
    if (posted.refused()) return *posted.refused();
    auto form = argument_form_about(visit, posted.text("parent"));
    if (!form) return no_argument_form(visit);
    take_fields(*form, posted);
    if (has_fault(*form)) return show(visit, *form, 422);
    commands::AddArgument body;
    body.argument = random_id<events::ArgumentId>();
    body.proposal = events::parse_id<events::ProposalId>(form->proposal_id).value();
    if (form->reply) body.parent = events::parse_id<events::ArgumentId>(form->parent_id).value();
    body.side = side_named(form->side.value);
    body.body = form->body.value;
    body.title = form->source_title.value;
    body.url = form->source_url.value;
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command),
                  [form = std::move(*form)](Visit& waiting, const Answer* answer) {
                      const std::string about = "/proposals/" + form.proposal_id;
                      const auto again = [&](const Refusal& refusal) {
                          pages::ArgumentForm wrong = form;
                          put_fault(wrong, refusal);
                          return show(waiting, wrong, 422);
                      };
                      return form_answer(
                          waiting, answer, about,
                          [&](const Outcome& outcome) {
                              return about + "#a-" + events::to_text(outcome.object);
                          },
                          again);
                  });
}

Reply take_stance(Visit& visit) {
    const std::string back = "/proposals/" + visit.captures[0];
    const PostedForm posted = PostedForm::of_session(visit, back);
    if (posted.refused()) return *posted.refused();
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return error_page(visit, pages::Problem::not_found);
    const StanceTarget target =
        visit.app.views.read([&](const Views& views) { return stance_target(views, *id); });
    return stance(visit, posted, target, back);
}

Reply take_argument_stance(Visit& visit) {
    const auto id = events::parse_id<events::ArgumentId>(visit.captures[0]);
    if (!id) return error_page(visit, pages::Problem::not_found);
    std::string back = "/";
    const StanceTarget target = visit.app.views.read([&](const Views& views) {
        if (const auto* argument = projections::find(views, *id)) {
            back = proposal_path(views.proposals[argument->proposal].id);
        }
        return stance_target(views, *id);
    });
    const PostedForm posted = PostedForm::of_session(visit, back);
    if (posted.refused()) return *posted.refused();
    return stance(visit, posted, target, back + "#a-" + events::to_text(*id));
}

Reply open_project_form(Visit& visit) {
    const std::string proposal = query_value(visit, "proposal");
    if (!visit.who) {
        return to_sign_in(visit, proposal.empty()
                                     ? "/projects/new"
                                     : "/projects/new?proposal=" + percent_encode(proposal));
    }
    pages::ProjectForm form = empty_project_form();
    if (proposal.empty()) return show_project_form(visit, form, 200);
    if (!name_proposal(visit, form, proposal)) return error_page(visit, pages::Problem::forbidden);
    form.title.value = form.takes_up_title;
    take_labels(visit, form);
    return show_project_form(visit, form, 200);
}

Reply open_project(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/projects/new");
    if (posted.refused()) return *posted.refused();
    pages::ProjectForm form = project_form_of(posted);
    commands::OpenProject body;
    if (const std::string proposal = posted.text("proposal"); !proposal.empty()) {
        if (!name_proposal(visit, form, proposal))
            return error_page(visit, pages::Problem::forbidden);
        body.takes_up = events::parse_id<events::ProposalId>(proposal).value();
    }
    const bool phases = phases_in(form, body.phases);
    const pages::Fault none = pages::Fault::none;
    const bool wrong = form.title.fault != none || form.body.fault != none ||
                       form.level.fault != none || form.choice.fault != none ||
                       form.themes_fault != none || !phases;
    if (wrong) return show_project_form(visit, form, 422);
    body.project = random_id<events::ProjectId>();
    body.title = form.title.value;
    body.body = form.body.value;
    body.level = level_named(form.level.value).value();
    body.stance_choice = form.choice.value == "support_only"
                             ? events::StanceChoice::support_only
                             : events::StanceChoice::for_neutral_against;
    body.themes = form.themes;
    body.district = form.district;
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command),
                  [form = std::move(form)](Visit& waiting, const Answer* answer) {
                      const auto again = [&](const Refusal& refusal) {
                          pages::ProjectForm refused = form;
                          put_fault(refused, refusal);
                          return show_project_form(waiting, refused, 422);
                      };
                      return form_answer(
                          waiting, answer, "/projects/new",
                          [](const Outcome& outcome) {
                              return "/projects/" + events::to_text(outcome.object);
                          },
                          again);
                  });
}

Reply accept_charter(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/charter");
    if (posted.refused()) return *posted.refused();
    std::string next = safe_next(posted.text("next"));
    if (next.empty()) next = "/charter";
    commands::Command command =
        command_of(visit, commands::AcceptCharter{version_in(posted)}, posted.request_id());
    return submit(visit, std::move(command),
                  [next = std::move(next)](Visit& waiting, const Answer* answer) {
                      return form_answer(waiting, answer, "/charter",
                                         [&](const Outcome&) { return next; }, {});
                  });
}

}  // namespace imaginons::http::site
