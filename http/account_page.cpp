// One's account: the public name, and where it is open.
#include <algorithm>
#include <tuple>

#include "commands/limits.hpp"
#include "http/answer_parts.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/random.hpp"
#include "http/writes.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using projections::Views;

Response show(const Visit& visit, const pages::AccountPage& page, unsigned status = 200) {
    return html(visit, visit.app.templates.render(page, chrome_of(visit, pages::Nav::none)),
                status);
}

// The one that looks first, then the newest.
std::vector<pages::AccountSession> sessions_of(const Visit& visit) {
    const storage::Digest own = storage::sha256(storage::as_bytes(visit.who->token));
    std::vector<pages::AccountSession> out;
    for (const auto& [id, session] : visit.app.store.vault.read().sessions_of(visit.who->person)) {
        if (session.expires_at_ms <= visit.now_ms) continue;
        out.push_back({base64url(id), session.created_at_ms, session.seen_on,
                       session.kind == storage::SessionKind::api, id == own});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        return std::tie(a.own, a.since, a.id) > std::tie(b.own, b.since, b.id);
    });
    return out;
}

// Nothing if nobody is signed in any more, or has joined.
std::optional<pages::AccountPage> page_for(const Visit& visit) {
    if (!visit.who) return std::nullopt;
    pages::AccountPage page;
    const bool found = visit.app.views.read([&](const Views& views) {
        const projections::Person* person = projections::find(views, visit.who->person);
        if (person == nullptr || person->pseudonym.empty()) return false;
        page.pseudonym = {person->pseudonym, pages::Fault::none, commands::limits::pseudonym_chars};
        page.person_id = events::to_text(person->id);
        page.charter_version = person->charter_version;
        page.agent = is_an_agent(views, visit);
        return true;
    });
    if (!found) return std::nullopt;
    page.sessions = sessions_of(visit);
    page.sessions_ended = query_value(visit, "done") == "sessions";
    return page;
}

}  // namespace

Reply account(Visit& visit) {
    const auto page = page_for(visit);
    return page ? show(visit, *page) : to_sign_in(visit, "/account");
}

Reply rename(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/account");
    if (posted.refused()) return *posted.refused();
    auto page = page_for(visit);
    if (!page) return to_sign_in(visit, "/account");
    page->pseudonym.value = posted.text("pseudonym");
    commands::Command command =
        command_of(visit, commands::RenamePerson{page->pseudonym.value}, posted.request_id());
    return submit(visit, std::move(command), [page = *page](Visit& waiting, const Answer* answer) {
        const auto again = [&](const commands::Refusal& refusal) {
            pages::AccountPage wrong = page;
            wrong.pseudonym.fault = fault_of(refusal.code);
            return show(waiting, wrong, 422);
        };
        return form_answer(
            waiting, answer, "/account",
            [](const commands::Outcome&) { return std::string("/account"); }, again);
    });
}

Reply end_sessions(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/account");
    if (posted.refused()) return *posted.refused();
    const std::string which = posted.text("end");
    const auto own = storage::sha256(storage::as_bytes(visit.who->token));
    std::vector<storage::Digest> ending;
    for (const auto& [id, session] : visit.app.store.vault.read().sessions_of(visit.who->person)) {
        if (id != own && (which == "others" || which == base64url(id))) ending.push_back(id);
    }
    const auto change = [ending, person = visit.who->person](storage::VaultTxn& txn) {
        for (const storage::Digest& id : ending) txn.end_session(id, person);
    };
    return submit_vault(visit, change, [ending](Visit& waiting, bool done) {
        if (!done) return error_page(waiting, pages::Problem::busy);
        for (const storage::Digest& id : ending) waiting.app.sessions.forget(id);
        return see_other(waiting, "/account?done=sessions#connexions");
    });
}

}  // namespace imaginons::http::site
