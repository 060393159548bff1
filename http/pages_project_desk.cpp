// Where who speaks for a project keeps it up to date: its phase, milestones and news.
#include "commands/limits.hpp"
#include "events/time.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/page_parts.hpp"
#include "http/pages/project_desk.hpp"
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

std::string path_of(const Visit& visit) {
    return "/projects/" + visit.captures[0];
}

// Calls `take` with the project of the address if the visitor speaks for it; else gives why not.
template <class Take>
std::optional<Response> with_project(const Visit& visit, Take take) {
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    bool found = false;
    bool may = false;
    if (id) {
        visit.app.views.read([&](const Views& views) {
            const projections::Project* project = projections::find(views, *id);
            found = project != nullptr;
            may = found && may_speak_for(views, visit, *project);
            if (may) take(views, *project);
        });
    }
    if (!found) return error_page(visit, pages::Problem::not_found);
    if (!visit.who) return to_sign_in(visit, visit.path);
    if (!may) return error_page(visit, pages::Problem::forbidden);
    return std::nullopt;
}

events::ProjectId id_of(const Visit& visit) {
    return events::parse_id<events::ProjectId>(visit.captures[0]).value();
}

// --- news

pages::NewsForm news_form_of(const projections::Project& project) {
    pages::NewsForm form;
    form.project_id = events::to_text(project.id);
    form.project_title = project.words.title;
    form.title.limit = commands::limits::title_chars;
    form.body.limit = commands::limits::project_body_chars;
    return form;
}

// --- milestones

std::optional<events::MilestoneId> milestone_in(const Visit& visit) {
    return visit.captures.size() < 2 ? std::nullopt
                                     : events::parse_id<events::MilestoneId>(visit.captures[1]);
}

pages::MilestoneForm milestone_form_of(const projections::Project& project,
                                       const projections::Milestone* milestone) {
    pages::MilestoneForm form;
    form.project_id = events::to_text(project.id);
    form.project_title = project.words.title;
    form.title.limit = commands::limits::title_chars;
    form.progress.value =
        std::to_string(milestone == nullptr ? 0 : int{milestone->progress_percent});
    if (milestone == nullptr) return form;
    form.milestone_id = events::to_text(milestone->id);
    form.title.value = milestone->words.title;
    if (milestone->due_on != 0) form.due_on.value = iso_day(milestone->due_on);
    return form;
}

// The form of the address, empty or with the milestone that it names; or why not.
std::optional<Response> milestone_form_in(const Visit& visit, pages::MilestoneForm& form) {
    const bool named = visit.captures.size() > 1;
    const auto id = milestone_in(visit);
    bool found = !named;
    auto response = with_project(visit, [&](const Views&, const projections::Project& project) {
        const projections::Milestone* milestone = id ? projections::find(project, *id) : nullptr;
        found = found || milestone != nullptr;
        form = milestone_form_of(project, milestone);
    });
    if (response) return response;
    if (!found) return error_page(visit, pages::Problem::not_found);
    return std::nullopt;
}

void put_fault(pages::MilestoneForm& form, const Refusal& refusal) {
    pages::Field& field = refusal.field == "due_on"             ? form.due_on
                          : refusal.field == "progress_percent" ? form.progress
                                                                : form.title;
    field.fault = fault_of(refusal.code);
}

// Nothing if something was not readable: its fault is set.
std::optional<commands::SetMilestone> read(pages::MilestoneForm& form) {
    commands::SetMilestone body;
    check_text(form.title, commands::limits::title_chars);
    body.title = form.title.value;
    if (!form.due_on.value.empty()) {
        const auto day = events::parse_iso_date(form.due_on.value);
        if (!day) form.due_on.fault = Fault::not_a_date;
        body.due_on = day.value_or(0);
    }
    const auto percent = parse_whole(form.progress.value);
    if (form.progress.value.empty()) {
        form.progress.fault = Fault::missing;
    } else if (!percent || *percent > 100) {
        form.progress.fault = Fault::not_a_percentage;
    }
    const bool right = form.title.fault == Fault::none && form.due_on.fault == Fault::none &&
                       form.progress.fault == Fault::none;
    if (!right) return std::nullopt;
    body.progress_percent = static_cast<std::uint8_t>(*percent);
    return body;
}

Reply send(Visit& visit, const PostedForm& posted, commands::AnyCommand body) {
    const std::string back = path_of(visit) + "/desk";
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command), [back](Visit& waiting, const Answer* answer) {
        const auto* refusal = answer == nullptr ? nullptr : std::get_if<Refusal>(answer);
        const bool done_before =
            refusal != nullptr &&
            (refusal->code == commands::RefusalCode::phase_already_current ||
             refusal->code == commands::RefusalCode::milestone_already_reached);
        if (done_before) return see_other(waiting, back + "?done=nothing");
        return form_answer(waiting, answer, back, [&](const Outcome&) { return back; }, {});
    });
}

}  // namespace

Reply project_desk(Visit& visit) {
    pages::ProjectDesk desk;
    auto response = with_project(visit, [&](const Views&, const projections::Project& project) {
        desk.id = events::to_text(project.id);
        desk.title = project.words.title;
        desk.phases = phases_of(project);
        desk.current_phase = project.current_phase;
        for (const projections::Milestone& milestone : project.milestones)
            desk.milestones.push_back({events::to_text(milestone.id), milestone_of(milestone)});
        desk.room_for_milestones = project.milestones.size() < commands::limits::milestones;
        desk.today = today(visit.now_ms);
    });
    if (response) return std::move(*response);
    return show<pages::Nav::projects>(visit, desk);
}

Reply move_phase(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, path_of(visit) + "/desk");
    if (posted.refused()) return *posted.refused();
    if (auto response = with_project(visit, [](const auto&, const auto&) {}))
        return std::move(*response);
    const auto phase = parse_whole(posted.text("phase"));
    if (!phase || *phase > commands::limits::phases)
        return error_page(visit, pages::Problem::bad_request);
    return send(visit, posted,
                commands::MovePhase{id_of(visit), static_cast<std::uint16_t>(*phase)});
}

Reply news_form(Visit& visit) {
    pages::NewsForm form;
    auto response = with_project(visit, [&](const Views&, const projections::Project& project) {
        form = news_form_of(project);
    });
    if (response) return std::move(*response);
    return show<pages::Nav::projects>(visit, form);
}

Reply publish_news(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, path_of(visit) + "/news/new");
    if (posted.refused()) return *posted.refused();
    pages::NewsForm form;
    auto response = with_project(visit, [&](const Views&, const projections::Project& project) {
        form = news_form_of(project);
    });
    if (response) return std::move(*response);
    form.title.value = posted.text("title");
    form.body.value = posted.text("body");
    check_text(form.title, commands::limits::title_chars);
    check_text(form.body, commands::limits::project_body_chars);
    if (form.title.fault != Fault::none || form.body.fault != Fault::none)
        return show<pages::Nav::projects>(visit, form, 422);
    commands::PublishNews body{id_of(visit), random_id<events::NewsId>(), form.title.value,
                               form.body.value};
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    const std::string back = path_of(visit);
    return submit(visit, std::move(command), [form, back](Visit& waiting, const Answer* answer) {
        const auto again = [&](const Refusal& refusal) {
            pages::NewsForm wrong = form;
            pages::Field& field = refusal.field == "title" ? wrong.title : wrong.body;
            field.fault = fault_of(refusal.code);
            if (refusal.limit != 0) field.limit = refusal.limit;
            return show<pages::Nav::projects>(waiting, wrong, 422);
        };
        const auto path = [&](const Outcome&) { return back; };
        return form_answer(waiting, answer, back, path, again);
    });
}

Reply milestone_form(Visit& visit) {
    pages::MilestoneForm form;
    if (auto response = milestone_form_in(visit, form)) return std::move(*response);
    return show<pages::Nav::projects>(visit, form);
}

Reply set_milestone(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, path_of(visit) + "/desk");
    if (posted.refused()) return *posted.refused();
    pages::MilestoneForm form;
    if (auto response = milestone_form_in(visit, form)) return std::move(*response);
    form.title.value = posted.text("title");
    form.due_on.value = posted.text("due_on");
    form.progress.value = posted.text("progress");
    auto body = read(form);
    if (!body) return show<pages::Nav::projects>(visit, form, 422);
    body->project = id_of(visit);
    body->milestone = milestone_in(visit).value_or(random_id<events::MilestoneId>());
    commands::Command command = command_of(visit, std::move(*body), posted.request_id());
    const std::string back = path_of(visit) + "/desk";
    return submit(visit, std::move(command), [form, back](Visit& waiting, const Answer* answer) {
        const auto again = [&](const Refusal& refusal) {
            pages::MilestoneForm wrong = form;
            put_fault(wrong, refusal);
            return show<pages::Nav::projects>(waiting, wrong, 422);
        };
        const auto path = [&](const Outcome&) { return back; };
        return form_answer(waiting, answer, back, path, again);
    });
}

Reply reach_milestone(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, path_of(visit) + "/desk");
    if (posted.refused()) return *posted.refused();
    pages::MilestoneForm form;
    if (auto response = milestone_form_in(visit, form)) return std::move(*response);
    return send(visit, posted, commands::ReachMilestone{id_of(visit), milestone_in(visit).value()});
}

}  // namespace imaginons::http::site
