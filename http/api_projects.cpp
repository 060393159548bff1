// Projects written through the API: opened, changed, and kept up to date by who speaks for them.
#include "events/time.hpp"
#include "http/api.hpp"
#include "http/api_entrance.hpp"
#include "http/errors.hpp"
#include "http/json_body.hpp"
#include "http/project_parts.hpp"
#include "http/random.hpp"

namespace imaginons::http::api {

namespace {

events::ParticipationLevel level_in(FieldReader& fields) {
    const auto level = level_named(fields.text("level"));
    if (!level)
        fields.refuse("level",
                      "The level must be \"inform\", \"consult\", \"co_build\" or \"decide\".");
    return level.value_or(events::ParticipationLevel::unset);
}

std::int32_t optional_day(FieldReader& fields, std::string_view name) {
    const auto text = fields.optional_text(name);
    if (!text) return 0;
    const auto day = events::parse_iso_date(*text);
    if (!day) fields.refuse(name, "A date as 2026-04-20 is expected here.");
    return day.value_or(0);
}

commands::PhaseWords phase_in(const Json& item, BodyFault& fault, std::size_t position) {
    FieldReader fields(item, fault, "phases[" + std::to_string(position) + "].");
    const auto kind = phase_kind_named(fields.text("kind"));
    if (!kind) {
        fields.refuse("kind",
                      "The kind must be inform, propose, debate, decide, realise or review.");
    }
    const std::string title = fields.optional_text("title").value_or("");
    const std::int32_t starts_on = optional_day(fields, "starts_on");
    const std::int32_t ends_on = optional_day(fields, "ends_on");
    fields.complete();
    return {events::Phase(starts_on, ends_on, kind.value_or(events::PhaseKind::unset)), title};
}

std::vector<commands::PhaseWords> phases_in(FieldReader& fields, BodyFault& fault) {
    std::vector<commands::PhaseWords> phases;
    const auto* items = fields.optional_array("phases");
    if (items == nullptr) return phases;
    for (const Json& item : *items) phases.push_back(phase_in(item, fault, phases.size()));
    return phases;
}

Response unknown_project() {
    return unknown(commands::RefusalCode::unknown_project);
}

Response unknown_milestone() {
    return unknown(commands::RefusalCode::unknown_milestone);
}

void read_milestone(FieldReader& fields, commands::SetMilestone& body) {
    body.title = fields.text("title");
    body.due_on = optional_day(fields, "due_on");
    body.progress_percent =
        static_cast<std::uint8_t>(fields.optional_whole("progress_percent", 0, 255).value_or(0));
}

}  // namespace

Reply open_project(Visit& visit) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    commands::OpenProject project;
    project.project = random_id<events::ProjectId>();
    project.title = fields.text("title");
    project.body = with_plain_line_ends(fields.text("body"));
    project.level = level_in(fields);
    project.for_city = fields.optional_truth("for_city").value_or(false);
    const std::string choice =
        fields.optional_text("stance_choice").value_or("for_neutral_against");
    if (choice == "support_only") {
        project.stance_choice = events::StanceChoice::support_only;
    } else if (choice != "for_neutral_against") {
        fields.refuse("stance_choice", "It must be \"for_neutral_against\" or \"support_only\".");
    }
    project.phases = phases_in(fields, fault);
    project.themes = codes_in(fields, "themes").value_or(std::vector<std::string>());
    project.district = fields.optional_text("district").value_or("");
    if (!fields.complete()) return body_problem(fault);
    return write(visit, std::move(project), "/api/v1/projects/");
}

Reply change_project(Visit& visit) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    commands::ChangeProject change;
    change.title = fields.text("title");
    change.body = with_plain_line_ends(fields.text("body"));
    change.level = level_in(fields);
    change.phases = phases_in(fields, fault);
    change.themes = codes_in(fields, "themes");
    change.district = fields.optional_text("district");
    if (!fields.complete()) return body_problem(fault);
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    if (!id) return unknown_project();
    change.project = *id;
    return write(visit, std::move(change));
}

Reply move_phase(Visit& visit) {
    return write_about<commands::MovePhase>(
        visit, &commands::MovePhase::project, commands::RefusalCode::unknown_project,
        [](FieldReader& fields, commands::MovePhase& body) {
            const auto phase = fields.optional_whole("phase", 0, 0xFFFF);
            if (!phase) fields.refuse("phase", "Its position in the list of phases, from 0.");
            body.phase = static_cast<std::uint16_t>(phase.value_or(0));
        });
}

Reply publish_news(Visit& visit) {
    return write_about<commands::PublishNews>(
        visit, &commands::PublishNews::project, commands::RefusalCode::unknown_project,
        [](FieldReader& fields, commands::PublishNews& body) {
            body.news = random_id<events::NewsId>();
            body.title = fields.text("title");
            body.body = with_plain_line_ends(fields.text("body"));
        });
}

Reply add_milestone(Visit& visit) {
    return write_about<commands::SetMilestone>(
        visit, &commands::SetMilestone::project, commands::RefusalCode::unknown_project,
        [](FieldReader& fields, commands::SetMilestone& body) {
            body.milestone = random_id<events::MilestoneId>();
            read_milestone(fields, body);
        });
}

Reply set_milestone(Visit& visit) {
    const auto milestone = events::parse_id<events::MilestoneId>(visit.captures[1]);
    const auto project = events::parse_id<events::ProjectId>(visit.captures[0]);
    const bool exists = project && milestone && visit.app.views.read([&](const auto& views) {
        const projections::Project* row = projections::find(views, *project);
        return row != nullptr && projections::find(*row, *milestone) != nullptr;
    });
    if (!exists) {
        if (auto refused = sign_in(visit)) return *refused;
        return unknown_milestone();
    }
    return write_about<commands::SetMilestone>(
        visit, &commands::SetMilestone::project, commands::RefusalCode::unknown_project,
        [&](FieldReader& fields, commands::SetMilestone& body) {
            body.milestone = *milestone;
            read_milestone(fields, body);
        });
}

Reply reach_milestone(Visit& visit) {
    if (auto refused = sign_in(visit)) return *refused;
    const auto project = events::parse_id<events::ProjectId>(visit.captures[0]);
    const auto milestone = events::parse_id<events::MilestoneId>(visit.captures[1]);
    if (!project) return unknown_project();
    if (!milestone) return unknown_milestone();
    return write(visit, commands::ReachMilestone{*project, *milestone});
}

}  // namespace imaginons::http::api
