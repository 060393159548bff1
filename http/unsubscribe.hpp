// The token by which a letter's link stops letters (RFC 8058): whoever has it may do that and
// nothing else. It names the person by their handle, and is good as long as the vault's key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/ids.hpp"
#include "storage/vault.hpp"

namespace imaginons::http {

std::string unsubscribe_token(const storage::Vault& vault, const events::PersonId& person);
// Nothing if it is not one of ours.
std::optional<events::PersonId> person_of_unsubscribe_token(const storage::Vault& vault,
                                                            std::string_view token);

}  // namespace imaginons::http
