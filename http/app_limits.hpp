// Limits of what the site and the API read, remember and keep at hand. The transport's are in
// limits.hpp, those of texts in commands/limits.hpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace imaginons::http::limits {

// A request body in JSON: no body of the API nests deeper or has more fields than this leaves room
// for.
inline constexpr std::size_t json_depth = 8;
inline constexpr std::size_t json_members = 64;
inline constexpr std::size_t json_key_bytes = 128;

inline constexpr std::size_t idempotency_key_bytes = 255;

// Rows of one answer of the API, unless it is asked for fewer (or, up to the second number, more).
inline constexpr std::size_t api_rows = 25;
inline constexpr std::size_t api_rows_most = 100;
inline constexpr std::size_t api_arguments = 200;
inline constexpr std::size_t api_arguments_most = 500;

// One piece of an event stream: what a slow client costs in memory.
inline constexpr std::size_t stream_events = 256;

// Rows of one page.
inline constexpr std::size_t page_rows = 20;
inline constexpr std::size_t queue_rows = 200;
inline constexpr std::size_t feed_rows = 40;
inline constexpr std::size_t home_rows = 6;
inline constexpr std::size_t meetings_listed = 50;     // to come, and as many that are over
inline constexpr std::size_t meetings_of_project = 3;  // on its page
inline constexpr std::size_t home_feed_rows = 8;
inline constexpr std::size_t side_rows = 3;
inline constexpr std::size_t label_rows = 12;  // on the page of a theme or a district
inline constexpr std::size_t own_feed_rows = 20;
inline constexpr std::size_t fresh_counted = 99;  // lines of one's own feed that are new
inline constexpr std::size_t follows_beside = 6;  // of what one follows, beside one's own feed
inline constexpr std::size_t follows_by_itself = 20;
// Visits to one's own feed that follow one another so soon are one.
inline constexpr std::chrono::minutes visit_ends_after{30};
inline constexpr std::size_t similar_rows = 3;
// Of a text that is searched for marked words, and of what is shown of it.
inline constexpr std::size_t extract_from_characters = 4'000;
inline constexpr std::size_t extract_bytes = 220;
inline constexpr std::size_t extract_before_bytes = 60;
inline constexpr std::size_t atom_rows = 50;
inline constexpr std::size_t geojson_rows = 100;  // places of one answer
// Of the name that somebody says for themselves alone.
inline constexpr std::size_t own_name_chars = 60;
// Of a place as it is typed: an address of a map is longer than two numbers.
inline constexpr std::size_t place_text_bytes = 300;
inline constexpr std::size_t history_rows = 40;
inline constexpr std::size_t sitemap_rows = 40'000;  // the protocol's limit is 50,000

// Events of the past that an io thread applies by itself, about 2 us each; what takes more is an
// errand. What has to wait behind this many errands is told to come back.
inline constexpr std::size_t past_events_at_once = 4'000;
inline constexpr std::size_t errands_waiting = 64;
// Events by which the index of acts may be behind the log before it is made to follow: a
// millisecond's work.
inline constexpr std::uint64_t acts_behind = 1'000;

// Rendered bytes kept for visitors.
inline constexpr std::size_t page_cache_bytes = 64ULL << 20U;
inline constexpr std::size_t page_cache_shards = 16;
// Tiles and bundles of the log: those that many ask for, which are the last ones.
inline constexpr std::size_t tile_cache_bytes = 32ULL << 20U;

// Signed-in people's sessions held beside the vault, which has them all.
inline constexpr std::size_t sessions_held = 1'000'000;
inline constexpr std::chrono::hours session_lifetime{24 * 30};

// Signing in.
inline constexpr std::chrono::minutes sign_in_link_lifetime{15};
inline constexpr std::chrono::minutes join_lifetime{60};
inline constexpr std::chrono::minutes form_lifetime{
    120};  // of a form shown to somebody who is not signed in
inline constexpr std::size_t email_bytes = 254;
inline constexpr std::chrono::minutes sign_in_window{15};
inline constexpr std::uint32_t sign_ins_of_email = 5;  // within the window
inline constexpr std::uint32_t sign_ins_of_address =
    30;  // likewise: a library's visitors share one
// Of what a page asks an authenticator: as long as the page may stand open before one presses.
inline constexpr std::chrono::minutes passkey_challenge_lifetime{30};
inline constexpr std::size_t passkey_challenges_used = 100'000;
inline constexpr std::size_t passkey_name_chars = 40;
inline constexpr std::size_t rate_keys = 100'000;
inline constexpr std::size_t mails_waiting = 1'000;
// A letter that no relay has taken for so long is given up (RFC 5321, 4.5.4.1).
inline constexpr std::chrono::hours mail_tried{24 * 4};

// Letters about what people follow: how often to look who is due, how many are written in three
// turns of the vault, and how far apart those come that come at once.
inline constexpr std::chrono::seconds letters_look_every{2};
inline constexpr std::size_t letters_at_once = 64;
inline constexpr std::chrono::minutes letters_apart{5};
inline constexpr std::size_t letter_line_bytes = 900;  // RFC 5322 allows 998
inline constexpr std::size_t letter_news = 20;
inline constexpr std::size_t letter_news_counted = 200;
// Authors get letters from what they did on; what is older than this when the program first looks
// was done before there were letters.
inline constexpr std::size_t authors_at_once = 256;
inline constexpr std::chrono::hours letters_look_back{24 * 7};

// A path to go on to after signing in.
inline constexpr std::size_t next_bytes = 500;

// Of asking witnesses to cosign.
inline constexpr std::size_t witnesses = 16;
inline constexpr std::chrono::seconds witness_timeout{5};
inline constexpr unsigned witness_tries = 3;  // in one round: its answer names another size
inline constexpr std::chrono::seconds witness_look_interval{1};
inline constexpr std::chrono::seconds witness_first_retry{1};  // doubled with each failure
inline constexpr std::chrono::seconds witness_longest_retry{300};
// A log that does not grow is cosigned again, so that people see that the witness is still there.
inline constexpr std::chrono::minutes witness_again_after{10};
inline constexpr std::chrono::seconds witness_store_interval{60};

// What a client is told to wait when the queue is full or the server is starting.
inline constexpr unsigned retry_after_s = 1;

inline constexpr std::chrono::milliseconds checkpoint_every{1000};
inline constexpr std::chrono::milliseconds housekeeping_every{1000};
// The digest that the audit page shows: however often it is asked for, the errands' thread has
// other work too.
inline constexpr std::chrono::milliseconds digest_every{10'000};
// Of sessions and links that have expired.
inline constexpr std::chrono::minutes sweep_every{60};

}  // namespace imaginons::http::limits
