// The whole image anew beside the serving one, then in its place: for what must not be left in
// memory anywhere, also where nobody thought of it.
#pragma once

#include "projections/live.hpp"

namespace imaginons::storage {
class Log;
class Vault;
}  // namespace imaginons::storage

namespace imaginons::projections {

// Folds, follows what came in meanwhile, and swaps. Not on the writer's thread; the serving image
// goes on serving and following. Takes a fold's time and, until it is done, its memory again.
void rebuild(LiveViews& live, const storage::Log& log, const storage::Vault& vault);

}  // namespace imaginons::projections
