// The log over HTTP, for whoever wants to check it: exactly C2SP tlog-tiles under /log, and beside
// it the openings of sealed parts that are public now. Only what a published checkpoint covers.
#pragma once

#include "http/app.hpp"

namespace imaginons::http::public_log {

// GET /log/checkpoint
Reply checkpoint(Visit& visit);
// GET /log/tile/<L>/<N>[.p/<W>] and /log/tile/entries/<N>[.p/<W>]: bundles of entries compressed
// for who accepts it, hashes never.
Reply tile(Visit& visit);
// Whether a request is for a bundle of entries and accepts it compressed: what it gets must be kept
// apart from what others get.
bool wants_compressed(const Request& request);
// GET /log/openings/<N>: of the events of bundle N, the openings of what is public at this moment
// (storage/FORMAT.md). Not for keeping: what is hidden or erased is not there the next time.
Reply openings(Visit& visit);
// GET /log/forks/{id}: the evidence that this log has forked, as storage/FORMAT.md says.
Reply fork(Visit& visit);
// GET /.well-known/imaginons-log-key: the verifier key, one line (C2SP signed-note). Pages find its
// text in app.store.checkpoints.verifier_key().text().
Reply verifier_key(Visit& visit);

}  // namespace imaginons::http::public_log
