// Meetings as they are read, in pages and calendars, and the seat that one takes at them. What
// those who hold them write is pages_meeting_forms.cpp's.
#include "commands/limits.hpp"
#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/following.hpp"
#include "http/forms.hpp"
#include "http/markdown.hpp"
#include "http/meeting_parts.hpp"
#include "http/moment.hpp"
#include "http/page_parts.hpp"
#include "http/pages/limits.hpp"
#include "http/pages_handlers.hpp"
#include "http/project_parts.hpp"
#include "http/writes.hpp"

namespace imaginons::http::site {

namespace {

using projections::Views;

std::optional<events::MeetingId> meeting_in(const Visit& visit) {
    return events::parse_id<events::MeetingId>(visit.captures[0]);
}

// The words of a meeting that become HTML once the lock is let go.
struct MeetingTexts {
    std::string agenda;
    std::string reason;
    std::string minutes;
};

bool has_seat(const Visit& visit, const projections::Meeting& meeting) {
    if (!visit.who) return false;
    const auto token =
        visit.app.engine.stance_token(events::id_as<events::Id>(meeting.id), visit.who->person);
    return token && meeting.seats.contains(*token);
}

void fill(pages::MeetingPage& page, MeetingTexts& texts, const Visit& visit, const Views& views,
          const projections::Meeting& meeting) {
    const projections::Project& project = views.projects[meeting.project];
    page.row = meeting_row(views, meeting, visit.now_ms, true);
    page.excerpt = plain_excerpt(meeting.words.body, pages::limits::excerpt_characters);
    page.link = meeting.words.url;
    page.erased = meeting.words.erased;
    page.by_city = meeting.words.official;
    page.version = meeting.version;
    page.changed_at = meeting.changed_at_ms;
    page.minutes_at = meeting.minutes_at_ms;
    page.signed_in = visit.who.has_value();
    page.registered = has_seat(visit, meeting);
    page.may_manage = may_speak_for(views, visit, project);
    texts = {meeting.words.body, meeting.reason.body, meeting.minutes.body};
}

// Found: the page. `refusal`: why the form on it did nothing.
Response show_meeting(Visit& visit, pages::SeatRefusal refusal, unsigned status) {
    const auto id = meeting_in(visit);
    pages::MeetingPage page;
    MeetingTexts texts;
    pages::Chrome chrome;
    const storage::Following own = following_of(visit);
    const bool found = id && visit.app.views.read([&](const Views& views) {
        const projections::Meeting* meeting = projections::find(views, *id);
        if (meeting == nullptr) return false;
        visit.shown.meeting(views, position_of(views.meetings, meeting));
        fill(page, texts, visit, views, *meeting);
        page.follow = follow_button(views, visit, own, storage::FollowedKind::meeting,
                                    events::id_as<events::Id>(*id));
        chrome = chrome_in(views, visit, pages::Nav::projects);
        return true;
    });
    if (!found) return error_page(visit, pages::Problem::not_found);
    page.refusal = refusal;
    page.agenda = render_markdown(texts.agenda, 3);
    page.reason = render_markdown(texts.reason, 3);
    page.minutes = render_markdown(texts.minutes, 3);
    note_done(chrome, visit);
    return html(visit, visit.app.templates.render(page, chrome), status);
}

void add_rows(std::vector<pages::MeetingRow>& rows, Shown& shown, const Views& views,
              const std::vector<std::uint32_t>& found, std::int64_t now_ms, bool name_project) {
    for (const std::uint32_t row : found) {
        if (rows.size() == limits::meetings_listed) return;
        shown.meeting(views, row);
        rows.push_back(meeting_row(views, views.meetings[row], now_ms, name_project));
    }
}

// A project that is asked for and not there; nothing is asked for: null, and true.
bool find_project(const Views& views, std::string_view text, const projections::Project*& project) {
    if (text.empty()) return true;
    const auto id = events::parse_id<events::ProjectId>(text);
    project = id ? projections::find(views, *id) : nullptr;
    return project != nullptr;
}

std::string site_of(const Visit& visit) {
    return visit.app.options.origin + std::string(visit.prefix);
}

Response calendar(const pages::Calendar& calendar) {
    return plain_text(pages::render_calendar(calendar), pages::calendar_content_type);
}

// Of one project, or of all (empty): those to come, and the latest that are over.
Reply calendar_of(Visit& visit, std::string_view project_text) {
    pages::Calendar out;
    const bool found = visit.app.views.read([&](const Views& views) {
        const projections::Project* project = nullptr;
        if (!find_project(views, project_text, project)) return false;
        out.name =
            project == nullptr ? "Imaginons " + visit.app.options.city : project->words.title;
        visit.shown.everything(views);
        const auto add = [&](const std::vector<std::uint32_t>& rows) {
            std::size_t left = limits::meetings_listed;
            for (const std::uint32_t row : rows) {
                if (left-- == 0) return;
                visit.shown.meeting(views, row);
                out.events.push_back(calendar_event(views.meetings[row], site_of(visit)));
            }
        };
        add(projections::meetings_to_come(views, project, visit.now_ms));
        add(projections::meetings_past(views, project, visit.now_ms));
        return true;
    });
    if (!found) return error_page(visit, pages::Problem::not_found);
    return calendar(out);
}

std::optional<pages::SeatRefusal> seat_refusal(commands::RefusalCode code) {
    using Code = commands::RefusalCode;
    if (code == Code::meeting_full) return pages::SeatRefusal::full;
    if (code == Code::already_begun) return pages::SeatRefusal::too_late;
    if (code == Code::meeting_cancelled) return pages::SeatRefusal::cancelled;
    return std::nullopt;
}

Response answer_of_seat(Visit& visit, const commands::Answer* answer) {
    const std::string path = "/meetings/" + visit.captures[0];
    const auto* refusal = answer == nullptr ? nullptr : std::get_if<commands::Refusal>(answer);
    if (refusal != nullptr) {
        // Pressed twice: it is so already.
        const bool is_so = refusal->code == commands::RefusalCode::already_registered ||
                           refusal->code == commands::RefusalCode::not_registered;
        if (is_so) return see_other(visit, path + "?done=nothing");
        if (const auto why = seat_refusal(refusal->code)) return show_meeting(visit, *why, 409);
    }
    return form_answer(visit, answer, path, [&](const commands::Outcome&) { return path; }, {});
}

}  // namespace

Reply meetings(Visit& visit) {
    pages::MeetingsPage page;
    pages::Chrome chrome;
    const std::string asked = query_value(visit, "project");
    const bool found = visit.app.views.read([&](const Views& views) {
        const projections::Project* project = nullptr;
        if (!find_project(views, asked, project)) return false;
        if (project != nullptr) {
            page.project_id = events::to_text(project->id);
            page.project_title = project->words.title;
        }
        visit.shown.everything(views);
        const bool name_project = project == nullptr;
        add_rows(page.to_come, visit.shown, views,
                 projections::meetings_to_come(views, project, visit.now_ms), visit.now_ms,
                 name_project);
        add_rows(page.past, visit.shown, views,
                 projections::meetings_past(views, project, visit.now_ms), visit.now_ms,
                 name_project);
        chrome = chrome_in(views, visit, pages::Nav::projects);
        return true;
    });
    if (!found) return error_page(visit, pages::Problem::not_found);
    return html(visit, visit.app.templates.render(page, chrome));
}

Reply meeting(Visit& visit) {
    return show_meeting(visit, pages::SeatRefusal::none, 200);
}

Reply register_for_meeting(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/meetings/" + visit.captures[0]);
    if (posted.refused()) return *posted.refused();
    const auto id = meeting_in(visit);
    const std::string act = posted.text("act");
    if (act != "take" && act != "withdraw") return error_page(visit, pages::Problem::bad_request);
    // Only meetings that exist have a secret to make tokens with.
    const auto token =
        id ? visit.app.engine.stance_token(events::id_as<events::Id>(*id), visit.who->person)
           : std::nullopt;
    const bool exists = token && visit.app.views.read([&](const Views& views) {
        return projections::find(views, *id) != nullptr;
    });
    if (!exists) return error_page(visit, pages::Problem::not_found);
    const bool takes = act == "take";
    commands::Command command =
        takes ? command_of(visit, commands::TakeRegistration{*id, *token}, posted.request_id())
              : command_of(visit, commands::WithdrawRegistration{*id, *token}, posted.request_id());
    VaultChange also = following_meeting(visit, *id, takes);
    return submit(visit, std::move(command), answer_of_seat, std::move(also));
}

Reply calendar_of_meetings(Visit& visit) {
    return calendar_of(visit, {});
}

Reply calendar_of_project(Visit& visit) {
    return calendar_of(visit, visit.captures[0]);
}

Reply calendar_of_meeting(Visit& visit) {
    const auto id = meeting_in(visit);
    pages::Calendar out;
    const bool found = id && visit.app.views.read([&](const Views& views) {
        const projections::Meeting* meeting = projections::find(views, *id);
        if (meeting == nullptr) return false;
        visit.shown.meeting(views, position_of(views.meetings, meeting));
        out.name = meeting->words.title;
        out.events.push_back(calendar_event(*meeting, site_of(visit)));
        return true;
    });
    if (!found) return error_page(visit, pages::Problem::not_found);
    return calendar(out);
}

}  // namespace imaginons::http::site
