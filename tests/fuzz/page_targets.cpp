// What people write, and where they link to: nothing that a browser could run comes out.
#include <algorithm>
#include <array>

#include "events/well_formed.hpp"
#include "http/markdown.hpp"
#include "http/safe_url.hpp"
#include "tests/fuzz/targets.hpp"

namespace imaginons::fuzz {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

bool leads_away(std::string_view address) {
    const std::string scheme = lower(address.substr(0, address.find(':') + 1));
    return scheme == "http:" || scheme == "https:" || scheme == "mailto:";
}

// Every tag is one of ours, and only a link has attributes.
void check_html(std::string_view html) {
    constexpr std::array<std::string_view, 21> tags{
        "p",  "em", "strong", "ul", "ol", "li", "blockquote", "pre",  "code", "h1", "h2",
        "h3", "h4", "h5",     "h6", "br", "hr", "del",        "span", "div",  "a"};
    need(events::valid_utf8(html), "rendered HTML is UTF-8");
    for (std::size_t at = 0; (at = html.find('<', at)) != std::string_view::npos;) {
        const std::size_t end = html.find('>', at);
        need(end != std::string_view::npos, "every tag ends");
        std::string_view tag = html.substr(at + 1, end - at - 1);
        at = end + 1;
        if (tag.starts_with('/')) tag.remove_prefix(1);
        if (tag.ends_with(" /")) tag.remove_suffix(2);
        const std::string_view name = tag.substr(0, tag.find(' '));
        need(std::ranges::find(tags, name) != tags.end(), "every tag is one that words may have");
        if (name == tag) continue;
        if (name == "ol") {
            need(tag.starts_with("ol start=\""), "a numbered list has its first number at most");
            continue;
        }
        need(name == "a", "only links have attributes");
        constexpr std::string_view start = "a href=\"";
        need(tag.starts_with(start), "a link has its address first");
        need(leads_away(tag.substr(start.size())), "a link goes to the web or to a mailbox");
    }
}

}  // namespace

void markdown(std::string_view bytes) {
    check_html(http::render_markdown(bytes, 0).str());
    check_html(http::render_markdown(bytes, 2).str());
    const std::string excerpt = http::plain_excerpt(bytes, 50);
    need(events::valid_utf8(excerpt), "an excerpt is UTF-8");
    need(http::count_characters(excerpt) <= 52, "an excerpt is short, with its ellipsis");
}

void url(std::string_view bytes) {
    if (const auto web = http::safe_web_url(bytes)) {
        need(http::safe_url(bytes) == web, "what leads to the web is an address");
    }
    const auto safe = http::safe_url(bytes);
    if (!safe) return;
    for (const char c : *safe) {
        need(c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\'' && c != '`' &&
                 c != '\\',
             "an address can stand in an attribute");
    }
    need(!safe->starts_with("//"), "a path stays on this site");
    need(safe->front() == '/' || safe->front() == '#' || leads_away(*safe),
         "an address is of the web, a mailbox or a path");
    need(http::safe_url(*safe) == safe || safe->size() > bytes.size(),
         "an address that is safe stays as it is");
}

}  // namespace imaginons::fuzz
