// The page of all themes and districts, and that of one: its ideas, what happened to them, and the
// button that follows it. Their feeds for programs are in pages_feeds.cpp.
#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/following.hpp"
#include "http/labels.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"

namespace imaginons::http::site {

namespace {

using projections::LabelKind;
using projections::Views;

// Of every label of the list in force, in one look at the small rows.
std::vector<pages::LabelLine> lines_of(const Views& views, LabelKind kind) {
    const auto& labels = projections::vocabulary(views, kind).labels;
    std::vector<std::uint64_t> counts(labels.all().size());
    const auto count = [&](std::uint8_t place) {
        if (place != events::no_label) ++counts[place];
    };
    for (const projections::ListRow& row : views.list) {
        if (row.state != projections::State::submitted || row.with_amended) continue;
        if (kind == LabelKind::district) {
            count(row.labels.district);
        } else {
            for (const std::uint8_t theme : row.labels.themes) count(theme);
        }
    }
    std::vector<pages::LabelLine> lines;
    for (const std::uint8_t place : labels.in_force())
        lines.push_back({label_name(labels[place]), counts[place]});
    return lines;
}

void fill_proposals(pages::LabelPage& page, const Views& views, LabelKind kind, std::uint8_t place,
                    const Delay& delay) {
    projections::ProposalFilter filter;
    filter.state = projections::State::submitted;
    (kind == LabelKind::theme ? filter.theme : filter.district) = place;
    filter.limit = limits::label_rows;
    const auto found = projections::list_proposals(views, filter);
    if (!found) return;
    page.total = found->matching;
    for (const std::uint32_t row : found->rows)
        page.items.push_back(proposal_row(views, views.proposals[row], delay));
}

void fill_projects(pages::LabelPage& page, const Views& views, LabelKind kind, std::uint8_t place) {
    for (auto project = views.projects.rbegin();
         project != views.projects.rend() && page.projects.size() < limits::home_rows; ++project) {
        if (!project->words.erased && projections::bears(project->labels, kind, place))
            page.projects.push_back(project_card(views, *project));
    }
}

void fill_feed(pages::LabelPage& page, const Views& views, LabelKind kind, std::uint8_t place) {
    const auto* lines = projections::feed_of(views, kind, place);
    if (lines == nullptr) return;
    for (auto line = lines->rbegin();
         line != lines->rend() && page.feed.size() < limits::home_feed_rows; ++line) {
        const projections::FeedItem& item = views.feed[*line];
        if (projections::is_shown(views, item)) page.feed.push_back(feed_item(views, item));
    }
}

Reply show_label(Visit& visit, LabelKind kind, storage::FollowedKind followed) {
    pages::LabelPage page;
    page.district = kind == LabelKind::district;
    pages::Chrome chrome;
    const storage::Following own = following_of(visit);
    const std::string& code = visit.captures[0];
    const bool found = visit.app.views.read([&](const Views& views) {
        const auto& labels = projections::vocabulary(views, kind).labels;
        const std::uint8_t place = labels.find(code);
        if (place == events::no_label) return false;
        visit.shown.everything(views);
        visit.shown.today();
        page.label = label_name(labels[place]);
        page.retired = labels[place].retired;
        page.follow = follow_button(views, visit, own, followed, events::id_of_code(code));
        fill_proposals(page, views, kind, place, delay_of(visit));
        fill_projects(page, views, kind, place);
        fill_feed(page, views, kind, place);
        chrome = chrome_in(views, visit, pages::Nav::proposals);
        return true;
    });
    if (!found) return error_page(visit, pages::Problem::not_found);
    note_done(chrome, visit);
    return html(visit, visit.app.templates.render(page, chrome));
}

}  // namespace

Reply labels(Visit& visit) {
    pages::LabelsPage page;
    pages::Chrome chrome;
    visit.app.views.read([&](const Views& views) {
        visit.shown.everything(views);
        page.themes = lines_of(views, LabelKind::theme);
        page.districts = lines_of(views, LabelKind::district);
        chrome = chrome_in(views, visit, pages::Nav::proposals);
    });
    note_done(chrome, visit);
    return html(visit, visit.app.templates.render(page, chrome));
}

Reply theme(Visit& visit) {
    return show_label(visit, LabelKind::theme, storage::FollowedKind::theme);
}

Reply district(Visit& visit) {
    return show_label(visit, LabelKind::district, storage::FollowedKind::district);
}

}  // namespace imaginons::http::site
