// Problem documents and the words of refusals. Pages about errors are in error_pages.cpp: their
// words are catalogues'.
#include "http/errors.hpp"

#include "http/app_limits.hpp"
#include "http/pages/texts.hpp"
#include "http/problem.hpp"

namespace imaginons::http {

Response not_modified(const Response& full) {
    Response response;
    response.status = 304;
    response.content_type.clear();
    for (const auto& [name, value] : full.headers) {
        if (name == "ETag" || name == "Cache-Control" || name == "Vary" ||
            name == "Content-Location") {
            response.headers.emplace_back(name, value);
        }
    }
    return response;
}

Response busy_problem() {
    Response response =
        problem({.status = 503, .detail = "The server has too much to do now: try again soon."});
    response.headers.emplace_back("Retry-After", std::to_string(limits::retry_after_s));
    return response;
}

Response routing_error(const Visit& visit, const Match& match, Area area) {
    const bool api = area == Area::api;
    switch (match.routing) {
        case Routing::method_not_allowed: {
            Response response =
                api ? problem({.status = 405, .detail = "This address does not take that method."})
                    : error_page(visit, pages::Problem::method);
            response.headers.emplace_back("Allow", match.allow);
            return response;
        }
        case Routing::bad_path:
            return api ? problem(
                             {.status = 400, .detail = "The path is not percent-encoded UTF-8."})
                       : error_page(visit, pages::Problem::bad_request);
        case Routing::found:
        case Routing::not_found: break;
    }
    return api ? problem({.status = 404, .detail = "There is nothing at this address."})
               : error_page(visit, pages::Problem::not_found);
}

RefusalWords words_of(commands::RefusalCode code) {
    using Code = commands::RefusalCode;
    switch (code) {
        case Code::empty: return {422, "The text is empty."};
        case Code::too_short: return {422, "The text is shorter than the limit, in characters."};
        case Code::too_long: return {422, "The text is longer than the limit."};
        case Code::not_utf8: return {422, "The text is not UTF-8."};
        case Code::control_character:
            return {422, "The text holds a control character that may not stand there."};
        case Code::not_a_link: return {422, "The link must begin with http:// or https://."};
        case Code::unknown_value: return {422, "The value is not one of those that are known."};
        case Code::unknown_person: return {404, "There is no such person."};
        case Code::unknown_project: return {404, "There is no such project."};
        case Code::unknown_proposal: return {404, "There is no such proposal."};
        case Code::unknown_argument: return {404, "There is no such argument."};
        case Code::unknown_milestone: return {404, "There is no such milestone."};
        case Code::unknown_phase: return {404, "There is no such phase."};
        case Code::person_erased: return {410, "This account has been deleted."};
        case Code::words_removed:
            return {409, "The author has deleted their account, and these words with it."};
        case Code::already_joined: return {409, "This person has joined already."};
        case Code::pseudonym_taken: return {409, "Somebody goes by this name already."};
        case Code::same_pseudonym: return {409, "This is your name already."};
        case Code::charter_not_accepted:
            return {403,
                    "The charter in force has not been accepted: read and accept it at /charter."};
        case Code::charter_already_accepted:
            return {409, "This version of the charter has been accepted already."};
        case Code::charter_version_not_in_force:
            return {409, "This version of the charter is not in force."};
        case Code::already_exists: return {409, "There is one already."};
        case Code::not_the_owner: return {403, "Only the owner of the project may do this."};
        case Code::not_the_author: return {403, "Only the author may do this."};
        case Code::not_the_city: return {403, "Only the city may do this."};
        case Code::nothing_changed: return {409, "Nothing would change."};
        case Code::phases_out_of_order:
            return {422, "The phases are not in the order of their dates."};
        case Code::too_many_phases: return {422, "There are more phases than the limit."};
        case Code::too_many_milestones: return {422, "There are more milestones than the limit."};
        case Code::phase_already_current: return {409, "This is the current phase already."};
        case Code::progress_over_100: return {422, "Progress goes from 0 to 100 percent."};
        case Code::milestone_already_reached:
            return {409, "This milestone has been reached already."};
        case Code::proposal_withdrawn: return {409, "The proposal has been withdrawn."};
        case Code::contribution_hidden: return {409, "The contribution is hidden."};
        case Code::already_hidden: return {409, "The contribution is hidden already."};
        case Code::text_has_changed:
            return {409, "The text has changed since the version that you saw."};
        case Code::reply_too_deep:
            return {422, "Replies go only so deep: answer the argument above."};
        case Code::argument_of_another_proposal:
            return {422, "The argument belongs to another proposal."};
        case Code::only_support_here: return {422, "This project takes only the stance \"for\"."};
        case Code::no_stance: return {409, "There is no stance to withdraw."};
        case Code::wrong_scope: return {409, "The object does not belong to this scope."};
        case Code::not_an_administrator: return {403, "Only an administrator may do this."};
        case Code::not_an_agent:
            return {403, "Only an agent of the city may do this, where they are one."};
        case Code::role_already_held: return {409, "The person has this role already."};
        case Code::role_not_held: return {409, "The person does not have this role."};
        case Code::last_administrator:
            return {409, "The last administrator stays one: give the role to another first."};
        case Code::stage_does_not_follow:
            return {409, "The proposal does not come to this stage from where it is."};
        case Code::unknown_draft: return {404, "There is no draft of an answer."};
        case Code::draft_has_changed:
            return {409, "There is another draft since the one that you saw."};
        case Code::own_draft: return {403, "Whoever drafted an answer does not review it."};
        case Code::already_reviewed: return {409, "The draft has been reviewed already."};
        case Code::not_approved: return {409, "The draft has not been approved by another agent."};
        case Code::not_accepted: return {409, "The proposal has not been accepted."};
        case Code::unknown_meeting: return {404, "There is no such meeting."};
        case Code::too_many_meetings: return {422, "The project has as many meetings as it can."};
        case Code::ends_before_it_begins: return {422, "The meeting ends before it begins."};
        case Code::lasts_too_long:
            return {422, "The meeting lasts longer than the limit, in days."};
        case Code::already_begun: return {409, "It is too late: the meeting has begun."};
        case Code::not_begun_yet: return {409, "The meeting has not begun yet."};
        case Code::too_far_ahead:
            return {422, "The meeting is further ahead than the limit, in days."};
        case Code::no_place: return {422, "Say where people meet, or give a link to join."};
        case Code::no_seats:
            return {422, "Leave the capacity out if there is no limit: zero seats are for nobody."};
        case Code::too_many_seats: return {422, "There are more seats than the limit."};
        case Code::fewer_seats_than_taken:
            return {409, "There are fewer seats than are taken already."};
        case Code::meeting_cancelled: return {409, "The meeting has been cancelled."};
        case Code::meeting_full: return {409, "The meeting is full."};
        case Code::already_registered: return {409, "You have a seat already."};
        case Code::not_registered: return {409, "You have no seat to give back."};
        case Code::not_invited: return {409, "There is no invitation for this person."};
        case Code::already_an_author: return {409, "This person is an author already."};
        case Code::already_invited: return {409, "This person has been invited already."};
        case Code::too_many_co_authors:
            return {422, "The proposal has as many co-authors and invitations as the limit."};
        case Code::amendment_decided:
            return {409, "The amendment has been accepted or refused already."};
        case Code::amended_text_has_changed:
            return {409, "The text has changed since the version that the amendment is for."};
        case Code::too_many_amendments:
            return {422, "You have as many open amendments to this proposal as the limit."};
        case Code::not_a_code:
            return {422, "A code is lower-case letters, digits and hyphens, at most 16."};
        case Code::code_used_twice: return {422, "The code is there twice."};
        case Code::code_meant_another:
            return {422, "The code is retired: it may come back only under the names it had."};
        case Code::too_many_labels: return {422, "There are more of them than the limit."};
        case Code::unknown_theme: return {422, "The theme is not in the city's list."};
        case Code::unknown_district: return {422, "The district is not in the city's list."};
        case Code::too_many_themes: return {422, "There are more themes than the limit."};
        case Code::not_on_earth:
            return {422, "A latitude goes from -90 to 90 degrees, a longitude from -180 to 180."};
        case Code::unknown_question: return {404, "There is no such question."};
        case Code::too_many_questions: return {422, "There are as many questions as the limit."};
        case Code::questions_waiting:
            return {422, "You have as many questions without an answer here as the limit."};
        case Code::not_in_this_phase:
            return {409, "The phase in which the project is does not allow this."};
        case Code::phase_not_begun: return {409, "The project has not come to this phase yet."};
    }
    return {400, {}};
}

Response refusal_problem(const commands::Refusal& refusal) {
    const RefusalWords words = words_of(refusal.code);
    const std::string type = "/problems/" + std::string(commands::name(refusal.code));
    const bool has_limit = refusal.limit != 0;
    return problem({.status = words.status,
                    .detail = words.detail,
                    .field = refusal.field,
                    .limit = has_limit ? std::optional<std::uint64_t>(refusal.limit) : std::nullopt,
                    .type = type});
}

Response body_problem(const BodyFault& fault) {
    return problem(
        {.status = fault.status,
         .detail = fault.detail,
         .field = fault.field,
         .type = fault.status == 400 ? "/problems/malformed_body" : "/problems/invalid_field"});
}

}  // namespace imaginons::http
