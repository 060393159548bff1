// What happened on what one person follows: their own feed. What they follow is the vault's
// (storage/following.hpp) and theirs without being asked: what they wrote, and what they took part
// in. Under the caller's shared lock, like queries.hpp.
#pragma once

#include <cstdint>
#include <vector>

#include "projections/views.hpp"
#include "storage/following.hpp"

namespace imaginons::projections {

struct FollowedLine {
    FeedItem item;
    std::uint64_t since = 0;  // they follow what it is about since then
};

struct FollowedRange {
    std::uint64_t from = 0;                    // seq, inclusive
    std::uint64_t before = ~std::uint64_t{0};  // seq, exclusive
    std::size_t most = 0;
    bool own_only = false;  // what happens to their own projects and proposals, and nothing else
};

// Newest first, each line once, none that is hidden, none of their own acts. Merges the lists of
// what they follow, each found by bisection: the cost is that of what they follow and of the lines
// passed over, not that of the log.
std::vector<FollowedLine> followed_feed(const Views& views, const Person& person,
                                        const storage::Following& following,
                                        const FollowedRange& range);

// took_part: they argued about it, and hear what concerns them: what becomes of the proposal, and
// replies to them. questioned: they asked the city about it, and hear what it answers.
enum class Follows : std::uint8_t { no, asked, author, took_part, questioned };

Follows follows(const Views& views, const Person& person, const storage::Following& following,
                storage::FollowedKind kind, const events::Id& object);

}  // namespace imaginons::projections
