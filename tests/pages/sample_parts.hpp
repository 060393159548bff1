// What the files of samples share: who looks, invented people and numbers. Included by them alone.
#pragma once

#include <algorithm>
#include <iterator>
#include <utility>

#include "samples.hpp"

namespace imaginons::http::pages::samples {

constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t now = 1'795'430'000'000;  // 23 November 2026, 10:33 in Annemasse
constexpr std::int32_t this_day = 20'780;

inline Chrome visitor(std::string path, Nav nav = Nav::none) {
    Chrome chrome;
    chrome.path = std::move(path);
    chrome.nav = nav;
    chrome.last_seq = 48'212;
    return chrome;
}

inline Chrome voisine(std::string path, Nav nav = Nav::none) {
    Chrome chrome = visitor(std::move(path), nav);
    chrome.pseudonym = "Voisine du Perrier";
    chrome.person = "018f2a10c0de4a5b8c7d6e5f40312233";
    chrome.csrf = "c3Jm";
    chrome.request_id = "0192f0e1d2c3b4a5968778695a4b3c2d";
    return chrome;
}

inline PersonName person(const std::string& name) {
    return {.id = "id-" + std::to_string(name.size()), .pseudonym = name};
}

inline Tally tally(std::uint64_t in_favour, std::uint64_t neutral, std::uint64_t against) {
    return {.in_favour = in_favour, .neutral = neutral, .against = against, .support_only = false};
}

inline Field field(std::string value, std::size_t limit, Fault fault = Fault::none) {
    return {.value = std::move(value), .fault = fault, .limit = limit};
}

inline FeedItem item(FeedKind kind, const std::string& title, const std::string& excerpt,
                     const std::string& who, std::int64_t at) {
    FeedItem out;
    out.kind = kind;
    out.path = "/proposals/p39";
    out.title = title;
    out.excerpt = excerpt;
    out.who = who.empty() ? PersonName{} : person(who);
    out.side = Side::in_favour;
    out.at = at;
    out.seq = 7;
    return out;
}

inline Reply reply(const std::string& author, const std::string& words) {
    Reply out;
    out.id = "r" + std::to_string(words.size());
    out.author = person(author);
    out.body = render_markdown(words);
    out.at = now - 3 * hour;
    out.useful = 3;
    return out;
}

inline Argument argument(Side side, const std::string& author, const std::string& words,
                         std::uint64_t useful) {
    Argument out;
    out.id = "g" + std::to_string(words.size());
    out.author = person(author);
    out.side = side;
    out.body = render_markdown(words);
    out.at = now - 50 * hour;
    out.useful = useful;
    return out;
}

inline Phase phase(const std::string& title, PhaseKind kind, std::int32_t from, std::int32_t to) {
    return {.title = title, .kind = kind, .starts_on = from, .ends_on = to};
}

inline Milestone milestone(const std::string& title, std::uint32_t percent, std::int32_t due,
                           bool reached) {
    return {.title = title,
            .percent = percent,
            .due_on = due,
            .reached = reached,
            .reached_at = reached ? now - 300 * hour : 0,
            .updated_at = now - 100 * hour};
}

inline VerifyPage verify_page() {
    VerifyPage page;
    page.verdict = ReceiptVerdict::valid;
    page.pasted = "c2sp.org/tlog-proof@v1\nindex 48213\n\nparticipation.annemasse.example/log/1\n";
    page.origin = "participation.annemasse.example/log/1";
    page.verifier_key =
        "participation.annemasse.example/log/"
        "1+84ea23c0+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    page.seq = 48'213;
    page.size = 48'300;
    page.witnesses = 3;
    page.checked_at = now;
    page.entry = {.kind = EntryKind::stance_taken,
                  .stance = Stance::in_favour,
                  .on_argument = false,
                  .path = "/proposals/p44",
                  .title = "Des cours d’école sans bitume",
                  .at = now - hour};
    return page;
}

inline OwnReceiptsPage own_receipts() {
    const EntryWords stance = verify_page().entry;
    EntryWords useful = stance;
    useful.on_argument = true;
    EntryWords proposed = stance;
    proposed.kind = EntryKind::proposal_published;
    proposed.at = now - 30 * hour;
    EntryWords on_what_is_gone = stance;  // its object is not shown any more
    on_what_is_gone.path.clear();
    on_what_is_gone.title.clear();
    EntryWords joined = on_what_is_gone;
    joined.kind = EntryKind::joined;
    joined.at = now - 300 * hour;
    OwnReceiptsPage page;
    page.receipts = {
        {48'213, stance}, {48'107, useful}, {47'990, proposed}, {41, on_what_is_gone}, {7, joined}};
    page.cursors = {"48300", "7"};
    page.first = 21;
    page.total = 40;
    return page;
}

inline AuditPage audit() {
    const VerifyPage receipt = verify_page();
    AuditPage page;
    page.facts = 48'213;
    page.since = now - 7'000 * hour;
    page.signed_at = now;
    page.signed_size = 48'210;
    page.checkpoint = receipt.origin +
                      "\n48210\nsUHPro+Ow5UYcKhpTf13n1x/6Hsd1QrG3kex4546Ut4=\n\n\u2014 " +
                      receipt.origin + " hOogwB7x\n";
    page.origin = receipt.origin;
    page.verifier_key = receipt.verifier_key;
    page.site = "https://participation.annemasse.example";
    page.digest = "0123456789abcdef0123456789abcdef0123456789abcdef7f3a91c0e2d458bb";
    page.digest_position = 48'190;
    using Standing = AuditWitness::Standing;
    page.witnesses = {
        {"temoin.example/oeil", "temoin.example/oeil+1+AA", Standing::agrees, 48'210, now},
        {"lycee.example", "lycee.example+2+AA", Standing::silent, 47'000, now - 9 * hour},
        {"opposition.example", "opposition.example+3+AA", Standing::unasked, 0, 0}};
    return page;
}

template <class Page>
Sample sample(std::string name, Chrome chrome, Page page) {
    return {std::move(name), std::move(chrome),
            [page = std::move(page)](const Pages& pages, const Chrome& around) {
                return pages.render(page, around);
            }};
}

// Histories and differences, as samples_past.cpp has them.
std::vector<Sample> of_the_past();
std::vector<Sample> of_answers();
std::vector<Sample> of_answers_filled_with(const std::string& text, const Chrome& chrome);
// Meetings, as samples_meetings.cpp has them.
std::vector<MeetingRow> meeting_rows();
std::vector<Sample> of_projects();
std::vector<Sample> of_projects_filled_with(const std::string& text, const Chrome& chrome);
std::vector<Sample> of_meetings();
std::vector<Sample> of_meetings_filled_with(const std::string& text, const Chrome& chrome);
// Searches, as samples_search.cpp has them; and as somebody hostile would fill them.
std::vector<Sample> of_search();
// samples_writing.cpp
std::vector<Sample> of_writing();
// samples_territory.cpp
std::vector<Sample> of_territory();
std::vector<Sample> of_territory_filled_with(const Chrome& chrome, const std::string& text);
// samples_questions.cpp
Questions some_questions();
std::vector<Sample> of_questions();
std::vector<Sample> of_questions_filled_with(const std::string& text, const Chrome& chrome);
// samples_conclusions.cpp
std::vector<Sample> of_conclusions();
std::vector<Sample> of_conclusions_filled_with(const std::string& text, const Chrome& chrome);
std::vector<Sample> of_search_filled_with(const Chrome& chrome, const std::string& text);

}  // namespace imaginons::http::pages::samples
