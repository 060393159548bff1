// Binding of the search page.
#include "http/pages/search.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {
namespace {

constexpr std::pair<std::string_view, FoundKind> kinds[] = {
    {"proposal", FoundKind::proposal}, {"statement", FoundKind::statement},
    {"argument", FoundKind::argument}, {"project", FoundKind::project},
    {"news", FoundKind::news},         {"person", FoundKind::person}};

std::string_view name_of(FoundSince since) {
    switch (since) {
        case FoundSince::ever: return "";
        case FoundSince::week: return "week";
        case FoundSince::month: return "month";
        case FoundSince::year: return "year";
    }
    return {};
}

// The address of the same list for another question; filters that are not set stay out of it.
std::string path_of(const SearchPage& page, std::string_view query) {
    std::string path = "/search?q=" + query_encoded(query);
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) path += "&" + std::string{name} + "=" + query_encoded(value);
    };
    add("kind", page.kind);
    add("state", page.state);
    add("since", name_of(page.since));
    add("project", page.project_id);
    add("theme", page.theme);
    add("district", page.district);
    add("sort", page.recent_first ? "recent" : "");
    return path;
}

void bind_passages(Fields& out, std::string_view name, const std::vector<Passage>& passages) {
    out.list(name, passages, [](Fields& item, const Passage& passage) {
        item.text("words", passage.words);
        item.flag("asked_for", passage.asked_for);
    });
}

void bind_found(Fields& out, const Found& found) {
    for (const auto& [name, kind] : kinds) {
        out.flag("is_" + std::string{name}, found.kind == kind);
    }
    out.path("found_url", found.path);
    bind_passages(out, "title_passages", found.title);
    out.flag("has_extract", !found.extract.empty());
    bind_passages(out, "extract_passages", found.extract);
    bind_author(out, found.who);
    out.flag("has_author", found.kind != FoundKind::person);
    out.flag("by_city", found.who.pseudonym.empty() && !found.who.gone);
    out.flag("has_about", !found.about.empty());
    out.text("about", found.about);
    bind_state(out, found.state);
    out.date("at", found.at);
}

void bind_filters(Fields& out, const SearchPage& page) {
    out.flag("kind_all", page.kind.empty());
    for (const auto& [name, kind] : kinds) {
        out.flag("kind_" + std::string{name}, page.kind == name);
    }
    out.flag("state_all", page.state.empty());
    out.flag("only_open", page.state == "open");
    out.flag("only_withdrawn", page.state == "withdrawn");
    out.flag("since_ever", page.since == FoundSince::ever);
    out.flag("since_week", page.since == FoundSince::week);
    out.flag("since_month", page.since == FoundSince::month);
    out.flag("since_year", page.since == FoundSince::year);
    out.flag("recent_first", page.recent_first);
    out.text("kept_kind", page.kind);
    out.text("kept_state", page.state);
    out.text("kept_since", name_of(page.since));
    out.flag("in_project", !page.project_id.empty());
    out.text("project_id", page.project_id);
    out.flag("of_theme", !page.theme.empty());
    out.text("theme", page.theme);
    out.flag("of_district", !page.district.empty());
    out.text("district", page.district);
    bind_label_choices(out, {page.themes, page.districts}, {page.theme}, page.district);
    out.flag("has_choices", !page.projects.empty());
    out.list("choices", page.projects, [&](Fields& item, const ProjectChoice& project) {
        item.text("choice_id", project.id);
        item.text("choice_title", project.title);
        item.flag("chosen", project.id == page.project_id);
    });
}

}  // namespace

std::string_view name_of(FoundKind kind) {
    for (const auto& [name, each] : kinds) {
        if (each == kind) return name;
    }
    return {};
}

void bind(Fields& out, const SearchPage& page) {
    const bool filtered = !page.kind.empty() || !page.state.empty() || !page.project_id.empty() ||
                          !page.theme.empty() || !page.district.empty() ||
                          page.since != FoundSince::ever || page.recent_first;
    out.text("query", page.query);
    out.flag("has_query", !page.query.empty());
    out.flag("filtered", filtered);
    out.url("unfiltered_url", out.words().prefix() + "/search?q=" + query_encoded(page.query));
    bind_filters(out, page);
    out.flag("has_suggestion", !page.suggestion.empty());
    out.text("suggestion", page.suggestion);
    out.url("suggestion_url", out.words().prefix() + path_of(page, page.suggestion));
    out.flag("behind", page.behind);
    out.flag("out_of_order", page.out_of_order);
    out.flag("some_words", page.some_words);
    out.flag("more_than_total", page.more_than_total);
    out.flag("has_found", !page.found.empty());
    out.list("found", page.found, bind_found);
    bind_pagination(
        out, page.cursors, path_of(page, page.query),
        {page.first, page.first + (page.found.empty() ? 0 : page.found.size() - 1), page.total});
}

}  // namespace imaginons::http::pages
