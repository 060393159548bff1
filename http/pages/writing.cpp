// Bindings of writing together.
#include "http/pages/writing.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {

namespace {

void bind_amendment_state(Fields& out, AmendmentState state) {
    out.flag("amendment_open", state == AmendmentState::open);
    out.flag("amendment_accepted", state == AmendmentState::accepted);
    out.flag("amendment_refused", state == AmendmentState::refused);
    out.flag("amendment_withdrawn", state == AmendmentState::withdrawn);
}

}  // namespace

void bind_amendment_row(Fields& out, const AmendmentRow& row) {
    out.text("amendment_id", row.id);
    bind_author(out, row.author);
    bind_amendment_state(out, row.state);
    out.flag("moved", row.moved);
    out.flag("has_excerpt", !row.excerpt.empty());
    out.text("excerpt", row.excerpt);
    out.date("at", row.at);
    out.number("supports", row.in_favour);
}

void bind_amendment_panel(Fields& out, const AmendmentPanel& panel) {
    const bool open = panel.state == AmendmentState::open;
    bind_amendment_state(out, panel.state);
    out.text("amended_id", panel.amended_id);
    out.text("amended_title", title_or_gone(out, panel.amended_title));
    out.flag("moved", panel.moved);
    out.text("base_version", std::to_string(panel.version));
    out.text("own_version", std::to_string(panel.own_version));
    out.text("became", std::to_string(panel.became));
    out.flag("has_diff", panel.heading.changed || panel.body.changed);
    bind_diff(out, "heading", panel.heading);
    bind_diff(out, "body", panel.body);
    out.flag("may_decide", panel.may_decide && open);
    out.flag("may_accept", panel.may_decide && open && !panel.moved && !panel.fixed);
    out.flag("may_rebase", panel.may_rebase && open && !panel.fixed);
    out.flag("seen_older", panel.seen_older);
    bind_author(out, panel.by);
    out.date("decided", panel.at);
    out.flag("has_reason", !panel.reason.empty());
    out.html("reason_html", panel.reason);
}

void bind(Fields& out, const AmendForm& page) {
    FormBinding form{out};
    out.flag("edit", page.edit);
    out.path("form_url", page.edit ? "/proposals/" + page.amendment_id + "/edit"
                                   : "/proposals/" + page.proposal_id + "/amendments");
    out.text("proposal_id", page.proposal_id);
    out.text("proposal_title", title_or_gone(out, page.proposal_title));
    out.text("version", std::to_string(page.own_version));
    out.text("base_version", std::to_string(page.version));
    out.flag("preview", page.preview);
    bind_diff(out, "heading_diff", page.heading_diff);
    bind_diff(out, "body_diff", page.body_diff);
    out.flag("moved", page.moved);
    bind_diff(out, "heading_moved", page.heading_moved);
    bind_diff(out, "body_moved", page.body_moved);
    form.field("title", page.title, "title", missing::title);
    form.field("body", page.body, "body", page.unchanged ? missing::change : missing::body);
    form.field("reason", page.reason, "reason", missing::amendment_reason);
    form.finish();
}

void bind(Fields& out, const RefusalForm& page) {
    FormBinding form{out};
    out.text("amendment_id", page.amendment_id);
    out.text("title", title_or_gone(out, page.title));
    out.text("version", std::to_string(page.version));
    form.field("body", page.reason, "body", missing::refusal_reason);
    form.finish();
}

void bind(Fields& out, const AuthorsPage& page) {
    FormBinding form{out};
    out.text("proposal_id", page.proposal_id);
    out.text("title", title_or_gone(out, page.title));
    out.list("authors", page.authors, bind_author);
    out.flag("has_invited", !page.invited.empty());
    out.list("invited", page.invited, bind_author);
    out.number("most", page.most);
    out.flag("may_leave", page.may_leave);
    form.field("pseudonym", page.pseudonym, "pseudonym", missing::co_author);
    form.finish();
}

}  // namespace imaginons::http::pages
