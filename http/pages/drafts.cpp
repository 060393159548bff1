// Bindings of drafts.
#include "http/pages/drafts.hpp"

#include "http/catalogue.hpp"
#include "http/pages/binding.hpp"
#include "http/pages/subjects.hpp"

namespace imaginons::http::pages {

void bind_kept_draft(Fields& out, const KeptDraft& draft) {
    out.text("draft_id", draft.id);
    out.text("draft_version", std::to_string(draft.version));
    out.flag("draft_saved", draft.just_saved);
    out.text("draft_time", out.words().time(draft.saved_at));
    out.flag("draft_changed", draft.changed);
    out.flag("draft_too_many", draft.too_many);
    out.flag("draft_published", !draft.published_id.empty());
    out.text("published_id", draft.published_id);
    out.flag("has_other_drafts", draft.others > 0);
    out.number("other_drafts", draft.others);
}

void bind(Fields& out, const DraftsPage& page) {
    out.flag("removed", page.removed);
    out.flag("has_drafts", !page.drafts.empty());
    out.list("drafts", page.drafts, [](Fields& item, const DraftRow& draft) {
        item.text("draft_id", draft.id);
        item.flag("has_title", !draft.title.empty());
        item.text("title", draft.title);
        item.flag("has_excerpt", !draft.excerpt.empty());
        item.text("excerpt", draft.excerpt);
        item.flag("in_project", !draft.project_title.empty());
        item.text("project_title", draft.project_title);
        item.date("saved", draft.saved_at);
        item.text("saved_time", item.words().time(draft.saved_at));
    });
}

}  // namespace imaginons::http::pages
