#include "http/hidden.hpp"

#include <optional>
#include <vector>

#include "events/codec.hpp"
#include "events/time.hpp"
#include "http/errors.hpp"
#include "http/page_parts.hpp"
#include "http/problem.hpp"
#include "projections/queries.hpp"

namespace imaginons::http {

namespace {

using projections::State;
using projections::Views;

struct Hiding {
    std::int64_t at_ms = 0;
    events::HiddenGround ground = events::HiddenGround::unset;
};

// Of the events of an object that are no stances, the one that hid it: the last of its kind.
Hiding hiding_among(const storage::Log& log, const std::vector<std::uint64_t>& acts) {
    for (auto seq = acts.rbegin(); seq != acts.rend(); ++seq) {
        const auto event = log.event_at(*seq);
        if (!event) continue;
        const auto* hidden = events::event_in(*event).payload_as_ContributionHidden();
        if (hidden != nullptr)
            return {events::read_meta(*seq, *event).recorded_at_ms, hidden->ground()};
    }
    return {};
}

pages::HiddenGround ground_of(events::HiddenGround ground) {
    switch (ground) {
        case events::HiddenGround::unset: return pages::HiddenGround::not_said;
        case events::HiddenGround::hidden_at_origin: return pages::HiddenGround::at_origin;
    }
    return pages::HiddenGround::not_said;
}

Response problem_of(const Hiding& hiding) {
    const std::string at = events::iso_time(hiding.at_ms);
    return problem({.status = hidden_status,
                    .detail = "It was hidden, and its words are not shown any more.",
                    .type = "/problems/contribution_hidden",
                    .hidden_at = at,
                    .ground = schema::EnumNameHiddenGround(hiding.ground)});
}

}  // namespace

Response hidden_page(const Visit& visit, const events::ProposalId& id) {
    pages::ErrorPage page;
    page.problem = pages::Problem::hidden;
    page.path = "/proposals/" + events::to_text(id);
    std::vector<std::uint64_t> acts;
    visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, id);
        if (row == nullptr) return;
        acts = row->acts;
        page.own = visit.who && projections::is_author(views, *row, visit.who->person);
    });
    const Hiding hiding = hiding_among(visit.app.store.log, acts);
    page.since = hiding.at_ms;
    page.ground = ground_of(hiding.ground);
    return error_page(visit, page);
}

Response hidden_problem(const Visit& visit, const events::ProposalId& id) {
    const auto acts = visit.app.views.read([&](const Views& views) {
        const projections::Proposal* row = projections::find(views, id);
        return row == nullptr ? std::vector<std::uint64_t>() : row->acts;
    });
    return problem_of(hiding_among(visit.app.store.log, acts));
}

Response hidden_problem(const Visit& visit, const events::ArgumentId& id) {
    const auto acts = visit.app.views.read([&](const Views& views) {
        const projections::Argument* row = projections::find(views, id);
        if (row == nullptr) return std::vector<std::uint64_t>();
        if (row->hidden_seq != 0) return std::vector<std::uint64_t>{row->hidden_seq};
        return views.proposals[row->proposal].acts;
    });
    return problem_of(hiding_among(visit.app.store.log, acts));
}

Response hidden_problem(const Visit& visit, const events::QuestionId& id) {
    const auto acts = visit.app.views.read([&](const Views& views) {
        const projections::Question* row = projections::find(views, id);
        if (row == nullptr) return std::vector<std::uint64_t>();
        const bool with_proposal = row->state != State::hidden && row->proposal != no_row;
        return with_proposal ? views.proposals[row->proposal].acts : row->seqs;
    });
    return problem_of(hiding_among(visit.app.store.log, acts));
}

bool is_shown(const Views& views, const projections::Argument& argument) {
    return argument.state != State::hidden &&
           views.proposals[argument.proposal].state != State::hidden;
}

}  // namespace imaginons::http
