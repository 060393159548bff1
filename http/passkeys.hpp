// Passkeys (WebAuthn): what this site asks of an authenticator, and whether what it answers is
// right. Signatures are libfido2's. Knows nothing of pages.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/passkey.hpp"
#include "storage/sha256.hpp"
#include "storage/vault.hpp"

namespace imaginons::http {

// Who the site is to authenticators.
struct RelyingParty {
    std::string id;      // "participation.annemasse.example"
    std::string origin;  // as browsers write it, with the scheme
};
// Nothing if browsers offer no passkeys there: they ask for a domain name, and https unless it is
// "localhost".
std::optional<RelyingParty> relying_party(std::string_view origin);

enum class PasskeyAct : std::uint8_t { create, get };

// Challenges are kept by nobody until they come back, so that asking for many costs nothing; those
// of another run of the program are not good any more. Any thread.
class PasskeyChallenges {
  public:
    PasskeyChallenges();
    // ASCII text, whose bytes are the challenge. `whose`: the session's token, or empty for
    // visitors. Good for limits::passkey_challenge_lifetime.
    std::string issue(PasskeyAct act, std::string_view whose, std::int64_t now_ms) const;
    // True once, if it was issued for just that and has not expired.
    bool use(PasskeyAct act, std::string_view whose, std::string_view challenge,
             std::int64_t now_ms);

  private:
    std::string signature(PasskeyAct act, std::string_view whose, std::string_view head) const;

    const storage::HmacKey key_;
    std::mutex mutex_;
    std::map<std::string, std::int64_t, std::less<>> used_;  // until when each is to be remembered
};

using PasskeyBytes = std::vector<std::uint8_t>;

// What navigator.credentials.create() has given.
struct PasskeyRegistration {
    PasskeyBytes client_data;
    PasskeyBytes authenticator_data;
};
// Its id, key and count. Nothing if it answers another challenge, site or act, if the authenticator
// did not make sure who is there, or if the bytes are no such thing. Who made the authenticator is
// not asked.
std::optional<storage::Passkey> registered(const RelyingParty& site, std::string_view challenge,
                                           const PasskeyRegistration& given);

enum class PasskeyKept : std::uint8_t { yes, too_many, no_person };
// Beside those that the person has. Nothing is kept of somebody who was erased meanwhile.
PasskeyKept keep_passkey(storage::VaultTxn& txn, const events::PersonId& person,
                         const storage::Passkey& passkey);

// What navigator.credentials.get() has given.
struct PasskeyAssertion {
    PasskeyBytes client_data;
    PasskeyBytes authenticator_data;
    PasskeyBytes signature;
};
// The new count of signatures. Nothing for what registered() refuses, a signature that is not this
// passkey's, or a count that did not go up: then there are two of it.
std::optional<std::uint32_t> asserted(const RelyingParty& site, std::string_view challenge,
                                      const PasskeyAssertion& given,
                                      const storage::Passkey& passkey);

}  // namespace imaginons::http
