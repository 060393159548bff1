// The list of who is to be forgotten again after a restore.
#include "storage/erasure_list.hpp"

#include <doctest/doctest.h>

#include "storage/data_dir.hpp"
#include "storage/error.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;

TEST_CASE("the erasure list keeps who was added, in order, once, with the choice made first") {
    TempDir dir;
    const auto file = DataDir{dir.path}.erased();
    CHECK(read_erasures(file).empty());
    add_erasures(file, {});
    CHECK_FALSE(std::filesystem::exists(file));

    const Erasure ada{person(1), true};
    const Erasure bea{person(2), false};
    add_erasures(file, {&ada, 1});
    const Erasure again[] = {bea, {person(1), false}, bea};
    add_erasures(file, again);

    const auto read = read_erasures(file);
    REQUIRE(read.size() == 2);
    CHECK(read[0].person == person(1));
    CHECK(read[0].words_removed);
    CHECK(read[1].person == person(2));
    CHECK_FALSE(read[1].words_removed);
    CHECK(slurp(file) == imaginons::events::to_text(person(1)) + " removed\n" +
                             imaginons::events::to_text(person(2)) + " kept\nsum 9e075489\n");
    CHECK_FALSE(std::filesystem::exists(file.string() + ".new"));
}

TEST_CASE("an erasure list that cannot be understood is refused, naming the line, and kept") {
    TempDir dir;
    const auto file = DataDir{dir.path}.erased();
    const std::string good = imaginons::events::to_text(person(1)) + " kept\n";
    for (const std::string bad :
         {"\n", "kept\n", "00000000-0000-0000-0000-00000000000 kept\n",
          "00000000-0000-0000-0000-00000000000g kept\n", "00000000-0000-0000-0000-000000000001\n",
          "00000000-0000-0000-0000-000000000001 kep\n",
          "00000000-0000-0000-0000-000000000001 kept \n", "\xff\n"}) {
        spill(file, good + bad);
        const std::string said =
            file.string() + ", line 2: not a handle and what became of the words";
        CHECK_THROWS_WITH_AS(read_erasures(file), said.c_str(), Error);
        const Erasure more{person(3), false};
        CHECK_THROWS_AS(add_erasures(file, {&more, 1}), Error);
        CHECK(slurp(file) == good + bad);
    }
}

TEST_CASE("an erasure list in which a bit flipped, or that was cut, is refused") {
    TempDir dir;
    const auto file = DataDir{dir.path}.erased();
    const Erasure erasures[] = {{person(1), true}, {person(2), false}};
    add_erasures(file, erasures);
    const std::string sound = slurp(file);
    for (std::size_t bit = 0; bit < sound.size() * 8; ++bit) {
        std::string flipped = sound;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        spill(file, flipped);
        CAPTURE(bit);
        CHECK_THROWS_AS(read_erasures(file), Error);
    }
    for (std::size_t size = 0; size < sound.size(); ++size) {
        spill(file, std::string_view(sound).substr(0, size));
        CAPTURE(size);
        CHECK_THROWS_AS(read_erasures(file), Error);
    }
}
