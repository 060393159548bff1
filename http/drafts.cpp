// Rows are changed by the writer like every row of the vault.
#include "http/drafts.hpp"

#include <algorithm>

#include "events/well_formed.hpp"
#include "http/page_parts.hpp"
#include "http/propose_parts.hpp"
#include "http/random.hpp"
#include "projections/queries.hpp"
#include "storage/limits.hpp"

namespace imaginons::http {

using projections::Views;
using storage::Draft;

namespace {

bool same_words(const Draft& a, const Draft& b) {
    return a.project == b.project && a.title == b.title && a.body == b.body &&
           a.themes == b.themes && a.district == b.district && a.place == b.place;
}

pages::Fault fault_of(const std::string& text, std::size_t most_bytes) {
    if (!events::valid_utf8(text)) return pages::Fault::not_text;
    return text.size() > most_bytes ? pages::Fault::too_long : pages::Fault::none;
}

}  // namespace

DraftKept keep_draft(storage::VaultTxn& txn, const events::PersonId& person, Draft& draft,
                     std::uint32_t seen_version) {
    if (!txn.view().holds(person)) return DraftKept::no_person;
    const auto kept = txn.view().draft(person, draft.id);
    if (kept && same_words(*kept, draft)) {
        draft = *kept;
        return DraftKept::yes;
    }
    if (kept && kept->version != seen_version) {
        draft = *kept;
        return DraftKept::changed_meanwhile;
    }
    if (!kept && txn.view().drafts_of(person).size() >= storage::limits::drafts_of_person)
        return DraftKept::too_many;
    draft.version = seen_version + 1;
    txn.put_draft(person, draft);
    return DraftKept::yes;
}

std::vector<Draft> drafts_of(const Visit& visit) {
    if (!visit.who) return {};
    std::vector<Draft> drafts = visit.app.store.vault.read().drafts_of(visit.who->person);
    std::vector<events::ProposalId> published;
    visit.app.views.read([&](const Views& views) {
        std::erase_if(drafts, [&](const Draft& draft) {
            if (projections::find(views, draft.id) == nullptr) return false;
            published.push_back(draft.id);
            return true;
        });
    });
    // Left behind by a server that stopped between the two, or by a tab that saved too late.
    for (const events::ProposalId& id : published) drop_draft(visit, id);
    std::sort(drafts.begin(), drafts.end(),
              [](const Draft& a, const Draft& b) { return a.saved_at_ms > b.saved_at_ms; });
    return drafts;
}

void drop_draft(const Visit& visit, const events::ProposalId& id) {
    const auto change = [person = visit.who->person, id](storage::VaultTxn& txn) {
        txn.drop_draft(person, id);
    };
    visit.app.engine.submit_vault(change, [] {});
}

pages::KeptDraft draft_state_of(const PostedForm& posted) {
    pages::KeptDraft state;
    auto id = events::parse_id<events::ProposalId>(posted.text("draft"));
    if (!id || events::is_nil(*id)) id = random_id<events::ProposalId>();
    state.id = events::to_text(*id);
    state.version = version_in(posted, "draft_version");
    return state;
}

events::ProposalId draft_id(const pages::ProposeForm& form) {
    return events::parse_id<events::ProposalId>(form.draft.id).value();
}

bool may_be_kept(pages::ProposeForm& form) {
    form.title.fault = fault_of(form.title.value, storage::limits::draft_title_bytes);
    form.body.fault = fault_of(form.body.value, storage::limits::draft_body_bytes);
    form.place.fault = fault_of(form.place.value, storage::limits::draft_place_bytes);
    const std::string words = form.title.value + form.body.value;
    if (words.find_first_not_of(" \t\r\n") == std::string::npos)
        form.title.fault = pages::Fault::missing;
    return form.title.fault == pages::Fault::none && form.body.fault == pages::Fault::none &&
           form.themes_fault == pages::Fault::none && form.place.fault == pages::Fault::none;
}

std::optional<Response> already_published(const Visit& visit, const pages::ProposeForm& form) {
    bool own = false;
    bool same = false;
    visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, draft_id(form));
        if (row == nullptr) return;
        own = projections::is_author(views, *row, visit.who->person);
        same = row->words.title == form.title.value && row->words.body == form.body.value;
    });
    if (!own) return std::nullopt;
    if (same) return see_other(visit, "/proposals/" + form.draft.id);
    pages::ProposeForm again = form;
    again.draft = {};
    again.draft.published_id = form.draft.id;
    again.draft.id = events::to_text(random_id<events::ProposalId>());
    site::name_choices(visit, again);
    return html(visit, visit.app.templates.render(again, chrome_of(visit, pages::Nav::proposals)),
                409);
}

}  // namespace imaginons::http
