// A place as it is typed or pasted: every form that is taken, every one that is not, and that what
// we write is read back as it was.
#include <doctest/doctest.h>

#include <random>

#include "http/point_text.hpp"

namespace imaginons::http {

namespace {

const events::Point station(4'619'412, 623'651);

std::string with_commas(std::string text) {
    for (char& c : text) {
        if (c == '.') c = ',';
    }
    return text;
}

}  // namespace

TEST_CASE("a pair of degrees is read with a point or a comma in the numbers") {
    for (const char* text :
         {"46.19412, 6.23651", "46.19412,6.23651", "46.19412 6.23651", "  46.19412 ,  6.23651\n",
          "46.19412;6.23651", "46.19412 ; 6.23651", "46,19412 6,23651", "46,19412; 6,23651",
          "46,19412;6,23651", "46,19412, 6,23651", "+46.19412, +6.23651", "46.19412,\u00A06.23651",
          "046.194120, 6.23651"}) {
        CAPTURE(text);
        CHECK(parse_point(text) == station);
    }
    CHECK(parse_point("46, 6") == events::Point(4'600'000, 600'000));
    CHECK(parse_point("-33.9, 18.4") == events::Point(-3'390'000, 1'840'000));
    CHECK(parse_point("\u221233.9, -18.4") == events::Point(-3'390'000, -1'840'000));
    CHECK(parse_point("90, -180") == events::Point(9'000'000, -18'000'000));
}

TEST_CASE("more places than a metre are rounded") {
    CHECK(parse_point("46.194124, 6.236515") == events::Point(4'619'412, 623'652));
    CHECK(parse_point("-0.000005, 0.0000049") == events::Point(-1, 0));
    CHECK(parse_point("89.999999, 179.999996") == events::Point(9'000'000, 18'000'000));
    CHECK_FALSE(parse_point("90.000005, 0"));
    CHECK(parse_point("46.1941199999999999999999999, 6.2365100000") == station);
}

TEST_CASE("a geo address is read, with what may follow the coordinates") {
    for (const char* text : {"geo:46.19412,6.23651", "GEO:46.19412,6.23651",
                             "geo:46.19412,6.23651,430", "geo:46.19412,6.23651;u=10",
                             "geo:46.19412,6.23651;crs=WGS84;u=35", "geo:46.19412,6.23651?z=17"}) {
        CAPTURE(text);
        CHECK(parse_point(text) == station);
    }
    CHECK_FALSE(parse_point("geo:46.19412,6.23651;crs=nad27"));
    CHECK_FALSE(parse_point("geo:46.19412"));
    CHECK_FALSE(parse_point("geo:"));
}

TEST_CASE("the address of a map is read: its marker, else its middle") {
    for (const char* text :
         {"https://www.openstreetmap.org/#map=17/46.19412/6.23651",
          "https://www.openstreetmap.org/#map=17/46.19412/6.23651&layers=N",
          "https://www.openstreetmap.org/node/123#map=19/46.19412/6.23651",
          "http://openstreetmap.org/?mlat=46.19412&mlon=6.23651",
          "https://www.openstreetmap.org/?mlat=46.19412&mlon=6.23651#map=12/46.2/6.2",
          "https://osm.org/?mlon=6.23651&mlat=46.19412"}) {
        CAPTURE(text);
        CHECK(parse_point(text) == station);
    }
    for (const char* text :
         {"https://www.openstreetmap.org/", "https://www.openstreetmap.org",
          "https://www.openstreetmap.org/#map=17/46.19412",
          "https://www.openstreetmap.org/?mlat=46.19412#map=12/46.2/6.2", "https://",
          "https://example.org/#map=17/46.19412/6.23651",
          "https://www.openstreetmap.org.example.org/#map=17/46.19412/6.23651"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_point(text));
    }
}

TEST_CASE("what says no point, or half of one, is not taken") {
    for (const char* text : {"",
                             " ",
                             ",",
                             ";",
                             "46",
                             "46.19412",
                             "46,19412",
                             "46,6",
                             "46.19412,",
                             ", 6.23651",
                             "46.19412; ",
                             "la gare",
                             "46.19412, la gare",
                             "46.19412, 6.23651, 430",
                             "91, 6",
                             "46, 181",
                             "-90.1, 0",
                             "1e1, 6",
                             "46. 19412, 6.23651",
                             "46..1, 6.2",
                             "46.1.2, 6.2",
                             "0x2E, 6",
                             "--46, 6",
                             "46.19412 6.23651 7",
                             "1000, 6",
                             "nan, nan",
                             "46°, 6°",
                             "٤٦, ٦",
                             "46.19412, 6.23651\xFF"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_point(text));
    }
    CHECK_FALSE(parse_point("46.19412, 6." + std::string(400, '2')));
}

TEST_CASE("whatever point we write, in whatever form, is read back as it was") {
    const std::uint64_t seed = std::random_device()();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int32_t> north(-9'000'000, 9'000'000);
    std::uniform_int_distribution<std::int32_t> east(-18'000'000, 18'000'000);
    for (int i = 0; i < 2'000; ++i) {
        const events::Point point(north(random), east(random));
        const std::string latitude = events::degrees(point.latitude());
        const std::string longitude = events::degrees(point.longitude());
        CAPTURE(latitude);
        CAPTURE(longitude);
        CHECK(parse_point(point_words(point)) == point);
        CHECK(parse_point("geo:" + latitude + ',' + longitude) == point);
        CHECK(parse_point(with_commas(latitude) + ' ' + with_commas(longitude)) == point);
        CHECK(parse_point(with_commas(latitude) + ';' + with_commas(longitude)) == point);
        const std::string map = "#map=17/" + latitude + '/' + longitude;
        CHECK(parse_point("https://www.openstreetmap.org/" + map) == point);
        CHECK(parse_point("https://www.openstreetmap.org/?mlat=" + latitude + "&mlon=" + longitude +
                          "#map=3/0/0") == point);
    }
}

TEST_CASE("whatever is typed, reading it ends in a point on earth or in none") {
    const std::uint64_t seed = std::random_device()();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    constexpr std::string_view alphabet = "0123456789.,;:- +/?#&=geomaplthsc\xC2\xA0\xE2\x88\x92";
    for (int i = 0; i < 20'000; ++i) {
        std::string text = i % 3 == 0 ? "geo:" : i % 3 == 1 ? "https://osm.org/" : "";
        for (std::size_t n = random() % 24; n > 0; --n)
            text += alphabet[random() % alphabet.size()];
        CAPTURE(text);
        if (const auto point = parse_point(text)) CHECK(events::is_on_earth(*point));
    }
}

}  // namespace imaginons::http
