// Hashes and HMACs against published vectors.
#include "storage/sha256.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "storage/base64.hpp"
#include "storage/crc32c.hpp"
#include "tests/storage/support.hpp"

using namespace imaginons::storage;

namespace {

std::string hex(const Digest& digest) {
    std::string out;
    for (const std::uint8_t byte : digest) {
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

}  // namespace

TEST_CASE("SHA-256 gives the values of FIPS 180-4, whole and in parts") {
    CHECK(hex(sha256(as_bytes(""))) ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex(sha256(as_bytes("abc"))) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256({as_bytes("a"), as_bytes(""), as_bytes("bc")}) == sha256(as_bytes("abc")));
}

TEST_CASE("HMAC-SHA-256 gives the values of RFC 4231, also for a key longer than a block") {
    const HmacKey jefe(as_bytes("Jefe"));
    CHECK(hex(jefe.mac(as_bytes("what do ya want for nothing?"))) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(jefe.mac({as_bytes("what do ya "), as_bytes("want for nothing?")}) ==
          jefe.mac(as_bytes("what do ya want for nothing?")));
    const std::vector<std::uint8_t> long_key(131, 0xaa);
    CHECK(hex(HmacKey(long_key).mac(
              as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))) ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("one HMAC key serves several threads at once") {
    const HmacKey key(as_bytes("shared"));
    const Digest expected = key.mac(as_bytes("message"));
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 2000; ++n) wrong += key.mac(as_bytes("message")) != expected;
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(wrong == 0);
}

TEST_CASE("CRC-32C gives the check value of RFC 3720, by instruction and by table") {
    CHECK(crc32c(as_bytes("123456789")) == 0xE3069283U);
    CHECK(detail::crc32c_by_table(as_bytes("123456789")) == 0xE3069283U);
    CHECK(crc32c({}) == 0);
    for (std::uint64_t i = 0; i < 200; ++i) {
        const auto bytes = testing::plain_entry(i);
        REQUIRE(crc32c(bytes) == detail::crc32c_by_table(bytes));
    }
}

TEST_CASE("base64 is strict about padding, alphabet and left-over bits") {
    CHECK(base64(as_bytes("")) == "");
    CHECK(base64(as_bytes("f")) == "Zg==");
    CHECK(base64(as_bytes("foobar")) == "Zm9vYmFy");
    for (std::uint64_t i = 0; i < 100; ++i) {
        const auto bytes = testing::plain_entry(i);
        REQUIRE(parse_base64(base64(bytes)) == bytes);
    }
    for (const char* wrong :
         {"Zg", "Zg=", "Zh==", "Zg==\n", "Z g=", "Zg==Zg==", "Zm9v====", "=", "Zm9v-_=="}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_base64(wrong));
    }
}
