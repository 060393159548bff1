// A witness as C2SP tlog-witness wants it: what it cosigns, refuses and remembers. Its HTTP is
// tested in tests/site/.
#include "storage/witness.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "storage/base64.hpp"
#include "storage/limits.hpp"
#include "tests/storage/signed_log.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;
using Verdict = WitnessAnswer::Verdict;

namespace {

constexpr std::uint64_t now_s = 1'700'000'000;

struct World {
    TempDir dir;
    SignedLog log;

    Witness open(const std::string& name = "temoin.example") const {
        return Witness(dir.path / "witness", name, {log.key()});
    }
};

// When the witness cosigned this note, by its answer.
std::optional<std::uint64_t> cosigned_at(const Witness& witness, const std::string& note,
                                         const WitnessAnswer& answer) {
    const auto parsed = Note::parse(note + answer.body);
    return parsed ? witness.key().cosigned_at(*parsed) : std::nullopt;
}

tree::Head head_of(const Witness& witness) {
    return witness.logs().at(0).head;
}

}  // namespace

TEST_CASE("a witness cosigns what adds to what it saw last, from the first checkpoint on") {
    World world;
    Witness witness = world.open();
    std::uint64_t last = 0;
    for (const std::uint64_t size : {0U, 0U, 1U, 2U, 3U, 7U, 8U, 8U, 100U, 256U}) {
        CAPTURE(size);
        world.log.grow_to(size);
        const auto answer =
            witness.add_checkpoint(world.log.request_from(last).text(), now_s + size);
        REQUIRE(answer.verdict == Verdict::cosigned);
        CHECK(cosigned_at(witness, world.log.note(), answer) == now_s + size);
        CHECK(head_of(witness) == world.log.head());
        last = size;
    }
    CHECK(witness.forks().all().empty());
}

TEST_CASE("what a witness cosigned last can be read with both signatures, and nobody else's") {
    World world;
    world.log.grow_to(5);
    Witness witness = world.open();
    const std::string hash = witness.logs().at(0).hash;
    CHECK(hash == "fc4451950ec3af561b5395410910a9f179378e59928c7f679df269520bb70b3a");
    CHECK(witness.cosigned_note(hash) == nullptr);
    AddCheckpoint request = world.log.request_from(0);
    request.note += "— stranger.example AAAAAAAAAAAA\n";
    const auto answer = witness.add_checkpoint(request.text(), now_s);
    REQUIRE(answer.verdict == Verdict::cosigned);
    const auto note = witness.cosigned_note(hash);
    REQUIRE(note);
    CHECK(*note == world.log.note() + answer.body);
    CHECK(open_checkpoint(*note, world.log.key()));
    CHECK(witness.cosigned_note("00") == nullptr);
}

TEST_CASE("a request in any other form is malformed and changes nothing") {
    World world;
    world.log.grow_to(3);
    Witness witness = world.open();
    REQUIRE(witness.add_checkpoint(world.log.request_from(0).text(), now_s).verdict ==
            Verdict::cosigned);
    world.log.grow_to(5);
    const std::string note = world.log.note();
    const std::string hash = base64(world.log.head().root) + "\n";
    std::string too_long = "old 3\n";
    for (std::size_t i = 0; i <= limits::proof_hashes; ++i) too_long += hash;
    std::string signed_words = world.log.signer().sign("a.example/log\nnot a size\n" + hash);
    for (const std::string& wrong : {std::string(),
                                     std::string("\n"),
                                     note,
                                     "old\n\n" + note,
                                     "old \n\n" + note,
                                     "old 03\n\n" + note,
                                     "old -3\n\n" + note,
                                     "old +3\n\n" + note,
                                     "old 3 \n\n" + note,
                                     "OLD 3\n\n" + note,
                                     "old 18446744073709551616\n\n" + note,
                                     "old 3\n" + note,
                                     "old 3\n" + hash + note,
                                     "old 3\n" + hash.substr(1) + "\n" + note,
                                     "old 3\nAAAA\n\n" + note,
                                     std::string("old 3\n\n"),
                                     "old 3\n\n" + note.substr(0, note.size() - 1),
                                     "old 3\n\n\xFF" + note,
                                     too_long + "\n" + note,
                                     "old 6\n\n" + note,
                                     "old 3\n\n" + signed_words,
                                     "old 3\n\n" + note + std::string(limits::note_bytes, 'x')}) {
        CAPTURE(wrong.substr(0, 200));
        CHECK(witness.add_checkpoint(wrong, now_s).verdict == Verdict::malformed);
    }
    CHECK(head_of(witness).size == 3);
    CHECK(witness.forks().all().empty());
}

TEST_CASE("as many hashes as a proof may have are read, one more are not") {
    AddCheckpoint request{7, std::vector<Digest>(limits::proof_hashes), "note"};
    const auto read = AddCheckpoint::parse(request.text());
    REQUIRE(read);
    CHECK(read->old_size == 7);
    CHECK(read->proof == request.proof);
    CHECK(read->note == "note");
    request.proof.emplace_back();
    CHECK_FALSE(AddCheckpoint::parse(request.text()));
}

TEST_CASE("a log that is not followed is unknown, a key that is not trusted signs nothing") {
    World world;
    world.log.grow_to(3);
    Witness witness = world.open();
    SignedLog stranger("b.example/log", 0);
    stranger.grow_to(3);
    CHECK(witness.add_checkpoint(stranger.request_from(0).text(), now_s).verdict ==
          Verdict::unknown_log);

    SignedLog impostor("a.example/log", 1);
    impostor.grow_to(3);
    CHECK(witness.add_checkpoint(impostor.request_from(0).text(), now_s).verdict ==
          Verdict::untrusted);

    AddCheckpoint damaged = world.log.request_from(0);
    damaged.note.replace(damaged.note.find("\n3\n"), 3, "\n4\n");
    CHECK(witness.add_checkpoint(damaged.text(), now_s).verdict == Verdict::untrusted);

    // A false signature under the trusted name and id makes the whole note malformed.
    AddCheckpoint spoiled = world.log.request_from(0);
    const std::string other = world.log.signer().sign("other\n");
    spoiled.note += other.substr(other.find("—"));
    CHECK(witness.add_checkpoint(spoiled.text(), now_s).verdict == Verdict::untrusted);

    // Another key's line beside the trusted one is nobody's affair.
    AddCheckpoint both = world.log.request_from(0);
    const std::string theirs = impostor.note();
    both.note += theirs.substr(theirs.find("—"));
    CHECK(head_of(witness).size == 0);
    CHECK(witness.add_checkpoint(both.text(), now_s).verdict == Verdict::cosigned);
}

TEST_CASE("a log that changes its key goes on under the same name, if both keys are trusted") {
    TempDir dir;
    SignedLog before("a.example/log", 0);
    SignedLog after("a.example/log", 1);
    before.grow_to(3);
    after.grow_to(5);
    Witness witness(dir.path / "w", "temoin.example", {before.key(), after.key(), after.key()});
    CHECK(witness.logs().size() == 1);
    CHECK(witness.add_checkpoint(before.request_from(0).text(), now_s).verdict ==
          Verdict::cosigned);
    CHECK(witness.add_checkpoint(after.request_from(3).text(), now_s).verdict == Verdict::cosigned);
    CHECK(*witness.cosigned_note(witness.logs().at(0).hash) ==
          after.note() + witness.add_checkpoint(after.request_from(5).text(), now_s).body);
}

TEST_CASE("whoever gives another old size is told the right one") {
    World world;
    world.log.grow_to(5);
    Witness witness = world.open();
    CHECK(witness.add_checkpoint(world.log.request_from(3).text(), now_s).body == "0\n");
    REQUIRE(witness.add_checkpoint(world.log.request_from(0).text(), now_s).verdict ==
            Verdict::cosigned);
    for (const std::uint64_t old_size : {0U, 1U, 4U}) {
        const auto answer = witness.add_checkpoint(world.log.request_from(old_size).text(), now_s);
        CHECK(answer.verdict == Verdict::conflict);
        CHECK(answer.body == "5\n");
    }
    // Also a log that has become shorter.
    SignedLog shorter;
    shorter.grow_to(4);
    CHECK(witness.add_checkpoint(shorter.request_from(4).text(), now_s).body == "5\n");
    CHECK(head_of(witness).size == 5);
}

TEST_CASE("an empty log has the empty root, and nothing needs no proof") {
    World world;
    Witness witness = world.open();
    const Checkpoint wrong{"a.example/log", {0, sha256(as_bytes("x"))}};
    const AddCheckpoint request{0, {}, world.log.signer().sign(wrong.text())};
    CHECK(witness.add_checkpoint(request.text(), now_s).verdict == Verdict::rejected);
    world.log.grow_to(3);
    AddCheckpoint with_proof = world.log.request_from(0);
    with_proof.proof.emplace_back();
    CHECK(witness.add_checkpoint(with_proof.text(), now_s).verdict == Verdict::rejected);
    CHECK(head_of(witness).size == 0);
    CHECK(witness.forks().all().empty());
}

TEST_CASE("the same size with another root is refused, and the evidence proves the fork") {
    World world;
    world.log.grow_to(5);
    Witness witness = world.open();
    REQUIRE(witness.add_checkpoint(world.log.request_from(0).text(), now_s).verdict ==
            Verdict::cosigned);
    SignedLog forked;
    forked.grow_to(4);
    forked.grow_to(5, 1);
    const auto answer = witness.add_checkpoint(forked.request_from(5).text(), now_s + 1);
    CHECK(answer.verdict == Verdict::rejected);
    CHECK(answer.fork_is_proven);
    CHECK(answer.fork_is_new);
    CHECK(answer.body.find("forked") != std::string::npos);
    CHECK(head_of(witness) == world.log.head());
    REQUIRE(witness.forks().all().size() == 1);
    const auto again = witness.add_checkpoint(forked.request_from(5).text(), now_s + 2);
    CHECK_FALSE(again.fork_is_new);
    CHECK(witness.forks().all().size() == 1);

    // The honest log is still served.
    world.log.grow_to(6);
    CHECK(witness.add_checkpoint(world.log.request_from(5).text(), now_s).verdict ==
          Verdict::cosigned);

    // Whoever has the log's key can check what was kept, and nobody can make it up.
    const Fork fork = witness.forks().all().at(0).fork;
    const auto read = Fork::parse(fork.text());
    REQUIRE(read);
    CHECK(read->seen_s == now_s + 1);
    CHECK(read->id() == fork.id());
    CHECK(proves_fork(*read, std::vector{world.log.key()}));
    CHECK_FALSE(proves_fork(*read, std::vector{SignedLog("a.example/log", 1).key()}));
}

TEST_CASE("a longer log with another past is refused; its own proof gives it away") {
    for (const std::uint64_t size : {3U, 5U, 6U, 7U, 12U, 100U}) {
        World world;
        world.log.grow_to(size);
        Witness witness = world.open();
        REQUIRE(witness.add_checkpoint(world.log.request_from(0).text(), now_s).verdict ==
                Verdict::cosigned);
        for (const std::uint64_t longer : {size + 1, size + 2, 2 * size, size + 100}) {
            CAPTURE(size);
            CAPTURE(longer);
            SignedLog forked;
            forked.grow_to(size / 2);
            forked.grow_to(longer, 1);
            const auto answer = witness.add_checkpoint(forked.request_from(size).text(), now_s);
            CHECK(answer.verdict == Verdict::rejected);
            CHECK(answer.fork_is_proven);
            CHECK(head_of(witness) == world.log.head());
        }
    }
}

TEST_CASE("a proof that leads nowhere is refused and kept, but proves nothing against the log") {
    World world;
    world.log.grow_to(5);
    Witness witness = world.open();
    REQUIRE(witness.add_checkpoint(world.log.request_from(0).text(), now_s).verdict ==
            Verdict::cosigned);
    world.log.grow_to(9);
    AddCheckpoint request = world.log.request_from(5);
    for (std::size_t i = 0; i < request.proof.size(); ++i) {
        AddCheckpoint changed = request;
        changed.proof[i][0] ^= 1;
        const auto answer = witness.add_checkpoint(changed.text(), now_s);
        CHECK(answer.verdict == Verdict::rejected);
        CHECK_FALSE(answer.fork_is_proven);
    }
    CHECK(witness.forks().all().size() == 1);
    CHECK(head_of(witness).size == 5);
    CHECK(witness.add_checkpoint(request.text(), now_s).verdict == Verdict::cosigned);
    // An empty proof that should have been none, for the same checkpoint: refused, no evidence.
    AddCheckpoint same = world.log.request_from(9);
    same.proof.emplace_back();
    CHECK(witness.add_checkpoint(same.text(), now_s).verdict == Verdict::rejected);
    CHECK(witness.forks().all().size() == 1);
}

TEST_CASE("of refusals that anybody can cause only so many are kept, and proofs of forks stay") {
    World world;
    world.log.grow_to(5);
    Witness witness = world.open();
    REQUIRE(witness.add_checkpoint(world.log.request_from(0).text(), now_s).verdict ==
            Verdict::cosigned);
    SignedLog forked;
    forked.grow_to(5, 1);
    REQUIRE(witness.add_checkpoint(forked.request_from(5).text(), now_s).fork_is_proven);
    for (std::uint64_t size = 6; size < 6 + 2 * limits::unproven_forks; ++size) {
        world.log.grow_to(size);
        const AddCheckpoint honest = world.log.request_from(size - 1);
        AddCheckpoint request = honest;
        request.proof.back()[0] ^= 1;
        CHECK(witness.add_checkpoint(request.text(), now_s + size).verdict == Verdict::rejected);
        CHECK(witness.add_checkpoint(honest.text(), now_s + size).verdict == Verdict::cosigned);
    }
    const auto kept = witness.forks().all();
    CHECK(kept.size() == limits::unproven_forks + 1);
    CHECK(std::count_if(kept.begin(), kept.end(), [](const auto& one) { return one.proven; }) == 1);
    const auto files = std::filesystem::directory_iterator(world.dir.path / "witness" / "forks");
    CHECK(std::distance(files, std::filesystem::directory_iterator()) ==
          static_cast<std::ptrdiff_t>(kept.size()));
}

TEST_CASE("evidence about another log stays where it is, and is not told as this one's") {
    const TempDir dir;
    SignedLog log;
    log.grow_to(5);
    SignedLog forked;
    forked.grow_to(5, 1);
    const Digest past = forked.head().root;
    forked.grow_to(8, 1);
    const Fork fork{now_s, log.note(), forked.request_from(5), past};
    ForkArchive own(dir.path, {log.key()});
    REQUIRE(own.keep(fork));
    REQUIRE(own.all().at(0).proven);
    const SignedLog other("b.example/log", 9);
    const ForkArchive others(dir.path, {other.key()});
    CHECK(others.all().empty());
    CHECK_FALSE(others.evidence(fork.id()));
    CHECK(std::filesystem::exists(dir.path / fork.id()));
    CHECK(ForkArchive(dir.path, {other.key(), log.key()}).all().at(0).proven);
}

TEST_CASE("evidence is read back as written and only in its exact form") {
    SignedLog log;
    log.grow_to(5);
    SignedLog forked;
    forked.grow_to(9, 1);
    Fork fork{now_s, log.note(), forked.request_from(5), sha256(as_bytes("root"))};
    for (int i = 0; i < 2; ++i) {
        const std::string text = fork.text();
        REQUIRE(Fork::parse(text));
        CHECK(Fork::parse(text)->text() == text);
        CHECK(Fork::parse(text)->past == fork.past);
        for (std::size_t cut = 0; cut < text.size(); ++cut) {
            CAPTURE(cut);
            CHECK_FALSE(Fork::parse(std::string_view(text).substr(0, cut)));
        }
        CHECK_FALSE(Fork::parse(text + "\n"));
        fork.past.reset();
    }
    CHECK(sizes_of(fork)->known == 5);
    CHECK(sizes_of(fork)->refused == 9);
}

TEST_CASE("evidence proves a fork only if the refused tree has another root at the known size") {
    SignedLog log;
    log.grow_to(8);  // a power of two: the proof does not hold the past root, so it is given
    SignedLog forked;
    forked.grow_to(7);
    forked.grow_to(8, 1);
    const Digest past = forked.head().root;
    forked.grow_to(13, 1);
    const std::vector keys{log.key()};
    const Fork fork{now_s, log.note(), forked.request_from(8), past};
    CHECK(proves_fork(fork, keys));
    Fork changed = fork;
    changed.past.reset();
    CHECK_FALSE(proves_fork(changed, keys));
    changed = fork;
    changed.past = log.head().root;
    CHECK_FALSE(proves_fork(changed, keys));
    changed = fork;
    changed.past = sha256(as_bytes("made up"));
    CHECK_FALSE(proves_fork(changed, keys));
    changed = fork;
    changed.known = forked.note();
    CHECK_FALSE(proves_fork(changed, keys));
    changed = fork;
    changed.known = SignedLog("b.example/log", 0).note();
    CHECK_FALSE(proves_fork(changed, keys));
    // An honest log that has grown proves nothing, whatever stands beside it.
    SignedLog honest;
    honest.grow_to(8);
    honest.grow_to(13);
    for (const Digest& root : {past, log.head().root}) {
        CHECK_FALSE(proves_fork({now_s, log.note(), honest.request_from(8), root}, keys));
    }
}

TEST_CASE("a witness remembers everything after a restart") {
    World world;
    world.log.grow_to(5);
    std::string key;
    std::string note;
    {
        Witness witness = world.open();
        key = witness.key().text();
        REQUIRE(witness.add_checkpoint(world.log.request_from(0).text(), now_s).verdict ==
                Verdict::cosigned);
        note = *witness.cosigned_note(witness.logs().at(0).hash);
        SignedLog forked;
        forked.grow_to(5, 1);
        REQUIRE(witness.add_checkpoint(forked.request_from(5).text(), now_s).fork_is_proven);
    }
    CHECK_THROWS_AS(world.open("autre.example"), Error);
    Witness witness = world.open("");
    CHECK(witness.key().text() == key);
    CHECK(head_of(witness) == world.log.head());
    CHECK(witness.logs().at(0).cosigned_at_s == now_s);
    CHECK(*witness.cosigned_note(witness.logs().at(0).hash) == note);
    REQUIRE(witness.forks().all().size() == 1);
    CHECK(witness.forks().all().at(0).proven);
    CHECK(witness.forks().evidence(witness.forks().all().at(0).fork.id()));
}

TEST_CASE("a witness's key is for its owner's eyes, and two programs do not share one") {
    World world;
    const Witness witness = world.open();
    struct stat about {};
    REQUIRE(::stat((world.dir.path / "witness" / "witness.key").c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    CHECK(slurp(world.dir.path / "witness" / "witness.vkey") == witness.key().text() + "\n");
    CHECK_THROWS_AS(world.open(), InUse);
}

TEST_CASE("a witness that has lost its memory or whose files were changed does not start") {
    World world;
    world.log.grow_to(5);
    const auto data = world.dir.path / "witness";
    std::filesystem::path note;
    {
        Witness witness = world.open();
        REQUIRE(witness.add_checkpoint(world.log.request_from(0).text(), now_s).verdict ==
                Verdict::cosigned);
        note = data / "cosigned" / witness.logs().at(0).hash;
    }
    const std::string whole = slurp(note);
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        CAPTURE(at);
        std::string damaged = whole;
        damaged[at] ^= 1;
        spill(note, damaged);
        // A bit of the log's own signature is the log's affair: what was cosigned is the text.
        const auto parsed = Note::parse(damaged);
        const bool text_is_whole = parsed && whole.starts_with(parsed->text + "\n");
        if (text_is_whole && whole.rfind("— temoin") > at) continue;
        CHECK_THROWS_AS(world.open(), Error);
    }
    spill(note, whole.substr(0, whole.size() / 2));
    CHECK_THROWS_AS(world.open(), Error);
    spill(note, whole);
    {
        const Witness witness = world.open();
        CHECK(head_of(witness).size == 5);
    }
    std::filesystem::rename(data / "cosigned", data / "elsewhere");
    CHECK_THROWS_AS(world.open(), Error);
    std::filesystem::rename(data / "elsewhere", data / "cosigned");
    spill(data / "witness.vkey", "nonsense\n");
    CHECK_THROWS_AS(world.open(), Error);
}

TEST_CASE("a name that no key may have makes no witness, and no key") {
    TempDir dir;
    CHECK_THROWS_AS(Witness(dir.path / "witness", "a b", {}), Error);
    CHECK_THROWS_AS(Witness(dir.path / "witness", "a+b", {}), Error);
    CHECK_FALSE(std::filesystem::exists(dir.path / "witness"));
}

TEST_CASE("a witness does not live in the log's own directory") {
    TempDir dir;
    std::filesystem::create_directories(dir.path / "log");
    CHECK_THROWS_AS(Witness(dir.path, "temoin.example", {}), Error);
}

TEST_CASE("what cannot be stored is not cosigned") {
    World world;
    world.log.grow_to(3);
    Witness witness = world.open();
    const auto cosigned = world.dir.path / "witness" / "cosigned";
    std::filesystem::remove(cosigned);
    CHECK_THROWS_AS(witness.add_checkpoint(world.log.request_from(0).text(), now_s), Error);
    CHECK(head_of(witness).size == 0);
    CHECK(witness.cosigned_note(witness.logs().at(0).hash) == nullptr);
    std::filesystem::create_directory(cosigned);
    CHECK(witness.add_checkpoint(world.log.request_from(0).text(), now_s).verdict ==
          Verdict::cosigned);
}

TEST_CASE("of two histories sent at once by many clients, only one is cosigned at each size") {
    World world;
    Witness witness = world.open();
    constexpr int clients = 4;
    for (std::uint64_t size = 1; size <= 20; ++size) {
        const tree::Head before = head_of(witness);
        SignedLog one = world.log;
        one.grow_to(size, 0);
        SignedLog other = world.log;
        other.grow_to(size, 1);
        std::atomic<int> cosigned_one{0};
        std::atomic<int> cosigned_other{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < clients; ++i) {
            threads.emplace_back([&, i] {
                const SignedLog& mine = i % 2 == 0 ? one : other;
                const auto answer =
                    witness.add_checkpoint(mine.request_from(before.size).text(), now_s);
                if (answer.verdict == Verdict::cosigned)
                    ++(i % 2 == 0 ? cosigned_one : cosigned_other);
            });
        }
        for (std::thread& thread : threads) thread.join();
        CHECK((cosigned_one > 0) != (cosigned_other > 0));
        CHECK(head_of(witness) == (cosigned_one > 0 ? one.head() : other.head()));
        world.log = cosigned_one > 0 ? one : other;
    }
}
