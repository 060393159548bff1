// One click stops letters, without a session and without a cookie: the link is in the letter, and
// mail programs press it for people (RFC 8058). Opening it changes nothing, since scanners do that.
#include "http/unsubscribe.hpp"

#include "http/errors.hpp"
#include "http/following.hpp"
#include "http/page_parts.hpp"
#include "http/pages/pages.hpp"
#include "http/pages_handlers.hpp"
#include "http/random.hpp"
#include "http/writes.hpp"

namespace imaginons::http {

namespace {

std::string signature_of(const storage::Vault& vault, const events::PersonId& person) {
    const auto id = events::bytes_of(person);
    return base64url(vault.request_key().mac({storage::as_bytes("unsubscribe\n"), id}));
}

}  // namespace

std::string unsubscribe_token(const storage::Vault& vault, const events::PersonId& person) {
    return events::to_text(person) + '.' + signature_of(vault, person);
}

std::optional<events::PersonId> person_of_unsubscribe_token(const storage::Vault& vault,
                                                            std::string_view token) {
    const std::size_t dot = token.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto person = events::parse_id<events::PersonId>(token.substr(0, dot));
    if (!person || !equal_secrets(signature_of(vault, *person), token.substr(dot + 1)))
        return std::nullopt;
    return person;
}

namespace site {

namespace {

Response show(const Visit& visit, const pages::UnsubscribePage& page) {
    Response response =
        html(visit, visit.app.templates.render(page, chrome_of(visit, pages::Nav::none)));
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    for (auto& [name, value] : response.headers) {
        if (name == "Cache-Control") value = "private, no-store";
    }
    return response;
}

}  // namespace

Reply unsubscribe_form(Visit& visit) {
    const std::string token = query_value(visit, "token");
    if (!person_of_unsubscribe_token(visit.app.store.vault, token))
        return error_page(visit, pages::Problem::forbidden);
    return show(visit, {token, false});
}

Reply unsubscribe(Visit& visit) {
    const auto person =
        person_of_unsubscribe_token(visit.app.store.vault, query_value(visit, "token"));
    if (!person) return error_page(visit, pages::Problem::forbidden);
    const auto fresh = new_following(visit.language, visit.app.position(), visit.now_ms);
    const auto change = [person = *person, fresh, now = visit.now_ms](storage::VaultTxn& txn) {
        change_following(txn, person, fresh, [&](storage::Following& following) {
            set_rhythm(following, storage::LetterRhythm::never, now);
        });
    };
    return submit_vault(visit, change, [](Visit& waiting, bool done) {
        return done ? show(waiting, {{}, true}) : error_page(waiting, pages::Problem::busy);
    });
}

}  // namespace site

}  // namespace imaginons::http
