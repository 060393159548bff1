// "Mes reçus": what one did, newest first, each with its receipt, for the page of one's account and
// for the API. Made for each view and kept nowhere; nobody is shown another's.
#include <algorithm>
#include <exception>
#include <functional>
#include <memory>
#include <optional>

#include "http/api.hpp"
#include "http/app_limits.hpp"
#include "http/entry_words.hpp"
#include "http/errors.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/query.hpp"

namespace imaginons::http {

namespace {

using projections::Views;

struct Asked {
    std::uint64_t before = 0;  // only what stands before this position
    std::size_t rows = 0;
};

struct Act {
    std::uint64_t seq = 0;
    std::vector<std::uint8_t> event;  // aligned
    pages::EntryWords words;
};

// A piece of all that somebody did.
struct Acts {
    std::vector<Act> acts;
    std::size_t first = 0;  // how many are newer than these
    std::size_t total = 0;  // all
    std::string newer;      // cursors of the pieces beside; empty: there is none
    std::string older;
};

// On the errands' thread.
Acts acts_of(App& app, const events::PersonId& person, const Asked& asked) {
    const std::vector<std::uint64_t> seqs = app.acts_of(person);
    const auto from = std::upper_bound(seqs.begin(), seqs.end(), asked.before, std::greater<>());
    Acts piece;
    piece.total = seqs.size();
    piece.first = static_cast<std::size_t>(from - seqs.begin());
    const std::size_t end = std::min(piece.first + asked.rows, seqs.size());
    for (std::size_t i = piece.first; i < end; ++i) {
        if (auto event = app.store.log.event_at(seqs[i]))
            piece.acts.push_back({seqs[i], std::move(*event), {}});
    }
    if (end < seqs.size()) piece.older = std::to_string(seqs[end - 1]);
    if (piece.first > 0)
        piece.newer = std::to_string(seqs[piece.first - std::min(piece.first, asked.rows)] + 1);
    app.views.read([&](const Views& views) {
        for (Act& act : piece.acts) act.words = entry_words(views, act.event);
    });
    return piece;
}

using Show = std::function<Response(Visit&, const Acts&)>;
using Busy = Response (*)(const Visit&);

// Gathers on the errands' thread for who is signed in, and shows it after.
Reply gathered(Visit& visit, const Asked& asked, const Show& show, Busy busy) {
    // Shared by the session and the errand: whoever is last lets go.
    struct Pending {
        Visit visit;
        std::optional<Acts> acts;
        std::exception_ptr thrown;
    };
    const auto pending =
        std::make_shared<Pending>(Pending{std::move(visit), std::nullopt, nullptr});
    Deferred deferred;
    deferred.start = [pending, asked](std::function<void()> wake) {
        const auto gather = [pending, asked, wake] {
            try {
                pending->acts = acts_of(pending->visit.app, pending->visit.who->person, asked);
            } catch (...) {
                pending->thrown = std::current_exception();
            }
            wake();
        };
        if (!pending->visit.app.run_errand(gather)) wake();
    };
    deferred.finish = [pending, show, busy] {
        if (pending->thrown) std::rethrow_exception(pending->thrown);
        return pending->acts ? show(pending->visit, *pending->acts) : busy(pending->visit);
    };
    return deferred;
}

// The position that a cursor names; everything if there is none. Nothing if it is no cursor.
std::optional<std::uint64_t> before_in(std::string_view cursor) {
    return cursor.empty() ? std::optional<std::uint64_t>(~std::uint64_t{0}) : parse_whole(cursor);
}

Response page_of(Visit& visit, const Acts& acts) {
    pages::OwnReceiptsPage page;
    for (const Act& act : acts.acts) page.receipts.push_back({act.seq, act.words});
    page.cursors = {acts.newer, acts.older};
    page.first = acts.acts.empty() ? 0 : acts.first + 1;
    page.total = acts.total;
    return html(visit, visit.app.templates.render(page, chrome_of(visit, pages::Nav::none)));
}

Response json_of(const Visit& visit, const api::Parameters& parameters, const Acts& acts) {
    std::string out = "{\"items\":[";
    for (const Act& act : acts.acts) {
        if (out.back() != '[') out += ',';
        api::append_own_act(out, act.seq, act.event, act.words);
    }
    Response response = api::json(out + api::list_end(acts.older));
    response.headers = {{"Cache-Control", "private, no-store"}};
    api::add_next_link(response, visit.path, parameters, acts.older);
    return response;
}

}  // namespace

Reply site::own_receipts(Visit& visit) {
    if (!visit.who) return to_sign_in(visit, "/account/receipts");
    const auto before = before_in(query_value(visit, "cursor"));
    if (!before) return error_page(visit, pages::Problem::bad_request);
    return gathered(visit, {*before, limits::page_rows}, page_of,
                    [](const Visit& waiting) { return error_page(waiting, pages::Problem::busy); });
}

Reply api::own_receipts(Visit& visit) {
    if (auto refused = sign_in(visit)) return *refused;
    Response fault;
    const auto parameters = read_parameters(visit.request.query, {"limit", "cursor"}, fault);
    if (!parameters) return fault;
    const auto limit = limit_in(*parameters, limits::api_rows, limits::api_rows_most, fault);
    if (!limit) return fault;
    const auto before = before_in(parameters->find("cursor"));
    if (!before) return bad_parameter("cursor", "This is not a cursor of this list.");
    const auto show = [parameters = *parameters](Visit& waiting, const Acts& acts) {
        return json_of(waiting, parameters, acts);
    };
    return gathered(visit, {*before, *limit}, show, [](const Visit&) { return busy_problem(); });
}

}  // namespace imaginons::http
