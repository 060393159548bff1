// A small data directory with something of everything in it, for tests of whole directories. Only
// for tests/storage/.
#pragma once

#include <sstream>

#include "storage/base64.hpp"
#include "storage/erasure_list.hpp"
#include "storage/store.hpp"
#include "storage/verify.hpp"
#include "tests/storage/support.hpp"

namespace imaginons::storage::testing {

constexpr const char* whole_origin = "participation.annemasse.example/log/1";
constexpr std::int64_t whole_time_ms = 1'700'000'000'000;

inline StoreOptions whole_options() {
    return {.origin = whole_origin,
            .log_map_bytes = std::size_t{64} << 20,
            .vault_map_bytes = std::size_t{16} << 20};
}

// Appends `count` events, each in a transaction of its own so that pages become free; every fifth
// has a sealed part of one of ten people.
inline void append_whole(Store& store, std::uint64_t count) {
    std::vector<DataKey> keys;
    store.vault.write([&](VaultTxn& txn) {
        keys.clear();
        for (std::uint64_t n = 0; n < 10; ++n) keys.push_back(txn.data_key(person(n)));
    });
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t seq = store.log.size();
        if (seq % 5 != 0) {
            REQUIRE(append_one(store.log, stance_event(seq)) == Log::Append::durable);
            continue;
        }
        const std::uint64_t n = seq / 5 % 10;
        const SealedEvent event = sealed_event(seq, keys[n], person(n));
        REQUIRE(append_one(store.log, event.event, event.row) == Log::Append::durable);
    }
}

// People with addresses, sessions and links, some of them gone; secrets of scopes; a signed head.
inline tree::Head make_whole(const std::filesystem::path& data, std::uint64_t count) {
    Store store(data, whole_options());
    append_whole(store, count);
    for (std::uint64_t n = 0; n < 10; ++n) {
        const std::string name = "personne" + std::to_string(n);
        store.vault.write([&](VaultTxn& txn) {
            REQUIRE(txn.put_identity(name + "@example.org", person(n)));
            txn.put_session(name, {person(n), SessionKind::browser, whole_time_ms,
                                   whole_time_ms + 1000 * static_cast<std::int64_t>(n)});
            txn.put_sign_in_link(name, name + "@example.org", whole_time_ms);
            txn.scope_secret(id_for(n));
        });
    }
    store.vault.write([](VaultTxn& txn) { txn.sweep(whole_time_ms + 3000); });
    const std::vector<std::uint64_t> removed{0, 10};
    store.log.erase_sealed(removed);
    const Erasure gone{{77, 78}, true};
    add_erasures(store.dir.erased(), {&gone, 1});
    store.checkpoints.sign_if_grown();
    return store.log.head();
}

struct Verdict {
    int code;
    std::string line;
};

inline Verdict verdict(const std::filesystem::path& data) {
    std::ostringstream out;
    const int code = verify_command(data, out);
    return {code, out.str()};
}

inline std::string line_of(const tree::Head& head) {
    return "ok size " + std::to_string(head.size) + " root " + base64(head.root) + "\n";
}

// Turns one bit of a file over.
inline void flip(const std::filesystem::path& file, std::size_t bit) {
    std::string bytes = slurp(file);
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    spill(file, bytes);
}

}  // namespace imaginons::storage::testing
