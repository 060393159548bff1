// The vault: durable, keyed, forgetful when asked.
#include "storage/vault.hpp"

#include <doctest/doctest.h>

#include "storage/error.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;

namespace {

VaultKey key_of(std::uint8_t byte) {
    VaultKey key;
    key.fill(byte);
    return key;
}

VaultOptions small_vault() {
    return {.map_bytes = std::size_t{16} << 20};
}

Vault open(const TempDir& dir) {
    return Vault::open(dir.path, key_of(9), small_vault());
}

// Whether the bytes stand in any file of the directory.
bool on_disk(const TempDir& dir, std::string_view bytes) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(dir.path)) {
        if (file.is_regular_file() && slurp(file.path()).find(bytes) != std::string::npos) {
            return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("keys and secrets are drawn once, kept over a reopening, and differ from one another") {
    TempDir dir;
    DataKey ada;
    Secret project;
    Digest request;
    {
        Vault vault = open(dir);
        CHECK_FALSE(vault.read().data_key(person(1)));
        vault.write([&](VaultTxn& txn) {
            ada = txn.data_key(person(1));
            project = txn.scope_secret(id_for(1));
            CHECK(txn.data_key(person(1)).bytes == ada.bytes);
            CHECK(txn.view().data_key(person(1))->bytes == ada.bytes);
            CHECK(txn.data_key(person(2)).bytes != ada.bytes);
            CHECK(txn.scope_secret(id_for(2)) != project);
        });
        request = vault.request_key().mac(as_bytes("key"));
    }
    CHECK_FALSE(on_disk(dir, {reinterpret_cast<const char*>(ada.bytes.data()), 16}));
    CHECK_FALSE(on_disk(dir, {reinterpret_cast<const char*>(project.data()), 16}));
    Vault vault = open(dir);
    CHECK(vault.read().data_key(person(1))->bytes == ada.bytes);
    CHECK(vault.read().scope_secret(id_for(1)) == project);
    CHECK(vault.request_key().mac(as_bytes("key")) == request);
    vault.write([](VaultTxn& txn) { txn.destroy_scope_secret(id_for(1)); });
    CHECK_FALSE(vault.read().scope_secret(id_for(1)));
}

TEST_CASE("a vault opened with another key says so, and changes nothing") {
    TempDir dir;
    open(dir);
    CHECK_THROWS_WITH_AS(Vault::open(dir.path, key_of(8), small_vault()),
                         "vault.key is not the key that this vault was made with", Error);
    CHECK_THROWS_AS(Vault::open_read_only(dir.path, key_of(8), small_vault()), Error);
    open(dir);
}

TEST_CASE("an e-mail belongs to one person, a person has one e-mail, and none stands in clear") {
    TempDir dir;
    Vault vault = open(dir);
    vault.write([](VaultTxn& txn) {
        CHECK(txn.put_identity("ada@example.org", person(1)));
        CHECK(txn.put_identity("ada@example.org", person(1)));
        CHECK_FALSE(txn.put_identity("ada@example.org", person(2)));
    });
    CHECK(vault.read().person_of("ada@example.org") == person(1));
    CHECK(vault.read().email_of(person(1)) == "ada@example.org");
    CHECK_FALSE(vault.read().person_of("bob@example.org"));
    CHECK_FALSE(vault.read().email_of(person(2)));
    vault.write([](VaultTxn& txn) {
        CHECK(txn.put_identity("countess@example.org", person(1)));
        txn.put_sign_in_link("token", "countess@example.org", 5000);
    });
    CHECK_FALSE(vault.read().person_of("ada@example.org"));
    CHECK(vault.read().email_of(person(1)) == "countess@example.org");
    CHECK_FALSE(on_disk(dir, "ada@example"));
    CHECK_FALSE(on_disk(dir, "countess"));
    CHECK_FALSE(on_disk(dir, "token"));
}

TEST_CASE("the longest e-mail goes through") {
    TempDir dir;
    Vault vault = open(dir);
    const std::string longest(limits::email_bytes, 'a');
    vault.write([&](VaultTxn& txn) { CHECK(txn.put_identity(longest, person(1))); });
    CHECK(vault.read().email_of(person(1)) == longest);
}

TEST_CASE("a session is found by its token until it is ended or swept") {
    TempDir dir;
    Vault vault = open(dir);
    vault.write([](VaultTxn& txn) {
        txn.put_session("one", {person(1), SessionKind::browser, 1000, 2000});
        txn.put_session("two", {person(2), SessionKind::api, 1000, 3000});
    });
    const auto session = vault.read().session("two");
    REQUIRE(session);
    CHECK(session->person == person(2));
    CHECK(session->kind == SessionKind::api);
    CHECK(session->created_at_ms == 1000);
    CHECK(session->expires_at_ms == 3000);
    CHECK_FALSE(vault.read().session("three"));
    vault.write([](VaultTxn& txn) { CHECK(txn.sweep(2001) == 1); });
    CHECK_FALSE(vault.read().session("one"));
    vault.write([](VaultTxn& txn) {
        CHECK(txn.end_session("two"));
        CHECK_FALSE(txn.end_session("two"));
    });
    CHECK_FALSE(vault.read().session("two"));
}

TEST_CASE("a sign-in link works once, before it expires") {
    TempDir dir;
    Vault vault = open(dir);
    vault.write([](VaultTxn& txn) {
        txn.put_sign_in_link("a", "ada@example.org", 5000);
        txn.put_sign_in_link("b", "bob@example.org", 5000);
        CHECK_FALSE(txn.use_sign_in_link("unknown", 10));
        CHECK_FALSE(txn.use_sign_in_link("b", 5000));
        CHECK(txn.use_sign_in_link("a", 4999) == "ada@example.org");
        CHECK_FALSE(txn.use_sign_in_link("a", 4999));
    });
    CHECK(vault.read().sign_in_link("a")->used);
    CHECK_FALSE(vault.read().sign_in_link("b")->used);
    vault.write([](VaultTxn& txn) { CHECK(txn.sweep(5001) == 2); });
    CHECK_FALSE(vault.read().sign_in_link("a"));
}

TEST_CASE("what a change throws undoes all of it") {
    TempDir dir;
    Vault vault = open(dir);
    CHECK_THROWS_AS(vault.write([](VaultTxn& txn) {
        txn.data_key(person(1));
        throw std::runtime_error("no");
    }),
                    std::runtime_error);
    CHECK_FALSE(vault.read().data_key(person(1)));
}

TEST_CASE("a full map grows under the vault too") {
    TempDir dir;
    Vault vault = Vault::open(dir.path, key_of(9), {.map_bytes = std::size_t{128} << 10});
    for (std::uint64_t i = 0; i < 3000; i += 500) {
        vault.write([&](VaultTxn& txn) {
            for (std::uint64_t n = i; n < i + 500; ++n) {
                txn.put_identity(std::to_string(n) + "@example.org", person(n));
            }
        });
    }
    CHECK(vault.read().email_of(person(2999)) == "2999@example.org");
}

TEST_CASE("an erased person leaves no byte in the compacted vault, others stay") {
    TempDir dir;
    Vault vault = open(dir);
    std::string wrapped_key;
    vault.write([](VaultTxn& txn) {
        for (std::uint64_t n = 0; n < 50; ++n) {
            txn.data_key(person(n));
            txn.put_identity(std::to_string(n) + "@example.org", person(n));
            txn.put_session("session " + std::to_string(n), {person(n), SessionKind::api, 1, 9});
            txn.put_sign_in_link("link " + std::to_string(n), std::to_string(n) + "@example.org",
                                 9);
        }
    });
    const auto handle = imaginons::events::bytes_of(person(7));
    const std::string_view handle_bytes(reinterpret_cast<const char*>(handle.data()),
                                        handle.size());
    CHECK(on_disk(dir, handle_bytes));
    vault.write([](VaultTxn& txn) { txn.erase_person(person(7)); });
    CHECK_FALSE(vault.read().data_key(person(7)));
    CHECK_FALSE(vault.read().person_of("7@example.org"));
    CHECK_FALSE(vault.read().email_of(person(7)));
    CHECK_FALSE(vault.read().session("session 7"));
    CHECK_FALSE(vault.read().sign_in_link("link 7"));
    CHECK_THROWS_AS(
        [&] {
            const VaultView view = vault.read();
            vault.compact();
        }(),
        Error);
    vault.compact();
    CHECK_FALSE(on_disk(dir, handle_bytes));
    CHECK(vault.read().email_of(person(8)) == "8@example.org");
    CHECK(vault.read().session("session 8"));
    vault.write([](VaultTxn& txn) { txn.data_key(person(7)); });
    CHECK(vault.read().data_key(person(7)));
}
