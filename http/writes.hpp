// Handing a command to the engine and answering when it has been decided: what the API and the
// forms have in common.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "commands/engine.hpp"
#include "http/app.hpp"

namespace imaginons::http {

// `key`: the Idempotency-Key, or a form's request id; empty draws one, so that the command stands
// for itself.
commands::Command command_of(const Visit& visit, commands::AnyCommand body, std::string_view key);

// Makes the response on the io thread. The answer is null when the queue is full.
using Respond = std::function<Response(Visit&, const commands::Answer*)>;
using VaultChange = std::function<void(storage::VaultTxn&)>;
// `also`, which may be empty, changes the vault if the command was accepted, and is durable before
// the response; should the queue be full just then, it is left out.
Reply submit(Visit& visit, commands::Command command, Respond respond, VaultChange also = {});

// A change to the vault, then the response, on the io thread; `done` false: the queue is full. What
// `change` finds out must be kept in what it shares with `respond`, written anew at each call: it
// may be called more than once.
Reply submit_vault(Visit& visit, std::function<void(storage::VaultTxn&)> change,
                   std::function<Response(Visit&, bool done)> respond);

// Where a token for stances on the object counts, and whether the object exists at all.
struct StanceTarget {
    events::ObjectKind object_kind = events::ObjectKind::proposal;
    events::Id object;
    events::Id scope;
    bool exists = false;
};
StanceTarget stance_target(const projections::Views& views, const events::ProposalId& id);
StanceTarget stance_target(const projections::Views& views, const events::ArgumentId& id);

}  // namespace imaginons::http
