#include "commands/state.hpp"

#include "commands/limits.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

namespace {

// Which slice takes which kind of event.
struct Evolve {
    State& state;

    void operator()(const events::Meta& m, const events::CharterPublished& e) {
        evolve(state.charter, m, e);
    }
    void operator()(const events::Meta& m, const events::CharterAccepted& e) {
        evolve(state.charter, m, e);
    }
    void operator()(const events::Meta& m, const events::PersonJoined& e) {
        evolve(state.people, m, e);
    }
    void operator()(const events::Meta& m, const events::EmailConfirmed& e) {
        evolve(state.people, m, e);
    }
    void operator()(const events::Meta& m, const events::PersonRenamed& e) {
        evolve(state.people, m, e);
    }
    void operator()(const events::Meta& m, const events::PersonErased& e) {
        evolve(state.people, m, e);
        evolve(state.roles, m, e);
        evolve(state.answers, m, e);
    }
    void operator()(const events::Meta& m, const events::RoleGiven& e) {
        evolve(state.roles, m, e);
    }
    void operator()(const events::Meta& m, const events::RoleTaken& e) {
        evolve(state.roles, m, e);
    }
    void operator()(const events::Meta& m, const events::ProjectOpened& e) {
        evolve(state.projects, m, e);
    }
    void operator()(const events::Meta& m, const events::ProjectChanged& e) {
        evolve(state.projects, m, e);
    }
    void operator()(const events::Meta& m, const events::PhaseMoved& e) {
        evolve(state.projects, m, e);
    }
    void operator()(const events::Meta& m, const events::NewsPublished& e) {
        evolve(state.projects, m, e);
    }
    void operator()(const events::Meta& m, const events::MilestoneSet& e) {
        evolve(state.projects, m, e);
    }
    void operator()(const events::Meta& m, const events::MilestoneReached& e) {
        evolve(state.projects, m, e);
    }
    void operator()(const events::Meta& m, const events::ProposalSubmitted& e) {
        evolve(state.proposals, m, e);
    }
    void operator()(const events::Meta& m, const events::ProposalEdited& e) {
        evolve(state.proposals, m, e);
        evolve(state.answers, m, e);
    }
    void operator()(const events::Meta& m, const events::ProposalPlaced& e) {
        evolve(state.proposals, m, e);
    }
    void operator()(const events::Meta& m, const events::ProposalWithdrawn& e) {
        evolve(state.proposals, m, e);
    }
    void operator()(const events::Meta& m, const events::CoAuthorInvited& e) {
        evolve(state.proposals, m, e);
    }
    void operator()(const events::Meta& m, const events::CoAuthorAccepted& e) {
        evolve(state.proposals, m, e);
    }
    void operator()(const events::Meta& m, const events::CoAuthorLeft& e) {
        evolve(state.proposals, m, e);
    }
    void operator()(const events::Meta& m, const events::AmendmentAccepted& e) {
        evolve(state.proposals, m, e);
    }
    void operator()(const events::Meta& m, const events::AmendmentRefused& e) {
        evolve(state.proposals, m, e);
    }
    void operator()(const events::Meta& m, const events::StatementAdded& e) {
        evolve(state.proposals, m, e);
    }
    void operator()(const events::Meta& m, const events::ArgumentAdded& e) {
        evolve(state.arguments, m, e);
    }
    void operator()(const events::Meta& m, const events::StanceTaken& e) {
        evolve(state.stances, m, e);
    }
    void operator()(const events::Meta& m, const events::StanceWithdrawn& e) {
        evolve(state.stances, m, e);
    }
    void operator()(const events::Meta& m, const events::ContributionHidden& e) {
        evolve(state.moderation, m, e);
    }
    void operator()(const events::Meta& m, const events::AnswerDrafted& e) {
        evolve(state.answers, m, e);
    }
    void operator()(const events::Meta& m, const events::AnswerReviewed& e) {
        evolve(state.answers, m, e);
    }
    void operator()(const events::Meta& m, const events::AnswerPublished& e) {
        evolve(state.answers, m, e);
    }
    void operator()(const events::Meta& m, const events::ProposalMoved& e) {
        evolve(state.answers, m, e);
    }
    void operator()(const events::Meta& m, const events::ProposalTakenUp& e) {
        evolve(state.answers, m, e);
    }
    void operator()(const events::Meta& m, const events::MeetingAnnounced& e) {
        evolve(state.meetings, m, e);
    }
    void operator()(const events::Meta& m, const events::MeetingChanged& e) {
        evolve(state.meetings, m, e);
    }
    void operator()(const events::Meta& m, const events::MeetingCancelled& e) {
        evolve(state.meetings, m, e);
    }
    void operator()(const events::Meta& m, const events::MinutesPublished& e) {
        evolve(state.meetings, m, e);
    }
    void operator()(const events::Meta& m, const events::RegistrationTaken& e) {
        evolve(state.meetings, m, e);
    }
    void operator()(const events::Meta& m, const events::RegistrationWithdrawn& e) {
        evolve(state.meetings, m, e);
    }
    void operator()(const events::Meta& m, const events::ThemesPublished& e) {
        evolve(state.territory, m, e);
    }
    void operator()(const events::Meta& m, const events::DistrictsPublished& e) {
        evolve(state.territory, m, e);
    }
    void operator()(const events::Meta& m, const events::QuestionAsked& e) {
        evolve(state.questions, m, e);
    }
    void operator()(const events::Meta& m, const events::QuestionAnswered& e) {
        evolve(state.questions, m, e);
    }
    void operator()(const events::Meta& m, const events::ConclusionPublished& e) {
        evolve(state.conclusions, m, e);
    }
    // What it tells, no rule hangs on.
    void operator()(const events::Meta&, const events::LogContinued&) {}
};

// Milliseconds of the years 0 to 9999, as the log's format has it.
constexpr std::int64_t first_ms = std::int64_t{-719'528} * 86'400'000;
constexpr std::int64_t ms_after_last = std::int64_t{2'932'897} * 86'400'000;

std::optional<Refusal> defect_of_envelope(const Command& command) {
    if (command.occurred_at_ms < first_ms || command.occurred_at_ms >= ms_after_last) {
        return Refusal{RefusalCode::unknown_value, "occurred_at"};
    }
    const std::size_t bytes = command.origin.size();
    if (bytes > limits::origin_bytes)
        return Refusal{RefusalCode::too_long, "origin", limits::origin_bytes, bytes};
    return defect_of(command.origin,
                     {.field = "origin", .most_chars = limits::origin_bytes, .may_be_empty = true});
}

}  // namespace

Decision decide(const State& state, const Command& command, std::int64_t now_ms) {
    if (auto refusal = defect_of_envelope(command)) return *refusal;
    const bool was_before = command.occurred_at_ms != 0;
    const Context context{command.actor, was_before ? command.occurred_at_ms : now_ms};
    return std::visit([&](const auto& asked) { return decide(state, asked, context); },
                      command.body);
}

void evolve(State& state, const events::Meta& meta, const events::AnyPayload& event) {
    std::visit([&](const auto& happened) { Evolve{state}(meta, happened); }, event);
}

void evolve(State& state, const events::Meta& meta, events::Bytes event) {
    events::visit(meta, event, Evolve{state});
}

std::optional<Refusal> cannot_be_new(const State& state, const events::Id& id,
                                     std::string_view field) {
    if (events::is_nil(id)) return Refusal{RefusalCode::unknown_value, field};
    const bool taken = state.projects.by_id.contains(events::id_as<events::ProjectId>(id)) ||
                       state.proposals.by_id.contains(events::id_as<events::ProposalId>(id)) ||
                       state.arguments.by_id.contains(events::id_as<events::ArgumentId>(id)) ||
                       state.meetings.by_id.contains(events::id_as<events::MeetingId>(id)) ||
                       state.questions.by_id.contains(events::id_as<events::QuestionId>(id));
    if (taken) return Refusal{RefusalCode::already_exists, field};
    return std::nullopt;
}

}  // namespace imaginons::commands
