// What every page has around its content: language, city, who is signed in, where one is, and what
// has just been done. Plain data; who fills it decides what is true.
#pragma once

#include <cstdint>
#include <string>

#include "http/pages/common.hpp"

namespace imaginons::http::pages {

enum class Nav : std::uint8_t { none, projects, proposals, feed };

// What has just been accepted, said once at the top of the page that a form leads to.
enum class Notice : std::uint8_t {
    none,
    proposal_published,
    proposal_edited,
    proposal_withdrawn,
    argument_added,
    reply_added,
    argument_useful,
    argument_not_useful,
    stance_withdrawn,
    project_opened,
    signed_in,
    joined,
    charter_accepted,
    signed_out,
    renamed,
    now_followed,
    no_longer_followed,
    all_read,
    nothing_changed,
    not_in_phase,
    answer_drafted,
    answer_approved,
    answer_sent_back,
    answer_published,
    proposal_moved,
    proposal_taken_up,
    meeting_announced,
    meeting_changed,
    meeting_cancelled,
    minutes_published,
    registration_taken,
    registration_withdrawn,
    project_changed,
    phase_moved,
    news_published,
    milestone_set,
    milestone_reached,
    amendment_proposed,
    co_author_invited,
    co_author_accepted,
    co_author_left,
    amendment_accepted,
    amendment_refused,
    question_asked,
    question_answered,
    conclusion_published,
    proposal_placed,
};

struct Chrome {
    std::string language = "fr";  // code of a loaded catalogue; another falls back on French
    std::string city = "Annemasse";
    std::string site;        // "https://participation.annemasse.example"; no slash at its end
    std::string pseudonym;   // of who is signed in; empty: a visitor
    std::string person;      // their id, as in /people/ID
    std::string csrf;        // token of the session; empty for visitors
    std::string request_id;  // fresh for each page rendered: the idempotency key of its forms
    std::string path = "/";  // path and query asked for, without the language's prefix
    Nav nav = Nav::none;
    Notice notice = Notice::none;
    ReceiptStub receipt;  // of what the notice says; without one it stands nowhere in the log
    std::uint64_t last_seq =
        0;  // the latest event that the page knows of: live updates start after it
};

}  // namespace imaginons::http::pages
