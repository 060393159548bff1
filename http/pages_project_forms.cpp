// The form that opens a project and changes one: for residents, and for the city's agents.
#include <algorithm>

#include "commands/limits.hpp"
#include "events/time.hpp"
#include "http/answer_parts.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/labels.hpp"
#include "http/page_parts.hpp"
#include "http/pages/limits.hpp"
#include "http/pages_handlers.hpp"
#include "http/project_parts.hpp"
#include "http/random.hpp"
#include "http/writes.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using commands::Outcome;
using commands::Refusal;
using pages::Fault;
using projections::Views;

Response show(const Visit& visit, pages::ProjectForm form, unsigned status = 200) {
    visit.app.views.read([&](const Views& views) {
        form.theme_choices = labels_to_choose(views.themes, form.themes);
        form.district_choices = labels_to_choose(views.districts, {form.district});
    });
    return html(visit, visit.app.templates.render(form, chrome_of(visit, pages::Nav::projects)),
                status);
}

// --- the form

pages::ProjectForm empty_form(std::size_t phases = pages::limits::project_form_phases) {
    pages::ProjectForm form;
    form.title.limit = commands::limits::title_chars;
    form.body.limit = commands::limits::project_body_chars;
    form.phases.resize(std::min(phases, commands::limits::phases));
    for (pages::PhaseField& row : form.phases) row.kind.value = name_of(events::PhaseKind::propose);
    return form;
}

bool day_in(pages::Field& field, std::int32_t& day) {
    day = 0;
    if (field.value.empty()) return true;
    const auto parsed = events::parse_iso_date(field.value);
    if (!parsed) field.fault = Fault::not_a_date;
    day = parsed.value_or(0);
    return parsed.has_value();
}

bool is_empty(const pages::PhaseField& row) {
    return row.title.value.empty() && row.starts_on.value.empty() && row.ends_on.value.empty();
}

// The phases that the rows say, in order; rows left empty say nothing. False if a row is wrong: its
// fault is set.
bool phases_in(pages::ProjectForm& form, std::vector<commands::PhaseWords>& phases) {
    bool right = true;
    std::int32_t before = 0;
    for (pages::PhaseField& row : form.phases) {
        if (is_empty(row)) continue;
        if (row.title.value.empty()) row.title.fault = Fault::missing;
        const auto kind = phase_kind_named(row.kind.value);
        if (!kind) row.kind.fault = Fault::not_chosen;
        std::int32_t starts_on = 0;
        std::int32_t ends_on = 0;
        const bool days = day_in(row.starts_on, starts_on) && day_in(row.ends_on, ends_on);
        const bool backwards = ends_on != 0 && starts_on != 0 && ends_on < starts_on;
        if (days && (backwards || (starts_on != 0 && starts_on < before)))
            row.ends_on.fault = Fault::order;
        if (starts_on != 0) before = starts_on;
        right = right && days && kind && row.title.fault == Fault::none &&
                row.ends_on.fault == Fault::none;
        if (kind) phases.push_back({events::Phase(starts_on, ends_on, *kind), row.title.value});
    }
    return right;
}

pages::ProjectForm form_of(const PostedForm& posted) {
    const auto titles = posted.texts("phase_title");
    const auto kinds_chosen = posted.texts("phase_kind");
    const auto starts = posted.texts("phase_starts_on");
    const auto ends = posted.texts("phase_ends_on");
    pages::ProjectForm form =
        empty_form(std::max(titles.size(), pages::limits::project_form_phases));
    form.title.value = posted.text("title");
    form.body.value = posted.text("body");
    check_text(form.title, commands::limits::title_chars);
    check_text(form.body, commands::limits::project_body_chars);
    form.level.value = posted.text("level");
    form.choice.value = posted.text("choice");
    form.whose.value = posted.text("whose");
    form.themes = posted.texts("theme");
    form.district = posted.text("district");
    if (form.themes.size() > events::themes_borne) form.themes_fault = Fault::too_many_themes;
    if (!level_named(form.level.value)) form.level.fault = Fault::not_chosen;
    for (std::size_t i = 0; i < form.phases.size(); ++i) {
        pages::PhaseField& row = form.phases[i];
        if (i < titles.size()) row.title.value = titles[i];
        if (i < kinds_chosen.size()) row.kind.value = kinds_chosen[i];
        if (i < starts.size()) row.starts_on.value = starts[i];
        if (i < ends.size()) row.ends_on.value = ends[i];
    }
    return form;
}

void take_labels(pages::ProjectForm& form, const Views& views, const events::Labels& labels) {
    for (const pages::LabelName& theme : theme_names(views, labels))
        form.themes.push_back(theme.code);
    form.district = district_name(views, labels).code;
}

pages::ProjectForm form_of(const Views& views, const projections::Project& project) {
    pages::ProjectForm form =
        empty_form(std::max(project.phases.size() + 1, pages::limits::project_form_phases));
    form.title.value = project.words.title;
    form.body.value = project.words.body;
    form.level.value = name_of(project.level);
    take_labels(form, views, project.labels);
    for (std::size_t i = 0; i < project.phases.size() && i < form.phases.size(); ++i) {
        const events::Phase& phase = project.phases[i];
        pages::PhaseField& row = form.phases[i];
        if (i < project.words.phases.size()) row.title.value = project.words.phases[i];
        row.kind.value = name_of(phase.kind());
        if (phase.starts_on() != 0) row.starts_on.value = iso_day(phase.starts_on());
        if (phase.ends_on() != 0) row.ends_on.value = iso_day(phase.ends_on());
    }
    return form;
}

bool has_fault(const pages::ProjectForm& form) {
    const auto fields = {&form.title, &form.body, &form.level, &form.choice};
    return form.themes_fault != Fault::none ||
           std::any_of(fields.begin(), fields.end(),
                       [](const pages::Field* field) { return field->fault != Fault::none; });
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

// --- opening

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

bool is_agent_of_the_city(const Visit& visit) {
    return visit.app.views.read([&](const Views& views) {
        const projections::Person* person = joined(views, visit);
        return person != nullptr && projections::holds(*person, events::Role::agent, {});
    });
}

// --- changing

struct Changed {
    bool found = false;
    bool may = false;
    std::size_t current_phase = 0;
    std::string title;
    pages::ProjectForm now;  // with the words in force
};

Changed project_in(const Visit& visit) {
    Changed changed;
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    if (!id) return changed;
    visit.app.views.read([&](const Views& views) {
        const projections::Project* project = projections::find(views, *id);
        if (project == nullptr) return;
        changed.found = true;
        changed.may = may_speak_for(views, visit, *project);
        changed.current_phase = project->current_phase;
        changed.title = project->words.title;
        changed.now = form_of(views, *project);
        changed.now.project_id = events::to_text(project->id);
        changed.now.project_title = project->words.title;
        changed.now.seen_seq = project->words.seq;
    });
    return changed;
}

std::optional<Response> refused(const Visit& visit, const Changed& changed) {
    if (!changed.found) return error_page(visit, pages::Problem::not_found);
    if (!visit.who) return to_sign_in(visit, visit.path);
    if (!changed.may) return error_page(visit, pages::Problem::forbidden);
    return std::nullopt;
}

// A phase in which the project is, or was, cannot go: the others would move up into its place.
bool keeps_past_phases(pages::ProjectForm& form, std::size_t current) {
    bool right = true;
    for (std::size_t i = 0; i <= current && i < form.phases.size(); ++i) {
        if (!is_empty(form.phases[i])) continue;
        form.phases[i].title.fault = Fault::phase_in_use;
        right = false;
    }
    return right;
}

}  // namespace

Reply open_project_form(Visit& visit) {
    const std::string proposal = query_value(visit, "proposal");
    if (!visit.who) {
        return to_sign_in(visit, proposal.empty()
                                     ? "/projects/new"
                                     : "/projects/new?proposal=" + percent_encode(proposal));
    }
    pages::ProjectForm form = empty_form();
    if (proposal.empty()) {
        form.may_be_citys = is_agent_of_the_city(visit);
        return show(visit, form);
    }
    if (!name_proposal(visit, form, proposal)) return error_page(visit, pages::Problem::forbidden);
    form.title.value = form.takes_up_title;
    // The project is likely to be about the same.
    visit.app.views.read([&](const Views& views) {
        const auto id = events::parse_id<events::ProposalId>(form.takes_up);
        const projections::Proposal* row = id ? projections::find(views, *id) : nullptr;
        if (row != nullptr) take_labels(form, views, row->labels);
    });
    return show(visit, form);
}

Reply open_project(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/projects/new");
    if (posted.refused()) return *posted.refused();
    pages::ProjectForm form = form_of(posted);
    commands::OpenProject body;
    if (const std::string proposal = posted.text("proposal"); !proposal.empty()) {
        if (!name_proposal(visit, form, proposal))
            return error_page(visit, pages::Problem::forbidden);
        body.takes_up = events::parse_id<events::ProposalId>(proposal).value();
    } else {
        form.may_be_citys = is_agent_of_the_city(visit);
        body.for_city = form.whose.value == "city";
    }
    if (form.choice.value != "for_neutral_against" && form.choice.value != "support_only")
        form.choice.fault = Fault::not_chosen;
    const bool phases = phases_in(form, body.phases);
    if (has_fault(form) || !phases) return show(visit, form, 422);
    body.project = random_id<events::ProjectId>();
    body.title = form.title.value;
    body.body = form.body.value;
    body.level = level_named(form.level.value).value();
    body.themes = form.themes;
    body.district = form.district;
    body.stance_choice = form.choice.value == "support_only"
                             ? events::StanceChoice::support_only
                             : events::StanceChoice::for_neutral_against;
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command),
                  [form = std::move(form)](Visit& waiting, const Answer* answer) {
                      const auto again = [&](const Refusal& refusal) {
                          pages::ProjectForm wrong = form;
                          put_fault(wrong, refusal);
                          return show(waiting, wrong, 422);
                      };
                      const auto path = [](const Outcome& outcome) {
                          return "/projects/" + events::to_text(outcome.object);
                      };
                      return form_answer(waiting, answer, "/projects/new", path, again);
                  });
}

Reply change_project_form(Visit& visit) {
    const Changed changed = project_in(visit);
    if (auto response = refused(visit, changed)) return std::move(*response);
    return show(visit, changed.now);
}

Reply change_project(Visit& visit) {
    const std::string back = "/projects/" + visit.captures[0];
    const PostedForm posted = PostedForm::of_session(visit, back + "/edit");
    if (posted.refused()) return *posted.refused();
    const Changed changed = project_in(visit);
    if (auto response = refused(visit, changed)) return std::move(*response);
    const auto seen = parse_whole(posted.text("seen"));
    if (!seen || *seen == 0) return error_page(visit, pages::Problem::bad_request);
    pages::ProjectForm form = form_of(posted);
    form.project_id = changed.now.project_id;
    form.project_title = changed.title;
    form.seen_seq = *seen;
    commands::ChangeProject body;
    body.project = events::parse_id<events::ProjectId>(form.project_id).value();
    const bool phases =
        phases_in(form, body.phases) && keeps_past_phases(form, changed.current_phase);
    if (has_fault(form) || !phases) return show(visit, form, 422);
    body.title = form.title.value;
    body.body = form.body.value;
    body.level = level_named(form.level.value).value();
    body.seen_seq = form.seen_seq;
    body.themes = form.themes;
    body.district = form.district;
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command),
                  [form = std::move(form), back](Visit& waiting, const Answer* answer) {
                      // What was typed stays; sent again, it replaces what is in force now.
                      const auto again = [&](const Refusal& refusal) {
                          pages::ProjectForm wrong = form;
                          put_fault(wrong, refusal);
                          wrong.seen_seq = project_in(waiting).now.seen_seq;
                          return show(waiting, wrong, 422);
                      };
                      return form_answer(
                          waiting, answer, back, [&](const Outcome&) { return back; }, again);
                  });
}

}  // namespace imaginons::http::site
