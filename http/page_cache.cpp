// Shards so that io threads seldom meet; within one, a mutex held for a look-up.
#include "http/page_cache.hpp"

#include "commands/limits.hpp"
#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/clock.hpp"
#include "http/random.hpp"
#include "storage/sha256.hpp"

namespace imaginons::http {

namespace {

// What a slot costs beside its body: headers, keys, the table's nodes.
constexpr std::size_t slot_overhead_bytes = 1024;

std::size_t body_bytes(const Response& response) {
    if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) {
        return (*shared)->size();
    }
    if (const auto* owned = std::get_if<std::string>(&response.body)) return owned->size();
    return 0;
}

}  // namespace

std::uint64_t Shown::version(const projections::Views& views, What what, std::uint32_t row) {
    switch (what) {
        case What::position: return views.position;
        case What::proposal: return views.proposals[row].touched;
        case What::project: return views.projects[row].touched;
        case What::phase:
            return views.projects[row].words.seq * (commands::limits::phases + 1) +
                   views.projects[row].current_phase;
        case What::proposals_of: return views.projects[row].proposals.size();
        case What::title:
            return views.proposals[row].words.seq * 8 +
                   static_cast<std::uint64_t>(views.proposals[row].state) * 2 +
                   static_cast<std::uint64_t>(views.proposals[row].words.erased);
        case What::person: return views.people[row].touched;
        case What::meeting: {
            const projections::Meeting& meeting = views.meetings[row];
            const std::int64_t now = now_ms();
            const std::uint64_t time = now < meeting.starts_at_ms ? 0
                                       : now < meeting.ends_at_ms ? 1
                                                                  : 2;
            return meeting.touched * 4 + time;
        }
        case What::today: return static_cast<std::uint64_t>(http::today(now_ms()));
        case What::nothing: return 0;
    }
    return 0;
}

void Shown::proposal(const projections::Views& views, std::uint32_t row) {
    add(What::proposal, row, version(views, What::proposal, row));
}
void Shown::project(const projections::Views& views, std::uint32_t row) {
    add(What::project, row, version(views, What::project, row));
}
void Shown::phase_of(const projections::Views& views, std::uint32_t project) {
    add(What::phase, project, version(views, What::phase, project));
}
void Shown::proposals_of(const projections::Views& views, std::uint32_t project) {
    add(What::proposals_of, project, version(views, What::proposals_of, project));
}
void Shown::title_of(const projections::Views& views, std::uint32_t proposal) {
    add(What::title, proposal, version(views, What::title, proposal));
}
void Shown::person(const projections::Views& views, std::uint32_t person) {
    add(What::person, person, version(views, What::person, person));
}
void Shown::meeting(const projections::Views& views, std::uint32_t row) {
    shows_today_ = true;
    add(What::meeting, row, version(views, What::meeting, row));
}
void Shown::today() {
    shows_today_ = true;
    add(What::today, 0, static_cast<std::uint64_t>(http::today(now_ms())));
}

void Shown::for_ever() {
    add(What::nothing, 0, 0);
}

bool Shown::unchanged(const projections::Views& views) const {
    for (const Entry& entry : entries_) {
        if (version(views, entry.what, entry.row) != entry.version) return false;
    }
    return true;
}

PageCache::PageCache(std::size_t bytes) : shard_bytes_(bytes / limits::page_cache_shards) {
    for (std::size_t i = 0; i < limits::page_cache_shards; ++i)
        shards_.push_back(std::make_unique<Shard>());
}

void PageCache::clear() {
    for (const auto& part : shards_) {
        const std::lock_guard lock(part->mutex);
        part->places.clear();
        part->slots.clear();
        part->free.clear();
        part->hand = 0;
        part->bytes = 0;
    }
}

PageCache::Shard& PageCache::shard(std::string_view target) {
    return *shards_[std::hash<std::string_view>{}(target) / 7 % shards_.size()];
}

std::shared_ptr<const CachedAnswer> PageCache::find(std::string_view target, std::uint64_t position,
                                                    const projections::LiveViews& views) {
    Shard& part = shard(target);
    std::shared_ptr<const CachedAnswer> answer;
    {
        const std::lock_guard lock(part.mutex);
        const auto found = part.places.find(target);
        if (found != part.places.end()) {
            Slot& slot = part.slots[found->second];
            slot.asked_for = true;
            answer = slot.answer;
        }
    }
    if (answer && (answer->shown.shows_today() ||
                   answer->fresh_at.load(std::memory_order_relaxed) != position)) {
        const std::uint64_t looked_at =
            views.read([&](const projections::Views& all) -> std::uint64_t {
                return answer->shown.unchanged(all) ? all.position + 1 : 0;
            });
        if (looked_at == 0) answer = nullptr;
        if (answer) answer->fresh_at.store(looked_at - 1, std::memory_order_relaxed);
    }
    (answer ? hits_ : misses_).fetch_add(1, std::memory_order_relaxed);
    return answer;
}

void PageCache::put(std::string_view target, std::shared_ptr<const CachedAnswer> answer) {
    const std::size_t bytes =
        body_bytes(answer->response) + 2 * target.size() + slot_overhead_bytes;
    if (bytes > shard_bytes_ / 4) return;
    Shard& part = shard(target);
    const std::lock_guard lock(part.mutex);
    if (const auto found = part.places.find(target); found != part.places.end())
        remove(part, found->second);
    while (part.bytes + bytes > shard_bytes_) {
        if (part.hand >= part.slots.size()) part.hand = 0;
        Slot& slot = part.slots[part.hand];
        if (slot.answer && !slot.asked_for) remove(part, part.hand);
        slot.asked_for = false;
        ++part.hand;
    }
    if (part.free.empty()) {
        part.free.push_back(part.slots.size());
        part.slots.emplace_back();
    }
    const std::size_t place = part.free.back();
    part.free.pop_back();
    part.slots[place] = {std::string(target), std::move(answer), bytes, false};
    part.places.emplace(std::string(target), place);
    part.bytes += bytes;
}

void PageCache::remove(Shard& part, std::size_t place) {
    Slot& slot = part.slots[place];
    part.places.erase(slot.target);
    part.bytes -= slot.bytes;
    slot = {};
    part.free.push_back(place);
}

std::string etag_of(std::string_view bytes) {
    const storage::Digest digest = storage::sha256(storage::as_bytes(bytes));
    return '"' + base64url(events::Bytes(digest).first(15)) + '"';
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
    if (if_none_match == "*") return true;
    while (!if_none_match.empty()) {
        while (!if_none_match.empty() &&
               (if_none_match.front() == ' ' || if_none_match.front() == ',')) {
            if_none_match.remove_prefix(1);
        }
        if (if_none_match.starts_with("W/")) if_none_match.remove_prefix(2);
        if (if_none_match.starts_with(etag)) return true;
        const std::size_t comma = if_none_match.find(',');
        if (comma == std::string_view::npos) return false;
        if_none_match.remove_prefix(comma);
    }
    return false;
}

}  // namespace imaginons::http
