// Writes Atom element by element; texts are escaped, and cleaned of what XML 1.0 forbids.
#include "http/pages/atom.hpp"

#include "http/catalogue.hpp"
#include "http/markdown.hpp"
#include "http/safe_url.hpp"

#include <algorithm>
#include <string_view>

namespace imaginons::http::pages {
namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : clean_utf8(text)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string element(std::string_view name, std::string_view text) {
    const std::string tag{name};
    return "<" + tag + ">" + escaped(text) + "</" + tag + ">\n";
}

std::string link(std::string_view relation, std::string_view type, std::string_view url) {
    return "<link rel=\"" + std::string{relation} + "\" type=\"" + std::string{type} +
           "\" href=\"" + escaped(safe_web_url(url).value_or("about:blank")) + "\"/>\n";
}

bool is_uuid(std::string_view id) {
    return id.size() == 36 && std::ranges::all_of(id, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-';
           });
}

std::string entry_of(const AtomFeed& feed, const AtomEntry& entry) {
    std::string out = "<entry>\n";
    out += element("id", is_uuid(entry.id) ? "urn:uuid:" + entry.id : feed.url + "#" + entry.id);
    out += element("title", entry.title);
    out += element("updated", iso_instant(entry.updated));
    out += "<author>" + element("name", entry.author.empty() ? feed.title : entry.author) +
           "</author>\n";
    out += link("alternate", "text/html", entry.url);
    if (!entry.summary.empty()) {
        out += "<summary type=\"text\">" + escaped(entry.summary) + "</summary>\n";
    }
    return out + "</entry>\n";
}

}  // namespace

std::string render_atom(const AtomFeed& feed) {
    const auto updated =
        feed.updated != 0 || feed.entries.empty() ? feed.updated : feed.entries.front().updated;
    std::string out =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
        "xml:lang=\"" +
        escaped(feed.language) + "\">\n";
    out += element("id", feed.url);
    out += element("title", feed.title);
    out += element("updated", iso_instant(updated));
    out += link("self", "application/atom+xml", feed.url);
    out += link("alternate", "text/html", feed.html_url);
    if (!feed.next_url.empty()) {
        out += link("next", "application/atom+xml", feed.next_url);
    }
    for (const AtomEntry& entry : feed.entries) {
        out += entry_of(feed, entry);
    }
    return out + "</feed>\n";
}

}  // namespace imaginons::http::pages
