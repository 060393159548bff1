// Written by hand: a library's numbers would say more places than there are.
#include "http/geojson.hpp"

#include "events/point.hpp"
#include "events/time.hpp"
#include "http/markdown.hpp"
#include "http/problem.hpp"

namespace imaginons::http {

namespace {

void member(std::string& out, std::string_view name, std::string_view text) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
    append_json_string(out, clean_utf8(text));
}

void append_properties(std::string& out, const GeoFeature& feature) {
    out += ",\"properties\":{";
    member(out, "title", feature.title);
    member(out, "url", feature.url);
    member(out, "state", feature.withdrawn ? "withdrawn" : "submitted");
    member(out, "stage", feature.stage);
    out += ",\"themes\":[";
    for (const std::string& theme : feature.themes) {
        if (out.back() != '[') out += ',';
        append_json_string(out, theme);
    }
    out += ']';
    if (feature.district.empty()) {
        out += ",\"district\":null";
    } else {
        member(out, "district", feature.district);
    }
    member(out, "created_at", events::iso_time(feature.created_at_ms));
    out += '}';
}

// A position has the longitude first.
void append_feature(std::string& out, const GeoFeature& feature) {
    out += '{';
    member(out, "type", "Feature");
    member(out, "id", feature.id);
    out += ",\"geometry\":{\"type\":\"Point\",\"coordinates\":[";
    out += events::degrees(feature.point.longitude()) + ',';
    out += events::degrees(feature.point.latitude()) + "]}";
    append_properties(out, feature);
    out += '}';
}

}  // namespace

std::string render_geojson(const std::vector<GeoFeature>& features, std::string_view next_url) {
    std::string out = "{\"type\":\"FeatureCollection\",\"features\":[";
    for (const GeoFeature& feature : features) {
        if (out.back() != '[') out += ',';
        append_feature(out, feature);
    }
    out += ']';
    if (!next_url.empty()) {
        out += ",\"links\":[{";
        member(out, "rel", "next");
        member(out, "type", geojson_content_type);
        member(out, "href", next_url);
        out += "}]";
    }
    return out + "}\n";
}

}  // namespace imaginons::http
