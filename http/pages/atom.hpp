// Feeds in Atom (RFC 4287), written by code. Plain data in, XML out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace imaginons::http::pages {

struct AtomEntry {
    std::string id;  // of the event: becomes urn:uuid:ID when it is a UUID's hex, else URL#ID
    std::string title;
    std::string url;  // absolute
    std::string author;
    std::string summary;       // plain text
    std::int64_t updated = 0;  // ms
};

struct AtomFeed {
    std::string language = "fr";
    std::string title;
    std::string url;           // absolute, of the feed itself: its id too
    std::string html_url;      // absolute, of the page with the same list
    std::string next_url;      // absolute; empty: none
    std::int64_t updated = 0;  // ms; 0: of the first entry
    std::vector<AtomEntry> entries;
};

inline constexpr const char* atom_content_type = "application/atom+xml; charset=utf-8";

std::string render_atom(const AtomFeed& feed);

}  // namespace imaginons::http::pages
