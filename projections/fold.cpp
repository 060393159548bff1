// Folding a whole log into read models, at start and for `replay`: one pass over the public parts,
// then the words.
#include <malloc.h>

#include "projections/apply.hpp"
#include "projections/consume.hpp"
#include "projections/limits.hpp"
#include "projections/words.hpp"
#include "storage/log.hpp"

namespace imaginons::projections {

namespace {

// Vectors double as they grow; after a fold most objects grow slowly, so what is spare is given
// back.
void give_back_spare(Views& views) {
    for (Person& row : views.people) {
        row.proposals.shrink_to_fit();
        row.arguments.shrink_to_fit();
        row.seqs.shrink_to_fit();
    }
    for (Project& row : views.projects) {
        row.proposals.shrink_to_fit();
        row.feed.shrink_to_fit();
    }
    for (Proposal& row : views.proposals) {
        row.seqs.shrink_to_fit();
        row.acts.shrink_to_fit();
    }
    for (Argument& row : views.arguments) row.seqs.shrink_to_fit();
    for (Meeting& row : views.meetings) row.seqs.shrink_to_fit();
    views.people.shrink_to_fit();
    views.proposals.shrink_to_fit();
    views.list.shrink_to_fit();
    views.arguments.shrink_to_fit();
    views.feed.shrink_to_fit();
    malloc_trim(0);
}

}  // namespace

std::unique_ptr<Views> fold(const storage::Log& log, const storage::Vault* vault,
                            const FoldOptions& options) {
    auto views = std::make_unique<Views>();
    const std::uint64_t end = std::min(log.size(), options.until);
    StanceRun stances(*views);
    log.read(0, end, [&](std::uint64_t seq, events::Bytes event, events::Bytes) {
        const schema::Event& stored = events::event_in(event);
        if (stored.payload_type() == schema::Payload::StanceTaken) {
            stances.add(seq, *stored.payload_as_StanceTaken());
        } else {
            stances.flush();
            apply(*views, {seq, event, nullptr});
        }
        const bool tell = (seq + 1) % limits::events_per_progress == 0 || seq + 1 == end;
        if (tell && options.progress) options.progress(seq + 1, end);
    });
    stances.flush();
    if (vault != nullptr) {
        open_all(*views, log, *vault, options.threads);
    } else if (options.openings != nullptr) {
        open_all(*views, log, *options.openings, options.threads);
    }
    give_back_spare(*views);
    return views;
}

}  // namespace imaginons::projections
