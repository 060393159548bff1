// Reading the read models: lists, pages of lists, one row. All take views under the caller's shared lock and return copies
// small enough to render after, or call back; sorting is deterministic.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "projections/views.hpp"

namespace imaginons::projections {

enum class Sort : std::uint8_t { recent, most_supported, most_debated };

struct ProposalFilter {
    std::optional<events::ProjectId> project;
    // Nothing = every kind but amendments are not hidden: proposals and amendments, or statements.
    enum class Which : std::uint8_t { proposals, statements, all } which = Which::proposals;
    // Hidden ones are listed only when asked for by name.
    std::optional<State> state;
    std::string text;  // every word of it, folded (case, accents), must occur in title or body
    Sort sort = Sort::recent;
    std::size_t limit = 25;        // 1..limits::page_rows
    std::string cursor;            // from a former answer; stays valid when rows come in
    bool backwards = false;        // the page before the cursor
};

struct ProposalPage {
    std::vector<std::uint32_t> rows;  // positions in Views::proposals
    std::string next;                 // cursor, empty at the end
    std::string previous;             // cursor, empty at the start
    std::size_t matching = 0;         // rows that match in all
};

// Nothing if the cursor is not one of ours.
std::optional<ProposalPage> list_proposals(const Views& views, const ProposalFilter& filter);

const Person* find(const Views& views, const events::PersonId& id);
const Project* find(const Views& views, const events::ProjectId& id);
const Proposal* find(const Views& views, const events::ProposalId& id);
const Argument* find(const Views& views, const events::ArgumentId& id);

// Where a person's token for stances on the object counts: its project, or the proposal itself if free-standing.
events::Id scope_of(const Views& views, const Proposal& proposal);

// The latest feed lines before a seq (exclusive), newest first; of one project, or of the whole site (nil).
std::vector<FeedItem> feed(const Views& views, const events::ProjectId& project, std::uint64_t before_seq, std::size_t limit);

// Case and accents folded (NFKD, marks removed, case-folded; œ = oe), as text filters compare.
std::string folded(std::string_view text);

}  // namespace imaginons::projections
