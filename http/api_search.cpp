// Searching through the API: everything public, and proposals that are about the same as a new one.
#include <algorithm>

#include "events/time.hpp"
#include "http/api.hpp"
#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/labels.hpp"
#include "http/page_parts.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"
#include "http/searching.hpp"
#include "projections/limits.hpp"
#include "projections/search_documents.hpp"

namespace imaginons::http::api {

namespace {

using projections::SearchAnswer;
using projections::SearchKind;
using projections::SearchRequest;
using projections::Views;

constexpr std::pair<std::string_view, SearchKind> kinds[] = {
    {"proposal", SearchKind::proposal}, {"statement", SearchKind::statement},
    {"argument", SearchKind::argument}, {"project", SearchKind::project},
    {"news", SearchKind::news},         {"person", SearchKind::person}};

Response json(std::string body) {
    Response response;
    response.content_type = "application/json";
    response.headers.emplace_back("Cache-Control", "no-cache");
    response.body = std::move(body);
    return response;
}

Response not_searchable() {
    return problem({.status = 503, .detail = "The search index cannot be read now."});
}

bool read_kind(std::string_view name, SearchRequest& request) {
    for (const auto& [each, kind] : kinds) {
        if (each == name) request.kinds = {kind};
    }
    return name.empty() || !request.kinds.empty();
}

bool read_state(std::string_view name, SearchRequest& request) {
    if (name == "submitted") request.state = projections::State::submitted;
    if (name == "withdrawn") request.state = projections::State::withdrawn;
    return name.empty() || request.state.has_value();
}

bool read_sort(std::string_view name, SearchRequest& request) {
    if (name == "recent") request.sort = SearchRequest::Sort::recent;
    return name.empty() || name == "recent" || name == "relevance";
}

// The first instant of a day in the city; `plus` days later.
bool read_day(std::string_view text, std::int32_t plus, std::optional<std::int64_t>& out) {
    if (text.empty()) return true;
    const auto day = events::parse_iso_date(text);
    if (day) out = city_midnight(*day + plus);
    return day.has_value();
}

bool read_numbers(const Parameters& parameters, SearchRequest& request) {
    const std::string_view limit = parameters.find("limit");
    const std::string_view cursor = parameters.find("cursor");
    const auto rows =
        limit.empty() ? std::optional<std::uint64_t>(limits::api_rows) : parse_whole(limit);
    const auto from = cursor.empty() ? std::optional<std::uint64_t>(0) : parse_whole(cursor);
    if (!rows || *rows == 0 || !from) return false;
    request.limit = std::min<std::size_t>(*rows, limits::api_rows_most);
    request.offset = std::min<std::size_t>(*from, projections::limits::search_rows);
    return true;
}

// False with `fault` set if a parameter has no meaning.
bool read_request(const Visit& visit, const Parameters& parameters, SearchRequest& request,
                  Response& fault) {
    const auto refuse = [&fault](std::string_view name, std::string_view detail) {
        fault = bad_parameter(name, detail);
        return false;
    };
    request.text = parameters.find("q");
    if (!read_kind(parameters.find("kind"), request))
        return refuse("kind",
                      "The kind must be proposal, statement, argument, project, news or person.");
    if (!read_state(parameters.find("state"), request))
        return refuse("state", "The state must be submitted or withdrawn.");
    if (!read_sort(parameters.find("sort"), request))
        return refuse("sort", "The sort must be relevance or recent.");
    if (!read_day(parameters.find("from"), 0, request.from_ms))
        return refuse("from", "This is not a date as 2026-04-20.");
    if (!read_day(parameters.find("until"), 1, request.until_ms))
        return refuse("until", "This is not a date as 2026-04-20.");
    if (!read_numbers(parameters, request))
        return refuse("limit",
                      "The limit must be a whole number from 1 on, the cursor one of ours.");
    AskedLabels asked;
    if (!visit.app.views.read([&](const Views& views) {
            return read_labels(views, parameters.find("theme"), parameters.find("district"), asked);
        }))
        return refuse("theme", "There is no such theme or district.");
    request.theme = asked.theme;
    request.district = asked.district;
    if (const std::string_view project = parameters.find("project"); !project.empty()) {
        const auto id = events::parse_id<events::ProjectId>(project);
        if (!id) return refuse("project", "This is not the id of a project.");
        visit.app.views.read([&](const Views& views) {
            const projections::Project* row = projections::find(views, *id);
            request.project = row == nullptr ? no_row : position_of(views.projects, row);
        });
    }
    return true;
}

void append_text(std::string& out, std::string_view name, std::string_view value) {
    out += ",\"" + std::string(name) + "\":";
    append_json_string(out, value);
}

std::string plain(const std::vector<pages::Passage>& passages) {
    std::string out;
    for (const pages::Passage& passage : passages) out += passage.words;
    return out;
}

void append_found(std::string& out, const pages::Found& found) {
    out += "{\"kind\":";
    append_json_string(out, pages::name_of(found.kind));
    append_text(out, "path", found.path);
    append_text(out, "title", plain(found.title));
    append_text(out, "extract", plain(found.extract));
    append_text(out, "state",
                found.state == pages::ContributionState::withdrawn ? "withdrawn" : "submitted");
    out += ",\"at\":";
    if (found.at == 0) {
        out += "null";
    } else {
        append_json_string(out, events::iso_time(found.at));
    }
    out += '}';
}

void append_or_null(std::string& out, std::string_view name, std::string_view value) {
    if (!value.empty()) return append_text(out, name, value);
    out += ",\"" + std::string(name) + "\":null";
}

Response found(Visit& visit, const SearchRequest& request) {
    const projections::Search& search = visit.app.search();
    const auto answer = search.find(request);
    if (!answer) return not_searchable();
    projections::AskedFor asked(request.text);
    std::string out = "{\"items\":[";
    visit.app.views.read([&](const Views& views) {
        for (const auto& key : answer->keys) {
            const auto row = found_row(views, key, asked);
            if (!row) continue;
            if (out.back() != '[') out += ',';
            append_found(out, *row);
        }
    });
    const auto progress = search.progress();
    const std::size_t total = std::min(answer->matching, projections::limits::search_rows);
    const std::size_t end = request.offset + answer->keys.size();
    out += "],\"matching\":" + std::to_string(total);
    out += ",\"some_words\":" + std::string(answer->some_words ? "true" : "false");
    append_or_null(out, "suggestion", search.corrected(request.text, *answer));
    out += ",\"position\":" + std::to_string(progress.position);
    out += ",\"whole\":" + std::string(progress.whole ? "true" : "false");
    const bool more = !answer->keys.empty() && end < total;
    append_or_null(out, "next", more ? std::to_string(end) : std::string());
    return json(out + "}\n");
}

Response similar_ones(Visit& visit, std::string_view title, std::string_view body) {
    const auto rows = visit.app.search().similar_to(title, body, limits::similar_rows);
    if (!rows) return not_searchable();
    std::string out = "{\"items\":[";
    visit.app.views.read([&](const Views& views) {
        for (const std::uint32_t row : *rows) {
            if (!projections::is_shown(views, {SearchKind::proposal, row})) continue;
            if (out.back() != '[') out += ',';
            append_proposal(out, views, views.proposals[row]);
        }
    });
    return json(out + "]}\n");
}

}  // namespace

Reply search(Visit& visit) {
    Response fault;
    const auto parameters = read_parameters(visit.request.query,
                                            {"q", "kind", "project", "state", "theme", "district",
                                             "from", "until", "sort", "limit", "cursor"},
                                            fault);
    SearchRequest request;
    if (!parameters || !read_request(visit, *parameters, request, fault)) return fault;
    return in_search_thread(
        visit, [request = std::move(request)](Visit& waiting) { return found(waiting, request); });
}

Reply similar(Visit& visit) {
    Response fault;
    const auto parameters = read_parameters(visit.request.query, {"title", "body"}, fault);
    if (!parameters) return fault;
    return in_search_thread(visit, [title = std::string(parameters->find("title")),
                                    body = std::string(parameters->find("body"))](Visit& waiting) {
        return similar_ones(waiting, title, body);
    });
}

}  // namespace imaginons::http::api
