// Proposals on a map in GeoJSON (RFC 7946): points with a few public words each, for whoever draws
// them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/fact.hpp"

namespace imaginons::http {

inline constexpr const char* geojson_content_type = "application/geo+json";

struct GeoFeature {
    std::string id;
    events::Point point;
    std::string title;
    std::string url;
    std::string_view stage;  // how far the city has come with it
    bool withdrawn = false;
    std::vector<std::string> themes;  // codes
    std::string district;             // likewise; empty: none is said
    std::int64_t created_at_ms = 0;
};

// `next_url`: of those that follow; empty: these are the last.
std::string render_geojson(const std::vector<GeoFeature>& features, std::string_view next_url);

}  // namespace imaginons::http
