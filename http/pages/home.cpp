// Bindings of the front page and of the feed.
#include "http/pages/home.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {
namespace {

struct Day {
    std::int32_t days = 0;
    std::vector<FeedItem> items;
};

std::vector<Day> by_day(const std::vector<FeedItem>& items) {
    std::vector<Day> days;
    for (const FeedItem& item : items) {
        const auto day = today(item.at);
        if (days.empty() || days.back().days != day) {
            days.push_back({day, {}});
        }
        days.back().items.push_back(item);
    }
    return days;
}

}  // namespace

void bind_feed_item(Fields& out, const FeedItem& item, FeedTime shown) {
    const auto is = [&](FeedKind kind) { return item.kind == kind; };
    const std::pair<std::string_view, FeedKind> kinds[] = {
        {"project_opened", FeedKind::project_opened},
        {"project_changed", FeedKind::project_changed},
        {"phase_moved", FeedKind::phase_moved},
        {"news_published", FeedKind::news_published},
        {"milestone_set", FeedKind::milestone_set},
        {"milestone_reached", FeedKind::milestone_reached},
        {"proposal_submitted", FeedKind::proposal_submitted},
        {"proposal_edited", FeedKind::proposal_edited},
        {"proposal_withdrawn", FeedKind::proposal_withdrawn},
        {"statement_added", FeedKind::statement_added},
        {"person_joined", FeedKind::person_joined},
        {"charter_published", FeedKind::charter_published},
        {"log_continued", FeedKind::log_continued},
        {"proposal_under_review", FeedKind::proposal_under_review},
        {"info_requested", FeedKind::info_requested},
        {"proposal_accepted", FeedKind::proposal_accepted},
        {"proposal_redirected", FeedKind::proposal_redirected},
        {"proposal_refused", FeedKind::proposal_refused},
        {"proposal_in_progress", FeedKind::proposal_in_progress},
        {"proposal_done", FeedKind::proposal_done},
        {"proposal_taken_up", FeedKind::proposal_taken_up},
        {"meeting_announced", FeedKind::meeting_announced},
        {"meeting_changed", FeedKind::meeting_changed},
        {"meeting_cancelled", FeedKind::meeting_cancelled},
        {"minutes_published", FeedKind::minutes_published},
        {"amendment_submitted", FeedKind::amendment_submitted},
        {"co_author_invited", FeedKind::co_author_invited},
        {"co_author_accepted", FeedKind::co_author_accepted},
        {"amendment_accepted", FeedKind::amendment_accepted},
        {"amendment_refused", FeedKind::amendment_refused},
        {"question_asked", FeedKind::question_asked},
        {"question_answered", FeedKind::question_answered},
        {"conclusion_published", FeedKind::conclusion_published},
    };
    for (const auto& [name, kind] : kinds) {
        out.flag(name, is(kind));
    }
    const bool argument = is(FeedKind::argument_added);
    out.flag("argument_for", argument && item.side == Side::in_favour);
    out.flag("argument_against", argument && item.side == Side::against);
    out.flag("argument_beside", argument && item.side == Side::beside);
    out.flag("icon_project", is(FeedKind::project_opened) || is(FeedKind::project_changed) ||
                                 is(FeedKind::question_answered));
    out.flag("icon_phase", is(FeedKind::phase_moved));
    out.flag("icon_news", is(FeedKind::news_published));
    out.flag("icon_milestone", is(FeedKind::milestone_set) || is(FeedKind::milestone_reached));
    out.flag("icon_proposal", is(FeedKind::proposal_submitted) || is(FeedKind::statement_added));
    out.flag("icon_meeting", is(FeedKind::meeting_announced) || is(FeedKind::meeting_changed));
    out.flag("icon_edit", is(FeedKind::proposal_edited) || is(FeedKind::amendment_submitted));
    out.flag("icon_withdrawn", is(FeedKind::proposal_withdrawn) || is(FeedKind::meeting_cancelled));
    out.flag("icon_argument", argument || is(FeedKind::question_asked));
    out.flag("icon_person", is(FeedKind::person_joined) || is(FeedKind::co_author_invited) ||
                                is(FeedKind::co_author_accepted));
    out.flag("icon_charter", is(FeedKind::charter_published) || is(FeedKind::log_continued) ||
                                 is(FeedKind::minutes_published) ||
                                 is(FeedKind::conclusion_published));
    out.flag("fresh", item.fresh);
    out.flag("icon_question", is(FeedKind::info_requested) || is(FeedKind::proposal_under_review));
    out.flag("icon_accepted", is(FeedKind::proposal_accepted) || is(FeedKind::proposal_done) ||
                                  is(FeedKind::amendment_accepted));
    out.flag("icon_refused", is(FeedKind::proposal_refused) || is(FeedKind::amendment_refused));
    out.flag("icon_onwards", is(FeedKind::proposal_redirected) ||
                                 is(FeedKind::proposal_in_progress) ||
                                 is(FeedKind::proposal_taken_up));
    out.flag("city_speaks", item.who.pseudonym.empty() && !item.who.gone);
    out.text("who", name_or_gone(out, item.who.pseudonym));
    out.path("item_url", item.path);
    out.text("title", title_or_gone(out, item.title));
    out.text("excerpt", item.excerpt);
    out.flag("has_excerpt", !item.excerpt.empty());
    out.text("at", shown == FeedTime::date ? out.words().date(item.at) : out.words().time(item.at));
    out.text("at_iso", iso_instant(item.at));
}

void bind(Fields& out, const HomePage& page) {
    out.flag("has_projects", !page.projects.empty());
    out.list("projects", with_unlike_pictures(page.projects), bind_project_card);
    out.number("project_count", page.project_count);
    out.group("debate", page.has_debate, page.debate, bind_proposal_row);
    out.flag("has_latest", !page.latest.empty());
    out.list("latest", page.latest, [](Fields& item, const FeedItem& feed) {
        bind_feed_item(item, feed, FeedTime::date);
    });
    out.number("proposal_total", page.proposals);
    out.number("stance_total", page.stances);
    out.number("argument_total", page.arguments);
    out.number("people_total", page.people);
    out.group("facts", page.facts.known, page.facts, [](Fields& facts, const RegisterFacts& known) {
        facts.number("register_size", known.size);
        facts.text("register_digest", known.public_digest);
    });
}

void bind(Fields& out, const FeedPage& page) {
    const auto base = page.project_id.empty() ? std::string{} : "/projects/" + page.project_id;
    const auto now = today(page.now);
    out.flag("in_project", !page.project_id.empty());
    out.text("project_id", page.project_id);
    out.text("project_title", page.project_title);
    out.text("live_scope", page.project_id);
    out.path("atom_url", base + "/feed.atom");
    out.flag("is_empty", page.items.empty());
    out.list("days", by_day(page.items), [&](Fields& item, const Day& day) {
        item.text("anchor", "j-" + iso_day(day.days));
        item.flag("is_today", day.days == now);
        item.flag("is_yesterday", day.days + 1 == now);
        item.flag("is_older", day.days != now && day.days + 1 != now);
        item.text("day", item.words().day(day.days));
        item.list("items", day.items, [](Fields& fields, const FeedItem& feed) {
            bind_feed_item(fields, feed, FeedTime::hour);
        });
    });
    bind_pagination(out, page.cursors, base + "/feed");
}

}  // namespace imaginons::http::pages
