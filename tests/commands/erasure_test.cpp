// Forgetting somebody on a real data directory: what is left of them on the disk, what stays as it
// was, and that a kill at any step is made good at the next start.
#include "commands/erasure.hpp"

#include <sodium.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <future>

#include "commands/erase_command.hpp"
#include "commands/state.hpp"
#include "import_fixture.hpp"
#include "storage/base64.hpp"
#include "storage/data_dir.hpp"
#include "storage/store.hpp"
#include "storage/verify.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::tests;
namespace fs = std::filesystem;

namespace {

constexpr const char* email = "capucine.distincte@exemple-effacement.fr";
constexpr const char* pseudonym = "Capucine Distincte";
constexpr const char* body = "Phrase reconnaissable entre toutes, zyzomys palmipède.";

const auto capucine = events::PersonId(1, 0xABCD);
const auto bruno = events::PersonId(2, 0xABCD);
const auto bench = events::ProposalId(10, 0xABCD);
const auto lamp = events::ProposalId(11, 0xABCD);

std::string bytes_of_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

template <class Array>
std::string text_of(const Array& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string utf16(std::string_view ascii) {
    std::string out;
    for (const char c : ascii) out += {c, '\0'};
    return out;
}

// How many files of the directory hold the bytes.
int files_with(const fs::path& dir, const std::string& bytes) {
    int found = 0;
    for (const auto& entry : fs::recursive_directory_iterator(dir)) {
        if (entry.is_regular_file())
            found += bytes_of_file(entry.path()).find(bytes) != std::string::npos;
    }
    return found;
}

Outcome happen(Engine& engine, const events::PersonId& who, AnyCommand command) {
    static std::uint64_t request = 0;
    const Answer answer = engine.execute({.body = std::move(command),
                                          .actor = {Actor::Kind::person, who},
                                          .request = events::RequestId(++request, 9),
                                          .request_hash = events::RequestHash(request, 9),
                                          .occurred_at_ms = 0,
                                          .origin = {}});
    REQUIRE(std::holds_alternative<Outcome>(answer));
    return std::get<Outcome>(answer);
}

TakeStance support(Engine& engine, const events::ProposalId& about, const events::PersonId& who) {
    TakeStance command;
    command.object = events::id_as<events::Id>(about);
    command.scope = command.object;
    command.token = *engine.stance_token(command.scope, who);
    return command;
}

// Two people, a proposal of each, stances; letters; sessions.
void settle(const fs::path& data) {
    storage::Store store(data);
    Engine engine(store.log, store.vault, {});
    engine.start();
    happen(engine, capucine, JoinPerson{pseudonym, 1, true});
    happen(engine, bruno, JoinPerson{"Bruno", 1, true});
    happen(engine, capucine, SubmitProposal{bench, {}, "Un banc", body});
    happen(engine, capucine, EditProposal{bench, "Deux bancs", std::string(body) + " Bis.", 1});
    happen(engine, bruno, SubmitProposal{lamp, {}, "Une lampe", "La nuit."});
    happen(engine, capucine, RenamePerson{std::string(pseudonym) + " II"});
    for (const auto& who : {capucine, bruno}) {
        happen(engine, who, support(engine, bench, who));
        happen(engine, who, support(engine, lamp, who));
    }
    engine.stop();
    store.vault.write([](storage::VaultTxn& txn) {
        CHECK(txn.put_identity(email, capucine));
        CHECK(txn.put_identity("bruno@exemple.fr", bruno));
        txn.put_session("session of capucine", {capucine, storage::SessionKind::browser, 1, 9});
        txn.put_session("session of bruno", {bruno, storage::SessionKind::browser, 1, 9});
        txn.put_sign_in_link("link of capucine", email, 9);
    });
    std::ofstream(store.dir.outbox() / "1.eml") << "To: " << email << "\r\n\r\nBonjour";
    std::ofstream(store.dir.outbox() / "2.eml") << "To: bruno@exemple.fr\r\n\r\nBonjour";
    store.checkpoints.sign_if_grown();
}

// Whether somebody who has vault.key can find the person's key: every 8-byte place of every file is
// tried.
bool key_can_be_opened(const fs::path& data, const std::array<std::uint8_t, 32>& wanted) {
    const auto vault_key = storage::read_key_file(storage::DataDir{data}.vault_key());
    std::string bound = "imaginons/vault/v1\n\x01" + text_of(events::bytes_of(capucine));
    for (const auto& entry : fs::recursive_directory_iterator(data)) {
        if (!entry.is_regular_file()) continue;
        const std::string bytes = bytes_of_file(entry.path());
        for (std::size_t at = 0; at + 72 <= bytes.size(); at += 8) {
            const auto* wrapped = reinterpret_cast<const unsigned char*>(bytes.data()) + at;
            std::array<std::uint8_t, 32> plain;
            if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                    plain.data(), nullptr, nullptr, wrapped + 24, 48,
                    reinterpret_cast<const unsigned char*>(bound.data()), bound.size(), wrapped,
                    vault_key.data()) == 0) {
                return plain == wanted;
            }
        }
    }
    return false;
}

// In clear, in other forms of writing, and digests that only the person's own secrets lead to.
std::vector<std::string> traces_in_clear() {
    std::vector<std::string> traces;
    for (const std::string text : {email, pseudonym, body, "palmipède", "zyzomys"}) {
        traces.push_back(text);
        traces.push_back(utf16(text));
        traces.push_back(storage::base64(storage::as_bytes(text)).substr(0, text.size()));
    }
    for (const char* token : {"session of capucine", "link of capucine"}) {
        traces.push_back(text_of(storage::sha256(storage::as_bytes(token))));
    }
    return traces;
}

std::array<std::uint8_t, 32> data_key(const fs::path& data) {
    const storage::StoreReader store(data);
    return store.vault->read().data_key(capucine)->bytes;
}

void check_forgotten(const fs::path& data, const std::array<std::uint8_t, 32>& key) {
    for (const std::string& trace : traces_in_clear()) CHECK(files_with(data, trace) == 0);
    CHECK_FALSE(key_can_be_opened(data, key));
    CHECK(files_with(data, "bruno@exemple.fr") == 1);
    const storage::StoreReader store(data);
    const auto view = store.vault->read();
    CHECK_FALSE(view.holds(capucine));
    CHECK_FALSE(view.person_of(email));
    CHECK_FALSE(view.session("session of capucine"));
    CHECK_FALSE(view.sign_in_link("link of capucine"));
    CHECK(view.session("session of bruno"));
    CHECK(view.holds(bruno));
    CHECK(store.log.sealed_of(capucine).empty());
    const auto list = storage::read_erasures(store.dir.erased());
    REQUIRE(list.size() == 1);
    CHECK(list[0].person == capucine);
}

bool verifies(const fs::path& data) {
    std::ostringstream out;
    return storage::verify_command(data, out, nullptr) == 0;
}

struct Run {
    int code = 0;
    std::string out, errors;
};
Run erase(const fs::path& data, const EraseOptions& options) {
    std::ostringstream out;
    std::ostringstream errors;
    const int code = erase_command(data, options, out, errors);
    return {code, out.str(), errors.str()};
}

std::size_t opened_texts(const fs::path& data) {
    std::size_t opened = 0;
    const storage::StoreReader store(data);
    const auto vault = store.vault->read();
    store.log.read(0, store.log.size(),
                   [&](std::uint64_t seq, events::Bytes event, events::Bytes row) {
                       const events::Meta meta = events::read_meta(seq, event);
                       const auto subject = storage::subject_of(row);
                       const auto key = subject ? vault.data_key(*subject) : std::nullopt;
                       if (key && storage::open_sealed(*key, meta.id, *meta.commitment, row))
                           ++opened;
                   });
    return opened;
}

using Letters = std::pair<std::string, bool>;
Letters held(const std::string& address) {
    return {address, true};
}
Letters released(const std::string& address) {
    return {address, false};
}

// What an eraser calls for.
struct Heard {
    std::vector<Letters> letters;
    std::vector<events::PersonId> forgotten;
    EraserHooks hooks() {
        return {[this](const std::string& address, bool are_held) {
                    letters.emplace_back(address, are_held);
                },
                [this](const events::PersonId& who) { forgotten.push_back(who); }};
    }
};

struct Ending {
    Answer answer;
    bool is_finished;
};

// Somebody wants to be forgotten; their words stay.
Ending ask(Eraser& eraser, const events::PersonId& who, std::uint64_t request) {
    std::promise<Ending> promise;
    Command command{.body = ErasePerson{{}, events::ErasedWords::kept, false},
                    .actor = {Actor::Kind::person, who},
                    .request = events::RequestId(request, 8),
                    .request_hash = events::RequestHash(request, 8),
                    .occurred_at_ms = 0,
                    .origin = {}};
    const auto done = [&](const Answer& answer, bool is_finished) {
        promise.set_value({answer, is_finished});
    };
    CHECK(eraser.submit(std::move(command), done));
    return promise.get_future().get();
}

}  // namespace

TEST_CASE("after an erasure no file of the data directory holds name, words or address") {
    for (const bool remove_words : {false, true}) {
        const Folder folder;
        const fs::path data = folder / "data";
        settle(data);
        const auto key = data_key(data);
        // What a site that has served leaves of an index of words.
        fs::create_directories(data / "search" / "index");
        std::ofstream(data / "search" / "index" / "postlist.glass") << pseudonym << body;
        // The search finds what is there, so that finding nothing means something.
        CHECK(files_with(data, email) == 1);
        CHECK(files_with(data,
                         text_of(storage::sha256(storage::as_bytes("session of capucine")))) == 1);
        CHECK(key_can_be_opened(data, key));
        CHECK(opened_texts(data) == 6);

        const Run run = erase(
            data, {.person = {}, .pseudonym = {}, .email = email, .remove_words = remove_words});
        CHECK(run.code == 0);
        CHECK(run.out.find(remove_words ? "no word of theirs is left"
                                        : "2 texts left without a name") != std::string::npos);
        check_forgotten(data, key);
        CHECK(opened_texts(data) == (remove_words ? 2 : 4));
        CHECK(verifies(data));
    }
}

TEST_CASE("who is to be erased is named by handle, name or address; nobody else will do") {
    const Folder folder;
    const fs::path data = folder / "data";
    settle(data);
    CHECK(erase(data, {.person = "garbage"}).errors == "erase: there is nobody of that handle\n");
    CHECK(erase(data, {.pseudonym = "Personne"}).errors == "erase: there is nobody of that name\n");
    CHECK(erase(data, {.email = "x@y.fr"}).errors == "erase: there is nobody of that address\n");
    const std::string unknown = events::to_text(events::PersonId(77, 77));
    CHECK(erase(data, {.person = unknown}).errors == "erase: refused: unknown_person\n");
    CHECK(erase(data, {.pseudonym = "capucine DISTINCTE ii"}).code == 0);
    CHECK(erase(data, {.person = events::to_text(capucine)}).errors ==
          "erase: refused: person_erased\n");
    CHECK(erase(data, {.email = email}).code == 1);
    CHECK(erase(data, {.email = "Bruno@Exemple.FR"}).code == 0);
}

TEST_CASE("an address whose owner never joined is forgotten too") {
    const Folder folder;
    const fs::path data = folder / "data";
    settle(data);
    {
        storage::Store store(data);
        store.vault.write([](storage::VaultTxn& txn) {
            CHECK(txn.put_identity("jamais@exemple.fr", events::PersonId(5, 5)));
        });
    }
    CHECK(erase(data, {.email = "jamais@exemple.fr"}).code == 0);
    const storage::StoreReader store(data);
    CHECK_FALSE(store.vault->read().holds(events::PersonId(5, 5)));
}

TEST_CASE("while a server runs, nobody is erased beside it") {
    const Folder folder;
    settle(folder / "data");
    const storage::Store server(folder / "data");
    CHECK_THROWS_AS(erase(folder / "data", {.email = email}), storage::InUse);
}

TEST_CASE("whatever step a kill comes at, the next start finishes the erasure") {
    for (const bool remove_words : {false, true}) {
        for (int last_step = 0; last_step < 5; ++last_step) {
            CAPTURE(last_step);
            const Folder folder;
            const fs::path data = folder / "data";
            settle(data);
            const auto key = data_key(data);
            const pid_t child = ::fork();
            REQUIRE(child >= 0);
            if (child == 0) {
                storage::Store store(data);
                Engine engine(store.log, store.vault, {});
                engine.start();
                execute_for_city(engine, ErasePerson{capucine,
                                                     remove_words ? events::ErasedWords::removed
                                                                  : events::ErasedWords::kept,
                                                     false});
                engine.stop();
                if (last_step == 0) ::_exit(0);
                forget(store, {capucine, remove_words}, [&](std::vector<storage::SealedRow> rows) {
                    if (last_step == 1) ::_exit(0);
                    store.log.replace_sealed(rows);
                    if (last_step == 2) ::_exit(0);
                });
                if (last_step == 3) ::_exit(0);
                store.vault.compact();
                ::_exit(0);
            }
            int status = 1;
            REQUIRE(::waitpid(child, &status, 0) == child);
            REQUIRE(status == 0);
            {
                storage::Store store(data);
                const Engine engine(store.log, store.vault, {});
                CHECK(finish_erasures(store, engine) == (last_step < 3 ? 1 : 0));
                CHECK(finish_erasures(store, engine) == 0);
            }
            check_forgotten(data, key);
            CHECK(opened_texts(data) == (remove_words ? 2 : 4));
            CHECK(verifies(data));
        }
    }
}

TEST_CASE("after a restore of an older backup the list erases again, and forgets nobody else") {
    const Folder folder;
    settle(folder / "data");
    const fs::path older = folder / "older";
    fs::copy(folder / "data", older, fs::copy_options::recursive);
    CHECK(erase(folder / "data", {.email = email, .remove_words = true}).code == 0);
    fs::copy(folder / "data/erased", older / "erased");
    const auto key = data_key(older);
    {
        storage::Store store(older);
        storage::add_erasures(store.dir.erased(),
                              std::vector<storage::Erasure>{{events::PersonId(70, 70), false}});
        CHECK(apply_erasures(store) == 1);
        CHECK(apply_erasures(store) == 0);
        const auto last = store.log.event_at(store.log.size() - 1);
        const auto* erased = events::event_in(*last).payload_as_PersonErased();
        REQUIRE(erased != nullptr);
        CHECK(erased->by() == events::ErasedBy::restore);
        CHECK(erased->words() == events::ErasedWords::removed);
        CHECK(storage::read_erasures(store.dir.erased()).size() == 2);
    }
    for (const std::string& trace : traces_in_clear()) CHECK(files_with(older, trace) == 0);
    CHECK_FALSE(key_can_be_opened(older, key));
    CHECK(opened_texts(older) == 2);
}

TEST_CASE("an erasure that fails half-way says so, and is finished as soon as it can be") {
    const Folder folder;
    const fs::path data = folder / "data";
    settle(data);
    const auto key = data_key(data);
    {
        storage::Store store(data);
        Engine engine(store.log, store.vault, {});
        engine.start();
        Heard heard;
        Eraser eraser(store, engine, heard.hooks());
        fs::create_directory(store.dir.erased());  // where the list would have to be written
        const Ending ended = ask(eraser, capucine, 1);
        CHECK(std::holds_alternative<Outcome>(ended.answer));
        CHECK_FALSE(ended.is_finished);
        CHECK(eraser.is_under_way(capucine));
        CHECK_FALSE(eraser.is_under_way(bruno));
        CHECK(store.vault.read().holds(capucine));
        CHECK(heard.forgotten.empty());
        const Answer again = ask(eraser, capucine, 3).answer;
        CHECK(std::get<Refusal>(again).code == RefusalCode::person_erased);
        CHECK(eraser.is_under_way(capucine));
        CHECK(heard.letters == std::vector{held(email)});
        fs::remove(store.dir.erased());
        CHECK(ask(eraser, bruno, 2).is_finished);
        CHECK(heard.forgotten == std::vector{capucine, bruno});
        CHECK_FALSE(store.vault.read().holds(capucine));
        CHECK_FALSE(eraser.is_under_way(capucine));
        CHECK_FALSE(eraser.is_under_way(bruno));
        engine.stop();
    }
    for (const std::string& trace : traces_in_clear()) CHECK(files_with(data, trace) == 0);
    CHECK_FALSE(key_can_be_opened(data, key));
    CHECK(verifies(data));
}

TEST_CASE(
    "while the engine runs, an erasure goes on beside other writes, and is answered when done") {
    const Folder folder;
    const fs::path data = folder / "data";
    settle(data);
    const auto key = data_key(data);
    {
        storage::Store store(data);
        Engine engine(store.log, store.vault, {});
        engine.start();
        Heard heard;
        Eraser eraser(store, engine, heard.hooks());
        const Ending ended = ask(eraser, capucine, 1);
        CHECK(std::holds_alternative<Outcome>(ended.answer));
        CHECK(ended.is_finished);
        CHECK(heard.forgotten == std::vector{capucine});
        CHECK(heard.letters == std::vector{held(email), released(email)});
        CHECK_FALSE(store.vault.read().holds(capucine));
        const Answer again = ask(eraser, capucine, 2).answer;
        REQUIRE(std::holds_alternative<Refusal>(again));
        CHECK(std::get<Refusal>(again).code == RefusalCode::person_erased);
        CHECK_FALSE(engine.person_called(pseudonym));
        happen(engine, bruno, RenamePerson{pseudonym});
        engine.stop();
    }
    CHECK(opened_texts(data) == 5);
    CHECK_FALSE(key_can_be_opened(data, key));
    CHECK(verifies(data));
}
