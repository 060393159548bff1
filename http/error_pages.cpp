// Pages that say no.
#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/hidden.hpp"
#include "http/page_parts.hpp"

namespace imaginons::http {

namespace {

unsigned status_of(pages::Problem what) {
    switch (what) {
        case pages::Problem::bad_request:
        case pages::Problem::bad_moment: return 400;
        case pages::Problem::form_expired:
        case pages::Problem::forbidden: return 403;
        case pages::Problem::not_found:
        case pages::Problem::not_yet:
        case pages::Problem::before: return 404;
        case pages::Problem::method: return 405;
        case pages::Problem::hidden: return hidden_status;
        case pages::Problem::conflict: return 409;
        case pages::Problem::too_large: return 413;
        case pages::Problem::too_many: return 429;
        case pages::Problem::internal: return 500;
        case pages::Problem::busy: return 503;
    }
    return 500;
}

}  // namespace

Response error_page(const Visit& visit, pages::Problem what, std::uint32_t retry_after_s) {
    const std::uint32_t wait_s =
        what == pages::Problem::busy && retry_after_s == 0 ? limits::retry_after_s : retry_after_s;
    pages::ErrorPage page;
    page.problem = what;
    page.retry_after_s = wait_s;
    Response response = error_page(visit, page);
    if (wait_s != 0) response.headers.emplace_back("Retry-After", std::to_string(wait_s));
    return response;
}

Response error_page(const Visit& visit, const pages::ErrorPage& page) {
    const pages::Chrome chrome = visit.app.views.read(
        [&](const projections::Views& views) { return chrome_in(views, visit, pages::Nav::none); });
    return html(visit, visit.app.templates.render(page, chrome), status_of(page.problem));
}

}  // namespace imaginons::http
