#include "http/public_log.hpp"

#include "http/assets.hpp"
#include "http/compression.hpp"
#include "http/errors.hpp"
#include "http/page_parts.hpp"
#include "http/problem.hpp"
#include "projections/openings.hpp"
#include "storage/sealed_reader.hpp"
#include "storage/tiles.hpp"

namespace imaginons::http::public_log {

namespace {

namespace tiles = storage::tiles;

Response not_there(std::string_view why) {
    return problem({.status = 404, .detail = why});
}

// A bundle as whoever asks for it wants it; the last ones, of an entry or two, may not get smaller.
void put_bundle(Response& response, std::string bundle, bool compressed) {
    response.headers.emplace_back("Vary", "Accept-Encoding");
    if (compressed) {
        std::string smaller = gzipped(bundle);
        if (smaller.size() < bundle.size()) {
            response.headers.emplace_back("Content-Encoding", "gzip");
            bundle = std::move(smaller);
        }
    }
    response.body = std::move(bundle);
}

}  // namespace

Reply checkpoint(Visit& visit) {
    auto note = visit.app.store.checkpoints.last();
    if (!note) return not_there("No checkpoint has been signed yet.");
    Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.headers = {{"Cache-Control", "no-cache"}, {"ETag", etag_of(*note)}};
    if (etag_matches(visit.request.if_none_match, response.headers[1].second))
        return not_modified(response);
    response.body = std::move(note);
    return response;
}

Reply tile(Visit& visit) {
    const auto name = tiles::Name::parse(visit.captures[0]);
    if (!name)
        return not_there("This is no path of a tile: c2sp.org/tlog-tiles says what they are.");
    // Durable, then servable, then signed, then published: what is not covered by a checkpoint that
    // anybody can hold us to is not shown.
    const std::uint64_t published = visit.app.store.checkpoints.published_size();
    if (!tiles::is_within(*name, published)) {
        return not_there("The published checkpoint covers " + std::to_string(published) +
                         " entries, which do not fill this tile.");
    }
    const storage::Log& log = visit.app.store.log;
    Response response;
    response.content_type = "application/octet-stream";
    response.headers = {{"Cache-Control", std::string(asset_cache_control)}};
    if (name->level) {
        response.body = tiles::hashes(*name, log.nodes());
    } else {
        put_bundle(response, tiles::entries(*name, log), wants_compressed(visit.request));
    }
    visit.shown.for_ever();
    return response;
}

bool wants_compressed(const Request& request) {
    return request.path.starts_with("/log/tile/entries/") && accepts_gzip(request.accept_encoding);
}

Reply openings(Visit& visit) {
    const auto bundle = tiles::Name::parse("entries/" + visit.captures[0]);
    const std::uint64_t published = visit.app.store.checkpoints.published_size();
    const std::uint64_t bundles = (published + tiles::full_width - 1) / tiles::full_width;
    if (!bundle || bundle->width != tiles::full_width || bundle->index >= bundles) {
        return not_there("The published checkpoint covers " + std::to_string(published) +
                         " entries: there are no openings under this number.");
    }
    const std::uint64_t from = bundle->index * tiles::full_width;
    const std::uint64_t to = std::min(from + tiles::full_width, published);
    const storage::Store& store = visit.app.store;
    const auto seqs = visit.app.views.read([&](const projections::Views& views) {
        return projections::published_seqs(views, store.log, from, to);
    });
    std::string bytes;
    storage::SealedReader parts(store.log, store.vault);
    for (const storage::Opening& opening : projections::openings_of(seqs, parts))
        storage::append_opening(bytes, opening);
    Response response;
    response.content_type = "application/octet-stream";
    response.headers = {{"Cache-Control", "no-store"}, {"ETag", etag_of(bytes)}};
    if (etag_matches(visit.request.if_none_match, response.headers[1].second))
        return not_modified(response);
    response.body = std::move(bytes);
    return response;
}

Reply fork(Visit& visit) {
    auto evidence = visit.app.fork_evidence(visit.captures[0]);
    if (!evidence) return not_there("There is no evidence of a fork by this name.");
    return plain_text(*std::move(evidence));
}

Reply verifier_key(Visit& visit) {
    return plain_text(visit.app.store.checkpoints.verifier_key().text() + "\n");
}

}  // namespace imaginons::http::public_log
