// Moments of the past as people and programs name them (?at=, ?from=, ?to=), and answers told from
// rows of the past: at once, or on the errands' thread if there is much to read.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "http/app.hpp"
#include "http/pages/past.hpp"
#include "projections/as_it_was.hpp"

namespace imaginons::http {

struct Moment {
    enum class Named : std::uint8_t { position, day, instant };
    std::uint64_t position = 0;  // how many events the log then held
    std::int64_t at_ms = 0;      // the instant asked for; of a position, when its last event came
    std::int32_t day = 0;        // if it was named by a day: since 1970-01-01
    Named named = Named::position;
};

enum class MomentFault : std::uint8_t { unreadable, not_yet };

// "1234": when the log held the events before position 1234, as `replay --until`. "2026-04-20": at
// the end of that day in the city's calendar. "2026-04-20T14:05:04+02:00": at that instant, of
// which the offset must be said. Dates are those at which the log recorded events: they are what it
// can prove; the dates that imported contributions bring along are only told. A day that is not
// over and a position that the log has not reached are not_yet.
std::variant<Moment, MomentFault> moment_in(const Visit& visit, std::string_view text);

// The present as a moment: what has been applied.
Moment present_moment(const Visit& visit);

// For pages. Nothing if the moment cannot be shown: `refused` says why. `path` is that of the page
// today.
std::optional<Moment> moment_of_page(const Visit& visit, std::string_view text,
                                     const std::string& path, Response& refused);
// What the page shows did not exist yet; `first_seq` made it.
Response before_page(const Visit& visit, const std::string& path, std::uint64_t first_seq);
pages::PastMoment past_moment(const Moment& moment);

// The first value of a query parameter; nothing if it is not there, or if the query is not
// readable.
std::optional<std::string> query_parameter(const Visit& visit, std::string_view name);

// Makes a response from rows of the past. May run on the errands' thread, so it takes no lock that
// the visit's thread holds and lends nothing from outside but by value.
using TellPast = std::function<Response(Visit&, projections::Past&)>;
// `heavy`: more work than the events of `recall` alone make it seem.
Reply tell_past(Visit& visit, projections::Recall recall, TellPast tell, bool heavy = false);

}  // namespace imaginons::http
