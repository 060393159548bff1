// The writer thread calls back; all that it does here is to leave its answer and wake the session.
#include "http/writes.hpp"

#include <limits>
#include <optional>
#include <utility>

#include "http/query.hpp"
#include "http/random.hpp"
#include "projections/queries.hpp"

namespace imaginons::http {

namespace {

struct Pending {
    Visit visit;
    commands::Command command;
    Respond respond;
    VaultChange also;
    std::optional<commands::Answer> answer;
};

struct PendingVault {
    Visit visit;
    std::function<void(storage::VaultTxn&)> change;
    std::function<Response(Visit&, bool)> respond;
    bool done = false;
};

std::string_view method_name(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::head: return "HEAD";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::del: return "DELETE";
        case Method::options: return "OPTIONS";
        case Method::other: return "";
    }
    return {};
}

}  // namespace

commands::Command command_of(const Visit& visit, commands::AnyCommand body, std::string_view key) {
    commands::Command command;
    command.body = std::move(body);
    command.actor.person = visit.who->person;
    command.request = key.empty() ? random_id<events::RequestId>()
                                  : visit.app.engine.request_id(visit.who->person, key);
    command.request_hash = visit.app.engine.request_hash(method_name(visit.request.method),
                                                         visit.path, visit.request.body);
    return command;
}

namespace {

// A form that was sent again with the new charter accepted (forms.cpp) accepts it first. Whether it
// could, the command that follows finds out.
void accept_charter_first(const Visit& visit) {
    if (visit.request.method != Method::post || !visit.who) return;
    if (!has_media_type(visit.request.content_type, "application/x-www-form-urlencoded")) return;
    const auto form = parse_form(visit.request.body);
    const auto field = form ? form->find("accept_charter") : std::nullopt;
    const auto version = field ? parse_whole(*field) : std::nullopt;
    if (!version || *version > std::numeric_limits<std::uint32_t>::max()) return;
    const commands::AcceptCharter accept{static_cast<std::uint32_t>(*version)};
    visit.app.engine.submit(command_of(visit, accept, {}), {});
}

}  // namespace

Reply submit(Visit& visit, commands::Command command, Respond respond, VaultChange also) {
    // Shared by the session and the writer: whoever is last lets go.
    auto pending = std::make_shared<Pending>(Pending{
        std::move(visit), std::move(command), std::move(respond), std::move(also), std::nullopt});
    Deferred deferred;
    deferred.start = [pending](std::function<void()> wake) {
        commands::Engine& engine = pending->visit.app.engine;
        accept_charter_first(pending->visit);
        auto done = [pending, wake](const commands::Answer& answer) {
            pending->answer = answer;
            const bool accepted = std::holds_alternative<commands::Outcome>(answer);
            const bool more = accepted && pending->also;
            if (!more || !pending->visit.app.engine.submit_vault(pending->also, wake)) wake();
        };
        if (!engine.submit(std::move(pending->command), std::move(done))) wake();
    };
    deferred.finish = [pending] {
        return pending->respond(pending->visit, pending->answer ? &*pending->answer : nullptr);
    };
    return deferred;
}

Reply submit_vault(Visit& visit, std::function<void(storage::VaultTxn&)> change,
                   std::function<Response(Visit&, bool)> respond) {
    auto pending = std::make_shared<PendingVault>(
        PendingVault{std::move(visit), std::move(change), std::move(respond), false});
    Deferred deferred;
    deferred.start = [pending](std::function<void()> wake) {
        const auto done = [pending, wake] {
            pending->done = true;
            wake();
        };
        if (!pending->visit.app.engine.submit_vault(pending->change, done)) wake();
    };
    deferred.finish = [pending] { return pending->respond(pending->visit, pending->done); };
    return deferred;
}

StanceTarget stance_target(const projections::Views& views, const events::ProposalId& id) {
    StanceTarget target;
    target.object_kind = events::ObjectKind::proposal;
    target.object = events::id_as<events::Id>(id);
    if (const auto* proposal = projections::find(views, id)) {
        target.exists = true;
        target.scope = projections::scope_of(views, *proposal);
    }
    return target;
}

StanceTarget stance_target(const projections::Views& views, const events::ArgumentId& id) {
    StanceTarget target;
    target.object_kind = events::ObjectKind::argument;
    target.object = events::id_as<events::Id>(id);
    if (const auto* argument = projections::find(views, id)) {
        target.exists = true;
        target.scope = projections::scope_of(views, views.proposals[argument->proposal]);
    }
    return target;
}

}  // namespace imaginons::http
