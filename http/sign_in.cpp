// Signing in by a link in a mail, joining, signing out. The link is good once and
// for a quarter of an hour; opening it shows a button and uses nothing up, because mail scanners
// open links too.
#include <algorithm>

#include "commands/limits.hpp"
#include "http/about_oneself.hpp"
#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/forms.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/random.hpp"
#include "http/sign_in.hpp"
#include "http/writes.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using projections::Views;

std::int64_t in_ms(std::chrono::milliseconds duration) {
    return duration.count();
}

// A page with a form for somebody who is not signed in.
template <class Page>
Response show(const Visit& visit, const Page& page, unsigned status = 200) {
    pages::Chrome chrome = chrome_of(visit, pages::Nav::none);
    if (chrome.csrf.empty()) {
        chrome.csrf = visit.app.sessions.visitor_form_token(visit.now_ms);
        chrome.request_id = random_token();
    }
    Response response = html(visit, visit.app.templates.render(page, chrome), status);
    for (auto& [name, value] : response.headers) {
        if (name == "Cache-Control") value = "private, no-store";
    }
    return response;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    const std::size_t at = text.find(what);
    if (at != std::string::npos) text.replace(at, what.size(), with);
    return text;
}

Mail link_mail(const Visit& visit, const std::string& email, std::string_view token,
               std::string_view next) {
    const Catalogue& words = words_of(visit);
    const std::string& city = visit.app.options.city;
    std::string link = visit.app.options.origin + std::string(visit.prefix) +
                       "/signin/confirm?token=" + std::string(token);
    if (!next.empty()) link += "&next=" + percent_encode(next);
    Mail mail;
    mail.to = email;
    mail.subject = replaced(words.text("Votre lien pour Imaginons {city}"), "{city}", city);
    mail.text =
        words.text("Bonjour,") + "\n\n" +
        replaced(words.text("Voici votre lien pour entrer dans Imaginons {city} :"), "{city}",
                 city) +
        "\n\n" + link + "\n\n" + words.text("Il est valable 15 minutes et ne sert qu’une fois.") +
        "\n" +
        words.text(
            "Si vous n’avez rien demandé, ne faites rien : personne n’entrera sans ce lien.") +
        "\n";
    return mail;
}

// The address that rate limits count by: the client's, told by our own proxy if there is one.
std::string_view client_address(const Request& request) {
    const bool from_proxy = request.peer == "127.0.0.1" || request.peer == "::1";
    if (!from_proxy || request.forwarded_for.empty()) return address_group(request.peer);
    const std::size_t comma = request.forwarded_for.rfind(',');
    std::string_view last =
        request.forwarded_for.substr(comma == std::string_view::npos ? 0 : comma + 1);
    while (last.starts_with(' ')) last.remove_prefix(1);
    return address_group(last);
}

// 0, or how long to wait.
std::int64_t wait_ms(const Visit& visit, const std::string& email) {
    const std::int64_t for_address = wait_of_address(visit);
    return for_address != 0 ? for_address : visit.app.sign_ins_of_email.take(email, visit.now_ms);
}

// What using a link has led to.
struct Entry {
    bool known_link = false;
    bool joined = false;
};

// --- joining: the identity into the vault, the person into the log, the link used up and the
// session into the vault

// Passes from thread to thread: whoever has handed over a next step touches it no more.
struct Joining {
    Joining(Visit given, pages::JoinPage form)
        : visit(std::move(given)),
          page(std::move(form)),
          interests(interests_in(visit, page.about)),
          request_hash(visit.app.engine.request_hash("POST", visit.path, visit.request.body)) {}

    // Its request is only lent to the io thread: the writer's thread must not look at it.
    Visit visit;
    pages::JoinPage page;
    storage::Interests interests;
    events::RequestHash request_hash;
    std::string session = random_token();
    events::PersonId person = random_id<events::PersonId>();
    bool link_is_good = false;
    std::optional<Answer> answer;
    bool signed_in = false;
    bool queue_full = false;
};

void put_identity(Joining& joining, storage::VaultTxn& txn) {
    const auto link = txn.view().sign_in_link(joining.page.token);
    joining.link_is_good = link && !link->used && link->expires_at_ms > joining.visit.now_ms;
    if (!joining.link_is_good) return;
    // An earlier try may have come as far as here, and then met a name that was taken.
    if (const auto person = txn.view().person_of(link->email)) {
        joining.person = *person;
    } else {
        txn.put_identity(link->email, joining.person);
    }
}

bool is_in(const Joining& joining) {
    if (!joining.answer) return false;
    const auto* refusal = std::get_if<commands::Refusal>(&*joining.answer);
    if (refusal != nullptr) return refusal->code == commands::RefusalCode::already_joined;
    return std::holds_alternative<commands::Outcome>(*joining.answer);
}

void put_session(const std::shared_ptr<Joining>& joining, const std::function<void()>& wake) {
    const auto change = [joining](storage::VaultTxn& txn) {
        txn.use_sign_in_link(joining->page.token, joining->visit.now_ms);
        txn.put_session(joining->session, browser_session(joining->person, joining->visit.now_ms));
        // Who says nothing takes nothing back: it may be the second press of the button.
        if (joining->interests != storage::Interests{})
            txn.put_interests(joining->person, joining->interests);
    };
    const auto done = [joining, wake] {
        joining->signed_in = true;
        wake();
    };
    if (joining->visit.app.engine.submit_vault(change, done)) return;
    joining->queue_full = true;
    wake();
}

void join_person(const std::shared_ptr<Joining>& joining, const std::function<void()>& wake) {
    commands::Engine& engine = joining->visit.app.engine;
    commands::Command command;
    command.body =
        commands::JoinPerson{joining->page.pseudonym.value, joining->page.charter_version, true};
    command.actor.person = joining->person;
    command.request = random_id<events::RequestId>();
    command.request_hash = joining->request_hash;
    const auto done = [joining, wake](const Answer& answer) {
        joining->answer = answer;
        if (is_in(*joining)) return put_session(joining, wake);
        wake();
    };
    if (engine.submit(std::move(command), done)) return;
    joining->queue_full = true;
    wake();
}

void begin_joining(const std::shared_ptr<Joining>& joining, const std::function<void()>& wake) {
    const auto change = [joining](storage::VaultTxn& txn) { put_identity(*joining, txn); };
    const auto done = [joining, wake] {
        if (joining->link_is_good) return join_person(joining, wake);
        wake();
    };
    if (joining->visit.app.engine.submit_vault(change, done)) return;
    joining->queue_full = true;
    wake();
}

Response end_joining(Joining& joining) {
    const Visit& visit = joining.visit;
    if (joining.queue_full) return error_page(visit, pages::Problem::busy);
    if (!joining.link_is_good) return show(visit, pages::ConfirmPage{{}, {}, true}, 410);
    if (joining.signed_in) {
        const auto* outcome = std::get_if<commands::Outcome>(&*joining.answer);
        const std::string done = outcome != nullptr ? std::to_string(outcome->seq) : "signed-in";
        return go_on_signed_in(visit, joining.session, joining.page.next, done);
    }
    const auto* refusal = std::get_if<commands::Refusal>(&*joining.answer);
    if (refusal == nullptr) return error_page(visit, pages::Problem::conflict);
    // The address leads to somebody who has left, until their erasure is carried out.
    if (refusal->code == commands::RefusalCode::person_erased)
        return to_farewell(visit, joining.person);
    const pages::Fault fault = fault_of(refusal->code);
    if (fault == pages::Fault::none) return refusal_page(visit, *refusal, "/signin");
    joining.page.pseudonym.fault = fault;
    return show(visit, joining.page, 422);
}

pages::JoinPage join_page(const Visit& visit, std::string token, std::string next) {
    pages::JoinPage page;
    page.token = std::move(token);
    page.next = std::move(next);
    page.charter_version = visit.app.engine.charter_version();
    page.pseudonym.limit = commands::limits::pseudonym_chars;
    page.about = about_of({});
    offer_choices(visit, page.about);
    return page;
}

}  // namespace

const Catalogue& words_of(const Visit& visit) {
    const auto languages = visit.app.templates.languages();
    const auto found =
        std::find_if(languages.begin(), languages.end(),
                     [&](const Catalogue& words) { return words.code() == visit.language; });
    return found == languages.end() ? languages.front() : *found;
}

Response sign_in_page(const Visit& visit, pages::SigninPage page, unsigned status) {
    if (const auto site = relying_party(visit.app.options.origin)) {
        page.passkey.relying_party = site->id;
        page.passkey.challenge =
            visit.app.passkey_challenges.issue(PasskeyAct::get, {}, visit.now_ms);
    }
    return show(visit, page, status);
}

std::int64_t wait_of_address(const Visit& visit) {
    return visit.app.sign_ins_of_address.take(client_address(visit.request), visit.now_ms);
}

bool has_joined(const App& app, const events::PersonId& person) {
    return app.views.read([&](const Views& views) {
        const projections::Person* row = projections::find(views, person);
        return row != nullptr && row->erased == events::ErasedWords::unset;
    });
}

storage::Session browser_session(const events::PersonId& person, std::int64_t now_ms) {
    return {person, storage::SessionKind::browser, now_ms,
            now_ms + in_ms(limits::session_lifetime)};
}

Response go_on_signed_in(const Visit& visit, std::string_view session, std::string next,
                         std::string_view done) {
    if (next.empty()) next = "/";
    next += (next.find('?') == std::string::npos ? "?done=" : "&done=") + std::string(done);
    Response response = see_other(visit, next);
    response.headers.emplace_back("Set-Cookie", visit.app.sessions.cookie(session));
    return response;
}

Reply sign_in_form(Visit& visit) {
    const std::string next = safe_next(query_value(visit, "next"));
    if (visit.who && has_joined(visit.app, visit.who->person))
        return see_other(visit, next.empty() ? "/" : next);
    return sign_in_page(visit, pages::SigninPage{{}, next, !next.empty()}, 200);
}

Reply ask_for_link(Visit& visit) {
    const PostedForm posted = PostedForm::of_visitor(visit);
    if (posted.refused()) return *posted.refused();
    pages::SigninPage page{{posted.text("email"), pages::Fault::none, limits::email_bytes},
                           safe_next(posted.text("next")),
                           false};
    const auto email = normalized_email(page.email.value);
    if (!email) {
        page.email.fault =
            page.email.value.empty() ? pages::Fault::missing : pages::Fault::not_an_email;
        return sign_in_page(visit, page, 422);
    }
    if (const std::int64_t wait = wait_ms(visit, *email); wait != 0) {
        return error_page(visit, pages::Problem::too_many,
                          static_cast<std::uint32_t>(wait / 1000 + 1));
    }
    const std::string token = random_token();
    const std::int64_t expires_at = visit.now_ms + in_ms(limits::sign_in_link_lifetime);
    const auto change = [token, email, expires_at](storage::VaultTxn& txn) {
        txn.put_sign_in_link(token, *email, expires_at);
    };
    return submit_vault(visit, change, [token, email, next = page.next](Visit& waiting, bool done) {
        if (!done || !waiting.app.mailer.send(link_mail(waiting, *email, token, next))) {
            return error_page(waiting, pages::Problem::busy);
        }
        return see_other(waiting, "/signin/sent");
    });
}

Reply link_sent(Visit& visit) {
    const auto minutes =
        std::chrono::duration_cast<std::chrono::minutes>(limits::sign_in_link_lifetime);
    return show(visit, pages::SentPage{static_cast<std::uint32_t>(minutes.count()),
                                       visit.app.mailer.writes_files_only()});
}

Reply confirm_form(Visit& visit) {
    pages::ConfirmPage page{query_value(visit, "token"), safe_next(query_value(visit, "next")),
                            false};
    const auto link = visit.app.store.vault.read().sign_in_link(page.token);
    page.expired = !link || link->used || link->expires_at_ms <= visit.now_ms;
    return show(visit, page, page.expired ? 410 : 200);
}

Reply confirm(Visit& visit) {
    const PostedForm posted = PostedForm::of_visitor(visit);
    if (posted.refused()) return *posted.refused();
    struct Shared {
        Entry entry;
        std::string token, session = random_token(), join = random_token(), next;
    };
    // Read and written by the writer's thread, then read by ours: never at once.
    const auto shared = std::make_shared<Shared>();
    shared->token = posted.text("token");
    shared->next = safe_next(posted.text("next"));
    const auto change = [shared, &app = visit.app, now = visit.now_ms](storage::VaultTxn& txn) {
        shared->entry = {};
        const auto email = txn.use_sign_in_link(shared->token, now);
        if (!email) return;
        shared->entry.known_link = true;
        const auto person = txn.view().person_of(*email);
        shared->entry.joined = person && has_joined(app, *person);
        if (shared->entry.joined) {
            txn.put_session(shared->session, browser_session(*person, now));
        } else {
            txn.put_sign_in_link(shared->join, *email, now + in_ms(limits::join_lifetime));
        }
    };
    return submit_vault(visit, change, [shared](Visit& waiting, bool done) {
        if (!done) return error_page(waiting, pages::Problem::busy);
        if (!shared->entry.known_link) return show(waiting, pages::ConfirmPage{{}, {}, true}, 410);
        if (shared->entry.joined)
            return go_on_signed_in(waiting, shared->session, shared->next, "signed-in");
        std::string path = "/signin/join?token=" + shared->join;
        if (!shared->next.empty()) path += "&next=" + percent_encode(shared->next);
        return see_other(waiting, path);
    });
}

Reply join_form(Visit& visit) {
    const std::string token = query_value(visit, "token");
    const auto link = visit.app.store.vault.read().sign_in_link(token);
    if (!link || link->used || link->expires_at_ms <= visit.now_ms) {
        return show(visit, pages::ConfirmPage{{}, {}, true}, 410);
    }
    return show(visit, join_page(visit, token, safe_next(query_value(visit, "next"))));
}

Reply join(Visit& visit) {
    const PostedForm posted = PostedForm::of_visitor(visit);
    if (posted.refused()) return *posted.refused();
    pages::JoinPage page = join_page(visit, posted.text("token"), safe_next(posted.text("next")));
    page.pseudonym.value = posted.text("pseudonym");
    check_text(page.pseudonym, commands::limits::pseudonym_chars);
    page.about = about_in(posted);
    offer_choices(visit, page.about);
    if (posted.text("charter") != "yes") page.charter_fault = pages::Fault::not_accepted;
    // A version that came into force while the form was open has not been read.
    if (posted.text("charter_version") != std::to_string(page.charter_version)) {
        page.charter_fault = pages::Fault::not_accepted;
    }
    const pages::Fault none = pages::Fault::none;
    if (page.pseudonym.fault != none || page.charter_fault != none ||
        page.about.name.fault != none) {
        return show(visit, page, 422);
    }
    // Shared by the session and the writer: whoever is last lets go.
    auto joining = std::make_shared<Joining>(std::move(visit), std::move(page));
    Deferred deferred;
    deferred.start = [joining](std::function<void()> wake) { begin_joining(joining, wake); };
    deferred.finish = [joining] { return end_joining(*joining); };
    return deferred;
}

Reply sign_out(Visit& visit) {
    if (!visit.who) return see_other(visit, "/");
    const PostedForm posted = PostedForm::of_session(visit, "/");
    if (posted.refused()) return *posted.refused();
    const std::string token = visit.who->token;
    const auto change = [token](storage::VaultTxn& txn) { txn.end_session(token); };
    return submit_vault(visit, change, [token](Visit& waiting, bool done) {
        if (!done) return error_page(waiting, pages::Problem::busy);
        waiting.app.sessions.forget(token);
        Response response = see_other(waiting, "/?done=signed-out");
        response.headers.emplace_back("Set-Cookie", waiting.app.sessions.cookie_end());
        return response;
    });
}

}  // namespace imaginons::http::site

namespace imaginons::http {

std::optional<std::string> normalized_email(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    const std::size_t at = text.rfind('@');
    if (text.size() > limits::email_bytes || at == std::string_view::npos || at == 0 || at > 64)
        return std::nullopt;
    std::string out;
    for (const char c : text.substr(0, at)) {
        const bool letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) == std::string_view::npos)
            return std::nullopt;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (out.front() == '.' || out.back() == '.' || out.find("..") != std::string::npos)
        return std::nullopt;
    out += '@';
    const std::string_view domain = text.substr(at + 1);
    if (domain.empty() || domain.find('.') == std::string_view::npos) return std::nullopt;
    char before = '.';
    for (const char c : domain) {
        const bool letter =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c != '-' && c != '.') return std::nullopt;
        if (before == '.' && !letter) return std::nullopt;
        if (before == '-' && c == '.') return std::nullopt;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        before = c;
    }
    if (before == '.' || before == '-') return std::nullopt;
    return out;
}

}  // namespace imaginons::http
