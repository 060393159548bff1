// A rebuild meets a log that grows: what came while it folded is applied until it is ahead of what
// serves.
#include "projections/rebuild.hpp"

#include <malloc.h>

#include "projections/apply.hpp"
#include "projections/words.hpp"
#include "storage/log.hpp"
#include "storage/vault.hpp"

namespace imaginons::projections {

namespace {

// Applies [views.position, log size) as the writer would have.
void catch_up(Views& views, const storage::Log& log, const storage::Vault& vault) {
    for (const std::uint64_t end = log.size(); views.position < end;) {
        const std::uint64_t seq = views.position;
        const auto event = log.event_at(seq);
        if (!event) throw storage::Damaged(seq, "the record is missing");
        const bool sealed = events::event_in(*event).commitment() != nullptr;
        const auto words = sealed ? open_words(log, &vault, seq) : std::nullopt;
        apply(views, {seq, *event, words ? &*words : nullptr});
    }
}

}  // namespace

void rebuild(LiveViews& live, const storage::Log& log, const storage::Vault& vault) {
    FoldOptions options;
    options.threads = 1;  // the site has the other cores
    auto views = fold(log, &vault, options);
    do {
        catch_up(*views, log, vault);
    } while (!live.swap(views));
    views.reset();
    malloc_trim(0);
}

}  // namespace imaginons::projections
