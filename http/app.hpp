// The site and the API as one function from Request to Reply, over the engine and the read models.
// It knows nothing of sockets; which handler serves which path stands in routes.cpp.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "commands/engine.hpp"
#include "commands/erasure.hpp"
#include "http/clock.hpp"
#include "http/errands.hpp"
#include "http/mailer.hpp"
#include "http/message.hpp"
#include "http/page_cache.hpp"
#include "http/passkeys.hpp"
#include "http/rate_limit.hpp"
#include "http/router.hpp"
#include "http/sessions.hpp"
#include "http/signing.hpp"
#include "http/witness_status.hpp"
#include "projections/actor_index.hpp"
#include "projections/digest_keeper.hpp"
#include "projections/search.hpp"
#include "storage/store.hpp"

namespace imaginons::http {

namespace pages {
class Pages;
}
class App;
class Witnesses;

struct SiteOptions {
    std::string origin;  // "https://participation.annemasse.example": what mails and feeds link to;
                         // no slash at its end
    std::string city = "Annemasse";
    std::int32_t answer_days = 45;  // that the city may take to answer a proposal
    bool is_https() const { return origin.starts_with("https://"); }
};

// One request on its way through a handler. Lent things live until the reply has been handed over,
// a Deferred's included.
struct Visit {
    App& app;
    const Request& request;
    std::string_view language;  // "fr"
    std::string_view prefix;    // "" or "/en": what stands before the paths of that language
    std::string_view path;      // without the prefix
    std::vector<std::string> captures;
    std::optional<SignedIn> who;
    std::int64_t now_ms = 0;
    // What the answer shows; left empty by handlers whose answer must not be kept for other
    // visitors.
    Shown shown;
};

using Act = Reply (*)(Visit&);

// Everything given must outlive it. answer() is for any thread.
class App {
  public:
    App(storage::Store& store, commands::Engine& engine, projections::LiveViews& views,
        const pages::Pages& templates, Mailer& mailer, SiteOptions options);
    ~App();

    Reply answer(const Request& request);
    // In words what the transport refuses, 413 or 500: a page, or a problem document for the API.
    Response refuse(const Request& request, unsigned status);

    // To be called when a batch has been applied to the views, before the answers go out.
    void set_position(std::uint64_t position) {
        position_.store(position, std::memory_order_release);
    }
    // Events applied; never ahead of the views.
    std::uint64_t position() const { return position_.load(std::memory_order_acquire); }

    // GET /metrics answers with this; set before the first request.
    void set_metrics_text(std::function<std::string()> text) { metrics_text_ = std::move(text); }
    std::string metrics_text() const { return metrics_text_ ? metrics_text_() : std::string(); }

    // Set before the first request; must outlive this.
    void set_witnesses(const Witnesses& witnesses) { witnesses_ = &witnesses; }
    // Who cosigns the log, and what they refused. It changes without the views: no page that shows
    // it may be kept.
    WitnessReport witness_report() const;
    // The evidence of a fork by its id; nothing if there is none of that id.
    std::optional<std::string> fork_evidence(std::string_view id) const;

    storage::Store& store;
    commands::Engine& engine;
    projections::LiveViews& views;
    const pages::Pages& templates;
    Mailer& mailer;
    const SiteOptions options;
    Sessions sessions;
    PageCache cache;
    PageCache tiles;  // apart, so that whoever mirrors the log does not push out the pages
    RateLimit sign_ins_of_email;
    RateLimit sign_ins_of_address;
    PasskeyChallenges passkey_challenges;
    Signing signing;  // who waits for it holds an io thread's request, never an io thread

    // Who carries out erasures; set before the first request.
    void set_eraser(commands::Eraser& eraser) { eraser_ = &eraser; }
    commands::Eraser& eraser() const { return *eraser_; }
    // Of somebody erased nothing is kept in memory: sessions and pages are let go of, and the views
    // rebuilt. Any thread but the io threads and the writer's.
    void forget(const events::PersonId& person);

    // Set before the first request; must outlive this.
    void set_search(projections::Search& search) { search_ = &search; }
    projections::Search& search() const { return *search_; }
    // For the thread of searches, which catches nothing either. False: too many wait.
    bool run_search(std::function<void()> errand) { return searches_.offer(std::move(errand)); }

    // For the errands' thread, which catches nothing. False: too many wait.
    bool run_errand(std::function<void()> errand) { return errands_.offer(std::move(errand)); }

    // Where in the log somebody's acts stand, newest first; stances are found by the tokens that
    // are theirs, which nobody else can compute. On the errands' thread only. Costs their number
    // and a keyed hash (half a microsecond) for each scope that anybody has taken a stance in,
    // beside what the log has grown by since this was last asked for. Throws storage::Error.
    std::vector<std::uint64_t> acts_of(const events::PersonId& person);
    // To be called every second or so: has the index of acts follow the log, so that whoever asks
    // first, after a restart or a busy day, waits for no more than limits::acts_behind events.
    void keep_acts_near();
    std::uint64_t acts_position() const { return acts_position_.load(std::memory_order_relaxed); }

    // The digests of the views, computed on the errands' thread at most once for a position. `done`
    // runs there.
    void digest(std::function<void(const projections::Digests&)> done);
    // For who must not wait, and asks often: those of a position that may be some while back.
    // Nothing before the first. Has newer ones computed, at most every limits::digest_every.
    std::optional<projections::Digests> recent_digest();

  private:
    Reply route(const Request& request, bool may_keep);
    Visit visit_of(const Request& request);
    Reply keep(Visit& visit, Reply reply);
    void fold_acts();

    std::atomic<std::uint64_t> position_{0};
    std::function<std::string()> metrics_text_;
    const Witnesses* witnesses_ = nullptr;
    commands::Eraser* eraser_ = nullptr;
    projections::Search* search_ = nullptr;
    const Router router_;
    projections::ActorIndex actors_;               // of the errands' thread
    std::atomic<std::uint64_t> acts_position_{0};  // events in it
    projections::DigestKeeper digests_;            // likewise
    std::optional<projections::Digests> digest_;   // likewise
    std::mutex recent_mutex_;                      // guards what follows
    std::optional<projections::Digests> recent_digest_;
    std::int64_t next_digest_ms_ = 0;
    // The last members: their threads use the others.
    Errands errands_;
    Errands searches_;
};

// The table of routes (routes.cpp).
enum class Area : std::uint8_t { page, api, plain };
struct RouteRow {
    Method method;
    std::string_view pattern;
    Act act;
    Area area;
};
std::span<const RouteRow> route_table();

}  // namespace imaginons::http
