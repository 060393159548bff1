// A form of ours is x-www-form-urlencoded, comes from a page of ours, and carries the token that
// the page was given.
#include "http/forms.hpp"

#include "http/errors.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"
#include "http/pages/pages.hpp"

namespace imaginons::http {

namespace {

std::string with_plain_line_ends(std::string_view value) {
    std::string out;
    out.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\r' && i + 1 < value.size() && value[i + 1] == '\n') continue;
        out += value[i];
    }
    return out;
}

}  // namespace

PostedForm PostedForm::read(const Visit& visit) {
    PostedForm posted;
    if (!comes_from_here(visit)) {
        posted.refused_ = error_page(visit, pages::Problem::form_expired);
        return posted;
    }
    auto form = parse_form(visit.request.body);
    if (!has_media_type(visit.request.content_type, "application/x-www-form-urlencoded") || !form) {
        posted.refused_ = error_page(visit, pages::Problem::bad_request);
        return posted;
    }
    posted.form_ = std::move(*form);
    return posted;
}

PostedForm PostedForm::of_session(const Visit& visit, std::string_view next) {
    if (!visit.who) {
        PostedForm posted;
        posted.refused_ = to_sign_in(visit, next);
        return posted;
    }
    PostedForm posted = read(visit);
    if (!posted.refused_ && !visit.app.sessions.fits(*visit.who, posted.text("csrf"))) {
        posted.refused_ = error_page(visit, pages::Problem::form_expired);
    }
    return posted;
}

PostedForm PostedForm::of_visitor(const Visit& visit) {
    PostedForm posted = read(visit);
    if (posted.refused_) return posted;
    const std::string token = posted.text("csrf");
    // Somebody may have signed in in another tab since.
    const bool fits = visit.app.sessions.visitor_form_token_fits(token, visit.now_ms) ||
                      (visit.who && visit.app.sessions.fits(*visit.who, token));
    if (!fits) posted.refused_ = error_page(visit, pages::Problem::form_expired);
    return posted;
}

std::string PostedForm::text(std::string_view name) const {
    return with_plain_line_ends(form_.find(name).value_or(std::string_view()));
}

std::vector<std::pair<std::string, std::string>> PostedForm::fields() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& [name, value] : form_.fields)
        out.emplace_back(name, with_plain_line_ends(value));
    return out;
}

std::vector<std::string> PostedForm::texts(std::string_view name) const {
    std::vector<std::string> out;
    for (const auto& [field, value] : form_.fields) {
        if (field == name) out.push_back(value);
    }
    return out;
}

bool comes_from_here(const Visit& visit) {
    const Request& request = visit.request;
    if (!request.fetch_site.empty() && request.fetch_site != "same-origin" &&
        request.fetch_site != "none")
        return false;
    if (request.origin.empty()) return true;
    if (request.origin == visit.app.options.origin) return true;
    // Reached under another name than the one that is set, localhost for instance: then the two
    // headers must agree.
    const std::size_t scheme = request.origin.find("://");
    return scheme != std::string_view::npos && request.origin.substr(scheme + 3) == request.host;
}

std::uint32_t version_in(const PostedForm& posted, std::string_view name) {
    const std::string text = posted.text(name);
    std::uint32_t version = 0;
    for (const char c : text) {
        if (c < '0' || c > '9' || text.size() > 9) return 0;
        version = version * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return version;
}

pages::Fault fault_of(commands::RefusalCode code) {
    using Code = commands::RefusalCode;
    switch (code) {
        case Code::empty:
        case Code::too_short: return pages::Fault::missing;
        case Code::too_long: return pages::Fault::too_long;
        case Code::not_utf8:
        case Code::control_character: return pages::Fault::not_text;
        case Code::not_a_link: return pages::Fault::not_a_link;
        case Code::unknown_value: return pages::Fault::not_chosen;
        case Code::pseudonym_taken: return pages::Fault::taken;
        case Code::phases_out_of_order: return pages::Fault::order;
        case Code::text_has_changed:
        case Code::amended_text_has_changed:
        case Code::draft_has_changed: return pages::Fault::changed;
        case Code::ends_before_it_begins: return pages::Fault::order;
        case Code::lasts_too_long: return pages::Fault::lasts_too_long;
        case Code::too_far_ahead: return pages::Fault::too_far_ahead;
        case Code::no_place: return pages::Fault::no_place;
        case Code::no_seats: return pages::Fault::no_seats;
        case Code::too_many_seats: return pages::Fault::too_many_seats;
        case Code::fewer_seats_than_taken: return pages::Fault::fewer_seats;
        case Code::progress_over_100: return pages::Fault::not_a_percentage;
        case Code::unknown_phase: return pages::Fault::phase_in_use;
        case Code::already_an_author: return pages::Fault::already_author;
        case Code::already_invited: return pages::Fault::already_invited;
        case Code::too_many_themes: return pages::Fault::too_many_themes;
        case Code::unknown_theme:
        case Code::unknown_district: return pages::Fault::not_chosen;
        case Code::not_on_earth: return pages::Fault::not_on_the_map;
        case Code::too_many_co_authors:
        case Code::too_many_amendments: return pages::Fault::too_many;
        case Code::not_in_this_phase: return pages::Fault::not_in_this_phase;
        case Code::questions_waiting: return pages::Fault::questions_waiting;
        case Code::too_many_questions: return pages::Fault::too_many_questions;
        case Code::unknown_person:
        case Code::unknown_project:
        case Code::unknown_proposal:
        case Code::unknown_argument:
        case Code::unknown_question:
        case Code::phase_not_begun:
        case Code::unknown_milestone:
        case Code::person_erased:
        case Code::words_removed:
        case Code::already_joined:
        case Code::same_pseudonym:
        case Code::charter_not_accepted:
        case Code::charter_already_accepted:
        case Code::charter_version_not_in_force:
        case Code::already_exists:
        case Code::not_the_owner:
        case Code::not_the_author:
        case Code::not_the_city:
        case Code::nothing_changed:
        case Code::too_many_phases:
        case Code::too_many_milestones:
        case Code::phase_already_current:
        case Code::milestone_already_reached:
        case Code::proposal_withdrawn:
        case Code::contribution_hidden:
        case Code::already_hidden:
        case Code::reply_too_deep:
        case Code::argument_of_another_proposal:
        case Code::only_support_here:
        case Code::no_stance:
        case Code::not_an_administrator:
        case Code::not_an_agent:
        case Code::role_already_held:
        case Code::role_not_held:
        case Code::last_administrator:
        case Code::stage_does_not_follow:
        case Code::unknown_draft:
        case Code::own_draft:
        case Code::already_reviewed:
        case Code::not_approved:
        case Code::not_accepted:
        case Code::unknown_meeting:
        case Code::too_many_meetings:
        case Code::already_begun:
        case Code::not_begun_yet:
        case Code::meeting_cancelled:
        case Code::meeting_full:
        case Code::already_registered:
        case Code::not_registered:
        case Code::not_invited:
        case Code::amendment_decided:
        case Code::not_a_code:
        case Code::code_used_twice:
        case Code::code_meant_another:
        case Code::too_many_labels:
        case Code::wrong_scope: return pages::Fault::none;
    }
    return pages::Fault::none;
}

namespace {

// The new charter with what was sent, so that accepting it sends that again and nothing is lost.
Response charter_first(const Visit& visit, std::string_view back) {
    pages::CharterPage page = charter_page(visit);
    page.next = back;
    const PostedForm posted = PostedForm::of_session(visit, back);
    if (!posted.refused()) {
        page.resend_path = visit.path;
        for (auto [name, value] : posted.fields()) {
            // The page's own guard takes the place of these.
            if (name != "csrf" && name != "request_id" && name != "accept_charter")
                page.kept.emplace_back(std::move(name), std::move(value));
        }
    }
    return html(visit, visit.app.templates.render(page, chrome_of(visit, pages::Nav::none)), 409);
}

}  // namespace

Response refusal_page(const Visit& visit, const commands::Refusal& refusal, std::string_view back) {
    using Code = commands::RefusalCode;
    const Code code = refusal.code;
    if (code == Code::charter_not_accepted) return charter_first(visit, back);
    if (code == Code::person_erased && visit.who) return to_farewell(visit, visit.who->person);
    // The page that says so.
    if (code == Code::contribution_hidden) return see_other(visit, back);
    if (code == Code::not_in_this_phase) return see_other(visit, std::string(back) + "?done=phase");
    // What was asked for is so already: no reason to frighten anybody.
    const bool is_so = code == Code::nothing_changed || code == Code::same_pseudonym ||
                       code == Code::no_stance || code == Code::charter_already_accepted;
    if (is_so) return see_other(visit, std::string(back) + "?done=nothing");
    const unsigned status = words_of(refusal.code).status;
    if (status == 403) return error_page(visit, pages::Problem::forbidden);
    if (status == 404) return error_page(visit, pages::Problem::not_found);
    return error_page(visit,
                      status == 409 ? pages::Problem::conflict : pages::Problem::bad_request);
}

Response form_answer(const Visit& visit, const commands::Answer* answer, std::string_view back,
                     const std::function<std::string(const commands::Outcome&)>& path,
                     const std::function<Response(const commands::Refusal&)>& again) {
    if (answer == nullptr) return error_page(visit, pages::Problem::busy);
    if (std::holds_alternative<commands::RequestConflict>(*answer))
        return error_page(visit, pages::Problem::conflict);
    if (const auto* refusal = std::get_if<commands::Refusal>(answer)) {
        const bool about_a_field = fault_of(refusal->code) != pages::Fault::none;
        return about_a_field && again ? again(*refusal) : refusal_page(visit, *refusal, back);
    }
    const auto& outcome = std::get<commands::Outcome>(*answer);
    std::string to = path(outcome);
    const std::size_t anchor = std::min(to.find('#'), to.size());
    to.insert(anchor, (to.find('?') < anchor ? "&done=" : "?done=") + std::to_string(outcome.seq));
    return see_other(visit, to);
}

void check_text(pages::Field& field, std::size_t limit) {
    field.limit = limit;
    if (field.value.find_first_not_of(" \t\r\n") == std::string::npos) {
        field.fault = pages::Fault::missing;
    } else if (count_characters(field.value) > limit) {
        field.fault = pages::Fault::too_long;
    }
}

}  // namespace imaginons::http
