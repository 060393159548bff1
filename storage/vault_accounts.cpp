// Everything that the vault's tables hold, row by row: keys and secrets, identities, sessions,
// links, passkeys, follows, drafts, interests.
#include <algorithm>

#include "storage/vault_view.hpp"

namespace imaginons::storage {

using namespace vault_rows;

namespace {

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

}  // namespace

std::optional<Secret> VaultView::Impl::secret(lmdb::Table table, Purpose purpose, Bytes id) const {
    const auto wrapped = txn.get(table, id);
    if (!wrapped) return std::nullopt;
    return unwrap_secret(keys.wrapping, purpose, id, *wrapped);
}

Secret VaultView::Impl::secret_or_drawn(lmdb::Table table, Purpose purpose, Bytes id) const {
    if (const auto known = secret(table, purpose, id)) return *known;
    const Secret fresh = drawn_secret();
    write->put(table, id, wrap(keys.wrapping, purpose, id, fresh));
    return fresh;
}

std::optional<Digest> VaultView::Impl::email_mac_of(const events::PersonId& person) const {
    const auto mac = txn.get(tables().people, events::bytes_of(person));
    if (!mac) return std::nullopt;
    return row_in<Digest>(*mac);
}

void VaultView::Impl::drop_identity(const events::PersonId& person) const {
    if (const auto mac = email_mac_of(person)) write->erase(tables().identities, *mac);
    write->erase(tables().people, events::bytes_of(person));
}

template <class Row, class Doomed>
std::size_t VaultView::Impl::erase_where(lmdb::Table table, Doomed doomed) const {
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
void VaultView::Impl::each_draft_of(const events::PersonId& person, Visit visit) const {
    if (!tables().drafts.exists()) return;
    lmdb::Cursor cursor(txn, tables().drafts);
    const auto start = events::bytes_of(person);
    for (bool more = cursor.seek(Bytes(start)); more; more = cursor.next()) {
        if (!std::equal(start.begin(), start.end(), cursor.key().begin())) return;
        visit(cursor.key(), cursor.value());
    }
}

void VaultView::Impl::erase_drafts_of(const events::PersonId& person) const {
    std::vector<std::vector<std::uint8_t>> row_keys;
    each_draft_of(person, [&](Bytes key, Bytes) { row_keys.emplace_back(key.begin(), key.end()); });
    for (const auto& row_key : row_keys) write->erase(tables().drafts, row_key);
}

Draft VaultView::Impl::draft_in(Bytes key, Bytes value) const {
    const auto head = row_in<DraftHead>(value);
    const auto row = unwrap(keys.wrapping, Purpose::draft, key, value.subspan(sizeof head));
    auto draft = row ? decode_draft(*row) : std::nullopt;
    if (!draft) throw Error("the vault is damaged: a draft cannot be opened");
    draft->id = events::from_bytes<events::ProposalId>(key.data() + sizeof(events::PersonId));
    draft->version = head.version;
    draft->saved_at_ms = head.saved_at_ms;
    return *draft;
}

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
           impl_->txn.get(tables.followings, id) || impl_->txn.get(tables.passkeys, id) ||
           impl_->txn.get(tables.interests, id);
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

std::optional<Interests> VaultView::interests(const events::PersonId& person) const {
    const auto id = events::bytes_of(person);
    const auto value = impl_->txn.get(impl_->tables().interests, id);
    if (!value) return std::nullopt;
    const auto row = unwrap(impl_->keys.wrapping, Purpose::interests, id, *value);
    auto interests = row ? decode_interests(*row) : std::nullopt;
    if (!interests) throw Error("the vault is damaged: somebody's interests cannot be opened");
    return interests;
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

void VaultTxn::put_interests(const events::PersonId& person, const Interests& interests) {
    const auto& at = *view_.impl_;
    const auto id = events::bytes_of(person);
    if (interests == Interests{}) {
        at.write->erase(at.tables().interests, id);
        return;
    }
    at.write->put(at.tables().interests, id,
                  wrap(at.keys.wrapping, Purpose::interests, id, encoded(interests)));
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
    at.write->erase(at.tables().interests, events::bytes_of(person));
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

}  // namespace imaginons::storage
