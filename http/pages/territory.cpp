// Bindings of the pages of themes and districts.
#include "http/pages/territory.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {
namespace {

void bind_line(Fields& out, const LabelLine& line) {
    out.text("label_code", line.label.code);
    out.text("label_name", name_of(out, line.label));
    out.number("proposals", line.proposals);
}

}  // namespace

void FormBinding::about(const AboutOneself& about) {
    field("own_name", about.name, "own_name", missing::own_name);
    bind_label_choices(out_, {about.theme_choices, about.district_choices}, about.themes,
                       about.district);
}

void bind(Fields& out, const LabelsPage& page) {
    out.flag("any", !page.themes.empty() || !page.districts.empty());
    out.flag("has_themes", !page.themes.empty());
    out.list("themes", page.themes, bind_line);
    out.flag("has_districts", !page.districts.empty());
    out.list("districts", page.districts, bind_line);
}

void bind(Fields& out, const InterestsPage& page) {
    FormBinding form{out};
    out.flag("any", !page.about.theme_choices.empty() || !page.about.district_choices.empty());
    out.flag("saved", page.saved);
    out.flag("too_many", page.too_many);
    form.about(page.about);
    form.finish();
}

void bind(Fields& out, const LabelPage& page) {
    const std::string list = page.district ? "district" : "theme";
    const std::string code = query_encoded(page.label.code);
    const std::string base = "/" + list + "s/" + code;
    out.flag("district", page.district);
    out.text("label_name", name_of(out, page.label));
    out.flag("retired", page.retired);
    bind_follow(out, page.follow);
    out.path("list_url", "/proposals?" + list + "=" + code);
    out.path("propose_url", "/proposals/new?" + list + "=" + code);
    out.path("atom_url", base + "/feed.atom");
    out.path("json_url", base + "/feed.json");
    out.flag("has_projects", !page.projects.empty());
    out.list("projects", with_unlike_pictures(page.projects), bind_project_card);
    out.number("total", page.total);
    out.flag("has_items", !page.items.empty());
    out.list("items", page.items, bind_proposal_row);
    out.flag("has_feed", !page.feed.empty());
    out.list("feed", page.feed, [](Fields& item, const FeedItem& feed) {
        bind_feed_item(item, feed, FeedTime::date);
    });
}

}  // namespace imaginons::http::pages
