// Pages that list: the front page, projects, proposals with their feed and their places, and what
// happened.
#include <algorithm>
#include <charconv>

#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/feed_answer.hpp"
#include "http/geojson.hpp"
#include "http/labels.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/query.hpp"
#include "http/searching.hpp"
#include "projections/limits.hpp"

namespace imaginons::http::site {

namespace {

using projections::Views;
using Filter = projections::ProposalFilter;

// Nothing if the text is not a number.
std::optional<std::uint64_t> whole(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// The open proposal that most people have argued about: what the front page invites to.
const projections::Proposal* most_debated(const Views& views) {
    Filter filter;
    filter.state = projections::State::submitted;
    filter.sort = projections::Sort::most_debated;
    filter.limit = 1;
    const auto page = projections::list_proposals(views, filter);
    return page && !page->rows.empty() ? &views.proposals[page->rows.front()] : nullptr;
}

void fill(pages::HomePage& page, const Views& views, const Delay& delay) {
    const std::size_t shown = std::min<std::size_t>(views.projects.size(), 3);
    for (std::size_t i = 0; i < shown; ++i) {
        page.projects.push_back(project_card(views, views.projects[views.projects.size() - 1 - i]));
    }
    page.project_count = views.projects.size();
    if (const auto* debate = most_debated(views)) {
        page.has_debate = true;
        page.debate = proposal_row(views, *debate, delay);
    }
    for (const auto& item :
         projections::feed(views, {}, ~std::uint64_t{0}, limits::home_feed_rows)) {
        page.latest.push_back(feed_item(views, item));
    }
    page.proposals = views.proposals.size();
    page.stances = views.stances;
    page.arguments = views.arguments.size();
    page.people = views.people.size();
    page.facts.size = views.position;
}

// What the query of the list of proposals asks for: as the page says it back, and as the read
// models take it.
struct Wanted {
    pages::ProposalsPage page;
    Filter filter;
};

// If it is the name of a stage, that is what is wanted.
void take_stage(Wanted& wanted, std::string_view name) {
    using events::ProposalStage;
    using pages::StateFilter;
    constexpr std::pair<ProposalStage, StateFilter> stages[] = {
        {ProposalStage::under_review, StateFilter::under_review},
        {ProposalStage::info_requested, StateFilter::info_requested},
        {ProposalStage::accepted, StateFilter::accepted},
        {ProposalStage::redirected, StateFilter::redirected},
        {ProposalStage::refused, StateFilter::refused},
        {ProposalStage::in_progress, StateFilter::in_progress},
        {ProposalStage::done, StateFilter::done},
    };
    for (const auto& [stage, filter] : stages) {
        if (name != schema::EnumNameProposalStage(stage)) continue;
        wanted.filter.stage = stage;
        wanted.page.state = filter;
    }
}

Wanted wanted_of(const Visit& visit) {
    Wanted wanted;
    wanted.page.query = query_value(visit, "q");
    wanted.filter.text = wanted.page.query;
    const std::string sort = query_value(visit, "sort");
    if (sort == "supported") {
        wanted.page.sort = pages::Sort::supported;
        wanted.filter.sort = projections::Sort::most_supported;
    } else if (sort == "debated") {
        wanted.page.sort = pages::Sort::debated;
        wanted.filter.sort = projections::Sort::most_debated;
    }
    wanted.filter.state = projections::State::submitted;
    const std::string state = query_value(visit, "state");
    if (state == "overdue") {
        wanted.page.state = pages::StateFilter::overdue;
        wanted.filter.waiting_since_before_ms = overdue_before_ms(delay_of(visit));
    } else if (state == "withdrawn") {
        wanted.page.state = pages::StateFilter::withdrawn;
        wanted.filter.state = projections::State::withdrawn;
    } else if (state == "hidden") {
        wanted.page.state = pages::StateFilter::hidden;
        wanted.filter.state = projections::State::hidden;
    } else if (state == "all") {
        wanted.page.state = pages::StateFilter::all;
        wanted.filter.state = std::nullopt;
    } else {
        take_stage(wanted, state);
    }
    wanted.page.statements = query_value(visit, "kind") == "statement";
    wanted.filter.which =
        wanted.page.statements ? Filter::Which::statements : Filter::Which::proposals;
    wanted.page.theme = query_value(visit, "theme");
    wanted.page.district = query_value(visit, "district");
    wanted.filter.limit = limits::page_rows;
    // A cursor to the page before is told by a sign of ours in front.
    std::string cursor = query_value(visit, "cursor");
    wanted.filter.backwards = cursor.starts_with('-');
    if (wanted.filter.backwards) cursor.erase(0, 1);
    wanted.filter.cursor = std::move(cursor);
    return wanted;
}

// False if there is no such theme or district.
bool read_labels(const Views& views, Wanted& wanted) {
    AskedLabels asked;
    const bool known = read_labels(views, wanted.page.theme, wanted.page.district, asked);
    wanted.filter.theme = asked.theme;
    wanted.filter.district = asked.district;
    return known;
}

pages::FeedPage feed_page(Visit& visit, const projections::Project* project, const Views& views,
                          std::uint64_t before) {
    pages::FeedPage page;
    if (project != nullptr) {
        page.project_id = events::to_text(project->id);
        page.project_title = project->words.title;
    }
    const events::ProjectId id = project == nullptr ? events::ProjectId() : project->id;
    auto items = projections::feed(views, id, before, limits::feed_rows + 1);
    if (items.size() > limits::feed_rows) {
        items.pop_back();
        page.cursors.next = std::to_string(items.back().seq);
    }
    for (const auto& item : items) page.items.push_back(feed_item(views, item));
    page.now = visit.now_ms;
    return page;
}

struct FeedWanted {
    bool of_project = false;
    std::optional<events::ProjectId> project;
    std::optional<std::uint64_t> before;
};

FeedWanted feed_wanted(const Visit& visit) {
    FeedWanted wanted;
    wanted.of_project = !visit.captures.empty();
    if (wanted.of_project) wanted.project = events::parse_id<events::ProjectId>(visit.captures[0]);
    const std::string cursor = query_value(visit, "cursor");
    wanted.before =
        cursor.empty() ? std::optional<std::uint64_t>(~std::uint64_t{0}) : whole(cursor);
    return wanted;
}

Reply show_feed(Visit& visit) {
    const FeedWanted wanted = feed_wanted(visit);
    if (!wanted.before) return error_page(visit, pages::Problem::bad_request);
    bool found = true;
    pages::FeedPage page;
    pages::Chrome chrome;
    visit.app.views.read([&](const Views& views) {
        const projections::Project* project =
            wanted.project ? projections::find(views, *wanted.project) : nullptr;
        found = !wanted.of_project || project != nullptr;
        if (!found) return;
        // "Today" and "yesterday" are said of its days.
        visit.shown.everything(views);
        visit.shown.today();
        page = feed_page(visit, project, views, *wanted.before);
        chrome = chrome_in(views, visit, pages::Nav::feed);
    });
    if (!found) return error_page(visit, pages::Problem::not_found);
    note_done(chrome, visit);
    return html(visit, visit.app.templates.render(page, chrome));
}

// The query of the list without its cursor.
std::string filters_of(const Visit& visit) {
    std::string out;
    std::string_view rest = visit.request.query;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view piece = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (piece.empty() || piece.starts_with("cursor=")) continue;
        if (!out.empty()) out += '&';
        out += piece;
    }
    return out;
}

pages::AtomEntry entry_of(const Visit& visit, const Views& views,
                          const projections::Proposal& proposal) {
    const pages::ProposalRow row = proposal_row(views, proposal, delay_of(visit));
    const bool french = visit.language == "fr";
    const std::string_view gone =
        french ? "Personne qui a supprimé son compte" : "Somebody who deleted their account";
    const std::string_view erased = french ? "Texte effacé" : "Text erased";
    return {row.id,
            row.title.empty() ? std::string(erased) : row.title,
            visit.app.options.origin + std::string(visit.prefix) + "/proposals/" + row.id,
            row.author.gone ? std::string(gone) : row.author.pseudonym,
            row.excerpt,
            std::max(proposal.created_at_ms, proposal.edited_at_ms)};
}

// Of a proposal with a point that is shown.
GeoFeature feature_of(const Views& views, const projections::Proposal& proposal,
                      const std::string& site) {
    GeoFeature feature;
    feature.id = events::to_text(proposal.id);
    feature.point = projections::shown_point(proposal).value();
    feature.title = title_of(proposal);
    feature.url = site + "/proposals/" + feature.id;
    feature.stage = schema::EnumNameProposalStage(proposal.stage);
    feature.withdrawn = proposal.state == projections::State::withdrawn;
    for (const pages::LabelName& theme : theme_names(views, proposal.labels))
        feature.themes.push_back(theme.code);
    feature.district = district_name(views, proposal.labels).code;
    feature.created_at_ms = proposal.created_at_ms;
    return feature;
}

// `url` with the filters and this cursor; empty if there is none.
std::string next_url(const std::string& url, const std::string& filters,
                     const std::string& cursor) {
    if (cursor.empty()) return {};
    return url + (filters.empty() ? "?" : "&") + "cursor=" + percent_encode(cursor);
}

// The rows that the query asks for, as a program wants them: `fill` gets the views and the page.
// Nothing, or the answer that says what of the query there is not.
template <class Fill>
std::optional<Response> read_for_programs(Visit& visit, Wanted& wanted, Fill fill) {
    const std::string project_text = query_value(visit, "project");
    if (!project_text.empty()) {
        wanted.filter.project = events::parse_id<events::ProjectId>(project_text);
        if (!wanted.filter.project) return error_page(visit, pages::Problem::not_found);
    }
    bool fits = true;
    bool known = true;
    visit.app.views.read([&](const Views& views) {
        known = read_labels(views, wanted);
        if (!known) return;
        const auto found = projections::list_proposals(views, wanted.filter);
        fits = found.has_value();
        if (!fits) return;
        visit.shown.everything(views);
        fill(views, *found);
    });
    if (!known) return error_page(visit, pages::Problem::not_found);
    if (!fits) return error_page(visit, pages::Problem::bad_request);
    return std::nullopt;
}

Response show_proposals(Visit& visit, Wanted wanted) {
    const Delay delay = delay_of(visit);
    pages::Problem problem = pages::Problem::not_found;
    bool fits = true;
    pages::Chrome chrome;
    visit.app.views.read([&](const Views& views) {
        pages::ProposalsPage& page = wanted.page;
        fits =
            !wanted.filter.project || projections::find(views, *wanted.filter.project) != nullptr;
        fits = fits && read_labels(views, wanted);
        if (!fits) return;
        const auto found = projections::list_proposals(views, wanted.filter);
        fits = found.has_value();
        problem = pages::Problem::bad_request;
        if (!fits) return;
        visit.shown.everything(views);
        visit.shown.today();
        if (wanted.filter.project) page.project_id = events::to_text(*wanted.filter.project);
        for (const auto& project : views.projects) {
            page.projects.push_back({events::to_text(project.id), project.words.title});
        }
        page.themes = labels_to_choose(views.themes);
        page.districts = labels_to_choose(views.districts);
        for (const std::uint32_t row : found->rows)
            page.items.push_back(proposal_row(views, views.proposals[row], delay));
        page.overdue = projections::waiting_since_before(views, overdue_before_ms(delay));
        page.answer_days = static_cast<std::uint64_t>(delay.days);
        page.total = found->matching;
        if (wanted.filter.cursor.empty()) page.first = found->rows.empty() ? 0 : 1;
        page.cursors.next = found->next;
        if (!found->previous.empty()) page.cursors.previous = "-" + found->previous;
        chrome = chrome_in(views, visit, pages::Nav::proposals);
    });
    if (!fits) return error_page(visit, problem);
    note_done(chrome, visit);
    return html(visit, visit.app.templates.render(wanted.page, chrome));
}

}  // namespace

Reply home(Visit& visit) {
    pages::HomePage page;
    pages::Chrome chrome;
    visit.app.views.read([&](const Views& views) {
        visit.shown.everything(views);
        visit.shown.today();
        fill(page, views, delay_of(visit));
        chrome = chrome_in(views, visit, pages::Nav::none);
    });
    note_done(chrome, visit);
    if (chrome.notice != pages::Notice::none) visit.shown = {};
    return html(visit, visit.app.templates.render(page, chrome));
}

Reply projects(Visit& visit) {
    const std::string cursor = query_value(visit, "cursor");
    const auto from = cursor.empty() ? std::optional<std::uint64_t>(0) : whole(cursor);
    if (!from) return error_page(visit, pages::Problem::bad_request);
    pages::ProjectsPage page;
    pages::Chrome chrome;
    visit.app.views.read([&](const Views& views) {
        visit.shown.everything(views);
        // Newest first; a cursor is how many were shown before.
        const std::size_t total = views.projects.size();
        const std::size_t begin = std::min<std::size_t>(*from, total);
        const std::size_t end = std::min(begin + limits::page_rows, total);
        for (std::size_t i = begin; i < end; ++i) {
            page.projects.push_back(project_card(views, views.projects[total - 1 - i]));
        }
        page.total = total;
        if (end < total) page.cursors.next = std::to_string(end);
        if (begin > 0)
            page.cursors.previous = std::to_string(begin - std::min(begin, limits::page_rows));
        chrome = chrome_in(views, visit, pages::Nav::projects);
    });
    note_done(chrome, visit);
    return html(visit, visit.app.templates.render(page, chrome));
}

Reply proposals(Visit& visit) {
    Wanted wanted = wanted_of(visit);
    const std::string project_text = query_value(visit, "project");
    if (!project_text.empty()) {
        wanted.filter.project = events::parse_id<events::ProjectId>(project_text);
        if (!wanted.filter.project) return error_page(visit, pages::Problem::not_found);
    }
    if (wanted.filter.text.empty()) return show_proposals(visit, std::move(wanted));
    return in_search_thread(
        visit,
        [wanted](Visit& waiting) {
            Wanted known = wanted;
            known.filter.with_text = waiting.app.search().proposals_with(known.filter.text);
            return show_proposals(waiting, std::move(known));
        },
        [wanted](Visit& waiting) { return show_proposals(waiting, wanted); });
}

Reply feed(Visit& visit) {
    return show_feed(visit);
}
Reply project_feed(Visit& visit) {
    return show_feed(visit);
}
Reply proposals_feed(Visit& visit) {
    Wanted wanted = wanted_of(visit);
    wanted.filter.limit = limits::atom_rows;
    const std::string filters = filters_of(visit);
    pages::AtomFeed feed = feed_of_list(visit, "/proposals", "/proposals", filters);
    const auto fill = [&](const Views& views, const projections::ProposalPage& found) {
        for (const std::uint32_t row : found.rows) {
            const projections::Proposal& proposal = views.proposals[row];
            if (proposal.state != projections::State::hidden)
                feed.entries.push_back(entry_of(visit, views, proposal));
        }
        feed.next_url = next_url(feed.url, filters, found.next);
    };
    if (auto fault = read_for_programs(visit, wanted, fill)) return std::move(*fault);
    return feed_answer(visit, feed);
}

Reply proposals_geojson(Visit& visit) {
    Wanted wanted = wanted_of(visit);
    wanted.filter.located = true;
    wanted.filter.limit = limits::geojson_rows;
    const std::string filters = filters_of(visit);
    const std::string site = visit.app.options.origin + std::string(visit.prefix);
    const std::string url = site + "/proposals.geojson" + (filters.empty() ? "" : "?" + filters);
    std::vector<GeoFeature> features;
    std::string next;
    const auto fill = [&](const Views& views, const projections::ProposalPage& found) {
        for (const std::uint32_t row : found.rows)
            features.push_back(feature_of(views, views.proposals[row], site));
        next = next_url(url, filters, found.next);
    };
    if (auto fault = read_for_programs(visit, wanted, fill)) return std::move(*fault);
    return plain_text(render_geojson(features, next), geojson_content_type);
}

}  // namespace imaginons::http::site
