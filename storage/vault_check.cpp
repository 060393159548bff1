// The vault's part of verify: every row of every table is opened or compared with what must fit it.
#include "storage/vault_rows.hpp"

namespace imaginons::storage::vault_rows {

namespace {

struct Check {
    const lmdb::Txn& txn;
    const Tables& tables;
    const Keys& keys;

    const char* defect_of_key(Purpose purpose, Bytes key, Bytes value) const {
        const auto secret = unwrap(keys.wrapping, purpose, key, value);
        return secret && secret->size() == sizeof(Secret) ? nullptr : "a row cannot be opened";
    }

    // Two tables that name each other: each row has its counterpart.
    const char* defect_of_identity(Bytes key, Bytes value) const {
        const auto person = row_in<events::PersonId>(value);
        const auto email = unwrap(keys.wrapping, Purpose::identity, key, value.subspan(16));
        if (!email) return "a row cannot be opened";
        const std::string text =
            unwrap_email(keys.wrapping, Purpose::identity, key, value.subspan(16));
        if (keys.email.mac(as_bytes(text)) != row_in<Digest>(key)) return "a row's key is wrong";
        const auto back = txn.get(tables.people, events::bytes_of(person));
        const bool named = back && std::equal(back->begin(), back->end(), key.begin(), key.end());
        return named ? nullptr : "a row names a person who has another address";
    }

    const char* defect_of_person(Bytes key, Bytes value) const {
        if (value.size() != sizeof(Digest)) return "a row has a wrong size";
        const auto identity = txn.get(tables.identities, value);
        const bool named = identity && identity->size() > key.size() &&
                           std::equal(key.begin(), key.end(), identity->begin());
        return named ? nullptr : "a row names an address of somebody else";
    }

    // A crc of 0 was written before rows had one.
    const char* defect_of_session(Bytes key, Bytes value) const {
        if (value.size() != sizeof(SessionRow)) return "a row has a wrong size";
        const auto row = row_in<SessionRow>(value);
        return row.crc == 0 || row.crc == crc_of(key, row) ? nullptr : "a row's CRC is wrong";
    }

    const char* defect_of_link(Bytes key, Bytes value) const {
        const auto head = row_in<LinkHead>(value);
        if (head.crc != 0 && head.crc != crc_of(key, head)) return "a row's CRC is wrong";
        const auto email =
            unwrap(keys.wrapping, Purpose::link, key, value.subspan(sizeof(LinkHead)));
        return email ? nullptr : "a row cannot be opened";
    }

    const char* defect_of_following(Bytes key, Bytes value) const {
        const auto head = row_in<FollowingHead>(value);
        if (head.crc != crc_of(key, head)) return "a row's CRC is wrong";
        const auto row = unwrap(keys.wrapping, Purpose::following, key, value.subspan(sizeof head));
        return row && decode_following(*row) ? nullptr : "a row cannot be opened";
    }

    const char* defect_of_draft(Bytes key, Bytes value) const {
        const auto head = row_in<DraftHead>(value);
        if (head.crc != crc_of(key, head)) return "a row's CRC is wrong";
        const auto row = unwrap(keys.wrapping, Purpose::draft, key, value.subspan(sizeof head));
        return row && decode_draft(*row) ? nullptr : "a row cannot be opened";
    }

    const char* defect_of_passkeys(Bytes key, Bytes value) const {
        const auto row = unwrap(keys.wrapping, Purpose::passkeys, key, value);
        return row && decode_passkeys(*row) ? nullptr : "a row cannot be opened";
    }

    const char* defect_of_interests(Bytes key, Bytes value) const {
        const auto row = unwrap(keys.wrapping, Purpose::interests, key, value);
        return row && decode_interests(*row) ? nullptr : "a row cannot be opened";
    }

    const char* defect_of_own(Bytes key, Bytes value) const {
        const std::string_view name(reinterpret_cast<const char*>(key.data()), key.size());
        if (name == format_name || name == compact_name) {
            return value.size() == sizeof(std::uint64_t) ? nullptr : "a row has a wrong size";
        }
        return defect_of_key(Purpose::own, key, value);
    }
};

// Steps on; now and then in a newer snapshot, so that none is held for long beside a writer.
bool next_row(lmdb::ReadTxn& txn, lmdb::Cursor& cursor, std::uint64_t rows) {
    if (rows % limits::vault_rows_per_read_txn != 0) return cursor.next();
    const std::vector<std::uint8_t> at(cursor.key().begin(), cursor.key().end());
    txn.refresh();
    cursor.renew(txn);
    if (!cursor.seek(Bytes(at))) return false;
    return std::equal(at.begin(), at.end(), cursor.key().begin(), cursor.key().end())
               ? cursor.next()
               : true;
}

}  // namespace

std::optional<std::string> defect_in(lmdb::Environment& env, const Tables& tables,
                                     const Keys& keys) {
    struct Kind {
        const char* name;
        lmdb::Table table;
        std::function<const char*(const Check&, Bytes key, Bytes value)> defect;
    };
    const auto secret = [](Purpose purpose) {
        return [purpose](const Check& check, Bytes key, Bytes value) {
            return check.defect_of_key(purpose, key, value);
        };
    };
    const std::array<Kind, 11> kinds{
        Kind{"keys", tables.keys, secret(Purpose::key)},
        Kind{"scopes", tables.scopes, secret(Purpose::scope)},
        Kind{"identities", tables.identities, std::mem_fn(&Check::defect_of_identity)},
        Kind{"people", tables.people, std::mem_fn(&Check::defect_of_person)},
        Kind{"sessions", tables.sessions, std::mem_fn(&Check::defect_of_session)},
        Kind{"links", tables.links, std::mem_fn(&Check::defect_of_link)},
        Kind{"followings", tables.followings, std::mem_fn(&Check::defect_of_following)},
        Kind{"drafts", tables.drafts, std::mem_fn(&Check::defect_of_draft)},
        Kind{"passkeys", tables.passkeys, std::mem_fn(&Check::defect_of_passkeys)},
        Kind{"interests", tables.interests, std::mem_fn(&Check::defect_of_interests)},
        Kind{"meta", tables.meta, std::mem_fn(&Check::defect_of_own)}};
    lmdb::ReadTxn txn(env);
    const Check check{txn, tables, keys};
    for (const Kind& kind : kinds) {
        if (!kind.table.exists()) continue;
        lmdb::Cursor cursor(txn, kind.table);
        std::uint64_t rows = 0;
        for (bool more = cursor.first(); more; more = next_row(txn, cursor, ++rows)) {
            const char* defect = kind.defect(check, cursor.key(), cursor.value());
            if (defect != nullptr) return std::string(kind.name) + ": " + defect;
        }
    }
    return std::nullopt;
}

}  // namespace imaginons::storage::vault_rows
