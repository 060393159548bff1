// Who writes a proposal together on the write side: authors invite by pseudonym, the invited accept
// or decline, and whoever accepted may do what the author may. What each wrote stays theirs: a
// version goes with the account of who wrote it, never another's.
#pragma once

#include "commands/proposals.hpp"

namespace imaginons::commands {

// By an author, of somebody who is none and was not asked yet.
Decision decide(const State& state, const InviteCoAuthor& command, const Context& context);
// By who was invited.
Decision decide(const State& state, const AcceptInvitation& command, const Context& context);
// By the invited (they decline), a co-author (they leave), or an author who takes an invitation
// back.
Decision decide(const State& state, const EndCoAuthorship& command, const Context& context);

void evolve(Proposals& proposals, const events::Meta& meta, const events::CoAuthorInvited& event);
void evolve(Proposals& proposals, const events::Meta& meta, const events::CoAuthorAccepted& event);
void evolve(Proposals& proposals, const events::Meta& meta, const events::CoAuthorLeft& event);

}  // namespace imaginons::commands
