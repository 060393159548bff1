// The page that searches everything public. What the address asks for that makes no sense is left
// out: a search is answered with a page, whatever is typed.
#include <algorithm>

#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/labels.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/query.hpp"
#include "http/searching.hpp"
#include "projections/limits.hpp"

namespace imaginons::http::site {

namespace {

using pages::FoundKind;
using projections::SearchKind;
using projections::Views;

constexpr std::pair<FoundKind, SearchKind> kinds[] = {
    {FoundKind::proposal, SearchKind::proposal}, {FoundKind::statement, SearchKind::statement},
    {FoundKind::argument, SearchKind::argument}, {FoundKind::project, SearchKind::project},
    {FoundKind::news, SearchKind::news},         {FoundKind::person, SearchKind::person}};

constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;

std::int64_t ms_back(pages::FoundSince since) {
    switch (since) {
        case pages::FoundSince::ever: return 0;
        case pages::FoundSince::week: return 7 * day_ms;
        case pages::FoundSince::month: return 31 * day_ms;
        case pages::FoundSince::year: return 366 * day_ms;
    }
    return 0;
}

struct Wanted {
    pages::SearchPage page;
    projections::SearchRequest request;
    std::optional<events::ProjectId> project;
};

void read_kind(const Visit& visit, Wanted& wanted) {
    const std::string name = query_value(visit, "kind");
    for (const auto& [found, searched] : kinds) {
        if (pages::name_of(found) != name) continue;
        wanted.page.kind = name;
        wanted.request.kinds = {searched};
    }
}

void read_since(const Visit& visit, Wanted& wanted) {
    const std::string name = query_value(visit, "since");
    if (name == "week") wanted.page.since = pages::FoundSince::week;
    if (name == "month") wanted.page.since = pages::FoundSince::month;
    if (name == "year") wanted.page.since = pages::FoundSince::year;
    const std::int64_t back = ms_back(wanted.page.since);
    if (back != 0) wanted.request.from_ms = visit.now_ms - back;
}

Wanted wanted_of(const Visit& visit) {
    Wanted wanted;
    wanted.page.query = query_value(visit, "q");
    wanted.request.text = wanted.page.query;
    read_kind(visit, wanted);
    read_since(visit, wanted);
    const std::string state = query_value(visit, "state");
    if (state == "open") wanted.request.state = projections::State::submitted;
    if (state == "withdrawn") wanted.request.state = projections::State::withdrawn;
    if (wanted.request.state) wanted.page.state = state;
    wanted.page.recent_first = query_value(visit, "sort") == "recent";
    if (wanted.page.recent_first) wanted.request.sort = projections::SearchRequest::Sort::recent;
    wanted.project = events::parse_id<events::ProjectId>(query_value(visit, "project"));
    wanted.page.theme = query_value(visit, "theme");
    wanted.page.district = query_value(visit, "district");
    const auto from = parse_whole(query_value(visit, "cursor"));
    wanted.request.offset =
        std::min<std::size_t>(from.value_or(0), projections::limits::search_rows);
    wanted.request.limit = limits::page_rows;
    return wanted;
}

void add_cursors(pages::SearchPage& page, const projections::SearchRequest& request,
                 const projections::SearchAnswer& answer) {
    const std::size_t end = request.offset + answer.keys.size();
    page.total = std::min(answer.matching, projections::limits::search_rows);
    page.more_than_total = answer.matching > projections::limits::search_rows;
    page.first = page.found.empty() ? 0 : request.offset + 1;
    if (end < page.total && !answer.keys.empty()) page.cursors.next = std::to_string(end);
    if (request.offset != 0)
        page.cursors.previous =
            std::to_string(request.offset - std::min(request.offset, request.limit));
}

// What is not there filters nothing.
void find_filters(Wanted& wanted, const Views& views) {
    const projections::Project* project =
        wanted.project ? projections::find(views, *wanted.project) : nullptr;
    if (project != nullptr) {
        wanted.request.project = position_of(views.projects, project);
        wanted.page.project_id = events::to_text(project->id);
    }
    AskedLabels asked;
    read_labels(views, wanted.page.theme, {}, asked);
    read_labels(views, {}, wanted.page.district, asked);
    wanted.request.theme = asked.theme;
    wanted.request.district = asked.district;
    if (!asked.theme) wanted.page.theme.clear();
    if (!asked.district) wanted.page.district.clear();
    wanted.page.themes = labels_to_choose(views.themes);
    wanted.page.districts = labels_to_choose(views.districts);
}

Response show(Visit& visit, Wanted wanted) {
    pages::SearchPage& page = wanted.page;
    const projections::Search& search = visit.app.search();
    visit.app.views.read([&](const Views& views) { find_filters(wanted, views); });
    const auto answer = search.find(wanted.request);
    page.out_of_order = !answer;
    const auto progress = search.progress();
    page.behind = answer && (!progress.whole || progress.position < visit.app.position());
    if (answer) page.suggestion = search.corrected(wanted.request.text, *answer);
    projections::AskedFor asked(wanted.request.text);
    pages::Chrome chrome;
    visit.app.views.read([&](const Views& views) {
        for (const auto& project : views.projects) {
            if (!project.words.erased)
                page.projects.push_back({events::to_text(project.id), project.words.title});
        }
        if (answer) {
            for (const auto& key : answer->keys) {
                if (auto row = found_row(views, key, asked)) page.found.push_back(*std::move(row));
            }
        }
        chrome = chrome_in(views, visit, pages::Nav::none);
    });
    if (answer) {
        page.some_words = answer->some_words;
        add_cursors(page, wanted.request, *answer);
    }
    return html(visit, visit.app.templates.render(page, chrome));
}

}  // namespace

Reply search(Visit& visit) {
    Wanted wanted = wanted_of(visit);
    if (wanted.page.query.empty()) {
        visit.shown.for_ever();
        return html(visit,
                    visit.app.templates.render(wanted.page, chrome_of(visit, pages::Nav::none)));
    }
    return in_search_thread(visit, [wanted = std::move(wanted)](Visit& waiting) mutable {
        return show(waiting, std::move(wanted));
    });
}

}  // namespace imaginons::http::site
