#include "http/meeting_parts.hpp"

#include <algorithm>

#include "http/following.hpp"
#include "http/markdown.hpp"
#include "http/pages/limits.hpp"

namespace imaginons::http {

using projections::Views;

pages::MeetingTime time_of(const projections::Meeting& meeting, std::int64_t now_ms) {
    if (now_ms < meeting.starts_at_ms) return pages::MeetingTime::to_come;
    return now_ms < meeting.ends_at_ms ? pages::MeetingTime::now : pages::MeetingTime::past;
}

pages::MeetingRow meeting_row(const Views& views, const projections::Meeting& meeting,
                              std::int64_t now_ms, bool name_project) {
    pages::MeetingRow row;
    row.id = events::to_text(meeting.id);
    row.title = meeting.words.title;
    row.place = meeting.words.place;
    row.online = !meeting.words.url.empty();
    row.starts_at = meeting.starts_at_ms;
    row.ends_at = meeting.ends_at_ms;
    row.time = time_of(meeting, now_ms);
    row.cancelled = meeting.cancelled;
    row.has_minutes = meeting.minutes_version != 0;
    row.capacity = meeting.capacity;
    row.taken = meeting.seats.size();
    if (!name_project) return row;
    const projections::Project& project = views.projects[meeting.project];
    row.project_id = events::to_text(project.id);
    row.project_title = project.words.title;
    return row;
}

pages::CalendarEvent calendar_event(const projections::Meeting& meeting, const std::string& site) {
    pages::CalendarEvent event;
    const std::string id = events::to_text(meeting.id);
    event.uid = "urn:uuid:" + id;
    // A cancelled meeting is one more state of it: the version counts only changes.
    event.sequence = meeting.version - 1 + (meeting.cancelled ? 1 : 0);
    event.cancelled = meeting.cancelled;
    event.starts_at = meeting.starts_at_ms;
    event.ends_at = meeting.ends_at_ms;
    event.changed_at = std::max(meeting.announced_at_ms, meeting.changed_at_ms);
    event.summary = meeting.words.title;
    event.description = plain_excerpt(meeting.words.body, pages::limits::calendar_characters);
    event.location = meeting.words.place.empty() ? meeting.words.url : meeting.words.place;
    event.url = site + "/meetings/" + id;
    return event;
}

VaultChange following_meeting(const Visit& visit, const events::MeetingId& meeting, bool follows) {
    const std::uint64_t position = visit.app.position();
    const auto fresh = new_following(visit.language, position, visit.now_ms);
    return [=, person = visit.who->person](storage::VaultTxn& txn) {
        change_following(txn, person, fresh, [&](storage::Following& following) {
            const auto object = events::id_as<events::Id>(meeting);
            if (follows) {
                start_following(following, storage::FollowedKind::meeting, object, position);
            } else {
                stop_following(following, storage::FollowedKind::meeting, object, false);
            }
        });
    };
}

}  // namespace imaginons::http
