// The vault: the only mutable store, an environment of its own. Data keys, scope secrets,
// identities, sessions, sign-in links; secrets and e-mail addresses are encrypted under the key of
// the file vault.key. Not part of the record: what is deleted here is gone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.hpp"
#include "storage/draft.hpp"
#include "storage/following.hpp"
#include "storage/interests.hpp"
#include "storage/limits.hpp"
#include "storage/passkey.hpp"
#include "storage/sealed.hpp"
#include "storage/sha256.hpp"

namespace imaginons::storage {

using VaultKey = std::array<std::uint8_t, 32>;
using Secret = std::array<std::uint8_t, 32>;

enum class SessionKind : std::uint8_t { browser = 1, api = 2 };

struct Session {
    events::PersonId person;
    SessionKind kind = SessionKind::browser;
    std::int64_t created_at_ms = 0;
    std::int64_t expires_at_ms = 0;
    std::int32_t seen_on = 0;  // last, in days since 1970-01-01; 0: not known
};

// As somebody sees it who must not learn the token.
struct NamedSession {
    Digest id{};  // SHA-256(token)
    Session session;
};

struct SignInLink {
    std::string email;
    std::int64_t expires_at_ms = 0;
    bool used = false;
};

// What the vault holds at one moment. Short-lived and of one thread: it keeps a read transaction
// open.
class VaultView {
  public:
    VaultView(VaultView&&) noexcept;
    VaultView& operator=(VaultView&&) noexcept;
    ~VaultView();

    std::optional<DataKey> data_key(const events::PersonId& person) const;
    // A scope is whatever stance tokens are separate for: a project.
    std::optional<Secret> scope_secret(const events::Id& scope) const;
    // `email` as the caller normalised it: the vault compares bytes.
    std::optional<events::PersonId> person_of(std::string_view email) const;
    std::optional<std::string> email_of(const events::PersonId& person) const;
    // Whether anything is kept that says who the person is, or opens what they wrote.
    bool holds(const events::PersonId& person) const;
    // Expired ones too: the caller holds the clock.
    std::optional<Session> session(std::string_view token) const;
    // Looks at every session.
    std::vector<NamedSession> sessions_of(const events::PersonId& person) const;
    std::optional<SignInLink> sign_in_link(std::string_view token) const;

    // In the order in which they came.
    std::vector<Passkey> passkeys_of(const events::PersonId& person) const;

    std::optional<Interests> interests(const events::PersonId& person) const;

    std::optional<Following> following(const events::PersonId& person) const;
    // Who is due at `now_ms` or before, after `after` (nil: from the start) in the order of ids; at
    // most `most`. Steps over every row, about 0.1 us each.
    std::vector<events::PersonId> due_for_letters(std::int64_t now_ms,
                                                  const events::PersonId& after,
                                                  std::size_t most) const;

    std::optional<Draft> draft(const events::PersonId& person, const events::ProposalId& id) const;
    // In the order of ids.
    std::vector<Draft> drafts_of(const events::PersonId& person) const;

  private:
    friend class Vault;
    friend class VaultTxn;
    struct Impl;
    explicit VaultView(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// Changes that become durable together, or not at all. Reads see the changes made so far.
class VaultTxn {
  public:
    const VaultView& view() const { return view_; }

    // The person's key, drawn at the first call.
    DataKey data_key(const events::PersonId& person);
    Secret scope_secret(const events::Id& scope);
    // Unlinks that scope's tokens from people for ever.
    void destroy_scope_secret(const events::Id& scope);

    // An e-mail belongs to one person: false, and nothing changes, if it is another's. A person's
    // former one is dropped.
    bool put_identity(std::string_view email, const events::PersonId& person);

    void put_session(std::string_view token, const Session& session);
    bool end_session(std::string_view token);
    // Only of that person's.
    bool end_session(const Digest& id, const events::PersonId& person);
    void note_session_seen(const Digest& id, std::int32_t day);

    void put_sign_in_link(std::string_view token, std::string_view email,
                          std::int64_t expires_at_ms);
    // The e-mail, if the link exists, was not used and has not expired at `now_ms`; it is used from
    // then on.
    std::optional<std::string> use_sign_in_link(std::string_view token, std::int64_t now_ms);

    // All that the person has, at most limits::passkeys_of_person.
    void put_passkeys(const events::PersonId& person, const std::vector<Passkey>& passkeys);

    // Who takes all of it back has no row.
    void put_interests(const events::PersonId& person, const Interests& interests);

    void put_following(const events::PersonId& person, const Following& following);

    void put_draft(const events::PersonId& person, const Draft& draft);
    // Its ciphertext stays in LMDB's free pages until they are written again or compacted.
    bool drop_draft(const events::PersonId& person, const events::ProposalId& id);

    // Removes key, identity, sessions, links, drafts, passkeys, interests and what they follow.
    // LMDB's free pages keep old bytes until Vault::compact(), which is noted to be due.
    void erase_person(const events::PersonId& person);
    // Removes sessions and links that expired before `now_ms`; gives how many.
    std::size_t sweep(std::int64_t now_ms);
    // Removes all sessions and links; gives how many.
    std::size_t end_all_sessions();

  private:
    friend class Vault;
    explicit VaultTxn(VaultView view) : view_(std::move(view)) {}
    VaultView view_;
};

struct VaultOptions {
    std::size_t map_bytes = limits::vault_map_bytes;
    // Only reading, without taking part in locking: for a copy that nobody writes to (a read-only
    // mount).
    bool offline = false;
};

// Any thread may read; writes wait for one another. A thread must not write while it holds a
// VaultView.
class Vault {
  public:
    // Creates it if it is not there; compacts it if that is due. Throws Error if the key is not the
    // one it was made with.
    static Vault open(const std::filesystem::path& dir, const VaultKey& key,
                      const VaultOptions& options = {});
    static Vault open_read_only(const std::filesystem::path& dir, const VaultKey& key,
                                const VaultOptions& options = {});
    Vault(Vault&&) noexcept;
    Vault& operator=(Vault&&) noexcept;
    ~Vault();

    VaultView read() const;

    // One durable transaction. `change` may be called again (the map was full), so it must only
    // touch the transaction; what it throws aborts and passes through. Throws UnknownOutcome if the
    // commit fails: the process must stop.
    void write(const std::function<void(VaultTxn&)>& change);

    // Keys the HMACs of idempotency keys and of requests.
    const HmacKey& request_key() const;

    // A copy of this moment without free pages, synced, into an empty directory. Beside a writer
    // too: one read transaction, as long as the file takes to be written (benchmarks/README.md).
    void copy_to(const std::filesystem::path& dir) const;

    // Opens or compares every row: the first table that holds one which is not as it was written,
    // and why. Nothing if all are sound.
    std::optional<std::string> defect() const;

    // Puts a copy without the pages that still hold deleted bytes in the vault's place. Any thread;
    // writers wait. Views that are open go on reading the former file, whose name is gone already
    // and whose blocks go with the last of them; so do programs that read beside. Throws Error if
    // it failed: then the vault is as it was, and compacting stays due.
    void compact();

  private:
    struct Impl;
    explicit Vault(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace imaginons::storage
