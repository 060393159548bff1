// Adding a passkey to one's account, taking it away, and signing in with one. The browser does the
// asking (static/passkey.js) and fills hidden fields of a form; without scripts none of it is
// shown.
#include <algorithm>
#include <memory>

#include "http/account_page.hpp"
#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/random.hpp"
#include "http/sign_in.hpp"
#include "http/writes.hpp"
#include "storage/base64.hpp"
#include "storage/limits.hpp"

namespace imaginons::http::site {

namespace {

using pages::PasskeyFault;
using storage::Passkey;

// Empty if it is not base64.
PasskeyBytes bytes_in(const PostedForm& posted, std::string_view field) {
    return storage::parse_base64(posted.text(field)).value_or(PasskeyBytes{});
}

std::vector<Passkey>::iterator find(std::vector<Passkey>& among, const PasskeyBytes& id) {
    return std::find_if(among.begin(), among.end(),
                        [&](const Passkey& each) { return each.id == id; });
}

// --- one's own

Response account_with(const Visit& visit, pages::AccountPage page, PasskeyFault fault) {
    page.passkey.fault = fault;
    return show_account(visit, std::move(page), 422);
}

// Whoever else is in the account could add a key to it: its owner is told.
void tell_of_new_passkey(const Visit& visit) {
    const auto email = visit.app.store.vault.read().email_of(visit.who->person);
    if (!email) return;
    const Catalogue& words = words_of(visit);
    Mail mail;
    mail.to = *email;
    mail.subject = words.text("Une clé d’accès a été ajoutée à votre compte Imaginons");
    mail.text = words.text("Bonjour,") + "\n\n" +
                words.text(
                    "Une clé d’accès vient d’être ajoutée à votre compte. Elle permet "
                    "d’entrer sans e-mail.") +
                "\n\n" +
                words.text(
                    "Ce n’est pas vous ? Retirez-la, et fermez les connexions que "
                    "vous ne reconnaissez pas :") +
                "\n" + visit.app.options.origin + std::string(visit.prefix) + "/account#cles\n";
    visit.app.mailer.send(std::move(mail));
}

// --- signing in

struct Entering {
    events::PersonId person;
    PasskeyBytes id;
    std::uint32_t count = 0;
    std::string session = random_token();
    std::string next;
    bool is_in = false;
};

Response refused(const Visit& visit, const std::string& next, PasskeyFault fault) {
    pages::SigninPage page{{}, next, false};
    page.passkey.fault = fault;
    return sign_in_page(visit, std::move(page), 422);
}

// The passkey is still there, and has not signed meanwhile.
void enter(Entering& entering, storage::VaultTxn& txn, std::int64_t now_ms) {
    entering.is_in = false;
    std::vector<Passkey> passkeys = txn.view().passkeys_of(entering.person);
    const auto found = find(passkeys, entering.id);
    if (found == passkeys.end()) return;
    if (entering.count != 0 && entering.count <= found->sign_count) return;
    found->sign_count = entering.count;
    found->seen_on = today(now_ms);
    txn.put_passkeys(entering.person, passkeys);
    txn.put_session(entering.session, browser_session(entering.person, now_ms));
    entering.is_in = true;
}

}  // namespace

std::string form_id(const Passkey& passkey) {
    return base64url(storage::sha256(passkey.id));
}

Reply add_passkey(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/account");
    if (posted.refused()) return *posted.refused();
    auto page = account_page_of(visit);
    if (!page) return to_sign_in(visit, "/account");
    const auto site = relying_party(visit.app.options.origin);
    if (!site) return error_page(visit, pages::Problem::not_found);
    page->passkey_name.value = posted.text("passkey_name");
    if (!page->passkey_name.value.empty())
        check_text(page->passkey_name, limits::passkey_name_chars);
    if (page->passkey_name.fault != pages::Fault::none) return show_account(visit, *page, 422);
    const std::string challenge = posted.text("challenge");
    auto passkey =
        registered(*site, challenge,
                   {bytes_in(posted, "client_data"), bytes_in(posted, "authenticator_data")});
    if (!passkey) return account_with(visit, *page, PasskeyFault::refused);
    std::vector<Passkey> known = visit.app.store.vault.read().passkeys_of(visit.who->person);
    // The button was pressed twice.
    if (find(known, passkey->id) != known.end())
        return see_other(visit, "/account?done=passkey-added#cles");
    if (!visit.app.passkey_challenges.use(PasskeyAct::create, visit.who->token, challenge,
                                          visit.now_ms))
        return account_with(visit, *page, PasskeyFault::expired);
    passkey->name = page->passkey_name.value;
    passkey->created_at_ms = visit.now_ms;
    const auto kept = std::make_shared<PasskeyKept>();
    const auto change = [kept, passkey = *passkey, person = visit.who->person](
                            storage::VaultTxn& txn) { *kept = keep_passkey(txn, person, passkey); };
    return submit_vault(visit, change, [kept, page = *page](Visit& waiting, bool done) {
        if (!done) return error_page(waiting, pages::Problem::busy);
        if (*kept == PasskeyKept::no_person) return to_sign_in(waiting, "/account");
        if (*kept == PasskeyKept::too_many) return account_with(waiting, page, PasskeyFault::full);
        tell_of_new_passkey(waiting);
        return see_other(waiting, "/account?done=passkey-added#cles");
    });
}

Reply end_passkey(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/account");
    if (posted.refused()) return *posted.refused();
    const auto change = [which = posted.text("end"),
                         person = visit.who->person](storage::VaultTxn& txn) {
        std::vector<Passkey> passkeys = txn.view().passkeys_of(person);
        if (std::erase_if(passkeys, [&](const Passkey& each) { return form_id(each) == which; }) !=
            0)
            txn.put_passkeys(person, passkeys);
    };
    return submit_vault(visit, change, [](Visit& waiting, bool done) {
        if (!done) return error_page(waiting, pages::Problem::busy);
        return see_other(waiting, "/account?done=passkey-ended#cles");
    });
}

Reply sign_in_by_passkey(Visit& visit) {
    const PostedForm posted = PostedForm::of_visitor(visit);
    if (posted.refused()) return *posted.refused();
    const auto site = relying_party(visit.app.options.origin);
    if (!site) return error_page(visit, pages::Problem::not_found);
    if (const std::int64_t wait = wait_of_address(visit); wait != 0) {
        return error_page(visit, pages::Problem::too_many,
                          static_cast<std::uint32_t>(wait / 1000 + 1));
    }
    const auto entering = std::make_shared<Entering>();
    entering->next = safe_next(posted.text("next"));
    const std::string challenge = posted.text("challenge");
    if (!visit.app.passkey_challenges.use(PasskeyAct::get, {}, challenge, visit.now_ms))
        return refused(visit, entering->next, PasskeyFault::expired);
    const PasskeyBytes user = bytes_in(posted, "user");
    if (user.size() != sizeof entering->person)
        return refused(visit, entering->next, PasskeyFault::unknown);
    entering->person = events::from_bytes<events::PersonId>(user.data());
    entering->id = bytes_in(posted, "credential");
    auto passkeys = visit.app.store.vault.read().passkeys_of(entering->person);
    const auto passkey = find(passkeys, entering->id);
    if (passkey == passkeys.end() || !has_joined(visit.app, entering->person))
        return refused(visit, entering->next, PasskeyFault::unknown);
    const auto count =
        asserted(*site, challenge,
                 {bytes_in(posted, "client_data"), bytes_in(posted, "authenticator_data"),
                  bytes_in(posted, "signature")},
                 *passkey);
    if (!count) return refused(visit, entering->next, PasskeyFault::refused);
    entering->count = *count;
    const auto change = [entering, now = visit.now_ms](storage::VaultTxn& txn) {
        enter(*entering, txn, now);
    };
    return submit_vault(visit, change, [entering](Visit& waiting, bool done) {
        if (!done) return error_page(waiting, pages::Problem::busy);
        if (!entering->is_in) return refused(waiting, entering->next, PasskeyFault::unknown);
        return go_on_signed_in(waiting, entering->session, entering->next, "signed-in");
    });
}

}  // namespace imaginons::http::site
