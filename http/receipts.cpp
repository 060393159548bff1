#include "http/receipts.hpp"

#include <memory>
#include <utility>

#include "events/actor.hpp"
#include "http/api.hpp"
#include "http/errors.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"
#include "storage/receipt.hpp"

namespace imaginons::http {

namespace {

std::optional<std::string> made_receipt(const App& app, std::uint64_t seq) {
    const auto note = app.store.checkpoints.last();
    return note ? storage::receipt_of(app.store.log, seq, *note) : std::nullopt;
}

// The position that a path names, if an event stands there.
std::optional<std::uint64_t> seq_of(const Visit& visit) {
    const auto seq = parse_whole(visit.captures[0]);
    return seq && *seq < visit.app.position() ? seq : std::nullopt;
}

Response receipt_text(const std::string& text) {
    Response response = plain_text(text);
    // A later one stands under a later checkpoint; and it leads to somebody's choice.
    response.headers = {{"Cache-Control", "no-store"}, {"X-Robots-Tag", "noindex"}};
    return response;
}

bool owns(const Visit& visit, const events::Id& project) {
    return visit.app.views.read([&](const projections::Views& views) {
        const auto* row = projections::find(views, events::id_as<events::ProjectId>(project));
        return row != nullptr && row->owner_kind == events::OwnerKind::person &&
               views.people[row->owner].id == visit.who->person;
    });
}

bool is_own(const Visit& visit, const events::Actor& actor) {
    switch (actor.kind) {
        case events::Actor::Kind::nobody: return false;
        case events::Actor::Kind::person:
            return actor.id == events::id_as<events::Id>(visit.who->person);
        case events::Actor::Kind::token: {
            const auto token = visit.app.engine.stance_token(actor.scope, visit.who->person);
            return token && actor.id == events::id_as<events::Id>(*token);
        }
        case events::Actor::Kind::owner: return owns(visit, actor.id);
    }
    return false;
}

}  // namespace

std::string receipt_path(std::uint64_t seq) {
    return "/receipts/" + std::to_string(seq);
}

Reply with_receipt(Visit& visit, std::uint64_t seq, WithReceipt respond) {
    if (const auto text = made_receipt(visit.app, seq)) return respond(visit, &*text);
    // Shared by the session and the signing thread: whoever is last lets go.
    struct Pending {
        Visit visit;
        std::uint64_t seq;
        WithReceipt respond;
    };
    const auto pending =
        std::make_shared<Pending>(Pending{std::move(visit), seq, std::move(respond)});
    Deferred deferred;
    deferred.start = [pending](std::function<void()> wake) {
        pending->visit.app.signing.wait_for(pending->seq + 1, std::move(wake));
    };
    deferred.finish = [pending] {
        const auto text = made_receipt(pending->visit.app, pending->seq);
        return pending->respond(pending->visit, text ? &*text : nullptr);
    };
    return deferred;
}

std::optional<std::vector<std::uint8_t>> own_event(const Visit& visit, std::uint64_t seq) {
    if (!visit.who || seq >= visit.app.position()) return std::nullopt;
    auto event = visit.app.store.log.event_at(seq);
    return event && is_own(visit, events::actor_of(*event)) ? std::move(event) : std::nullopt;
}

pages::ReceiptStub receipt_stub(std::uint64_t seq, events::Bytes event) {
    const bool is_choice = events::actor_of(event).kind == events::Actor::Kind::token;
    return {seq, events::read_meta(seq, event).recorded_at_ms, is_choice};
}

Reply api::receipt(Visit& visit) {
    const auto seq = seq_of(visit);
    if (!seq) return problem({.status = 404, .detail = "No event stands at this position."});
    return with_receipt(visit, *seq, [](Visit&, const std::string* text) {
        return text == nullptr ? busy_problem() : receipt_text(*text);
    });
}

Reply site::receipt(Visit& visit) {
    const auto seq = seq_of(visit);
    if (!seq) return error_page(visit, pages::Problem::not_found);
    return with_receipt(visit, *seq, [seq](Visit& waiting, const std::string* text) {
        if (text == nullptr) return error_page(waiting, pages::Problem::busy);
        Response response = receipt_text(*text);
        response.headers.emplace_back("Content-Disposition", "attachment; filename=\"recu-" +
                                                                 std::to_string(*seq) + ".txt\"");
        return response;
    });
}

}  // namespace imaginons::http
