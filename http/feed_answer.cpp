// Feeds are kept like pages for visitors: their ETag is that of their bytes (page_cache.hpp).
#include "http/feed_answer.hpp"

#include "http/json_feed.hpp"
#include "http/page_parts.hpp"

namespace imaginons::http {

FeedForm feed_form(const Visit& visit) {
    return visit.path.ends_with(".json") ? FeedForm::json : FeedForm::atom;
}

pages::AtomFeed feed_of_list(const Visit& visit, std::string_view feed_path,
                             std::string_view list_path, std::string_view query) {
    const std::string site = visit.app.options.origin + std::string(visit.prefix);
    const std::string tail = query.empty() ? std::string() : "?" + std::string(query);
    const std::string_view ending = feed_form(visit) == FeedForm::json ? ".json" : ".atom";
    pages::AtomFeed feed;
    feed.language = visit.language;
    feed.title = "Imaginons " + visit.app.options.city;
    feed.url = site + std::string(feed_path) + std::string(ending) + tail;
    feed.html_url = site + std::string(list_path) + tail;
    return feed;
}

Response feed_answer(const Visit& visit, const pages::AtomFeed& feed) {
    if (feed_form(visit) == FeedForm::json)
        return plain_text(render_json_feed(feed), json_feed_content_type);
    return plain_text(pages::render_atom(feed), pages::atom_content_type);
}

}  // namespace imaginons::http
