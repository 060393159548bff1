// Reading through the API: lists with cursors, single rows, the feed, the stream of events, the
// digests.
#include "events/json.hpp"
#include "events/time.hpp"
#include "http/api.hpp"
#include "http/app_limits.hpp"
#include "http/assets.hpp"
#include "http/errors.hpp"
#include "http/hidden.hpp"
#include "http/labels.hpp"
#include "http/moment.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"
#include "http/searching.hpp"
#include "projections/limits.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::api {

namespace {

using projections::Views;

Response not_found(commands::RefusalCode code) {
    return refusal_problem({.code = code});
}

std::string next_member(std::string_view cursor) {
    std::string out = ",\"next\":";
    if (cursor.empty()) return out + "null}\n";
    append_json_string(out, cursor);
    return out + "}\n";
}

// Rows [from, ...) of a list of positions that only ever grows, as a page whose cursor is the next
// position.
struct Piece {
    std::size_t from = 0;
    std::size_t limit = 0;
};
std::optional<Piece> piece_in(const Parameters& parameters, std::size_t usual, std::size_t most,
                              Response& fault) {
    const auto limit = limit_in(parameters, usual, most, fault);
    if (!limit) return std::nullopt;
    const std::string_view cursor = parameters.find("cursor");
    const auto from = cursor.empty() ? std::optional<std::uint64_t>(0) : parse_whole(cursor);
    if (!from) {
        fault = bad_parameter("cursor", "This is not a cursor of this list.");
        return std::nullopt;
    }
    return Piece{*from, *limit};
}

// Those of a proposal from a position in its list on; where the next piece begins goes to `next`.
struct ArgumentsAsked {
    Piece piece;
    projections::State state = projections::State::submitted;
};
std::string arguments_in(const Views& views, const projections::Proposal& proposal,
                         const ArgumentsAsked& asked, std::string& next) {
    std::string out = "{\"items\":[";
    std::size_t listed = 0;
    for (std::size_t i = asked.piece.from; i < proposal.arguments.size(); ++i) {
        const projections::Argument& argument = views.arguments[proposal.arguments[i]];
        if (argument.state != asked.state) continue;
        if (listed == asked.piece.limit) {
            next = std::to_string(i);
            break;
        }
        ++listed;
        if (out.back() != '[') out += ',';
        append_argument(out, views, argument);
    }
    return out;
}

// --- as it was

Response no_such_moment(std::string_view detail) {
    return problem({.status = 404, .detail = detail, .field = "at"});
}

// Nothing with `fault` set if the moment cannot be shown.
std::optional<Moment> moment_asked(const Visit& visit, std::string_view text, Response& fault) {
    const auto moment = moment_in(visit, text);
    if (const auto* found = std::get_if<Moment>(&moment)) return *found;
    if (std::get<MomentFault>(moment) == MomentFault::unreadable) {
        fault = bad_parameter("at",
                              "The moment must be a position of the log, a date as 2026-04-20, or "
                              "an instant with its offset as 2026-04-20T14:05:04+02:00.");
    } else {
        fault = no_such_moment("This moment is not over, or the log has not come to it.");
    }
    return std::nullopt;
}

Response did_not_exist(const Visit& visit, std::uint64_t first_seq) {
    return no_such_moment(
        "It did not exist then: the log recorded it at position " + std::to_string(first_seq) +
        ", on " + events::iso_time(projections::recorded_at_ms(visit.app.store.log, first_seq)) +
        ".");
}

Reply project_as_it_was(Visit& visit, const events::ProjectId& id, std::string_view at) {
    Response fault;
    const auto moment = moment_asked(visit, at, fault);
    if (!moment) return fault;
    Then then{moment->position, moment->at_ms, 0};
    std::optional<std::uint64_t> first_seq;
    projections::Recall recall;
    visit.app.views.read([&](const Views& views) {
        const projections::Project* row = projections::find(views, id);
        if (row == nullptr) return;
        first_seq = row->seqs.front();
        const auto shown = projections::proposals_then(views, *row, then.position, 0);
        then.proposals = shown.submitted;
        recall = projections::recall(views, *row, shown, then.position);
        visit.shown.project(views, static_cast<std::uint32_t>(row - views.projects.data()));
    });
    if (!first_seq) return not_found(commands::RefusalCode::unknown_project);
    if (*first_seq >= then.position) return did_not_exist(visit, *first_seq);
    return tell_past(visit, std::move(recall), [id, then](Visit&, projections::Past& past) {
        const Views& views = past.at(then.position);
        std::string out;
        append_project(out, views, *projections::find(views, id), &then);
        return json(out + '\n');
    });
}

// Of a proposal or its arguments, which its rows hold.
using AppendThen = std::function<Response(const Views&, const projections::Proposal&, const Then&)>;
Reply proposal_as_it_was(Visit& visit, const events::ProposalId& id, std::string_view at,
                         AppendThen append) {
    Response fault;
    const auto moment = moment_asked(visit, at, fault);
    if (!moment) return fault;
    const Then then{moment->position, moment->at_ms, 0};
    std::optional<std::uint64_t> first_seq;
    projections::Recall recall;
    visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, id);
        if (row == nullptr) return;
        first_seq = row->seqs.front();
        recall = projections::recall(views, *row, then.position);
        visit.shown.proposal(views, static_cast<std::uint32_t>(row - views.proposals.data()));
    });
    if (!first_seq) return not_found(commands::RefusalCode::unknown_proposal);
    if (*first_seq >= then.position) return did_not_exist(visit, *first_seq);
    return tell_past(visit, std::move(recall),
                     [id, then, append = std::move(append)](Visit&, projections::Past& past) {
                         const Views& views = past.at(then.position);
                         return append(views, *projections::find(views, id), then);
                     });
}

using Filter = projections::ProposalFilter;

std::optional<projections::State> state_named(std::string_view name) {
    if (name == "submitted") return projections::State::submitted;
    if (name == "withdrawn") return projections::State::withdrawn;
    if (name == "hidden") return projections::State::hidden;
    return std::nullopt;
}

bool read_kind(const Parameters& parameters, Filter& filter) {
    const std::string_view kind = parameters.find("kind");
    if (kind.empty()) {
        filter.which = Filter::Which::all;
    } else if (kind == "proposal") {
        filter.which = Filter::Which::proposals;
    } else if (kind == "statement") {
        filter.which = Filter::Which::statements;
    } else {
        return false;
    }
    return true;
}

bool read_sort(const Parameters& parameters, Filter& filter) {
    const std::string_view sort = parameters.find("sort");
    if (sort == "most_supported") {
        filter.sort = projections::Sort::most_supported;
    } else if (sort == "most_debated") {
        filter.sort = projections::Sort::most_debated;
    } else {
        return sort.empty() || sort == "recent";
    }
    return true;
}

// False with `fault` set if a parameter has no meaning.
std::optional<events::ProposalStage> stage_named(std::string_view name) {
    for (const auto stage : schema::EnumValuesProposalStage()) {
        if (stage != events::ProposalStage::unset && name == schema::EnumNameProposalStage(stage))
            return stage;
    }
    return std::nullopt;
}

bool read_filter(const Parameters& parameters, Filter& filter, Response& fault) {
    if (!read_kind(parameters, filter)) {
        fault = bad_parameter("kind", "The kind must be proposal or statement.");
        return false;
    }
    if (!read_sort(parameters, filter)) {
        fault = bad_parameter("sort", "The sort must be recent, most_supported or most_debated.");
        return false;
    }
    if (const std::string_view state = parameters.find("state"); !state.empty()) {
        filter.state = state_named(state);
        if (!filter.state) {
            fault = bad_parameter("state", "The state must be submitted, withdrawn or hidden.");
            return false;
        }
    }
    if (const std::string_view stage = parameters.find("stage"); !stage.empty()) {
        filter.stage = stage_named(stage);
        if (!filter.stage) {
            fault = bad_parameter("stage", "This is not a stage of a proposal.");
            return false;
        }
    }
    if (const std::string_view project = parameters.find("project"); !project.empty()) {
        filter.project = events::parse_id<events::ProjectId>(project);
        if (!filter.project) {
            fault = bad_parameter("project", "This is not the id of a project.");
            return false;
        }
    }
    filter.text = parameters.find("q");
    filter.cursor = parameters.find("cursor");
    const auto limit = limit_in(parameters, limits::api_rows, limits::api_rows_most, fault);
    filter.limit = limit.value_or(limits::api_rows);
    return limit.has_value();
}

bool read_labels(const Visit& visit, const Parameters& parameters, Filter& filter) {
    AskedLabels asked;
    const bool known = visit.app.views.read([&](const Views& views) {
        return read_labels(views, parameters.find("theme"), parameters.find("district"), asked);
    });
    filter.theme = asked.theme;
    filter.district = asked.district;
    return known;
}

Response listed(Visit& visit, const Parameters& parameters, const Filter& filter) {
    enum class Found : std::uint8_t { yes, no_project, no_cursor } found = Found::yes;
    std::string out = "{\"items\":[";
    std::string next;
    visit.app.views.read([&](const Views& views) {
        if (filter.project && projections::find(views, *filter.project) == nullptr) {
            found = Found::no_project;
            return;
        }
        const auto page = projections::list_proposals(views, filter);
        if (!page) {
            found = Found::no_cursor;
            return;
        }
        visit.shown.everything(views);
        for (const std::uint32_t row : page->rows) {
            if (out.back() != '[') out += ',';
            append_proposal(out, views, views.proposals[row]);
        }
        next = page->next;
    });
    if (found == Found::no_project) return not_found(commands::RefusalCode::unknown_project);
    if (found == Found::no_cursor)
        return bad_parameter("cursor", "This is not a cursor of this list.");
    Response response = json(out + list_end(next));
    add_next_link(response, visit.path, parameters, next);
    return response;
}

}  // namespace

std::string_view Parameters::find(std::string_view name) const {
    for (const auto& [key, value] : values) {
        if (key == name) return value;
    }
    return {};
}

Response bad_parameter(std::string_view name, std::string_view detail) {
    return problem(
        {.status = 400, .detail = detail, .field = name, .type = "/problems/invalid_parameter"});
}

std::optional<Parameters> read_parameters(std::string_view query,
                                          std::initializer_list<std::string_view> known,
                                          Response& fault) {
    auto form = parse_form(query);
    if (!form) {
        fault = bad_parameter(form.error().field, describe(form.error().fault));
        return std::nullopt;
    }
    for (const auto& [name, value] : form->fields) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            fault = bad_parameter(name, "The parameter is not known here.");
            return std::nullopt;
        }
        if (std::count_if(form->fields.begin(), form->fields.end(),
                          [&](const auto& field) { return field.first == name; }) > 1) {
            fault = bad_parameter(name, "The parameter is there twice.");
            return std::nullopt;
        }
    }
    return Parameters{std::move(form->fields)};
}

Response json(std::string body) {
    Response response;
    response.content_type = "application/json";
    response.headers.emplace_back("Cache-Control", "no-cache");
    response.body = std::move(body);
    return response;
}

std::optional<std::size_t> limit_in(const Parameters& parameters, std::size_t usual,
                                    std::size_t most, Response& fault) {
    const std::string_view text = parameters.find("limit");
    if (text.empty()) return usual;
    const auto value = parse_whole(text);
    if (value && *value > 0) return std::min<std::size_t>(*value, most);
    fault = bad_parameter("limit", "The limit must be a whole number from 1 on.");
    return std::nullopt;
}

void add_next_link(Response& response, std::string_view path, const Parameters& parameters,
                   std::string_view cursor) {
    if (cursor.empty()) return;
    std::string target(path);
    char separator = '?';
    for (const auto& [name, value] : parameters.values) {
        if (name == "cursor") continue;
        target += separator + name + '=' + percent_encode(value);
        separator = '&';
    }
    target += separator + ("cursor=" + percent_encode(cursor));
    response.headers.emplace_back("Link", "<" + target + ">; rel=\"next\"");
}

std::string list_end(std::string_view cursor) {
    return ']' + next_member(cursor);
}

Reply projects(Visit& visit) {
    Response fault;
    const auto parameters = read_parameters(visit.request.query, {"limit", "cursor"}, fault);
    if (!parameters) return fault;
    const auto piece = piece_in(*parameters, limits::api_rows, limits::api_rows_most, fault);
    if (!piece) return fault;
    std::string out = "{\"items\":[";
    std::string next;
    visit.app.views.read([&](const Views& views) {
        visit.shown.everything(views);
        const std::size_t end = std::min(views.projects.size(), piece->from + piece->limit);
        for (std::size_t row = piece->from; row < end; ++row) {
            if (out.back() != '[') out += ',';
            append_project(out, views, views.projects[row]);
        }
        if (end < views.projects.size() && piece->from < end) next = std::to_string(end);
    });
    Response response = json(out + list_end(next));
    add_next_link(response, visit.path, *parameters, next);
    return response;
}

Reply project(Visit& visit) {
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    if (!id) return not_found(commands::RefusalCode::unknown_project);
    if (const auto at = query_parameter(visit, "at")) return project_as_it_was(visit, *id, *at);
    std::string out;
    visit.app.views.read([&](const Views& views) {
        const projections::Project* row = projections::find(views, *id);
        if (row == nullptr) return;
        visit.shown.project(views, static_cast<std::uint32_t>(row - views.projects.data()));
        append_project(out, views, *row);
    });
    if (out.empty()) return not_found(commands::RefusalCode::unknown_project);
    return json(out + '\n');
}

Reply proposals(Visit& visit) {
    Response fault;
    const auto parameters = read_parameters(
        visit.request.query,
        {"project", "kind", "sort", "state", "stage", "theme", "district", "q", "limit", "cursor"},
        fault);
    if (!parameters) return fault;
    Filter filter;
    if (!read_filter(*parameters, filter, fault)) return fault;
    if (!read_labels(visit, *parameters, filter))
        return bad_parameter("theme", "There is no such theme or district.");
    if (filter.text.empty()) return listed(visit, *parameters, filter);
    const auto tell = [parameters = *parameters, filter](Visit& waiting) {
        Filter known = filter;
        known.with_text = waiting.app.search().proposals_with(filter.text);
        return listed(waiting, parameters, known);
    };
    return in_search_thread(visit, tell, [parameters = *parameters, filter](Visit& waiting) {
        return listed(waiting, parameters, filter);
    });
}

Reply proposal(Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return not_found(commands::RefusalCode::unknown_proposal);
    if (const auto at = query_parameter(visit, "at")) {
        return proposal_as_it_was(
            visit, *id, *at,
            [](const Views& views, const projections::Proposal& row, const Then& then) {
                std::string text;
                append_proposal(text, views, row, &then);
                return json(text + '\n');
            });
    }
    std::string out;
    bool hidden = false;
    visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, *id);
        if (row == nullptr) return;
        hidden = row->state == projections::State::hidden;
        if (hidden) return;
        visit.shown.proposal(views, static_cast<std::uint32_t>(row - views.proposals.data()));
        append_proposal(out, views, *row);
    });
    if (hidden) return hidden_problem(visit, *id);
    if (out.empty()) return not_found(commands::RefusalCode::unknown_proposal);
    return json(out + '\n');
}

Reply arguments(Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    if (!id) return not_found(commands::RefusalCode::unknown_proposal);
    Response fault;
    const auto parameters =
        read_parameters(visit.request.query, {"state", "limit", "cursor", "at"}, fault);
    if (!parameters) return fault;
    const auto piece =
        piece_in(*parameters, limits::api_arguments, limits::api_arguments_most, fault);
    if (!piece) return fault;
    const std::string_view state_name = parameters->find("state");
    const auto state = state_named(state_name);
    if (!state_name.empty() && !state) {
        return bad_parameter("state", "The state must be submitted or hidden.");
    }
    const ArgumentsAsked asked{*piece, state.value_or(projections::State::submitted)};
    if (const std::string_view at = parameters->find("at"); !at.empty()) {
        return proposal_as_it_was(
            visit, *id, at,
            [asked, parameters = *parameters, path = std::string(visit.path)](
                const Views& views, const projections::Proposal& row, const Then& then) {
                std::string next;
                std::string out = arguments_in(views, row, asked, next);
                out += ']';
                append_as_it_was(out, then);
                Response response = json(out + next_member(next));
                add_next_link(response, path, parameters, next);
                return response;
            });
    }
    bool found = false;
    bool hidden = false;
    std::string out;
    std::string next;
    visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, *id);
        if (row == nullptr) return;
        found = true;
        hidden = row->state == projections::State::hidden;
        if (hidden) return;
        visit.shown.proposal(views, static_cast<std::uint32_t>(row - views.proposals.data()));
        out = arguments_in(views, *row, asked, next);
    });
    if (!found) return not_found(commands::RefusalCode::unknown_proposal);
    if (hidden) return hidden_problem(visit, *id);
    Response response = json(out + list_end(next));
    add_next_link(response, visit.path, *parameters, next);
    return response;
}

Reply argument(Visit& visit) {
    const auto id = events::parse_id<events::ArgumentId>(visit.captures[0]);
    if (!id) return not_found(commands::RefusalCode::unknown_argument);
    std::string out;
    bool hidden = false;
    visit.app.views.read([&](const Views& views) {
        const projections::Argument* row = projections::find(views, *id);
        if (row == nullptr) return;
        hidden = !is_shown(views, *row);
        if (hidden) return;
        visit.shown.proposal(views, row->proposal);
        append_argument(out, views, *row);
    });
    if (hidden) return hidden_problem(visit, *id);
    if (out.empty()) return not_found(commands::RefusalCode::unknown_argument);
    return json(out + '\n');
}

Reply feed(Visit& visit) {
    Response fault;
    const auto parameters =
        read_parameters(visit.request.query, {"project", "limit", "cursor"}, fault);
    if (!parameters) return fault;
    const auto limit = limit_in(*parameters, limits::api_rows, limits::api_rows_most, fault);
    if (!limit) return fault;
    events::ProjectId project;
    if (const std::string_view name = parameters->find("project"); !name.empty()) {
        const auto id = events::parse_id<events::ProjectId>(name);
        if (!id) return bad_parameter("project", "This is not the id of a project.");
        project = *id;
    }
    const std::string_view cursor = parameters->find("cursor");
    const auto before =
        cursor.empty() ? std::optional<std::uint64_t>(~std::uint64_t{0}) : parse_whole(cursor);
    if (!before) return bad_parameter("cursor", "This is not a cursor of this list.");
    bool found = true;
    std::string out = "{\"items\":[";
    std::string next;
    visit.app.views.read([&](const Views& views) {
        if (!events::is_nil(project) && projections::find(views, project) == nullptr) {
            found = false;
            return;
        }
        visit.shown.everything(views);
        auto items = projections::feed(views, project, *before, *limit + 1);
        if (items.size() > *limit) {
            items.pop_back();
            next = std::to_string(items.back().seq);
        }
        for (const projections::FeedItem& item : items) {
            if (out.back() != '[') out += ',';
            append_feed_item(out, views, item);
        }
    });
    if (!found) return not_found(commands::RefusalCode::unknown_project);
    Response response = json(out + list_end(next));
    add_next_link(response, visit.path, *parameters, next);
    return response;
}

Reply event_stream(Visit& visit) {
    Response fault;
    const auto parameters = read_parameters(visit.request.query, {"after"}, fault);
    if (!parameters) return fault;
    // A browser that reconnects says in Last-Event-ID what it had; that is later than what the
    // address says.
    const bool resumes = !visit.request.last_event_id.empty();
    const std::string_view after =
        resumes ? visit.request.last_event_id : parameters->find("after");
    std::uint64_t next = visit.app.position();
    if (after == "-1") {
        next = 0;
    } else if (!after.empty()) {
        const auto seq = parse_whole(after);
        if (!seq || *seq == ~std::uint64_t{0}) {
            const std::string_view name = resumes ? "Last-Event-ID" : "after";
            return bad_parameter(name,
                                 "The position must be a whole number, or -1 for everything.");
        }
        next = *seq + 1;
    }
    App& app = visit.app;
    return EventStream{[&app, next]() mutable {
        std::string out;
        const std::uint64_t end =
            std::min<std::uint64_t>(app.position(), next + limits::stream_events);
        if (next >= end) return out;
        app.store.log.read(next, end, [&](std::uint64_t seq, events::Bytes event, events::Bytes) {
            out += "id: " + std::to_string(seq) + "\ndata: " + events::to_json(seq, event) + "\n\n";
        });
        next = end;
        return out;
    }};
}

Reply digest(Visit& visit) {
    App& app = visit.app;
    const auto text =
        std::make_shared<std::string>();  // shared by the session and the errands' thread
    Deferred deferred;
    deferred.start = [&app, text](std::function<void()> wake) {
        app.digest([text, wake](const projections::Digests& digests) {
            *text = "{\"position\":" + std::to_string(digests.position) + ",\"public\":\"" +
                    digests.public_hex + "\",\"full\":\"" + digests.full_hex + "\"}\n";
            wake();
        });
    };
    deferred.finish = [text] { return json(std::move(*text)); };
    return deferred;
}

Reply openapi(Visit& visit) {
    const EmbeddedFile* file = embedded_file("openapi.json");
    if (file == nullptr) return routing_error(visit, {}, Area::api);
    Response response = json({});
    response.body = file->bytes;
    return response;
}

Reply problem_words(Visit& visit) {
    for (int code = 0; code <= static_cast<int>(commands::RefusalCode::not_registered); ++code) {
        const auto refusal = static_cast<commands::RefusalCode>(code);
        if (commands::name(refusal) != visit.captures[0]) continue;
        Response response;
        response.content_type = "text/plain; charset=utf-8";
        response.body = std::string(words_of(refusal).detail) + '\n';
        return response;
    }
    return routing_error(visit, {}, Area::page);
}

}  // namespace imaginons::http::api
