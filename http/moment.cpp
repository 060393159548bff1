// Reading moments; handing long tales to the errands' thread: see moment.hpp.
#include "http/moment.hpp"

#include <exception>

#include "events/time.hpp"
#include "http/app_limits.hpp"
#include "http/catalogue.hpp"
#include "http/errors.hpp"
#include "http/pages/texts.hpp"
#include "http/query.hpp"

namespace imaginons::http {

namespace {

// All that was recorded until an instant that is over.
std::variant<Moment, MomentFault> moment_until(const Visit& visit, std::int64_t last_ms,
                                               Moment named) {
    if (last_ms >= visit.now_ms) return MomentFault::not_yet;
    named.position = projections::position_at(visit.app.store.log, visit.app.position(), last_ms);
    named.at_ms = last_ms;
    return named;
}

struct Telling {
    Visit visit;
    projections::Recall recall;
    TellPast tell;
    std::optional<Response> response;
    std::exception_ptr thrown;
};

Response told(Telling& telling) {
    const storage::Store& store = telling.visit.app.store;
    projections::Past past(std::move(telling.recall), store.log, &store.vault);
    return telling.tell(telling.visit, past);
}

Response busy(const Visit& visit) {
    if (visit.request.path.starts_with("/api/")) return busy_problem();
    return error_page(visit, pages::Problem::busy);
}

}  // namespace

std::variant<Moment, MomentFault> moment_in(const Visit& visit, std::string_view text) {
    Moment moment;
    if (const auto position = parse_whole(text)) {
        if (*position > visit.app.position()) return MomentFault::not_yet;
        moment.position = *position;
        if (*position > 0) {
            moment.at_ms = projections::recorded_at_ms(visit.app.store.log, *position - 1);
        }
        return moment;
    }
    if (const auto day = events::parse_iso_date(text)) {
        moment.named = Moment::Named::day;
        moment.day = *day;
        return moment_until(visit, city_midnight(*day + 1) - 1, moment);
    }
    if (const auto instant = events::parse_iso_time(text)) {
        moment.named = Moment::Named::instant;
        return moment_until(visit, *instant, moment);
    }
    return MomentFault::unreadable;
}

Moment present_moment(const Visit& visit) {
    Moment moment;
    moment.position = visit.app.position();
    moment.at_ms = visit.now_ms;
    moment.named = Moment::Named::instant;
    return moment;
}

std::optional<Moment> moment_of_page(const Visit& visit, std::string_view text,
                                     const std::string& path, Response& refused) {
    const auto moment = moment_in(visit, text);
    if (const auto* found = std::get_if<Moment>(&moment)) return *found;
    const bool unreadable = std::get<MomentFault>(moment) == MomentFault::unreadable;
    pages::ErrorPage page;
    page.problem = unreadable ? pages::Problem::bad_moment : pages::Problem::not_yet;
    page.path = path;
    refused = error_page(visit, page);
    return std::nullopt;
}

Response before_page(const Visit& visit, const std::string& path, std::uint64_t first_seq) {
    pages::ErrorPage page;
    page.problem = pages::Problem::before;
    page.path = path;
    page.since = projections::recorded_at_ms(visit.app.store.log, first_seq);
    return error_page(visit, page);
}

pages::PastMoment past_moment(const Moment& moment) {
    return {moment.position, moment.at_ms, moment.day};
}

std::optional<std::string> query_parameter(const Visit& visit, std::string_view name) {
    const auto form = parse_form(visit.request.query);
    if (!form) return std::nullopt;
    const auto value = form->find(name);
    return value ? std::optional<std::string>(*value) : std::nullopt;
}

Reply tell_past(Visit& visit, projections::Recall recall, TellPast tell, bool heavy) {
    if (!heavy && recall.seqs.size() <= limits::past_events_at_once) {
        const storage::Store& store = visit.app.store;
        projections::Past past(std::move(recall), store.log, &store.vault);
        return tell(visit, past);
    }
    // Shared by the session and the errand: whoever is last lets go.
    const auto telling = std::make_shared<Telling>(
        Telling{std::move(visit), std::move(recall), std::move(tell), std::nullopt, nullptr});
    Deferred deferred;
    deferred.start = [telling](std::function<void()> wake) {
        const bool taken = telling->visit.app.run_errand([telling, wake] {
            try {
                telling->response = told(*telling);
            } catch (...) {
                telling->thrown = std::current_exception();
            }
            wake();
        });
        if (!taken) wake();
    };
    deferred.finish = [telling] {
        if (telling->thrown) std::rethrow_exception(telling->thrown);
        return telling->response ? std::move(*telling->response) : busy(telling->visit);
    };
    return deferred;
}

}  // namespace imaginons::http
