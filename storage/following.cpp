// A head of fixed size, then as many follows as it counts, then zeros (FORMAT.md).
#include "storage/following.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "storage/limits.hpp"

namespace imaginons::storage {

namespace {

constexpr std::uint64_t no_letter = ~std::uint64_t{0};

struct Head {
    std::uint64_t told;
    std::uint64_t letter_from;
    std::uint64_t read;
    std::uint64_t visited;
    std::int64_t visited_at_ms;
    char language[8];
    std::uint32_t follows;
    std::uint8_t rhythm;
    std::uint8_t zeros[3];
};
static_assert(sizeof(Head) == 56);

struct Entry {
    events::Id object;
    std::uint64_t since;
    std::uint8_t kind;
    std::uint8_t stopped;
    std::uint8_t zeros[6];
};
static_assert(sizeof(Entry) == 32);

bool is_known(const Entry& entry) {
    return entry.kind >= static_cast<std::uint8_t>(FollowedKind::project) &&
           entry.kind <= static_cast<std::uint8_t>(FollowedKind::district) && entry.stopped <= 1;
}

bool is_known(const Head& head) {
    return head.rhythm >= static_cast<std::uint8_t>(LetterRhythm::never) &&
           head.rhythm <= static_cast<std::uint8_t>(LetterRhythm::weekly) &&
           head.language[sizeof head.language - 1] == 0;
}

}  // namespace

std::vector<std::uint8_t> encoded(const Following& following) {
    assert(following.follows.size() <= limits::follows_of_person);
    Head head{following.told,
              following.letter_from.value_or(no_letter),
              following.read,
              following.visited,
              following.visited_at_ms,
              {},
              static_cast<std::uint32_t>(following.follows.size()),
              static_cast<std::uint8_t>(following.rhythm),
              {}};
    assert(following.language.size() < sizeof head.language);
    std::copy(following.language.begin(), following.language.end(), head.language);
    const std::size_t size = sizeof head + following.follows.size() * sizeof(Entry);
    constexpr std::size_t step = limits::following_step_bytes;
    std::vector<std::uint8_t> out((size + step - 1) / step * step);
    std::memcpy(out.data(), &head, sizeof head);
    std::uint8_t* at = out.data() + sizeof head;
    for (const Follow& follow : following.follows) {
        const Entry entry{follow.object,
                          follow.since,
                          static_cast<std::uint8_t>(follow.kind),
                          static_cast<std::uint8_t>(follow.stopped),
                          {}};
        std::memcpy(at, &entry, sizeof entry);
        at += sizeof entry;
    }
    return out;
}

std::optional<Following> decode_following(events::Bytes bytes) {
    Head head;
    if (bytes.size() < sizeof head) return std::nullopt;
    std::memcpy(&head, bytes.data(), sizeof head);
    const bool fits = head.follows <= limits::follows_of_person &&
                      sizeof head + head.follows * sizeof(Entry) <= bytes.size();
    if (!fits || !is_known(head)) return std::nullopt;
    Following following;
    following.rhythm = static_cast<LetterRhythm>(head.rhythm);
    following.language = head.language;
    following.told = head.told;
    if (head.letter_from != no_letter) following.letter_from = head.letter_from;
    following.read = head.read;
    following.visited = head.visited;
    following.visited_at_ms = head.visited_at_ms;
    for (std::size_t i = 0; i < head.follows; ++i) {
        Entry entry;
        std::memcpy(static_cast<void*>(&entry), bytes.data() + sizeof head + i * sizeof entry,
                    sizeof entry);
        if (!is_known(entry)) return std::nullopt;
        following.follows.push_back(
            {static_cast<FollowedKind>(entry.kind), entry.stopped != 0, entry.object, entry.since});
    }
    return following;
}

}  // namespace imaginons::storage
