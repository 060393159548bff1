// Who is signed in: session tokens, their cookie and bearer forms, and the tokens that forms carry.
// The vault has the sessions (as digests); a table in memory answers most requests without it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "events/ids.hpp"
#include "storage/vault.hpp"

namespace imaginons::http {

struct SignedIn {
    events::PersonId person;
    std::string token;  // the session's: from a cookie or an Authorization header
    // The vault does not know yet that it was seen today; said once.
    bool first_today = false;
};

// Any thread. The vault must outlive it.
class Sessions {
  public:
    Sessions(const storage::Vault& vault, bool https);

    // "__Host-session" over https; browsers refuse that prefix over plain http, so there it is
    // "session".
    std::string_view cookie_name() const { return https_ ? "__Host-session" : "session"; }
    // The value of a Set-Cookie header.
    std::string cookie(std::string_view token) const;
    std::string cookie_end() const;

    // By the Cookie header: sessions of browsers only.
    std::optional<SignedIn> by_cookie(std::string_view header, std::int64_t now_ms);
    // By the Authorization header: sessions of programs only.
    std::optional<SignedIn> by_bearer(std::string_view header, std::int64_t now_ms);

    // To be called when the vault has ended a session.
    void forget(std::string_view token);
    void forget(const storage::Digest& id);
    // To be called when the vault has ended sessions that cannot be named: all are looked up anew.
    void forget_all();

    // What the forms of a session carry, so that no other site can post them.
    std::string form_token(const SignedIn& who) const;
    bool fits(const SignedIn& who, std::string_view form_token) const;
    // The same for forms shown to somebody who is not signed in: good for limits::form_lifetime.
    std::string visitor_form_token(std::int64_t now_ms) const;
    bool visitor_form_token_fits(std::string_view form_token, std::int64_t now_ms) const;

  private:
    struct DigestHash {
        std::size_t operator()(const storage::Digest& digest) const;
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<storage::Digest, storage::Session, DigestHash> held;
    };
    Shard& shard(const storage::Digest& digest);
    std::optional<storage::Session> find(std::string_view token, std::int64_t now_ms);
    // Whether nobody has asked that today.
    bool note_seen(std::string_view token, std::int32_t day);

    const storage::Vault& vault_;
    const bool https_;
    static constexpr std::size_t shards = 16;
    std::array<Shard, shards> shards_;
    // Goes up with forget_all(): what was read from the vault before is not kept after.
    std::atomic<std::uint64_t> forgotten_{0};
};

}  // namespace imaginons::http
