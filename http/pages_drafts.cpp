// One's drafts: the list, going on with one, keeping what is typed, by the button or by the script,
// and throwing one away. All of it is the vault's: no command, no event.
#include <boost/json.hpp>

#include "commands/limits.hpp"
#include "http/catalogue.hpp"
#include "http/drafts.hpp"
#include "http/errors.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"
#include "http/pages/limits.hpp"
#include "http/pages_handlers.hpp"
#include "http/propose_parts.hpp"
#include "http/writes.hpp"

namespace imaginons::http::site {

namespace {

using projections::Views;
using storage::Draft;

Response show(const Visit& visit, pages::ProposeForm form, unsigned status) {
    name_choices(visit, form);
    return html(visit, visit.app.templates.render(form, chrome_of(visit, pages::Nav::proposals)),
                status);
}

// The script asks for this, and reads no page.
bool asks_for_json(const Visit& visit) {
    return visit.request.accept.starts_with("application/json");
}

Response json_answer(unsigned status, const boost::json::object& body) {
    Response response = plain_text(boost::json::serialize(body) + "\n", "application/json");
    response.status = status;
    return response;
}

// What the form says when it is not kept, and the same in short for the script.
Response not_kept(const Visit& visit, const pages::ProposeForm& form, unsigned status) {
    return asks_for_json(visit) ? json_answer(status, {}) : show(visit, form, status);
}

Response kept(const Visit& visit, const Draft& draft) {
    const std::string id = events::to_text(draft.id);
    if (!asks_for_json(visit)) return see_other(visit, "/account/drafts/" + id + "?done=saved");
    const auto languages = visit.app.templates.languages();
    const auto words = std::find_if(languages.begin(), languages.end(), [&](const Catalogue& all) {
        return all.code() == visit.language;
    });
    const Catalogue& said = words == languages.end() ? languages.front() : *words;
    return json_answer(
        200, {{"id", id}, {"version", draft.version}, {"time", said.time(draft.saved_at_ms)}});
}

// Another tab has kept other words since: they are shown beside, and keeping again replaces them.
Response changed_meanwhile(const Visit& visit, pages::ProposeForm form, const Draft& there) {
    form.draft.version = there.version;
    form.draft.changed = true;
    form.published_title = there.title;
    form.published_body = render_markdown(there.body, 3);
    return not_kept(visit, form, 409);
}

struct Keeping {
    Draft draft;
    DraftKept outcome = DraftKept::yes;
};

Response answer_of(const Visit& visit, pages::ProposeForm form, const Keeping& keeping) {
    switch (keeping.outcome) {
        case DraftKept::yes: return kept(visit, keeping.draft);
        case DraftKept::changed_meanwhile: return changed_meanwhile(visit, form, keeping.draft);
        case DraftKept::too_many: form.draft.too_many = true; return not_kept(visit, form, 422);
        case DraftKept::no_person: return to_farewell(visit, visit.who->person);
    }
    return error_page(visit, pages::Problem::internal);
}

// Nothing if there is none of that id, or it is somebody else's: nobody learns which.
std::optional<Draft> own_draft(const Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    return id ? visit.app.store.vault.read().draft(visit.who->person, *id) : std::nullopt;
}

// It has become a proposal of who asks.
bool is_published(const Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    return id && visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, *id);
        return row != nullptr && projections::is_author(views, *row, visit.who->person);
    });
}

}  // namespace

Reply drafts(Visit& visit) {
    if (!visit.who) return to_sign_in(visit, "/account/drafts");
    pages::DraftsPage page;
    page.removed = query_value(visit, "done") == "removed";
    const std::vector<Draft> own = drafts_of(visit);
    visit.app.views.read([&](const Views& views) {
        for (const Draft& draft : own) {
            const auto* project = projections::find(views, draft.project);
            page.drafts.push_back({events::to_text(draft.id), draft.title,
                                   plain_excerpt(draft.body, pages::limits::excerpt_characters),
                                   project == nullptr ? std::string() : project->words.title,
                                   draft.saved_at_ms});
        }
    });
    return html(visit, visit.app.templates.render(page, chrome_of(visit, pages::Nav::proposals)));
}

Reply draft_form(Visit& visit) {
    if (!visit.who) return to_sign_in(visit, visit.path);
    if (is_published(visit)) return see_other(visit, "/proposals/" + visit.captures[0]);
    const auto draft = own_draft(visit);
    if (!draft) return error_page(visit, pages::Problem::not_found);
    const std::string id = events::to_text(draft->id);
    pages::ProposeForm form;
    if (!events::is_nil(draft->project)) form.project_id = events::to_text(draft->project);
    form.title = {draft->title, pages::Fault::none, commands::limits::title_chars};
    form.body = {draft->body, pages::Fault::none, commands::limits::proposal_body_chars};
    form.themes = draft->themes;
    form.district = draft->district;
    form.place = place_field(draft->place);
    form.draft.id = id;
    form.draft.version = draft->version;
    form.draft.saved_at = draft->saved_at_ms;
    form.draft.just_saved = query_value(visit, "done") == "saved";
    return show(visit, std::move(form), 200);
}

Reply save_draft(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/account/drafts");
    if (posted.refused()) return *posted.refused();
    pages::ProposeForm form = propose_form_of(posted);
    form.draft = draft_state_of(posted);
    if (!may_be_kept(form)) return not_kept(visit, form, 422);
    const auto keeping = std::make_shared<Keeping>();
    Draft draft;
    draft.id = draft_id(form);
    if (const auto project = events::parse_id<events::ProjectId>(form.project_id))
        draft.project = *project;
    draft.saved_at_ms = visit.now_ms;
    draft.title = form.title.value;
    draft.body = form.body.value;
    draft.themes = form.themes;
    draft.district = form.district;
    draft.place = form.place.value;
    const bool published = visit.app.views.read(
        [&](const Views& views) { return projections::find(views, draft.id) != nullptr; });
    if (published) {
        auto answer = already_published(visit, form);
        if (!answer || asks_for_json(visit)) return not_kept(visit, form, 409);
        return std::move(*answer);
    }
    const auto change = [keeping, draft, seen = form.draft.version,
                         person = visit.who->person](storage::VaultTxn& txn) {
        keeping->draft = draft;
        keeping->outcome = keep_draft(txn, person, keeping->draft, seen);
    };
    return submit_vault(visit, change,
                        [keeping, form = std::move(form)](Visit& waiting, bool done) {
                            if (!done) return error_page(waiting, pages::Problem::busy);
                            return answer_of(waiting, form, *keeping);
                        });
}

Reply remove_draft(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/account/drafts");
    if (posted.refused()) return *posted.refused();
    const auto draft = own_draft(visit);
    if (!draft) return error_page(visit, pages::Problem::not_found);
    const auto change = [person = visit.who->person, id = draft->id](storage::VaultTxn& txn) {
        txn.drop_draft(person, id);
    };
    return submit_vault(visit, change, [](Visit& waiting, bool done) {
        if (!done) return error_page(waiting, pages::Problem::busy);
        return see_other(waiting, "/account/drafts?done=removed");
    });
}

}  // namespace imaginons::http::site
