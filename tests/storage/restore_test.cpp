// A restore gives back what was backed up, or says in one sentence why not and changes nothing.
#include "storage/restore.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>

#include "storage/backup.hpp"
#include "tests/storage/whole_store.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;
namespace fs = std::filesystem;

namespace {

// A data directory, a backup of it with its keys, and a place for another one.
struct City {
    City() : head(make_whole(data, 60)) { back_up(all_of(data, out)); }

    static BackupOptions all_of(const fs::path& data, const fs::path& out) {
        return {.data = data, .out = out, .with_keys = true, .progress = {}};
    }
    RestoreOptions restore_to(const fs::path& place) const {
        RestoreOptions options;
        options.from = out;
        options.data = place;
        return options;
    }
    RestoreOptions options() const { return restore_to(fresh); }

    TempDir dir{in_memory()};
    const fs::path data = dir.path / "data";
    const fs::path out = dir.path / "out";
    const fs::path fresh = dir.path / "fresh";
    const tree::Head head;
};

// Empty if it was restored.
std::string refusal_of(const RestoreOptions& options) {
    try {
        Restoration restoring(options, nullptr);
        restoring.publish();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

bool says(const std::string& sentence, const std::string& words) {
    return sentence.find(words) != std::string::npos && sentence.find('\n') == std::string::npos;
}

// More events, signed.
void go_on(const fs::path& data, std::uint64_t count, bool sign = true) {
    Store store(data, whole_options());
    append_whole(store, count);
    if (sign) store.checkpoints.sign_if_grown();
}

// Every file with its bytes.
std::string all_in(const fs::path& dir) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(dir)) {
        const std::string name = entry.path().lexically_relative(dir).string();
        // Where readers announce themselves, and who writes.
        if (entry.is_regular_file() && !name.ends_with("lock.mdb") && name != "lock") {
            files[name] = slurp(entry.path());
        }
    }
    std::string all;
    for (const auto& [name, bytes] : files) all += name + "\n" + bytes + "\n";
    return all;
}

void make_private(const fs::path& keys) {
    for (const char* key : {"signing.key", "vault.key"}) ::chmod((keys / key).c_str(), 0600);
}

}  // namespace

TEST_CASE("a restored directory is sound, opens everything, and goes on where the backup ended") {
    City city;
    Restoration restoring(city.options(), nullptr);
    CHECK(restoring.restored().head == city.head);
    CHECK(restoring.furthest().checkpoint.head == city.head);
    CHECK_FALSE(fs::exists(city.fresh));
    CHECK(restoring.publish() == std::nullopt);
    CHECK_FALSE(fs::exists(city.dir.path / "fresh.partial"));
    CHECK(verdict(city.fresh).line == line_of(city.head));
    CHECK(slurp(city.fresh / "checkpoint") == slurp(city.data / "checkpoint"));
    CHECK(slurp(city.fresh / "erased") == slurp(city.data / "erased"));
    {
        const StoreReader was(city.data);
        const StoreReader is(city.fresh);
        for (std::uint64_t seq = 0; seq < 60; ++seq) {
            CHECK(is.log.event_at(seq) == was.log.event_at(seq));
            CHECK(is.log.sealed_at(seq) == was.log.sealed_at(seq));
        }
        CHECK(is.vault->read().email_of(person(5)) == "personne5@example.org");
    }
    go_on(city.fresh, 10);
    CHECK(verdict(city.fresh).code == 0);
}

TEST_CASE("parts that lie in three places, under other names, are found where one says") {
    City city;
    const fs::path away = city.dir.path / "away";
    fs::create_directory(away);
    fs::rename(city.out / "log", away / "public-2026");
    fs::rename(city.out / "vault", away / "safe");
    fs::rename(city.out / "keys", away / "paper");
    RestoreOptions options = city.options();
    options.from = away / "public-2026";
    CHECK(says(refusal_of(options), "there is no vault part"));
    options.vault = away / "safe";
    CHECK(says(refusal_of(options), "there is no signing.key"));
    options.keys = away / "paper";
    CHECK(refusal_of(options).empty());
    CHECK(verdict(city.fresh).line == line_of(city.head));
}

TEST_CASE("the keys of the directory that stands there are taken if no others are") {
    City city;
    fs::remove_all(city.out / "keys");
    CHECK(says(refusal_of(city.options()), "there is no signing.key"));
    CHECK(refusal_of(city.restore_to(city.data)).empty());
    CHECK(verdict(city.data).line == line_of(city.head));
}

TEST_CASE("a bit flipped in any file of a backup is noticed, and the file named") {
    City city;
    const std::uint64_t start = seed();
    CAPTURE(start);
    std::mt19937_64 random(start);
    for (const std::string file : {"log/MANIFEST", "log/data.mdb", "log/checkpoint", "log/erased",
                                   "vault/MANIFEST", "vault/data.mdb", "vault/erased",
                                   "keys/MANIFEST", "keys/signing.key", "keys/vault.key"}) {
        for (int round = 0; round < 8; ++round) {
            const std::string sound = slurp(city.out / file);
            const std::size_t bit = random() % (sound.size() * 8);
            flip(city.out / file, bit);
            CAPTURE(file);
            CAPTURE(bit);
            const std::string said = refusal_of(city.options());
            CAPTURE(said);
            CHECK(says(said, file));
            CHECK_FALSE(fs::exists(city.fresh));
            CHECK_FALSE(fs::exists(city.dir.path / "fresh.partial"));
            spill(city.out / file, sound);
        }
    }
    CHECK(refusal_of(city.options()).empty());
}

TEST_CASE("a cut, missing or foreign file of a backup is named") {
    City city;
    for (const std::string file : {"log/data.mdb", "vault/data.mdb", "log/checkpoint"}) {
        const std::string sound = slurp(city.out / file);
        spill(city.out / file, std::string_view(sound).substr(0, sound.size() / 2));
        CHECK(says(refusal_of(city.options()), file));
        fs::remove(city.out / file);
        CHECK(says(refusal_of(city.options()), file));
        spill(city.out / file, sound);
    }
    fs::remove(city.out / "vault" / "MANIFEST");
    CHECK(says(refusal_of(city.options()), "vault is not part of a backup"));
    RestoreOptions options = city.options();
    options.from = city.dir.path / "none";
    CHECK(says(refusal_of(options), "none is not part of a backup"));
}

TEST_CASE("parts that do not belong together, and keys of another log, are refused") {
    City city;
    TempDir other{in_memory()};
    {
        StoreOptions named = whole_options();
        named.origin = "other.example/log/1";
        Store store(other.path / "data", named);
        append_whole(store, 80);
    }
    back_up(City::all_of(other.path / "data", other.path / "out"));
    RestoreOptions options = city.options();
    options.vault = other.path / "out";
    CHECK(says(refusal_of(options), "the vault part is of other.example/log/1"));
    options = city.options();
    options.keys = other.path / "out";
    CHECK(says(refusal_of(options), "is not the key that this backup was signed with"));
    // The right signing key with another vault's.
    const fs::path keys = city.dir.path / "mixed";
    fs::create_directory(keys);
    fs::copy_file(city.data / "signing.key", keys / "signing.key");
    fs::copy_file(other.path / "data" / "vault.key", keys / "vault.key");
    options.keys = keys;
    CHECK(says(refusal_of(options), "vault.key is not the key that this vault was made with"));
    ::chmod((keys / "vault.key").c_str(), 0644);
    CHECK(says(refusal_of(options), "may be read by others"));
    // An older vault may lack keys of what the log says.
    go_on(city.data, 5);
    back_up(City::all_of(city.data, city.dir.path / "later"));
    options = city.options();
    options.from = city.dir.path / "later";
    options.vault = city.out;
    CHECK(says(refusal_of(options), "the vault part was taken at 60 events, the log part at 65"));
    // A newer one has all of them.
    options.from = city.out;
    options.vault = city.dir.path / "later";
    CHECK(refusal_of(options).empty());
}

TEST_CASE("a place that holds something else is left as it is") {
    City city;
    fs::create_directory(city.fresh);
    CHECK(refusal_of(city.options()).empty());  // empty
    const fs::path file = city.dir.path / "file";
    spill(file, "x");
    CHECK(says(refusal_of(city.restore_to(file)), "is not a directory"));
    const fs::path photos = city.dir.path / "photos";
    fs::create_directory(photos);
    spill(photos / "a.jpg", "x");
    CHECK(says(refusal_of(city.restore_to(photos)), "neither empty nor a data directory"));
    CHECK(slurp(photos / "a.jpg") == "x");
    CHECK(says(refusal_of(city.restore_to("/proc")), "is the root of a file system"));
    const Store running(city.data, whole_options());
    CHECK(says(refusal_of(city.restore_to(city.data)), "is in use by another program"));
}

TEST_CASE("a backup that goes on where a log ended takes its place, and the former stays beside") {
    City city;
    TempDir copies{in_memory()};
    fs::copy(city.data, copies.path / "old", fs::copy_options::recursive);
    make_private(copies.path / "old");
    go_on(city.data, 15);
    back_up(City::all_of(city.data, city.dir.path / "later"));
    const std::string former = all_in(copies.path / "old");
    RestoreOptions options = city.restore_to(copies.path / "old");
    options.from = city.dir.path / "later";
    Restoration restoring(options, nullptr);
    CHECK(all_in(copies.path / "old") == former);
    const auto aside = restoring.publish();
    REQUIRE(aside);
    CHECK(all_in(*aside) == former);
    CHECK(verdict(copies.path / "old").line.starts_with("ok size 75 "));
}

TEST_CASE("a restore behind what was signed is refused, saying how much would be lost") {
    City city;
    go_on(city.data, 15);
    const std::string former = all_in(city.data);
    const std::string said = refusal_of(city.restore_to(city.data));
    CHECK(says(said,
               "checkpoint was signed over 75 events, the backup ends at 60: to restore it "
               "would lose 15 events"));
    CHECK(all_in(city.data) == former);
    // The same for a checkpoint that somebody else kept, on a machine that knows nothing.
    RestoreOptions options = city.options();
    options.checkpoints = {city.data / "checkpoint"};
    CHECK(says(refusal_of(options), "would lose 15 events"));
    options.checkpoints = {city.out / "log" / "checkpoint"};
    CHECK(refusal_of(options).empty());
}

TEST_CASE("events that were durable and not yet signed count as well") {
    City city;
    go_on(city.data, 3, false);
    CHECK(says(refusal_of(city.restore_to(city.data)),
               "data holds 63 events, the backup ends at 60"));
    // If the log cannot be read any more, what was signed is all that is known.
    spill(city.data / "log" / "data.mdb", slurp(city.data / "log" / "data.mdb").substr(0, 20'000));
    CHECK(refusal_of(city.restore_to(city.data)).empty());
    CHECK(verdict(city.data).line == line_of(city.head));
}

TEST_CASE("another history or another log is never overwritten") {
    City city;
    fs::remove_all(city.data / "log");
    fs::remove(city.data / "checkpoint");
    {
        Store store(city.data, whole_options());
        REQUIRE(append_many(store.log, 12, stance_event) == Log::Append::durable);
    }
    CHECK(says(refusal_of(city.restore_to(city.data)), "not a continuation of the log"));
    { Store(city.data, whole_options()).checkpoints.sign_if_grown(); }
    CHECK(says(refusal_of(city.restore_to(city.data)), "it is of another history"));
    TempDir other{in_memory()};
    {
        StoreOptions named = whole_options();
        named.origin = "other.example/log/1";
        Store store(other.path, named);
        append_whole(store, 5);
    }
    CHECK(says(refusal_of(city.restore_to(other.path)), "holds another log: other.example/log/1"));
}

TEST_CASE("a checkpoint that is none, or that another key signed, is refused") {
    City city;
    RestoreOptions options = city.options();
    const fs::path note = city.dir.path / "note";
    options.checkpoints = {note};
    CHECK(says(refusal_of(options), "there is no checkpoint"));
    spill(note, "garbage");
    CHECK(says(refusal_of(options), "is no checkpoint of this log"));
    spill(note,
          Signer(whole_origin, SigningSeed{5}).sign(Checkpoint{whole_origin, city.head}.text()));
    CHECK(says(refusal_of(options), "it was not signed by"));
}

TEST_CASE("with another name a restore may go behind, and knows what was signed") {
    City city;
    go_on(city.data, 15);
    RestoreOptions options = city.restore_to(city.data);
    options.new_origin = whole_origin;
    CHECK(says(refusal_of(options), "a new log needs a new name"));
    options.new_origin = "participation.annemasse.example/log/2";
    Restoration restoring(options, nullptr);
    CHECK(restoring.restored().head == city.head);
    CHECK(restoring.furthest().checkpoint.head.size == 75);
    CHECK(restoring.furthest().note == slurp(city.data / "checkpoint"));
    CHECK(restoring.publish());
}

TEST_CASE("whoever is in any list of the erased is in the restored one") {
    City city;
    const Erasure later{person(2), true};
    add_erasures(DataDir{city.data}.erased(), {&later, 1});
    const fs::path elsewhere = city.dir.path / "elsewhere";
    const Erasure other{person(3), false};
    add_erasures(elsewhere, {&other, 1});
    RestoreOptions options = city.restore_to(city.data);
    options.erased = {elsewhere};
    CHECK(refusal_of(options).empty());
    const auto all = read_erasures(DataDir{city.data}.erased());
    REQUIRE(all.size() == 3);
    CHECK(all[0].person == imaginons::events::PersonId(77, 78));
    CHECK(all[1].person == person(2));
    CHECK(all[2].person == person(3));
    options.erased = {city.dir.path / "none"};
    CHECK(says(refusal_of(options), "there is no list of the erased"));
}

TEST_CASE("evidence of a fork comes from the backup and from what stands there, and is checked") {
    City city;
    const fs::path forks = city.data / "forks";
    fs::create_directory(forks);
    spill(forks / "0123456789abcdef", "evidence");
    back_up(City::all_of(city.data, city.dir.path / "later"));
    spill(forks / "fedcba9876543210", "more");
    RestoreOptions options = city.restore_to(city.data);
    options.from = city.dir.path / "later";
    CHECK(refusal_of(options).empty());
    CHECK(slurp(forks / "0123456789abcdef") == "evidence");
    CHECK(slurp(forks / "fedcba9876543210") == "more");
    options = city.options();
    options.from = city.dir.path / "later";
    flip(options.from / "log" / "forks" / "0123456789abcdef", 3);
    CHECK(says(refusal_of(options), "log/forks/0123456789abcdef"));
}

TEST_CASE("killed before it is published, a restore has changed nothing, and the next one works") {
    City city;
    const std::string former = all_in(city.data);
    const pid_t child = ::fork();
    if (child == 0) {
        Restoration restoring(city.restore_to(city.data), nullptr);
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    CHECK(fs::exists(city.dir.path / "data.partial"));
    CHECK(all_in(city.data) == former);
    CHECK(refusal_of(city.restore_to(city.data)).empty());
    CHECK_FALSE(fs::exists(city.dir.path / "data.partial"));
}

TEST_CASE("on a full disk a restore says so in one sentence and changes nothing") {
    City city;
    const std::string former = all_in(city.data);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{20'000, 20'000};
        ::setrlimit(RLIMIT_FSIZE, &small);
        const std::string said = refusal_of(city.restore_to(city.data));
        const bool told = ::write(ends[1], said.data(), said.size()) > 0;
        ::_exit(told ? 0 : 1);
    }
    ::close(ends[1]);
    std::string said(1000, '\0');
    const ssize_t size = ::read(ends[0], said.data(), said.size());
    said.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    CAPTURE(said);
    CHECK(says(said, "cannot write"));
    CHECK(all_in(city.data) == former);
    CHECK_FALSE(fs::exists(city.dir.path / "data.partial"));
}
