// Feeds for programs, Atom and JSON Feed alike: of what happened on the site, on a project, on a
// proposal, by a person, on a theme or in a district; and the list of projects. That of proposals,
// with its filters, is beside the list itself (pages_lists.cpp).
#include <algorithm>

#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/feed_answer.hpp"
#include "http/feed_words.hpp"
#include "http/hidden.hpp"
#include "http/labels.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/query.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::site {

namespace {

using projections::Views;

std::optional<std::uint64_t> cursor_of(const Visit& visit) {
    const std::string text = query_value(visit, "cursor");
    if (text.empty()) return ~std::uint64_t{0};
    return parse_whole(text);
}

// Lines that are shown, the newest first, of a list of positions in Views::feed.
std::vector<projections::FeedItem> lines_of(const Views& views,
                                            const std::vector<std::uint32_t>& positions,
                                            std::uint64_t before) {
    std::vector<projections::FeedItem> lines;
    auto at = std::partition_point(positions.begin(), positions.end(), [&](std::uint32_t line) {
        return views.feed[line].seq < before;
    });
    while (at != positions.begin() && lines.size() <= limits::atom_rows) {
        const projections::FeedItem& line = views.feed[*--at];
        if (projections::is_shown(views, line)) lines.push_back(line);
    }
    return lines;
}

// `lines` has one more than fits if there are more.
void fill(pages::AtomFeed& feed, const Visit& visit, const Views& views,
          std::vector<projections::FeedItem> lines) {
    if (lines.size() > limits::atom_rows) {
        lines.resize(limits::atom_rows);
        feed.next_url = feed.url + "?cursor=" + std::to_string(lines.back().seq);
    }
    const std::string site = visit.app.options.origin + std::string(visit.prefix);
    for (const auto& item : lines) {
        const pages::FeedItem line = feed_item(views, item);
        feed.entries.push_back(
            {std::to_string(line.seq), feed_title(line, visit.language), site + line.path,
             feed_author(line, visit.app.options.city, visit.language), line.excerpt, line.at});
    }
}

// The feed of one thing at `path`: `tell` finds it, names it and gives its lines; nothing if there
// is none.
struct Told {
    std::string title;
    std::vector<projections::FeedItem> lines;
};
template <class Tell>
Reply feed_of_one(Visit& visit, std::string_view list, std::string_view page, Tell tell) {
    const auto before = cursor_of(visit);
    if (!before) return error_page(visit, pages::Problem::bad_request);
    const std::string path = std::string(list) + visit.captures[0];
    pages::AtomFeed feed = feed_of_list(visit, path + "/feed", path + std::string(page), {});
    const bool found = visit.app.views.read([&](const Views& views) {
        std::optional<Told> told = tell(views, *before);
        if (!told) return false;
        visit.shown.everything(views);
        feed.title += " – " + told->title;
        fill(feed, visit, views, std::move(told->lines));
        return true;
    });
    return found ? feed_answer(visit, feed) : error_page(visit, pages::Problem::not_found);
}

}  // namespace

Reply site_feed(Visit& visit) {
    const auto before = cursor_of(visit);
    if (!before) return error_page(visit, pages::Problem::bad_request);
    pages::AtomFeed feed = feed_of_list(visit, "/feed", "/feed", {});
    visit.app.views.read([&](const Views& views) {
        visit.shown.everything(views);
        fill(feed, visit, views, projections::feed(views, {}, *before, limits::atom_rows + 1));
    });
    return feed_answer(visit, feed);
}

Reply feed_of_project(Visit& visit) {
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    return feed_of_one(visit, "/projects/", "/feed",
                       [&](const Views& views, std::uint64_t before) -> std::optional<Told> {
                           const auto* row = id ? projections::find(views, *id) : nullptr;
                           if (row == nullptr) return std::nullopt;
                           return Told{row->words.title, lines_of(views, row->feed, before)};
                       });
}

Reply feed_of_proposal(Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    const bool hidden = id && visit.app.views.read([&](const Views& views) {
        const auto* row = projections::find(views, *id);
        return row != nullptr && row->state == projections::State::hidden;
    });
    if (hidden) return hidden_page(visit, *id);
    return feed_of_one(visit, "/proposals/", "",
                       [&](const Views& views, std::uint64_t before) -> std::optional<Told> {
                           const auto* row = id ? projections::find(views, *id) : nullptr;
                           if (row == nullptr) return std::nullopt;
                           return Told{title_of(*row), lines_of(views, row->feed, before)};
                       });
}

Reply feed_of_person(Visit& visit) {
    const auto id = events::parse_id<events::PersonId>(visit.captures[0]);
    return feed_of_one(visit, "/people/", "",
                       [&](const Views& views, std::uint64_t before) -> std::optional<Told> {
                           const auto* row = id ? projections::find(views, *id) : nullptr;
                           if (row == nullptr || row->pseudonym.empty()) return std::nullopt;
                           return Told{row->pseudonym, lines_of(views, row->feed, before)};
                       });
}

namespace {

Reply feed_of_label(Visit& visit, projections::LabelKind kind, std::string_view list) {
    const std::string& code = visit.captures[0];
    return feed_of_one(visit, list, "",
                       [&](const Views& views, std::uint64_t before) -> std::optional<Told> {
                           const auto& vocabulary = projections::vocabulary(views, kind);
                           const std::uint8_t place = vocabulary.labels.find(code);
                           if (place == events::no_label) return std::nullopt;
                           const auto* lines = projections::feed_of(views, kind, place);
                           Told told{label_called(vocabulary, code, visit.language), {}};
                           if (lines != nullptr) told.lines = lines_of(views, *lines, before);
                           return told;
                       });
}

}  // namespace

Reply feed_of_theme(Visit& visit) {
    return feed_of_label(visit, projections::LabelKind::theme, "/themes/");
}

Reply feed_of_district(Visit& visit) {
    return feed_of_label(visit, projections::LabelKind::district, "/districts/");
}

Reply projects_feed(Visit& visit) {
    pages::AtomFeed feed = feed_of_list(visit, "/projects", "/projects", {});
    const std::string site = visit.app.options.origin + std::string(visit.prefix);
    visit.app.views.read([&](const Views& views) {
        visit.shown.everything(views);
        const std::size_t count = std::min(views.projects.size(), limits::atom_rows);
        for (std::size_t i = 0; i < count; ++i) {
            const auto& project = views.projects[views.projects.size() - 1 - i];
            const pages::ProjectCard card = project_card(views, project);
            const bool by_city = project.owner_kind != events::OwnerKind::person;
            const auto owner = by_city ? pages::PersonName() : person_name(views, project.owner);
            feed.entries.push_back(
                {card.id, card.title, site + "/projects/" + card.id,
                 owner.pseudonym.empty() ? visit.app.options.city : owner.pseudonym, card.excerpt,
                 project.opened_at_ms});
        }
    });
    return feed_answer(visit, feed);
}

}  // namespace imaginons::http::site
