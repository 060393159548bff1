// Bindings of what debates come to.
#include "http/pages/conclusions.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {

namespace {

void bind_conclusion(Fields& out, const ConclusionView& row) {
    out.flag("has_phase_title", !row.phase.empty());
    out.text("phase_title", row.phase);
    out.flag("again", row.version > 1);
    out.text("version", std::to_string(row.version));
    out.flag("by_city", row.by_city);
    bind_author(out, row.by);
    out.date("at", row.at);
    out.flag("gone", row.erased);
    out.html("for_html", row.said_for);
    out.html("against_html", row.said_against);
    out.flag("has_open", !row.left_open.empty());
    out.html("open_html", row.left_open);
    out.flag("any_since", row.added_since > 0);
    out.number("added_since", row.added_since);
}

}  // namespace

void bind_conclusions(Fields& out, const Conclusions& conclusions) {
    const bool shown =
        !conclusions.rows.empty() || conclusions.may_conclude || !conclusions.phases.empty();
    out.group("debate", shown, conclusions, [](Fields& group, const Conclusions& given) {
        group.path("conclude_url", given.path + "/conclusion");
        group.flag("of_project", given.project);
        group.flag("has_rows", !given.rows.empty());
        group.list("rows", given.rows, bind_conclusion);
        group.flag("may_conclude", given.may_conclude);
        group.flag("has_phases_to_conclude", !given.phases.empty());
        group.list("phases_to_conclude", given.phases,
                   [&](Fields& item, const PhaseToConclude& phase) {
                       item.path("phase_url",
                                 given.path + "/conclusion?phase=" + std::to_string(phase.number));
                       item.text("phase_title", phase.title);
                       item.flag("again", phase.again);
                   });
    });
}

void bind(Fields& out, const ConclusionForm& page) {
    FormBinding form{out};
    out.flag("project", page.project);
    out.path("about_url", page.path);
    out.path("form_url", page.path + "/conclusion");
    out.text("title", title_or_gone(out, page.title));
    out.text("phase_title", page.phase_title);
    out.text("phase", std::to_string(page.phase));
    out.text("version", std::to_string(page.version));
    out.flag("again", page.version != 0);
    out.group("changed", page.changed, page.other, bind_conclusion);
    form.field("said_for", page.said_for, "said_for", missing::said_for);
    form.field("said_against", page.said_against, "said_against", missing::said_against);
    form.field("left_open", page.left_open, "left_open", missing::left_open);
    form.finish();
}

}  // namespace imaginons::http::pages
