// The log as anybody reads it over HTTP: against itself, against what is stored, and only as far as
// it was signed.
#include <doctest/doctest.h>

#include <chrono>

#include "storage/note.hpp"
#include "storage/openings.hpp"
#include "storage/store.hpp"
#include "storage/tiles.hpp"
#include "tests/http/gunzipped.hpp"
#include "tests/site/site_fixture.hpp"

using namespace imaginons;
using imaginons::tests::RawResponse;
using imaginons::tests::TestSite;
using storage::tiles::Name;

namespace {

storage::VerifierKey key_of(TestSite& site) {
    const RawResponse answer = site.raw("GET", "/.well-known/imaginons-log-key");
    REQUIRE(answer.status == 200);
    CHECK(answer.header("content-type") == "text/plain; charset=utf-8");
    REQUIRE(answer.body.ends_with('\n'));
    const auto key = storage::VerifierKey::parse(answer.body.substr(0, answer.body.size() - 1));
    REQUIRE(key);
    return *key;
}

storage::Checkpoint checkpoint_of(TestSite& site) {
    const RawResponse answer = site.raw("GET", "/log/checkpoint");
    REQUIRE(answer.status == 200);
    const auto checkpoint = storage::open_checkpoint(answer.body, key_of(site));
    REQUIRE(checkpoint);
    return *checkpoint;
}

// The one that covers everything that was answered so far: signed within about a second.
storage::Checkpoint checkpoint_over(TestSite& site, std::uint64_t size) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    storage::Checkpoint checkpoint = checkpoint_of(site);
    while (checkpoint.head.size < size && std::chrono::steady_clock::now() < until) {
        checkpoint = checkpoint_of(site);
    }
    REQUIRE(checkpoint.head.size >= size);
    return checkpoint;
}

std::string tile(TestSite& site, const Name& name) {
    const RawResponse answer = site.raw("GET", "/log/tile/" + name.path());
    REQUIRE(answer.status == 200);
    CHECK(answer.header("content-type") == "application/octet-stream");
    CHECK(answer.header("cache-control") == "public, max-age=31536000, immutable");
    CHECK(answer.header("etag").size() > 2);
    return answer.body;
}

// 300 stances and more: a full tile, a partial one, and one in the second row.
void fill(TestSite& site) {
    const std::string project = site.open_project("Ada", "Un parc");
    const std::string proposal = site.propose("Blaise", project, "Des bancs");
    for (int i = 0; i < 300; ++i) {
        const char* stance = i % 2 == 0 ? R"({"stance":"for"})" : R"({"stance":"against"})";
        REQUIRE(
            site.api("PUT", "/api/v1/proposals/" + proposal + "/stance", "Ada", stance).status ==
            200);
    }
}

}  // namespace

TEST_CASE("the checkpoint is signed by the key that the site names, and can be revalidated") {
    TestSite site;
    const auto checkpoint = checkpoint_of(site);
    CHECK(checkpoint.head.size >= 4);  // the charter and three people
    CHECK(checkpoint.origin == key_of(site).name);
    const RawResponse answer = site.raw("GET", "/log/checkpoint");
    CHECK(answer.header("content-type") == "text/plain; charset=utf-8");
    CHECK(answer.header("cache-control") == "no-cache");
    const std::string again = "If-None-Match: " + answer.header("etag") + "\r\n";
    CHECK(site.raw("GET", "/log/checkpoint", again).status == 304);
    const RawResponse head = site.raw("HEAD", "/log/checkpoint");
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(site.raw("POST", "/log/checkpoint").status == 405);
}

TEST_CASE("tiles and bundles are those of the stored log, and lead to the signed root") {
    TestSite site;
    fill(site);
    const auto size = static_cast<std::uint64_t>(site.position());
    REQUIRE(size > 300);
    const auto checkpoint = checkpoint_over(site, size);
    const std::vector<Name> names{
        {0, 0, 256},  {0, 0, 1},  storage::tiles::at_size(0, 1, checkpoint.head.size), {1, 0, 1},
        {{}, 0, 256}, {{}, 1, 1}, storage::tiles::at_size({}, 1, checkpoint.head.size)};
    std::vector<std::string> expected;
    site.stop();  // a process opens a log once
    {
        const storage::StoreReader stored(site.data());
        const auto nodes = stored.log.nodes();
        CHECK(storage::tree::root_at(checkpoint.head.size, nodes.function()) ==
              checkpoint.head.root);
        for (const Name& name : names) {
            expected.push_back(name.level ? storage::tiles::hashes(name, nodes)
                                          : storage::tiles::entries(name, stored.log));
        }
    }
    site.restart();
    for (std::size_t i = 0; i < names.size(); ++i) {
        CAPTURE(names[i].path());
        CHECK(tile(site, names[i]) == expected[i]);
        CHECK(tile(site, names[i]) == expected[i]);  // from the cache
    }
    const RawResponse full = site.raw("GET", "/log/tile/0/000");
    const std::string again = "If-None-Match: " + full.header("etag") + "\r\n";
    CHECK(site.raw("GET", "/log/tile/0/000", again).status == 304);
    const RawResponse head = site.raw("HEAD", "/log/tile/0/000");
    CHECK(head.status == 200);
    CHECK(head.header("content-length") == "8192");
    CHECK(head.body.empty());
}

TEST_CASE("bundles go out compressed to who accepts gzip, the same bytes; hashes never do") {
    TestSite site;
    fill(site);
    const auto size = static_cast<std::uint64_t>(site.position());
    checkpoint_over(site, size);
    const std::string gzip = "Accept-Encoding: br, gzip;q=0.5\r\n";
    for (const Name& name : {Name{{}, 0, 256}, Name{{}, 1, 30}}) {
        const std::string path = "/log/tile/" + name.path();
        CAPTURE(path);
        const std::string plain = tile(site, name);
        RawResponse answer;
        for (const char* from : {"made", "the cache"}) {
            CAPTURE(from);
            answer = site.raw("GET", path, gzip);
            CHECK(answer.status == 200);
            CHECK(answer.header("content-encoding") == "gzip");
            CHECK(answer.header("content-type") == "application/octet-stream");
            CHECK(answer.header("cache-control") == "public, max-age=31536000, immutable");
            CHECK(answer.header("vary") == "Accept-Encoding");
            CHECK(answer.body.size() * 2 < plain.size());
            CHECK(imaginons::tests::gunzipped(answer.body) == plain);
        }
        const RawResponse head = site.raw("HEAD", path, gzip);
        CHECK(head.header("content-encoding") == "gzip");
        CHECK(head.header("content-length") == std::to_string(answer.body.size()));
        CHECK(head.body.empty());

        // Both have names of their own, for caches on the way.
        const std::string etag = answer.header("etag");
        const RawResponse same = site.raw("GET", path, gzip + "If-None-Match: " + etag + "\r\n");
        CHECK(same.status == 304);
        CHECK(same.header("vary") == "Accept-Encoding");
        const RawResponse as_it_is = site.raw("GET", path, "If-None-Match: " + etag + "\r\n");
        CHECK(as_it_is.status == 200);
        CHECK(as_it_is.header("etag") != etag);
        for (const char* accepted :
             {"", "Accept-Encoding: identity\r\n", "Accept-Encoding: gzip;q=0, identity\r\n"}) {
            CAPTURE(accepted);
            const RawResponse identity = site.raw("GET", path, accepted);
            CHECK(identity.header("content-encoding").empty());
            CHECK(identity.header("vary") == "Accept-Encoding");
            CHECK(identity.body == plain);
        }
    }
    for (const char* path : {"/log/tile/0/000", "/log/checkpoint", "/log/openings/000"}) {
        CAPTURE(path);
        CHECK(site.raw("GET", path, gzip).header("content-encoding").empty());
        CHECK(site.raw("GET", path).body == site.raw("GET", path, gzip).body);
    }
    CHECK(site.raw("GET", "/log/tile/entries/x", gzip).status == 404);
}

TEST_CASE("openings are those of what is public at this moment, and are not for keeping") {
    TestSite site;
    const std::string project = site.open_project("Ada", "Un parc");
    site.propose("Blaise", project, "Des bancs");
    checkpoint_over(site, static_cast<std::uint64_t>(site.position()));
    const RawResponse before = site.raw("GET", "/log/openings/000");
    REQUIRE(before.status == 200);
    CHECK(before.header("content-type") == "application/octet-stream");
    CHECK(before.header("cache-control") == "no-store");
    const auto openings = storage::openings_in(before.body);
    REQUIRE(openings);
    CHECK(openings->size() == 5);  // three names, a project, a proposal
    const auto bytes = tile(site, storage::tiles::at_size({}, 0, checkpoint_of(site).head.size));
    const auto entries = storage::tiles::entries_in(bytes);
    REQUIRE(entries);
    for (const storage::Opening& opening : *openings) {
        const events::Bytes lent = entries->at(opening.seq);
        const std::vector<std::uint8_t> event(lent.begin(), lent.end());
        CHECK(storage::defect_of_opening(opening, event) == nullptr);
    }
    const std::string again = "If-None-Match: " + before.header("etag") + "\r\n";
    CHECK(site.raw("GET", "/log/openings/000", again).status == 304);

    // Who takes another name is not called by the former one any more, at once.
    CHECK(before.body.find("Camille") != std::string::npos);
    REQUIRE(site.api("PUT", "/api/v1/me/pseudonym", "Camille", R"({"pseudonym":"Dora"})").status <
            300);
    const RawResponse after = site.raw("GET", "/log/openings/000", again);
    REQUIRE(after.status == 200);
    CHECK(after.body.find("Camille") == std::string::npos);

    for (const char* number : {"001", "0", "000.p/5", "x", "x001/000", "000/000"}) {
        CAPTURE(number);
        const RawResponse none = site.raw("GET", "/log/openings/" + std::string(number));
        CHECK(none.status == 404);
        CHECK(none.body.find("there are no openings under this number") != std::string::npos);
    }
}

TEST_CASE(
    "what no published checkpoint covers is not served, and what is no tile is said to be none") {
    TestSite site;
    const auto size = checkpoint_of(site).head.size;
    for (const Name& name :
         {Name{0, 0, static_cast<unsigned>(size + 1)}, Name{0, 0, 256}, Name{0, 1, 1},
          Name{1, 0, 1}, Name{{}, 0, static_cast<unsigned>(size + 1)}, Name{63, ~0ULL, 255}}) {
        CAPTURE(name.path());
        const RawResponse answer = site.raw("GET", "/log/tile/" + name.path());
        CHECK(answer.status == 404);
        CHECK(answer.body.find("The published checkpoint covers " + std::to_string(size) +
                               " entries, which do not fill this tile.") != std::string::npos);
        CHECK(answer.header("etag").empty());
    }
    for (const char* path : {"0/0", "0/000.p/0", "0/000.p/256", "64/000", "entries/00", "x/000",
                             "0/x000/000", "0", "0/000/..", "0/%20"}) {
        CAPTURE(path);
        const RawResponse answer = site.raw("GET", "/log/tile/" + std::string(path));
        CHECK(answer.status == 404);
        CHECK(answer.header("content-type") == "application/problem+json");
        CHECK(answer.body.find("This is no path of a tile") != std::string::npos);
    }
    CHECK(site.raw("GET", "/log/tile/%FF").status == 400);
    CHECK(site.raw("GET", "/log").status == 404);
    CHECK(site.raw("GET", "/en/log/checkpoint").status == 404);
}
