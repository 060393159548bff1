// The tiles against what the specification says of paths and sizes, a log that others wrote, and
// our own tree.
#include "storage/tiles.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "storage/base64.hpp"
#include "storage/note.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using imaginons::storage::testing::shared_data;
using imaginons::storage::testing::slurp;
using imaginons::storage::testing::TempDir;
using tiles::Name;

namespace {

// Tessera's own key for its test data, as its sources name it.
constexpr const char* tessera_key =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

std::vector<Digest> hashes_in(std::string_view tile) {
    REQUIRE(tile.size() % sizeof(Digest) == 0);
    std::vector<Digest> out(tile.size() / sizeof(Digest));
    std::memcpy(out.data(), tile.data(), tile.size());
    return out;
}

// The root of a complete subtree over these hashes.
Digest root_of(std::vector<Digest> hashes) {
    while (hashes.size() > 1) {
        for (std::size_t i = 0; i < hashes.size() / 2; ++i) {
            hashes[i] = tree::node_hash(hashes[2 * i], hashes[2 * i + 1]);
        }
        hashes.resize(hashes.size() / 2);
    }
    return hashes[0];
}

}  // namespace

TEST_CASE("paths of tiles are those of the specification, and have one spelling") {
    CHECK(Name{0, 1234067, 256}.path() == "0/x001/x234/067");
    CHECK(Name{std::nullopt, 0, 5}.path() == "entries/000.p/5");
    CHECK(Name{2, 1000, 1}.path() == "2/x001/000.p/1");
    CHECK(Name{63, 999, 256}.path() == "63/999");
    CHECK(Name{0, ~std::uint64_t{0}, 256}.path() == "0/x018/x446/x744/x073/x709/x551/615");
    for (const char* path : {"0/000", "0/x001/x234/067", "63/999.p/255", "entries/000.p/1",
                             "entries/x999/999", "0/x018/x446/x744/x073/x709/x551/615"}) {
        CAPTURE(path);
        const auto name = Name::parse(path);
        REQUIRE(name);
        CHECK(name->path() == path);
    }
    for (const char* path : {"",
                             "0",
                             "0/",
                             "/000",
                             "0/0",
                             "0/00",
                             "0/0000",
                             "0/x000/001",
                             "0/001/002",
                             "0/x001",
                             "0/x001/x002",
                             "00/001",
                             "64/001",
                             "-1/001",
                             "a/001",
                             "0/abc",
                             "0/001.p",
                             "0/001.p/",
                             "0/001.p/0",
                             "0/001.p/256",
                             "0/001.p/05",
                             "0/001.p/5/",
                             "0/001.p/5.p/5",
                             "0/001/",
                             "entries",
                             "entries/1",
                             "Entries/001",
                             "0/x018/x446/x744/x073/x709/x551/616",
                             "0/ 01",
                             "0/+01",
                             "0/x1/001",
                             "0/xx01/001"}) {
        CAPTURE(path);
        CHECK_FALSE(Name::parse(path));
    }
}

TEST_CASE("a tree of seventy thousand entries has the tiles that the specification counts") {
    constexpr std::uint64_t size = 70'000;
    CHECK(tiles::count_at(0, size) == 273 * 256 + 112);
    CHECK(tiles::count_at(1, size) == 256 + 17);
    CHECK(tiles::count_at(2, size) == 1);
    CHECK(tiles::count_at(3, size) == 0);
    CHECK(tiles::count_at(63, ~std::uint64_t{0}) == 0);
    for (const char* path : {"0/000", "0/272", "0/273.p/112", "0/273.p/1", "1/000", "1/001.p/17",
                             "2/000.p/1", "entries/273.p/112", "entries/272"}) {
        CAPTURE(path);
        CHECK(tiles::is_within(Name::parse(path).value(), size));
    }
    for (const char* path :
         {"0/273", "0/273.p/113", "0/274.p/1", "1/001", "1/001.p/18", "2/000", "2/000.p/2",
          "3/000.p/1", "63/000.p/1", "entries/273", "entries/273.p/113",
          "0/x018/x446/x744/x073/x709/x551/615", "0/x072/x057/x594/x037/x927/936"}) {
        CAPTURE(path);
        CHECK_FALSE(tiles::is_within(Name::parse(path).value(), size));
    }
    CHECK(tiles::at_size(0, 273, size).path() == "0/273.p/112");
    CHECK(tiles::at_size(std::nullopt, 272, size).path() == "entries/272");
    CHECK_FALSE(tiles::is_within(Name{0, 0, 1}, 0));
}

TEST_CASE("a bundle gives its entries back, and bytes that do not add up are none") {
    CHECK(tiles::entries_in("")->empty());
    const std::string bundle("\0\1a\0\0\0\2bc", 9);
    const auto entries = tiles::entries_in(bundle);
    REQUIRE(entries);
    REQUIRE(entries->size() == 3);
    CHECK((*entries)[1].empty());
    CHECK((*entries)[2].size() == 2);
    for (std::size_t cut : {1U, 2U, 4U, 6U, 7U, 8U}) {
        CAPTURE(cut);
        CHECK_FALSE(tiles::entries_in(std::string_view(bundle).substr(0, cut)));
    }
}

TEST_CASE("a log rebuilt from Tessera's entries has Tessera's tiles, bundles and checkpoints") {
    const auto published = shared_data / "tlog" / "log";
    if (!std::filesystem::exists(published)) {
        MESSAGE("skipped: the shared Tessera log is not there");
        return;
    }
    const std::string all = slurp(published / "tile" / "entries" / "000.p" / "15");
    const auto key = VerifierKey::parse(tessera_key);
    REQUIRE(key);
    const TempDir dir;
    LogOptions options = testing::small_log();
    options.origin = "example.com/log/testdata";
    Log log = Log::open(dir.path / "log", options);
    const auto entries = tiles::entries_in(all);
    REQUIRE(entries);
    for (const Bytes entry : *entries) {
        const Entry one{entry, {}};
        REQUIRE(log.append({&one, 1}) == Log::Append::durable);
        const std::string size = std::to_string(log.size());
        CAPTURE(size);
        const auto nodes = log.nodes();
        for (const char* row : {"0", "entries"}) {
            const auto name = Name::parse(std::string(row) + "/000.p/" + size).value();
            CHECK((name.level ? tiles::hashes(name, nodes) : tiles::entries(name, log)) ==
                  slurp(published / "tile" / row / "000.p" / size));
        }
        const auto checkpoint = open_checkpoint(slurp(published / ("checkpoint." + size)), *key);
        REQUIRE(checkpoint);
        CHECK(checkpoint->text() == Checkpoint{log.origin(), log.head()}.text());
    }
}

TEST_CASE("every tile above the lowest holds the roots of full tiles below it") {
    const TempDir dir;
    Log log = Log::open(dir.path / "log", testing::small_log());
    // The check value of the format: a third row of tiles, and partial ones in all three.
    for (std::uint64_t made = 0; made < 70'000;) {
        std::vector<std::string> texts;
        for (std::uint64_t i = made; i < std::min<std::uint64_t>(made + 10'000, 70'000); ++i) {
            texts.push_back("event " + std::to_string(i) + " " + std::string(i % 300, 'z'));
        }
        std::vector<Entry> entries;
        for (const std::string& text : texts) entries.push_back({as_bytes(text), {}});
        REQUIRE(log.append(entries) == Log::Append::durable);
        made += entries.size();
    }
    CHECK(base64(log.head().root) == "sUHPro+Ow5UYcKhpTf13n1x/6Hsd1QrG3kex4546Ut4=");
    const auto nodes = log.nodes();
    const auto tile = [&](const char* path) {
        return hashes_in(tiles::hashes(Name::parse(path).value(), nodes));
    };
    const auto first_row = tile("1/000");
    for (unsigned n = 0; n < 256; ++n) {
        const Name below{0, n, tiles::full_width};
        REQUIRE(root_of(hashes_in(tiles::hashes(below, nodes))) == first_row[n]);
    }
    CHECK(tile("1/001.p/17")[16] == root_of(tile("0/272")));
    CHECK(tile("2/000.p/1")[0] == root_of(first_row));
    CHECK(tile("0/273.p/112").size() == 112);
    const auto bundle = tiles::entries(Name::parse("entries/273.p/112").value(), log);
    const auto entries = tiles::entries_in(bundle);
    REQUIRE(entries);
    REQUIRE(entries->size() == 112);
    CHECK(tree::leaf_hash(entries->back()) == tile("0/273.p/112")[111]);
}
