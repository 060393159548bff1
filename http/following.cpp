// Rows are changed by the writer like every row of the vault; what is here is pure but for reading.
#include "http/following.hpp"

#include <algorithm>
#include <limits>

#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/labels.hpp"
#include "http/page_parts.hpp"
#include "projections/queries.hpp"
#include "storage/limits.hpp"

namespace imaginons::http {

using storage::Follow;
using storage::Following;
using storage::LetterRhythm;

namespace {

constexpr int letter_hour = 8;
constexpr std::int32_t letter_weekday = 4;  // Friday; Monday is 0
constexpr std::int64_t hour_ms = 3'600'000;

std::int32_t weekday(std::int32_t days) {
    return (days + 3) % 7;  // 1970-01-01 was a Thursday
}

std::int64_t letter_hour_of(std::int32_t days) {
    const std::int64_t at = city_midnight(days) + letter_hour * hour_ms;
    // On the two days a year that are an hour shorter or longer.
    return at + (letter_hour - city_time(at).hour) * hour_ms;
}

bool is_label(storage::FollowedKind kind) {
    return kind == storage::FollowedKind::theme || kind == storage::FollowedKind::district;
}

auto entry_of(Following& following, storage::FollowedKind kind, const events::Id& object) {
    return std::find_if(
        following.follows.begin(), following.follows.end(),
        [&](const Follow& follow) { return follow.kind == kind && follow.object == object; });
}

}  // namespace

std::string_view name_of(storage::FollowedKind kind) {
    switch (kind) {
        case storage::FollowedKind::project: return "project";
        case storage::FollowedKind::proposal: return "proposal";
        case storage::FollowedKind::person: return "person";
        case storage::FollowedKind::meeting: return "meeting";
        case storage::FollowedKind::theme: return "theme";
        case storage::FollowedKind::district: return "district";
    }
    return {};
}

std::string_view name_of(LetterRhythm rhythm) {
    switch (rhythm) {
        case LetterRhythm::never: return "never";
        case LetterRhythm::immediately: return "immediately";
        case LetterRhythm::daily: return "daily";
        case LetterRhythm::weekly: return "weekly";
    }
    return {};
}

pages::Rhythm rhythm_of(LetterRhythm rhythm) {
    switch (rhythm) {
        case LetterRhythm::never: return pages::Rhythm::never;
        case LetterRhythm::immediately: return pages::Rhythm::immediately;
        case LetterRhythm::daily: return pages::Rhythm::daily;
        case LetterRhythm::weekly: return pages::Rhythm::weekly;
    }
    return pages::Rhythm::weekly;
}

std::string id_text(storage::FollowedKind kind, const events::Id& object) {
    return is_label(kind) ? events::code_of_id(object) : events::to_text(object);
}

std::optional<events::Id> parse_followed(storage::FollowedKind kind, std::string_view text) {
    if (!is_label(kind)) return events::parse_id<events::Id>(text);
    const events::Id id = events::id_of_code(text);
    return events::is_nil(id) ? std::nullopt : std::optional(id);
}

std::string followed_title(const projections::Views& views, storage::FollowedKind kind,
                           const events::Id& object, std::string_view language) {
    switch (kind) {
        case storage::FollowedKind::project: {
            const auto* row = projections::find(views, events::id_as<events::ProjectId>(object));
            return row == nullptr ? std::string() : row->words.title;
        }
        case storage::FollowedKind::proposal: {
            const auto* row = projections::find(views, events::id_as<events::ProposalId>(object));
            const bool shown = row != nullptr && row->state != projections::State::hidden;
            return shown ? title_of(*row) : std::string();
        }
        case storage::FollowedKind::person: {
            const auto* row = projections::find(views, events::id_as<events::PersonId>(object));
            return row == nullptr ? std::string() : row->pseudonym;
        }
        case storage::FollowedKind::meeting: {
            const auto* row = projections::find(views, events::id_as<events::MeetingId>(object));
            return row == nullptr ? std::string() : row->words.title;
        }
        case storage::FollowedKind::theme:
            return label_called(views.themes, events::code_of_id(object), language);
        case storage::FollowedKind::district:
            return label_called(views.districts, events::code_of_id(object), language);
    }
    return {};
}

pages::FollowButton follow_button(const projections::Views& views, const Visit& visit,
                                  const Following& own, storage::FollowedKind kind,
                                  const events::Id& object) {
    pages::FollowButton button{true, std::string(name_of(kind)), id_text(kind, object), false};
    const auto* person = visit.who ? projections::find(views, visit.who->person) : nullptr;
    if (person == nullptr) return button;
    const auto how = projections::follows(views, *person, own, kind, object);
    // Who took part hears of what concerns them: the button is for the rest.
    button.follows = how == projections::Follows::asked || how == projections::Follows::author;
    return button;
}

Following following_of(const Visit& visit) {
    return visit.who ? following_of(visit.app, visit.who->person) : Following{};
}

Following following_of(const App& app, const events::PersonId& person) {
    return app.store.vault.read().following(person).value_or(Following{});
}

Following new_following(std::string_view language, std::uint64_t position, std::int64_t now_ms) {
    Following following;
    following.language = language;
    following.told = following.read = following.visited = position;
    following.due_at_ms = next_letter_ms(following.rhythm, now_ms);
    return following;
}

void change_following(storage::VaultTxn& txn, const events::PersonId& person,
                      const Following& fresh, const std::function<void(Following&)>& change) {
    if (!txn.view().holds(person)) return;
    Following following = txn.view().following(person).value_or(fresh);
    change(following);
    txn.put_following(person, following);
}

bool start_following(Following& following, storage::FollowedKind kind, const events::Id& object,
                     std::uint64_t position) {
    const auto entry = entry_of(following, kind, object);
    if (entry != following.follows.end()) {
        if (entry->stopped) *entry = {kind, false, object, position};
        return true;
    }
    if (following.follows.size() >= storage::limits::follows_of_person) return false;
    following.follows.push_back({kind, false, object, position});
    return true;
}

bool stop_following(Following& following, storage::FollowedKind kind, const events::Id& object,
                    bool by_itself) {
    const auto entry = entry_of(following, kind, object);
    if (entry != following.follows.end()) {
        if (by_itself) {
            entry->stopped = true;
        } else {
            following.follows.erase(entry);
        }
        return true;
    }
    if (!by_itself) return true;
    if (following.follows.size() >= storage::limits::follows_of_person) return false;
    following.follows.push_back({kind, true, object, 0});
    return true;
}

void set_rhythm(Following& following, LetterRhythm rhythm, std::int64_t now_ms) {
    following.rhythm = rhythm;
    following.due_at_ms = next_letter_ms(rhythm, now_ms);
}

void note_visit(Following& following, std::uint64_t position, std::int64_t now_ms) {
    const auto since = std::chrono::milliseconds(now_ms - following.visited_at_ms);
    if (since > limits::visit_ends_after)
        following.read = std::max(following.read, following.visited);
    following.visited = std::max(following.visited, position);
    following.visited_at_ms = now_ms;
}

std::int64_t next_letter_ms(LetterRhythm rhythm, std::int64_t now_ms) {
    switch (rhythm) {
        case LetterRhythm::never: return std::numeric_limits<std::int64_t>::max();
        case LetterRhythm::immediately: return now_ms;
        case LetterRhythm::daily:
        case LetterRhythm::weekly: break;
    }
    std::int32_t day = today(now_ms);
    const auto fits = [&] {
        return letter_hour_of(day) > now_ms &&
               (rhythm == LetterRhythm::daily || weekday(day) == letter_weekday);
    };
    while (!fits()) ++day;
    return letter_hour_of(day);
}

}  // namespace imaginons::http
