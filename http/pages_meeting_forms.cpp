// What those who hold a project's meetings write: announcing one, changing it, calling it off, its
// minutes. Dates and hours are those of the city's clocks.
#include <algorithm>

#include "commands/limits.hpp"
#include "events/time.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/meeting_parts.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/project_parts.hpp"
#include "http/random.hpp"
#include "http/writes.hpp"

namespace imaginons::http::site {

namespace {

using commands::Refusal;
using commands::RefusalCode;
using pages::Fault;
using projections::Views;

// --- the form of a meeting

pages::MeetingForm with_limits(pages::MeetingForm form) {
    form.title.limit = commands::limits::title_chars;
    form.agenda.limit = commands::limits::agenda_chars;
    form.place.limit = commands::limits::place_chars;
    return form;
}

pages::MeetingForm form_of(const PostedForm& posted) {
    pages::MeetingForm form;
    form.title.value = posted.text("title");
    form.day.value = posted.text("day");
    form.starts.value = posted.text("starts");
    form.last_day.value = posted.text("last_day");
    form.ends.value = posted.text("ends");
    form.place.value = posted.text("place");
    form.link.value = posted.text("link");
    form.capacity.value = posted.text("capacity");
    form.agenda.value = posted.text("agenda");
    return with_limits(std::move(form));
}

std::string clock_text(const CivilTime& at) {
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(at.hour) + ":" + two(at.minute);
}

pages::MeetingForm form_of(const projections::Meeting& meeting) {
    const CivilTime from = city_time(meeting.starts_at_ms);
    const CivilTime to = city_time(meeting.ends_at_ms);
    pages::MeetingForm form;
    form.meeting_id = events::to_text(meeting.id);
    form.version = meeting.version;
    form.title.value = meeting.words.title;
    form.day.value = iso_day(from.days);
    form.starts.value = clock_text(from);
    if (to.days != from.days) form.last_day.value = iso_day(to.days);
    form.ends.value = clock_text(to);
    form.place.value = meeting.words.place;
    form.link.value = meeting.words.url;
    if (meeting.capacity != 0) form.capacity.value = std::to_string(meeting.capacity);
    form.agenda.value = meeting.words.body;
    return with_limits(std::move(form));
}

// --- what was typed

std::optional<std::int32_t> day_in(pages::Field& field) {
    if (field.value.empty()) {
        field.fault = Fault::missing;
        return std::nullopt;
    }
    const auto day = events::parse_iso_date(field.value);
    if (!day) field.fault = Fault::not_a_date;
    return day;
}

// "18:30", also with seconds of zero, as some browsers send it.
std::optional<CivilTime> clock_in(std::string_view text) {
    if (text.size() == 8 && text.ends_with(":00")) text.remove_suffix(3);
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = parse_whole(text.substr(0, 2));
    const auto minute = parse_whole(text.substr(3));
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    return CivilTime{0, static_cast<int>(*hour), static_cast<int>(*minute)};
}

std::optional<std::int64_t> instant_in(pages::Field& field, std::optional<std::int32_t> day) {
    if (field.value.empty()) {
        field.fault = Fault::missing;
        return std::nullopt;
    }
    auto clock = clock_in(field.value);
    if (!clock) field.fault = Fault::not_a_time;
    if (!clock || !day) return std::nullopt;
    clock->days = *day;
    const auto instant = city_instant(*clock);
    if (!instant) field.fault = Fault::not_a_time;
    return instant;
}

// Nothing if none is said, or if it is no number: then with a fault.
std::optional<std::uint32_t> capacity_in(pages::Field& field) {
    if (field.value.empty()) return std::nullopt;
    const auto number = parse_whole(field.value);
    if (!number) field.fault = Fault::not_a_number;
    constexpr std::uint64_t most = commands::limits::seats + 1;
    return number ? std::optional(static_cast<std::uint32_t>(std::min(*number, most)))
                  : std::nullopt;
}

struct Read {
    std::int64_t starts_at_ms = 0;
    std::int64_t ends_at_ms = 0;
    std::optional<std::uint32_t> capacity;
    commands::MeetingWords words;
};

// Nothing if something was not readable: its fault is set.
std::optional<Read> read(pages::MeetingForm& form) {
    const auto day = day_in(form.day);
    const auto last_day = form.last_day.value.empty() ? day : day_in(form.last_day);
    const auto starts = instant_in(form.starts, day);
    const auto ends = instant_in(form.ends, last_day);
    const auto capacity = capacity_in(form.capacity);
    check_text(form.title, commands::limits::title_chars);
    const bool right =
        starts && ends && form.capacity.fault == Fault::none && form.title.fault == Fault::none;
    if (!right) return std::nullopt;
    return Read{*starts,
                *ends,
                capacity,
                {form.title.value, form.agenda.value, form.place.value, form.link.value}};
}

void put_fault(pages::MeetingForm& form, const Refusal& refusal) {
    pages::Field& field = refusal.field == "starts_at"  ? form.starts
                          : refusal.field == "ends_at"  ? form.ends
                          : refusal.field == "capacity" ? form.capacity
                          : refusal.field == "place"    ? form.place
                          : refusal.field == "link"     ? form.link
                          : refusal.field == "agenda"   ? form.agenda
                                                        : form.title;
    field.fault = refusal.code == RefusalCode::already_begun      ? Fault::is_past
                  : refusal.code == RefusalCode::text_has_changed ? Fault::meeting_changed
                                                                  : fault_of(refusal.code);
    if (refusal.limit != 0) field.limit = refusal.limit;
}

// Whether the form can say it beside a field; else it is another page's.
bool is_about_the_form(const Refusal& refusal) {
    return fault_of(refusal.code) != Fault::none ||
           (refusal.code == RefusalCode::already_begun && refusal.field == "starts_at");
}

// The form again, or on to the meeting.
Response answer_of_form(Visit& visit, const commands::Answer* answer, pages::MeetingForm form,
                        const std::string& back) {
    const auto* refusal = answer == nullptr ? nullptr : std::get_if<Refusal>(answer);
    if (refusal != nullptr && is_about_the_form(*refusal)) {
        put_fault(form, *refusal);
        if (refusal->code == RefusalCode::text_has_changed) {
            const auto id = events::parse_id<events::MeetingId>(form.meeting_id);
            visit.app.views.read([&](const Views& views) {
                const auto* meeting = id ? projections::find(views, *id) : nullptr;
                if (meeting != nullptr) form.version = meeting->version;
            });
        }
        return show<pages::Nav::projects>(visit, form, 422);
    }
    const auto path = [](const commands::Outcome& outcome) {
        return "/meetings/" + events::to_text(outcome.object);
    };
    return form_answer(visit, answer, back, path, {});
}

// --- whose

struct Target {
    bool found = false;
    bool may = false;
    std::string project_id;
    std::string project_title;
};

Target target_of(const Views& views, const Visit& visit, const projections::Project& project) {
    return {true, may_speak_for(views, visit, project), events::to_text(project.id),
            project.words.title};
}

std::optional<Response> refused(const Visit& visit, const Target& target) {
    if (!target.found) return error_page(visit, pages::Problem::not_found);
    if (!visit.who) return to_sign_in(visit, visit.path);
    if (!target.may) return error_page(visit, pages::Problem::forbidden);
    return std::nullopt;
}

// Of the address of a project; fills what the form says of it.
Target project_in(const Visit& visit, pages::MeetingForm& form) {
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    Target target;
    if (!id) return target;
    visit.app.views.read([&](const Views& views) {
        const projections::Project* project = projections::find(views, *id);
        if (project != nullptr) target = target_of(views, visit, *project);
    });
    form.project_id = target.project_id;
    form.project_title = target.project_title;
    return target;
}

// Of the address of a meeting; `take` gets its row, under the lock.
template <class Take>
Target meeting_in(const Visit& visit, Take take) {
    const auto id = events::parse_id<events::MeetingId>(visit.captures[0]);
    Target target;
    if (!id) return target;
    visit.app.views.read([&](const Views& views) {
        const projections::Meeting* meeting = projections::find(views, *id);
        if (meeting == nullptr) return;
        target = target_of(views, visit, views.projects[meeting->project]);
        take(*meeting);
    });
    return target;
}

// --- cancelling, and minutes: one text

pages::MeetingTextForm text_form(const projections::Meeting& meeting, bool cancels) {
    pages::MeetingTextForm form;
    form.meeting_id = events::to_text(meeting.id);
    form.title = meeting.words.title;
    form.cancels = cancels;
    form.again = meeting.minutes_version != 0;
    form.body.limit = cancels ? commands::limits::reason_chars : commands::limits::minutes_chars;
    if (!cancels) form.body.value = meeting.minutes.body;
    return form;
}

Reply show_text_form(Visit& visit, bool cancels) {
    pages::MeetingTextForm form;
    const Target target = meeting_in(
        visit, [&](const projections::Meeting& meeting) { form = text_form(meeting, cancels); });
    if (auto response = refused(visit, target)) return std::move(*response);
    return show<pages::Nav::projects>(visit, form);
}

Reply send_text(Visit& visit, bool cancels) {
    const std::string back = "/meetings/" + visit.captures[0];
    const PostedForm posted = PostedForm::of_session(visit, back);
    if (posted.refused()) return *posted.refused();
    pages::MeetingTextForm form;
    const Target target = meeting_in(
        visit, [&](const projections::Meeting& meeting) { form = text_form(meeting, cancels); });
    if (auto response = refused(visit, target)) return std::move(*response);
    form.body.value = posted.text("body");
    const auto id = events::parse_id<events::MeetingId>(visit.captures[0]).value();
    commands::AnyCommand body =
        cancels ? commands::AnyCommand(commands::CancelMeeting{id, form.body.value})
                : commands::AnyCommand(commands::PublishMinutes{id, form.body.value});
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command),
                  [form, back](Visit& waiting, const commands::Answer* answer) {
                      const auto again = [&](const Refusal& refusal) {
                          pages::MeetingTextForm wrong = form;
                          wrong.body.fault = fault_of(refusal.code);
                          if (refusal.limit != 0) wrong.body.limit = refusal.limit;
                          return show<pages::Nav::projects>(waiting, wrong, 422);
                      };
                      const auto path = [&](const commands::Outcome&) { return back; };
                      return form_answer(waiting, answer, back, path, again);
                  });
}

}  // namespace

Reply announce_form(Visit& visit) {
    pages::MeetingForm form = with_limits({});
    if (auto response = refused(visit, project_in(visit, form))) return std::move(*response);
    return show<pages::Nav::projects>(visit, form);
}

Reply announce(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, visit.path);
    if (posted.refused()) return *posted.refused();
    pages::MeetingForm form = form_of(posted);
    if (auto response = refused(visit, project_in(visit, form))) return std::move(*response);
    auto said = read(form);
    if (!said) return show<pages::Nav::projects>(visit, form, 422);
    commands::AnnounceMeeting body{random_id<events::MeetingId>(),
                                   events::parse_id<events::ProjectId>(form.project_id).value(),
                                   said->starts_at_ms,
                                   said->ends_at_ms,
                                   said->capacity,
                                   std::move(said->words)};
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command),
                  [form](Visit& waiting, const commands::Answer* answer) {
                      return answer_of_form(waiting, answer, form, "/projects/" + form.project_id);
                  });
}

Reply change_meeting_form(Visit& visit) {
    pages::MeetingForm form;
    const Target target =
        meeting_in(visit, [&](const projections::Meeting& meeting) { form = form_of(meeting); });
    if (auto response = refused(visit, target)) return std::move(*response);
    form.project_id = target.project_id;
    form.project_title = target.project_title;
    return show<pages::Nav::projects>(visit, form);
}

Reply change_meeting(Visit& visit) {
    const std::string back = "/meetings/" + visit.captures[0];
    const PostedForm posted = PostedForm::of_session(visit, back);
    if (posted.refused()) return *posted.refused();
    pages::MeetingForm form = form_of(posted);
    const Target target = meeting_in(visit, [&](const projections::Meeting& meeting) {
        form.meeting_id = events::to_text(meeting.id);
    });
    if (auto response = refused(visit, target)) return std::move(*response);
    form.project_id = target.project_id;
    form.project_title = target.project_title;
    const auto version = parse_whole(posted.text("version"));
    if (!version || *version == 0 || *version > 0xFFFFFFFF)
        return error_page(visit, pages::Problem::bad_request);
    form.version = static_cast<std::uint32_t>(*version);
    auto said = read(form);
    if (!said) return show<pages::Nav::projects>(visit, form, 422);
    commands::ChangeMeeting body{events::parse_id<events::MeetingId>(form.meeting_id).value(),
                                 said->starts_at_ms,
                                 said->ends_at_ms,
                                 said->capacity,
                                 std::move(said->words),
                                 form.version};
    commands::Command command = command_of(visit, std::move(body), posted.request_id());
    return submit(visit, std::move(command),
                  [form, back](Visit& waiting, const commands::Answer* answer) {
                      return answer_of_form(waiting, answer, form, back);
                  });
}

Reply cancel_meeting_form(Visit& visit) {
    return show_text_form(visit, true);
}

Reply cancel_meeting(Visit& visit) {
    return send_text(visit, true);
}

Reply minutes_form(Visit& visit) {
    return show_text_form(visit, false);
}

Reply publish_minutes(Visit& visit) {
    return send_text(visit, false);
}

}  // namespace imaginons::http::site
