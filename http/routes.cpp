// Every address of the site and of the API, in one table.
#include <array>

#include "http/api.hpp"
#include "http/app.hpp"
#include "http/pages_handlers.hpp"
#include "http/public_log.hpp"

namespace imaginons::http {

namespace {

constexpr Method get = Method::get;
constexpr Method post = Method::post;
constexpr Method put = Method::put;
constexpr Method del = Method::del;

constexpr std::array routes{
    RouteRow{get, "/", site::home, Area::page},
    RouteRow{get, "/projects", site::projects, Area::page},
    RouteRow{get, "/projects/new", site::open_project_form, Area::page},
    RouteRow{post, "/projects/new", site::open_project, Area::page},
    RouteRow{get, "/projects/{id}", site::project, Area::page},
    RouteRow{get, "/projects/{id}/feed", site::project_feed, Area::page},
    RouteRow{get, "/projects/{id}/feed.atom", site::feed_of_project, Area::page},
    RouteRow{get, "/projects/{id}/feed.json", site::feed_of_project, Area::page},
    RouteRow{get, "/projects/{id}/history", site::project_history, Area::page},
    RouteRow{get, "/projects/{id}/changes", site::project_changes, Area::page},
    RouteRow{get, "/proposals", site::proposals, Area::page},
    RouteRow{get, "/proposals/new", site::propose_form, Area::page},
    RouteRow{post, "/proposals/new", site::propose, Area::page},
    RouteRow{get, "/proposals/{id}", site::proposal, Area::page},
    RouteRow{get, "/proposals/{id}/history", site::proposal_history, Area::page},
    RouteRow{get, "/proposals/{id}/changes", site::proposal_changes, Area::page},
    RouteRow{get, "/proposals/{id}/edit", site::edit_form, Area::page},
    RouteRow{post, "/proposals/{id}/edit", site::edit, Area::page},
    RouteRow{get, "/proposals/{id}/withdraw", site::withdraw_form, Area::page},
    RouteRow{post, "/proposals/{id}/withdraw", site::withdraw, Area::page},
    RouteRow{post, "/proposals/{id}/stance", site::take_stance, Area::page},
    RouteRow{get, "/proposals/{id}/arguments/new", site::argument_form, Area::page},
    RouteRow{post, "/proposals/{id}/arguments", site::add_argument, Area::page},
    RouteRow{post, "/arguments/{id}/stance", site::take_argument_stance, Area::page},
    RouteRow{get, "/people/{id}", site::person, Area::page},
    RouteRow{get, "/feed", site::feed, Area::page},
    RouteRow{get, "/feed.atom", site::site_feed, Area::page},
    RouteRow{get, "/feed.json", site::site_feed, Area::page},
    RouteRow{get, "/projects.atom", site::projects_feed, Area::page},
    RouteRow{get, "/projects.json", site::projects_feed, Area::page},
    RouteRow{get, "/proposals.atom", site::proposals_feed, Area::page},
    RouteRow{get, "/proposals.json", site::proposals_feed, Area::page},
    RouteRow{get, "/proposals/{id}/feed.atom", site::feed_of_proposal, Area::page},
    RouteRow{get, "/proposals/{id}/feed.json", site::feed_of_proposal, Area::page},
    RouteRow{get, "/people/{id}/feed.atom", site::feed_of_person, Area::page},
    RouteRow{get, "/people/{id}/feed.json", site::feed_of_person, Area::page},
    RouteRow{post, "/follow", site::follow, Area::page},
    RouteRow{get, "/following", site::following, Area::page},
    RouteRow{post, "/following/read", site::read_following, Area::page},
    RouteRow{get, "/unsubscribe", site::unsubscribe_form, Area::page},
    RouteRow{post, "/unsubscribe", site::unsubscribe, Area::page},
    RouteRow{get, "/account/following", site::follows, Area::page},
    RouteRow{post, "/account/following", site::choose_rhythm, Area::page},
    RouteRow{get, "/charter", site::charter, Area::page},
    RouteRow{post, "/charter/accept", site::accept_charter, Area::page},
    RouteRow{get, "/signin", site::sign_in_form, Area::page},
    RouteRow{post, "/signin", site::ask_for_link, Area::page},
    RouteRow{get, "/signin/sent", site::link_sent, Area::page},
    RouteRow{get, "/signin/confirm", site::confirm_form, Area::page},
    RouteRow{post, "/signin/confirm", site::confirm, Area::page},
    RouteRow{get, "/signin/join", site::join_form, Area::page},
    RouteRow{post, "/signin/join", site::join, Area::page},
    RouteRow{post, "/signout", site::sign_out, Area::page},
    RouteRow{get, "/account", site::account, Area::page},
    RouteRow{post, "/account/sessions", site::end_sessions, Area::page},
    RouteRow{post, "/account/rename", site::rename, Area::page},
    RouteRow{get, "/account/delete", site::delete_account_form, Area::page},
    RouteRow{post, "/account/delete", site::delete_account, Area::page},
    RouteRow{get, "/account/deleted", site::account_deleted, Area::page},
    RouteRow{get, "/account/closed", site::account_closed, Area::page},
    RouteRow{get, "/account/data", site::account_data, Area::page},
    RouteRow{get, "/account/data/mes-donnees.json", site::account_data_json, Area::page},
    RouteRow{get, "/account/data/mes-donnees.html", site::account_data_html, Area::page},
    RouteRow{get, "/account/receipts", site::own_receipts, Area::page},
    RouteRow{get, "/receipts/{seq}", site::receipt, Area::page},
    RouteRow{get, "/audit", site::audit, Area::page},
    RouteRow{get, "/verify", site::verify_form, Area::page},
    RouteRow{post, "/verify", site::verify, Area::page},
    RouteRow{get, "/accessibility", site::accessibility, Area::page},
    RouteRow{get, "/privacy", site::privacy, Area::page},
    RouteRow{get, "/legal", site::legal, Area::page},
    RouteRow{get, "/sitemap", site::site_plan, Area::page},

    RouteRow{get, "/static/{file}", site::asset, Area::plain},
    RouteRow{get, "/metrics", site::metrics, Area::plain},
    RouteRow{get, "/livez", site::alive, Area::plain},
    RouteRow{get, "/readyz", site::ready, Area::plain},
    RouteRow{get, "/robots.txt", site::robots_txt, Area::plain},
    RouteRow{get, "/sitemap.xml", site::sitemap_xml, Area::plain},
    RouteRow{get, "/.well-known/security.txt", site::security_txt, Area::plain},
    RouteRow{get, "/.well-known/imaginons-log-key", public_log::verifier_key, Area::plain},
    RouteRow{get, "/log/checkpoint", public_log::checkpoint, Area::api},
    RouteRow{get, "/log/tile/{name...}", public_log::tile, Area::api},
    RouteRow{get, "/log/openings/{number...}", public_log::openings, Area::api},
    RouteRow{get, "/log/forks/{id}", public_log::fork, Area::api},
    RouteRow{get, "/problems/{code}", api::problem_words, Area::plain},

    RouteRow{get, "/api/openapi.json", api::openapi, Area::api},
    RouteRow{get, "/api/v1/projects", api::projects, Area::api},
    RouteRow{post, "/api/v1/projects", api::open_project, Area::api},
    RouteRow{get, "/api/v1/projects/{id}", api::project, Area::api},
    RouteRow{post, "/api/v1/projects/{id}/proposals", api::submit_to_project, Area::api},
    RouteRow{get, "/api/v1/proposals", api::proposals, Area::api},
    RouteRow{post, "/api/v1/proposals", api::submit_free_standing, Area::api},
    RouteRow{get, "/api/v1/proposals/{id}", api::proposal, Area::api},
    RouteRow{put, "/api/v1/proposals/{id}", api::edit_proposal, Area::api},
    RouteRow{post, "/api/v1/proposals/{id}/withdrawal", api::withdraw_proposal, Area::api},
    RouteRow{put, "/api/v1/proposals/{id}/stance", api::take_stance, Area::api},
    RouteRow{del, "/api/v1/proposals/{id}/stance", api::withdraw_stance, Area::api},
    RouteRow{get, "/api/v1/proposals/{id}/arguments", api::arguments, Area::api},
    RouteRow{post, "/api/v1/proposals/{id}/arguments", api::add_argument, Area::api},
    RouteRow{get, "/api/v1/arguments/{id}", api::argument, Area::api},
    RouteRow{put, "/api/v1/arguments/{id}/stance", api::take_argument_stance, Area::api},
    RouteRow{del, "/api/v1/arguments/{id}/stance", api::withdraw_argument_stance, Area::api},
    RouteRow{put, "/api/v1/me/charter", api::accept_charter, Area::api},
    RouteRow{put, "/api/v1/me/pseudonym", api::rename_person, Area::api},
    RouteRow{get, "/api/v1/me/receipts", api::own_receipts, Area::api},
    RouteRow{get, "/api/v1/feed", api::feed, Area::api},
    RouteRow{get, "/api/v1/events", api::event_stream, Area::api},
    RouteRow{get, "/api/v1/digest", api::digest, Area::api},
    RouteRow{get, "/api/v1/receipts/{seq}", api::receipt, Area::api},
};

}  // namespace

std::span<const RouteRow> route_table() {
    return routes;
}

}  // namespace imaginons::http
