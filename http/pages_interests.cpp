// Where one lives and what one cares about: a form of one's account, for oneself alone. All of it
// is the vault's: no command, no event.
#include <algorithm>

#include "http/errors.hpp"
#include "http/following.hpp"
#include "http/forms.hpp"
#include "http/labels.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/writes.hpp"
#include "storage/limits.hpp"

namespace imaginons::http::site {

namespace {

using projections::Views;
using storage::FollowedKind;
using storage::Interests;

Interests interests_of(const Visit& visit) {
    return visit.app.store.vault.read().interests(visit.who->person).value_or(Interests{});
}

// What the city has a name for; the rest nobody could have chosen.
Interests chosen_in(const Visit& visit, const PostedForm& posted) {
    Interests chosen;
    visit.app.views.read([&](const Views& views) {
        const std::string district = posted.text("district");
        if (views.districts.labels.find(district) != events::no_label) chosen.district = district;
        for (const std::string& theme : posted.texts("theme")) {
            const bool there =
                std::find(chosen.themes.begin(), chosen.themes.end(), theme) != chosen.themes.end();
            if (there || views.themes.labels.find(theme) == events::no_label) continue;
            if (chosen.themes.size() < storage::limits::interests_themes)
                chosen.themes.push_back(theme);
        }
    });
    return chosen;
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

}  // namespace

Reply interests(Visit& visit) {
    if (!visit.who) return to_sign_in(visit, "/account/interests");
    Interests own = interests_of(visit);
    pages::InterestsPage page;
    const std::string done = query_value(visit, "done");
    page.saved = done == "interests" || done == "interests-full";
    page.too_many = done == "interests-full";
    visit.app.views.read([&](const Views& views) {
        page.theme_choices = labels_to_choose(views.themes, own.themes);
        page.district_choices = labels_to_choose(views.districts, {own.district});
    });
    page.themes = std::move(own.themes);
    page.district = std::move(own.district);
    return html(visit, visit.app.templates.render(page, chrome_of(visit, pages::Nav::none)));
}

Reply choose_interests(Visit& visit) {
    const PostedForm posted = PostedForm::of_session(visit, "/account/interests");
    if (posted.refused()) return *posted.refused();
    const bool follows = posted.text("follow") == "yes";
    const std::uint64_t position = visit.app.position();
    const auto fresh = new_following(visit.language, position, visit.now_ms);
    const auto fits = std::make_shared<bool>(true);
    const auto change = [=, person = visit.who->person,
                         chosen = chosen_in(visit, posted)](storage::VaultTxn& txn) {
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
