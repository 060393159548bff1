// A round looks at everybody who is due, some at a time. For those with news: the vault says that a
// letter is on its way, the letter is written, the vault says that it is done.
#include "http/letters.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <future>
#include <limits>
#include <memory>

#include "http/app.hpp"
#include "http/app_limits.hpp"
#include "http/following.hpp"
#include "http/page_parts.hpp"
#include "http/pages/pages.hpp"
#include "http/unsubscribe.hpp"
#include "projections/followed.hpp"
#include "projections/queries.hpp"

namespace imaginons::http {

using projections::Views;
using storage::Following;
using storage::LetterRhythm;

namespace {

// The same for the same letter, whenever it is made.
std::string letter_id(const storage::Vault& vault, const events::PersonId& person,
                      std::uint64_t from) {
    const auto id = events::bytes_of(person);
    const std::string position = std::to_string(from);
    const auto mac =
        vault.request_key().mac({storage::as_bytes("letter\n"), id, storage::as_bytes(position)});
    return events::to_text(events::uuid_from_bytes<events::Id>(mac.data(), 8));
}

const Catalogue& words_in(const pages::Pages& templates, std::string_view language) {
    const auto languages = templates.languages();
    const auto found =
        std::find_if(languages.begin(), languages.end(),
                     [&](const Catalogue& words) { return words.code() == language; });
    return found == languages.end() ? languages.front() : *found;
}

bool is_erased(const Views& views, const events::PersonId& person) {
    const auto* row = projections::find(views, person);
    return row == nullptr || row->erased != events::ErasedWords::unset;
}

bool makes_an_author(projections::FeedItem::What what) {
    using What = projections::FeedItem::What;
    return what == What::project_opened || what == What::proposal_submitted ||
           what == What::statement_added || what == What::argument_added ||
           what == What::question_asked;
}

bool cannot_wait(projections::FeedItem::What what) {
    using What = projections::FeedItem::What;
    return what == What::meeting_changed || what == What::meeting_cancelled;
}

std::int64_t due_after_letter(const Following& following, std::int64_t now) {
    if (following.rhythm != LetterRhythm::immediately) return next_letter_ms(following.rhythm, now);
    return now + std::chrono::milliseconds(limits::letters_apart).count();
}

}  // namespace

Letters::Letters(App& app) : app_(app), thread_([this] { run(); }) {}

Letters::~Letters() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

bool Letters::is_stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

void Letters::run() {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, limits::letters_look_every, [this] { return stopping_; })) {
        lock.unlock();
        try {
            begin_for_authors();
            hurry_for_meetings();
            round();
        } catch (const std::exception& error) {
            // What was begun is finished by a later round: the vault knows of it.
            spdlog::error("letters could not be written: {}", error.what());
        }
        lock.lock();
    }
}

bool Letters::change_vault(const std::function<void(storage::VaultTxn&)>& change) {
    const auto changed = std::make_shared<std::promise<void>>();
    std::future<void> done = changed->get_future();
    if (!app_.engine.submit_vault(change, [changed] { changed->set_value(); })) return false;
    done.get();
    return true;
}

void Letters::begin_for_authors() {
    struct Author {
        events::PersonId person;
        std::uint64_t told;
        bool at_once;
    };
    std::vector<Author> authors;
    std::uint64_t end = authors_before_;
    const std::int64_t now = now_ms();
    app_.views.read([&](const Views& views) {
        const std::int64_t recent =
            now - std::chrono::milliseconds(limits::letters_look_back).count();
        auto item = std::partition_point(
            views.feed.begin(), views.feed.end(),
            [&](const projections::FeedItem& line) { return line.seq < authors_before_; });
        for (; item != views.feed.end() && authors.size() < limits::authors_at_once; ++item) {
            end = item->seq + 1;
            const bool old = item->at_ms < recent;
            if (item->to != no_row) {
                // An invitation is the first that they are told, and at once.
                authors.push_back(
                    {views.people[item->to].id, old ? views.position : item->seq, !old});
                continue;
            }
            if (item->person == no_row || !makes_an_author(item->what)) continue;
            authors.push_back(
                {views.people[item->person].id, old ? views.position : item->seq + 1, false});
        }
    });
    {
        const storage::VaultView vault = app_.store.vault.read();
        std::erase_if(authors, [&](const Author& author) {
            return vault.following(author.person) || !vault.email_of(author.person);
        });
    }
    const auto begin = [&](storage::VaultTxn& txn) {
        for (const Author& author : authors) {
            auto fresh = new_following("fr", author.told, now);
            if (author.at_once) fresh.due_at_ms = now;
            change_following(txn, author.person, fresh, [](Following&) {});
        }
    };
    if (authors.empty() || change_vault(begin)) authors_before_ = end;
}

void Letters::hurry_for_meetings() {
    std::vector<events::Id> meetings;
    std::uint64_t end = hurried_before_;
    const std::int64_t now = now_ms();
    app_.views.read([&](const Views& views) {
        end = views.position;
        const auto from = std::partition_point(
            views.feed.begin(), views.feed.end(),
            [&](const projections::FeedItem& line) { return line.seq < hurried_before_; });
        for (auto item = from; item != views.feed.end(); ++item) {
            const auto* meeting = projections::meeting_of(views, *item);
            if (meeting == nullptr || !cannot_wait(item->what)) continue;
            if (meeting->starts_at_ms > now)
                meetings.push_back(events::id_as<events::Id>(meeting->id));
        }
    });
    const std::vector<events::PersonId> followers = followers_of(meetings);
    const auto hurry = [&](storage::VaultTxn& txn) {
        for (const events::PersonId& person : followers) {
            auto following = txn.view().following(person);
            if (!following) continue;
            following->due_at_ms = std::min(following->due_at_ms, now);
            txn.put_following(person, *following);
        }
    };
    if (followers.empty() || change_vault(hurry)) hurried_before_ = end;
}

// Those who want letters, but not at once anyway.
std::vector<events::PersonId> Letters::followers_of(const std::vector<events::Id>& meetings) {
    std::vector<events::PersonId> found;
    if (meetings.empty()) return found;
    constexpr std::int64_t ever = std::numeric_limits<std::int64_t>::max() - 1;
    const auto is_meant = [&](const storage::Follow& follow) {
        return follow.kind == storage::FollowedKind::meeting && !follow.stopped &&
               std::find(meetings.begin(), meetings.end(), follow.object) != meetings.end();
    };
    for (events::PersonId after{}; !is_stopping();) {
        const storage::VaultView vault = app_.store.vault.read();
        const auto people = vault.due_for_letters(ever, after, limits::letters_at_once);
        if (people.empty()) break;
        after = people.back();
        for (const events::PersonId& person : people) {
            const auto following = vault.following(person);
            if (!following || following->rhythm == LetterRhythm::immediately) continue;
            if (std::any_of(following->follows.begin(), following->follows.end(), is_meant))
                found.push_back(person);
        }
    }
    return found;
}

void Letters::round() {
    events::PersonId after{};
    while (!is_stopping()) {
        const auto due =
            app_.store.vault.read().due_for_letters(now_ms(), after, limits::letters_at_once);
        if (due.empty()) return;
        after = due.back();
        if (!write_to(due)) return;
    }
}

std::optional<Letters::Draft> Letters::draft_for(const events::PersonId& person) {
    std::optional<Following> following;
    std::optional<std::string> email;
    {
        const storage::VaultView vault = app_.store.vault.read();
        following = vault.following(person);
        email = vault.email_of(person);
    }
    if (!following) return std::nullopt;
    Draft draft{person, following->told, app_.position(), std::nullopt, following->language, {}};
    if (following->letter_from) {
        draft.from = *following->letter_from;
        draft.to = following->told;
    }
    const bool at_once = following->rhythm == LetterRhythm::immediately;
    const auto idle = nothing_before_.find(person);
    if (at_once && idle != nothing_before_.end() && idle->second == draft.to) return std::nullopt;
    if (email) fill(draft, *following, *std::move(email));
    if (draft.letter) {
        nothing_before_.erase(person);
        draft.id = letter_id(app_.store.vault, person, draft.from);
    } else if (at_once && !following->letter_from) {
        nothing_before_[person] = draft.to;
        return std::nullopt;
    }
    return draft;
}

void Letters::fill(Draft& draft, const Following& following, std::string email) {
    Letter letter;
    letter.to = std::move(email);
    letter.city = app_.options.city;
    letter.origin = app_.options.origin;
    letter.rhythm = following.rhythm;
    letter.unsubscribe_token = unsubscribe_token(app_.store.vault, draft.person);
    app_.views.read([&](const Views& views) {
        const auto* person = projections::find(views, draft.person);
        if (person == nullptr || person->pseudonym.empty()) return;
        letter.pseudonym = person->pseudonym;
        const projections::FollowedRange range{draft.from, draft.to, limits::letter_news_counted,
                                               false};
        for (const auto& line : projections::followed_feed(views, *person, following, range)) {
            if (line.item.seq < line.since) continue;
            if (letter.items.size() < limits::letter_news) {
                letter.items.push_back(feed_item(views, line.item));
            } else {
                ++letter.more;
            }
        }
    });
    if (!letter.items.empty()) draft.letter = std::move(letter);
}

bool Letters::write_to(const std::vector<events::PersonId>& due) {
    std::vector<Draft> drafts;
    for (const events::PersonId& person : due) {
        if (auto draft = draft_for(person)) drafts.push_back(*std::move(draft));
    }
    if (drafts.empty()) return true;
    const auto begin = [&drafts](storage::VaultTxn& txn) {
        for (const Draft& draft : drafts) {
            auto following = txn.view().following(draft.person);
            if (!following) continue;
            following->told = draft.to;
            following->letter_from.reset();
            if (draft.letter) {
                following->letter_from = draft.from;
            } else {
                following->due_at_ms = next_letter_ms(following->rhythm, now_ms());
            }
            txn.put_following(draft.person, *following);
        }
    };
    if (!change_vault(begin)) return false;
    for (const Draft& draft : drafts) put(draft);
    const auto end = [&drafts](storage::VaultTxn& txn) {
        for (const Draft& draft : drafts) {
            auto following = txn.view().following(draft.person);
            if (!draft.letter || !following) continue;
            following->letter_from.reset();
            following->due_at_ms = due_after_letter(*following, now_ms());
            txn.put_following(draft.person, *following);
        }
    };
    return change_vault(end);
}

void Letters::put(const Draft& draft) {
    if (!draft.letter) return;
    app_.mailer.put(mail_of(*draft.letter, words_in(app_.templates, draft.language)), draft.id);
    // Whoever is erased while this is written: either the eraser came after, and has deleted the
    // letter, or its event is applied already.
    const bool gone =
        app_.views.read([&](const Views& views) { return is_erased(views, draft.person); });
    if (gone) app_.mailer.take_back(draft.id);
}

}  // namespace imaginons::http
