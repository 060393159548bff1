// The handlers of the JSON API, /api/v1: what they answer is described by openapi.json. Reading
// needs no session but for what is one's own; writing needs a bearer token.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/app.hpp"
#include "http/message.hpp"
#include "http/pages/receipts.hpp"
#include "projections/views.hpp"

namespace imaginons::http::api {

// --- reading
Reply own_receipts(Visit& visit);  // of who asks, by their token
Reply projects(Visit& visit);
Reply project(Visit& visit);
Reply proposals(Visit& visit);
Reply proposal(Visit& visit);
Reply arguments(Visit& visit);
Reply argument(Visit& visit);
Reply search(Visit& visit);
Reply similar(Visit& visit);
Reply feed(Visit& visit);
Reply event_stream(Visit& visit);
Reply digest(Visit& visit);
Reply answers(Visit& visit);
Reply meetings(Visit& visit);
Reply meeting(Visit& visit);
Reply themes(Visit& visit);
Reply districts(Visit& visit);
Reply amendments(Visit& visit);
Reply questions(Visit& visit);
Reply question(Visit& visit);
Reply questions_of_proposal(Visit& visit);
Reply questions_of_project(Visit& visit);
Reply receipt(Visit& visit);
Reply openapi(Visit& visit);
Reply problem_words(Visit& visit);

// --- writing
Reply take_stance(Visit& visit);
Reply withdraw_stance(Visit& visit);
Reply take_argument_stance(Visit& visit);
Reply withdraw_argument_stance(Visit& visit);
Reply submit_to_project(Visit& visit);
Reply submit_free_standing(Visit& visit);
Reply edit_proposal(Visit& visit);
Reply withdraw_proposal(Visit& visit);
Reply add_argument(Visit& visit);
Reply open_project(Visit& visit);
Reply change_project(Visit& visit);
Reply move_phase(Visit& visit);
Reply publish_news(Visit& visit);
Reply add_milestone(Visit& visit);
Reply set_milestone(Visit& visit);
Reply reach_milestone(Visit& visit);
Reply accept_charter(Visit& visit);
Reply rename_person(Visit& visit);
Reply draft_answer(Visit& visit);
Reply review_answer(Visit& visit);
Reply publish_answer(Visit& visit);
Reply move_proposal(Visit& visit);
Reply take_up_proposal(Visit& visit);
Reply announce_meeting(Visit& visit);
Reply change_meeting(Visit& visit);
Reply cancel_meeting(Visit& visit);
Reply publish_minutes(Visit& visit);
Reply take_registration(Visit& visit);
Reply withdraw_registration(Visit& visit);
Reply amend(Visit& visit);
Reply accept_amendment(Visit& visit);
Reply refuse_amendment(Visit& visit);
Reply invite_author(Visit& visit);
Reply accept_invitation(Visit& visit);
Reply end_authorship(Visit& visit);
Reply ask_about_proposal(Visit& visit);
Reply ask_about_project(Visit& visit);
Reply answer_question(Visit& visit);
Reply conclude_proposal(Visit& visit);
Reply conclude_phase(Visit& visit);

// --- rows as JSON
// Rows of the past say of which moment they are. Of a project then only its own events were read:
// how many proposals it had is known from elsewhere, sums of arguments and stances are null.
struct Then {
    std::uint64_t position = 0;
    std::int64_t at_ms = 0;
    std::uint64_t proposals = 0;
};
void append_project(std::string& out, const projections::Views& views,
                    const projections::Project& project, const Then* then = nullptr);
void append_proposal(std::string& out, const projections::Views& views,
                     const projections::Proposal& proposal, const Then* then = nullptr);
// "as_it_was":{...}, after a comma.
void append_as_it_was(std::string& out, const Then& then);
void append_argument(std::string& out, const projections::Views& views,
                     const projections::Argument& argument);
// One that may be shown.
void append_question(std::string& out, const projections::Views& views,
                     const projections::Question& question);
void append_feed_item(std::string& out, const projections::Views& views,
                      const projections::FeedItem& item);
// An event as who did it sees it in the list of their receipts.
void append_own_act(std::string& out, std::uint64_t seq, events::Bytes event,
                    const pages::EntryWords& words);

// A query string whose parameters are all known; nothing if `fault` says why not.
struct Parameters {
    std::vector<std::pair<std::string, std::string>> values;
    // Empty if absent.
    std::string_view find(std::string_view name) const;
};
std::optional<Parameters> read_parameters(std::string_view query,
                                          std::initializer_list<std::string_view> known,
                                          Response& fault);
// 400 naming the parameter.
Response bad_parameter(std::string_view name, std::string_view detail);
// The limit asked for, `usual` if none; nothing with `fault` set if it is no number from 1 on. More
// than `most` is `most`.
std::optional<std::size_t> limit_in(const Parameters& parameters, std::size_t usual,
                                    std::size_t most, Response& fault);

// 200, to be asked for again.
Response json(std::string body);
// What ends a list that began with {"items":[ ; `cursor` of its next piece, empty at the end.
std::string list_end(std::string_view cursor);
// The address of the next piece of the same list, as RFC 8288 says it.
void add_next_link(Response& response, std::string_view path, const Parameters& parameters,
                   std::string_view cursor);

// Signs in by the bearer token, and looks at the Idempotency-Key; or says why not.
std::optional<Response> sign_in(Visit& visit);

}  // namespace imaginons::http::api
