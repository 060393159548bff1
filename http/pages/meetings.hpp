// Meetings: one, lists of them, and the forms that announce, change and cancel one or publish what
// was said there. Plain data.
#pragma once

#include "http/markdown.hpp"
#include "http/pages/common.hpp"
#include "http/pages/following.hpp"

namespace imaginons::http::pages {

enum class MeetingTime : std::uint8_t { to_come, now, past };

// A meeting in a list.
struct MeetingRow {
    std::string id;
    std::string title;
    std::string project_id;  // empty: the page says it already
    std::string project_title;
    std::string place;
    bool online = false;
    std::int64_t starts_at = 0;  // ms
    std::int64_t ends_at = 0;
    MeetingTime time = MeetingTime::to_come;
    bool cancelled = false;
    bool has_minutes = false;
    std::uint32_t capacity = 0;  // 0: as many as come
    std::uint64_t taken = 0;

    bool full() const { return capacity != 0 && taken >= capacity; }
};

// Why a seat was neither taken nor given back.
enum class SeatRefusal : std::uint8_t { none, full, too_late, cancelled };

struct MeetingPage {
    MeetingRow row;
    std::string excerpt;  // plain text
    Html agenda;          // headings from level 3
    Html reason;
    Html minutes;
    std::string link;
    FollowButton follow;
    bool erased = false;
    bool by_city = true;
    std::uint32_t version = 1;
    std::int64_t changed_at = 0;  // ms; 0: as announced
    std::int64_t minutes_at = 0;
    bool signed_in = false;
    bool registered = false;
    bool may_manage = false;
    SeatRefusal refusal = SeatRefusal::none;
};

struct MeetingsPage {
    std::string project_id;  // empty: of all projects
    std::string project_title;
    std::vector<MeetingRow> to_come;
    std::vector<MeetingRow> past;
};

// Announces a meeting, or changes one.
struct MeetingForm {
    std::string project_id;
    std::string project_title;
    std::string meeting_id;  // empty: a new one
    std::uint32_t version = 1;
    Field title;
    Field day;       // "2026-12-05"
    Field starts;    // "18:30"
    Field last_day;  // empty: the same
    Field ends;
    Field place;
    Field link;
    Field capacity;  // empty: as many as come
    Field agenda;
};

// Calls a meeting off, or publishes its minutes: one text.
struct MeetingTextForm {
    std::string meeting_id;
    std::string title;
    bool cancels = false;
    bool again = false;  // there are minutes already
    Field body;
};

}  // namespace imaginons::http::pages
