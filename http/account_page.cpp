// One's account: the public name, where it is open, and the keys that open it.
#include <algorithm>
#include <tuple>

#include "commands/limits.hpp"
#include "http/account_page.hpp"
#include "http/answer_parts.hpp"
#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/random.hpp"
#include "http/writes.hpp"
#include "storage/base64.hpp"
#include "storage/limits.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using projections::Views;

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

std::vector<pages::AccountPasskey> passkeys_of(const Visit& visit) {
    std::vector<pages::AccountPasskey> out;
    for (const auto& key : visit.app.store.vault.read().passkeys_of(visit.who->person)) {
        out.push_back(
            {form_id(key), storage::base64(key.id), key.name, key.created_at_ms, key.seen_on});
    }
    return out;
}

}  // namespace

std::optional<pages::AccountPage> account_page_of(const Visit& visit) {
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
    const std::string done = query_value(visit, "done");
    page.sessions_ended = done == "sessions";
    page.passkey_added = done == "passkey-added";
    page.passkey_ended = done == "passkey-ended";
    page.passkeys = passkeys_of(visit);
    page.may_add_passkey = page.passkeys.size() < storage::limits::passkeys_of_person;
    page.passkey_name.limit = limits::passkey_name_chars;
    page.user = storage::base64(events::bytes_of(visit.who->person));
    return page;
}

Response show_account(const Visit& visit, pages::AccountPage page, unsigned status) {
    if (const auto site = relying_party(visit.app.options.origin)) {
        page.passkey.relying_party = site->id;
        page.passkey.challenge =
            visit.app.passkey_challenges.issue(PasskeyAct::create, visit.who->token, visit.now_ms);
    }
    return html(visit, visit.app.templates.render(page, chrome_of(visit, pages::Nav::none)),
                status);
}

Reply account(Visit& visit) {
    const auto page = account_page_of(visit);
    return page ? show_account(visit, *page, 200) : to_sign_in(visit, "/account");
}

Reply rename(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/account");
    if (posted.refused()) return *posted.refused();
    auto page = account_page_of(visit);
    if (!page) return to_sign_in(visit, "/account");
    page->pseudonym.value = posted.text("pseudonym");
    commands::Command command =
        command_of(visit, commands::RenamePerson{page->pseudonym.value}, posted.request_id());
    return submit(visit, std::move(command), [page = *page](Visit& waiting, const Answer* answer) {
        const auto again = [&](const commands::Refusal& refusal) {
            pages::AccountPage wrong = page;
            wrong.pseudonym.fault = fault_of(refusal.code);
            return show_account(waiting, wrong, 422);
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
