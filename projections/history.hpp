// What happened to an object, in the order of the log: its own events and those that its page shows
// one by one, its stances only as positions to be counted. A list of stances with their times would
// say who was there when.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "projections/views.hpp"

namespace imaginons::storage {
class Log;
class Vault;
}  // namespace imaginons::storage

namespace imaginons::projections {

// Positions in the log, ascending. Gathered under the views' lock, from memory alone.
struct Timeline {
    std::vector<std::uint64_t> acts;              // to be told one by one
    std::vector<std::uint64_t> stances;           // on it, changed and withdrawn ones too
    std::vector<std::uint64_t> argument_stances;  // on its arguments
};
// A proposal's events, its arguments and the questions about it; a project's events, the questions
// about it, its proposals and statements.
Timeline timeline_of(const Views& views, const Proposal& proposal);
Timeline timeline_of(const Views& views, const Project& project);

// How many of ascending positions are in [from, to).
std::uint64_t count_between(const std::vector<std::uint64_t>& seqs, std::uint64_t from,
                            std::uint64_t to);

// One line of a history, as its event has it. Ids are nil, and numbers 0, where the kind has none.
struct Act {
    enum class What : std::uint8_t {
        project_opened,
        project_changed,
        phase_moved,
        news_published,
        milestone_set,
        milestone_reached,
        proposal_submitted,
        statement_added,
        proposal_edited,
        proposal_withdrawn,
        argument_added,
        contribution_hidden,
        answer_drafted,
        answer_reviewed,
        answer_published,
        proposal_moved,
        proposal_taken_up,
        meeting_announced,
        meeting_changed,
        meeting_cancelled,
        minutes_published,
        co_author_invited,
        co_author_accepted,
        co_author_left,
        amendment_accepted,
        amendment_refused,
        question_asked,
        question_answered,
        conclusion_published,
        proposal_placed
    };
    What what{};
    std::uint64_t seq = 0;
    std::int64_t recorded_at_ms = 0;
    std::int64_t occurred_at_ms = 0;  // what an import says; 0 = when recorded
    events::PersonId person;          // who did it; nil: the city, or the project's owner
    bool by_city = false;             // not the owner
    events::ProposalId proposal;
    events::ArgumentId argument;
    events::ArgumentId parent;
    events::Side side = events::Side::unset;
    std::uint32_t version = 0;
    std::uint16_t phase = 0;
    std::uint8_t progress_percent = 0;
    events::MilestoneId milestone;
    std::uint32_t draft = 0;
    events::ReviewVerdict verdict = events::ReviewVerdict::unset;
    events::ProposalStage stage = events::ProposalStage::unset;  // come to, also by an answer
    events::ProjectId project;                                   // that takes it up
    events::MeetingId meeting;
    events::ProposalId amendment;  // that was decided on
    events::QuestionId question;
};

// Nothing if the event is of another kind, or if there is none. About 2 us, any thread.
std::optional<Act> act_at(const storage::Log& log, std::uint64_t seq);

}  // namespace imaginons::projections
