#include "storage/vault.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "storage/data_dir.hpp"
#include "storage/sodium.hpp"
#include "storage/vault_rows.hpp"

namespace imaginons::storage {

using namespace vault_rows;

namespace {

constexpr std::uint64_t format_number = 1;

Secret drawn() {
    Secret secret;
    randombytes_buf(secret.data(), secret.size());
    return secret;
}

std::vector<std::uint8_t> joined(Bytes head, Bytes tail) {
    std::vector<std::uint8_t> out(head.begin(), head.end());
    out.insert(out.end(), tail.begin(), tail.end());
    return out;
}

// Nothing if a bit of it changed.
std::optional<Session> session_in(Bytes row_key, Bytes value) {
    const auto row = row_in<SessionRow>(value);
    if (row.crc != 0 && row.crc != crc_of(row_key, row)) return std::nullopt;
    const std::int32_t seen_on = row.seen_on[0] | row.seen_on[1] << 8 | row.seen_on[2] << 16;
    return Session{row.person, static_cast<SessionKind>(row.kind), row.created_at_ms,
                   row.expires_at_ms, seen_on};
}

SessionRow row_of(Bytes row_key, const Session& session) {
    SessionRow row{session.person,
                   session.created_at_ms,
                   session.expires_at_ms,
                   static_cast<std::uint8_t>(session.kind),
                   {static_cast<std::uint8_t>(session.seen_on),
                    static_cast<std::uint8_t>(session.seen_on >> 8),
                    static_cast<std::uint8_t>(session.seen_on >> 16)},
                   0};
    row.crc = crc_of(row_key, row);
    return row;
}

// An environment with its tables: replaced as one by compact(), while views still hold the former.
struct OpenVault {
    OpenVault(const std::filesystem::path& dir, const VaultOptions& options, lmdb::Access access)
        : env(dir, {options.map_bytes, access}), tables(env) {}
    lmdb::Environment env;
    Tables tables;
};

void create(OpenVault& opened, const VaultKey& key) {
    const auto made = opened.env.write([&](lmdb::WriteTxn& txn) {
        txn.put(opened.tables.meta, as_bytes(format_name), lmdb::key_of(format_number));
        for (const std::string_view name : {request_key_name, email_key_name}) {
            txn.put(opened.tables.meta, as_bytes(name),
                    wrap(key, Purpose::own, as_bytes(name), drawn()));
        }
    });
    if (made != lmdb::Commit::durable) throw UnknownOutcome("the vault could not be created");
}

Keys load_keys(OpenVault& opened, const VaultKey& key) {
    const lmdb::ReadTxn txn(opened.env);
    const lmdb::Table meta = opened.tables.meta;
    const auto format = txn.get(meta, as_bytes(format_name));
    const auto request = txn.get(meta, as_bytes(request_key_name));
    const auto email = txn.get(meta, as_bytes(email_key_name));
    if (!format || !request || !email) throw Error(opened.env.dir().string() + " holds no vault");
    if (row_in<std::uint64_t>(*format) != format_number) {
        throw Error("the vault's format is not known to this program");
    }
    if (!unwrap(key, Purpose::own, as_bytes(request_key_name), *request)) {
        throw Error("vault.key is not the key that this vault was made with");
    }
    const auto own = [&](std::string_view name, Bytes wrapped) {
        return HmacKey(unwrap_secret(key, Purpose::own, as_bytes(name), wrapped));
    };
    return {key, own(email_key_name, *email), own(request_key_name, *request)};
}

// Where the copy is made that takes the vault's place, and what it replaced is removed from.
std::filesystem::path beside(const std::filesystem::path& dir) {
    return dir.string() + ".new";
}

// What a program left that was killed while it compacted.
void tidy_up(const std::filesystem::path& dir) {
    const auto old = old_of(dir);
    if (std::filesystem::exists(old / "data.mdb") && !std::filesystem::exists(dir / "data.mdb")) {
        std::filesystem::remove(dir);
        std::filesystem::rename(old, dir);
        sync_directory(dir.parent_path());
    }
    if (std::filesystem::remove_all(old) + std::filesystem::remove_all(beside(dir)) != 0) {
        sync_directory(dir.parent_path());
    }
}

}  // namespace

struct VaultView::Impl {
    // Of a snapshot.
    Impl(std::shared_ptr<OpenVault> of, const Keys& with)
        : opened(std::move(of)), keys(with), snapshot(std::in_place, opened->env), txn(*snapshot) {}
    // Of a transaction that writes.
    Impl(std::shared_ptr<OpenVault> of, const Keys& with, lmdb::WriteTxn& into)
        : opened(std::move(of)), keys(with), txn(into), write(&into) {}

    const Tables& tables() const { return opened->tables; }
    Digest email_mac(std::string_view email) const { return keys.email.mac(as_bytes(email)); }

    std::optional<Secret> secret(lmdb::Table table, Purpose purpose, Bytes id) const {
        const auto wrapped = txn.get(table, id);
        if (!wrapped) return std::nullopt;
        return unwrap_secret(keys.wrapping, purpose, id, *wrapped);
    }

    Secret secret_or_drawn(lmdb::Table table, Purpose purpose, Bytes id) const {
        if (const auto known = secret(table, purpose, id)) return *known;
        const Secret fresh = drawn();
        write->put(table, id, wrap(keys.wrapping, purpose, id, fresh));
        return fresh;
    }

    std::optional<Digest> email_mac_of(const events::PersonId& person) const {
        const auto mac = txn.get(tables().people, events::bytes_of(person));
        if (!mac) return std::nullopt;
        return row_in<Digest>(*mac);
    }

    void drop_identity(const events::PersonId& person) const {
        if (const auto mac = email_mac_of(person)) write->erase(tables().identities, *mac);
        write->erase(tables().people, events::bytes_of(person));
    }

    // Deletes the rows of `table` that `doomed` names; gives how many.
    template <class Row, class Doomed>
    std::size_t erase_where(lmdb::Table table, Doomed doomed) const {
        std::vector<std::vector<std::uint8_t>> row_keys;
        lmdb::Cursor cursor(txn, table);
        for (bool more = cursor.first(); more; more = cursor.next()) {
            if (doomed(row_in<Row>(cursor.value()))) {
                row_keys.emplace_back(cursor.key().begin(), cursor.key().end());
            }
        }
        for (const auto& row_key : row_keys) write->erase(table, row_key);
        return row_keys.size();
    }

    template <class Visit>
    void each_draft_of(const events::PersonId& person, Visit visit) const {
        if (!tables().drafts.exists()) return;
        lmdb::Cursor cursor(txn, tables().drafts);
        const auto start = events::bytes_of(person);
        for (bool more = cursor.seek(Bytes(start)); more; more = cursor.next()) {
            if (!std::equal(start.begin(), start.end(), cursor.key().begin())) return;
            visit(cursor.key(), cursor.value());
        }
    }

    void erase_drafts_of(const events::PersonId& person) const {
        std::vector<std::vector<std::uint8_t>> row_keys;
        each_draft_of(person,
                      [&](Bytes key, Bytes) { row_keys.emplace_back(key.begin(), key.end()); });
        for (const auto& row_key : row_keys) write->erase(tables().drafts, row_key);
    }

    Draft draft_in(Bytes key, Bytes value) const {
        const auto head = row_in<DraftHead>(value);
        const auto row = unwrap(keys.wrapping, Purpose::draft, key, value.subspan(sizeof head));
        auto draft = row ? decode_draft(*row) : std::nullopt;
        if (!draft) throw Error("the vault is damaged: a draft cannot be opened");
        draft->id = events::from_bytes<events::ProposalId>(key.data() + sizeof(events::PersonId));
        draft->version = head.version;
        draft->saved_at_ms = head.saved_at_ms;
        return *draft;
    }

    std::shared_ptr<OpenVault> opened;  // shared with the vault, which may move on to another file
    const Keys& keys;
    std::optional<lmdb::ReadTxn> snapshot;
    const lmdb::Txn& txn;
    lmdb::WriteTxn* write = nullptr;
};

VaultView::VaultView(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
VaultView::VaultView(VaultView&&) noexcept = default;
VaultView& VaultView::operator=(VaultView&&) noexcept = default;
VaultView::~VaultView() = default;

std::optional<DataKey> VaultView::data_key(const events::PersonId& person) const {
    const auto secret = impl_->secret(impl_->tables().keys, Purpose::key, events::bytes_of(person));
    if (!secret) return std::nullopt;
    return DataKey{*secret};
}

std::optional<Secret> VaultView::scope_secret(const events::Id& scope) const {
    return impl_->secret(impl_->tables().scopes, Purpose::scope, events::bytes_of(scope));
}

std::optional<events::PersonId> VaultView::person_of(std::string_view email) const {
    const auto row = impl_->txn.get(impl_->tables().identities, impl_->email_mac(email));
    if (!row) return std::nullopt;
    return row_in<events::PersonId>(*row);
}

std::optional<std::string> VaultView::email_of(const events::PersonId& person) const {
    const auto mac = impl_->email_mac_of(person);
    if (!mac) return std::nullopt;
    const auto row = impl_->txn.get(impl_->tables().identities, *mac);
    if (!row || row->size() < sizeof person) throw Error("the vault is damaged: a lost identity");
    return unwrap_email(impl_->keys.wrapping, Purpose::identity, *mac, row->subspan(sizeof person));
}

bool VaultView::holds(const events::PersonId& person) const {
    const auto id = events::bytes_of(person);
    const Tables& tables = impl_->tables();
    return impl_->txn.get(tables.keys, id) || impl_->txn.get(tables.people, id) ||
           impl_->txn.get(tables.followings, id) || impl_->txn.get(tables.passkeys, id);
}

std::optional<Session> VaultView::session(std::string_view token) const {
    const Digest row_key = sha256(as_bytes(token));
    const auto value = impl_->txn.get(impl_->tables().sessions, row_key);
    if (!value) return std::nullopt;
    return session_in(row_key, *value);
}

std::vector<NamedSession> VaultView::sessions_of(const events::PersonId& person) const {
    std::vector<NamedSession> sessions;
    lmdb::Cursor cursor(impl_->txn, impl_->tables().sessions);
    for (bool more = cursor.first(); more; more = cursor.next()) {
        const auto session = session_in(cursor.key(), cursor.value());
        if (session && session->person == person)
            sessions.push_back({row_in<Digest>(cursor.key()), *session});
    }
    return sessions;
}

std::optional<SignInLink> VaultView::sign_in_link(std::string_view token) const {
    const Digest row_key = sha256(as_bytes(token));
    const auto value = impl_->txn.get(impl_->tables().links, row_key);
    if (!value) return std::nullopt;
    const auto head = row_in<LinkHead>(*value);
    return SignInLink{
        unwrap_email(impl_->keys.wrapping, Purpose::link, row_key, value->subspan(sizeof head)),
        head.expires_at_ms, head.used != 0};
}

std::vector<Passkey> VaultView::passkeys_of(const events::PersonId& person) const {
    const auto id = events::bytes_of(person);
    const auto value = impl_->txn.get(impl_->tables().passkeys, id);
    if (!value) return {};
    const auto row = unwrap(impl_->keys.wrapping, Purpose::passkeys, id, *value);
    auto passkeys = row ? decode_passkeys(*row) : std::nullopt;
    if (!passkeys) throw Error("the vault is damaged: somebody's passkeys cannot be opened");
    return std::move(*passkeys);
}

std::optional<Following> VaultView::following(const events::PersonId& person) const {
    const auto id = events::bytes_of(person);
    const auto value = impl_->txn.get(impl_->tables().followings, id);
    if (!value) return std::nullopt;
    const auto head = row_in<FollowingHead>(*value);
    const auto row =
        unwrap(impl_->keys.wrapping, Purpose::following, id, value->subspan(sizeof head));
    auto following = row ? decode_following(*row) : std::nullopt;
    if (!following) throw Error("the vault is damaged: what somebody follows cannot be opened");
    following->due_at_ms = head.due_at_ms;
    return following;
}

std::vector<events::PersonId> VaultView::due_for_letters(std::int64_t now_ms,
                                                         const events::PersonId& after,
                                                         std::size_t most) const {
    std::vector<events::PersonId> due;
    if (!impl_->tables().followings.exists()) return due;
    lmdb::Cursor cursor(impl_->txn, impl_->tables().followings);
    const auto start = events::bytes_of(after);
    for (bool more = cursor.seek(Bytes(start)); more && due.size() < most; more = cursor.next()) {
        const auto person = events::from_bytes<events::PersonId>(cursor.key().data());
        const bool is_due = row_in<FollowingHead>(cursor.value()).due_at_ms <= now_ms;
        if (is_due && !(person == after)) due.push_back(person);
    }
    return due;
}

std::optional<Draft> VaultView::draft(const events::PersonId& person,
                                      const events::ProposalId& id) const {
    const DraftKey key = draft_key(person, id);
    const auto value = impl_->txn.get(impl_->tables().drafts, key);
    if (!value) return std::nullopt;
    return impl_->draft_in(key, *value);
}

std::vector<Draft> VaultView::drafts_of(const events::PersonId& person) const {
    std::vector<Draft> drafts;
    impl_->each_draft_of(
        person, [&](Bytes key, Bytes value) { drafts.push_back(impl_->draft_in(key, value)); });
    return drafts;
}

DataKey VaultTxn::data_key(const events::PersonId& person) {
    const auto& at = *view_.impl_;
    return {at.secret_or_drawn(at.tables().keys, Purpose::key, events::bytes_of(person))};
}

Secret VaultTxn::scope_secret(const events::Id& scope) {
    const auto& at = *view_.impl_;
    return at.secret_or_drawn(at.tables().scopes, Purpose::scope, events::bytes_of(scope));
}

void VaultTxn::destroy_scope_secret(const events::Id& scope) {
    view_.impl_->write->erase(view_.impl_->tables().scopes, events::bytes_of(scope));
}

bool VaultTxn::put_identity(std::string_view email, const events::PersonId& person) {
    const auto& at = *view_.impl_;
    if (const auto owner = view_.person_of(email)) return *owner == person;
    at.drop_identity(person);
    const Digest mac = at.email_mac(email);
    at.write->put(at.tables().identities, mac,
                  joined(events::bytes_of(person),
                         wrap_email(at.keys.wrapping, Purpose::identity, mac, email)));
    at.write->put(at.tables().people, events::bytes_of(person), mac);
    return true;
}

void VaultTxn::put_session(std::string_view token, const Session& session) {
    const auto& at = *view_.impl_;
    const Digest row_key = sha256(as_bytes(token));
    at.write->put(at.tables().sessions, row_key, bytes_of_row(row_of(row_key, session)));
}

bool VaultTxn::end_session(std::string_view token) {
    const auto& at = *view_.impl_;
    return at.write->erase(at.tables().sessions, sha256(as_bytes(token)));
}

bool VaultTxn::end_session(const Digest& id, const events::PersonId& person) {
    const auto& at = *view_.impl_;
    const auto value = at.txn.get(at.tables().sessions, id);
    const auto session = value ? session_in(id, *value) : std::nullopt;
    if (!session || !(session->person == person)) return false;
    return at.write->erase(at.tables().sessions, id);
}

void VaultTxn::note_session_seen(const Digest& id, std::int32_t day) {
    const auto& at = *view_.impl_;
    const auto value = at.txn.get(at.tables().sessions, id);
    auto session = value ? session_in(id, *value) : std::nullopt;
    if (!session) return;
    session->seen_on = day;
    at.write->put(at.tables().sessions, id, bytes_of_row(row_of(id, *session)));
}

void VaultTxn::put_sign_in_link(std::string_view token, std::string_view email,
                                std::int64_t expires_at_ms) {
    const auto& at = *view_.impl_;
    const Digest row_key = sha256(as_bytes(token));
    LinkHead head{expires_at_ms, 0, {}, 0, at.email_mac(email)};
    head.crc = crc_of(row_key, head);
    at.write->put(
        at.tables().links, row_key,
        joined(bytes_of_row(head), wrap_email(at.keys.wrapping, Purpose::link, row_key, email)));
}

std::optional<std::string> VaultTxn::use_sign_in_link(std::string_view token, std::int64_t now_ms) {
    const auto& at = *view_.impl_;
    const auto link = view_.sign_in_link(token);
    if (!link || link->used || link->expires_at_ms <= now_ms) return std::nullopt;
    const Digest row_key = sha256(as_bytes(token));
    const Bytes stored = *at.txn.get(at.tables().links, row_key);
    auto head = row_in<LinkHead>(stored);
    head.used = 1;
    head.crc = crc_of(row_key, head);
    at.write->put(at.tables().links, row_key,
                  joined(bytes_of_row(head), stored.subspan(sizeof head)));
    return link->email;
}

void VaultTxn::put_passkeys(const events::PersonId& person, const std::vector<Passkey>& passkeys) {
    const auto& at = *view_.impl_;
    const auto id = events::bytes_of(person);
    if (passkeys.empty()) {
        at.write->erase(at.tables().passkeys, id);
        return;
    }
    at.write->put(at.tables().passkeys, id,
                  wrap(at.keys.wrapping, Purpose::passkeys, id, encoded(passkeys)));
}

void VaultTxn::put_following(const events::PersonId& person, const Following& following) {
    const auto& at = *view_.impl_;
    const auto id = events::bytes_of(person);
    FollowingHead head{following.due_at_ms, {}, 0};
    head.crc = crc_of(id, head);
    at.write->put(at.tables().followings, id,
                  joined(bytes_of_row(head),
                         wrap(at.keys.wrapping, Purpose::following, id, encoded(following))));
}

void VaultTxn::put_draft(const events::PersonId& person, const Draft& draft) {
    const auto& at = *view_.impl_;
    const DraftKey key = draft_key(person, draft.id);
    DraftHead head{draft.saved_at_ms, draft.version, 0};
    head.crc = crc_of(key, head);
    at.write->put(
        at.tables().drafts, key,
        joined(bytes_of_row(head), wrap(at.keys.wrapping, Purpose::draft, key, encoded(draft))));
}

bool VaultTxn::drop_draft(const events::PersonId& person, const events::ProposalId& id) {
    const auto& at = *view_.impl_;
    return at.write->erase(at.tables().drafts, draft_key(person, id));
}

void VaultTxn::erase_person(const events::PersonId& person) {
    const auto& at = *view_.impl_;
    if (const auto mac = at.email_mac_of(person)) {
        at.erase_where<LinkHead>(at.tables().links,
                                 [&](const LinkHead& link) { return link.email_mac == *mac; });
    }
    at.drop_identity(person);
    at.erase_where<SessionRow>(at.tables().sessions,
                               [&](const SessionRow& row) { return row.person == person; });
    at.write->erase(at.tables().keys, events::bytes_of(person));
    at.write->erase(at.tables().followings, events::bytes_of(person));
    at.erase_drafts_of(person);
    at.write->erase(at.tables().passkeys, events::bytes_of(person));
    at.write->put(at.tables().meta, as_bytes(compact_name), lmdb::key_of(format_number));
}

std::size_t VaultTxn::sweep(std::int64_t now_ms) {
    const auto& at = *view_.impl_;
    const auto expired = [&](const auto& row) { return row.expires_at_ms < now_ms; };
    return at.erase_where<SessionRow>(at.tables().sessions, expired) +
           at.erase_where<LinkHead>(at.tables().links, expired);
}

std::size_t VaultTxn::end_all_sessions() {
    const auto& at = *view_.impl_;
    return at.erase_where<SessionRow>(at.tables().sessions, [](const SessionRow&) {
        return true;
    }) + at.erase_where<LinkHead>(at.tables().links, [](const LinkHead&) { return true; });
}

struct Vault::Impl {
    Impl(const std::filesystem::path& where, const VaultKey& key, const VaultOptions& with,
         lmdb::Access access)
        : dir(std::filesystem::weakly_canonical(where)),
          options(with),
          opened(std::make_shared<OpenVault>(where, with, access)),
          keys(prepared_keys(key, access)) {}

    Keys prepared_keys(const VaultKey& key, lmdb::Access access) {
        const bool is_new = lmdb::ReadTxn(opened->env).count(opened->tables.meta) == 0;
        if (is_new && access == lmdb::Access::read_write) create(*opened, key);
        return load_keys(*opened, key);
    }

    bool compacting_is_due() const {
        return lmdb::ReadTxn(opened->env)
            .get(opened->tables.meta, as_bytes(compact_name))
            .has_value();
    }

    // The vault without deleted bytes, open, still under another name.
    std::shared_ptr<OpenVault> compacted_copy(OpenVault& from) const {
        make_anew(beside(dir));
        from.env.copy_compact(beside(dir));
        auto copy = std::make_shared<OpenVault>(beside(dir), options, lmdb::Access::read_write);
        const auto noted = copy->env.write(
            [&](lmdb::WriteTxn& txn) { txn.erase(copy->tables.meta, as_bytes(compact_name)); });
        if (noted != lmdb::Commit::durable) throw Error("the vault's copy could not be written");
        sync_file(beside(dir) / "data.mdb");
        sync_directory(beside(dir));
        return copy;
    }

    std::shared_ptr<OpenVault> current() const {
        std::lock_guard lock(mutex);
        return opened;
    }

    const std::filesystem::path dir;
    const VaultOptions options;
    mutable std::mutex mutex;  // of `opened`
    std::shared_ptr<OpenVault> opened;
    std::mutex writing;
    const Keys keys;
};

Vault::Vault(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Vault::Vault(Vault&&) noexcept = default;
Vault& Vault::operator=(Vault&&) noexcept = default;
Vault::~Vault() = default;

Vault Vault::open(const std::filesystem::path& dir, const VaultKey& key,
                  const VaultOptions& options) {
    assert(!options.offline);
    start_sodium();
    std::filesystem::create_directories(dir);
    tidy_up(std::filesystem::canonical(dir));
    Vault vault(std::make_unique<Impl>(dir, key, options, lmdb::Access::read_write));
    if (vault.impl_->compacting_is_due()) vault.compact();
    return vault;
}

Vault Vault::open_read_only(const std::filesystem::path& dir, const VaultKey& key,
                            const VaultOptions& options) {
    start_sodium();
    const auto access = options.offline ? lmdb::Access::offline : lmdb::Access::read_only;
    return Vault(std::make_unique<Impl>(dir, key, options, access));
}

VaultView Vault::read() const {
    return VaultView(std::make_unique<VaultView::Impl>(impl_->current(), impl_->keys));
}

void Vault::write(const std::function<void(VaultTxn&)>& change) {
    std::lock_guard lock(impl_->writing);
    const auto opened = impl_->current();
    const auto outcome = opened->env.write([&](lmdb::WriteTxn& txn) {
        VaultTxn into(VaultView(std::make_unique<VaultView::Impl>(opened, impl_->keys, txn)));
        change(into);
    });
    if (outcome == lmdb::Commit::unknown) {
        throw UnknownOutcome("whether the vault was changed is not known");
    }
}

const HmacKey& Vault::request_key() const {
    return impl_->keys.request;
}

void Vault::copy_to(const std::filesystem::path& dir) const {
    impl_->current()->env.copy_compact(dir);
    sync_file(dir / "data.mdb");
}

std::optional<std::string> Vault::defect() const {
    const auto opened = impl_->current();
    return defect_in(opened->env, opened->tables, impl_->keys);
}

void Vault::compact() {
    Impl& at = *impl_;
    std::lock_guard no_writer(at.writing);
    auto copy = at.compacted_copy(*at.current());
    exchange_directories(at.dir, beside(at.dir));
    {
        std::lock_guard lock(at.mutex);
        std::swap(at.opened, copy);
    }
    std::filesystem::remove_all(beside(at.dir));
    sync_directory(at.dir.parent_path());
}

}  // namespace imaginons::storage
