// Bindings of the pages about meetings.
#include "http/pages/meetings.hpp"

#include "http/catalogue.hpp"
#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {

namespace {

// Fields: when, from, to; one_day if it ends on the day on which it begins, else until.
void bind_times(Fields& out, const MeetingRow& row) {
    const CivilTime from = city_time(row.starts_at);
    const CivilTime to = city_time(row.ends_at);
    const Catalogue& words = out.words();
    out.text("weekday", words.weekday(from.days));
    out.text("month", short_month(words, from.days));
    const std::string iso = iso_day(from.days);
    out.text("day_of_month", iso[8] == '0' ? iso.substr(9) : iso.substr(8));
    out.day("on", from.days);
    out.text("from", words.time(row.starts_at));
    out.text("to", words.time(row.ends_at));
    out.text("starts_iso", iso_instant(row.starts_at));
    out.flag("one_day", from.days == to.days);
    out.text("last_weekday", words.weekday(to.days));
    out.day("until", to.days);
}

}  // namespace

void bind_meeting_row(Fields& out, const MeetingRow& row) {
    out.text("meeting_id", row.id);
    out.text("title", title_or_gone(out, row.title));
    out.flag("has_project", !row.project_id.empty());
    out.text("project_id", row.project_id);
    out.text("project_title", title_or_gone(out, row.project_title));
    out.flag("has_place", !row.place.empty());
    out.text("place", row.place);
    out.flag("online", row.online);
    bind_times(out, row);
    out.flag("to_come", row.time == MeetingTime::to_come);
    out.flag("now_on", row.time == MeetingTime::now);
    out.flag("is_past", row.time == MeetingTime::past);
    out.flag("cancelled", row.cancelled);
    out.flag("has_minutes", row.has_minutes);
    const bool open = row.time == MeetingTime::to_come && !row.cancelled;
    out.flag("takes_people", open);
    out.flag("has_seats", row.capacity != 0);
    out.flag("full", open && row.full());
    out.flag("seats_left", open && row.capacity != 0 && !row.full());
    out.number("left", row.full() || row.capacity == 0 ? 0 : row.capacity - row.taken);
    out.number("capacity", row.capacity);
    out.number("taken", row.taken);
    out.flag("any_taken", row.taken != 0);
}

void bind(Fields& out, const MeetingPage& page) {
    bind_meeting_row(out, page.row);
    bind_follow(out, page.follow);
    out.text("live_scope", page.row.project_id);
    out.text("excerpt", page.excerpt);
    out.html("agenda_html", page.agenda);
    out.flag("has_agenda", !page.agenda.empty());
    out.html("reason_html", page.reason);
    out.html("minutes_html", page.minutes);
    out.date("minutes_at", page.minutes_at);
    out.flag("has_link", !page.link.empty());
    out.url("link_url", page.link);
    out.text("link", page.link);
    out.flag("erased", page.erased);
    out.flag("by_city", page.by_city);
    out.flag("changed", page.version > 1 && !page.row.cancelled);
    out.date("changed_at", page.changed_at);
    const bool open = page.row.time == MeetingTime::to_come && !page.row.cancelled;
    out.flag("registered", open && page.registered);
    out.flag("can_register", open && page.signed_in && !page.registered && !page.row.full());
    out.flag("can_sign_in", open && !page.signed_in);
    out.flag("was_there", !open && page.registered);
    out.flag("may_manage", page.may_manage);
    out.flag("may_change", page.may_manage && open);
    out.flag("may_tell",
             page.may_manage && !page.row.cancelled && page.row.time != MeetingTime::to_come);
    out.flag("refused_full", page.refusal == SeatRefusal::full);
    out.flag("refused_late", page.refusal == SeatRefusal::too_late);
    out.flag("refused_cancelled", page.refusal == SeatRefusal::cancelled);
    out.flag("refused", page.refusal != SeatRefusal::none);
}

void bind(Fields& out, const MeetingsPage& page) {
    out.flag("in_project", !page.project_id.empty());
    out.text("project_id", page.project_id);
    out.text("project_title", title_or_gone(out, page.project_title));
    out.flag("any_to_come", !page.to_come.empty());
    out.list("to_come", page.to_come, bind_meeting_row);
    out.flag("any_past", !page.past.empty());
    out.list("past_ones", page.past, bind_meeting_row);
}

void bind(Fields& out, const MeetingForm& page) {
    FormBinding form{out};
    out.text("project_id", page.project_id);
    out.text("project_title", title_or_gone(out, page.project_title));
    out.flag("changes", !page.meeting_id.empty());
    out.text("meeting_id", page.meeting_id);
    out.text("version", std::to_string(page.version));
    out.path("form_url", page.meeting_id.empty() ? "/projects/" + page.project_id + "/meetings/new"
                                                 : "/meetings/" + page.meeting_id + "/change");
    form.field("title", page.title, "title", missing::meeting_title);
    form.field("day", page.day, "day", missing::meeting_date);
    form.field("starts", page.starts, "starts", missing::meeting_time);
    form.field("ends", page.ends, "ends", missing::meeting_time);
    form.field("last_day", page.last_day, "last_day", missing::meeting_date);
    form.field("place", page.place, "place", missing::meeting_place);
    form.field("link", page.link, "link", missing::source);
    form.field("capacity", page.capacity, "capacity", missing::seats);
    form.field("body", page.agenda, "body", missing::agenda);
    form.finish();
}

void bind(Fields& out, const MeetingTextForm& page) {
    FormBinding form{out};
    out.text("meeting_id", page.meeting_id);
    out.text("title", title_or_gone(out, page.title));
    out.flag("cancels", page.cancels);
    out.path("form_url", "/meetings/" + page.meeting_id + (page.cancels ? "/cancel" : "/minutes"));
    out.flag("again", page.again);
    form.field("body", page.body, "body", page.cancels ? missing::cancel_reason : missing::minutes);
    form.finish();
}

}  // namespace imaginons::http::pages
