// Rendered bytes for visitors, kept as long as what they show has not changed: by versions of rows,
// never by time. Bounded; what was not asked for lately goes first.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/message.hpp"
#include "projections/live.hpp"
#include "projections/views.hpp"

namespace imaginons::http {

// What an answer was made from: it is fresh while every one of these is what it was.
class Shown {
  public:
    // Anything at all: the answer is good for one position of the log.
    void everything(const projections::Views& views) { add(What::position, 0, views.position); }
    void proposal(const projections::Views& views, std::uint32_t row);
    void project(const projections::Views& views, std::uint32_t row);
    void phase_of(const projections::Views& views, std::uint32_t project);      // where it is
    void proposals_of(const projections::Views& views, std::uint32_t project);  // which there are
    void title_of(const projections::Views& views, std::uint32_t proposal);     // and its state
    void person(const projections::Views& views, std::uint32_t person);         // their page
    // With whether it is to come, takes place or is over.
    void meeting(const projections::Views& views, std::uint32_t row);
    void today();     // the date, as the city's calendar has it
    void for_ever();  // nothing that can change

    bool empty() const { return entries_.empty(); }
    bool unchanged(const projections::Views& views) const;
    // May change without an event.
    bool shows_today() const { return shows_today_; }

  private:
    enum class What : std::uint8_t {
        position,
        proposal,
        project,
        phase,
        proposals_of,
        title,
        person,
        meeting,
        today,
        nothing
    };
    struct Entry {
        What what;
        std::uint32_t row;
        std::uint64_t version;
    };
    static std::uint64_t version(const projections::Views& views, What what, std::uint32_t row);
    void add(What what, std::uint32_t row, std::uint64_t version) {
        entries_.push_back({what, row, version});
    }

    std::vector<Entry> entries_;
    bool shows_today_ = false;
};

struct CachedAnswer {
    Response response;  // its body is shared: a copy copies no bytes
    std::string etag;
    Shown shown;
    mutable std::atomic<std::uint64_t>
        fresh_at;  // position of the log at which it was last found fresh

    CachedAnswer(Response given, std::string tag, Shown what, std::uint64_t position)
        : response(std::move(given)),
          etag(std::move(tag)),
          shown(std::move(what)),
          fresh_at(position) {}
};

// Any thread.
class PageCache {
  public:
    explicit PageCache(std::size_t bytes);

    // Null if there is none, or if it is no longer fresh. `position` is that of the views, read
    // before.
    std::shared_ptr<const CachedAnswer> find(std::string_view target, std::uint64_t position,
                                             const projections::LiveViews& views);
    void put(std::string_view target, std::shared_ptr<const CachedAnswer> answer);
    // Lets go of everything.
    void clear();

    std::uint64_t hits() const { return hits_.load(std::memory_order_relaxed); }
    std::uint64_t misses() const { return misses_.load(std::memory_order_relaxed); }

  private:
    struct Slot {
        std::string target;
        std::shared_ptr<const CachedAnswer> answer;
        std::size_t bytes = 0;
        bool asked_for = false;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    // A clock over the slots: a hand passes, and takes what was not asked for since it passed last.
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> places;  // in slots
        std::vector<Slot> slots;
        std::vector<std::size_t> free;
        std::size_t hand = 0;
        std::size_t bytes = 0;
    };
    Shard& shard(std::string_view target);
    static void remove(Shard& part, std::size_t place);

    const std::size_t shard_bytes_;
    std::vector<std::unique_ptr<Shard>> shards_;
    std::atomic<std::uint64_t> hits_{0};
    std::atomic<std::uint64_t> misses_{0};
};

// A strong validator (RFC 9110, 8.8.3): a digest of the bytes, quoted.
std::string etag_of(std::string_view bytes);
// If-None-Match (RFC 9110, 13.1.2): "*", or a list with that tag in it.
bool etag_matches(std::string_view if_none_match, std::string_view etag);

}  // namespace imaginons::http
