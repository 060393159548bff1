// Meetings: what is known of them, how many have a seat, and which come next. Who comes is known by
// tokens of each meeting only.
#include <algorithm>

#include "projections/consume.hpp"
#include "projections/queries.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

// Notes one of a meeting's own events; null if there is no such meeting.
Meeting* own_event(Views& views, const Meta& meta, const events::MeetingId& id) {
    const std::uint32_t position = position_of(views.meeting_by_id, id);
    if (position == Proposal::none) return nullptr;
    views.meetings[position].seqs.push_back(meta.seq);
    touch_meeting(views, position, meta.seq);
    return &views.meetings[position];
}

// The same of one that the project's history tells.
Meeting* told_event(Views& views, const Meta& meta, const events::MeetingId& id) {
    Meeting* meeting = own_event(views, meta, id);
    if (meeting != nullptr) views.projects[meeting->project].seqs.push_back(meta.seq);
    return meeting;
}

template <class Event>
void set_what_it_is(Meeting& meeting, const Meta& meta, const Event& e) {
    meeting.starts_at_ms = e.starts_at;
    meeting.ends_at_ms = e.ends_at;
    meeting.capacity = e.capacity;
    set_words(meeting.words, meta, e.text.get());
}

template <class Wanted>
std::vector<std::uint32_t> meetings_where(const Views& views, const Project* project,
                                          Wanted wanted) {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < views.meetings.size(); ++row) {
        const Meeting& meeting = views.meetings[row];
        const bool elsewhere = project != nullptr && &views.projects[meeting.project] != project;
        if (!elsewhere && wanted(meeting)) rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
        const Meeting& one = views.meetings[a];
        const Meeting& other = views.meetings[b];
        return one.starts_at_ms != other.starts_at_ms ? one.starts_at_ms < other.starts_at_ms
                                                      : events::ByBytes{}(one.id, other.id);
    });
    return rows;
}

}  // namespace

void Meetings::apply(Views& views, const Meta& meta, const events::MeetingAnnounced& e) {
    const std::uint32_t project = position_of(views.project_by_id, e.project);
    if (project == Proposal::none) return;
    const auto position = static_cast<std::uint32_t>(views.meetings.size());
    if (!views.meeting_by_id.emplace(events::id_as<events::Id>(e.meeting), position).second) return;
    Meeting& meeting = views.meetings.emplace_back();
    meeting.id = e.meeting;
    meeting.origin = meta.origin;
    meeting.project = project;
    meeting.announced_at_ms = meta.happened_at_ms();
    set_what_it_is(meeting, meta, e);
    views.projects[project].meetings.push_back(position);
    told_event(views, meta, e.meeting);
}

void Meetings::apply(Views& views, const Meta& meta, const events::MeetingChanged& e) {
    Meeting* meeting = told_event(views, meta, e.meeting);
    if (meeting == nullptr) return;
    meeting->version = e.version;
    meeting->changed_at_ms = meta.happened_at_ms();
    set_what_it_is(*meeting, meta, e);
}

void Meetings::apply(Views& views, const Meta& meta, const events::MeetingCancelled& e) {
    Meeting* meeting = told_event(views, meta, e.meeting);
    if (meeting == nullptr) return;
    meeting->cancelled = true;
    meeting->changed_at_ms = meta.happened_at_ms();
    set_words(meeting->reason, meta, e.text.get());
}

void Meetings::apply(Views& views, const Meta& meta, const events::MinutesPublished& e) {
    Meeting* meeting = told_event(views, meta, e.meeting);
    if (meeting == nullptr) return;
    meeting->minutes_version = e.version;
    meeting->minutes_at_ms = meta.happened_at_ms();
    set_words(meeting->minutes, meta, e.text.get());
}

void Meetings::apply(Views& views, const Meta& meta, const events::RegistrationTaken& e) {
    Meeting* meeting = own_event(views, meta, e.meeting);
    if (meeting != nullptr) meeting->seats.insert(e.token);
}

void Meetings::apply(Views& views, const Meta& meta, const events::RegistrationWithdrawn& e) {
    Meeting* meeting = own_event(views, meta, e.meeting);
    if (meeting != nullptr) meeting->seats.erase(e.token);
}

const Meeting* find(const Views& views, const events::MeetingId& id) {
    return row_of(views.meeting_by_id, views.meetings, id);
}

const Meeting* meeting_of(const Views& views, const FeedItem& item) {
    switch (item.what) {
        case FeedItem::What::meeting_announced:
        case FeedItem::What::meeting_changed:
        case FeedItem::What::meeting_cancelled:
        case FeedItem::What::minutes_published: break;
        default: return nullptr;
    }
    const Project& project = views.projects[item.project];
    return item.detail < project.meetings.size() ? &views.meetings[project.meetings[item.detail]]
                                                 : nullptr;
}

Meeting* meeting_of(Views& views, const FeedItem& item) {
    return const_cast<Meeting*>(meeting_of(static_cast<const Views&>(views), item));
}

std::vector<std::uint32_t> meetings_to_come(const Views& views, const Project* project,
                                            std::int64_t now_ms) {
    return meetings_where(views, project,
                          [&](const Meeting& row) { return row.ends_at_ms > now_ms; });
}

std::vector<std::uint32_t> meetings_past(const Views& views, const Project* project,
                                         std::int64_t now_ms) {
    auto rows = meetings_where(views, project,
                               [&](const Meeting& row) { return row.ends_at_ms <= now_ms; });
    std::reverse(rows.begin(), rows.end());
    return rows;
}

}  // namespace imaginons::projections
