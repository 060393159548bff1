// Sample pages of meetings: to come, full, under way, over, called off; their forms; and filled in
// by somebody hostile.
#include "sample_parts.hpp"

namespace imaginons::http::pages::samples {
namespace {

MeetingRow row(const std::string& title, std::int64_t starts_at, std::uint32_t capacity,
               std::uint64_t taken) {
    MeetingRow out;
    out.id = "m" + std::to_string(title.size());
    out.title = title;
    out.project_id = "a0";
    out.project_title = "Des cours d’école à l’ombre";
    out.place = "École de Romagny, entrée par le jardin";
    out.starts_at = starts_at;
    out.ends_at = starts_at + 3 * hour;
    out.capacity = capacity;
    out.taken = taken;
    return out;
}

MeetingRow past_row() {
    MeetingRow out =
        row("Atelier n° 2 : ce que les enfants veulent garder", now - 200 * hour, 40, 38);
    out.time = MeetingTime::past;
    out.has_minutes = true;
    return out;
}

MeetingRow cancelled_row() {
    MeetingRow out = row("Visite des trois cours", now + 90 * hour, 0, 7);
    out.cancelled = true;
    return out;
}

MeetingPage page_of(const MeetingRow& of) {
    MeetingPage page;
    page.row = of;
    page.excerpt = "On compare les trois plans, puis on plante les six premiers arbres.";
    page.agenda = render_markdown(
        "On compare les trois plans, puis on plante.\n\n- 9 h : les trois plans au mur.\n"
        "- 10 h 30 : plantation. Venez avec des bottes.\n\nGarde d’enfants sur place.",
        3);
    page.link = "https://visio.example.org/atelier-3";
    page.follow = {true, "meeting", of.id, false};
    return page;
}

MeetingForm form() {
    MeetingForm out;
    out.project_id = "a0";
    out.project_title = "Des cours d’école à l’ombre";
    out.title = field("", 250);
    out.agenda = field("", 8'000);
    out.place = field("", 300);
    return out;
}

MeetingForm form_with_faults() {
    MeetingForm out = form();
    out.meeting_id = "m3";
    out.version = 2;
    out.title = field("Atelier", 250, Fault::meeting_changed);
    out.day = field("2027-03-28", 0);
    out.starts = field("02:30", 0, Fault::not_a_time);
    out.ends = field("01:00", 0, Fault::order);
    out.last_day = field("hier", 0, Fault::not_a_date);
    out.place = field("", 300, Fault::no_place);
    out.link = field("ici", 0, Fault::not_a_link);
    out.capacity = field("3", 14, Fault::fewer_seats);
    return out;
}

}  // namespace

std::vector<MeetingRow> meeting_rows() {
    std::vector<MeetingRow> rows{row("Atelier n° 3 et plantation", now + 280 * hour, 40, 14),
                                 row("Première soirée d’essai", now + 300 * hour, 12, 12),
                                 cancelled_row(), past_row()};
    for (MeetingRow& each : rows) each.project_id.clear();
    return rows;
}

std::vector<Sample> of_meetings() {
    std::vector<Sample> all;
    const MeetingRow to_come = row("Atelier n° 3 et plantation", now + 280 * hour, 40, 14);
    MeetingPage page = page_of(to_come);
    all.push_back(sample("meeting", visitor("/meetings/m26", Nav::projects), page));
    page.signed_in = true;
    all.push_back(sample("meeting-signed-in", voisine("/meetings/m26", Nav::projects), page));
    page.registered = true;
    page.may_manage = true;
    page.version = 2;
    page.changed_at = now - 20 * hour;
    page.follow.follows = true;
    Chrome done = voisine("/meetings/m26", Nav::projects);
    done.notice = Notice::registration_taken;
    done.receipt = {48'214, now, false};
    all.push_back(sample("meeting-registered", done, page));
    page = page_of(row("Première soirée d’essai", now + 300 * hour, 12, 12));
    page.signed_in = true;
    page.by_city = false;
    page.refusal = SeatRefusal::full;
    all.push_back(sample("meeting-full", voisine("/meetings/m23", Nav::projects), page));
    page = page_of(row("Permanence", now - hour, 0, 3));
    page.row.time = MeetingTime::now;
    page.row.ends_at = now + 30 * hour;
    page.signed_in = page.registered = page.may_manage = true;
    page.refusal = SeatRefusal::too_late;
    all.push_back(sample("meeting-now", voisine("/meetings/m10", Nav::projects), page));
    page = page_of(past_row());
    page.minutes =
        render_markdown("## Ce qui est décidé\n\nUn coin calme entre dans les plans.", 3);
    page.minutes_at = now - 150 * hour;
    page.may_manage = page.signed_in = true;
    all.push_back(sample("meeting-past", voisine("/meetings/m48", Nav::projects), page));
    page = page_of(cancelled_row());
    page.reason = render_markdown("La neige ferme les trois cours.", 3);
    page.refusal = SeatRefusal::cancelled;
    all.push_back(sample("meeting-cancelled", visitor("/meetings/m22", Nav::projects), page));
    page = {};
    page.row.ends_at = page.row.starts_at = now + 2 * hour;
    page.erased = true;
    all.push_back(sample("meeting-erased", visitor("/meetings/m0", Nav::projects), page));

    MeetingsPage list;
    list.to_come = {to_come, row("Première soirée d’essai", now + 300 * hour, 12, 12),
                    cancelled_row()};
    list.to_come[1].online = true;
    list.past = {past_row()};
    all.push_back(sample("meetings", visitor("/meetings", Nav::projects), list));
    list.project_id = "a0";
    list.project_title = "Des cours d’école à l’ombre";
    list.to_come = meeting_rows();
    all.push_back(sample("meetings-project", visitor("/meetings?project=a0", Nav::projects), list));
    all.push_back(sample("meetings-empty", visitor("/meetings", Nav::projects), MeetingsPage{}));

    all.push_back(sample("meeting-form", voisine("/projects/a0/meetings/new"), form()));
    all.push_back(
        sample("meeting-form-faults", voisine("/meetings/m3/change"), form_with_faults()));
    MeetingTextForm text{"m3", "Atelier n° 3", true, false, field("", 2'000)};
    all.push_back(sample("meeting-cancel", voisine("/meetings/m3/cancel"), text));
    text.body.fault = Fault::missing;
    all.push_back(sample("meeting-cancel-fault", voisine("/meetings/m3/cancel"), text));
    text = {"m3", "Atelier n° 3", false, true, field("38 personnes.", 12'000)};
    all.push_back(sample("meeting-minutes", voisine("/meetings/m3/minutes"), text));
    text.again = false;
    text.body = field("", 12'000, Fault::missing);
    all.push_back(sample("meeting-minutes-fault", voisine("/meetings/m3/minutes"), text));
    return all;
}

std::vector<Sample> of_meetings_filled_with(const std::string& text, const Chrome& chrome) {
    const Field bad{text, Fault::missing, 3};
    MeetingRow hostile = row(text, now + hour, 3, 1);
    hostile.id = hostile.project_id = hostile.project_title = hostile.place = text;
    MeetingPage page = page_of(hostile);
    page.excerpt = page.link = text;
    page.agenda = page.reason = page.minutes = render_markdown(text, 3);
    page.follow = {true, text, text, true};
    page.signed_in = page.may_manage = true;
    MeetingForm form;
    form.project_id = form.project_title = form.meeting_id = text;
    for (Field* each : {&form.title, &form.day, &form.starts, &form.last_day, &form.ends,
                        &form.place, &form.link, &form.capacity, &form.agenda})
        *each = bad;
    return {sample("meeting", chrome, page),
            sample("meetings", chrome, MeetingsPage{text, text, {hostile}, {hostile}}),
            sample("meeting-form", chrome, form),
            sample("meeting-text", chrome, MeetingTextForm{text, text, true, true, bad})};
}

}  // namespace imaginons::http::pages::samples
