// Amendments on the write side: a proposal whose text would take another's place, decided by that
// one's authors. Submitting and editing one are proposals.hpp's. A decision is for ever; the text
// that is accepted becomes a new version, as its authors' own words.
#pragma once

#include "commands/proposals.hpp"

namespace imaginons::commands {

// The words are the amendment's: whoever asks takes them from the read models together with
// `seen_version`. Refused with amended_text_has_changed unless it was written on the version in
// force.
Decision decide(const State& state, const AcceptAmendment& command, const Context& context);
Decision decide(const State& state, const RefuseAmendment& command, const Context& context);

void evolve(Proposals& proposals, const events::Meta& meta, const events::AmendmentAccepted& event);
void evolve(Proposals& proposals, const events::Meta& meta, const events::AmendmentRefused& event);

}  // namespace imaginons::commands
