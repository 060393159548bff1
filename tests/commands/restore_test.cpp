// The verb `restore`: what it adds to the record and to the vault, and what it tells.
#include "commands/restore.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

#include "commands/erase_command.hpp"
#include "engine_fixture.hpp"
#include "projections/replay.hpp"
#include "storage/backup.hpp"
#include "storage/erasure_list.hpp"
#include "storage/store.hpp"
#include "storage/verify.hpp"

using namespace imaginons;
using namespace imaginons::commands;
using namespace imaginons::commands::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* former_origin = "ville.example/log/1";
constexpr const char* new_origin = "ville.example/log/2";
constexpr const char* session_token = "a session";

constexpr const char* gone_address = "capucine.distincte@exemple-effacement.fr";
constexpr const char* gone_name = "Capucine Distincte";
constexpr const char* gone_words = "Phrase reconnaissable entre toutes, zyzomys.";

std::string bytes_of_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int files_with(const fs::path& dir, const std::string& bytes) {
    int found = 0;
    for (const auto& entry : fs::recursive_directory_iterator(dir)) {
        if (entry.is_regular_file())
            found += bytes_of_file(entry.path()).find(bytes) != std::string::npos ? 1 : 0;
    }
    return found;
}

std::string text_of(events::Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The beginning of what stands behind a person's handle wherever it stands in the vault's file: of
// the wrapped key, of the HMAC that stands for the address, of the wrapped address.
std::vector<std::string> secrets_of(const fs::path& vault, const events::PersonId& who) {
    constexpr std::size_t beginning = 32;
    const std::string bytes = bytes_of_file(vault / "data.mdb");
    const std::string handle = text_of(events::bytes_of(who));
    std::vector<std::string> secrets;
    for (std::size_t at = 0; (at = bytes.find(handle, at)) != std::string::npos;) {
        at += handle.size();
        secrets.push_back(bytes.substr(at, beginning));
    }
    return secrets;
}

// A small town on a disk, with a backup of it.
struct Town {
    Town() {
        live([](Engine& engine) {
            accepted(engine.execute(command(JoinPerson{"Ada", 1, true}, by(1), 1)));
            accepted(engine.execute(command(JoinPerson{"Ben", 1, true}, by(2), 2)));
            accepted(engine.execute(command(submit(10), by(1), 3)));
            accepted(engine.execute(command(submit(11), by(2), 4)));
        });
        storage::Store store(data);
        store.vault.write([](storage::VaultTxn& txn) {
            txn.put_session(session_token, {person(1), storage::SessionKind::browser, 0, 1});
        });
    }

    template <class F>
    void live(F happen) {
        storage::Store store(data, {.origin = former_origin});
        Engine engine(store.log, store.vault, {});
        engine.start();
        happen(engine);
        engine.stop();
        store.checkpoints.sign_if_grown();
    }
    void back_up() const {
        storage::BackupOptions options;
        options.data = data;
        options.out = out;
        options.with_keys = true;
        storage::back_up(options);
    }
    storage::RestoreOptions options(const fs::path& place) const {
        storage::RestoreOptions options;
        options.from = out;
        options.data = place;
        return options;
    }

    TempDir directory;
    const fs::path data = directory.path / "data";
    const fs::path out = directory.path / "out";
    const fs::path fresh = directory.path / "fresh";
};

std::string restored(const storage::RestoreOptions& options) {
    std::ostringstream out;
    REQUIRE(restore_command(options, out, nullptr) == 0);
    return out.str();
}

std::string replayed(const fs::path& data, std::optional<std::uint64_t> until = std::nullopt) {
    std::ostringstream out;
    std::ostringstream progress;
    REQUIRE(projections::replay_command(data, until, out, progress) == 0);
    return out.str();
}

bool is_sound(const fs::path& data) {
    std::ostringstream out;
    const int code = storage::verify_command(data, out);
    CAPTURE(out.str());
    CHECK(code == 0);
    return code == 0;
}

bool tells(const std::string& told, const std::string& words) {
    return told.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a restored town is the same town, and everybody has to sign in again") {
    Town town;
    town.back_up();
    const std::string told = restored(town.options(town.fresh));
    CHECK(tells(told, "of ville.example/log/1 into"));
    CHECK(tells(told, "everybody has to sign in again"));
    CHECK(tells(told, "would tell whether more was signed"));
    CHECK(replayed(town.fresh) == replayed(town.data));
    CHECK(is_sound(town.fresh));
    const storage::StoreReader was(town.data);
    const storage::StoreReader is(town.fresh);
    CHECK(was.vault->read().session(session_token));
    CHECK_FALSE(is.vault->read().session(session_token));
}

TEST_CASE("a log that goes on under another name says first what it continues") {
    Town town;
    town.back_up();
    town.live([](Engine& engine) {
        accepted(engine.execute(command(submit(12), by(1), 5)));
        accepted(engine.execute(command(submit(13), by(2), 6)));
    });
    const std::uint64_t signed_size = storage::StoreReader(town.data).log.size();
    const std::uint64_t size = signed_size - 2;
    const std::string former_note = *storage::read_checkpoint_file(town.data / "checkpoint");
    const std::string same_until_then = replayed(town.data, size);
    storage::RestoreOptions options = town.options(town.data);
    std::ostringstream nothing;
    CHECK_THROWS_WITH_AS(restore_command(options, nothing, nullptr),
                         doctest::Contains("would lose 2 events"), storage::Error);
    CHECK(nothing.str().empty());
    options.new_origin = new_origin;
    const std::string told = restored(options);
    CHECK(tells(told, "goes on as ville.example/log/2"));
    CHECK(tells(told, "2 events that were signed are not in it"));
    CHECK(tells(told, "what stood there is now"));
    CHECK(is_sound(town.data));
    CHECK(replayed(town.data, size) == same_until_then);

    storage::Store store(town.data);
    CHECK(store.log.origin() == new_origin);
    CHECK(store.log.size() == size + 1);
    CHECK(store.checkpoints.verifier_key().name == new_origin);
    const auto former = storage::Note::parse(former_note);
    REQUIRE(former);
    CHECK_FALSE(former->signed_by(store.checkpoints.verifier_key()));
    const auto bytes = *store.log.event_at(size);
    const auto* continued = events::event_in(bytes).payload_as_LogContinued();
    REQUIRE(continued != nullptr);
    CHECK(continued->former_origin()->string_view() == former_origin);
    CHECK(continued->former_size() == signed_size);
    CHECK(continued->former_note()->string_view() == former_note);
    CHECK(continued->size() == size);
    const auto root = storage::tree::root_at(size, store.log.nodes().function());
    CHECK(events::bytes_of(*continued->root()) == root);
}

TEST_CASE("evidence that a log had forked is not lost when another goes on with its events") {
    Town town;
    fs::create_directory(town.data / "forks");
    std::ofstream(town.data / "forks" / "0123456789abcdef") << "in the backup";
    town.back_up();
    std::ofstream(town.data / "forks" / "fedcba9876543210") << "since then";
    storage::RestoreOptions options = town.options(town.data);
    options.new_origin = new_origin;
    CHECK(tells(restored(options), "the evidence that ville.example/log/1 had forked is kept in " +
                                       (town.data / "forks").string()));
    CHECK(bytes_of_file(town.data / "forks" / "0123456789abcdef") == "in the backup");
    CHECK(bytes_of_file(town.data / "forks" / "fedcba9876543210") == "since then");
    CHECK(is_sound(town.data));
    options = town.options(town.fresh);
    fs::remove_all(town.out);
    town.back_up();
    CHECK_FALSE(tells(restored(options), "forked"));
    CHECK(files_with(town.fresh / "forks", "since then") == 1);
}

TEST_CASE("whoever was erased after the backup is erased again, and it says how many") {
    Town town;
    town.back_up();
    const fs::path list = town.directory.path / "erased";
    const storage::Erasure gone[] = {{person(1), true}, {person(77), true}};
    storage::add_erasures(list, gone);
    storage::RestoreOptions options = town.options(town.fresh);
    options.erased = {list};
    CHECK(tells(restored(options), "1 person was erased again"));
    CHECK(is_sound(town.fresh));
    const storage::StoreReader store(town.fresh);
    CHECK_FALSE(store.vault->read().data_key(person(1)));
    CHECK(store.vault->read().data_key(person(2)));
    const auto bytes = *store.log.event_at(store.log.size() - 1);
    const auto* erased = events::event_in(bytes).payload_as_PersonErased();
    REQUIRE(erased != nullptr);
    CHECK(*erased->person() == person(1));
    CHECK(erased->by() == events::ErasedBy::restore);
    store.log.read(0, store.log.size(), [](std::uint64_t, events::Bytes, events::Bytes row) {
        if (!row.empty()) CHECK(storage::subject_of(row) != person(1));
    });
}

TEST_CASE("whoever a restore erases again is in no file of what it made, nor of a new backup") {
    for (const bool remove_words : {false, true}) {
        CAPTURE(remove_words);
        Town town;
        const events::PersonId who = person(9);
        town.live([&](Engine& engine) {
            accepted(engine.execute(command(JoinPerson{gone_name, 1, true}, by(9), 20)));
            accepted(engine.execute(
                command(SubmitProposal{proposal(30), {}, "Un banc", gone_words}, by(9), 21)));
        });
        {
            storage::Store store(town.data);
            store.vault.write(
                [&](storage::VaultTxn& txn) { CHECK(txn.put_identity(gone_address, who)); });
        }
        town.back_up();
        const std::vector<std::string> secrets = secrets_of(town.data / "vault", who);
        CHECK(secrets.size() >= 3);
        for (const std::string& secret : secrets) CHECK(files_with(town.out, secret) > 0);
        std::ostringstream said;
        REQUIRE(erase_command(town.data, {.email = gone_address, .remove_words = remove_words},
                              said, said) == 0);

        storage::RestoreOptions options = town.options(town.fresh);
        options.erased = {town.data / "erased"};
        CHECK(tells(restored(options), "1 person was erased again"));
        CHECK(is_sound(town.fresh));
        storage::BackupOptions again;
        again.data = town.fresh;
        again.out = town.directory.path / "again";
        again.with_keys = true;
        storage::back_up(again);
        std::vector<std::string> traces = secrets;
        for (const char* trace : {gone_address, gone_name, gone_words}) traces.emplace_back(trace);
        for (const std::string& trace : traces) {
            CHECK(files_with(town.fresh, trace) == 0);
            CHECK(files_with(again.out, trace) == 0);
        }
        const storage::StoreReader store(town.fresh);
        CHECK_FALSE(store.vault->read().holds(who));
        CHECK_FALSE(store.vault->read().person_of(gone_address));
        CHECK(store.log.sealed_of(who).empty());
        CHECK(storage::read_erasures(again.out / "vault" / "erased").size() == 1);
    }
}

TEST_CASE("an address that was forgotten before its owner joined does not come back either") {
    Town town;
    const events::PersonId stranger = person(50);
    {
        storage::Store store(town.data);
        store.vault.write(
            [&](storage::VaultTxn& txn) { CHECK(txn.put_identity(gone_address, stranger)); });
    }
    town.back_up();
    std::ostringstream said;
    REQUIRE(erase_command(town.data, {.email = gone_address}, said, said) == 0);
    storage::RestoreOptions options = town.options(town.fresh);
    options.erased = {town.data / "erased"};
    CHECK(tells(restored(options), "1 person was erased again"));
    CHECK(is_sound(town.fresh));
    const storage::StoreReader store(town.fresh);
    CHECK_FALSE(store.vault->read().holds(stranger));
    CHECK_FALSE(store.vault->read().person_of(gone_address));
}

TEST_CASE(
    "only the city continues a log, with a note that fits, and not from more than was signed") {
    World world = small_town();
    ContinueLog command;
    command.former_origin = former_origin;
    command.former_note = "note\n";
    command.former_size = 10;
    command.size = 8;
    CHECK(world.code(command, ada) == RefusalCode::not_the_city);
    const auto continued = only<events::LogContinued>(world.happen(command, city));
    CHECK(continued.former_size == 10);
    CHECK(continued.size == 8);
    command.size = 11;
    CHECK(world.code(command, city) == RefusalCode::unknown_value);
    command.size = 10;
    CHECK(world.accepts(command, city));
    command.former_note = std::string(limits::former_note_bytes + 1, 'x');
    CHECK(world.code(command, city) == RefusalCode::too_long);
    command.former_note = "\xff";
    CHECK(world.code(command, city) == RefusalCode::not_utf8);
    command.former_note = "note\n";
    command.former_origin.clear();
    CHECK(world.code(command, city) == RefusalCode::empty);
}
