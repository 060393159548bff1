// What the handlers of pages share: the frame of a page, rows of the read models as the pages'
// structs, the answers that carry HTML. Which page shows what is in pages_*.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/answer_parts.hpp"
#include "http/app.hpp"
#include "http/pages/pages.hpp"
#include "projections/queries.hpp"

namespace imaginons::http {

// The frame: language, city, who looks, what was just done (?done=). Takes the views' shared lock.
pages::Chrome chrome_of(const Visit& visit, pages::Nav nav);

// The same within a read that the caller does; what `?done=` says is added by note_done, outside of
// it.
pages::Chrome chrome_in(const projections::Views& views, const Visit& visit, pages::Nav nav);
void note_done(pages::Chrome& chrome, const Visit& visit);
// The position after ?done=, if it is one.
std::optional<std::uint64_t> done_seq(const Visit& visit);

// 200 and other answers with HTML; the headers that protect a page are the transport's.
Response html(const Visit& visit, std::string body, unsigned status = 200);
// A page in the frame of the visit.
template <pages::Nav nav, class Page>
Response show(const Visit& visit, const Page& page, unsigned status = 200) {
    return html(visit, visit.app.templates.render(page, chrome_of(visit, nav)), status);
}
// 303 to a path of this site, given without the language's prefix.
Response see_other(const Visit& visit, std::string_view path);
// To the sign-in page, and back to `next` afterwards; who has left goes where to_farewell() says.
// Takes a look at the views: not for who reads them.
Response to_sign_in(const Visit& visit, std::string_view next);
// For who has deleted their account: that all is erased, or that it is under way. Ends the session.
Response to_farewell(const Visit& visit, const events::PersonId& person);
Response plain_text(std::string body, std::string content_type = "text/plain; charset=utf-8");

// A path that may be gone to after a form: one of this site, without scheme, host or trick. Empty
// otherwise.
std::string safe_next(std::string_view path);

// The first value of a query parameter; empty if absent or if the query is not readable.
std::string query_value(const Visit& visit, std::string_view name);

// --- rows
inline constexpr std::uint32_t no_row = projections::Proposal::none;
pages::PersonName person_name(const projections::Views& views, std::uint32_t person);
pages::Tally tally_of(const projections::Tally& tally, bool support_only);
bool support_only(const projections::Views& views, const projections::Proposal& proposal);
pages::ContributionState state_of(projections::State state, const projections::Words& words);
pages::Side side_of(events::Side side);
pages::Level level_of(events::ParticipationLevel level);
// Title of a proposal; a statement's is its sentence.
const std::string& title_of(const projections::Proposal& proposal);
pages::ProposalRow proposal_row(const projections::Views& views,
                                const projections::Proposal& proposal, const Delay& delay,
                                bool name_project = true);
pages::ProjectCard project_card(const projections::Views& views,
                                const projections::Project& project);
// The charter in force, for who looks: with what changed since the version that they accepted.
pages::CharterPage charter_page(const Visit& visit);
// Word by word; what it costs: projections/word_diff.hpp.
pages::TextDiff diff_of(std::string_view before, std::string_view after);
pages::FeedItem feed_item(const projections::Views& views, const projections::FeedItem& item);

template <class Row>
std::uint32_t position_of(const std::vector<Row>& rows, const Row* row) {
    return static_cast<std::uint32_t>(row - rows.data());
}

}  // namespace imaginons::http
