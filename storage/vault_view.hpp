// What a view and a transaction of the vault hold. Private to storage/: how the vault is opened and
// compacted is vault.cpp's, what is read and written in it is vault_accounts.cpp's.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "storage/vault.hpp"
#include "storage/vault_rows.hpp"

namespace imaginons::storage {

// An environment with its tables: replaced as one by Vault::compact(), while views still hold the
// former.
struct OpenVault {
    OpenVault(const std::filesystem::path& dir, const VaultOptions& options, lmdb::Access access)
        : env(dir, {options.map_bytes, access}), tables(env) {}
    lmdb::Environment env;
    vault_rows::Tables tables;
};

struct VaultView::Impl {
    using Purpose = vault_rows::Purpose;

    // Of a snapshot.
    Impl(std::shared_ptr<OpenVault> of, const vault_rows::Keys& with)
        : opened(std::move(of)), keys(with), snapshot(std::in_place, opened->env), txn(*snapshot) {}
    // Of a transaction that writes.
    Impl(std::shared_ptr<OpenVault> of, const vault_rows::Keys& with, lmdb::WriteTxn& into)
        : opened(std::move(of)), keys(with), txn(into), write(&into) {}

    const vault_rows::Tables& tables() const { return opened->tables; }
    Digest email_mac(std::string_view email) const { return keys.email.mac(as_bytes(email)); }
    std::optional<Secret> secret(lmdb::Table table, Purpose purpose, Bytes id) const;
    Secret secret_or_drawn(lmdb::Table table, Purpose purpose, Bytes id) const;
    std::optional<Digest> email_mac_of(const events::PersonId& person) const;
    void drop_identity(const events::PersonId& person) const;
    // Deletes the rows of `table` that `doomed` names; gives how many.
    template <class Row, class Doomed>
    std::size_t erase_where(lmdb::Table table, Doomed doomed) const;
    template <class Visit>
    void each_draft_of(const events::PersonId& person, Visit visit) const;
    void erase_drafts_of(const events::PersonId& person) const;
    Draft draft_in(Bytes key, Bytes value) const;

    std::shared_ptr<OpenVault> opened;  // shared with the vault, which may move on to another file
    const vault_rows::Keys& keys;
    std::optional<lmdb::ReadTxn> snapshot;
    const lmdb::Txn& txn;
    lmdb::WriteTxn* write = nullptr;
};

}  // namespace imaginons::storage
