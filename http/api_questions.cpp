// Questions to the city through the API: asked by whoever has joined, answered by agents, read by
// everybody.
#include "http/api.hpp"
#include "http/api_entrance.hpp"
#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/hidden.hpp"
#include "http/json_body.hpp"
#include "http/page_parts.hpp"
#include "http/random.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::api {

namespace {

using commands::RefusalCode;
using projections::Views;

// Those of the rows that may be shown.
std::string list_of(const Views& views, const std::vector<std::uint32_t>& rows, std::size_t most) {
    std::string out = "{\"items\":[";
    std::size_t count = 0;
    for (const std::uint32_t row : rows) {
        if (!is_shown(views, views.questions[row])) continue;
        if (count == most) break;
        if (count++ != 0) out += ',';
        append_question(out, views, views.questions[row]);
    }
    return out + "]}\n";
}

template <class Id>
Reply ask(Visit& visit, Id commands::AskQuestion::*object, RefusalCode missing) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    const auto id = events::parse_id<Id>(visit.captures[0]);
    if (!id || events::is_nil(*id)) return unknown(missing);
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    commands::AskQuestion body;
    body.question = random_id<events::QuestionId>();
    body.*object = *id;
    body.body = with_plain_line_ends(fields.text("body"));
    if (!fields.complete()) return body_problem(fault);
    return write(visit, std::move(body), "/api/v1/questions/");
}

}  // namespace

Reply questions(Visit& visit) {
    return visit.app.views.read([&](const Views& views) {
        visit.shown.everything(views);
        return json(list_of(views, projections::questions_waiting(views), limits::api_rows_most));
    });
}

Reply question(Visit& visit) {
    const auto id = events::parse_id<events::QuestionId>(visit.captures[0]);
    std::string out;
    bool hidden = false;
    if (id) {
        visit.app.views.read([&](const Views& views) {
            const projections::Question* row = projections::find(views, *id);
            if (row == nullptr) return;
            hidden = !is_shown(views, *row);
            if (hidden) return;
            if (row->proposal == no_row) {
                visit.shown.project(views, row->project);
            } else {
                visit.shown.proposal(views, row->proposal);
            }
            append_question(out, views, *row);
        });
    }
    if (hidden) return hidden_problem(visit, *id);
    if (out.empty()) return unknown(RefusalCode::unknown_question);
    return json(std::move(out) + '\n');
}

Reply questions_of_proposal(Visit& visit) {
    const auto id = events::parse_id<events::ProposalId>(visit.captures[0]);
    std::string out;
    bool hidden = false;
    if (id) {
        visit.app.views.read([&](const Views& views) {
            const projections::Proposal* row = projections::find(views, *id);
            if (row == nullptr) return;
            hidden = row->state == projections::State::hidden;
            if (hidden) return;
            visit.shown.proposal(views, position_of(views.proposals, row));
            out = list_of(views, row->questions, row->questions.size());
        });
    }
    if (hidden) return hidden_problem(visit, *id);
    if (out.empty()) return unknown(RefusalCode::unknown_proposal);
    return json(std::move(out));
}

Reply questions_of_project(Visit& visit) {
    const auto id = events::parse_id<events::ProjectId>(visit.captures[0]);
    std::string out;
    if (id) {
        visit.app.views.read([&](const Views& views) {
            const projections::Project* row = projections::find(views, *id);
            if (row == nullptr) return;
            visit.shown.project(views, position_of(views.projects, row));
            out = list_of(views, row->questions, row->questions.size());
        });
    }
    if (out.empty()) return unknown(RefusalCode::unknown_project);
    return json(std::move(out));
}

Reply ask_about_proposal(Visit& visit) {
    return ask(visit, &commands::AskQuestion::proposal, RefusalCode::unknown_proposal);
}

Reply ask_about_project(Visit& visit) {
    return ask(visit, &commands::AskQuestion::project, RefusalCode::unknown_project);
}

Reply answer_question(Visit& visit) {
    return write_about(visit, &commands::AnswerQuestion::question, RefusalCode::unknown_question,
                       [](FieldReader& fields, commands::AnswerQuestion& body) {
                           body.body = with_plain_line_ends(fields.text("body"));
                           body.official = fields.text("official");
                           body.function = fields.text("function");
                           const auto version = fields.optional_whole("version", 1, 0xFFFFFFFF);
                           body.seen_version = static_cast<std::uint32_t>(version.value_or(0));
                       });
}

}  // namespace imaginons::http::api
