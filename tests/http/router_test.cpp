// Which route a path finds.
#include "http/router.hpp"

#include <doctest/doctest.h>

#include <array>
#include <stdexcept>
#include <string>

#include "http/limits.hpp"

using namespace imaginons::http;

namespace {

constexpr std::array routes{
    Route{Method::get, "/", 0},
    Route{Method::get, "/proposals", 1},
    Route{Method::post, "/proposals", 2},
    Route{Method::get, "/proposals/new", 3},
    Route{Method::get, "/proposals/{id}", 4},
    Route{Method::put, "/proposals/{id}/stance", 5},
    Route{Method::del, "/proposals/{id}/stance", 6},
    Route{Method::get, "/people/{name}/years/{year}", 7},
    Route{Method::get, "/{anything}/new/deep", 8},
    Route{Method::get, "/log/checkpoint", 9},
    Route{Method::get, "/log/tile/{name...}", 10},
    Route{Method::get, "/log/{one}/new", 11},
};

}  // namespace

TEST_CASE("each route is found by its method and path") {
    const Router router(routes);
    CHECK(router.match(Method::get, "/").handler == 0);
    CHECK(router.match(Method::get, "/").routing == Routing::found);
    CHECK(router.match(Method::post, "/proposals").handler == 2);
    const Match match = router.match(Method::get, "/people/ana/years/2026");
    CHECK(match.handler == 7);
    REQUIRE(match.captures.size() == 2);
    CHECK(match.captures[0] == "ana");
    CHECK(match.captures[1] == "2026");
}

TEST_CASE("a literal segment wins over a capture, unless only the capture leads on") {
    const Router router(routes);
    CHECK(router.match(Method::get, "/proposals/new").handler == 3);
    CHECK(router.match(Method::get, "/proposals/newer").handler == 4);
    CHECK(router.match(Method::put, "/proposals/new/stance").handler == 5);
    const Match match = router.match(Method::get, "/proposals/new/deep");
    CHECK(match.handler == 8);
    CHECK(match.captures.size() == 1);
}

TEST_CASE("the rest of a path is captured whole, where nothing else leads on") {
    const Router router(routes);
    for (const char* rest : {"0", "0/000", "entries/x001/x234/067.p/5"}) {
        const Match match = router.match(Method::get, "/log/tile/" + std::string(rest));
        CHECK(match.handler == 10);
        REQUIRE(match.captures.size() == 1);
        CHECK(match.captures[0] == rest);
    }
    CHECK(router.match(Method::get, "/log/tile/new").handler == 10);
    CHECK(router.match(Method::get, "/log/other/new").handler == 11);
    CHECK(router.match(Method::head, "/log/tile/0/000").handler == 10);
    CHECK(router.match(Method::get, "/log/tile/%30/caf%C3%A9").captures.at(0) == "0/café");
    CHECK(router.match(Method::post, "/log/tile/0").routing == Routing::method_not_allowed);
    CHECK(router.match(Method::get, "/log/tile/0/%").routing == Routing::bad_path);
    for (const char* path : {"/log/tile", "/log/tile/", "/log/tile//0", "/log/tile/0/", "/log/"}) {
        CAPTURE(path);
        CHECK(router.match(Method::get, path).routing == Routing::not_found);
    }
}

TEST_CASE("HEAD is served by what serves GET") {
    const Router router(routes);
    CHECK(router.match(Method::head, "/proposals").handler == 1);
    CHECK(router.match(Method::head, "/proposals/7/stance").routing == Routing::method_not_allowed);
}

TEST_CASE("an unknown path is not found") {
    const Router router(routes);
    for (const auto* path : {"", "*", "/proposals/", "/proposals//stance", "//", "/people/ana",
                             "/people", "/Proposals", "proposals"}) {
        CAPTURE(path);
        CHECK(router.match(Method::get, path).routing == Routing::not_found);
    }
    std::string deep;
    for (std::size_t i = 0; i <= limits::path_segments; ++i) deep += "/a";
    CHECK(router.match(Method::get, deep).routing == Routing::not_found);
}

TEST_CASE("another method is answered with those that are allowed") {
    const Router router(routes);
    const Match match = router.match(Method::put, "/proposals");
    CHECK(match.routing == Routing::method_not_allowed);
    CHECK(match.allow == "GET, HEAD, POST");
    CHECK(router.match(Method::other, "/proposals/7/stance").allow == "PUT, DELETE");
}

TEST_CASE("captures are percent-decoded, and refused when they are not UTF-8") {
    const Router router(routes);
    CHECK(router.match(Method::get, "/proposals/caf%C3%A9%2Fthe+").captures.at(0) == "café/the+");
    for (const auto* path : {"/proposals/%", "/proposals/%4", "/proposals/%gg", "/proposals/%FF",
                             "/proposals/%00", "/proposals/%C0%AF"}) {
        CAPTURE(path);
        CHECK(router.match(Method::get, path).routing == Routing::bad_path);
    }
}

TEST_CASE("a table with two handlers for one request is refused when it is built") {
    constexpr std::array twice{Route{Method::get, "/a/{b}", 0}, Route{Method::get, "/a/{c}", 1}};
    CHECK_THROWS_AS(Router{twice}, std::invalid_argument);
    constexpr std::array relative{Route{Method::get, "a", 0}};
    CHECK_THROWS_AS(Router{relative}, std::invalid_argument);
    constexpr std::array after_rest{Route{Method::get, "/a/{b...}/c", 0}};
    CHECK_THROWS_AS(Router{after_rest}, std::invalid_argument);
}
