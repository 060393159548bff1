// From a request to its handler and back: language, route, session, and the cache of what visitors
// see.
#include "http/app.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <functional>

#include "http/api.hpp"
#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/pages/pages.hpp"
#include "http/problem.hpp"
#include "http/public_log.hpp"
#include "http/query.hpp"
#include "http/witnesses.hpp"
#include "projections/apply.hpp"
#include "projections/queries.hpp"
#include "projections/rebuild.hpp"

namespace imaginons::http {

namespace {

using projections::Views;

std::vector<Route> numbered_routes() {
    std::vector<Route> routes;
    for (const RouteRow& row : route_table()) {
        routes.push_back({row.method, row.pattern, static_cast<unsigned>(routes.size())});
    }
    return routes;
}

bool is_log(std::string_view path) {
    return path.starts_with("/log/");
}

// Under what an answer is kept: the target or, for a bundle that goes out compressed, something
// that no target can be, put into `room`.
std::string_view kept_under(const Request& request, std::string& room) {
    if (!public_log::wants_compressed(request)) return request.target;
    room = std::string(request.target) + " gzip";
    return room;
}

// Programs get the same answer whoever is signed in, in no language, and problem documents.
bool is_for_programs(std::string_view path) {
    return path.starts_with("/api/") || is_log(path);
}

bool is_reading(Method method) {
    return method == Method::get || method == Method::head;
}

// Later events of a project of theirs name only the project.
std::vector<events::Id> projects_of(const Views& views, const events::PersonId& person) {
    std::vector<events::Id> ids;
    const projections::Person* row = projections::find(views, person);
    if (row == nullptr) return ids;
    for (const std::uint32_t at : row->projects)
        ids.push_back(events::id_as<events::Id>(views.projects[at].id));
    return ids;
}

}  // namespace

App::App(storage::Store& store_given, commands::Engine& engine_given,
         projections::LiveViews& views_given, const pages::Pages& templates_given,
         Mailer& mailer_given, SiteOptions options_given)
    : store(store_given),
      engine(engine_given),
      views(views_given),
      templates(templates_given),
      mailer(mailer_given),
      options(std::move(options_given)),
      sessions(store.vault, options.is_https()),
      cache(limits::page_cache_bytes),
      tiles(limits::tile_cache_bytes),
      sign_ins_of_email(limits::sign_ins_of_email, limits::sign_in_window),
      sign_ins_of_address(limits::sign_ins_of_address, limits::sign_in_window),
      signing(store.checkpoints),
      router_(numbered_routes()) {
    views.read([this](const Views& all) { set_position(all.position); });
}

App::~App() = default;

Reply App::answer(const Request& request) {
    // Who is signed in sees their own page; the API's readings are the same for everybody.
    const bool may_keep =
        is_reading(request.method) &&
        (is_for_programs(request.path) || !find_cookie(request.cookie, sessions.cookie_name()));
    if (may_keep) {
        PageCache& of = is_log(request.path) ? tiles : cache;
        std::string room;
        if (const auto kept = of.find(kept_under(request, room), position(), views)) {
            if (etag_matches(request.if_none_match, kept->etag))
                return not_modified(kept->response);
            return kept->response;
        }
    }
    return route(request, may_keep);
}

Visit App::visit_of(const Request& request) {
    Visit visit{*this, request, "fr", "", request.path, {}, std::nullopt, now_ms(), {}};
    if (is_for_programs(request.path)) return visit;
    const pages::Pages::LanguagePath split = templates.split_language(request.path);
    visit.language = split.language;
    visit.path = split.path;
    visit.prefix = request.path.substr(0, request.path.size() - split.path.size());
    visit.who = sessions.by_cookie(request.cookie, visit.now_ms);
    if (visit.who && visit.who->first_today) {
        // Nobody waits for it: that a session was seen is told to the day.
        const auto change = [id = storage::sha256(storage::as_bytes(visit.who->token)),
                             day = today(visit.now_ms)](storage::VaultTxn& txn) {
            txn.note_session_seen(id, day);
        };
        engine.submit_vault(change, [] {});
    }
    return visit;
}

Response App::refuse(const Request& request, unsigned status) {
    const bool too_large = status == 413;
    if (is_for_programs(request.path)) {
        return problem({.status = status,
                        .detail = too_large ? "The body is too large."
                                            : "Something failed here. It has been noted."});
    }
    return error_page(visit_of(request),
                      too_large ? pages::Problem::too_large : pages::Problem::internal);
}

Reply App::route(const Request& request, bool may_keep) {
    Visit visit = visit_of(request);
    Match match = router_.match(request.method, visit.path);
    const bool found = match.routing == Routing::found;
    const Area area = found                           ? route_table()[match.handler].area
                      : is_for_programs(request.path) ? Area::api
                                                      : Area::page;
    // A page of one language only (an asset, robots.txt) has no address under another's prefix.
    if (!found || (area != Area::page && !visit.prefix.empty()))
        return routing_error(visit, match, area);
    visit.captures = std::move(match.captures);
    Reply reply = route_table()[match.handler].act(visit);
    return may_keep && !visit.who ? keep(visit, std::move(reply)) : std::move(reply);
}

Reply App::keep(Visit& visit, Reply reply) {
    auto* response = std::get_if<Response>(&reply);
    if (response == nullptr || response->status != 200 || visit.shown.empty()) return reply;
    auto* body = std::get_if<std::string>(&response->body);
    if (body == nullptr) return reply;
    std::string etag = etag_of(*body);
    response->headers.emplace_back("ETag", etag);
    response->body = std::make_shared<const std::string>(std::move(*body));
    const bool unchanged = etag_matches(visit.request.if_none_match, etag);
    Reply answer = unchanged ? not_modified(*response) : *response;
    PageCache& of = is_log(visit.request.path) ? tiles : cache;
    std::string room;
    of.put(kept_under(visit.request, room),
           std::make_shared<const CachedAnswer>(std::move(*response), std::move(etag),
                                                std::move(visit.shown), 0));
    return answer;
}

WitnessReport App::witness_report() const {
    return witnesses_ == nullptr ? WitnessReport() : witnesses_->report();
}

std::optional<std::string> App::fork_evidence(std::string_view id) const {
    return witnesses_ == nullptr ? std::nullopt : witnesses_->evidence(id);
}

void App::forget(const events::PersonId&) {
    sessions.forget_all();
    projections::rebuild(views, store.log, store.vault);
    search().forget();
    cache.clear();
}

void App::fold_acts() {
    actors_.fold(store.log, position());
    acts_position_.store(actors_.position(), std::memory_order_relaxed);
}

void App::keep_acts_near() {
    const std::uint64_t folded = acts_position();
    if (position() - std::min(position(), folded) < limits::acts_behind) return;
    run_errand([this] {
        try {
            fold_acts();
            // The engine keeps the key of each scope once it has been asked for: whose token comes
            // of it does not matter here.
            for (std::size_t i = 0; i < actors_.scopes(); ++i)
                engine.stance_token(actors_.scope(i), {});
        } catch (const storage::Error& error) {
            spdlog::error("the index of acts cannot follow the log: {}", error.what());
        }
    });
}

std::vector<std::uint64_t> App::acts_of(const events::PersonId& person) {
    fold_acts();
    std::vector<std::uint64_t> seqs;
    actors_.append_acts_of(events::id_as<events::Id>(person), seqs);
    const auto projects = views.read([&](const Views& all) { return projects_of(all, person); });
    for (const events::Id& project : projects) actors_.append_acts_of(project, seqs);
    for (std::size_t i = 0; i < actors_.scopes(); ++i) {
        const auto token = engine.stance_token(actors_.scope(i), person);
        if (token) actors_.append_acts_of(events::id_as<events::Id>(*token), seqs);
    }
    std::sort(seqs.begin(), seqs.end(), std::greater<>());
    return seqs;
}

void App::digest(std::function<void(const projections::Digests&)> done) {
    errands_.post([this, done = std::move(done)] {
        if (!digest_ || digest_->position != position()) digest_ = digests_.of(views);
        done(*digest_);
    });
}

std::optional<projections::Digests> App::recent_digest() {
    const std::int64_t now = now_ms();
    const std::lock_guard lock(recent_mutex_);
    const bool behind = !recent_digest_ || recent_digest_->position != position();
    if (behind && now >= next_digest_ms_) {
        next_digest_ms_ = now + limits::digest_every.count();
        digest([this](const projections::Digests& digests) {
            const std::lock_guard one_at_a_time(recent_mutex_);
            recent_digest_ = digests;
        });
    }
    return recent_digest_;
}

}  // namespace imaginons::http
