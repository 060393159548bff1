// Sealed parts: opened by the right key for the right event only.
#include "storage/sealed.hpp"

#include <doctest/doctest.h>

#include "events/limits.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;
using namespace imaginons::storage::testing;

namespace {

DataKey some_key(std::uint8_t first) {
    DataKey key;
    key.bytes.fill(first);
    return key;
}

}  // namespace

TEST_CASE("what was sealed opens with the same key, event, subject and commitment, at any length") {
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{222}, std::size_t{223}, std::size_t{224},
          std::size_t{225}, std::size_t{5000}, imaginons::events::limits::sealed_bytes}) {
        const std::vector<std::uint8_t> words(size, 0x41);
        const Sealed sealed = seal(some_key(1), person(1), id_for(7), words);
        CAPTURE(size);
        CHECK(sealed.blob.size() % 8 == 0);
        CHECK((sealed.blob.size() - 56) % limits::sealed_step_bytes == 0);
        CHECK(subject_of(sealed.blob) == person(1));
        const auto opened = open_sealed(some_key(1), id_for(7), sealed.commitment, sealed.blob);
        REQUIRE(opened);
        CHECK(opened->plaintext == words);
        CHECK(commitment_of(opened->r, id_for(7), words) == sealed.commitment);
    }
}

TEST_CASE("the same words sealed twice look different and commit differently") {
    const std::vector<std::uint8_t> words(40, 0x42);
    const Sealed one = seal(some_key(1), person(1), id_for(7), words);
    const Sealed other = seal(some_key(1), person(1), id_for(7), words);
    CHECK_FALSE(one.commitment == other.commitment);
    CHECK(one.blob != other.blob);
    CHECK(std::search(one.blob.begin(), one.blob.end(), words.begin(), words.begin() + 8) ==
          one.blob.end());
}

TEST_CASE("a sealed part opens for nothing else: every changed bit, key, event and length") {
    const std::vector<std::uint8_t> words(40, 0x42);
    const Sealed sealed = seal(some_key(1), person(1), id_for(7), words);
    const Sealed other = seal(some_key(1), person(1), id_for(7), words);
    CHECK_FALSE(open_sealed(some_key(2), id_for(7), sealed.commitment, sealed.blob));
    CHECK_FALSE(open_sealed(some_key(1), id_for(8), sealed.commitment, sealed.blob));
    CHECK_FALSE(open_sealed(some_key(1), id_for(7), other.commitment, sealed.blob));
    CHECK_FALSE(open_sealed(some_key(1), id_for(7), sealed.commitment, other.blob));
    for (std::size_t bit = 0; bit < sealed.blob.size() * 8; ++bit) {
        auto blob = sealed.blob;
        blob[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        CAPTURE(bit);
        REQUIRE_FALSE(open_sealed(some_key(1), id_for(7), sealed.commitment, blob));
    }
    for (std::size_t size = 0; size < sealed.blob.size(); ++size) {
        const Bytes cut = Bytes(sealed.blob).first(size);
        REQUIRE_FALSE(open_sealed(some_key(1), id_for(7), sealed.commitment, cut));
        REQUIRE_FALSE(subject_of(cut));
    }
}

TEST_CASE(
    "words sealed again for another subject keep their commitment, and only its key opens them") {
    const DataKey former = some_key(1);
    const DataKey fresh = some_key(2);
    const auto words = as_bytes("Un banc à l'ombre");
    const Sealed sealed = seal(former, person(1), id_for(1), words);
    const auto opened = open_sealed(former, id_for(1), sealed.commitment, sealed.blob);
    REQUIRE(opened);
    const auto again = reseal(fresh, person(9), id_for(1), *opened);
    CHECK(subject_of(again) == person(9));
    CHECK(again.size() == sealed.blob.size());
    CHECK_FALSE(open_sealed(former, id_for(1), sealed.commitment, again));
    CHECK_FALSE(open_sealed(fresh, id_for(2), sealed.commitment, again));
    const auto reopened = open_sealed(fresh, id_for(1), sealed.commitment, again);
    REQUIRE(reopened);
    CHECK(reopened->plaintext == opened->plaintext);
    CHECK(reopened->r == opened->r);
    CHECK(reseal(fresh, person(9), id_for(1), *opened) != again);
}
