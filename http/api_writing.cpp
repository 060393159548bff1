// Writing together through the API: co-authors, and amendments with what is decided on them.
#include "http/api.hpp"
#include "http/api_entrance.hpp"
#include "http/app_limits.hpp"
#include "http/errors.hpp"
#include "http/hidden.hpp"
#include "http/json_body.hpp"
#include "http/random.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::api {

namespace {

using commands::RefusalCode;
using projections::Proposal;
using projections::Views;

std::optional<events::ProposalId> proposal_in(const Visit& visit) {
    return events::parse_id<events::ProposalId>(visit.captures[0]);
}

std::uint32_t version_in(FieldReader& fields) {
    const auto number = fields.optional_whole("version", 1, 0xFFFFFFFF);
    if (!number) fields.refuse("version", "The version that was read is missing.");
    return static_cast<std::uint32_t>(number.value_or(0));
}

// Reads the body by `read`, and hands over the command that it gives, or the response.
template <class Read>
Reply write_about_proposal(Visit& visit, Read read, std::string_view location = {}) {
    Entrance entrance = enter(visit);
    if (entrance.refused) return *entrance.refused;
    const auto id = proposal_in(visit);
    if (!id) return unknown(RefusalCode::unknown_proposal);
    BodyFault fault;
    FieldReader fields(entrance.body, fault);
    commands::AnyCommand body = read(fields, *id);
    if (!fields.complete()) return body_problem(fault);
    return write(visit, std::move(body), location);
}

// The amendment's words, as they are in the version that is there.
struct Words {
    std::uint32_t version = 0;
    std::string title;
    std::string body;
};
Words words_of(const Visit& visit, const events::ProposalId& id) {
    return visit.app.views.read([&](const Views& views) -> Words {
        const Proposal* row = projections::find(views, id);
        if (row == nullptr || row->state == projections::State::hidden) return {};
        return {row->version, row->words.title, row->words.body};
    });
}

events::ProjectId project_of(const Visit& visit, const events::ProposalId& id) {
    return visit.app.views.read([&](const Views& views) {
        const Proposal* row = projections::find(views, id);
        const bool in_project = row != nullptr && row->project != Proposal::none;
        return in_project ? views.projects[row->project].id : events::ProjectId();
    });
}

}  // namespace

Reply amendments(Visit& visit) {
    const auto id = proposal_in(visit);
    std::string out;
    bool hidden = false;
    if (id) {
        visit.app.views.read([&](const Views& views) {
            const Proposal* row = projections::find(views, *id);
            hidden = row != nullptr && row->state == projections::State::hidden;
            if (row == nullptr || hidden) return;
            visit.shown.proposal(views, static_cast<std::uint32_t>(row - views.proposals.data()));
            out = "{\"items\":[";
            std::size_t count = 0;
            for (auto at = row->amendments.rbegin(); at != row->amendments.rend(); ++at) {
                if (views.proposals[*at].state == projections::State::hidden) continue;
                if (count == limits::api_rows_most) break;
                if (count++ != 0) out += ',';
                visit.shown.proposal(views, *at);
                append_proposal(out, views, views.proposals[*at]);
            }
            out += "]}\n";
        });
    }
    if (hidden) return hidden_problem(visit, *id);
    if (out.empty()) return unknown(RefusalCode::unknown_proposal);
    return json(std::move(out));
}

Reply amend(Visit& visit) {
    return write_about_proposal(
        visit,
        [&](FieldReader& fields, const events::ProposalId& id) -> commands::AnyCommand {
            commands::SubmitProposal body;
            body.proposal = random_id<events::ProposalId>();
            body.project = project_of(visit, id);
            body.title = fields.text("title");
            body.body = with_plain_line_ends(fields.text("body"));
            body.kind = events::ProposalKind::amendment;
            body.amends = id;
            body.amends_version = version_in(fields);
            body.argument = random_id<events::ArgumentId>();
            body.reason = with_plain_line_ends(fields.text("reason"));
            return body;
        },
        "/api/v1/proposals/");
}

Reply accept_amendment(Visit& visit) {
    return write_about_proposal(
        visit, [&](FieldReader& fields, const events::ProposalId& id) -> commands::AnyCommand {
            const Words words = words_of(visit, id);
            const std::uint32_t seen = version_in(fields);
            // Words that were not seen are not taken: version 0 is nobody's.
            return commands::AcceptAmendment{id, seen == words.version ? seen : 0, words.title,
                                             words.body};
        });
}

Reply refuse_amendment(Visit& visit) {
    return write_about_proposal(
        visit, [](FieldReader& fields, const events::ProposalId& id) -> commands::AnyCommand {
            const std::uint32_t seen = version_in(fields);
            return commands::RefuseAmendment{id, seen, with_plain_line_ends(fields.text("reason"))};
        });
}

Reply invite_author(Visit& visit) {
    return write_about_proposal(
        visit, [](FieldReader& fields, const events::ProposalId& id) -> commands::AnyCommand {
            return commands::InviteCoAuthor{id, fields.text("pseudonym")};
        });
}

Reply accept_invitation(Visit& visit) {
    if (auto refused = sign_in(visit)) return *refused;
    const auto id = proposal_in(visit);
    if (!id) return unknown(RefusalCode::unknown_proposal);
    return write(visit, commands::AcceptInvitation{*id});
}

Reply end_authorship(Visit& visit) {
    if (auto refused = sign_in(visit)) return *refused;
    const auto id = proposal_in(visit);
    if (!id) return unknown(RefusalCode::unknown_proposal);
    std::optional<events::PersonId> person;
    if (visit.captures.size() > 1) {
        person = events::parse_id<events::PersonId>(visit.captures[1]);
        if (!person) return unknown(RefusalCode::unknown_person);
    }
    return write(visit, commands::EndCoAuthorship{*id, person.value_or(events::PersonId())});
}

}  // namespace imaginons::http::api
