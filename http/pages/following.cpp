// Bindings of one's own feed and of what one follows.
#include "http/pages/following.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {

void bind_followed(Fields& out, const Followed& followed) {
    out.text("followed_kind", followed.kind);
    out.text("followed_id", followed.id);
    out.path("followed_url", followed.path);
    out.text("followed_title", followed.kind == "person" ? name_or_gone(out, followed.title)
                                                         : title_or_gone(out, followed.title));
    out.flag("is_project", followed.kind == "project");
    out.flag("is_proposal", followed.kind == "proposal");
    out.flag("is_person", followed.kind == "person");
    out.flag("is_meeting", followed.kind == "meeting");
    out.flag("is_theme", followed.kind == "theme");
    out.flag("is_district", followed.kind == "district");
    out.flag("is_author", followed.reason == FollowReason::author);
    out.flag("took_part", followed.reason == FollowReason::took_part);
    out.flag("questioned", followed.reason == FollowReason::questioned);
}

void bind_rhythm(Fields& out, Rhythm rhythm) {
    out.flag("rhythm_never", rhythm == Rhythm::never);
    out.flag("rhythm_immediately", rhythm == Rhythm::immediately);
    out.flag("rhythm_daily", rhythm == Rhythm::daily);
    out.flag("rhythm_weekly", rhythm == Rhythm::weekly);
}

void bind_follow(Fields& out, const FollowButton& button) {
    out.group("follow", button.shown, button, [](Fields& group, const FollowButton& shown) {
        const bool person = shown.kind == "person";
        group.text("follow_kind", shown.kind);
        group.text("follow_id", shown.id);
        group.text("follow_path", (person ? "/people/" : "/" + shown.kind + "s/") + shown.id);
        group.flag("follows", shown.follows);
        group.text("follow_act", shown.follows ? "stop" : "start");
        group.text("follow_pressed", shown.follows ? "true" : "false");
    });
}

void bind(Fields& out, const FollowingPage& page) {
    out.flag("charter_changed", page.charter_changed);
    out.flag("own_only", page.own_only);
    out.flag("any_fresh", page.fresh != 0);
    out.number("fresh", page.fresh);
    out.flag("fresh_more", page.fresh_more);
    out.text("position", std::to_string(page.position));
    out.flag("has_items", !page.items.empty());
    out.list("items", page.items, [](Fields& item, const FeedItem& feed) {
        bind_feed_item(item, feed, FeedTime::date);
    });
    out.flag("has_older", !page.cursors.next.empty());
    out.path("older_url", std::string("/following?") + (page.own_only ? "only=own&" : "") +
                              "cursor=" + query_encoded(page.cursors.next));
    out.flag("has_follows", !page.follows.empty());
    out.list("follows", page.follows, bind_followed);
    bind_rhythm(out, page.rhythm);
}

void bind(Fields& out, const UnsubscribePage& page) {
    out.path("unsubscribe_url", "/unsubscribe?token=" + query_encoded(page.token));
    out.flag("stopped", page.done);
}

void bind(Fields& out, const FollowsPage& page) {
    out.flag("has_asked", !page.asked.empty());
    out.list("asked", page.asked, bind_followed);
    out.flag("has_by_itself", !page.by_itself.empty());
    out.list("by_itself", page.by_itself, bind_followed);
    bind_rhythm(out, page.rhythm);
    out.list("letter_languages", page.languages, [](Fields& item, const LetterLanguage& language) {
        item.text("letter_code", language.code);
        item.text("letter_name", language.name);
        item.flag("letter_chosen", language.chosen);
    });
    out.flag("has_email", page.has_email);
    out.flag("saved", page.saved);
    out.flag("too_many", page.too_many);
}

}  // namespace imaginons::http::pages
