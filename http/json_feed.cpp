// Texts are cleaned of what is no UTF-8 or control; escaping is the serialiser's.
#include "http/json_feed.hpp"

#include <boost/json.hpp>

#include "http/catalogue.hpp"
#include "http/markdown.hpp"
#include "http/safe_url.hpp"

namespace imaginons::http {

namespace {

namespace json = boost::json;

void put_url(json::object& out, std::string_view name, std::string_view url) {
    if (const auto safe = safe_web_url(url)) out[name] = *safe;
}

json::object item_of(const pages::AtomFeed& feed, const pages::AtomEntry& entry) {
    json::object out;
    out["id"] = feed.url + "#" + entry.id;
    put_url(out, "url", entry.url);
    out["title"] = clean_utf8(entry.title);
    // An item must have content.
    out["content_text"] = clean_utf8(entry.summary.empty() ? entry.title : entry.summary);
    out["date_published"] = iso_instant(entry.updated);
    if (!entry.author.empty())
        out["authors"] = json::array{json::object{{"name", clean_utf8(entry.author)}}};
    return out;
}

}  // namespace

std::string render_json_feed(const pages::AtomFeed& feed) {
    json::object out{{"version", "https://jsonfeed.org/version/1.1"},
                     {"title", clean_utf8(feed.title)},
                     {"language", feed.language}};
    put_url(out, "home_page_url", feed.html_url);
    put_url(out, "feed_url", feed.url);
    if (!feed.next_url.empty()) put_url(out, "next_url", feed.next_url);
    json::array items;
    for (const pages::AtomEntry& entry : feed.entries) items.push_back(item_of(feed, entry));
    out["items"] = std::move(items);
    return json::serialize(out) + "\n";
}

}  // namespace imaginons::http
