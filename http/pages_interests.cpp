// What one says of oneself: a form of one's account, for oneself alone. All of it is the vault's:
// no command, no event.
#include "http/about_oneself.hpp"
#include "http/errors.hpp"
#include "http/following.hpp"
#include "http/forms.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/writes.hpp"

namespace imaginons::http::site {

namespace {

using storage::FollowedKind;
using storage::Interests;

Interests interests_of(const Visit& visit) {
    return visit.app.store.vault.read().interests(visit.who->person).value_or(Interests{});
}

// False if there was no room for all.
bool follow_all(storage::Following& following, const Interests& interests, std::uint64_t position) {
    bool fits = true;
    const auto start = [&](FollowedKind kind, const std::string& code) {
        fits = start_following(following, kind, events::id_of_code(code), position) && fits;
    };
    if (!interests.district.empty()) start(FollowedKind::district, interests.district);
    for (const std::string& theme : interests.themes) start(FollowedKind::theme, theme);
    return fits;
}

Response show(const Visit& visit, pages::InterestsPage page, unsigned status = 200) {
    offer_choices(visit, page.about);
    return html(visit, visit.app.templates.render(page, chrome_of(visit, pages::Nav::none)),
                status);
}

}  // namespace

Reply interests(Visit& visit) {
    if (!visit.who) return to_sign_in(visit, "/account/interests");
    pages::InterestsPage page;
    const std::string done = query_value(visit, "done");
    page.saved = done == "interests" || done == "interests-full";
    page.too_many = done == "interests-full";
    page.about = about_of(interests_of(visit));
    return show(visit, std::move(page));
}

Reply choose_interests(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/account/interests");
    if (posted.refused()) return *posted.refused();
    pages::InterestsPage page;
    page.about = about_in(posted);
    if (page.about.name.fault != pages::Fault::none) return show(visit, std::move(page), 422);
    const bool follows = posted.text("follow") == "yes";
    const std::uint64_t position = visit.app.position();
    const auto fresh = new_following(visit.language, position, visit.now_ms);
    const auto fits = std::make_shared<bool>(true);
    const auto change = [=, person = visit.who->person,
                         chosen = interests_in(visit, page.about)](storage::VaultTxn& txn) {
        if (!txn.view().holds(person)) return;
        txn.put_interests(person, chosen);
        if (!follows) return;
        change_following(txn, person, fresh, [&](storage::Following& following) {
            *fits = follow_all(following, chosen, position);
        });
    };
    return submit_vault(visit, change, [fits](Visit& waiting, bool done) {
        if (!done) return error_page(waiting, pages::Problem::busy);
        return see_other(waiting, *fits ? "/account/interests?done=interests"
                                        : "/account/interests?done=interests-full");
    });
}

}  // namespace imaginons::http::site
