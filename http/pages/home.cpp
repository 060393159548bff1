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
