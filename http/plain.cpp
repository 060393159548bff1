// The small addresses that programs ask for: files of the pages, health, metrics, robots, sitemap,
// security.txt.
#include <algorithm>

#include "http/app_limits.hpp"
#include "http/assets.hpp"
#include "http/catalogue.hpp"
#include "http/compression.hpp"
#include "http/errors.hpp"
#include "http/page_parts.hpp"
#include "http/pages_handlers.hpp"

namespace imaginons::http::site {

Reply asset(Visit& visit) {
    bool is_permanent = false;
    const Asset* file = visit.app.templates.assets().find(visit.path, &is_permanent);
    if (file == nullptr) return error_page(visit, pages::Problem::not_found);
    const bool gzip = !file->gzip.empty() && accepts_gzip(visit.request.accept_encoding);
    Response response;
    response.content_type = file->content_type;
    response.headers = {
        {"Cache-Control", std::string(is_permanent ? asset_cache_control : "no-cache")},
        {"ETag", gzip ? file->etag.substr(0, file->etag.size() - 1) + "-gzip\"" : file->etag},
        {"Vary", "Accept-Encoding"}};
    if (etag_matches(visit.request.if_none_match, response.headers[1].second))
        return not_modified(response);
    if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
    // Assets live as long as the pages, which outlive the server.
    response.body = std::string_view(gzip ? file->gzip : file->bytes);
    return response;
}

Reply metrics(Visit& visit) {
    Response response =
        plain_text(visit.app.metrics_text(), "text/plain; version=0.0.4; charset=utf-8");
    return response;
}

Reply alive(Visit&) {
    return plain_text("ok\n");
}
Reply ready(Visit&) {
    return plain_text("ready\n");
}

Reply security_txt(Visit& visit) {
    // RFC 9116 wants an end date; a year from today says that somebody still runs this.
    const std::int64_t year_ms = std::int64_t{365} * 24 * 3600 * 1000;
    const std::string& origin = visit.app.options.origin;
    return plain_text(
        "Contact: " + origin + "/legal\nExpires: " + iso_instant(visit.now_ms + year_ms) +
        "\nPreferred-Languages: fr, en\nCanonical: " + origin + "/.well-known/security.txt\n");
}

Reply robots_txt(Visit& visit) {
    return plain_text(
        "User-agent: *\nDisallow: /signin\nDisallow: /account\nDisallow: /receipts\nDisallow: "
        "/api/v1/receipts\nDisallow: /api/v1/events\nSitemap: " +
        visit.app.options.origin + "/sitemap.xml\n");
}

Reply sitemap_xml(Visit& visit) {
    const std::string& origin = visit.app.options.origin;
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
        "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    const auto add = [&](std::string_view path) {
        out += "<url><loc>" + origin;
        out += path;
        out += "</loc></url>\n";
    };
    for (const std::string_view path : {"/", "/projects", "/proposals", "/themes", "/feed",
                                        "/charter", "/audit", "/verify", "/accessibility"})
        add(path);
    visit.app.views.read([&](const projections::Views& views) {
        visit.shown.everything(views);
        for (const auto& project : views.projects) add("/projects/" + events::to_text(project.id));
        const std::size_t from =
            views.proposals.size() -
            std::min<std::size_t>(views.proposals.size(), limits::sitemap_rows);
        for (std::size_t row = from; row < views.proposals.size(); ++row) {
            const auto& proposal = views.proposals[row];
            if (proposal.state == projections::State::submitted)
                add("/proposals/" + events::to_text(proposal.id));
        }
    });
    return plain_text(out + "</urlset>\n", "application/xml; charset=utf-8");
}

}  // namespace imaginons::http::site
