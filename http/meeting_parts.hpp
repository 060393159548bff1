// What pages, API and calendars tell of meetings: rows of the read models as the pages' structs and
// as calendar events.
#pragma once

#include <string>

#include "http/app.hpp"
#include "http/pages/calendar.hpp"
#include "http/pages/meetings.hpp"
#include "http/writes.hpp"
#include "projections/queries.hpp"

namespace imaginons::http {

pages::MeetingTime time_of(const projections::Meeting& meeting, std::int64_t now_ms);
pages::MeetingRow meeting_row(const projections::Views& views, const projections::Meeting& meeting,
                              std::int64_t now_ms, bool name_project);
// `site`: origin and language's prefix, for the address of its page.
pages::CalendarEvent calendar_event(const projections::Meeting& meeting, const std::string& site);

// The change to the vault by which the visitor is told of the meeting from now on, or no more.
VaultChange following_meeting(const Visit& visit, const events::MeetingId& meeting, bool follows);

}  // namespace imaginons::http
