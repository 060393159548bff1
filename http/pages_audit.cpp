// The page for who doubts: how big the log is, what was signed last, who cosigns it, and how to
// recount it without trusting this site.
#include "events/codec.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"

namespace imaginons::http::site {

namespace {

pages::AuditWitness::Standing standing_of(WitnessStatus::Standing standing) {
    using From = WitnessStatus::Standing;
    using To = pages::AuditWitness::Standing;
    switch (standing) {
        case From::unasked: return To::unasked;
        case From::agrees: return To::agrees;
        case From::unreachable: return To::silent;
        case From::refuses: return To::refuses;
        case From::contradicts: return To::contradicts;
    }
    return To::unasked;
}

void fill_witnesses(pages::AuditPage& page, const WitnessReport& report) {
    for (const WitnessStatus& witness : report.witnesses) {
        page.witnesses.push_back({witness.name, witness.verifier_key, standing_of(witness.standing),
                                  witness.cosigned_size, witness.cosigned_at_ms});
    }
    for (const ForkSeen& fork : report.forks) {
        page.forks.push_back(
            {fork.id, fork.seen_at_ms, fork.known_size, fork.refused_size, fork.proven});
    }
}

void fill_log(pages::AuditPage& page, const App& app) {
    const storage::CheckpointKeeper& keeper = app.store.checkpoints;
    page.facts = app.position();
    page.origin = app.store.log.origin();
    page.verifier_key = keeper.verifier_key().text();
    page.site = app.options.origin;
    if (const auto first = app.store.log.event_at(0))
        page.since = events::read_meta(0, *first).recorded_at_ms;
    if (const auto note = keeper.last()) {
        page.checkpoint = *note;
        page.signed_size = keeper.published_size();
        page.signed_at = keeper.published_at_ms();
    }
}

void fill_continuations(pages::AuditPage& page, const projections::Views& views) {
    for (const projections::Continuation& from : views.continuations) {
        page.continuations.push_back({from.at_ms, from.former_origin, from.former_size, from.size});
    }
}

}  // namespace

// Not kept for other visitors: witnesses and signatures change without an event.
Reply audit(Visit& visit) {
    pages::AuditPage page;
    fill_log(page, visit.app);
    fill_witnesses(page, visit.app.witness_report());
    visit.app.views.read([&](const projections::Views& views) { fill_continuations(page, views); });
    if (const auto digests = visit.app.recent_digest()) {
        page.digest = digests->public_hex;
        page.digest_position = digests->position;
    }
    return html(visit, visit.app.templates.render(page, chrome_of(visit, pages::Nav::none)));
}

}  // namespace imaginons::http::site
