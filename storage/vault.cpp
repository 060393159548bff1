// Opening the vault, its transactions, and getting rid of deleted bytes.
#include "storage/vault.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "storage/data_dir.hpp"
#include "storage/sodium.hpp"
#include "storage/vault_view.hpp"

namespace imaginons::storage {

using namespace vault_rows;

namespace {

void create(OpenVault& opened, const VaultKey& key) {
    const auto made = opened.env.write([&](lmdb::WriteTxn& txn) {
        txn.put(opened.tables.meta, as_bytes(format_name), lmdb::key_of(format_number));
        for (const std::string_view name : {request_key_name, email_key_name}) {
            txn.put(opened.tables.meta, as_bytes(name),
                    wrap(key, Purpose::own, as_bytes(name), drawn_secret()));
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

VaultView::VaultView(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
VaultView::VaultView(VaultView&&) noexcept = default;
VaultView& VaultView::operator=(VaultView&&) noexcept = default;
VaultView::~VaultView() = default;

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
    const auto former = at.current();
    auto copy = at.compacted_copy(*former);
    try {
        exchange_directories(at.dir, beside(at.dir));
    } catch (const UnknownOutcome&) {
        // Until now both hold the same. What would be written to either could be swept by a start
        // that finds the other.
        former->env.distrust();
        throw;
    }
    {
        std::lock_guard lock(at.mutex);
        std::swap(at.opened, copy);
    }
    std::filesystem::remove_all(beside(at.dir));
    sync_directory(at.dir.parent_path());
}

}  // namespace imaginons::storage
