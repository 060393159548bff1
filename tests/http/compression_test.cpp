// Who accepts gzip, and that what is compressed can be read again.
#include "http/compression.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "tests/http/gunzipped.hpp"

using namespace imaginons::http;

TEST_CASE("gzip is for who names it, or everything, and does not refuse it") {
    for (const char* header :
         {"gzip", "GZip", "x-gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8, *;q=0.1", "*",
          "identity;q=0.5 , gzip ; q=0.001", "deflate,\tgzip", "*;q=0, gzip", "gzip;level=3"}) {
        CAPTURE(header);
        CHECK(accepts_gzip(header));
    }
    for (const char* header :
         {"", "identity", "br, deflate", "gzip;q=0", "gzip; q=0.000, identity", "*;q=0",
          "*, gzip;q=0", "gzip2", "agzip", ",", ";", " , ;q=1", "identity;gzip", "X-GZIP;Q=0"}) {
        CAPTURE(header);
        CHECK_FALSE(accepts_gzip(header));
    }
}

TEST_CASE("what is compressed is the same at each call, and can be read again") {
    std::mt19937 random(7);
    for (const std::size_t size : {0UL, 1UL, 2UL, 255UL, 60'000UL, 300'000UL}) {
        CAPTURE(size);
        std::string noise(size, '\0');
        for (char& c : noise) c = static_cast<char>(random());
        for (const std::string& bytes : {noise, std::string(size, 'z')}) {
            const std::string compressed = gzipped(bytes);
            CHECK(compressed == gzipped(bytes));
            CHECK(imaginons::tests::gunzipped(compressed) == bytes);
        }
        if (size > 1000) CHECK(gzipped(std::string(size, 'z')).size() < size / 100);
    }
}
