// Following: the button's form, one's own feed with its read marks, what one follows and how often
// letters come. All of it is the vault's: no command, no event.
#include <algorithm>
#include <unordered_set>

#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/following.hpp"
#include "http/forms.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/query.hpp"
#include "http/writes.hpp"
#include "projections/followed.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::site {

namespace {

using projections::FollowedRange;
using projections::Person;
using projections::Views;
using storage::FollowedKind;
using storage::Following;
using storage::LetterRhythm;

// Nothing if nobody is signed in any more, or has joined.
const Person* joined_person(const Views& views, const Visit& visit) {
    const Person* person = visit.who ? projections::find(views, visit.who->person) : nullptr;
    return person == nullptr || person->pseudonym.empty() ? nullptr : person;
}

// --- the button

struct Target {
    FollowedKind kind{};
    events::Id object;
    std::string path;
};

template <class Id>
std::string path_if_there(const Views& views, std::string_view list, const events::Id& object) {
    const auto* row = projections::find(views, events::id_as<Id>(object));
    return row == nullptr ? std::string() : std::string(list) + events::to_text(row->id);
}

std::string label_path(const projections::Vocabulary& vocabulary, std::string_view list,
                       const events::Id& object) {
    const std::string code = events::code_of_id(object);
    const bool there = vocabulary.labels.find(code) != events::no_label;
    return there ? std::string(list) + code : std::string();
}

std::string path_of(const Views& views, FollowedKind kind, const events::Id& object) {
    switch (kind) {
        case FollowedKind::project:
            return path_if_there<events::ProjectId>(views, "/projects/", object);
        case FollowedKind::proposal:
            return path_if_there<events::ProposalId>(views, "/proposals/", object);
        case FollowedKind::person:
            return path_if_there<events::PersonId>(views, "/people/", object);
        case FollowedKind::meeting:
            return path_if_there<events::MeetingId>(views, "/meetings/", object);
        case FollowedKind::theme: return label_path(views.themes, "/themes/", object);
        case FollowedKind::district: return label_path(views.districts, "/districts/", object);
    }
    return {};
}

// Nothing if there is no such thing.
std::optional<Target> target_of(const Visit& visit, const PostedForm& posted) {
    for (const auto kind : {FollowedKind::project, FollowedKind::proposal, FollowedKind::person,
                            FollowedKind::meeting, FollowedKind::theme, FollowedKind::district}) {
        if (posted.text("kind") != name_of(kind)) continue;
        const auto object = parse_followed(kind, posted.text("id"));
        if (!object) return std::nullopt;
        std::string path =
            visit.app.views.read([&](const Views& views) { return path_of(views, kind, *object); });
        if (!path.empty()) return Target{kind, *object, std::move(path)};
    }
    return std::nullopt;
}

// Whether it would be followed without having been asked for.
bool is_by_itself(const Visit& visit, const Target& target) {
    return visit.app.views.read([&](const Views& views) {
        const Person* person = joined_person(views, visit);
        return person != nullptr && projections::follows(views, *person, {}, target.kind,
                                                         target.object) != projections::Follows::no;
    });
}

// --- lists of what is followed

pages::Followed followed(const Visit& visit, const Views& views, FollowedKind kind,
                         const events::Id& object) {
    pages::Followed out;
    out.kind = name_of(kind);
    out.id = id_text(kind, object);
    out.path = path_of(views, kind, object);
    out.title = followed_title(views, kind, object, visit.language);
    if (out.path.empty() || (kind == FollowedKind::person && out.title.empty()))
        out.path = "/account/following";  // nothing is left to go to
    return out;
}

// The latest first.
std::vector<pages::Followed> asked_for(const Visit& visit, const Views& views,
                                       const Following& following, std::size_t most) {
    std::vector<pages::Followed> out;
    for (auto follow = following.follows.rbegin(); follow != following.follows.rend(); ++follow) {
        if (follow->stopped) continue;
        if (out.size() == most) break;
        out.push_back(followed(visit, views, follow->kind, follow->object));
    }
    return out;
}

// What somebody follows without having asked for it, each thing once, the latest few.
class ByItself {
  public:
    ByItself(const Visit& visit, const Views& views, const Person& person,
             const Following& following)
        : visit_(visit), views_(views), person_(person), following_(following) {}

    void add_proposal(std::uint32_t row) {
        const projections::Proposal& proposal = views_.proposals[row];
        if (proposal.state == projections::State::hidden) return;
        add(FollowedKind::proposal, events::id_as<events::Id>(proposal.id));
    }
    void add_question(const projections::Question& question) {
        if (question.proposal != no_row) return add_proposal(question.proposal);
        add(FollowedKind::project, events::id_as<events::Id>(views_.projects[question.project].id));
    }
    std::vector<pages::Followed> take() { return std::move(out_); }

  private:
    void add(FollowedKind kind, const events::Id& object) {
        if (out_.size() == limits::follows_by_itself || !seen_.insert(object).second) return;
        const auto reason =
            reason_of(projections::follows(views_, person_, following_, kind, object));
        if (!reason) return;
        out_.push_back(followed(visit_, views_, kind, object));
        out_.back().reason = *reason;
        if (*reason == pages::FollowReason::questioned) out_.back().path += "#questions";
    }

    static std::optional<pages::FollowReason> reason_of(projections::Follows how) {
        switch (how) {
            case projections::Follows::no:
            case projections::Follows::asked: return std::nullopt;
            case projections::Follows::author: return pages::FollowReason::author;
            case projections::Follows::took_part: return pages::FollowReason::took_part;
            case projections::Follows::questioned: return pages::FollowReason::questioned;
        }
        return std::nullopt;
    }

    const Visit& visit_;
    const Views& views_;
    const Person& person_;
    const Following& following_;
    std::unordered_set<events::Id, events::IdHash> seen_;
    std::vector<pages::Followed> out_;
};

std::vector<pages::Followed> followed_by_itself(const Visit& visit, const Views& views,
                                                const Person& person, const Following& following) {
    ByItself all(visit, views, person, following);
    for (auto row = person.proposals.rbegin(); row != person.proposals.rend(); ++row)
        all.add_proposal(*row);
    for (auto row = person.arguments.rbegin(); row != person.arguments.rend(); ++row)
        all.add_proposal(views.arguments[*row].proposal);
    for (auto row = person.questions.rbegin(); row != person.questions.rend(); ++row)
        all.add_question(views.questions[*row]);
    return all.take();
}

std::optional<LetterRhythm> rhythm_named(std::string_view name) {
    for (const auto rhythm : {LetterRhythm::never, LetterRhythm::immediately, LetterRhythm::daily,
                              LetterRhythm::weekly}) {
        if (name == name_of(rhythm)) return rhythm;
    }
    return std::nullopt;
}

Response show_follows(const Visit& visit, unsigned status = 200, bool too_many = false) {
    const Following following = following_of(visit);
    pages::FollowsPage page;
    page.has_email = visit.app.store.vault.read().email_of(visit.who->person).has_value();
    page.rhythm = rhythm_of(following.rhythm);
    page.saved = query_value(visit, "done") == "rhythm";
    page.too_many = too_many;
    for (const Catalogue& words : visit.app.templates.languages())
        page.languages.push_back({words.code(), words.name(), words.code() == following.language});
    const bool found = visit.app.views.read([&](const Views& views) {
        const Person* person = joined_person(views, visit);
        if (person == nullptr) return false;
        page.asked = asked_for(visit, views, following, following.follows.size());
        page.by_itself = followed_by_itself(visit, views, *person, following);
        return true;
    });
    if (!found) return to_sign_in(visit, "/account/following");
    return html(visit, visit.app.templates.render(page, chrome_of(visit, pages::Nav::none)),
                status);
}

// --- one's own feed

struct OwnFeed {
    bool joined = false;
    pages::FollowingPage page;
    pages::Chrome chrome;
    std::uint64_t newest = 0;  // seq after the newest line
};

void fill_lines(OwnFeed& feed, const Views& views, const Person& person, const Following& following,
                std::uint64_t before) {
    FollowedRange range{0, before, limits::own_feed_rows + 1, feed.page.own_only};
    auto lines = projections::followed_feed(views, person, following, range);
    if (lines.size() > limits::own_feed_rows) {
        lines.pop_back();
        feed.page.cursors.next = std::to_string(lines.back().item.seq);
    }
    for (const auto& line : lines) {
        feed.page.items.push_back(feed_item(views, line.item));
        feed.page.items.back().fresh = line.item.seq >= std::max(following.read, line.since);
    }
    if (!lines.empty()) feed.newest = lines.front().item.seq + 1;
}

void count_fresh(OwnFeed& feed, const Views& views, const Person& person,
                 const Following& following) {
    const FollowedRange range{following.read, ~std::uint64_t{0}, limits::fresh_counted + 1, false};
    for (const auto& line : projections::followed_feed(views, person, following, range))
        feed.page.fresh += line.item.seq >= line.since ? 1 : 0;
    feed.page.fresh_more = feed.page.fresh > limits::fresh_counted;
    feed.page.fresh = std::min<std::uint64_t>(feed.page.fresh, limits::fresh_counted);
}

OwnFeed own_feed(const Visit& visit, const Following& following, std::uint64_t before) {
    OwnFeed feed;
    feed.page.own_only = query_value(visit, "only") == "own";
    feed.page.rhythm = rhythm_of(following.rhythm);
    visit.app.views.read([&](const Views& views) {
        const Person* person = joined_person(views, visit);
        if (person == nullptr) return;
        feed.joined = true;
        feed.page.position = views.position;
        feed.page.charter_changed =
            !views.charter.empty() && person->charter_version < views.charter.back().version;
        fill_lines(feed, views, *person, following, before);
        count_fresh(feed, views, *person, following);
        feed.page.follows = asked_for(visit, views, following, limits::follows_beside);
        feed.chrome = chrome_in(views, visit, pages::Nav::none);
    });
    return feed;
}

// That they were here is written down if the visit shows them something that the one before did
// not. Nobody waits for it, and should the writer be busy, the marks stay for the next visit.
void keep_visit(const Visit& visit, std::uint64_t position) {
    auto fresh = new_following(visit.language, position, visit.now_ms);
    fresh.read = fresh.visited = 0;  // the first visit of all: what it shows is new until it ends
    const auto change = [person = visit.who->person, fresh, position,
                         now = visit.now_ms](storage::VaultTxn& txn) {
        change_following(txn, person, fresh,
                         [&](Following& following) { note_visit(following, position, now); });
    };
    visit.app.engine.submit_vault(change, [] {});
}

}  // namespace

Reply follow(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/following");
    if (posted.refused()) return *posted.refused();
    const auto target = target_of(visit, posted);
    if (!target) return error_page(visit, pages::Problem::not_found);
    const std::string act = posted.text("act");
    if (act != "start" && act != "stop") return error_page(visit, pages::Problem::bad_request);
    const bool starts = act == "start";
    if (starts && target->object == events::id_as<events::Id>(visit.who->person))
        return error_page(visit, pages::Problem::bad_request);
    const bool by_itself = !starts && is_by_itself(visit, *target);
    const std::uint64_t position = visit.app.position();
    const auto fresh = new_following(visit.language, position, visit.now_ms);
    const auto fits = std::make_shared<bool>(true);
    const auto change = [=, person = visit.who->person, target = *target](storage::VaultTxn& txn) {
        change_following(txn, person, fresh, [&](Following& following) {
            *fits = starts ? start_following(following, target.kind, target.object, position)
                           : stop_following(following, target.kind, target.object, by_itself);
        });
    };
    const std::string back = posted.text("back") == "list" ? "/account/following" : target->path;
    return submit_vault(visit, change, [=](Visit& waiting, bool done) {
        if (!done) return error_page(waiting, pages::Problem::busy);
        if (!*fits) return show_follows(waiting, 422, true);
        return see_other(waiting, back + (starts ? "?done=following" : "?done=not-following"));
    });
}

Reply following(Visit& visit) {
    if (!visit.who) return to_sign_in(visit, "/following");
    const std::string cursor = query_value(visit, "cursor");
    const auto before = cursor.empty() ? std::optional(~std::uint64_t{0}) : parse_whole(cursor);
    if (!before) return error_page(visit, pages::Problem::bad_request);
    const Following stored = following_of(visit);
    Following now = stored;
    note_visit(now, stored.visited, visit.now_ms);
    OwnFeed feed = own_feed(visit, now, *before);
    if (!feed.joined) return to_sign_in(visit, "/following");
    const bool is_visit =
        visit.request.method == Method::get && cursor.empty() && !feed.page.own_only;
    if (is_visit && (feed.newest > stored.visited || now.read != stored.read))
        keep_visit(visit, feed.page.position);
    note_done(feed.chrome, visit);
    return html(visit, visit.app.templates.render(feed.page, feed.chrome));
}

Reply read_following(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/following");
    if (posted.refused()) return *posted.refused();
    // What came after the page was made has not been read.
    const auto shown = parse_whole(posted.text("position"));
    if (!shown || *shown > visit.app.position())
        return error_page(visit, pages::Problem::bad_request);
    const auto fresh = new_following(visit.language, *shown, visit.now_ms);
    const auto change = [person = visit.who->person, fresh, shown = *shown,
                         now = visit.now_ms](storage::VaultTxn& txn) {
        change_following(txn, person, fresh, [&](Following& following) {
            note_visit(following, shown, now);
            following.read = std::max(following.read, shown);
        });
    };
    return submit_vault(visit, change, [](Visit& waiting, bool done) {
        if (!done) return error_page(waiting, pages::Problem::busy);
        return see_other(waiting, "/following?done=read");
    });
}

Reply follows(Visit& visit) {
    if (!visit.who) return to_sign_in(visit, "/account/following");
    return show_follows(visit);
}

Reply choose_rhythm(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/account/following");
    if (posted.refused()) return *posted.refused();
    const auto rhythm = rhythm_named(posted.text("rhythm"));
    const std::string language = posted.text("language");
    const auto languages = visit.app.templates.languages();
    const bool is_known = std::any_of(languages.begin(), languages.end(),
                                      [&](const Catalogue& all) { return all.code() == language; });
    if (!rhythm || !is_known) return error_page(visit, pages::Problem::bad_request);
    const auto fresh = new_following(visit.language, visit.app.position(), visit.now_ms);
    const auto change = [person = visit.who->person, fresh, rhythm = *rhythm, language,
                         now = visit.now_ms](storage::VaultTxn& txn) {
        change_following(txn, person, fresh, [&](Following& following) {
            following.language = language;
            if (following.rhythm != rhythm) set_rhythm(following, rhythm, now);
        });
    };
    return submit_vault(visit, change, [](Visit& waiting, bool done) {
        if (!done) return error_page(waiting, pages::Problem::busy);
        return see_other(waiting, "/account/following?done=rhythm#rythme");
    });
}

}  // namespace imaginons::http::site
