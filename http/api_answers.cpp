// The city's answers through the API: read by everybody, written by agents.
#include <boost/json.hpp>

#include "commands/limits.hpp"
#include "events/time.hpp"
#include "http/api.hpp"
#include "http/api_entrance.hpp"
#include "http/errors.hpp"
#include "http/hidden.hpp"
#include "http/json_body.hpp"
#include "http/problem.hpp"
#include "projections/queries.hpp"

namespace imaginons::http::api {

namespace {

using projections::Views;

// --- reading

boost::json::value time_or_null(std::int64_t at_ms) {
    return at_ms == 0 ? boost::json::value() : boost::json::value(events::iso_time(at_ms));
}

// Null if it was left open.
void put_criterion(boost::json::object& out, const std::string& name,
                   const std::unique_ptr<events::Criterion>& criterion) {
    const bool open = !criterion || criterion->finding == events::Finding::unset;
    out[name] = open ? boost::json::value()
                     : boost::json::value(schema::EnumNameFinding(criterion->finding));
    out[name + "_reason"] = criterion ? criterion->reason : std::string();
}

boost::json::object json_of(const projections::PublishedAnswer& answer) {
    const events::Answer& words = answer.words;
    boost::json::object out{
        {"seq", answer.seq},         {"published_at", time_or_null(answer.at_ms)},
        {"version", answer.version}, {"outcome", schema::EnumNameAnswerOutcome(words.outcome)},
        {"title", words.title},      {"body", words.body}};
    put_criterion(out, "competence", words.competence);
    put_criterion(out, "legality", words.legality);
    put_criterion(out, "general_interest", words.general_interest);
    put_criterion(out, "feasibility", words.feasibility);
    out["official"] = words.official;
    out["function"] = words.function;
    out["cost"] = words.cost;
    out["calendar"] = words.calendar;
    out["redirected_to"] = words.redirected_to;
    return out;
}

std::string answers_of(const Views& views, const projections::Proposal& proposal) {
    boost::json::array steps;
    boost::json::array answers;
    boost::json::array projects;
    if (const auto* row = projections::answering_of(views, proposal)) {
        for (const projections::StageChange& change : row->course) {
            steps.push_back({{"stage", schema::EnumNameProposalStage(change.stage)},
                             {"at", time_or_null(change.at_ms)},
                             {"word", change.word.body}});
        }
        for (const auto& answer : row->answers) answers.push_back(json_of(answer));
        for (const auto& project : row->projects)
            projects.push_back(boost::json::value(events::to_text(project)));
    }
    const boost::json::object all{{"stage", schema::EnumNameProposalStage(proposal.stage)},
                                  {"waits_since", time_or_null(proposal.waits_since_ms)},
                                  {"steps", std::move(steps)},
                                  {"answers", std::move(answers)},
                                  {"projects", std::move(projects)}};
    return boost::json::serialize(all) + '\n';
}

// --- writing

events::AnswerOutcome outcome_in(FieldReader& fields) {
    const std::string name = fields.text("outcome");
    for (const auto outcome : schema::EnumValuesAnswerOutcome()) {
        if (outcome != events::AnswerOutcome::unset &&
            name == schema::EnumNameAnswerOutcome(outcome))
            return outcome;
    }
    fields.refuse("outcome",
                  "The outcome must be \"accepted\", \"refused\", \"redirected\" or "
                  "\"info_requested\".");
    return events::AnswerOutcome::unset;
}

// The names are of static storage: the reader keeps them.
std::unique_ptr<events::Criterion> criterion_in(FieldReader& fields, std::string_view name,
                                                std::string_view reason) {
    const auto finding = fields.optional_text(name);
    auto criterion = std::make_unique<events::Criterion>();
    criterion->reason = with_plain_line_ends(fields.optional_text(reason).value_or(""));
    if (!finding) return criterion;
    for (const auto each : schema::EnumValuesFinding()) {
        if (*finding == schema::EnumNameFinding(each)) criterion->finding = each;
    }
    if (criterion->finding == events::Finding::unset)
        fields.refuse(name, "A finding must be \"met\", \"partly\" or \"not_met\".");
    return criterion;
}

events::Answer answer_in(FieldReader& fields) {
    events::Answer answer;
    answer.outcome = outcome_in(fields);
    answer.title = fields.text("title");
    answer.body = with_plain_line_ends(fields.text("body"));
    answer.competence = criterion_in(fields, "competence", "competence_reason");
    answer.legality = criterion_in(fields, "legality", "legality_reason");
    answer.general_interest = criterion_in(fields, "general_interest", "general_interest_reason");
    answer.feasibility = criterion_in(fields, "feasibility", "feasibility_reason");
    answer.official = fields.text("official");
    answer.function = fields.text("function");
    answer.cost = fields.optional_text("cost").value_or("");
    answer.calendar = fields.optional_text("calendar").value_or("");
    answer.redirected_to = fields.optional_text("redirected_to").value_or("");
    return answer;
}

std::uint32_t number_in(FieldReader& fields, std::string_view name, std::int64_t least) {
    const auto number = fields.optional_whole(name, least, 0xFFFFFFFF);
    if (!number) fields.refuse(name, "This number is missing.");
    return static_cast<std::uint32_t>(number.value_or(0));
}

std::optional<events::ProposalId> proposal_in(const Visit& visit) {
    return events::parse_id<events::ProposalId>(visit.captures[0]);
}

}  // namespace

Reply answers(Visit& visit) {
    const auto id = proposal_in(visit);
    std::string out;
    bool hidden = false;
    if (id) {
        visit.app.views.read([&](const Views& views) {
            const projections::Proposal* row = projections::find(views, *id);
            hidden = row != nullptr && row->state == projections::State::hidden;
            if (row == nullptr || hidden) return;
            visit.shown.proposal(views, static_cast<std::uint32_t>(row - views.proposals.data()));
            out = answers_of(views, *row);
        });
    }
    if (hidden) return hidden_problem(visit, *id);
    if (out.empty()) return unknown(commands::RefusalCode::unknown_proposal);
    return json(std::move(out));
}

Reply draft_answer(Visit& visit) {
    return write_about(visit, &commands::DraftAnswer::proposal,
                       commands::RefusalCode::unknown_proposal,
                       [](FieldReader& fields, commands::DraftAnswer& body) {
                           body.seen_draft = number_in(fields, "seen_draft", 0);
                           body.seen_version = number_in(fields, "version", 1);
                           body.answer = answer_in(fields);
                       });
}

Reply review_answer(Visit& visit) {
    return write_about(
        visit, &commands::ReviewAnswer::proposal, commands::RefusalCode::unknown_proposal,
        [](FieldReader& fields, commands::ReviewAnswer& body) {
            body.draft = number_in(fields, "draft", 1);
            const std::string verdict = fields.text("verdict");
            if (verdict == "approved") body.verdict = events::ReviewVerdict::approved;
            if (verdict == "sent_back") body.verdict = events::ReviewVerdict::sent_back;
            if (body.verdict == events::ReviewVerdict::unset)
                fields.refuse("verdict", "The verdict must be \"approved\" or \"sent_back\".");
            body.word = with_plain_line_ends(fields.optional_text("word").value_or(""));
        });
}

Reply publish_answer(Visit& visit) {
    return write_about(visit, &commands::PublishAnswer::proposal,
                       commands::RefusalCode::unknown_proposal,
                       [](FieldReader& fields, commands::PublishAnswer& body) {
                           body.draft = number_in(fields, "draft", 1);
                       });
}

Reply move_proposal(Visit& visit) {
    return write_about(
        visit, &commands::MoveProposal::proposal, commands::RefusalCode::unknown_proposal,
        [](FieldReader& fields, commands::MoveProposal& body) {
            const std::string stage = fields.text("stage");
            if (stage == "under_review") body.stage = events::ProposalStage::under_review;
            if (stage == "in_progress") body.stage = events::ProposalStage::in_progress;
            if (stage == "done") body.stage = events::ProposalStage::done;
            if (body.stage == events::ProposalStage::unset) {
                fields.refuse("stage",
                              "The stage must be \"under_review\", \"in_progress\" or \"done\".");
            }
            body.word = with_plain_line_ends(fields.optional_text("word").value_or(""));
        });
}

Reply take_up_proposal(Visit& visit) {
    return write_about(
        visit, &commands::TakeUpProposal::proposal, commands::RefusalCode::unknown_proposal,
        [](FieldReader& fields, commands::TakeUpProposal& body) {
            const auto id = events::parse_id<events::ProjectId>(fields.text("project"));
            if (!id) fields.refuse("project", "There is no such project.");
            body.project = id.value_or(events::ProjectId());
        });
}

}  // namespace imaginons::http::api
