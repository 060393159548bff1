// What of the read models can be found: which rows make a document of the search index, of which
// words, and which rows an event may have changed.
#pragma once

#include <optional>
#include <vector>

#include "projections/search_index.hpp"

namespace imaginons::projections {

// Nothing for what is not to be found: hidden, erased, not opened, no row at all.
std::optional<SearchDocument> document_of(const Views& views, const SearchKey& key);

// Whether there is a document, without making it.
bool is_shown(const Views& views, const SearchKey& key);

// How many rows there are to look at for documents of a kind.
std::uint32_t rows_of(const Views& views, SearchKind kind);

// Stances, which most events are, change nothing that is found.
bool may_change_documents(events::Bytes event);

struct SearchChanges {
    std::vector<SearchKey> keys;
    // Something may have gone for good: its words must not stay on the disk either.
    bool takes_away = false;
};
// Adds what the event at `seq`, which the views have applied, may have changed. Costs a few
// lookups; who is erased, as much as they wrote.
void add_changes(const Views& views, std::uint64_t seq, events::Bytes event,
                 SearchChanges& changes);

}  // namespace imaginons::projections
