// The vault: durable, keyed, forgetful when asked.
#include "storage/vault.hpp"

#include <doctest/doctest.h>
#include <lmdb.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "storage/error.hpp"
#include "storage/page_check.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;
using imaginons::events::ProjectId;
using imaginons::events::ProposalId;

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

// As an older program left it.
void drop_table(const std::filesystem::path& dir, const char* name) {
    MDB_env* env = nullptr;
    MDB_txn* txn = nullptr;
    MDB_dbi table = 0;
    REQUIRE(mdb_env_create(&env) == 0);
    REQUIRE(mdb_env_set_maxdbs(env, 16) == 0);
    REQUIRE(mdb_env_open(env, dir.c_str(), 0, 0600) == 0);
    REQUIRE(mdb_txn_begin(env, nullptr, 0, &txn) == 0);
    REQUIRE(mdb_dbi_open(txn, name, 0, &table) == 0);
    REQUIRE(mdb_drop(txn, table, 1) == 0);
    REQUIRE(mdb_txn_commit(txn) == 0);
    mdb_env_close(env);
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
    REQUIRE(vault.read().sessions_of(person(2)).size() == 1);
    CHECK(vault.read().sessions_of(person(2))[0].session.expires_at_ms == 3000);
    CHECK(vault.read().sessions_of(person(3)).empty());
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

TEST_CASE(
    "a session says on which day it was last seen, and only its owner can end it by its name") {
    TempDir dir;
    {
        Vault vault = open(dir);
        vault.write([](VaultTxn& txn) {
            txn.put_session("one", {person(1), SessionKind::browser, 1000, 2000});
            txn.put_session("two", {person(1), SessionKind::browser, 1000, 2000, 70'000});
        });
        CHECK(vault.read().session("one")->seen_on == 0);
        const Digest one = sha256(as_bytes("one"));
        vault.write([&](VaultTxn& txn) {
            txn.note_session_seen(one, 20'783);
            txn.note_session_seen(sha256(as_bytes("three")), 20'783);
        });
    }
    Vault vault = open(dir);
    CHECK(vault.read().session("one")->seen_on == 20'783);
    CHECK(vault.read().session("one")->expires_at_ms == 2000);
    CHECK(vault.read().session("two")->seen_on == 70'000);
    CHECK_FALSE(vault.defect());
    const auto sessions = vault.read().sessions_of(person(1));
    REQUIRE(sessions.size() == 2);
    vault.write([&](VaultTxn& txn) {
        CHECK_FALSE(txn.end_session(sessions[0].id, person(2)));
        CHECK(txn.end_session(sessions[0].id, person(1)));
        CHECK_FALSE(txn.end_session(sessions[0].id, person(1)));
    });
    CHECK(vault.read().sessions_of(person(1)).size() == 1);
}

TEST_CASE("what somebody follows is kept, not in clear, and found when it is due") {
    TempDir dir;
    Following following;
    following.rhythm = LetterRhythm::daily;
    following.language = "en";
    following.told = 70;
    following.letter_from = 60;
    following.read = 50;
    following.visited = 65;
    following.visited_at_ms = 1234;
    following.due_at_ms = 5000;
    following.follows = {{FollowedKind::project, false, id_for(1), 7},
                         {FollowedKind::meeting, false, id_for(3), 9},
                         {FollowedKind::person, true, id_for(2), 0},
                         {FollowedKind::theme, false, id_for(4), 3},
                         {FollowedKind::district, false, id_for(5), 3}};
    {
        Vault vault = open(dir);
        CHECK_FALSE(vault.read().following(person(1)));
        vault.write([&](VaultTxn& txn) {
            txn.put_following(person(1), following);
            txn.put_following(person(2), Following{});
        });
    }
    const auto object = imaginons::events::bytes_of(id_for(1));
    CHECK_FALSE(on_disk(dir, {reinterpret_cast<const char*>(object.data()), object.size()}));
    Vault vault = open(dir);
    CHECK(vault.read().following(person(1)) == following);
    CHECK(vault.read().following(person(2)) == Following{});
    CHECK_FALSE(vault.defect());
    CHECK(vault.read().due_for_letters(-1, {}, 9).empty());
    CHECK(vault.read().due_for_letters(4999, {}, 9) == std::vector{person(2)});
    const auto due = vault.read().due_for_letters(5000, {}, 9);
    REQUIRE(due.size() == 2);
    CHECK(vault.read().due_for_letters(5000, {}, 1) == std::vector{due[0]});
    CHECK(vault.read().due_for_letters(5000, due[0], 9) == std::vector{due[1]});
}

namespace {

Passkey passkey(std::uint8_t n) {
    Passkey made;
    made.id.assign(16 + n, n);
    made.algorithm = n % 2 == 0 ? PasskeyAlgorithm::es256 : PasskeyAlgorithm::rs256;
    made.public_key.assign(64, static_cast<std::uint8_t>(n + 100));
    made.sign_count = n * 1000U;
    made.created_at_ms = 5000 + n;
    made.seen_on = n;
    made.name = "Téléphone " + std::to_string(n);
    return made;
}

}  // namespace

TEST_CASE("passkeys are kept in order, not in clear, until the last is taken away") {
    TempDir dir;
    const std::vector both{passkey(1), passkey(2)};
    {
        Vault vault = open(dir);
        CHECK(vault.read().passkeys_of(person(1)).empty());
        vault.write([&](VaultTxn& txn) {
            txn.put_passkeys(person(1), both);
            txn.put_passkeys(person(2), {passkey(3)});
        });
    }
    CHECK_FALSE(on_disk(dir, "Téléphone 1"));
    Vault vault = open(dir);
    CHECK(vault.read().passkeys_of(person(1)) == both);
    CHECK(vault.read().passkeys_of(person(2)) == std::vector{passkey(3)});
    CHECK(vault.read().holds(person(2)));
    CHECK_FALSE(vault.defect());
    vault.write([&](VaultTxn& txn) {
        txn.put_passkeys(person(1), {});
        txn.erase_person(person(2));
    });
    CHECK(vault.read().passkeys_of(person(1)).empty());
    CHECK_FALSE(vault.read().holds(person(2)));
}

TEST_CASE("where somebody lives and what they care about is kept, not in clear, until taken back") {
    TempDir dir;
    const Interests both{"chateau-rouge", {"velo", "0123456789abcdef"}, "Zoé Distincte"};
    Interests most;
    most.themes.assign(limits::interests_themes, "velo");
    most.name.assign(limits::interests_name_bytes, 'z');
    CHECK(encoded(both).size() == encoded(most).size());
    CHECK(decode_interests(encoded(most)) == most);
    CHECK_FALSE(decode_interests(Bytes(encoded(both)).first(16)));
    // As a row was written when there was no name.
    const std::vector<std::uint8_t> all = encoded(both);
    const auto nameless =
        decode_interests(Bytes(all).first(all.size() - limits::interests_name_bytes));
    REQUIRE(nameless);
    CHECK(*nameless == Interests{both.district, both.themes});
    {
        Vault vault = open(dir);
        CHECK_FALSE(vault.read().interests(person(1)));
        vault.write([&](VaultTxn& txn) {
            txn.put_interests(person(1), both);
            txn.put_interests(person(2), most);
            txn.put_interests(person(3), Interests{});
        });
    }
    CHECK_FALSE(on_disk(dir, "chateau-rouge"));
    CHECK_FALSE(on_disk(dir, "Distincte"));
    Vault vault = open(dir);
    CHECK(vault.read().interests(person(1)) == both);
    CHECK(vault.read().holds(person(2)));
    CHECK_FALSE(vault.read().holds(person(3)));
    CHECK_FALSE(vault.defect());
    vault.write([&](VaultTxn& txn) {
        txn.put_interests(person(1), Interests{});
        txn.erase_person(person(2));
    });
    CHECK_FALSE(vault.read().interests(person(1)));
    CHECK_FALSE(vault.read().interests(person(2)));
}

TEST_CASE("as many passkeys as one person may have fit, at their longest") {
    std::vector<Passkey> most(limits::passkeys_of_person, passkey(7));
    for (Passkey& each : most) {
        each.id.assign(limits::passkey_id_bytes, 1);
        each.public_key.assign(limits::passkey_key_bytes, 2);
        each.name.assign(limits::passkey_name_bytes, 'x');
    }
    const std::vector<std::uint8_t> bytes = encoded(most);
    CHECK(bytes.size() % limits::passkey_step_bytes == 0);
    CHECK(decode_passkeys(bytes) == most);
    CHECK(decode_passkeys(encoded(std::vector<Passkey>{})) == std::vector<Passkey>{});
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{7}, std::size_t{39}, bytes.size() / 2})
        CHECK_FALSE(decode_passkeys(Bytes(bytes).first(size)));
    std::vector<std::uint8_t> wrong = bytes;
    wrong[0] = limits::passkeys_of_person + 1;
    CHECK_FALSE(decode_passkeys(wrong));
    wrong = bytes;
    wrong[8 + 16] = 1;  // no algorithm
    CHECK_FALSE(decode_passkeys(wrong));
}

TEST_CASE("as much as one person may follow fits, and bytes that are no such row are refused") {
    TempDir dir;
    Vault vault = open(dir);
    Following most;
    for (std::uint64_t n = 0; n < limits::follows_of_person; ++n)
        most.follows.push_back({FollowedKind::proposal, false, id_for(n), n});
    vault.write([&](VaultTxn& txn) { txn.put_following(person(1), most); });
    CHECK(vault.read().following(person(1)) == most);
    std::vector<std::uint8_t> bytes = encoded(most);
    CHECK(bytes.size() % limits::following_step_bytes == 0);
    CHECK(decode_following(bytes) == most);
    CHECK_FALSE(decode_following({}));
    CHECK_FALSE(decode_following(Bytes(bytes).first(55)));
    CHECK_FALSE(decode_following(Bytes(bytes).first(bytes.size() / 2)));
    bytes[52] = 9;  // no rhythm
    CHECK_FALSE(decode_following(bytes));
}

TEST_CASE(
    "a vault that was made before anybody could follow anything opens, also to be read only") {
    TempDir dir;
    open(dir).write([](VaultTxn& txn) { txn.put_identity("ada@example.org", person(1)); });
    drop_table(dir.path, "followings");
    CHECK_FALSE(page_defect(dir.path / "data.mdb", vault_tables()));
    {
        const Vault vault = Vault::open_read_only(dir.path, key_of(9), small_vault());
        CHECK(vault.read().email_of(person(1)) == "ada@example.org");
        CHECK_FALSE(vault.read().following(person(1)));
        CHECK(vault.read().due_for_letters(9, {}, 9).empty());
        CHECK_FALSE(vault.defect());
    }
    Vault vault = open(dir);
    vault.write([](VaultTxn& txn) { txn.put_following(person(1), Following{}); });
    CHECK(vault.read().following(person(1)) == Following{});
}

TEST_CASE("a draft is kept, not in clear, beside others of its person and of nobody else") {
    TempDir dir;
    const auto draft = [](std::uint64_t n) {
        Draft out;
        out.id = ProposalId(n, n);
        out.version = static_cast<std::uint32_t>(n);
        out.saved_at_ms = 1234;
        out.title = "Un banc";
        out.body = "Sous les tilleuls.";
        return out;
    };
    Draft full = draft(2);
    full.project = ProjectId(7, 8);
    full.title.assign(limits::draft_title_bytes, 't');
    full.body.assign(limits::draft_body_bytes, 'b');
    Draft empty;
    empty.id = ProposalId(3, 3);
    {
        Vault vault = open(dir);
        CHECK_FALSE(vault.read().draft(person(1), draft(1).id));
        vault.write([&](VaultTxn& txn) {
            txn.put_draft(person(1), draft(1));
            txn.put_draft(person(1), full);
            txn.put_draft(person(2), empty);
        });
    }
    CHECK_FALSE(on_disk(dir, "tilleuls"));
    Vault vault = open(dir);
    CHECK(vault.read().draft(person(1), draft(1).id) == draft(1));
    CHECK_FALSE(vault.read().draft(person(2), draft(1).id));
    CHECK(vault.read().drafts_of(person(1)) == std::vector{draft(1), full});
    CHECK(vault.read().drafts_of(person(2)) == std::vector{empty});
    CHECK(vault.read().drafts_of(person(3)).empty());
    CHECK_FALSE(vault.defect());
    vault.write([&](VaultTxn& txn) {
        CHECK(txn.drop_draft(person(1), full.id));
        CHECK_FALSE(txn.drop_draft(person(2), full.id));
    });
    CHECK(vault.read().drafts_of(person(1)) == std::vector{draft(1)});
}

TEST_CASE("a draft keeps its themes and its district; one of before has none") {
    Draft draft;
    draft.title = "Un banc";
    draft.body.assign(limits::draft_step_bytes - 24 - draft.title.size(), 'b');
    draft.themes = {"velo", "0123456789abcdef"};
    draft.district = "gare";
    std::vector<std::uint8_t> bytes = encoded(draft);
    CHECK(bytes.size() == 2 * limits::draft_step_bytes);
    CHECK(decode_draft(bytes) == draft);
    // As it was written when nothing came after the words.
    bytes.resize(limits::draft_step_bytes);
    draft.themes.clear();
    draft.district.clear();
    CHECK(decode_draft(bytes) == draft);
    draft.themes = {"a-code-that-is-too-long", "velo"};
    CHECK(decode_draft(encoded(draft))->themes == std::vector<std::string>{"velo"});
}

TEST_CASE("a draft keeps a place as it was typed; one of before has none") {
    Draft draft;
    draft.title = "Un banc";
    draft.place = "46,19412 6,23651";
    CHECK(decode_draft(encoded(draft)) == draft);
    draft.place.assign(limits::draft_place_bytes, '6');
    CHECK(decode_draft(encoded(draft)) == draft);
    // As it was written when nothing came after the district, with no room for more.
    draft.place.clear();
    draft.body.assign(limits::draft_step_bytes - 24 - 64 - draft.title.size(), 'b');
    std::vector<std::uint8_t> bytes = encoded(draft);
    bytes.resize(limits::draft_step_bytes);
    CHECK(decode_draft(bytes) == draft);
    // A size that lies past the end says none.
    draft.body.clear();
    bytes = encoded(draft);
    bytes[24 + draft.title.size() + 64] = 255;
    CHECK(decode_draft(bytes) == draft);
}

TEST_CASE("bytes that are no draft are refused") {
    Draft draft;
    draft.title = "Un banc";
    std::vector<std::uint8_t> bytes = encoded(draft);
    CHECK(bytes.size() == limits::draft_step_bytes);
    CHECK(decode_draft(bytes) == draft);
    CHECK_FALSE(decode_draft({}));
    CHECK_FALSE(decode_draft(Bytes(bytes).first(23)));
    CHECK_FALSE(decode_draft(Bytes(bytes).first(24)));
    bytes[23] = 0xff;  // a body of 4 GB
    CHECK_FALSE(decode_draft(bytes));
}

TEST_CASE("a vault that was made before there were drafts opens, also to be read only") {
    TempDir dir;
    open(dir).write([](VaultTxn& txn) { txn.put_identity("ada@example.org", person(1)); });
    drop_table(dir.path, "drafts");
    CHECK_FALSE(page_defect(dir.path / "data.mdb", vault_tables()));
    {
        const Vault vault = Vault::open_read_only(dir.path, key_of(9), small_vault());
        CHECK(vault.read().drafts_of(person(1)).empty());
        CHECK_FALSE(vault.read().draft(person(1), ProposalId(1, 1)));
        CHECK_FALSE(vault.defect());
    }
    Vault vault = open(dir);
    vault.write([](VaultTxn& txn) { txn.put_draft(person(1), Draft{}); });
    CHECK(vault.read().drafts_of(person(1)).size() == 1);
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

TEST_CASE("views that are open while the vault is compacted go on reading what they saw") {
    TempDir dir;
    Vault vault = open(dir);
    vault.write([](VaultTxn& txn) { txn.put_identity("ada@example.org", person(1)); });
    const VaultView before = vault.read();
    for (int round = 0; round < 3; ++round) {
        vault.write([](VaultTxn& txn) { txn.erase_person(person(1)); });
        vault.compact();
        CHECK(before.email_of(person(1)) == "ada@example.org");
        CHECK_FALSE(vault.read().email_of(person(1)));
        vault.write([](VaultTxn& txn) { txn.put_identity("ada@example.org", person(1)); });
        CHECK(vault.read().email_of(person(1)) == "ada@example.org");
    }
    CHECK_FALSE(std::filesystem::exists(dir.path.string() + ".new"));
}

TEST_CASE("many threads read and write while the vault is compacted again and again") {
    TempDir dir;
    Vault vault = open(dir);
    vault.write([](VaultTxn& txn) { txn.put_identity("ada@example.org", person(1)); });
    std::atomic<bool> stopping{false};
    std::atomic<std::uint64_t> wrong{0};
    {
        std::vector<std::jthread> others;
        for (int i = 0; i < 3; ++i) {
            others.emplace_back([&] {
                while (!stopping) wrong += vault.read().email_of(person(1)) != "ada@example.org";
            });
        }
        others.emplace_back([&] {
            for (std::uint64_t n = 2; !stopping; ++n) {
                vault.write([&](VaultTxn& txn) { txn.data_key(person(n)); });
                wrong += !vault.read().data_key(person(n));
            }
        });
        for (int round = 0; round < 20; ++round) vault.compact();
        stopping = true;
    }
    CHECK(wrong == 0);
}

TEST_CASE(
    "another process reads on while the vault is compacted, and sees the new one afterwards") {
    TempDir dir;
    {
        Vault vault = open(dir);
        vault.write([](VaultTxn& txn) { txn.put_identity("ada@example.org", person(1)); });
    }
    int told[2];
    int asked[2];
    REQUIRE(::pipe(told) == 0);
    REQUIRE(::pipe(asked) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        char byte = 0;
        bool right = false;
        {
            const Vault beside = Vault::open_read_only(dir.path, key_of(9), small_vault());
            const VaultView before = beside.read();
            right = before.email_of(person(1)).has_value();
            right = ::write(told[1], &byte, 1) == 1 && ::read(asked[0], &byte, 1) == 1 && right;
            // It may read the former file as long as it likes; nothing there is torn.
            right = before.email_of(person(1)).has_value() && right;
            right = !beside.read().email_of(person(1)) && right;
        }
        const Vault anew = Vault::open_read_only(dir.path, key_of(9), small_vault());
        right = !anew.read().email_of(person(1)) && anew.read().email_of(person(2)) && right;
        ::_exit(right ? 0 : 1);
    }
    char byte = 0;
    REQUIRE(::read(told[0], &byte, 1) == 1);
    {
        Vault vault = open(dir);
        vault.write([](VaultTxn& txn) { txn.erase_person(person(1)); });
        vault.compact();
        vault.write([](VaultTxn& txn) { txn.put_identity("bea@example.org", person(2)); });
        CHECK(vault.read().email_of(person(2)) == "bea@example.org");
        REQUIRE(::write(asked[1], &byte, 1) == 1);
        int status = 1;
        CHECK(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    }
    for (const int fd : {told[0], told[1], asked[0], asked[1]}) ::close(fd);
}

TEST_CASE("compacting that a crash has prevented is done when the vault is opened") {
    TempDir dir;
    const auto handle = imaginons::events::bytes_of(person(7));
    const std::string_view bytes(reinterpret_cast<const char*>(handle.data()), handle.size());
    {
        Vault vault = open(dir);
        vault.write([](VaultTxn& txn) {
            txn.data_key(person(7));
            txn.data_key(person(8));
        });
        vault.write([](VaultTxn& txn) { txn.erase_person(person(7)); });
    }
    CHECK(on_disk(dir, bytes));
    Vault vault = open(dir);
    CHECK_FALSE(on_disk(dir, bytes));
    CHECK(vault.read().data_key(person(8)));
}

TEST_CASE("what a crash in the middle of compacting left is tidied up when the vault is opened") {
    TempDir root;
    const auto dir = root.path / "vault";
    const auto open_it = [&] { return Vault::open(dir, key_of(9), small_vault()); };
    open_it().write([](VaultTxn& txn) { txn.data_key(person(7)); });

    // After the exchange: the former vault under the copy's name.
    std::filesystem::copy(dir, root.path / "vault.new");
    CHECK(open_it().read().data_key(person(7)));
    CHECK_FALSE(std::filesystem::exists(root.path / "vault.new"));

    // Between the two renames that stand for it elsewhere: with and without the name made anew.
    for (const bool made_anew : {false, true}) {
        std::filesystem::rename(dir, root.path / "vault.old");
        std::filesystem::create_directory(root.path / "vault.new");
        if (made_anew) std::filesystem::create_directory(dir);
        CHECK(open_it().read().data_key(person(7)));
        CHECK_FALSE(std::filesystem::exists(root.path / "vault.new"));
        CHECK_FALSE(std::filesystem::exists(root.path / "vault.old"));
    }
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
            txn.put_following(person(n), Following{});
            Draft draft;
            draft.id = ProposalId(n, 1);
            txn.put_draft(person(n), draft);
            draft.id = ProposalId(n, 2);
            txn.put_draft(person(n), draft);
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
    CHECK_FALSE(vault.read().following(person(7)));
    CHECK(vault.read().drafts_of(person(7)).empty());
    CHECK(vault.read().drafts_of(person(8)).size() == 2);
    CHECK_FALSE(vault.read().holds(person(7)));
    CHECK(vault.read().holds(person(8)));
    vault.compact();
    CHECK_FALSE(on_disk(dir, handle_bytes));
    CHECK(vault.read().email_of(person(8)) == "8@example.org");
    CHECK(vault.read().session("session 8"));
    vault.write([](VaultTxn& txn) { txn.data_key(person(7)); });
    CHECK(vault.read().data_key(person(7)));
}
