// Meetings through the API: read by everybody, a seat for everybody who has joined, and what those
// who hold them write.
#include <boost/json.hpp>

#include "commands/limits.hpp"
#include "events/time.hpp"
#include "http/api.hpp"
#include "http/api_entrance.hpp"
#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/json_body.hpp"
#include "http/meeting_parts.hpp"
#include "http/page_parts.hpp"
#include "http/random.hpp"

namespace imaginons::http::api {

namespace {

using projections::Views;

boost::json::value time_or_null(std::int64_t at_ms) {
    return at_ms == 0 ? boost::json::value() : boost::json::value(events::iso_time(at_ms));
}

boost::json::object json_of(const Views& views, const projections::Meeting& row) {
    const std::uint64_t taken = row.seats.size();
    boost::json::object out{{"id", events::to_text(row.id)},
                            {"project", events::to_text(views.projects[row.project].id)},
                            {"title", row.words.title},
                            {"agenda", row.words.body},
                            {"place", row.words.place},
                            {"link", row.words.url},
                            {"starts_at", events::iso_time(row.starts_at_ms)},
                            {"ends_at", events::iso_time(row.ends_at_ms)},
                            {"capacity", nullptr},
                            {"seats_left", nullptr},
                            {"registered", taken},
                            {"version", row.version},
                            {"cancelled", row.cancelled},
                            {"reason", row.reason.body},
                            {"minutes", row.minutes.body},
                            {"minutes_at", time_or_null(row.minutes_at_ms)},
                            {"announced_at", time_or_null(row.announced_at_ms)}};
    if (row.capacity == 0) return out;
    out["capacity"] = row.capacity;
    out["seats_left"] = row.capacity - taken;
    return out;
}

// --- writing

std::int64_t time_in(FieldReader& fields, std::string_view name) {
    const auto time = events::parse_iso_time(fields.text(name));
    if (!time) fields.refuse(name, "A time with its offset, as 2026-12-05T09:00:00+01:00.");
    return time.value_or(0);
}

std::optional<std::uint32_t> capacity_in(FieldReader& fields) {
    constexpr std::int64_t most = commands::limits::seats + 1;
    const auto capacity = fields.optional_whole("capacity", 0, most);
    return capacity ? std::optional(static_cast<std::uint32_t>(*capacity)) : std::nullopt;
}

template <class Body>
void read_what_it_is(FieldReader& fields, Body& body) {
    body.words.title = fields.text("title");
    body.words.agenda = with_plain_line_ends(fields.optional_text("agenda").value_or(""));
    body.words.place = fields.optional_text("place").value_or("");
    body.words.link = fields.optional_text("link").value_or("");
    body.starts_at_ms = time_in(fields, "starts_at");
    body.ends_at_ms = time_in(fields, "ends_at");
    body.capacity = capacity_in(fields);
}

std::optional<events::MeetingId> meeting_in(const Visit& visit) {
    return events::parse_id<events::MeetingId>(visit.captures[0]);
}

Response unknown_meeting() {
    return unknown(commands::RefusalCode::unknown_meeting);
}

template <class Body>
Reply write_seat(Visit& visit, bool takes) {
    if (auto refused = sign_in(visit)) return *refused;
    const auto id = meeting_in(visit);
    const bool exists = id && visit.app.views.read([&](const Views& views) {
        return projections::find(views, *id) != nullptr;
    });
    if (!exists) return unknown_meeting();
    const auto token =
        visit.app.engine.stance_token(events::id_as<events::Id>(*id), visit.who->person);
    if (!token) return unknown_meeting();
    VaultChange also = following_meeting(visit, *id, takes);
    return write(visit, Body{*id, *token}, {}, std::move(also));
}

}  // namespace

Reply meetings(Visit& visit) {
    Response fault;
    const auto parameters = read_parameters(visit.request.query, {"project"}, fault);
    if (!parameters) return fault;
    const std::string_view asked = parameters->find("project");
    boost::json::array items;
    bool found = true;
    visit.app.views.read([&](const Views& views) {
        const projections::Project* project = nullptr;
        if (!asked.empty()) {
            const auto id = events::parse_id<events::ProjectId>(asked);
            project = id ? projections::find(views, *id) : nullptr;
            found = project != nullptr;
            if (!found) return;
        }
        visit.shown.everything(views);
        for (const auto& rows : {projections::meetings_to_come(views, project, visit.now_ms),
                                 projections::meetings_past(views, project, visit.now_ms)}) {
            std::size_t left = limits::meetings_listed;
            for (const std::uint32_t row : rows) {
                if (left-- == 0) break;
                visit.shown.meeting(views, row);
                items.push_back(json_of(views, views.meetings[row]));
            }
        }
    });
    if (!found) return unknown(commands::RefusalCode::unknown_project);
    return json(boost::json::serialize(boost::json::object{{"items", std::move(items)}}) + '\n');
}

Reply meeting(Visit& visit) {
    const auto id = meeting_in(visit);
    std::string out;
    if (id) {
        visit.app.views.read([&](const Views& views) {
            const projections::Meeting* row = projections::find(views, *id);
            if (row == nullptr) return;
            visit.shown.meeting(views, position_of(views.meetings, row));
            out = boost::json::serialize(json_of(views, *row)) + '\n';
        });
    }
    if (out.empty()) return unknown_meeting();
    return json(std::move(out));
}

Reply announce_meeting(Visit& visit) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    commands::AnnounceMeeting body;
    read_what_it_is(fields, body);
    if (!fields.complete()) return body_problem(fault);
    const auto project = events::parse_id<events::ProjectId>(visit.captures[0]);
    if (!project) return unknown(commands::RefusalCode::unknown_project);
    body.project = *project;
    body.meeting = random_id<events::MeetingId>();
    return write(visit, std::move(body), "/api/v1/meetings/");
}

Reply change_meeting(Visit& visit) {
    return write_about(visit, &commands::ChangeMeeting::meeting,
                       commands::RefusalCode::unknown_meeting,
                       [](FieldReader& fields, commands::ChangeMeeting& body) {
                           read_what_it_is(fields, body);
                           const auto version = fields.optional_whole("version", 1, 0xFFFFFFFF);
                           body.seen_version = static_cast<std::uint32_t>(version.value_or(0));
                       });
}

Reply cancel_meeting(Visit& visit) {
    return write_about(visit, &commands::CancelMeeting::meeting,
                       commands::RefusalCode::unknown_meeting,
                       [](FieldReader& fields, commands::CancelMeeting& body) {
                           body.reason = with_plain_line_ends(fields.text("reason"));
                       });
}

Reply publish_minutes(Visit& visit) {
    return write_about(visit, &commands::PublishMinutes::meeting,
                       commands::RefusalCode::unknown_meeting,
                       [](FieldReader& fields, commands::PublishMinutes& body) {
                           body.body = with_plain_line_ends(fields.text("body"));
                       });
}

Reply take_registration(Visit& visit) {
    return write_seat<commands::TakeRegistration>(visit, true);
}

Reply withdraw_registration(Visit& visit) {
    return write_seat<commands::WithdrawRegistration>(visit, false);
}

}  // namespace imaginons::http::api
