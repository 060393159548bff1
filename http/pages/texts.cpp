// Bindings of the pages that are mostly words.
#include "http/pages/texts.hpp"

#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {

void bind(Fields& out, const CharterPage& page) {
    out.flag("published", page.published);
    out.text("version", std::to_string(page.version));
    out.date("at", page.at);
    out.html("body_html", page.body);
    out.flag("to_accept", page.to_accept);
    out.text("next", page.next);
    out.text("accepted", std::to_string(page.accepted));
    bind_diff(out, "changes", page.changes);
    out.flag("resends", !page.resend_path.empty());
    out.path("resend_url", page.resend_path);
    out.list("kept", page.kept, [](Fields& item, const auto& field) {
        item.text("kept_name", field.first);
        item.text("kept_value", field.second);
    });
}

void bind(Fields&, const StaticPage&) {}

void bind(Fields& out, const ErrorPage& page) {
    const std::pair<std::string_view, Problem> problems[] = {
        {"bad_request", Problem::bad_request}, {"form_expired", Problem::form_expired},
        {"forbidden", Problem::forbidden},     {"not_found", Problem::not_found},
        {"method", Problem::method},           {"text_hidden", Problem::hidden},
        {"conflict", Problem::conflict},       {"bad_moment", Problem::bad_moment},
        {"not_yet", Problem::not_yet},         {"before", Problem::before},
        {"too_large", Problem::too_large},     {"too_many", Problem::too_many},
        {"internal", Problem::internal},       {"busy", Problem::busy},
    };
    for (const auto& [name, problem] : problems) {
        out.flag(name, page.problem == problem);
    }
    out.flag("has_wait", page.retry_after_s != 0);
    out.number("wait", page.retry_after_s);
    out.flag("has_today", !page.path.empty() && page.problem != Problem::hidden);
    out.path("today_url", page.path);
    out.path("history_url", page.path + "/history");
    out.date("since", page.since);
    out.flag("hidden_at_origin", page.ground == HiddenGround::at_origin);
    out.flag("own", page.own);
}

}  // namespace imaginons::http::pages
