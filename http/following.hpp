// What a person follows, as the site reads and changes it: the row of the vault, visits to one's
// own feed, and when letters are due. Who is told of what is projections/followed.hpp's.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "http/app.hpp"
#include "http/pages/following.hpp"
#include "projections/followed.hpp"
#include "storage/following.hpp"

namespace imaginons::http {

// The button of the page of something that can be followed, to be asked for under the views' lock;
// `own` is what the visitor follows, read before.
pages::FollowButton follow_button(const projections::Views& views, const Visit& visit,
                                  const storage::Following& own, storage::FollowedKind kind,
                                  const events::Id& object);
std::string_view name_of(storage::FollowedKind kind);    // "proposal"
std::string_view name_of(storage::LetterRhythm rhythm);  // "weekly"
pages::Rhythm rhythm_of(storage::LetterRhythm rhythm);
// How forms and addresses name what is followed: by its id or, of a theme or a district, its code.
std::string id_text(storage::FollowedKind kind, const events::Id& object);
std::optional<events::Id> parse_followed(storage::FollowedKind kind, std::string_view text);
// What it is called now, if it has names, in that language; empty if it is gone or hidden.
std::string followed_title(const projections::Views& views, storage::FollowedKind kind,
                           const events::Id& object, std::string_view language);

// Of the visitor; somebody who is not signed in follows nothing.
storage::Following following_of(const Visit& visit);
// As the vault has it; somebody who never followed anything has the defaults.
storage::Following following_of(const App& app, const events::PersonId& person);

// How a row begins that somebody gets at `position`: nothing that came before is news.
storage::Following new_following(std::string_view language, std::uint64_t position,
                                 std::int64_t now_ms);

// Changes a row, or the one that `fresh` would begin. Nothing happens to somebody who was erased
// meanwhile.
void change_following(storage::VaultTxn& txn, const events::PersonId& person,
                      const storage::Following& fresh,
                      const std::function<void(storage::Following&)>& change);

// Asked for from `position` on. False, and nothing changes, at limits::follows_of_person.
bool start_following(storage::Following& following, storage::FollowedKind kind,
                     const events::Id& object, std::uint64_t position);
// `by_itself`: it would be followed without having been asked for, so that must be said.
bool stop_following(storage::Following& following, storage::FollowedKind kind,
                    const events::Id& object, bool by_itself);
void set_rhythm(storage::Following& following, storage::LetterRhythm rhythm, std::int64_t now_ms);

// A visit that shows what came before `position`. What the visit before had shown is read: visits
// that follow one another within limits::visit_ends_after are one.
void note_visit(storage::Following& following, std::uint64_t position, std::int64_t now_ms);

// When to look for news after a look at `now_ms`, in the city's time: every morning, or on Fridays.
std::int64_t next_letter_ms(storage::LetterRhythm rhythm, std::int64_t now_ms);

}  // namespace imaginons::http
