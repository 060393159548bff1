// Mirroring a log that serves itself from memory, and that lies in every way a log can lie.
#include "storage/mirror.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "storage/data_dir.hpp"
#include "storage/openings.hpp"
#include "storage/store.hpp"
#include "storage/tiles.hpp"
#include "storage/verify.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons;
using namespace imaginons::storage;
using imaginons::storage::testing::slurp;
using imaginons::storage::testing::TempDir;

namespace {

// A site's log and what it serves of it. `lie` may change any answer.
class Served {
  public:
    explicit Served(std::string origin = "participation.annemasse.example/log/1",
                    std::uint8_t seed = 1)
        : log_(Log::open(dir_.path / "log", options(origin))), signer_(origin, seed_of(seed)) {}

    // Every third event has a sealed part.
    void grow_to(std::uint64_t size) {
        while (log_.size() < size) {
            std::vector<std::vector<std::uint8_t>> events;
            const std::uint64_t end = std::min(size, log_.size() + 1000);
            for (std::uint64_t seq = log_.size(); seq < end; ++seq) events.push_back(event(seq));
            std::vector<Entry> entries;
            for (const auto& one : events) entries.push_back({one, {}});
            REQUIRE(log_.append(entries) == Log::Append::durable);
        }
        sign();
    }
    void append(const std::vector<std::uint8_t>& event) {
        REQUIRE(testing::append_one(log_, event) == Log::Append::durable);
        sign();
    }
    void sign() {
        note_ = signer_.sign(Checkpoint{signer_.verifier_key().name, log_.head()}.text());
    }
    void hide(std::uint64_t seq) { openings_.erase(seq); }

    LogSource source() {
        return {[this] { return key().text() + "\n"; },
                [this](const std::string& path, const std::optional<std::string>& known) {
                    return answer(path, known);
                }};
    }
    const VerifierKey& key() const { return signer_.verifier_key(); }
    tree::Head head() const { return log_.head(); }
    std::uint64_t questions() const { return questions_; }

    // Changes what is answered for a path.
    std::function<void(const std::string& path, std::string& bytes)> lie;

  private:
    static LogOptions options(const std::string& origin) {
        LogOptions options = testing::small_log();
        options.origin = origin;
        return options;
    }
    static SigningSeed seed_of(std::uint8_t byte) {
        SigningSeed seed;
        seed.fill(byte);
        return seed;
    }

    std::vector<std::uint8_t> event(std::uint64_t seq) {
        if (seq % 3 != 0) return testing::stance_event(seq);
        const DataKey data_key{{9}};
        auto sealed = testing::sealed_event(seq, data_key, testing::person(seq % 10));
        const events::Meta meta = events::read_meta(seq, sealed.event);
        openings_[seq] = *open_sealed(data_key, meta.id, *meta.commitment, sealed.row);
        return std::move(sealed.event);
    }

    std::optional<std::string> answer(const std::string& path,
                                      const std::optional<std::string>& known) {
        const std::lock_guard lock(mutex_);
        ++questions_;
        std::string bytes = honest(path);
        if (lie) lie(path, bytes);
        if (known == bytes) return std::nullopt;
        return bytes;
    }

    std::string honest(const std::string& path) {
        if (path == "checkpoint") return note_;
        if (path.starts_with("tile/")) {
            const auto name = tiles::Name::parse(path.substr(5));
            if (!name || !tiles::is_within(*name, log_.size())) throw Error("no tile " + path);
            return name->level ? tiles::hashes(*name, log_.nodes()) : tiles::entries(*name, log_);
        }
        const auto bundle = tiles::Name::parse("entries/" + path.substr(std::strlen("openings/")));
        REQUIRE(bundle);
        std::string bytes;
        const auto from = openings_.lower_bound(bundle->index * tiles::full_width);
        const auto to = openings_.lower_bound((bundle->index + 1) * tiles::full_width);
        for (auto at = from; at != to; ++at) append_opening(bytes, {at->first, at->second});
        return bytes;
    }

    const TempDir dir_;
    Log log_;
    const Signer signer_;
    std::string note_;
    std::map<std::uint64_t, Opened> openings_;
    std::mutex mutex_;
    std::atomic<std::uint64_t> questions_{0};
};

// A mirror's directory, and what was said about it.
struct Copy {
    TempDir dir;
    std::filesystem::path data = dir.path / "mirror";
    std::vector<std::string> warnings;

    Mirrored of(Served& served, std::optional<VerifierKey> key = std::nullopt) {
        return mirror({.data = data,
                       .key = std::move(key),
                       .source = served.source(),
                       .progress = {},
                       .warn = [this](const std::string& text) { warnings.push_back(text); }});
    }

    // The one sentence that it is refused with.
    std::string refusal(Served& served, std::optional<VerifierKey> key = std::nullopt) {
        try {
            of(served, std::move(key));
        } catch (const Error& error) {
            return error.what();
        }
        return "not refused";
    }

    // All files but the locks, by name: what must not change.
    std::map<std::string, std::string> files() const {
        std::map<std::string, std::string> all;
        if (!std::filesystem::exists(data)) return all;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
            const std::string name = entry.path().filename().string();
            if (entry.is_regular_file() && name != "lock" && name != "lock.mdb") {
                all[entry.path().string()] = slurp(entry.path());
            }
        }
        return all;
    }

    std::string verified() const {
        std::ostringstream out;
        verify_command(data, out);
        return out.str();
    }
};

std::string flipped(std::string bytes, std::size_t at) {
    bytes.at(at) = static_cast<char>(bytes[at] ^ 1);
    return bytes;
}

// Lies about one path only.
auto about(std::string wanted, std::function<void(std::string&)> change) {
    return [wanted = std::move(wanted), change = std::move(change)](const std::string& path,
                                                                    std::string& bytes) {
        if (path == wanted) change(bytes);
    };
}

}  // namespace

TEST_CASE("a mirror holds the log, its root and its openings, and verifies by itself") {
    for (const std::uint64_t size : {1U, 255U, 256U, 257U, 2000U}) {
        CAPTURE(size);
        Served served;
        served.grow_to(size);
        Copy copy;
        std::uint64_t shown = 0;
        const Mirrored mirrored = mirror({.data = copy.data,
                                          .key = served.key(),
                                          .source = served.source(),
                                          .progress =
                                              [&](std::uint64_t done, std::uint64_t of) {
                                                  CHECK(done <= of);
                                                  shown = done;
                                              },
                                          .warn = {}});
        CHECK(mirrored.head == served.head());
        CHECK(mirrored.added == size);
        CHECK(mirrored.openings == (size + 2) / 3);
        CHECK(shown == size);
        CHECK(copy.verified().starts_with("ok size " + std::to_string(size) + " "));
        const StoreReader store(copy.data);
        CHECK_FALSE(store.vault);
        CHECK(store.log.origin() == served.key().name);
        CHECK(store.log.head() == served.head());
        CHECK(Openings::load(store.dir.openings()).size() == (size + 2) / 3);
    }
}

TEST_CASE("an empty log is mirrored as an empty log") {
    Served served;
    served.sign();
    Copy copy;
    CHECK(copy.of(served, served.key()).added == 0);
    CHECK(copy.verified().starts_with("ok size 0 "));
}

TEST_CASE("the second time only what is new is asked for, and what vanished vanishes here") {
    Served served;
    served.grow_to(3000);
    Copy copy;
    copy.of(served, served.key());
    const std::uint64_t first = served.questions();
    served.grow_to(3100);
    served.hide(0);
    for (std::uint64_t seq = 256; seq < 512; ++seq) served.hide(seq);
    const Mirrored again = copy.of(served);
    CHECK(again.added == 100);
    CHECK(again.openings == 1034 - 1 - 85);
    // The checkpoint, edges, two tiles and bundles, and whether the thirteen openings changed.
    CHECK(served.questions() - first <= 1 + 3 + 2 + 4 + 13);
    CHECK(copy.verified().starts_with("ok size 3100 "));
    CHECK_FALSE(std::filesystem::exists(copy.data / "openings" / "001"));
    const Openings openings = Openings::load(copy.data / "openings");
    CHECK(openings.find(0) == nullptr);
    CHECK(openings.find(3) != nullptr);
    const auto before = copy.files();
    CHECK(copy.of(served).added == 0);
    CHECK(copy.files() == before);
}

TEST_CASE("openings that a power cut has torn are fetched again") {
    Served served;
    served.grow_to(1000);
    Copy copy;
    copy.of(served, served.key());
    const auto whole = copy.files();
    const auto torn = copy.data / "openings" / "001";
    testing::spill(torn, testing::slurp(torn).substr(0, 1000));
    testing::spill(copy.data / "openings" / "002", "");
    CHECK(copy.of(served).added == 0);
    CHECK(copy.files() == whole);
    CHECK(copy.verified().starts_with("ok size 1000 "));
}

TEST_CASE("a mirror whose checkpoint or log is gone is not said to be sound") {
    Served served;
    served.grow_to(1000);
    Copy copy;
    copy.of(served, served.key());
    const auto whole = copy.files();
    const auto checkpoint = copy.data / "checkpoint";
    std::filesystem::remove(checkpoint);
    CHECK(copy.verified() == "bad: there is no checkpoint in " + copy.data.string() +
                                 ", so nothing says that what is there was signed: mirror the log "
                                 "again\n");
    CHECK(copy.of(served).added == 0);
    CHECK(copy.files() == whole);
    const auto log = copy.data / "log" / "data.mdb";
    testing::spill(log, "");
    const std::string says = log.string() + " is truncated: it is empty";
    CHECK_THROWS_WITH_AS(StoreReader{copy.data}, says.c_str(), Error);
    CHECK(copy.refusal(served) == says);
    CHECK(std::filesystem::file_size(log) == 0);
}

TEST_CASE("a mirror that was cut short goes on where it was") {
    Served served;
    served.grow_to(20'000);
    Copy copy;
    std::uint64_t left = 150;
    served.lie = [&](const std::string&, std::string&) {
        if (left-- == 0) throw Error("the line is dead");
    };
    CHECK(copy.refusal(served, served.key()) == "the line is dead");
    CHECK(copy.verified().starts_with("bad: there is no checkpoint in "));
    served.lie = nullptr;
    const std::uint64_t before = served.questions();
    const Mirrored mirrored = copy.of(served);
    CHECK(mirrored.added < 20'000);
    CHECK(mirrored.head == served.head());
    CHECK(served.questions() - before < 220);
    CHECK(copy.verified().starts_with("ok size 20000 "));
}

TEST_CASE(
    "the key is the one that is given, else the remembered one, else the site's with a warning") {
    Served served;
    served.grow_to(10);
    Copy copy;
    copy.of(served);
    REQUIRE(copy.warnings.size() == 1);
    CHECK(copy.warnings[0].find(served.key().text()) != std::string::npos);
    CHECK(copy.warnings[0].find("was taken from the site itself") != std::string::npos);
    served.grow_to(20);
    copy.of(served);
    copy.of(served, served.key());
    CHECK(copy.warnings.size() == 1);

    Served other("participation.annemasse.example/log/1", 2);
    other.grow_to(30);
    const auto before = copy.files();
    CHECK(copy.refusal(other) == "the checkpoint was not signed by the key " + served.key().text());
    CHECK(copy.refusal(other, other.key()) ==
          copy.data.string() + " mirrors a log of another key, " + served.key().text());
    Copy fresh;
    CHECK(fresh.refusal(other, served.key()) ==
          "the checkpoint was not signed by the key " + served.key().text());
    CHECK_FALSE(std::filesystem::exists(fresh.data));
    CHECK(copy.files() == before);
    CHECK(copy.warnings.size() == 1);
}

TEST_CASE("a log of another origin is refused") {
    Served served;
    served.grow_to(10);
    Served other("other.example/log/1");
    other.grow_to(10);
    Copy copy;
    CHECK(copy.refusal(other, served.key()) ==
          "the checkpoint is of the log other.example/log/1, not of " + served.key().name);
    CHECK_FALSE(std::filesystem::exists(copy.data));
}

TEST_CASE("a checkpoint that is damaged, cut, or changed after it was signed is refused") {
    Served served;
    served.grow_to(300);
    Copy copy;
    copy.of(served, served.key());
    served.grow_to(600);
    const auto before = copy.files();
    const std::string unreadable = "the checkpoint is damaged: it cannot be read";
    const std::string forged =
        "the checkpoint's signature does not fit: it was changed since, or forged";
    const auto refused_with = [&](std::function<void(std::string&)> change) {
        served.lie = about("checkpoint", std::move(change));
        return copy.refusal(served);
    };
    CHECK(refused_with([](std::string& note) { note.clear(); }) == unreadable);
    CHECK(refused_with([](std::string& note) { note = "<html>"; }) == unreadable);
    CHECK(refused_with([](std::string& note) { note.resize(note.size() / 2); }) == unreadable);
    CHECK(refused_with([](std::string& note) { note.insert(note.find("\n\n"), "\nmore"); }) ==
          unreadable);
    // The size, the root, the signature.
    CHECK(refused_with([](std::string& note) { note.replace(note.find("600"), 3, "601"); }) ==
          forged);
    CHECK(refused_with([](std::string& note) {
              const std::size_t root = note.find("600") + 4;
              note[root] = note[root] == 'A' ? 'B' : 'A';
          }) == forged);
    CHECK(refused_with([](std::string& note) {
              const std::size_t in_signature = note.size() - 20;
              note[in_signature] = note[in_signature] == 'A' ? 'B' : 'A';
          }) == forged);
    CHECK(copy.files() == before);
}

TEST_CASE("a changed tile, wherever it stands, is refused, and nothing of it is kept") {
    Served served;
    served.grow_to(70'000 / 10);
    const std::uint64_t size = served.head().size;
    for (const std::string& path :
         {std::string("tile/0/000"), std::string("tile/0/013"),
          "tile/" + tiles::at_size(0, size / 256, size).path(), std::string("tile/1/000.p/27")}) {
        CAPTURE(path);
        for (const std::size_t at : {0U, 31U, 32U, 800U}) {
            Copy copy;
            served.lie = about(path, [&](std::string& bytes) {
                bytes = flipped(bytes, std::min(at, bytes.size() - 1));
            });
            const std::string why = copy.refusal(served, served.key());
            CHECK(
                (why.ends_with(" is not under the signed root") ||
                 why == "the tiles at the end of the log do not lead to the root that was signed"));
        }
        Copy copy;
        served.lie = about(path, [](std::string& bytes) { bytes.pop_back(); });
        CHECK(copy.refusal(served, served.key()).find(" bytes, not ") != std::string::npos);
    }
}

TEST_CASE("a changed entry is refused by its number, and nothing behind it is kept") {
    Served served;
    served.grow_to(700);
    const auto entry_of = [&](std::size_t at) {
        Copy copy;
        served.lie = about("tile/entries/001", [&](std::string& bytes) {
            bytes = flipped(bytes, std::min(at, bytes.size() - 1));
        });
        const std::string why = copy.refusal(served, served.key());
        CHECK_FALSE(std::filesystem::exists(copy.data / "checkpoint"));
        CHECK(Log::open_read_only(copy.data / "log").size() <= 256);
        return why;
    };
    CHECK(entry_of(2) == "entry 256 is not the one that was signed");
    CHECK(entry_of(1'000'000) == "entry 511 is not the one that was signed");
    CHECK(entry_of(0) == "the bundle of entries from 256 on does not hold 256 entries");
    Copy copy;
    for (const std::size_t size : {0U, 1U, 5000U}) {
        served.lie = about("tile/entries/001", [&](std::string& bytes) { bytes.resize(size); });
        CHECK(copy.refusal(served, served.key()) ==
              "the bundle of entries from 256 on does not hold 256 entries");
    }
    served.lie = nullptr;
    CHECK(copy.of(served).head == served.head());
}

TEST_CASE("what was signed but is no event is refused: it could not be replayed") {
    Served served;
    served.grow_to(5);
    served.append({1, 2, 3, 4, 5, 6, 7, 8});
    Copy copy;
    CHECK(copy.refusal(served, served.key()).starts_with("entry 5 was signed, but is no event: "));
}

TEST_CASE("a log that shrank, or that was rewritten, is refused and the mirror stays as it was") {
    Served served;
    served.grow_to(1000);
    Copy copy;
    copy.of(served, served.key());
    const auto before = copy.files();
    Served shorter;
    shorter.grow_to(999);
    CHECK(copy.refusal(shorter) ==
          "the log shows 999 entries, but it had 1000 before: it has shrunk, or this is an old "
          "copy");
    for (const std::uint64_t size : {1000U, 1001U, 5000U}) {
        Served rewritten;
        rewritten.grow_to(700);
        rewritten.append(testing::stance_event(1'000'000));
        rewritten.grow_to(size);
        CHECK(copy.refusal(rewritten) ==
              "the log has two histories: its first 1000 entries are not those that it showed "
              "before");
    }
    CHECK(copy.files() == before);
}

TEST_CASE("an opening that is forged, misplaced or cut is refused, and those before stay") {
    Served served;
    served.grow_to(600);
    Copy copy;
    copy.of(served, served.key());
    const auto before = copy.files();
    const auto refused_with = [&](std::function<void(std::string&)> change) {
        served.lie = about("openings/001", std::move(change));
        return copy.refusal(served);
    };
    const std::string changed =
        "the opening of entry 258 is not to be believed: the opening is not what the event "
        "committed to";
    CHECK(refused_with([](std::string& bytes) { bytes = flipped(bytes, 8); }) == changed);
    CHECK(refused_with([](std::string& bytes) { bytes = flipped(bytes, 60); }) == changed);
    CHECK(refused_with([](std::string& bytes) { bytes.pop_back(); }) ==
          "the openings 001 are damaged: they end amid one");
    CHECK(refused_with([](std::string& bytes) {
              bytes[0] = 3;
              bytes[1] = 0;
          }) == "the opening of entry 3 is not to be believed: it stands in another's place");
    CHECK(refused_with([](std::string& bytes) { bytes[0] = 3; }) ==
          "the opening of entry 259 is not to be believed: an opening belongs to no commitment");
    CHECK(copy.files() == before);
}

TEST_CASE("only a mirror is mirrored into, and a mirror is not written to") {
    Served served;
    served.grow_to(10);
    const TempDir dir;
    { const Store site(dir.path / "site"); }
    Copy copy;
    copy.data = dir.path / "site";
    CHECK(copy.refusal(served) ==
          copy.data.string() + " is the data directory of a site, not a mirror");
    copy.data = dir.path;
    CHECK(copy.refusal(served) == copy.data.string() + " is neither a mirror nor empty");
    copy.data = dir.path / "mirror";
    copy.of(served);
    const auto before = copy.files();
    CHECK_THROWS_WITH_AS(Store{copy.data},
                         (copy.data.string() +
                          " is a mirror of another's log: it can be read, verified and exported, "
                          "but not written to")
                             .c_str(),
                         Error);
    CHECK(copy.files() == before);
    const WriterLock held(DataDir{copy.data});
    CHECK(copy.refusal(served).find("is in use by another program") != std::string::npos);
}

TEST_CASE("a damaged mirror is found by verify, and does not accuse the log") {
    Served served;
    served.grow_to(600);
    Copy copy;
    copy.of(served, served.key());
    const std::string openings = slurp(copy.data / "openings" / "000");
    testing::spill(copy.data / "openings" / "000", flipped(openings, 100));
    CHECK(copy.verified().starts_with("bad seq "));
    testing::spill(copy.data / "openings" / "000", openings.substr(0, 100));
    CHECK(copy.verified() == "bad: " + (copy.data / "openings" / "000").string() +
                                 " is damaged: mirror the log again\n");
    copy.of(served);
    CHECK(copy.verified().starts_with("ok size 600 "));
    const std::string key = slurp(copy.data / "verifier.key");
    Served other("participation.annemasse.example/log/1", 2);
    testing::spill(copy.data / "verifier.key", other.key().text() + "\n");
    CHECK(copy.verified() == "bad seq 0: the checkpoint was not signed by this log's key\n");
    testing::spill(copy.data / "verifier.key", "x" + key);
    CHECK(copy.refusal(served) == (copy.data / "verifier.key").string() + " is not a verifier key");
}
