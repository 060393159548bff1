// Leaving takes two steps: the choice, and saying it again. Nothing is done by a link.
#include "http/account.hpp"

#include <spdlog/spdlog.h>

#include "http/errors.hpp"
#include "http/following.hpp"
#include "http/forms.hpp"
#include "http/markdown.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/writes.hpp"

namespace imaginons::http::site {

namespace {

using commands::Answer;
using pages::DeleteAccountPage;
using projections::Views;
using Words = DeleteAccountPage::Words;

// Nothing if nobody is signed in any more, or has joined.
std::optional<DeleteAccountPage> page_for(const Visit& visit) {
    if (!visit.who) return std::nullopt;
    return visit.app.views.read([&](const Views& views) -> std::optional<DeleteAccountPage> {
        const projections::Person* person = projections::find(views, visit.who->person);
        if (person == nullptr || person->pseudonym.empty()) return std::nullopt;
        DeleteAccountPage page;
        page.proposals = projections::proposals_by(views, *person).size();
        page.arguments = projections::arguments_by(views, *person).size();
        return page;
    });
}

Words words_named(std::string_view name) {
    if (name == "keep") return Words::keep;
    if (name == "remove") return Words::remove;
    return Words::not_chosen;
}

Response after_erasing(const Visit& visit, const Answer* answer) {
    if (answer == nullptr) return error_page(visit, pages::Problem::busy);
    if (const auto* refusal = std::get_if<commands::Refusal>(answer))
        return refusal_page(visit, *refusal, "/account");
    if (std::holds_alternative<commands::RequestConflict>(*answer))
        return error_page(visit, pages::Problem::conflict);
    return to_farewell(visit, visit.who->person);
}

Reply erase(Visit& visit, Words words, std::string_view key) {
    const auto kept =
        words == Words::keep ? events::ErasedWords::kept : events::ErasedWords::removed;
    struct Pending {
        Visit visit;
        commands::Command command;
        std::optional<Answer> answer;
    };
    commands::Command command = command_of(visit, commands::ErasePerson{{}, kept, false}, key);
    // Shared by the session and the eraser: whoever is last lets go.
    const auto pending =
        std::make_shared<Pending>(Pending{std::move(visit), std::move(command), std::nullopt});
    Deferred deferred;
    deferred.start = [pending](std::function<void()> wake) {
        const auto done = [pending, wake](const Answer& answer, bool) {
            pending->answer = answer;
            wake();
        };
        if (!pending->visit.app.eraser().submit(std::move(pending->command), done)) wake();
    };
    deferred.finish = [pending] {
        return after_erasing(pending->visit, pending->answer ? &*pending->answer : nullptr);
    };
    return deferred;
}

pages::OwnAct page_act(const OwnAct& act) {
    const events::Meta meta = events::read_meta(act.seq, act.event);
    const schema::Event& event = events::event_in(act.event);
    pages::OwnAct out;
    out.kind = events::kind_name(event.payload_type());
    out.seq = act.seq;
    out.at = meta.happened_at_ms();
    out.about = act.about;
    if (const auto* taken = event.payload_as_StanceTaken())
        out.stance = schema::EnumNameStance(taken->stance());
    if (!act.words) return out;
    out.title = act.words->name.empty() ? act.words->title : act.words->name;
    out.body = render_markdown(act.words->body, 4);
    out.url = act.words->url;
    return out;
}

std::string as_html(const Visit& visit, const OwnData& data) {
    pages::OwnDataPage page;
    page.person = events::to_text(data.person);
    page.email = data.email.value_or(std::string());
    page.made_at = visit.now_ms;
    for (const storage::Session& session : data.sessions)
        page.sessions.push_back({session.created_at_ms, session.expires_at_ms,
                                 session.kind == storage::SessionKind::api});
    for (const storage::Passkey& passkey : data.passkeys)
        page.passkeys.push_back({passkey.name, passkey.created_at_ms, passkey.seen_on});
    page.name = data.interests ? data.interests->name : std::string();
    page.interests = data.interest_names;
    if (data.following) page.rhythm = rhythm_of(data.following->rhythm);
    for (std::size_t i = 0; i < data.followed.size(); ++i) {
        const storage::Follow& follow = data.following->follows[i];
        if (follow.stopped) continue;
        pages::Followed followed;
        followed.kind = name_of(follow.kind);
        followed.title = data.followed[i];
        page.follows.push_back(std::move(followed));
    }
    for (const storage::Draft& draft : data.drafts)
        page.drafts.push_back({draft.saved_at_ms, draft.title, render_markdown(draft.body, 4)});
    for (const OwnAct& act : data.acts) page.acts.push_back(page_act(act));
    return visit.app.templates.render(page, chrome_of(visit, pages::Nav::none));
}

using Write = std::string (*)(const Visit&, const OwnData&);

// A file of everything about who is signed in, made aside of the io threads.
Reply own_file(Visit& visit, std::string name, std::string content_type, Write write) {
    if (!page_for(visit)) return to_sign_in(visit, "/account/data");
    struct Pending {
        Visit visit;
        std::optional<OwnData> data;
    };
    const auto pending = std::make_shared<Pending>(Pending{std::move(visit), std::nullopt});
    Deferred deferred;
    deferred.start = [pending](std::function<void()> wake) {
        const auto gather = [pending, wake] {
            try {
                pending->data = own_data(pending->visit.app, pending->visit.who->person);
            } catch (const storage::Error& error) {
                spdlog::error("somebody's own data could not be gathered: {}", error.what());
            }
            wake();
        };
        if (!pending->visit.app.run_errand(gather)) wake();
    };
    deferred.finish = [pending, name = std::move(name), content_type = std::move(content_type),
                       write] {
        if (!pending->data) return error_page(pending->visit, pages::Problem::busy);
        Response response = plain_text(write(pending->visit, *pending->data), content_type);
        response.headers = {{"Cache-Control", "private, no-store"},
                            {"Content-Disposition", "attachment; filename=\"" + name + "\""},
                            {"X-Robots-Tag", "noindex"}};
        return response;
    };
    return deferred;
}

}  // namespace

Reply delete_account_form(Visit& visit) {
    const auto page = page_for(visit);
    if (!page) return to_sign_in(visit, "/account/delete");
    return show<pages::Nav::none>(visit, *page);
}

Reply delete_account(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/account/delete");
    if (posted.refused()) return *posted.refused();
    auto page = page_for(visit);
    if (!page) return to_sign_in(visit, "/account/delete");
    page->words = words_named(posted.text("words"));
    if (page->words == Words::not_chosen) {
        page->fault = pages::Fault::not_chosen;
        return show<pages::Nav::none>(visit, *page, 422);
    }
    if (posted.text("confirm") == "yes") return erase(visit, page->words, posted.request_id());
    page->confirming = true;
    return show<pages::Nav::none>(visit, *page);
}

Reply account_deleted(Visit& visit) {
    return html(visit,
                visit.app.templates.render(pages::StaticPage{pages::StaticText::account_deleted},
                                           chrome_of(visit, pages::Nav::none)));
}

Reply account_closed(Visit& visit) {
    return html(visit,
                visit.app.templates.render(pages::StaticPage{pages::StaticText::account_closed},
                                           chrome_of(visit, pages::Nav::none)));
}

Reply account_data(Visit& visit) {
    if (!page_for(visit)) return to_sign_in(visit, "/account/data");
    return html(visit,
                visit.app.templates.render(pages::StaticPage{pages::StaticText::account_data},
                                           chrome_of(visit, pages::Nav::none)));
}

Reply account_data_json(Visit& visit) {
    return own_file(visit, "mes-donnees.json", "application/json",
                    [](const Visit&, const OwnData& data) { return as_json(data); });
}

Reply account_data_html(Visit& visit) {
    return own_file(visit, "mes-donnees.html", "text/html; charset=utf-8", as_html);
}

}  // namespace imaginons::http::site
